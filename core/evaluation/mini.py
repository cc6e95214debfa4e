"""The mini judge's figures: reading, edited pairs, soundness, opposite and simulated tastes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.metrics import pair_accuracy, srocc
from core.judge import Judge, Look, Picture, Pixels
from core.mini.judge import MiniJudge
from core.mini.lexicon import Lexicon
from core.profile import Profile, Statement
from core.training.edits import EDITS
from core.training.end_to_end import simulate_raters
from core.training.pool import find_photos, held_out, load_pixels
from core.training.statements import SimulatedStatement, simulate_many

EDITED_PAIRS = {
    "I love black and white": ("black_and_white", 1),
    "I hate black and white": ("black_and_white", -1),
    "dark moody light": ("exposure_down", 1),
    "bright airy light": ("exposure_up", 1),
    "vivid colours": ("saturation_up", 1),
    "muted colours": ("saturation_down", 1),
}
"""Statement -> the edit, and whether the edited copy (1) or the photo (-1) should score higher."""

OPPOSITES = {
    "I love dark photos": "I hate dark photos",
    "vivid colours": "muted colours",
    "I prefer sharp pictures": "I prefer soft, blurry pictures",
    "black and white": "no black and white",
    "simple, uncluttered pictures": "busy pictures full of things",
}


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """How statements of the validation lexicon are read, as shares of their labels.

    `right`: the wanted direction; `reversed`: the opposite one; `missed`: not read. `invented`:
    readings a statement that it does not contain.
    """

    right: float
    reversed: float
    missed: float
    invented: float
    statements: int


def reading_figures(judge: Judge, statements: Sequence[SimulatedStatement]) -> ReadingFigures:
    """Compare what the judge reads with what the statements are known to say."""
    labels = right = wrong = invented = 0
    for statement in tqdm(statements, "reading", unit="statement"):
        reading = judge.read(Profile(statements=(Statement(statement.text),)))
        found = {u.attribute: u.direction * u.strength for u in reading.understood}
        wanted = statement.wanted
        labels += len(wanted)
        right += sum(found.get(a, 0.0) * w > 0 for a, w in wanted.items())
        wrong += sum(found.get(a, 0.0) * w < 0 for a, w in wanted.items())
        invented += len(found.keys() - wanted.keys())
    share = 1 / max(1, labels)
    return ReadingFigures(
        right=right * share,
        reversed=wrong * share,
        missed=(labels - right - wrong) * share,
        invented=invented / max(1, len(statements)),
        statements=len(statements),
    )


class Bench:
    """Photos that the weights never saw, looked at once."""

    def __init__(self, judge: MiniJudge, photos: Path, names: Sequence[str], *, seed: int) -> None:
        self.judge = judge
        self._seed = seed
        self._pixels = [load_pixels(photos / name) for name in tqdm(names, "reading photos")]
        self.looks = self._look(self._pixels)

    def scores(self, looks: Sequence[Look], taste: str) -> NDArray[np.float32]:
        """Scores (n,) of looks for a taste in words; "" is the blank profile."""
        return self.judge.judge(looks, Profile.from_text(taste)).score

    def edited(self, edit_name: str) -> list[Look]:
        """Looks at edited copies of all photos, at full strength's three quarters."""
        edit = next(edit for edit in EDITS if edit.name == edit_name)
        rng = np.random.default_rng(self._seed)
        return self._look([edit.apply(pixels, rng, 0.75) for pixels in self._pixels])

    def _look(self, pixels: Sequence[Pixels]) -> list[Look]:
        pictures = [Picture(hashlib.sha256(p.tobytes()).hexdigest(), p) for p in pixels]
        return self.judge.look(pictures)


def evaluate_mini(
    judge: MiniJudge, photos: Path, *, label: str, limit: int, statements: int, seed: int
) -> dict[str, object]:
    """All figures, on photos that training never saw: held out by name, or of another label."""
    names = find_photos(photos, label=label)
    if label == "lic:open":
        names = [name for name in names if held_out(name)]
    chosen = np.random.default_rng(seed).permutation(len(names))[:limit]
    bench = Bench(judge, photos, [names[i] for i in sorted(chosen)], seed=seed)
    pairs = {}
    for statement, (edit, sign) in tqdm(EDITED_PAIRS.items(), "edited pairs"):
        copies = bench.scores(bench.edited(edit), statement)
        plain = bench.scores(bench.looks, statement)
        pairs[statement] = (
            pair_accuracy(copies, plain) if sign > 0 else pair_accuracy(plain, copies)
        )
    sound = bench.scores(bench.looks, "")
    ruined = {
        edit.name: pair_accuracy(sound, bench.scores(bench.edited(edit.name), ""))
        for edit in tqdm([e for e in EDITS if e.ruins], "ruined copies")
    }
    opposite = {
        f"{one} / {other}": srocc(bench.scores(bench.looks, one), bench.scores(bench.looks, other))
        for one, other in OPPOSITES.items()
    }
    lexicon = Lexicon.load("validation")
    reading = reading_figures(judge, simulate_many(lexicon, statements, seed))
    return {
        "judge": judge.identity.judge_id,
        "photos": len(bench.looks),
        "label": label,
        "edited_pairs": _rounded(pairs),
        "sound_above_ruined": _rounded(ruined),
        "opposite_tastes_srocc": _rounded(opposite),
        "simulated_raters_srocc": round(_simulated(bench, lexicon, seed), 3),
        "spread_blank": [round(float(q), 1) for q in np.quantile(sound, [0, 0.1, 0.5, 0.9, 1])],
        "reading": {
            name: round(getattr(reading, name), 3)
            for name in ("right", "reversed", "missed", "invented", "statements")
        },
    }


def _simulated(bench: Bench, lexicon: Lexicon, seed: int) -> float:
    """Mean rank correlation with the true wishes of raters of the validation lexicon."""
    raters = simulate_raters(lexicon, 100, blank=0, seed=seed)
    values = np.nan_to_num(bench.judge.values(bench.looks))
    found = [
        srocc(
            bench.scores(bench.looks, "\n".join(s.text for s in rater.statements)),
            values @ rater.wishes,
        )
        for rater in tqdm(raters, "simulated raters")
        if np.any(rater.wishes)
    ]
    return float(np.nanmean(found))


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in figures.items()}

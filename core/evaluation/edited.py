"""Edited pairs: is a photo or its edited copy the better one, as a statement asks?

Twelve edits move known attributes in a known direction (`core.training.edits`). For each of them,
statements are simulated from the lexicon's split that speak of one of these attributes only: one
half or so want the end that the edit moves to, the others reject it or want the other end. A *cell*
is an edit and a statement; its accuracy is the share of the held-out photos whose copy has the
higher score if the statement asks for what the edit does, or the lower one if it asks for the
opposite; a tie counts half. A photo that the edit leaves as it is (see `bench.Copies`) is no pair.
No photo is left out for what the judge measures in it.

Every cell counts, whether the judge understands the statement or not: one that is not understood
gets the generic opinion, so about half of its pairs by chance, or none or all where the edit also
ruins the photo. The figures on the cells of understood statements alone stand beside them.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from core.evaluation.bench import Bench
from core.evaluation.metrics import pair_accuracy
from core.mini.lexicon import Lexicon
from core.profile import Profile
from core.training.edits import EDITS
from core.training.statements import Mixture, SimulatedStatement, simulate

TWELVE = (
    "exposure_up",
    "exposure_down",
    "contrast_up",
    "contrast_down",
    "saturation_up",
    "saturation_down",
    "warmer",
    "cooler",
    "black_and_white",
    "blur",
    "noise",
    "crop_wide",
)
"""The edits of the figure."""

FURTHER = ("crop_tall", "tilt", "sepia", "shadows_crushed", "highlights_blown")
"""Measured in the same way and shown beside them; they do not count in the figure."""

HIGH = 0.80

_ONE_ATTRIBUTE = Mixture(
    bare=0.15,
    listed=0,
    single=0.6,
    hedged=0.25,
    comparison=0,
    change=0,
    other_people=0,
    other_people_only=0,
    several=0,
    mixed=0,
    fact=0,
    contents=0,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """An edit and a statement. `asks`: 1 when the copy should score higher, -1 lower."""

    edit: str
    statement: str
    asks: int
    accuracy: float
    understood: bool


@dataclass(frozen=True, slots=True)
class EditFigures:
    """The cells of one edit. `pairs`: photos that it changes."""

    pairs: int
    statements: int
    understood: float
    mean: float
    lowest: float
    high: float


@dataclass(frozen=True, slots=True)
class EditedFigures:
    """Means over cells, the lowest cell, and the share of cells of at least 0.80 (`high`).

    `lowest_edit`: the lowest of the edits' means. `..._understood`: of the understood statements
    only. `worst`: the ten lowest cells.
    """

    mean: float
    lowest: float
    high: float
    lowest_edit: float
    understood: float
    mean_understood: float
    lowest_understood: float
    high_understood: float
    photos: int
    by_edit: Mapping[str, EditFigures]
    further: Mapping[str, EditFigures]
    worst: tuple[Cell, ...]
    cells: tuple[Cell, ...]


def edited_figures(bench: Bench) -> EditedFigures:
    """Measure all cells."""
    cells: dict[str, list[Cell]] = {}
    pairs: dict[str, int] = {}
    for number, name in enumerate((*TWELVE, *FURTHER)):
        rng = np.random.default_rng([bench.settings.seed, number])
        effects = next(edit.effects for edit in EDITS if edit.name == name)
        asked = asking(bench.lexicon, effects, bench.settings.per_edit, rng)
        pairs[name] = int(bench.copies(name).changed.sum())
        cells[name] = [
            _cell(bench, name, statement, asks)
            for statement, asks in tqdm(asked, f"pairs of {name}", unit="statement")
        ]
    by_edit = {name: _of_edit(cells[name], pairs[name]) for name in cells}
    counted = [cell for name in TWELVE for cell in cells[name]]
    read = [cell for cell in counted if cell.understood]
    return EditedFigures(
        mean=_mean(counted),
        lowest=_lowest(counted),
        high=_high(counted),
        lowest_edit=min(by_edit[name].mean for name in TWELVE),
        understood=len(read) / len(counted),
        mean_understood=_mean(read),
        lowest_understood=_lowest(read),
        high_understood=_high(read),
        photos=len(bench.held_out),
        by_edit={name: by_edit[name] for name in TWELVE},
        further={name: by_edit[name] for name in FURTHER},
        worst=tuple(sorted(counted, key=lambda cell: cell.accuracy)[:10]),
        cells=tuple(cell for name in cells for cell in cells[name]),
    )


def asking(
    lexicon: Lexicon, effects: Mapping[str, int], count: int, rng: np.random.Generator
) -> list[tuple[SimulatedStatement, int]]:
    """`count` different statements on the attributes of an edit's effects, each with what it asks:
    1 for the direction of the edit, -1 for the other one."""
    poles = [pole for pole in lexicon.phrasings if pole[0] in effects]
    narrow = dataclasses.replace(
        lexicon,
        phrasings={pole: lexicon.phrasings[pole] for pole in poles},
        indirect={pole: lexicon.indirect[pole] for pole in poles},
    )
    drawn: dict[str, tuple[SimulatedStatement, int]] = {}
    while len(drawn) < count:
        statement = simulate(narrow, rng, mixture=_ONE_ATTRIBUTE)
        label = statement.labels[0]
        drawn.setdefault(statement.text, (statement, label.direction * effects[label.attribute]))
    return list(drawn.values())


def _cell(bench: Bench, edit: str, statement: SimulatedStatement, asks: int) -> Cell:
    looks, copies = bench.looks(bench.held_out), bench.copies(edit)
    profile = Profile.from_text(statement.text)
    plain, copied = np.split(bench.scores([*looks, *copies.looks], profile), 2)
    plain, copied = plain[copies.changed], copied[copies.changed]
    accuracy = pair_accuracy(copied, plain) if asks > 0 else pair_accuracy(plain, copied)
    understood = bool(bench.read(statement.text).understood)
    return Cell(edit, statement.text, asks, accuracy, understood)


def _of_edit(cells: Sequence[Cell], pairs: int) -> EditFigures:
    return EditFigures(
        pairs=pairs,
        statements=len(cells),
        understood=sum(cell.understood for cell in cells) / max(1, len(cells)),
        mean=_mean(cells),
        lowest=_lowest(cells),
        high=_high(cells),
    )


def _accuracies(cells: Iterable[Cell]) -> list[float]:
    return [cell.accuracy for cell in cells]


def _mean(cells: Sequence[Cell]) -> float:
    return float(np.mean(_accuracies(cells))) if cells else float("nan")


def _lowest(cells: Sequence[Cell]) -> float:
    return min(_accuracies(cells), default=float("nan"))


def _high(cells: Sequence[Cell]) -> float:
    return float(np.mean([a >= HIGH for a in _accuracies(cells)])) if cells else float("nan")

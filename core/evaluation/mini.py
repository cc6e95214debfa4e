"""The mini judge's figures: which there are, measuring them, and what is made of them."""

import json
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from core.evaluation.bench import Bench, NotMeasuredError, Settings
from core.evaluation.content import content_figures, word_figures
from core.evaluation.distractors import distractor_figures
from core.evaluation.edited import edited_figures
from core.evaluation.human import human_figures
from core.evaluation.reading import simulated_reading, written_reading
from core.evaluation.sizes import size_figures
from core.evaluation.soundness import soundness_figures
from core.evaluation.speed import look_figures, speed_figures
from core.evaluation.spread import spread_figures
from core.evaluation.table import LINES, plain
from core.evaluation.tastes import taste_figures
from core.evaluation.unusual import unusual_figures

FIGURES: Mapping[str, Callable[[Bench], object]] = MappingProxyType(
    {
        "reading": simulated_reading,
        "written": written_reading,
        "edited": edited_figures,
        "spread": spread_figures,
        "distractors": distractor_figures,
        "soundness": soundness_figures,
        "human": human_figures,
        "content": content_figures,
        "words": word_figures,
        "sizes": size_figures,
        "speed": speed_figures,
        "look": look_figures,
        "unusual": unusual_figures,
        "tastes": taste_figures,
    }
)
"""Name -> what measures it and returns its frozen record; `core.evaluation.table` has the bars."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Measured:
    """Figure -> record, seconds that it took, and for the others why they were not measured."""

    records: Mapping[str, object]
    seconds: Mapping[str, float]
    why_not: Mapping[str, str]


def measure_figures(bench: Bench, *, only: Collection[str] = ()) -> Measured:
    """Measure all figures, or `only` some.

    Raises CoreError when a folder that was given is of no use.
    """
    records: dict[str, object] = {}
    seconds: dict[str, float] = {}
    why_not: dict[str, str] = {}
    for name, figure in FIGURES.items():
        if only and name not in only:
            why_not[name] = "not asked for"
            continue
        began = time.perf_counter()
        try:
            records[name] = figure(bench)
        except NotMeasuredError as error:
            why_not[name] = str(error)
            continue
        seconds[name] = round(time.perf_counter() - began, 1)
        _LOG.info("%s: %.0f s", name, seconds[name])
    return Measured(records, seconds, why_not)


def write_into_card(card: Path, measured: Measured, bench: Bench) -> None:
    """Merge the table's values into a model card, under the label of the photos.

    Figures that were not measured now stay as they are; those of another split of the lexicon than
    the usual one stand beside them ("reading_on_test_split").
    """
    written = json.loads(card.read_text(encoding="utf-8"))
    place = written.setdefault("figures", {}).setdefault(bench.settings.label, {})
    split, usual = bench.settings.split, Settings().split
    place["split"], place["seed"] = usual, bench.settings.seed
    of_split = "" if split == usual else f"_on_{split}_split"
    for name, record in measured.records.items():
        fields = [line.field for line in LINES if line.figure == name]
        place[name + of_split] = {field: plain(getattr(record, field)) for field in fields}
    card.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

"""The table of all figures: each beside its bar, and whether it clears it."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["pass", "fail", "no bar", "not measured"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a field of a figure's record, what it is, and its bar if it has one.

    `what` is a sentence's beginning; `at_least` or `at_most` the bar; `digits` after the point.
    """

    figure: str
    field: str
    what: str
    at_least: float | None = None
    at_most: float | None = None
    digits: int = 3

    @property
    def bar(self) -> str:
        """The bar in words, "" without one."""
        if self.at_least is not None:
            return f"at least {self.at_least:,g}"
        return "" if self.at_most is None else f"at most {self.at_most:,g}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its value, None when it was not measured, and the verdict."""

    line: Line
    value: float | None
    verdict: Verdict


def _read(figure: str, of: str) -> tuple[Line, ...]:
    """The lines of statements that are read, simulated or written ones."""
    right = f"{of}: right attribute and sign, of the understood"
    return (
        Line(figure, "right", right, at_least=0.92),
        Line(figure, "not_understood", f"{of}: declared not understood", at_most=0.20),
        Line(figure, "reversed", f"{of}: sign reversed", at_most=0.02),
        Line(figure, "reversed_of_understood", f"{of}: sign reversed, of the understood"),
        Line(figure, "all_right", f"{of}: every label right, of the understood"),
        Line(figure, "exact", f"{of}: every label right, nothing else read, of the understood"),
        Line(figure, "invented", f"{of}: invented readings, each"),
        Line(figure, "rightly_not_understood", f"{of}: saying nothing, so not understood"),
    )


LINES: tuple[Line, ...] = (
    *_read("reading", "simulated"),
    *_read("written", "written"),
    Line("edited", "mean", "edited pairs ordered as asked, mean over cells", at_least=0.90),
    Line("edited", "lowest", "edited pairs, the lowest cell", at_least=0.60),
    Line("edited", "high", "edited pairs, share of cells at 0.80 or more", at_least=0.80),
    Line("edited", "lowest_edit", "edited pairs, the lowest of the twelve edits' means"),
    Line("edited", "understood", "edited pairs, share of statements understood"),
    Line("edited", "mean_understood", "edited pairs of understood statements, mean"),
    Line("edited", "lowest_understood", "edited pairs of understood statements, lowest"),
    Line("edited", "high_understood", "edited pairs of understood statements, share at 0.80"),
    Line("spread", "narrowest", "5th to 95th percentile, narrowest profile", at_least=40, digits=1),
    Line("spread", "mean_width", "5th to 95th percentile, mean", digits=1),
    Line("spread", "most_at_ends", "share at 0-2 or 98-100, worst profile", at_most=0.05),
    Line("spread", "mean_at_ends", "share at 0-2 or 98-100, mean"),
    Line("spread", "largest_fall", "one scale: largest fall of the score, points", at_most=0.05),
    Line("distractors", "lowest", "rank correlation with 3 facts added, lowest", at_least=0.98),
    Line("distractors", "mean", "rank correlation with 3 facts added, mean"),
    Line("distractors", "facts_read", "share of the facts in which something is read"),
    Line("soundness", "mean", "original above its ruined copy, mean over ruins", at_least=0.92),
    Line("soundness", "lowest", "original above its ruined copy, lowest ruin"),
    Line("human", "unseen", "rank correlation with human beauty, unseen themes", at_least=0.47),
    Line("human", "unseen_low", "    lower end of its 95% interval"),
    Line("human", "unseen_high", "    upper end of its 95% interval"),
    Line("human", "attributes_alone", "    without what the photo shows"),
    Line("human", "gain", "    gained by what the photo shows"),
    Line("human", "gain_low", "    lower end of the gain's 95% interval", at_least=0.0),
    Line("human", "within_folds", "    inside single folds, mean"),
    Line("human", "as_shipped", "the same as shipped (see the card: trained on them?)"),
    Line("human", "fidelity", "empty profile's score with the generic opinion"),
    Line("content", "in_set", '"I love X" first, words of the set, AUC', at_least=0.85),
    Line("content", "outside", '"I love X" first, all other words, AUC', at_least=0.75),
    Line("content", "lowest", "    the lowest statement"),
    Line("content", "understood", "    share of these statements in which something is read"),
    Line("words", "mean", "content words, mean average precision", at_least=0.60),
    Line("sizes", "largest", "score differs between sizes by, largest", at_most=4, digits=2),
    Line("sizes", "median", "score differs between sizes by, median", at_most=1.5, digits=2),
    Line("speed", "photos_per_second", "judge only, photos/s", at_least=12_000, digits=0),
    Line("speed", "rerank_s", "a new profile re-ranks 3,000 photos, s", at_most=2, digits=2),
    Line("speed", "slowest_rerank_s", "    the slowest of the new profiles, s", digits=2),
    Line("look", "attributes_ms", "look, one core: attributes, ms a photo", at_most=30, digits=1),
    Line("look", "tower_ms", "look, one core: content tower, ms more", at_most=8, digits=1),
    Line("look", "look_ms", "look, one core: all of it, ms a photo", digits=1),
    Line("look", "slowest_ms", "    the slowest photo, ms", digits=1),
    Line("unusual", "problems", "unusual profiles with a problem", at_most=0, digits=0),
    Line("unusual", "slowest_s", "the slowest unusual profile, s", at_most=5, digits=2),
    Line(
        "unusual",
        "foreign_not_understood",
        "foreign statements said to be not understood",
        at_least=0.90,
    ),
    Line("unusual", "orders_shift", "orders in a profile move a score by, largest", digits=2),
    Line("tastes", "simulated_raters", "rank correlation with simulated raters' wishes"),
    Line("tastes", "highest_opposite", "rank correlation of opposite tastes, highest"),
)
"""All lines of the table, in its order."""


def rows(records: Mapping[str, object]) -> list[Row]:
    """The table of figures' records; a figure that is not there is not measured."""
    return [_row(line, getattr(records.get(line.figure), line.field, None)) for line in LINES]


def _row(line: Line, value: float | None) -> Row:
    if value is None or math.isnan(value):
        return Row(line, None, "not measured")
    if line.at_least is not None:
        return Row(line, value, "pass" if value >= line.at_least else "fail")
    if line.at_most is not None:
        return Row(line, value, "pass" if value <= line.at_most else "fail")
    return Row(line, value, "no bar")


def as_text(table: Sequence[Row], why_not: Mapping[str, str]) -> list[str]:
    """The table in lines; `why_not` says of figures why they were not measured.

    Of a figure that was not measured only the lines with a bar are shown.
    """
    lines = []
    figure = ""
    for row in table:
        if row.line.figure != figure:
            figure = row.line.figure
            lines.append(
                f"{figure}: not measured, {why_not[figure]}" if figure in why_not else figure
            )
        if figure in why_not and not row.line.bar:
            continue
        value = "-" if row.value is None else f"{row.value:,.{row.line.digits}f}"
        verdict = "" if row.verdict == "no bar" else row.verdict
        lines.append(f"  {row.line.what:<66} {value:>9}  {row.line.bar:<16} {verdict}".rstrip())
    passed, failed, missing = (
        sum(row.verdict == verdict and bool(row.line.bar) for row in table)
        for verdict in ("pass", "fail", "not measured")
    )
    return [*lines, f"bars: {passed} passed, {failed} failed, {missing} not measured"]


def as_json(table: Sequence[Row]) -> list[dict[str, object]]:
    """The table for figures.json."""
    return [
        {
            "figure": row.line.figure,
            "field": row.line.field,
            "what": row.line.what.strip(),
            "value": plain(row.value),
            "bar": row.line.bar or None,
            "verdict": row.verdict,
        }
        for row in table
    ]


def plain(value: object) -> object:
    """A record as JSON knows it: dicts, lists, floats of four digits; NaN becomes None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value

"""The table: values beside bars."""

from dataclasses import dataclass

from core.evaluate import FIGURE_NAMES
from core.evaluation.mini import FIGURES
from core.evaluation.table import LINES, as_json, as_text, plain, rows


@dataclass(frozen=True, slots=True)
class Sizes:
    largest: float
    median: float


def test_every_figure_is_known_to_the_command_and_has_lines() -> None:
    assert tuple(FIGURES) == FIGURE_NAMES
    assert {line.figure for line in LINES} == set(FIGURES)


def test_a_bar_is_passed_failed_or_not_measured() -> None:
    table = {(r.line.figure, r.line.field): r for r in rows({"sizes": Sizes(4.0, 1.6)})}
    assert table["sizes", "largest"].verdict == "pass"
    assert table["sizes", "median"].verdict == "fail"
    assert table["edited", "mean"].verdict == "not measured"
    nan = {r.line.field: r for r in rows({"sizes": Sizes(float("nan"), 1.5)})}
    assert nan["largest"].verdict == "not measured"


def test_the_text_counts_the_bars_and_says_why() -> None:
    lines = as_text(rows({"sizes": Sizes(4.0, 1.6)}), {"edited": "needs --photos"})
    assert "edited: not measured, needs --photos" in lines
    largest = next(line for line in lines if "between sizes by, largest" in line)
    assert largest.split()[-5:] == ["4.00", "at", "most", "4", "pass"]
    assert lines[-1].startswith("bars: 1 passed, 1 failed, ")


def test_json_has_every_line_and_no_nan() -> None:
    table = as_json(rows({"sizes": Sizes(float("nan"), 1.23456)}))
    assert len(table) == len(LINES)
    median = next(row for row in table if row["field"] == "median")
    assert (median["value"], median["bar"], median["verdict"]) == (1.2346, "at most 1.5", "pass")
    assert plain({"a": (float("nan"), Sizes(1.0, 2.0))}) == {
        "a": [None, {"largest": 1.0, "median": 2.0}]
    }

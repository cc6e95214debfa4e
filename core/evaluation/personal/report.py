"""The report of an evaluation: Markdown for people, JSON for programs, the same figures in both."""

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path

from core.evaluation.personal.evaluation import OTHERS, Evaluation
from core.evaluation.personal.figures import Estimate
from core.evaluation.personal.published import Published, published_of
from core.evaluation.table import plain

_SHOWN_FAILURES = 20

_COLUMNS: Mapping[str, str] = {
    "profile": "with profile",
    "blank": "blank profile",
    "shuffled": "another's profile",
    "scrambled": "words in random order",
    "coarse": "age band and gender",
    OTHERS: "no judge: mean of the others",
}
_LINES: Mapping[str, str] = {
    "user_srocc": "SROCC per rater, mean",
    "user_plcc": "PLCC per rater, mean",
    "user_krcc": "KRCC per rater, mean",
    "pooled_srocc": "SROCC pooled",
    "pooled_plcc": "PLCC pooled",
    "pooled_krcc": "KRCC pooled",
    "within_image": "within images, Pearson",
    "photo_srocc": "SROCC of photos' means",
    "photo_plcc": "PLCC of photos' means",
    "photo_krcc": "KRCC of photos' means",
    "mae": "MAE on 0 to 1, as it is",
    "mae_isotonic": "MAE after isotonic, out of fold",
    "mae_of_mean": "MAE of always the mean, out of fold",
}

PUBLISHED_COLUMN = "published, not measured here"

QUICK = "A quick run: it shows that everything runs, the figures mean nothing."

HONESTY = (
    "Nothing was chosen on these ratings: the judge was used as it is, once for each column; no "
    "checkpoint, prompt or threshold was picked by them. All that is fitted is the isotonic "
    "calibration, on other raters and other photos than those it is applied to, and the few-shot "
    "learners, on ratings of a rater that they are not measured on. To choose "
    "something, use `--part validation` with the same split and seed."
)


def write_report(found: Evaluation, folder: Path) -> None:
    """Write report.md and report.json to the folder."""
    (folder / "report.md").write_text(as_markdown(found), encoding="utf-8")
    text = json.dumps(as_json(found), indent=1, ensure_ascii=False)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")


def as_json(found: Evaluation) -> dict[str, object]:
    """All that was found, as JSON knows it; the published numbers apart from the measured ones."""
    content = plain(found)
    assert isinstance(content, dict)
    published = [dataclasses.asdict(one) for one in published_of(found.data_set)]
    return {**content, "published_by_others_not_measured_here": published}


def as_markdown(found: Evaluation) -> str:
    """The report for people."""
    published = published_of(found.data_set)
    return "\n".join(
        [
            f"# {found.judge.name} on {found.data_set}",
            "",
            *([f"**{QUICK}**", ""] if found.settings.is_quick else []),
            *_about(found),
            "",
            "## Figures",
            "",
            *_table(found, published),
            "",
            "In brackets: 95% percentile bootstrap interval, raters (of photos' means: photos) "
            "drawn as a whole. What each figure is: `core/evaluation/personal/figures.py`.",
            *_gains(found),
            *_few_shot(found),
            *_published(published),
            *_calibration(found),
            "",
            "## Notes",
            "",
            f"- {HONESTY}",
            *(f"- {note}" for note in found.notes),
            *_failures(found),
            "",
        ]
    )


def _about(found: Evaluation) -> list[str]:
    settings = found.settings
    part = (
        "all ratings"
        if settings.split_by == "none"
        else (f"part `{settings.part}` of the split by {settings.split_by}")
    )
    limit = "" if settings.limit is None else f", {settings.limit:,} photos at most"
    lines = [
        f"- Judge `{found.judge.name}`, {found.judge.judge_id}",
        f"- Measured on {part}{limit}: {found.ratings:,} ratings of {found.photos:,} photos by "
        f"{found.raters:,} raters, {found.with_profile:,} of them with a profile; scale "
        f"{found.scale}",
    ]
    lines += (
        [
            f"- Figures per rater: {found.figures['profile'].users:,} raters with "
            f"{settings.least} ratings or more and a defined correlation"
        ]
        if "profile" in found.figures
        else []
    )
    if found.unparsed is None:
        lines.append("- Answers without a score: none possible, the judge reads probabilities")
    else:
        counts = ", ".join(f"{_COLUMNS[name]} {count:,}" for name, count in found.unparsed.items())
        lines.append(f"- Answers without a score (parse failures, counted as guessed): {counts}")
    lines.append(f"- Photos that could not be read: {len(found.failed):,}")
    lines.append(f"- Seed {settings.seed}, {settings.resamples:,} bootstrap resamples")
    return lines


def _table(found: Evaluation, published: tuple[Published, ...]) -> list[str]:
    names = list(found.figures)
    lines = [
        f"| figure | {' | '.join(_COLUMNS[name] for name in names)} | {PUBLISHED_COLUMN} |",
        f"|---|{'---|' * (len(names) + 1)}",
    ]
    for field, what in _LINES.items():
        cells = [_cell(_value(found, name, field)) for name in names]
        others = " · ".join(
            f"{one.value:.3f} [{number}]"
            for number, one in enumerate(published, 1)
            if one.figure == field
        )
        lines.append(f"| {what} | {' | '.join(cells)} | {others} |")
    return lines


def _value(found: Evaluation, name: str, field: str) -> Estimate | float:
    value: Estimate | float = getattr(
        found.figures[name], field, getattr(found.calibration[name], field, float("nan"))
    )
    return value


def _cell(value: Estimate | float) -> str:
    estimate = value if isinstance(value, Estimate) else Estimate(value)
    if math.isnan(estimate.value):
        return "–"
    if math.isnan(estimate.low):
        return f"{estimate.value:.3f}"
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def _gains(found: Evaluation) -> list[str]:
    if not found.gains:
        return []
    return [
        "",
        "SROCC per rater with profile minus that of each control, raters paired:",
        "",
        *(f"- {_COLUMNS[name]}: {_cell(gain)}" for name, gain in found.gains.items()),
    ]


def _few_shot(found: Evaluation) -> list[str]:
    shots, missing = found.few_shot.shots, found.few_shot.missing
    if not shots and not missing:
        return []
    lines = ["", "## With a few of a rater's own ratings", ""]
    if shots:
        lines += [
            "Ridge regression on the judge's score and description of photos, its penalty chosen "
            "inside the support; SROCC per rater on photos that are not in it.",
            "",
            "| shots | raters | photos measured | without them | learned from them | gain |",
            "|---|---|---|---|---|---|",
        ]
    for one in shots:
        measured = "all others" if one.measured is None else str(one.measured)
        measured += f", mean of {one.repeats} draws" if one.repeats > 1 else ""
        cells = [_cell(value) for value in (one.before, one.after, one.gain)]
        lines.append(f"| {one.support} | {one.raters:,} | {measured} | {' | '.join(cells)} |")
    if shots and missing:
        lines.append("")
    return [*lines, *(f"- Missing: {sentence}" for sentence in missing)]


def _published(published: tuple[Published, ...]) -> list[str]:
    if not published:
        return ["", "No published number is known for this data set and these figures."]
    lines = [
        "",
        "Published by others, under protocols of their own; not comparable one to one:",
        "",
    ]
    for number, one in enumerate(published, 1):
        marks = ["second-hand"] if one.second_hand else []
        marks += [one.caveat] if one.caveat else []
        tail = f" ({'; '.join(marks)})" if marks else ""
        lines.append(
            f"{number}. {_LINES[one.figure]}: {one.value:.3f}, {one.method}; {one.source}{tail}"
        )
    return lines


def _calibration(found: Evaluation) -> list[str]:
    lines = ["", "## Calibration", "", "![reliability](reliability.png)", ""]
    for name, bins in found.reliability.items():
        lines.append(f"- Expected calibration error, {name}: {bins.error:.3f}")
    return lines


def _failures(found: Evaluation) -> list[str]:
    shown = list(found.failed.items())[:_SHOWN_FAILURES]
    if not shown:
        return []
    rest = len(found.failed) - len(shown)
    more = [f"- and {rest:,} more, all in report.json"] if rest else []
    lines = [f"- {photo}: {why}" for photo, why in shown]
    return ["", "## Photos that could not be read", "", *lines, *more]

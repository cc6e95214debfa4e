"""Evaluation from the command line: `python -m core.evaluate mini --photos FOLDER --out FOLDER`.

For any judge on a data set of human ratings: `python -m core.evaluate --data-set NAME --root FOLDER
--judge ID --out FOLDER`, whose options `python -m core.evaluate --data-set NAME --help` lists.

Prints every figure of the judge beside the bar that it should clear, and writes figures.json (the
table, and the details of each figure) and plots to the folder. What each figure is exactly stands
at the top of its file in core/evaluation. A figure whose folder is not given is listed as not
measured.
"""

import argparse
import dataclasses
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import CoreError
from core.evaluation.personal.command import run as run_on_data_set

if TYPE_CHECKING:
    from core.evaluation.bench import Settings

FIGURE_NAMES = (
    "reading",
    "written",
    "edited",
    "spread",
    "distractors",
    "soundness",
    "human",
    "content",
    "words",
    "sizes",
    "speed",
    "look",
    "unusual",
    "tastes",
)
"""Known without loading torch, so that --help and a wrong name answer at once."""

_LOG = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    """Print a judge's figures and write them; 0 whether they clear their bars or not, 2 when
    nothing could be measured."""
    arguments = sys.argv[1:] if argv is None else argv
    if any(word.partition("=")[0] == "--data-set" for word in arguments):
        return run_on_data_set(arguments)
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        return _evaluate(options)
    except CoreError as error:
        _LOG.error("%s", error)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core.evaluate",
        description=__doc__,
        epilog=f"Figures: {', '.join(FIGURE_NAMES)}. The same seed gives the same figures, but for "
        "times.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("judge", choices=["mini"], help="the judge to evaluate")
    parser.add_argument("--out", type=Path, required=True, help="folder for figures.json and plots")
    parser.add_argument(
        "--photos",
        type=Path,
        help="folder of photos, 512 pixels are enough; with an INDEX.csv (path, labels) or without",
    )
    parser.add_argument(
        "--photos-full", type=Path, help="folder of full-size photos: sizes, and the time of a look"
    )
    parser.add_argument(
        "--ratings",
        type=Path,
        help="folder with a table *per_image*.csv (path under --photos, theme, beauty_mean): human",
    )
    parser.add_argument(
        "--semantic", type=Path, help="folder of small labelled photos, as in training: words"
    )
    parser.add_argument(
        "--label",
        default="lic:open",
        help="which rows of INDEX.csv the held-out photos are taken from (default %(default)s; of "
        "these only the fifth that training leaves out)",
    )
    parser.add_argument(
        "--split",
        choices=["validation", "development", "test"],
        default="validation",
        help="of the taste lexicon; test is for final figures only (default %(default)s)",
    )
    parser.add_argument(
        "--limit",
        type=int,
        default=150,
        help="held-out photos at most, each looked at some 20 times (default %(default)s)",
    )
    parser.add_argument(
        "--statements", type=int, default=2000, help="simulated statements (default %(default)s)"
    )
    parser.add_argument("--only", type=_names, default=(), help="names of figures, by commas")
    parser.add_argument(
        "--quick", action="store_true", help="little of everything: does it run? Means nothing"
    )
    parser.add_argument("--weights", type=Path, help="other weights than the shipped ones")
    parser.add_argument("--card", type=Path, help="a model card to write the figures into as well")
    parser.add_argument("--seed", type=int, default=7)
    return parser


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if unknown := [name for name in names if name not in FIGURE_NAMES]:
        known = ", ".join(FIGURE_NAMES)
        raise argparse.ArgumentTypeError(f"no figure {', '.join(unknown)}; there are: {known}")
    return names


def _settings(options: argparse.Namespace) -> "Settings":
    from core.evaluation.bench import Settings

    given = {field.name for field in dataclasses.fields(Settings)} & vars(options).keys()
    settings = Settings(**{name: getattr(options, name) for name in given})
    for folder in (settings.photos, settings.photos_full, settings.ratings):
        if folder is not None and not folder.is_dir():
            raise CoreError(f"There is no folder {folder}.")
    return settings.quick() if options.quick else settings


def _evaluate(options: argparse.Namespace) -> int:
    from core.evaluation.bench import Bench  # late: imports torch
    from core.evaluation.mini import measure_figures, write_into_card
    from core.evaluation.plots import draw
    from core.evaluation.table import as_json, as_text, plain, rows
    from core.mini.judge import MiniJudge

    settings = _settings(options)
    bench = Bench(MiniJudge.load(device="cpu", weights=options.weights), settings)
    measured = measure_figures(bench, only=options.only)
    table = rows(measured.records)
    options.out.mkdir(parents=True, exist_ok=True)
    report = {
        "judge": bench.judge.identity.judge_id,
        "quick": options.quick,
        "settings": {
            name: str(value) if isinstance(value, Path) else value
            for name, value in dataclasses.asdict(settings).items()
        },
        "table": as_json(table),
        "not_measured": dict(measured.why_not),
        "seconds": dict(measured.seconds),
        "figures": plain(measured.records),
    }
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (options.out / "figures.json").write_text(text + "\n", encoding="utf-8")
    for line in as_text(table, measured.why_not):
        sys.stdout.write(f"{line}\n")
    if options.quick:
        sys.stdout.write("A quick run: it shows that everything runs, the figures mean nothing.\n")
    if options.card is not None:
        write_into_card(options.card, measured, bench)
    try:
        draw(measured.records, options.out)
    except CoreError as error:
        _LOG.warning("%s", error)
    return 0 if measured.records else 2


if __name__ == "__main__":
    sys.exit(main())

"""`python -m core.evaluate --data-set NAME --root FOLDER --judge ID --out FOLDER`.

Measures how well a judge predicts what each person of a data set thinks, beside the controls that
show what the profiles are worth, and writes report.md, report.json and plots to the folder. The
data set is had from its authors; what its folder must hold stands at the top of its loader in
core/evaluation/datasets. Looks are kept in the folder, so that a second run is quick.
"""

import argparse
import logging
import sys
from pathlib import Path
from typing import cast, get_args

from core.errors import CoreError
from core.evaluation.datasets import DATA_SETS, DataSet, load_data_set
from core.evaluation.datasets.records import Part
from core.judge import load_judge

_SPLITS = ("published", "raters", "photos", "both", "none")

_LOG = logging.getLogger(__name__)


def run(arguments: list[str]) -> int:
    """Evaluate and write the report; 0 when all photos were read, 1 when some were not, 2 when
    nothing could be measured."""
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
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data-set", choices=DATA_SETS, required=True)
    parser.add_argument("--root", type=Path, required=True, help="the data set's folder")
    parser.add_argument("--photos", type=Path, help="folder of its photos, where it is elsewhere")
    parser.add_argument("--judge", default="mini", help="a judge's id (default %(default)s)")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for report, plots and looks"
    )
    parser.add_argument(
        "--split",
        choices=_SPLITS,
        help="which ratings are parted how: as published, or drawn by raters, photos or both, or "
        "none: all ratings (default: published where the set has one, else none)",
    )
    parser.add_argument(
        "--part",
        choices=get_args(Part),
        default="test",
        help="of the split; choose on validation, report on test (default %(default)s)",
    )
    parser.add_argument("--fold", type=int, help="of the published raters' lists (PARA, LAPIS)")
    parser.add_argument("--limit", type=int, help="photos at most, drawn by the seed")
    parser.add_argument(
        "--least",
        type=int,
        default=10,
        help="raters with fewer ratings have no figures of their own (default %(default)s)",
    )
    parser.add_argument(
        "--shots",
        type=int,
        nargs="*",
        default=[10, 100],
        metavar="N",
        help="also learn from so many of a rater's own ratings (default 10 100; none: leave out)",
    )
    parser.add_argument(
        "--resamples", type=int, default=1000, help="of the bootstrap (default %(default)s)"
    )
    parser.add_argument("--device", choices=["auto", "cpu", "cuda", "mps"], default="auto")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--quick", action="store_true", help="little of everything: does it run? Means nothing"
    )
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    data_set = load_data_set(options.data_set, options.root, options.photos, fold=options.fold)

    from core.evaluation.personal.evaluation import Settings, SplitBy, evaluate  # late: torch
    from core.evaluation.personal.looking import LookStore
    from core.evaluation.personal.plots import draw_evaluation
    from core.evaluation.personal.report import as_markdown, write_report

    settings = Settings(
        split_by=cast(SplitBy, options.split or _usual_split(data_set)),
        part=options.part,
        limit=options.limit,
        least=options.least,
        shots=tuple(options.shots),
        resamples=options.resamples,
        seed=options.seed,
    )
    if options.quick:
        settings = settings.quick()
    judge = load_judge(options.judge, device=options.device)
    options.out.mkdir(parents=True, exist_ok=True)
    with LookStore(options.out / "looks.sqlite") as store:
        found = evaluate(judge, data_set, store, settings)
    write_report(found, options.out)
    sys.stdout.write(as_markdown(found))
    if options.quick:
        sys.stdout.write(
            "\nA quick run: it shows that everything runs, the figures mean nothing.\n"
        )
    try:
        draw_evaluation(found, options.out)
    except CoreError as error:
        _LOG.warning("%s", error)
    return 1 if found.failed else 0


def _usual_split(data_set: DataSet) -> str:
    return "published" if data_set.photo_parts or data_set.rater_parts else "none"

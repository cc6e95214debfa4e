"""Training from the command line: `python -m core.train mini --photos FOLDER`.

The papers' model is trained by `python -m core.train pmllm --config FILE.toml`; on several GPUs or
machines by `accelerate launch -m core.train pmllm --config FILE.toml`.
"""

import argparse
import dataclasses
import logging
import sys
from pathlib import Path

from core.errors import CoreError


def main(argv: list[str] | None = None) -> int:
    """Train a judge; 0 when its weights were written, 2 when that could not be done."""
    parser = argparse.ArgumentParser(prog="python -m core.train", description=__doc__)
    judges = parser.add_subparsers(dest="judge", required=True)
    mini = judges.add_parser("mini", help="the judge that every machine has")
    mini.add_argument("--photos", type=Path, required=True, help="folder of unlabelled photos")
    mini.add_argument("--ratings", type=Path, help="folder of mean human ratings of the photos")
    mini.add_argument("--out", type=Path, default=Path("resources/mini"), help="where weights go")
    mini.add_argument(
        "--cache",
        type=Path,
        default=Path("runs"),
        help="what was measured and learned before, to go on with",
    )
    mini.add_argument("--seed", type=int, default=0)
    content = judges.add_parser("content", help="the mini judge's content tower, before the judge")
    content.add_argument(
        "--semantic", type=Path, required=True, help="folder of small labelled photos in shards"
    )
    content.add_argument("--out", type=Path, default=Path("resources/content"))
    content.add_argument("--cache", type=Path, default=Path("runs"), help="to go on after a stop")
    content.add_argument("--epochs", type=float, help="passes over the photos")
    content.add_argument("--start", type=Path, help="weights of an earlier training to go on from")
    content.add_argument("--seed", type=int, default=0)
    papers = judges.add_parser("pmllm", help="the papers' model: any language model, any tower")
    papers.add_argument("--config", type=Path, help="the settings, a TOML file")
    papers.add_argument(
        "--print-config", action="store_true", help="print every setting, explained, and leave"
    )
    options = parser.parse_args(argv)
    if options.judge == "pmllm" and not (options.config or options.print_config):
        parser.error("pmllm needs --config FILE.toml; --print-config shows one")
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        _train(options)
    except CoreError as error:
        logging.getLogger(__name__).error("%s", error)
        return 2
    return 0


def _train(options: argparse.Namespace) -> None:
    if options.judge == "pmllm":
        _train_papers(options)
        return
    if options.judge == "content":
        from core.training.content import ContentSettings, train_content  # late: imports torch

        settings = ContentSettings()
        if options.epochs is not None:
            settings = dataclasses.replace(settings, epochs=options.epochs)
        train_content(
            options.semantic,
            options.out,
            cache=options.cache,
            seed=options.seed,
            settings=settings,
            start=options.start,
        )
        return
    from core.training.mini import train_mini  # late: imports torch

    train_mini(
        options.photos,
        options.out,
        cache=options.cache,
        seed=options.seed,
        ratings=options.ratings,
    )


def _train_papers(options: argparse.Namespace) -> None:
    from tqdm import tqdm

    from core.training.papers.config import TrainingConfig, example  # late: imports torch
    from core.training.papers.loop import Progress, train

    if options.print_config:
        sys.stdout.write(example())
        return
    with tqdm(unit="update") as bar:  # with updates a second and the time left

        def show(progress: Progress) -> None:
            bar.total = progress.steps
            if bar.n == 0:
                bar.initial = progress.step - 1  # of a run that is gone on with
                bar.n = bar.initial
            bar.set_description(progress.stage, refresh=False)
            rate = f"{progress.rate:.1e}"
            bar.set_postfix(loss=f"{progress.loss:.4f}", rate=rate, refresh=False)
            bar.update(progress.step - bar.n)

        train(TrainingConfig.from_toml(options.config), on_update=show)


if __name__ == "__main__":
    sys.exit(main())

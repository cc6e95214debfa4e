"""Evaluation from the command line: `python -m core.evaluate mini --photos FOLDER --out FOLDER`."""

import argparse
import json
import logging
import sys
from pathlib import Path

from core.errors import CoreError


def main(argv: list[str] | None = None) -> int:
    """Print a judge's figures as a table and write them as JSON; 2 when that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m core.evaluate", description=__doc__)
    parser.add_argument("judge", choices=["mini"], help="the judge to evaluate")
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos")
    parser.add_argument("--label", default="lic:open", help="which rows of its INDEX.csv")
    parser.add_argument("--out", type=Path, required=True, help="folder for figures.json")
    parser.add_argument("--weights", type=Path, help="other weights than the shipped ones")
    parser.add_argument("--limit", type=int, default=150, help="photos at most")
    parser.add_argument("--statements", type=int, default=1000, help="statements to read")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--card", type=Path, help="a model card to write the figures into")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    from core.evaluation.mini import evaluate_mini  # late: imports torch
    from core.mini.judge import MiniJudge

    try:
        figures = evaluate_mini(
            MiniJudge.load(device="cpu", weights=options.weights),
            options.photos,
            label=options.label,
            limit=options.limit,
            statements=options.statements,
            seed=options.seed,
        )
    except CoreError as error:
        logging.getLogger(__name__).error("%s", error)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=2)
    (options.out / "figures.json").write_text(text + "\n", encoding="utf-8")
    if options.card is not None:
        card = json.loads(options.card.read_text(encoding="utf-8"))
        card.setdefault("figures", {})[options.label] = figures
        options.card.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    for line in _table(figures):
        sys.stdout.write(f"{line}\n")
    return 0


def _table(figures: dict[str, object]) -> list[str]:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines.append(name)
            lines += [f"    {key:48} {figure}" for key, figure in value.items()]
        else:
            lines.append(f"{name:52} {value}")
    return lines


if __name__ == "__main__":
    sys.exit(main())

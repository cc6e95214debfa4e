"""Plots of an evaluation as PNG files. Wants matplotlib, which the development extra brings."""

from pathlib import Path

import numpy as np

from core.evaluation.personal.evaluation import Evaluation
from core.evaluation.plots import new_canvas


def draw_evaluation(found: Evaluation, folder: Path) -> None:
    """Write reliability.png and, where raters are known, raters.png.

    Raises CoreError when matplotlib is not installed.
    """
    _draw_reliability(found, folder / "reliability.png")
    if any(found.by_rater.values()):
        _draw_raters(found, folder / "raters.png")


def _draw_reliability(found: Evaluation, path: Path) -> None:
    canvas = new_canvas((5.5, 5))
    axes = canvas.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1)
    for name, bins in found.reliability.items():
        axes.plot(bins.predicted, bins.rated, marker="o", label=f"{name}: {bins.error:.3f}")
    axes.legend(title="expected calibration error")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="predicted", ylabel="rated, mean of the bin")
    axes.set(title=f"{found.judge.name} on {found.data_set}")
    canvas.savefig(path, dpi=120)


def _draw_raters(found: Evaluation, path: Path) -> None:
    canvas = new_canvas((8, 4.5))
    axes = canvas.subplots()
    names = [name for name, values in found.by_rater.items() if not np.isnan(values).all()]
    known = [[v for v in found.by_rater[name] if not np.isnan(v)] for name in names]
    axes.violinplot(known, orientation="horizontal", showextrema=False)
    for row, name in enumerate(names, 1):
        mean = found.figures[name].user_srocc
        axes.errorbar(
            mean.value,
            row,
            xerr=[[mean.value - mean.low], [mean.high - mean.value]],
            marker="o",
            color="black",
            capsize=4,
        )
    axes.set_yticks(range(1, len(names) + 1), names)
    axes.invert_yaxis()
    axes.set(xlabel="SROCC of one rater; dot: mean over raters, with its 95% interval")
    axes.set(title=f"{found.judge.name} on {found.data_set}")
    canvas.savefig(path, dpi=120)

"""The learning curves as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.evaluation.plots import new_canvas

_BESIDE = ("step", "stage", "rate", "gradient", "seconds")


def draw_curves(lines: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw each loss, smoothed, with a mark where a stage begins, and the learning rate below.

    Raises CoreError when matplotlib is not installed.
    """
    canvas = new_canvas((9, 6))
    losses, rates = canvas.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    names = dict.fromkeys(name for line in lines for name in line if name not in _BESIDE)
    for name in names:
        found = [(line["step"], line[name]) for line in lines if name in line]
        steps, values = np.array(found, dtype=float).T
        faint = {"linewidth": 0.5, "alpha": 0.3}
        (drawn,) = losses.plot(steps, values, **faint)
        bold = 2 if name == "loss" else 1
        losses.plot(steps, _smooth(values), color=drawn.get_color(), linewidth=bold, label=name)
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None or before["stage"] != line["stage"]:
            losses.axvline(line["step"], color="grey", linestyle="--", linewidth=1)
            losses.annotate(line["stage"], (line["step"], 1), xycoords=("data", "axes fraction"))
    rates.plot([line["step"] for line in lines], [line["rate"] for line in lines])
    losses.set(ylabel="loss")
    losses.legend()
    rates.set(xlabel="update", ylabel="learning rate")
    canvas.savefig(path, dpi=120)


def _smooth(values: np.ndarray) -> np.ndarray:
    """An exponential mean over about twenty values, without the pull of its start."""
    mean, weight, smoothed = 0.0, 0.0, []
    for value in values:
        mean, weight = 0.95 * mean + 0.05 * value, 0.95 * weight + 0.05
        smoothed.append(mean / weight)
    return np.array(smoothed)

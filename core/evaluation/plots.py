"""Plots of the figures as PNG files. Wants matplotlib, which the development extra brings."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from core.errors import CoreError
from core.evaluation.edited import HIGH, EditedFigures
from core.evaluation.reading import ReadingFigures
from core.evaluation.soundness import SoundnessFigures
from core.evaluation.spread import BINS, SpreadFigures

NO_MATPLOTLIB = (
    "No plots were drawn: matplotlib is not installed. "
    "It comes with the development extra: pip install '.[dev]'"
)


def new_canvas(size: tuple[float, float]) -> Any:
    """An empty matplotlib Figure, `size` in inches, made without pyplot: no display is touched.

    Raises CoreError when matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # late: users of the program do not have it
    except ImportError as error:
        raise CoreError(NO_MATPLOTLIB) from error
    return Figure(figsize=size, layout="constrained")


def draw(records: Mapping[str, object], folder: Path) -> list[Path]:
    """Draw what there is to draw of the figures' records; returns the files.

    Raises CoreError when matplotlib is not installed.
    """
    paths = []
    for name, (figure, size, plot) in _PLOTS.items():
        if figure not in records:
            continue
        canvas = new_canvas(size)
        plot(canvas.subplots(), records[figure])
        path = folder / f"{name}.png"
        canvas.savefig(path, dpi=120)
        paths.append(path)
    return paths


def _confusion(axes: Any, record: object) -> None:
    figures = cast(ReadingFigures, record)
    counts = np.array(figures.confusion, dtype=float)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    axes.imshow(shares, vmin=0, vmax=1, cmap="magma")
    axes.set_xticks(range(len(figures.names)), figures.names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(figures.names)), figures.names, fontsize=7)
    axes.set(xlabel="read as", ylabel="said", title="Main attribute: share of each row")


def _risk(axes: Any, record: object) -> None:
    figures = cast(ReadingFigures, record)
    axes.plot(figures.coverage, figures.risk, marker=".")
    axes.axhline(0.08, color="grey", linestyle="--", linewidth=1)
    axes.axvline(0.80, color="grey", linestyle="--", linewidth=1)
    axes.set(xlim=(0, 1), ylim=(0, None), xlabel="statements read, most confident first")
    axes.set(ylabel="share of these not right", title="Risk and coverage (dashed: the bars)")


def _edited(axes: Any, record: object) -> None:
    figures = cast(EditedFigures, record)
    names = [*figures.by_edit, *figures.further]
    for row, name in enumerate(names):
        cells = [cell for cell in figures.cells if cell.edit == name]
        spots = row + np.linspace(-0.3, 0.3, len(cells))
        colours = ["tab:blue" if cell.understood else "tab:orange" for cell in cells]
        axes.scatter([cell.accuracy for cell in cells], spots, c=colours, s=9)
    for bar in (0.6, HIGH):
        axes.axvline(bar, color="grey", linestyle="--", linewidth=1)
    axes.axhline(len(figures.by_edit) - 0.5, color="black", linewidth=0.5)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set(xlim=(-0.02, 1.02), xlabel="share of pairs ordered as the statement asks")
    axes.set(title="Edited pairs, a dot a statement (orange: not understood)")


def _spread(axes: Any, record: object) -> None:
    figures = cast(SpreadFigures, record)
    edges = np.linspace(0, 100, BINS + 1)
    for number, spread in enumerate(figures.profiles.values()):
        share = np.array(spread.histogram) / max(1, sum(spread.histogram))
        first = number == 0  # the empty profile
        style = {"color": "black", "linewidth": 2.0} if first else {"linewidth": 0.8}
        label = "empty profile" if first else None
        axes.stairs(share, edges, label=label, **style)
    axes.legend()
    axes.set(xlim=(0, 100), xlabel="score", ylabel="share of the photos")
    axes.set(title=f"Scores of {figures.photos} photos, a line a profile")


def _soundness(axes: Any, record: object) -> None:
    figures = cast(SoundnessFigures, record)
    axes.barh(list(figures.by_ruin), list(figures.by_ruin.values()))
    axes.axvline(0.92, color="grey", linestyle="--", linewidth=1)
    axes.set(xlim=(0, 1), xlabel="share of photos above their ruined copy")
    axes.set(title="Empty profile")


_Plot = tuple[str, tuple[float, float], Callable[[Any, object], None]]
_PLOTS: Mapping[str, _Plot] = MappingProxyType(
    {
        "reading-confusion": ("reading", (9, 9), _confusion),
        "reading-risk-coverage": ("reading", (6, 4.5), _risk),
        "written-confusion": ("written", (9, 9), _confusion),
        "written-risk-coverage": ("written", (6, 4.5), _risk),
        "edited": ("edited", (8, 7), _edited),
        "spread": ("spread", (8, 5), _spread),
        "soundness": ("soundness", (6, 3.5), _soundness),
    }
)
"""File name -> the figure, the size in inches, and what draws its record."""

"""How probable each level of the scale is for a photo, as bars; the best on top."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.language import tr
from curator.ui.theme import tones

_LINE = 18  # least height of a bar with its name
_BAR = 8


class LevelsChart(QWidget):
    """One bar a level. Nothing to draw: it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[str] = ()
        self._shares: Sequence[float] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_levels((), ())

    def show_levels(self, names: Sequence[str], shares: Sequence[float]) -> None:
        """Show probabilities (0 to 1) of levels, both in ascending order of the levels."""
        fitting = len(names) == len(shares)
        self._names = [tr(name) for name in names] if fitting else ()
        self._shares = shares if fitting else ()
        said = [f"{tr(name)} {share:.0%}" for name, share in zip(names, shares, strict=False)]
        self.setAccessibleName(
            tr("Levels: {levels}").format(levels=", ".join(reversed(said)))
            if said
            else tr("No levels")
        )
        self.setVisible(bool(self._names))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._line() * len(self._names))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _line(self) -> int:
        return max(_LINE, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tones(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, high = self.fontMetrics(), self._line()
        left = max((metrics.horizontalAdvance(name) for name in self._names), default=0) + 10
        right = metrics.horizontalAdvance("100%") + 8
        room = max(10, self.width() - left - right)
        best = max(self._shares, default=0.0)
        pairs = list(zip(self._names, self._shares, strict=True))
        for line, (name, share) in enumerate(reversed(pairs)):
            top = line * high
            painter.setPen(QColor(colours.text if share == best else colours.muted))
            box = QRectF(0, top, left - 10, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
            box = QRectF(left + room, top, right, high)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{share:.0%}"
            )
            painter.setPen(Qt.PenStyle.NoPen)
            bar = QRectF(left, top + (high - _BAR) / 2, room, _BAR)
            painter.setBrush(QColor(colours.border))
            painter.drawRoundedRect(bar, 4, 4)
            bar.setWidth(max(2.0, room * share))
            painter.setBrush(QColor(colours.accent if share == best else colours.handle))
            painter.drawRoundedRect(bar, 4, 4)

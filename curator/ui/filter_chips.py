"""The filters in force, each as a chip that a click or a key removes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from curator.language import tr
from curator.ui import icons
from curator.ui.filter_words import Part
from curator.ui.flow_layout import FlowLayout

_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Chip(QPushButton):
    """One filter in words, with a cross; a click, Space, Delete or Backspace removes it."""

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(part.text.replace("&", "&&"), parent)
        self.part = part
        self.setProperty("chip", True)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross comes last
        self.setIcon(icons.icon("close", self.palette()))
        self.setAccessibleName(tr("Filter: {text}").format(text=part.text))
        self.setAccessibleDescription(tr("Press Delete to remove it"))
        self.setToolTip(tr("Remove this filter (Delete)"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _REMOVING:
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "part"):
            self.setIcon(icons.icon("close", self.palette()))


class FilterChips(QWidget):
    """The chips, and a button that removes all of them; hidden where there is none.

    Signals:
        removed: what the filters (a Filters) are without the chip that was removed.
        cleared: all filters were removed.
        left: the last chip was removed by its key; the focus must go elsewhere.
    """

    removed = Signal(object)
    cleared = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self.clear_all = QPushButton(tr("&Clear all"))
        self.clear_all.setProperty("link", True)
        self.clear_all.setToolTip(tr("Remove all filters"))
        self._flow = FlowLayout(self)
        self._flow.addWidget(self.clear_all)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clear_all.clicked.connect(self.cleared)
        self.hide()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these filters; the focus stays at its place among the chips."""
        if [chip.part for chip in self.chips] == list(parts):
            return
        place = next((i for i, chip in enumerate(self.chips) if chip.hasFocus()), None)
        if place is None and self.clear_all.hasFocus():
            place = len(self.chips)
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [Chip(part, self) for part in parts]
        before: QWidget | None = None
        for chip in self.chips:
            chip.clicked.connect(self._removing(chip))
            self._flow.addWidget(chip)
            if before is not None:
                self.setTabOrder(before, chip)
            before = chip
        if before is not None:
            self.setTabOrder(before, self.clear_all)
        self._flow.addWidget(self.clear_all)
        self.setVisible(bool(self.chips))
        for chip in self.chips:
            chip.show()
        self.updateGeometry()
        if place is not None and self.chips:
            self.chips[min(place, len(self.chips) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        elif place is not None:
            self.left.emit()

    def _removing(self, chip: Chip) -> Callable[[], None]:
        return lambda: self.removed.emit(chip.part.rest)

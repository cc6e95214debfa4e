"""Says what a statement means where the judge did not understand it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QPushButton, QWidget

from core import ATTRIBUTES
from curator.services.wording import wanted
from curator.ui.icon_button import IconButton
from curator.ui.quiet_combo import QuietCombo
from curator.ui.strength_box import StrengthBox


class MeaningChooser(QWidget):
    """All poles in words, to type or to choose from, and how strongly; Return adds, Escape leaves.

    Signals:
        chosen: an attribute's id and the wish, -1 to 1.
        left: the user wants to add nothing.
    """

    chosen = Signal(str, float)
    left = Signal()

    def __init__(self, statement: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pole = QuietCombo()
        self.pole.setEditable(True)
        self.pole.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.pole.setMinimumContentsLength(12)
        self.pole.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for attribute in ATTRIBUTES:
            for sign in (-1, 1):
                words = wanted(attribute.id, sign)
                self.pole.addItem(words[:1].upper() + words[1:], (attribute.id, sign))
        self.pole.setCurrentIndex(-1)
        completer = QCompleter(self.pole.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(9)
        self.pole.setCompleter(completer)
        line, popup = self.pole.lineEdit(), completer.popup()
        assert line is not None
        assert popup is not None
        popup.setObjectName("completions")
        line.setPlaceholderText("Type or choose: night, faces…")
        self.pole.setAccessibleName(f"What “{statement}” means")
        self.strength = StrengthBox()
        self.strength.setCurrentIndex(1)
        self.strength.setAccessibleName("How strongly")
        self.add = QPushButton("Add")
        self.add.setAutoDefault(False)
        self.add.setAccessibleName("Add this meaning")
        self.leave = IconButton("close", "Add nothing")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 2)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.pole, 0, 0, 1, 4)
        grid.addWidget(self.strength, 1, 0)
        grid.addWidget(self.add, 1, 1)
        grid.addWidget(self.leave, 1, 3)
        self.pole.currentTextChanged.connect(self._check)
        self.add.clicked.connect(self._on_add)
        self.leave.clicked.connect(self.left)
        self.setFocusProxy(self.pole)
        self._check()

    def _found(self) -> int:
        """The place of what was typed, in full or so that only one fits; -1 when there is none."""
        typed = self.pole.currentText().strip().casefold()
        fits = [
            place
            for place in range(self.pole.count())
            if typed and typed in self.pole.itemText(place).casefold()
        ]
        whole = [place for place in fits if typed == self.pole.itemText(place).casefold()]
        if whole:
            return whole[0]
        return fits[0] if len(fits) == 1 else -1

    def _check(self) -> None:
        self.add.setEnabled(self._found() >= 0)

    def _on_add(self) -> None:
        place = self._found()
        if place >= 0:
            attribute, sign = self.pole.itemData(place)
            self.chosen.emit(attribute, sign * self.strength.strength())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_add()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

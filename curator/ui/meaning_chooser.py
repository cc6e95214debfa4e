"""Says what else a statement means: a quality of photos, or anything that they may show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLabel, QPushButton, QWidget

from core import ATTRIBUTES
from curator.language import tr
from curator.services.naming import attribute_named, content_words
from curator.services.wording import wanted
from curator.ui.icon_button import IconButton
from curator.ui.quiet_combo import QuietCombo
from curator.ui.strength_box import StrengthBox


class MeaningChooser(QWidget):
    """All poles in words, to type or to choose from, and how strongly; Return adds, Escape leaves.

    Other words are something that photos may show, and a line says so before they are added.

    Signals:
        chosen: an attribute's id, or words for what photos may show, and the wish, -1 to 1.
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
        line.setPlaceholderText(tr("Type or choose: night, dogs…"))
        self.pole.setAccessibleName(tr("What “{statement}” means").format(statement=statement))
        self.taken_as = QLabel()
        self.taken_as.setProperty("role", "muted")
        self.taken_as.setWordWrap(True)
        self.taken_as.setTextFormat(Qt.TextFormat.PlainText)
        self.strength = StrengthBox()
        self.strength.setCurrentIndex(1)
        self.strength.setAccessibleName(tr("How strongly"))
        self.add = QPushButton(tr("Add"))
        self.add.setAutoDefault(False)
        self.add.setAccessibleName(tr("Add this meaning"))
        self.leave = IconButton("close", tr("Add nothing"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 2)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.pole, 0, 0, 1, 4)
        grid.addWidget(self.taken_as, 1, 0, 1, 4)
        grid.addWidget(self.strength, 2, 0)
        grid.addWidget(self.add, 2, 1)
        grid.addWidget(self.leave, 2, 3)
        self.pole.currentTextChanged.connect(self._check)
        self.add.clicked.connect(self._on_add)
        self.leave.clicked.connect(self.left)
        self.setFocusProxy(self.pole)
        self._check()

    def _meant(self) -> tuple[str, int] | None:
        """What was typed: an attribute or words for content, and the wanted end of it.

        None for the beginning of several poles: which one is still to be typed or chosen.
        """
        typed = content_words(self.pole.currentText())
        texts = [self.pole.itemText(place).lower() for place in range(self.pole.count())]
        begun = [place for place, text in enumerate(texts) if text.startswith(typed)]
        if typed in texts:
            begun = [texts.index(typed)]
        if not begun:
            named = attribute_named(typed)
            return (typed if named is None else named.id), 1
        if len(begun) > 1:  # all of them when nothing was typed
            return None
        attribute, sign = self.pole.itemData(begun[0])
        return attribute, sign

    def _check(self) -> None:
        meant = self._meant()
        self.add.setEnabled(meant is not None)
        said = ""
        if meant is not None:
            words = wanted(*meant)
            is_content = attribute_named(meant[0]) is None
            said = (
                tr("Photos that show {words}").format(words=words)
                if is_content
                else words[:1].upper() + words[1:]
            )
        self.taken_as.setText(said)
        self.taken_as.setVisible(bool(said))
        self.add.setAccessibleDescription(said)

    def _on_add(self) -> None:
        meant = self._meant()
        if meant is not None:
            attribute, sign = meant
            self.chosen.emit(attribute, sign * self.strength.strength())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_add()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

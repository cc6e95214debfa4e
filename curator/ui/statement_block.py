"""A statement of taste with everything that it means."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core import Statement, Understood
from curator.language import tr, trc
from curator.services.meanings import meanings_of, with_wish
from curator.ui.icon_button import IconButton
from curator.ui.meaning_chooser import MeaningChooser
from curator.ui.meaning_row import MeaningRow


class StatementBlock(QFrame):
    """The words of a statement, a row for each meaning, and a way to add one.

    Signals:
        corrected: the statement (a Statement) with what the person made of it.
        rows_changed: there are other controls now; the order of the tab key wants making again.
    """

    corrected = Signal(object)
    rows_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statement")
        self._statement = Statement("")
        self._own: tuple[Understood, ...] = ()
        self.rows: dict[str, MeaningRow] = {}
        self.chooser: MeaningChooser | None = None
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("role", "section")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.more = IconButton("add")
        self._missed = QLabel()
        self._missed.setWordWrap(True)
        self.say = QPushButton(tr("Say what it means…"))
        self.say.setProperty("link", True)
        self.say.setAutoDefault(False)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._words, 1)
        head.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        missed = QHBoxLayout()
        missed.setSpacing(8)
        missed.addWidget(self._missed, 1)
        missed.addWidget(self.say)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 5, 0, 6)
        self._lines.setSpacing(1)
        self._lines.addLayout(head)
        self._lines.addLayout(missed)
        self.more.clicked.connect(self._on_say)
        self.say.clicked.connect(self._on_say)

    @property
    def statement(self) -> str:
        """The text of the statement."""
        return self._statement.text

    def show_statement(
        self, statement: Statement, own: Sequence[Understood], *, whole: bool = False
    ) -> None:
        """Show a statement and what the judge itself reads in it; what stays, stays in place.

        `whole`: the judge does not read single statements, and counts it nevertheless.
        """
        self._missed.setText(
            tr("Counts as written") if whole else tr("Not understood, not counted")
        )
        if statement.text != self._statement.text:
            self._close_chooser()
        self._statement, self._own = statement, tuple(own)
        self._show()

    def controls(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        found: list[QWidget] = [self.more]
        for row in self.rows.values():
            found += [row.switch, row.undo, row.strength, row.flip]
        found.append(self.say)
        if self.chooser is not None:
            found += [
                self.chooser.pole,
                self.chooser.strength,
                self.chooser.add,
                self.chooser.leave,
            ]
        return found

    def text(self) -> str:
        """What the block says."""
        said = [self._words.text(), *(row.text() for row in self.rows.values())]
        return "\n".join(said if self._missed.isHidden() else [*said, self._missed.text()])

    def _show(self) -> None:
        meanings = meanings_of(self._statement, self._own)
        self._words.setText(trc("taste", self._statement.text))
        for attribute in self.rows.keys() - {one.attribute for one in meanings}:
            self._drop(attribute)
        for place, meaning in enumerate(meanings):
            row = self.rows.get(meaning.attribute) or self._new_row(meaning.attribute)
            row.show_meaning(self.statement, meaning)
            if self._lines.indexOf(row) != place + 2:  # below the words and the missed line
                self._lines.insertWidget(place + 2, row)
        self.rows = {one.attribute: self.rows[one.attribute] for one in meanings}
        self._missed.setVisible(not meanings)
        shown = trc("taste", self.statement)
        self.say.setVisible(not meanings and self.chooser is None)
        self.say.setAccessibleName(tr("Say what “{statement}” means").format(statement=shown))
        self.more.setVisible(bool(meanings) and self.chooser is None)
        self.more.set_name(tr("Say what else “{statement}” means").format(statement=shown))
        self.rows_changed.emit()

    def _new_row(self, attribute: str) -> MeaningRow:
        row = MeaningRow()
        row.wished.connect(lambda wish: self._on_wished(attribute, wish))
        row.undone.connect(lambda: self._on_undone(attribute))
        self.rows[attribute] = row
        return row

    def _drop(self, attribute: str) -> None:
        row = self.rows.pop(attribute)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _change(self, statement: Statement) -> None:
        self._statement = statement
        self._show()
        self.corrected.emit(statement)

    def _on_wished(self, attribute: str, wish: float) -> None:
        self._change(with_wish(self._statement, self._own, attribute, wish))

    def _on_undone(self, attribute: str) -> None:
        self._change(self._statement.without(attribute))
        if attribute not in self.rows:  # it was the person's own; the focus went with it
            self._focus_on_say()

    def _on_say(self) -> None:
        self.chooser = MeaningChooser(trc("taste", self.statement), self)
        self.chooser.chosen.connect(self._on_chosen)
        self.chooser.left.connect(self._on_left)
        self._lines.addWidget(self.chooser)
        self._show()
        self.chooser.show()
        self.chooser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, attribute: str, wish: float) -> None:
        self._close_chooser()
        self._on_wished(attribute, wish)
        self.rows[attribute].switch.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_left(self) -> None:
        self._close_chooser()
        self._show()
        self._focus_on_say()

    def _focus_on_say(self) -> None:
        button = self.more if self.rows else self.say
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_chooser(self) -> None:
        if self.chooser is not None:
            self._lines.removeWidget(self.chooser)
            self.chooser.hide()
            self.chooser.deleteLater()
            self.chooser = None

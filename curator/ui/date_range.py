"""A button that opens a small sheet to choose from which days photos are shown."""

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QFrame, QGridLayout, QPushButton, QWidget


class DateRange(QPushButton):
    """The range in words; a click or Space opens the sheet.

    Signals:
        changed: another range was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = QFrame(self, Qt.WindowType.Popup)
        self.sheet.setObjectName("card")
        today = QDate.currentDate()
        self.since = QCheckBox("&From")
        self.since_day = _day(today.addYears(-1), "First day")
        self.until = QCheckBox("&To")
        self.until_day = _day(today, "Last day")
        grid = QGridLayout(self.sheet)
        for row, (check, day) in enumerate(
            ((self.since, self.since_day), (self.until, self.until_day))
        ):
            grid.addWidget(check, row, 0)
            grid.addWidget(day, row, 1)
            check.toggled.connect(day.setEnabled)
            check.toggled.connect(self._on_changed)
            day.dateChanged.connect(self._on_changed)
        self.clicked.connect(self._on_clicked)
        self._say()

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, None where that end is open."""
        first = self.since_day.date().toPython() if self.since.isChecked() else None
        last = self.until_day.date().toPython() if self.until.isChecked() else None
        assert first is None or isinstance(first, date)
        assert last is None or isinstance(last, date)
        return first, last

    def clear(self) -> None:
        """Any date again."""
        self.since.setChecked(False)
        self.until.setChecked(False)

    def _on_clicked(self) -> None:
        self.sheet.adjustSize()
        self.sheet.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.sheet.show()
        self.since.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_changed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        first, last = self.days()
        if first is None and last is None:
            text = "Any date"
        elif last is None:
            text = f"Since {first}"
        elif first is None:
            text = f"Until {last}"
        else:
            text = f"{first} – {last}"
        self.setText(text)
        self.setAccessibleName(f"Date taken: {text}")


def _day(start: QDate, name: str) -> QDateEdit:
    edit = QDateEdit(start)
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setEnabled(False)
    edit.setAccessibleName(name)
    return edit

"""From which day to which day photos are shown; either end may be open."""

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QGridLayout, QWidget

from curator.language import tr, trc


class DateEnds(QWidget):
    """The first and the last day, each with a box to tick.

    Signals:
        changed: another range was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        today = QDate.currentDate()
        self.since = QCheckBox(tr("From"))
        self.since_day = _day(today.addYears(-1), tr("First day"))
        self.until = QCheckBox(trc("date", "To"))
        self.until_day = _day(today, tr("Last day"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        for row, (check, day) in enumerate(
            ((self.since, self.since_day), (self.until, self.until_day))
        ):
            grid.addWidget(check, row, 0)
            grid.addWidget(day, row, 1)
            check.toggled.connect(day.setEnabled)
            check.toggled.connect(self.changed)
            day.dateChanged.connect(self.changed)

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, None where that end is open."""
        first = self.since_day.date().toPython() if self.since.isChecked() else None
        last = self.until_day.date().toPython() if self.until.isChecked() else None
        assert first is None or isinstance(first, date)
        assert last is None or isinstance(last, date)
        return first, last

    def show_days(self, first: date | None, last: date | None) -> None:
        """Show a range, without a signal."""
        for check, edit, day in (
            (self.since, self.since_day, first),
            (self.until, self.until_day, last),
        ):
            with QSignalBlocker(self), QSignalBlocker(edit):
                check.setChecked(day is not None)
                edit.setEnabled(day is not None)
                if day is not None:
                    edit.setDate(QDate(day.year, day.month, day.day))

    def fields(self) -> list[QWidget]:
        """What takes the focus, in order."""
        return [self.since, self.since_day, self.until, self.until_day]


def _day(start: QDate, name: str) -> QDateEdit:
    edit = QDateEdit(start)
    edit.setCalendarPopup(True)
    edit.setDisplayFormat(tr("yyyy-MM-dd"))
    edit.setEnabled(False)
    edit.setAccessibleName(name)
    return edit

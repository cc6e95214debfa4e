"""Sorting and filters above the grid."""

from typing import get_args

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from curator.library.records import Flag, Sort
from curator.ui import icons
from curator.ui.date_range import DateRange
from curator.ui.filters import Filters

_SORTS: dict[Sort, str] = {
    "score": "My score",
    "generic": "Generic score",
    "date": "Newest first",
    "name": "File name",
    "stars": "Stars",
}
_FLAGS: dict[Flag | None, str] = {None: "Any flag", "pick": "Picked", "reject": "Rejected"}


class FilterBar(QWidget):
    """The filters, which combine.

    Signals:
        filters_changed: the filters (a Filters) as they stand now.
        export_requested: the user wants to export the best.
    """

    filters_changed = Signal(object)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sort = QComboBox()
        for sort, text in _SORTS.items():
            self.sort.addItem(text, sort)
        self.sort.setAccessibleName("Sort by")
        self.min_score = QSlider(Qt.Orientation.Horizontal)
        self.min_score.setRange(0, 100)
        self.min_score.setPageStep(10)
        self.min_score.setFixedWidth(120)
        self.min_score.setAccessibleName("Minimum score")
        self._score_said = QLabel("any")
        self._score_said.setMinimumWidth(30)
        self.stars = QComboBox()
        self.stars.addItem("Any stars", None)
        for stars in range(1, 6):
            self.stars.addItem("★" * stars + ("" if stars == 5 else " or more"), float(stars))
        self.stars.setAccessibleName("Minimum stars")
        self.flag = QComboBox()
        for flag, text in _FLAGS.items():
            self.flag.addItem(text, flag)
        self.flag.setAccessibleName("Picked or rejected")
        self.dates = DateRange()
        self.reset = QPushButton("&Clear filters")
        self.export = QPushButton("&Export best…")
        self._build()
        self._pause = QTimer(self, interval=120, singleShot=True)  # a slider sends many values
        self._pause.timeout.connect(self._on_changed)
        self.min_score.valueChanged.connect(self._on_score_moved)
        for box in (self.sort, self.stars, self.flag):
            box.currentIndexChanged.connect(self._on_changed)
        self.dates.changed.connect(self._on_changed)
        self.reset.clicked.connect(self.clear)
        self.export.clicked.connect(self.export_requested)
        self._draw_icons()
        self.reset.setEnabled(False)

    def _build(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 7, 10, 7)
        line.setSpacing(8)
        for text, buddy in (("S&ort", self.sort), ("&Minimum score", self.min_score)):
            label = QLabel(text)
            label.setBuddy(buddy)
            line.addWidget(label)
            line.addWidget(buddy)
        others = (self._score_said, self.stars, self.flag, self.dates, self.reset)
        for widget in others:
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.export)

    def filters(self) -> Filters:
        """The filters as they stand."""
        first, last = self.dates.days()
        sort, flag = self.sort.currentData(), self.flag.currentData()
        assert sort in get_args(Sort)
        return Filters(
            sort=sort,
            min_score=float(self.min_score.value()) or None,
            date_from=first,
            date_to=last,
            min_stars=self.stars.currentData(),
            flag=flag,
        )

    def restore(self, sort: str, min_score: float | None) -> None:
        """Put back what was kept from the last time, without a signal."""
        with QSignalBlocker(self.sort), QSignalBlocker(self.min_score):
            place = self.sort.findData(sort)
            self.sort.setCurrentIndex(max(0, place))
            self.min_score.setValue(round(min_score or 0))
        self._say()

    def clear(self) -> None:
        """Show all photos again; the sorting stays."""
        with QSignalBlocker(self.min_score), QSignalBlocker(self.stars), QSignalBlocker(self.flag):
            self.min_score.setValue(0)
            self.stars.setCurrentIndex(0)
            self.flag.setCurrentIndex(0)
            with QSignalBlocker(self.dates):
                self.dates.clear()
        self._on_changed()

    def _on_score_moved(self) -> None:
        self._say()
        self._pause.start()

    def _on_changed(self) -> None:
        self._pause.stop()
        self._say()
        self.filters_changed.emit(self.filters())

    def _say(self) -> None:
        value = self.min_score.value()
        self._score_said.setText(str(value) if value else "any")
        self.reset.setEnabled(self.filters().narrow)

    def _draw_icons(self) -> None:
        self.export.setIcon(icons.icon("export", self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "export"):
            self._draw_icons()

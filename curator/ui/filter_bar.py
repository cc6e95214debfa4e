"""Sorting and filters above the grid."""

from typing import get_args

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from core import SHOWN_WORDS
from curator.library.records import Flag, Sort
from curator.ui import icons
from curator.ui.date_range import DateRange
from curator.ui.filters import Filters
from curator.ui.search_field import SearchField

_SORTS: dict[Sort, str] = {
    "score": "My score",
    "generic": "Generic score",
    "date": "Newest first",
    "name": "File name",
    "stars": "Stars",
}
_BEST_MATCH = "best match"  # an order that is there while words are looked for
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
        self.words = SearchField()
        self.shows = QComboBox()
        self.shows.addItem("Shows anything", None)
        for word in SHOWN_WORDS:
            self.shows.addItem(f"Shows {word}", word)
        self.shows.setAccessibleName("What the photos show")
        self._sort: Sort = "score"  # while the best match comes first, the order from before
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
        for box in (self.shows, self.sort, self.stars, self.flag):
            box.currentIndexChanged.connect(self._on_changed)
        self.dates.changed.connect(self._on_changed)
        self.words.searched.connect(self._on_searched)
        self.reset.clicked.connect(self.clear)
        self.export.clicked.connect(self.export_requested)
        self._draw_icons()
        self.reset.setEnabled(False)

    def _build(self) -> None:
        content = QHBoxLayout()
        content.setSpacing(8)
        content.addWidget(self.words, 1)
        content.addWidget(self.shows)
        line = QHBoxLayout()
        line.setSpacing(8)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(10, 7, 10, 7)
        lines.setSpacing(7)
        lines.addLayout(content)
        lines.addLayout(line)
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
        flag = self.flag.currentData()
        return Filters(
            sort=self._sort,
            min_score=float(self.min_score.value()) or None,
            date_from=first,
            date_to=last,
            min_stars=self.stars.currentData(),
            flag=flag,
            shows=self.shows.currentData(),
            words=self.words.words,
            best_match=self.sort.currentData() == _BEST_MATCH,
        )

    def restore(self, sort: str, min_score: float | None) -> None:
        """Put back what was kept from the last time, without a signal."""
        with QSignalBlocker(self.sort), QSignalBlocker(self.min_score):
            place = self.sort.findData(sort)
            self.sort.setCurrentIndex(max(0, place))
            self.min_score.setValue(round(min_score or 0))
        self._take_sort()
        self._say()

    def clear(self) -> None:
        """Show all photos again; the sorting stays."""
        with QSignalBlocker(self.min_score), QSignalBlocker(self.dates):
            self.min_score.setValue(0)
            self.dates.clear()
        for box in (self.shows, self.stars, self.flag):
            with QSignalBlocker(box):
                box.setCurrentIndex(0)
        self.words.forget()
        self._on_searched("")

    def end_search(self) -> None:
        """Look for no words any more, if any are looked for."""
        if self.words.words:
            self.words.forget()
            self._on_searched("")

    def _on_searched(self, words: str) -> None:
        """The order by match is there, and taken, while words are looked for."""
        with QSignalBlocker(self.sort):
            place = self.sort.findData(_BEST_MATCH)
            if words and place < 0:
                self.sort.insertItem(0, "Best match", _BEST_MATCH)
            if words:
                self.sort.setCurrentIndex(0)
            elif place >= 0:
                self.sort.removeItem(place)
                self.sort.setCurrentIndex(self.sort.findData(self._sort))
        self._on_changed()

    def _take_sort(self) -> None:
        sort = self.sort.currentData()
        if sort != _BEST_MATCH:
            assert sort in get_args(Sort)
            self._sort = sort

    def _on_score_moved(self) -> None:
        self._say()
        self._pause.start()

    def _on_changed(self) -> None:
        self._pause.stop()
        self._take_sort()
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

"""Sorting and filters above the grid."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import mark, tr
from curator.library.records import Sort
from curator.ui import icons
from curator.ui.filter_chips import FilterChips
from curator.ui.filter_sheet import FilterSheet
from curator.ui.filter_words import parts
from curator.ui.filters import TWO_PEOPLE, Filters
from curator.ui.saved_filters import SavedFilters
from curator.ui.search_field import SearchField

_SORTS: dict[Sort, str] = {
    "score": mark("My score"),
    "generic": mark("Generic score"),
    "date": mark("Newest first"),
    "name": mark("File name"),
    "stars": mark("Stars"),
}
_EDGE = 10  # pixels, left and right
_BEST_MATCH = "best match"  # an order that is there while words are looked for


class FilterBar(QWidget):
    """The filters, which combine: words, the order, a sheet with all others, and a chip for each.

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
        self._sort: Sort = "score"  # while the best match comes first, the order from before
        self._other = ""
        self._told = Filters()
        self.sort = QComboBox()
        for sort, text in _SORTS.items():
            self.sort.addItem(tr(text), sort)
        self.sort.setAccessibleName(tr("Sort by"))
        self.sort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.add = QPushButton(tr("Add &filter"))
        self.add.setToolTip(tr("Choose which photos are shown (Ctrl+L)"))
        self.saved = SavedFilters()
        self.export = QPushButton(tr("&Export best…"))
        self.sheet = FilterSheet(self)
        self.chips = FilterChips()
        # Short ways to what the sheet holds.
        self.min_score, self.stars, self.flag = (
            self.sheet.min_score,
            self.sheet.stars,
            self.sheet.flag,
        )
        self.shows, self.dates, self.reset = (
            self.sheet.shows,
            self.sheet.dates,
            self.chips.clear_all,
        )
        self._build()
        self.sort.currentIndexChanged.connect(self._on_changed)
        self.sheet.changed.connect(self._on_changed)
        self.words.searched.connect(self._on_searched)
        self.add.clicked.connect(self.open_sheet)
        self.chips.removed.connect(self.set_filters)
        self.chips.cleared.connect(self.clear)
        self.chips.left.connect(self.add.setFocus)
        self.saved.chosen.connect(self.set_filters)
        self.export.clicked.connect(self.export_requested)
        self._draw_icons()

    def _build(self) -> None:
        rest = QHBoxLayout()
        rest.setSpacing(8)
        label = QLabel(tr("S&ort"))
        label.setBuddy(self.sort)
        for widget in (label, self.sort, self.add, self.saved):
            rest.addWidget(widget)
        rest.addStretch(1)
        rest.addSpacing(12)
        rest.addWidget(self.export)
        self._rest = rest
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(8)
        self._line.addWidget(self.words, 1)
        self._line.addLayout(rest)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(_EDGE, 7, _EDGE, 7)
        lines.setSpacing(7)
        lines.addLayout(self._line)
        lines.addWidget(self.chips)

    def minimumSizeHint(self) -> QSize:
        least = self._rest.minimumSize().width() + 2 * _EDGE
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._choose_lines()
        super().resizeEvent(event)

    def _choose_lines(self) -> None:
        """One line where there is room for it, else the words above the rest."""
        words = 14 * self.fontMetrics().averageCharWidth() + 60
        wanted = words + self._rest.minimumSize().width() + 2 * _EDGE
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(right if wanted <= self.width() else down)

    def filters(self) -> Filters:
        """The filters as they stand."""
        base = Filters(
            sort=self._sort,
            words=self.words.words,
            best_match=self.sort.currentData() == _BEST_MATCH,
        )
        return self.sheet.filters(base)

    def set_filters(self, filters: Filters) -> None:
        """Take over filters, as if they had been chosen one by one."""
        if filters.words != self.words.words:
            self.words.forget()
            if filters.words:
                self.words.take(filters.words)
        self._show_match(bool(filters.words), chosen=filters.best_match)
        self.sheet.show_filters(filters)
        if not filters.best_match:
            self._choose_sort(filters.sort)
        self._on_changed()

    def restore(self, filters: Filters, saved: Mapping[str, Filters]) -> None:
        """Put back what was kept from the last time, without a signal."""
        self.saved.show_saved(saved)
        with QSignalBlocker(self):
            self.set_filters(filters)

    def show_other(self, name: str) -> None:
        """Offer the orders and filters of two people; "": there is only one, and they are gone."""
        self._other = name
        self.sheet.show_other(name)
        texts = {
            "other": tr("{name}'s score").format(name=name),
            "both": tr("Both, mean"),
            "apart": tr("Disagreement"),
        }
        with QSignalBlocker(self.sort):
            for sort in TWO_PEOPLE:
                place = self.sort.findData(sort)
                if place >= 0:
                    self.sort.removeItem(place)
                if name:
                    self.sort.addItem(texts[sort], sort)
        now = self.filters()
        if not name:
            alone = replace(now.narrowing, min_apart=None, max_apart=None)
            sort = "score" if self._sort in TWO_PEOPLE else self._sort
            now = replace(now, narrowing=alone, sort=sort)
        with QSignalBlocker(self):
            self.set_filters(now)

    def open_sheet(self) -> None:
        """Show all filters."""
        self.sheet.open_below(self.add)

    def clear(self) -> None:
        """Show all photos again; the sorting stays."""
        self.set_filters(Filters(sort=self._sort))

    def end_search(self) -> None:
        """Look for no words any more, if any are looked for."""
        if self.words.words:
            self.words.forget()
            self._on_searched("")

    def _on_searched(self, words: str) -> None:
        """The order by match is there, and taken, while words are looked for."""
        self._show_match(bool(words), chosen=True)
        self._on_changed()

    def _show_match(self, there: bool, *, chosen: bool) -> None:
        with QSignalBlocker(self.sort):
            place = self.sort.findData(_BEST_MATCH)
            if there and place < 0:
                self.sort.insertItem(0, tr("Best match"), _BEST_MATCH)
            if there and chosen:
                self.sort.setCurrentIndex(0)
            elif not there and place >= 0:
                self.sort.removeItem(place)
                self._choose_sort(self._sort)

    def _choose_sort(self, sort: Sort) -> None:
        with QSignalBlocker(self.sort):
            place = self.sort.findData(sort)
            if place < 0:
                place = self.sort.findData("score")
            self.sort.setCurrentIndex(place)
            self._sort = self.sort.itemData(place)

    def _on_changed(self) -> None:
        sort = self.sort.currentData()
        if sort != _BEST_MATCH:
            assert sort in get_args(Sort)
            self._sort = sort
        now = self.filters()
        self.chips.show_parts(parts(now, self._other))
        self.saved.show_now(now)
        if now != self._told:
            self._told = now
            self.filters_changed.emit(now)

    def _draw_icons(self) -> None:
        self.export.setIcon(icons.icon("export", self.palette()))
        self.add.setIcon(icons.icon("add", self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "add"):
            self._draw_icons()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "_line"):
            self._choose_lines()

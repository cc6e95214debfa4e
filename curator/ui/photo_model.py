"""The photos of the grid: an ordered array of ids; their rows are fetched when first asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QStandardItemModel

from curator.errors import CuratorError
from curator.language import retold, tr
from curator.library.records import Ranked
from curator.ui.stack_order import StackMark
from curator.ui.stack_words import mark_in_words
from curator.ui.words import number, photo_in_words

_PAGE = 64  # rows fetched at a time: more than a screen shows, a few milliseconds
_FEW = 8  # changes that are told one by one
_KEPT = 4096  # rows remembered

Fetch = Callable[[Sequence[int]], Mapping[int, Ranked]]
Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model gives beside the file's name."""

    PHOTO_ID = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2  # a Ranked, or None where it could not be fetched
    STACK = Qt.ItemDataRole.UserRole + 3  # a StackMark, or None for a photo in no stack


class PhotoModel(QStandardItemModel):
    """Ids in ranked order. A row that cannot be read is a disabled one, not an exception.

    Its rows are Qt's own, with nothing in them: a view asks for the number of rows once and more
    for each row that it lays out or selects, a fifth of a second for 100,000 answers from Python.
    """

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(0, 1, parent)
        self._fetch = fetch
        self._ids: list[int] = []
        self._place = np.empty(0, np.int64)  # by id; -1 for what is not shown
        self._rows: dict[int, Ranked | None] = {}
        self._marks: Mapping[int, StackMark] = {}

    @property
    def ids(self) -> Sequence[int]:
        """The photo ids in the order shown."""
        return self._ids

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these photos in this order; rows already fetched stay.

        As many as before change in their places: a view has nothing to lay out anew.
        """
        ids = list(ids)  # another kind of sequence is not equal, even when both are empty
        if self._ids == ids:
            return
        as_many = len(ids) == len(self._ids)
        if not as_many:
            self.beginResetModel()
            with QSignalBlocker(self):
                self.setRowCount(len(ids))
        self._ids = ids
        numbers = np.array(ids, np.int64)
        self._place = np.full(int(numbers.max(initial=-1)) + 1, -1)
        self._place[numbers] = np.arange(len(ids))
        if as_many:
            self._tell(0, len(self._ids) - 1)
        else:
            self.endResetModel()

    def set_marks(self, marks: Mapping[int, StackMark]) -> None:
        """Which photos are in stacks, by id."""
        if marks == self._marks:
            return
        self._marks = marks
        if self._ids:
            self._tell(0, len(self._ids) - 1)

    def row_of(self, photo_id: int) -> int | None:
        """Where a photo stands, None when it is not shown."""
        row = int(self._place[photo_id]) if 0 <= photo_id < len(self._place) else -1
        return None if row < 0 else row

    def index_of(self, photo_id: int) -> QModelIndex:
        """The index of a photo, invalid when it is not shown."""
        row = self.row_of(photo_id)
        return QModelIndex() if row is None else self.index(row, 0)

    def refresh(self, photo_ids: Iterable[int]) -> None:
        """Fetch these photos' rows again, when they are next asked for."""
        rows = []
        for photo_id in photo_ids:
            self._rows.pop(photo_id, None)
            row = self.row_of(photo_id)
            if row is not None:
                rows.append(row)
        if len(rows) > _FEW:  # a view is quicker with one large change than with many small ones
            self._tell(min(rows), max(rows))
            return
        for row in rows:
            self._tell(row, row)

    def refresh_all(self) -> None:
        """Fetch all rows again, when they are next asked for."""
        self._rows.clear()
        if self._ids:
            self._tell(0, len(self._ids) - 1)

    def row(self, photo_id: int) -> Ranked | None:
        """What is known of a photo; fetched with its neighbours where it is not at hand."""
        if photo_id not in self._rows:
            self._fetch_around(photo_id)
        return self._rows.get(photo_id)

    def rows(self, photo_ids: Sequence[int]) -> list[Ranked]:
        """What is known of these photos, in their order; those that cannot be fetched are left out.

        Nothing that was not at hand is kept, so that a large selection displaces nothing.
        """
        missing = [photo_id for photo_id in photo_ids if self._rows.get(photo_id) is None]
        try:
            fetched: Mapping[int, Ranked] = self._fetch(missing) if missing else {}
        except CuratorError:
            fetched = {}
        found = (self._rows.get(photo_id) or fetched.get(photo_id) for photo_id in photo_ids)
        return [row for row in found if row is not None]

    def _tell(self, first: int, last: int) -> None:
        """These rows look otherwise now."""
        self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def _fetch_around(self, photo_id: int) -> None:
        place = self.row_of(photo_id)
        page = [photo_id]
        if place is not None:
            start = place - place % _PAGE
            page = [i for i in self._ids[start : start + _PAGE] if i not in self._rows]
        try:
            found: Mapping[int, Ranked] = self._fetch(page)
        except CuratorError:
            found = {}
        if len(self._rows) + len(page) > _KEPT:
            self._rows.clear()
        for wanted in page:
            self._rows[wanted] = found.get(wanted)

    # Qt's own

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        photo_id = self._ids[index.row()]
        if role == Role.PHOTO_ID:
            return photo_id
        if role == Role.STACK:
            return self._marks.get(photo_id)
        if role not in _ANSWERED:
            return None
        row = self.row(photo_id)
        if role == Role.ROW:
            return row
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.path.name
        mark = self._marks.get(photo_id)
        stack = "" if mark is None else mark_in_words(mark)
        if role == Qt.ItemDataRole.ToolTipRole:
            said = retold(row.error) if row.error else str(row.path)
            return f"{said}\n{stack[:1].upper()}{stack[1:]}" if stack else said
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            at, whole = number(index.row() + 1), number(len(self._ids))
            place = tr("{place} of {number}").format(place=at, number=whole)
            if row.generic is None:
                return place
            generic = tr("generic score {generic:.0f}").format(generic=row.generic)
            return f"{place}, {generic}"
        return f"{photo_in_words(row)}, {stack}" if stack else photo_in_words(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self._rows.get(self._ids[index.row()], self) is None:  # known not to be readable
            return flags
        return flags | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDragEnabled


_ANSWERED = (
    Role.ROW,
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)

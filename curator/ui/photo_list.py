"""A list of photos of which some are chosen, told by their ids; quick with 100,000 of them."""

from collections.abc import Collection, Sequence
from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from curator.ui.photo_model import PhotoModel


class PhotoList(QListView):
    """Which photos are chosen; the current one is meant where none is."""

    def __init__(self, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = model
        self._current: int | None = None
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def selected_ids(self) -> list[int]:
        """The chosen photos, in the order shown; the current one where none is."""
        # By ranges: there may be 100,000 indexes in a few of them.
        ids = self._photos.ids
        chosen = [photo_id for top, end in self._ranges() for photo_id in ids[top : end + 1]]
        return chosen or ([] if self._current is None else [self._current])

    def chosen_count(self) -> int:
        """How many photos are chosen; quick, however many they are."""
        return sum(end - top + 1 for top, end in self._ranges())

    def _ranges(self) -> list[tuple[int, int]]:
        """The first and last rows of what is chosen, in order."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(place) for place in range(selection.count()))
        return sorted((one.top(), one.bottom()) for one in ranges)

    def select_none(self) -> None:
        """Leave only the current photo chosen: the one that has the frame."""
        self._select_rows([])

    def select_invert(self) -> None:
        """Choose all that are not, and not those that are."""
        model, ids = self.selectionModel(), self._photos.ids
        if ids:
            first, last = self._photos.index(0, 0), self._photos.index(len(ids) - 1, 0)
            everything = QItemSelection(first, last)
            model.select(everything, QItemSelectionModel.SelectionFlag.Toggle)

    def select_photos(self, photo_ids: Collection[int]) -> None:
        """Choose these photos, those that are shown, and the current one."""
        rows = (self._photos.row_of(photo_id) for photo_id in photo_ids)
        self._select_rows([row for row in rows if row is not None])

    def _select_rows(self, rows: Sequence[int]) -> None:
        """Choose these rows and the current one, in as few ranges as there are."""
        current = self.currentIndex()
        wanted = sorted({*rows, current.row()} if current.isValid() else set(rows))
        selection = QItemSelection()
        for _, run in groupby(enumerate(wanted), lambda one: one[1] - one[0]):
            together = [row for _, row in run]
            first, last = self._photos.index(together[0], 0), self._photos.index(together[-1], 0)
            selection.append(QItemSelectionRange(first, last))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(selection, flags)

    # Qt's own

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        # What Qt repaints when the selection changes. Its own goes through all rows chosen, a third
        # of a second for 100,000, to find those on the screen.
        return QRegion(self.viewport().rect())

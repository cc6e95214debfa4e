"""The grid of photos: keys decide, and a new order never moves what the user is on."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from curator.language import tr
from curator.ui.colours import COLOUR_KEYS
from curator.ui.keep_place import Place, Screen, held_order
from curator.ui.photo_delegate import MARGIN, PADDING, PhotoDelegate, on_badge, strip_height
from curator.ui.photo_drag import start_drag
from curator.ui.photo_list import PhotoList
from curator.ui.photo_model import Index, PhotoModel, Role

_FLAG_KEYS = {Qt.Key.Key_P: "pick", Qt.Key.Key_X: "reject", Qt.Key.Key_U: None}
_STAR_KEYS = {Qt.Key(Qt.Key.Key_0 + stars): float(stars) for stars in range(6)}
_DECISIONS = {*_FLAG_KEYS, *_STAR_KEYS, *COLOUR_KEYS}
_MANY = 64  # changed rows
_MOST_KEPT = 1000  # chosen photos that are chosen again at the next start
_AROUND = 2 * (MARGIN + PADDING)
_UPRIGHT = 0.8  # height of the room for a picture by its width: most photos lie
_MOVES = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class PhotoGrid(PhotoList):
    """Thumbnails in ranked order.

    Signals:
        current_changed: the photo that the user is on now (its id), or None.
        stars_given: stars 0 to 5 for the selected photos.
        flag_given: "pick", "reject" or None for the selected photos.
        colour_given: a colour label, or None, for the selected photos.
        menu_requested: a menu for the selected photos at a place of the screen (a QPoint).
        visible_changed: the ids on the screen now, a moment after scrolling.
        room_changed: pictures are drawn into a room of another size (real pixels) now.
        stack_clicked: the badge of a photo's stack was clicked (the photo's id).
    """

    current_changed = Signal(object)
    stars_given = Signal(float)
    flag_given = Signal(object)
    colour_given = Signal(object)
    menu_requested = Signal(object)
    visible_changed = Signal(object)
    room_changed = Signal(QSize)
    stack_clicked = Signal(int)

    def __init__(
        self, model: PhotoModel, delegate: PhotoDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self._delegate = delegate
        self._side = 190
        self._settled = False  # the user chose a photo or a place; from then on it is kept
        self.auto_advance = False  # a decision about one photo by key goes on to the next
        self.setObjectName("grid")
        self.setAccessibleName(tr("Photos, best first"))
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self._look_timer = QTimer(self, interval=120, singleShot=True)
        self._look_timer.timeout.connect(self._on_rest)
        self._paint_timer = QTimer(self, interval=30, singleShot=True)
        self._paint_timer.timeout.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self._look_timer.start)
        self.verticalScrollBar().sliderPressed.connect(self._settle)
        self.verticalScrollBar().setEnabled(False)  # no handle where there is nothing to scroll
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self.pressed.connect(self._settle)

    def _on_range(self, least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > least)

    # What is shown

    def show_order(self, ids: Sequence[int]) -> None:
        """Show photos in a new order; current photo, selection and place on screen stay.

        Where the current photo is gone, the one now in its place is current. As long as the user
        has not touched the grid, its top is shown, and the best photo is current.
        """
        chosen = set(self.selected_ids()) - {self._current}
        anchor = self._anchor()
        before = self._photos.row_of(self._current) if self._current is not None else None
        top = self.verticalScrollBar().value()
        held = list(ids) if anchor is None else self._held(ids, anchor)
        if held == self._photos.ids:
            return
        as_many = len(held) == len(self._photos.ids)
        self._photos.set_ids(held)
        if not as_many:
            self.doItemsLayout()
        self._reselect(chosen, before)
        place = self._photos.row_of(anchor) if anchor is not None else None
        if anchor is None or place is None:
            self.verticalScrollBar().setValue(top)
        else:
            self._scroll_to(place, self._anchor_y)
        self._look_timer.start()

    def start_at_top(self) -> None:
        """The user asked for another ranking: its top is what they want to see."""
        self._settled = False
        self.verticalScrollBar().setValue(0)

    def set_side(self, pixels: int) -> None:
        """About how wide a photo's cell is, in device-independent pixels."""
        self._side = pixels
        self._fit()

    def show_generic(self, on: bool) -> None:
        """Show the generic score beside the personal one, or not."""
        self._delegate.show_generic = on
        self.viewport().update()

    def room(self) -> QSize:
        """The room that pictures are fitted into, in real pixels of the screen."""
        below = strip_height(self.fontMetrics())
        return (self.gridSize() - QSize(_AROUND, _AROUND + below)) * self.devicePixelRatioF()

    def repaint_soon(self) -> None:
        """Pictures have arrived: paint once for all that arrive in a moment."""
        if not self._paint_timer.isActive():
            self._paint_timer.start()

    def current_id(self) -> int | None:
        """The photo that the user is on."""
        return self._current

    def visible_ids(self) -> list[int]:
        """The photos on the screen, from the top."""
        columns, height = self._columns(), self.gridSize().height()
        top = self.verticalScrollBar().value()
        first = top // height * columns
        last = (top + self.viewport().height()) // height * columns + columns
        return list(self._photos.ids[first:last])

    def go_to(self, photo_id: int) -> None:
        """Make a photo the current one and show it."""
        index = self._photos.index_of(photo_id)
        if index.isValid():
            self._settle()
            # Said in full: Qt would add to the selection while Shift or Ctrl is still down.
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.scrollTo(index)

    def place(self) -> Place | None:
        """Where the user is; None while they have not touched the grid."""
        if not self._settled or self._current is None:
            return None
        y = self.visualRect(self._photos.index_of(self._current)).top()
        chosen = tuple(self.selected_ids())
        return Place(self._current, y, chosen if len(chosen) <= _MOST_KEPT else ())

    def put_back(self, place: Place) -> None:
        """Go where the user was before, if that photo is shown."""
        row = self._photos.row_of(place.photo_id)
        if row is None:
            return
        self.go_to(place.photo_id)
        self._scroll_to(row, place.y)
        self.select_photos(place.chosen)

    # Keeping one's place

    def _anchor(self) -> int | None:
        """The photo whose place on screen is to be kept, with the place in `_anchor_y`."""
        if not self._settled or not self._photos.ids:
            return None
        if self._current is not None and self._photos.row_of(self._current) is not None:
            rect = self.visualRect(self._photos.index_of(self._current))
            if rect.intersects(self.viewport().rect()):
                self._anchor_y = rect.top()
                return self._current
        visible = self.visible_ids()
        if not visible:
            return None
        self._anchor_y = self.visualRect(self._photos.index_of(visible[0])).top()
        return visible[0]

    def _held(self, ids: Sequence[int], anchor: int) -> list[int]:
        columns = self._columns()
        row = self._photos.row_of(anchor) or 0
        screen = Screen(columns, self.gridSize().height(), self.viewport().height())
        return held_order(ids, anchor, row % columns, self._anchor_y, screen)

    def _scroll_to(self, row: int, y: int) -> None:
        rect = self.visualRect(self._photos.index(row, 0))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + rect.top() - y)

    def _reselect(self, chosen: set[int], before: int | None) -> None:
        photos = self._photos
        row = photos.row_of(self._current) if self._current is not None else None
        if row is None and before is not None and photos.ids:
            row = min(before, len(photos.ids) - 1)
        if not self._settled and self._best_is_known():
            row, chosen = 0, set()  # nobody is on a photo yet: the best one is shown
        if row is None:
            self._become(None)
            return
        flags = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(photos.index(row, 0), flags)
        self.select_photos(chosen)
        self._become(photos.ids[row])  # Qt tells only of another row, not of another photo in it

    def _best_is_known(self) -> bool:
        """Whether the first photo is worth showing to a user who has chosen none yet."""
        first = self._photos.row(self._photos.ids[0]) if self._photos.ids else None
        return first is not None and first.score is not None

    def _settle(self) -> None:
        self._settled = True

    def _columns(self) -> int:
        return max(1, (self.viewport().width() - 1) // max(1, self.gridSize().width()))

    def _fit(self) -> None:
        """Widen the cells so that the columns fill the width."""
        width = self.viewport().width()
        columns = max(1, round(width / self._side))
        cell = (width - 1) // columns  # a line that is filled to the last pixel is broken by Qt
        below = strip_height(self.fontMetrics())
        size = QSize(cell, round((cell - _AROUND) * _UPRIGHT) + _AROUND + below)
        if size != self.gridSize():
            keep = self._anchor()
            self._delegate.cell = size
            self.setGridSize(size)
            self.room_changed.emit(self.room())
            self.doItemsLayout()
            place = self._photos.row_of(keep) if keep is not None else None
            if place is not None:
                self._scroll_to(place, self._anchor_y)
            self._look_timer.start()

    def _become(self, photo_id: int | None) -> None:
        if photo_id != self._current:
            self._current = photo_id
            self.current_changed.emit(photo_id)

    def _on_rest(self) -> None:
        self.visible_changed.emit(self.visible_ids())

    # Qt's own

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._become(current.data(Role.PHOTO_ID) if current.isValid() else None)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # All cells are alike, so that nothing is to be laid out; Qt would ask for each cell's size.
        if last.row() - first.row() < _MANY:
            super().dataChanged(first, last, roles)
        else:
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        key = Qt.Key(event.key())
        if plain and key in _DECISIONS:
            if not event.isAutoRepeat():  # a key held down a little too long decides once
                self._decide(key)
        else:
            if key in _MOVES:
                self._settle()
            super().keyPressEvent(event)

    def _decide(self, key: Qt.Key) -> None:
        self._settle()
        one = self.chosen_count() <= 1
        if key in _STAR_KEYS:
            self.stars_given.emit(_STAR_KEYS[key])
        elif key in _FLAG_KEYS:
            self.flag_given.emit(_FLAG_KEYS[key])
        else:
            row = None if self._current is None else self._photos.row(self._current)
            colour = COLOUR_KEYS[key]  # given again it is taken away
            self.colour_given.emit(None if row is not None and row.colour == colour else colour)
        if one and self.auto_advance and self.currentIndex().isValid():
            following = self.currentIndex().row() + 1
            if following < len(self._photos.ids):
                index = self._photos.index(following, 0)
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.selectionModel().setCurrentIndex(index, flags)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803 Qt's name
        start_drag(self, self._photos, self.selected_ids(), self._delegate.picture)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._current is None:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self._settle()
        self.menu_requested.emit(place)

    def keyboardSearch(self, search: str) -> None:
        """Letters decide about photos here; they do not search by name."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if (
            event.button() == Qt.MouseButton.LeftButton
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and index.data(Role.STACK) is not None
            and on_badge(self.visualRect(index), event.position(), self.fontMetrics())
        ):
            self.stack_clicked.emit(index.data(Role.PHOTO_ID))

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._settle()
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

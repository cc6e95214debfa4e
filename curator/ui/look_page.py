"""What loupe, compare and survey have in common: bar, photos, keys that decide, zoom."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator.language import mark, tr
from curator.library.records import Ranked
from curator.ui.colours import COLOUR_KEYS
from curator.ui.look_bar import LookBar
from curator.ui.pictures import Wish
from curator.ui.stage import Kit, Stage
from curator.ui.words import capital, label_in_words, photo_in_words

_FLAGS = {Qt.Key.Key_P: "pick", Qt.Key.Key_X: "reject", Qt.Key.Key_U: None}
_FLAG_NOTES = {"pick": mark("Picked"), "reject": mark("Rejected"), None: mark("No flag")}
_LEAVE = {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_LARGER = {Qt.Key.Key_Plus, Qt.Key.Key_Equal}
_SMALLER = {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_PAN = 0.2  # of the view, an arrow key
_IGNORED = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class LookPage(QWidget):
    """Photos in the whole window. Keys decide about the active one.

    Signals:
        left: the user wants to go back.
        stars_given: ids, and stars 0 to 5 for them.
        flag_given: ids, and "pick", "reject" or None for them.
        colour_given: ids, and a colour label or None for them.
        compare_wanted: the ids to be compared.
        look_wanted: the id that is to be looked at alone.
        told: a sentence for the user.
    """

    left = Signal()
    stars_given = Signal(object, float)
    flag_given = Signal(object, object)
    colour_given = Signal(object, object)
    compare_wanted = Signal(object)
    look_wanted = Signal(int)
    told = Signal(str)

    def __init__(self, kit: Kit, name: str, bar: LookBar, stage: Stage) -> None:
        super().__init__()
        self.kit, self.bar, self.stage = kit, bar, stage
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(0)
        self.page.addWidget(bar)
        self.page.addWidget(stage, 1)
        bar.back.clicked.connect(self.left)
        bar.actual.clicked.connect(stage.toggle_actual)
        bar.focus.clicked.connect(self._toggle_focus)
        bar.clipping.clicked.connect(self._toggle_clipping)
        stage.changed.connect(self.ask_pictures)
        kit.pictures.arrived.connect(self._on_arrived)

    # For the views

    def ids(self) -> Sequence[int]:
        """The photos on the stage."""
        raise NotImplementedError

    def ahead(self) -> Sequence[Wish]:
        """Pictures that will be needed next."""
        return ()

    def on_key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        """Take a key that is not common to all views; whether it was taken."""
        return False

    def on_decided(self, said: str) -> None:
        """A key has decided about the active photo."""
        self.stage.canvas.say(said)

    def show_photo(self, photo_id: int) -> None:
        """Make a photo the active one, if it is among those that can be."""
        if photo_id in self.ids():
            self.show_active(list(self.ids()).index(photo_id))

    # For all

    def current_id(self) -> int:
        """The active photo."""
        return self.ids()[self.stage.active]

    def row(self, photo_id: int) -> Ranked | None:
        """What is known of a photo."""
        return self.kit.row(photo_id)

    def show_rows(self) -> None:
        """Show the photos, or what is newly known of them."""
        self.stage.show_rows([self.row(photo_id) for photo_id in self.ids()])
        self.show_active(self.stage.active)

    def show_active(self, place: int) -> None:
        """Make a photo the active one."""
        self.stage.activate(place)
        row = self.row(self.current_id())
        said = "" if row is None else photo_in_words(row)
        self.setAccessibleName(": ".join(part for part in (self._name, said) if part))
        self.ask_pictures()

    def ask_pictures(self) -> None:
        """Have the pictures decoded that are needed now, then those that will be."""
        canvases = [tile.canvas for tile in self.stage.tiles]
        if not canvases or not self.isVisible():
            return
        active = self.stage.canvas
        rest = [canvas for canvas in canvases if canvas is not active]
        wishes = [wish for canvas in (active, *rest) for wish in canvas.wishes()]
        self.kit.pictures.want([*wishes, *self.ahead()])
        factor = active.factor() if active.wishes() else None
        self.bar.show_zoom(factor, fitted=self.stage.zoom.factor is None)

    def refresh(self) -> None:
        """Thumbnails have arrived."""
        self.stage.refresh()

    def _on_arrived(self) -> None:
        if self.isVisible():
            self.stage.refresh()
            self.ask_pictures()

    def _toggle_focus(self) -> None:
        marked = self.stage.marked
        self.stage.show_overlays(replace(marked, focus=not marked.focus))
        self.bar.focus.setChecked(not marked.focus)

    def _toggle_clipping(self) -> None:
        marked = self.stage.marked
        self.stage.show_overlays(replace(marked, clipping=not marked.clipping))
        self.bar.clipping.setChecked(not marked.clipping)

    def _decide(self, key: Qt.Key) -> bool:
        ids = [self.current_id()]
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            stars = key - Qt.Key.Key_0
            said = "★" * stars or tr("No stars")
            self.stars_given.emit(ids, float(stars))
        elif key in _FLAGS:
            said = tr(_FLAG_NOTES[_FLAGS[key]])
            self.flag_given.emit(ids, _FLAGS[key])
        elif key in COLOUR_KEYS:
            row = self.row(ids[0])
            taken = row is not None and row.colour == COLOUR_KEYS[key]
            said = tr("No label") if taken else capital(label_in_words(COLOUR_KEYS[key]))
            self.colour_given.emit(ids, None if taken else COLOUR_KEYS[key])
        else:
            return False
        self.on_decided(said)
        return True

    def _look(self, key: Qt.Key, event: QKeyEvent) -> bool:
        """Zoom, pan, overlays."""
        once = not event.isAutoRepeat()
        if key in _LARGER or key in _SMALLER:
            self.stage.step(key in _LARGER)
        elif key in _WAYS and self.stage.zoom.factor is not None:
            right, down = _WAYS[key]
            self.stage.pan(_PAN * right, _PAN * down)
        elif key in (Qt.Key.Key_Z, Qt.Key.Key_Space):
            if once:
                self.stage.toggle_actual()
        elif key == Qt.Key.Key_F:
            if once:
                self._toggle_focus()
        elif key == Qt.Key.Key_J:
            if once:
                self._toggle_clipping()
        else:
            return False
        return True

    # Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~_IGNORED
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            if key in _LARGER or key in _SMALLER:
                self.stage.step(key in _LARGER)
            elif key == Qt.Key.Key_0:
                self.stage.show_zoom(replace(self.stage.zoom, factor=None))
            else:
                super().keyPressEvent(event)
        elif modifiers:
            super().keyPressEvent(event)
        elif key in _LEAVE:
            if not event.isAutoRepeat():
                self.left.emit()
        elif not (self.on_key(key, event) or self._decide(key) or self._look(key, event)):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Show:
            self.ask_pictures()
        return handled

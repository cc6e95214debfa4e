"""The loupe: one photo in the whole window, its neighbours at hand, the film strip below."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from curator.language import tr
from curator.ui.film_strip import FilmStrip
from curator.ui.look_bar import LookBar
from curator.ui.look_page import LookPage
from curator.ui.pictures import Wish
from curator.ui.stage import Kit, Stage
from curator.ui.words import number

_AHEAD = (1, -1, 2, 3)  # in the direction of going, the most urgent first
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_PageDown: 1,
}
_PAGES = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class Loupe(LookPage):
    """Goes through the order that it was opened on: nothing moves while one looks."""

    def __init__(self, kit: Kit, order: Sequence[int], at: int) -> None:
        """Show the photo at the place `at` of an order of ids."""
        bar, stage = LookBar(""), Stage(kit, lines=False)
        bar.title.hide()
        super().__init__(kit, tr("Loupe"), bar, stage)
        self._order = list(order)
        self._at = at
        self._way = 1
        self.strip = FilmStrip(self.row, kit.thumbnail)
        self.page.addWidget(self.strip)
        self.strip.chosen.connect(self.go_to)
        self.strip.turned.connect(lambda on: self.go_to(self._at + (1 if on else -1)))
        self.show_rows()

    @property
    def order(self) -> Sequence[int]:
        """The photos that it goes through."""
        return self._order

    @property
    def at(self) -> int:
        """The place in the order."""
        return self._at

    def ids(self) -> Sequence[int]:
        return (self._order[self._at],)

    def go_to(self, place: int) -> None:
        """Show the photo at another place of the order; its ends are the first and the last."""
        place = max(0, min(len(self._order) - 1, place))
        if place != self._at:
            self._way = 1 if place > self._at else -1
            self._at = place
            self.show_rows()

    def show_photo(self, photo_id: int) -> None:
        if photo_id in self._order:
            self.go_to(self._order.index(photo_id))

    def on_decided(self, said: str) -> None:
        """Go on to the next photo where that is wanted, and say what the last one was given."""
        if self.kit.advances() and self._at + 1 < len(self._order):
            row = self.row(self.current_id())
            self.go_to(self._at + 1)
            said = said if row is None else f"{row.path.name}: {said}"
        super().on_decided(said)

    def show_rows(self) -> None:
        super().show_rows()
        place = tr("{place} of {number}").format(
            place=number(self._at + 1), number=number(len(self._order))
        )
        self.bar.line.show_row(self.row(self.current_id()), beside=place)
        self.strip.show_place(self._order, self._at)

    def refresh(self) -> None:
        super().refresh()
        self.strip.update()

    def ahead(self) -> Sequence[Wish]:
        wishes: list[Wish] = []
        canvas = self.stage.canvas
        for turn, step in enumerate(_AHEAD):
            place = self._at + self._way * step
            row = self.row(self._order[place]) if 0 <= place < len(self._order) else None
            if row is not None:
                # enlarged pictures are large: only that of the very next one
                wishes += [one for one in canvas.wishes(row) if one.fill or turn == 0]
        return wishes

    def on_key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        if key in _STEPS and (key in _PAGES or self.stage.zoom.factor is None):
            self.go_to(self._at + _STEPS[key])
        elif key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            self.go_to(len(self._order) - 1)
        elif key == Qt.Key.Key_C:
            if len(self._order) > 1:
                at = min(self._at, len(self._order) - 2)
                self.compare_wanted.emit(self._order[at : at + 2])
        else:
            return False
        return True

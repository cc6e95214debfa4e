"""Compare: two to four photos side by side, zoomed and moved together."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from curator.language import mark, tr
from curator.ui.look_bar import LookBar
from curator.ui.look_page import LookPage
from curator.ui.pictures import Wish
from curator.ui.stage import Kit, Stage
from curator.ui.words import count

MOST = 4
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_HINT = mark(
    "Tab: the other photo.  R: the next photo in its place.  Z: one pixel for one, all together."
)


class Compare(LookPage):
    """The keys decide about the active photo; R puts the next photo of the order in its place."""

    def __init__(self, kit: Kit, ids: Sequence[int], order: Sequence[int]) -> None:
        """Compare the first four of `ids`; the others come next, then those after them in `order`.

        `ids` are at least two, in the order shown.
        """
        bar = LookBar(tr("Compare"), tr(_HINT))
        super().__init__(kit, tr("Compare"), bar, Stage(kit, lines=True))
        self._ids = list(ids[:MOST])
        self._next = self._candidates(ids, order)
        self._coming = next(self._next, None)
        self.stage.chosen.connect(self.show_active)
        self.show_rows()

    def ids(self) -> Sequence[int]:
        return self._ids

    def replace_active(self) -> None:
        """Put the next photo in the place of the active one."""
        if self._coming is None:
            self.told.emit(tr("No further photo to compare with."))
            return
        self._ids[self.stage.active] = self._coming
        self._coming = next(self._next, None)
        self.show_rows()
        self.stage.canvas.say(
            tr("Next photo, {photos} side by side").format(photos=count(len(self._ids), "photo"))
        )

    def ahead(self) -> Sequence[Wish]:
        row = None if self._coming is None else self.row(self._coming)
        return () if row is None else [one for one in self.stage.canvas.wishes(row) if one.fill]

    def on_key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        if key in _STEPS and self.stage.zoom.factor is None:
            self._step(_STEPS[key])
        elif key == Qt.Key.Key_R:
            self.replace_active()
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        self.show_active((self.stage.active + step) % len(self._ids))

    @staticmethod
    def _candidates(ids: Sequence[int], order: Sequence[int]) -> Iterator[int]:
        yield from ids[MOST:]
        known = set(ids)
        last = max((place for place, one in enumerate(order) if one in known), default=-1)
        yield from (one for one in order[last + 1 :] if one not in known)

    # Qt's own

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._step(1 if forward else -1)
        return True

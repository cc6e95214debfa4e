"""Survey: many photos at a time, as large as there is room; what loses is taken out of sight."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from curator.language import mark, tr
from curator.ui.look_bar import LookBar
from curator.ui.look_page import LookPage
from curator.ui.stage import Kit, Stage

MOST = 36  # more would be thumbnails again
_HINT = mark("Arrows: another photo.  Del: out of the survey, nothing else.  Space: look closer.")
_REMOVE = mark("Take out of the survey (Del)")
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LINES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Survey(LookPage):
    """The chosen photos as tiles."""

    def __init__(self, kit: Kit, ids: Sequence[int]) -> None:
        """Survey the first 36 of `ids`."""
        stage = Stage(kit, lines=True, zoomable=False, remove=tr(_REMOVE))
        bar = LookBar(tr("Survey"), tr(_HINT), zoomable=False)
        super().__init__(kit, tr("Survey"), bar, stage)
        self._ids = list(ids[:MOST])
        stage.chosen.connect(self.show_active)
        stage.removed.connect(self.remove)
        stage.opened.connect(lambda place: self.look_wanted.emit(self._ids[place]))
        self.show_rows()

    def ids(self) -> Sequence[int]:
        return self._ids

    def remove(self, place: int) -> None:
        """Take a photo out of the survey; without any left, it is over. The last one stays."""
        if len(self._ids) == 1:
            self.told.emit(tr("This is the last photo of the survey."))
            return
        del self._ids[place]
        if place < self.stage.active:
            self.stage.active -= 1
        self.show_rows()

    def on_key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        if key in _STEPS:
            self._step(_STEPS[key])
        elif key in _LINES:
            place = self.stage.active + _LINES[key] * self.stage.columns
            if 0 <= place < len(self._ids):
                self.show_active(place)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove(self.stage.active)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Z):
            self.look_wanted.emit(self.current_id())
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        self.show_active((self.stage.active + step) % len(self._ids))

    # Qt's own

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._step(1 if forward else -1)
        return True

"""Ties the dialog that keeps a number of photos to the library and to what is shown."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from curator.errors import CuratorError
from curator.language import retold
from curator.library.records import Ranked
from curator.services.keeping import Candidate, Folded, Kept, candidates, keep_best
from curator.ui.decisions import Decider
from curator.ui.keep_dialog import KeepDialog
from curator.ui.photo_delegate import Picture
from curator.ui.photo_model import Fetch
from curator.ui.road import Road


class Keeping(QObject):
    """One such dialog, from its opening to its end."""

    def __init__(
        self,
        rows: Callable[[], Sequence[Ranked]],
        stacks: Callable[[], Mapping[int, int]],
        folded: Mapping[int, Folded],
        fetch: Fetch,
        picture: Picture,
        decider: Decider,
        road: Road,
        window: QWidget,
    ) -> None:
        """Keep some of `rows`, of which `stacks` gives the stacks' numbers by photo.

        Both may take long and are called in another thread, once. `folded` are the stacks that are
        collapsed; the rows of their hidden photos are given, too.
        """
        super().__init__(window)
        self._rows = rows
        self._stacks = stacks
        self._folded = folded
        self._road = road
        self._decider = decider
        self._photos: list[Candidate] | None = None
        self._asked = 0
        self.dialog = KeepDialog(fetch, picture, window, collapsed=bool(folded))
        self.dialog.preview_wanted.connect(self._on_preview_wanted)
        self.dialog.keep_wanted.connect(self._on_keep_wanted)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.finished.connect(self.deleteLater)

    def _on_preview_wanted(self, number: int, per_day: int | None, per_stack: int | None) -> None:
        self._asked += 1
        asked, dialog = self._asked, self.dialog

        def work() -> Kept:
            if self._photos is None:
                self._photos = candidates(self._rows(), self._stacks(), self._folded)
            return keep_best(self._photos, number, per_day=per_day, per_stack=per_stack)

        def then(kept: Kept) -> None:
            if isValid(dialog) and asked == self._asked:
                dialog.show_kept(kept)

        def sorry(error: CuratorError) -> None:
            if isValid(dialog):
                dialog.show_problem(retold(error))

        self._road.do(work, then, sorry, lane="keep")

    def _on_keep_wanted(self, picks: Sequence[int], rejects: Sequence[int]) -> None:
        self._decider.give_flags({"pick": picks, "reject": rejects})

"""Stars and flags as the user gives them: stored in the background, undone in order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from curator.library.records import KEEP, Decision, Flag, Keep
from curator.ui.road import Road
from curator.ui.words import count


class Store(Protocol):
    """What stores decisions and gives back those that were there before: `Decisions.set`."""

    def __call__(
        self,
        photo_ids: Sequence[int],
        profile_id: int | None,
        *,
        stars: float | Keep | None = KEEP,
        flag: Flag | Keep | None = KEEP,
        score_was_shown: bool = False,
    ) -> list[Decision]:
        """Store."""
        ...


class Decider(QObject):
    """Gives stars and flags to photos for one profile, with undo.

    Signals:
        decided: the ids of photos whose decision is another one now.
        told: what was undone or redone, as a sentence.
    """

    decided = Signal(object)
    told = Signal(str)

    def __init__(
        self,
        store: Store,
        clear: Callable[[Sequence[int], int], list[Decision]],
        restore: Callable[[Sequence[Decision]], None],
        road: Road,
        parent: QObject | None = None,
    ) -> None:
        """`restore` puts back what `store` and `clear` gave."""
        super().__init__(parent)
        self._store = store
        self._clear = clear
        self._restore = restore
        self._road = road
        self._profile_id: int | None = None
        self._stack = QUndoStack(self)

    def set_profile(self, profile_id: int) -> None:
        """Decide for this profile from now on."""
        self._profile_id = profile_id

    def give_stars(self, photo_ids: Sequence[int], stars: float) -> None:
        """Give 1 to 5 stars, or 0 for none."""
        said = count(int(stars), "star") if stars else "no stars"
        self._decide(photo_ids, said, stars=stars or None)

    def give_flag(self, photo_ids: Sequence[int], flag: Flag | None) -> None:
        """Pick, reject, or neither."""
        said = {"pick": "picked", "reject": "rejected", None: "no flag"}[flag]
        self._decide(photo_ids, said, flag=flag)

    def give_flags(self, flags: Mapping[Flag, Sequence[int]]) -> None:
        """Pick some photos and reject others, as one step."""
        profile_id = self._profile_id
        given = {flag: tuple(ids) for flag, ids in flags.items() if ids}
        words: dict[Flag, str] = {"pick": "picked", "reject": "rejected"}
        said = ", ".join(f"{count(len(ids), 'photo')} {words[f]}" for f, ids in given.items())

        def decide() -> list[Decision]:
            return [
                before
                for flag, ids in given.items()
                for before in self._store(ids, profile_id, flag=flag, score_was_shown=True)
            ]

        self._push([one for ids in given.values() for one in ids], said, decide)

    def use_files(self, photo_ids: Sequence[int]) -> None:
        """Let count what the files say, instead of what was decided here."""
        profile_id, ids = self._profile_id, tuple(photo_ids)
        if profile_id is not None:
            said = f"{count(len(ids), 'photo')}, as the file says"
            self._push(ids, said, lambda: self._clear(ids, profile_id))

    def keep(self, photo_ids: Sequence[int]) -> None:
        """Stay with what was decided here, whatever the files say now."""
        self._decide(photo_ids, "as decided here")

    def undo(self) -> None:
        """Take back the last decision."""
        if self._stack.canUndo():
            self.told.emit(f"Undone: {self._stack.undoText()}.")
            self._stack.undo()

    def redo(self) -> None:
        """Decide again what was taken back."""
        if self._stack.canRedo():
            self.told.emit(f"Done again: {self._stack.redoText()}.")
            self._stack.redo()

    def _decide(
        self,
        photo_ids: Sequence[int],
        said: str,
        *,
        stars: float | Keep | None = KEEP,
        flag: Flag | Keep | None = KEEP,
    ) -> None:
        profile_id, ids = self._profile_id, tuple(photo_ids)
        self._push(
            ids,
            f"{count(len(ids), 'photo')}, {said}",
            lambda: self._store(ids, profile_id, stars=stars, flag=flag, score_was_shown=True),
        )

    def _push(self, ids: Sequence[int], text: str, decide: Callable[[], list[Decision]]) -> None:
        if not ids:
            return
        before: list[Decision] = []

        def give() -> None:
            before[:] = decide()

        def take_back() -> None:
            self._restore(before)

        self.push(text, give, take_back, lambda: self.decided.emit(ids))

    def push(
        self,
        text: str,
        give: Callable[[], None],
        take_back: Callable[[], None],
        done: Callable[[], None],
    ) -> None:
        """Do something else that is undone in the same order; `done` runs after either.

        `give` and `take_back` run in another thread, one after the other.
        """

        def run(work: Callable[[], None]) -> None:
            self._road.do(work, lambda _: done(), lane="decisions")

        self._stack.push(_Command(text, lambda: run(give), lambda: run(take_back)))


class _Command(QUndoCommand):
    def __init__(self, text: str, give: Callable[[], None], take_back: Callable[[], None]) -> None:
        super().__init__(text)
        self._give = give
        self._take_back = take_back

    def redo(self) -> None:
        self._give()

    def undo(self) -> None:
        self._take_back()

"""Stars, flags and colours as the user gives them: stored in the background, undone in order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from curator.language import tr
from curator.library.records import KEEP, Decision, Flag, Keep
from curator.ui.history import History
from curator.ui.words import count, label_in_words


class Store(Protocol):
    """What stores decisions and gives back those that were there before: `Decisions.set`."""

    def __call__(
        self,
        photo_ids: Sequence[int],
        profile_id: int | None,
        *,
        stars: float | Keep | None = KEEP,
        flag: Flag | Keep | None = KEEP,
        colour: str | Keep | None = KEEP,
        score_was_shown: bool = False,
    ) -> list[Decision]:
        """Store."""
        ...


class Decider(QObject):
    """Gives stars, flags and colours to photos for one profile, each a step that can be undone.

    Signals:
        decided: the ids of photos whose decision is another one now.
        taken_back: the ids of photos whose decision was just undone.
    """

    decided = Signal(object)
    taken_back = Signal(object)

    def __init__(
        self,
        store: Store,
        clear: Callable[[Sequence[int], int], list[Decision]],
        restore: Callable[[Sequence[Decision]], None],
        history: History,
        parent: QObject | None = None,
    ) -> None:
        """`restore` puts back what `store` and `clear` gave."""
        super().__init__(parent)
        self._store = store
        self._clear = clear
        self._restore = restore
        self._history = history
        self._profile_id: int | None = None

    def set_profile(self, profile_id: int) -> None:
        """Decide for this profile from now on."""
        self._profile_id = profile_id

    def give_stars(self, photo_ids: Sequence[int], stars: float) -> None:
        """Give 1 to 5 stars, or 0 for none."""
        said = count(int(stars), "star") if stars else tr("no stars")
        self._decide(photo_ids, said, stars=stars or None)

    def give_flag(self, photo_ids: Sequence[int], flag: Flag | None) -> None:
        """Pick, reject, or neither."""
        said = {"pick": tr("picked"), "reject": tr("rejected"), None: tr("no flag")}[flag]
        self._decide(photo_ids, said, flag=flag)

    def give_colour(self, photo_ids: Sequence[int], colour: str | None) -> None:
        """Give a colour label, or None for none."""
        said = label_in_words(colour) if colour else tr("no colour label")
        self._decide(photo_ids, said, colour=colour)

    def give_flags(self, flags: Mapping[Flag, Sequence[int]]) -> None:
        """Pick some photos and reject others, as one step."""
        profile_id = self._profile_id
        given = {flag: tuple(ids) for flag, ids in flags.items() if ids}
        words: dict[Flag, str] = {"pick": tr("picked"), "reject": tr("rejected")}
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
            said = tr("{photos}, as the file says").format(photos=count(len(ids), "photo"))
            self._push(ids, said, lambda: self._clear(ids, profile_id))

    def keep(self, photo_ids: Sequence[int]) -> None:
        """Stay with what was decided here, whatever the files say now."""
        self._decide(photo_ids, tr("as decided here"))

    def push(
        self,
        text: str,
        give: Callable[[], object],
        take_back: Callable[[], object],
        done: Callable[[], None],
    ) -> None:
        """Do something else that is undone in the same order; `done` runs after either.

        `give` and `take_back` run in another thread, one after the other.
        """
        self._history.push(text, give, take_back, lambda _: done())

    def _decide(
        self,
        photo_ids: Sequence[int],
        said: str,
        *,
        stars: float | Keep | None = KEEP,
        flag: Flag | Keep | None = KEEP,
        colour: str | Keep | None = KEEP,
    ) -> None:
        profile_id, ids = self._profile_id, tuple(photo_ids)
        self._push(
            ids,
            f"{count(len(ids), 'photo')}, {said}",
            lambda: self._store(
                ids, profile_id, stars=stars, flag=flag, colour=colour, score_was_shown=True
            ),
        )

    def _push(self, ids: Sequence[int], text: str, decide: Callable[[], list[Decision]]) -> None:
        if not ids:
            return
        before: list[Decision] = []

        def give() -> None:
            before[:] = decide()

        def then(back: bool) -> None:
            self.decided.emit(ids)
            if back:
                self.taken_back.emit(ids)

        self._history.push(text, give, lambda: self._restore(before), then, notable=len(ids) > 1)

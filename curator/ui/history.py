"""What the user did, so that it can be undone and done again: one stack for the whole window."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from curator.language import tr
from curator.ui.road import Road


class History(QObject):
    """Steps are done in the background, one after the other, whatever they are about.

    It is unlimited, and ends with the window.

    Signals:
        done: the text of a step that was done just now, for the first time, and is worth telling.
        told: what was undone or done again, as a sentence.
        changed: the texts of the steps that `undo` and `redo` would take, "" for none.
    """

    done = Signal(str)
    told = Signal(str)
    changed = Signal(str, str)

    def __init__(self, road: Road, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._road = road
        self._stack = QUndoStack(self)
        self._stack.indexChanged.connect(self._on_changed)

    def push(
        self,
        text: str,
        do: Callable[[], object],
        take_back: Callable[[], object],
        then: Callable[[bool], None],
        *,
        notable: bool = False,
        is_done: bool = False,
    ) -> None:
        """Do something, unless it `is_done` already, and be able to take it back.

        `text` says what, to stand after "Undo: "; `notable` has it told. `do` and `take_back` run
        in another thread, in the order of the user's steps; `then` in the GUI thread after each of
        them, told whether it was taken back.
        """

        def run(work: Callable[[], object], *, back: bool) -> None:
            self._road.do(work, lambda _: then(back), lane="decisions")

        forth = partial(run, do, back=False)
        self._stack.push(_Step(text, forth, partial(run, take_back, back=True), is_done=is_done))
        if notable:
            self.done.emit(text)

    def undo(self) -> None:
        """Take back the last step."""
        if self._stack.canUndo():
            self.told.emit(tr("Undone: {step}.").format(step=self._stack.undoText()))
            self._stack.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._stack.canRedo():
            self.told.emit(tr("Done again: {step}.").format(step=self._stack.redoText()))
            self._stack.redo()

    def _on_changed(self) -> None:
        self.changed.emit(self._stack.undoText(), self._stack.redoText())


class _Step(QUndoCommand):
    def __init__(
        self,
        text: str,
        do: Callable[[], None],
        take_back: Callable[[], None],
        *,
        is_done: bool,
    ) -> None:
        super().__init__(text)
        self._do = do
        self._take_back = take_back
        self._skip = is_done  # the stack does each step as it takes it

    def redo(self) -> None:
        if not self._skip:
            self._do()
        self._skip = False

    def undo(self) -> None:
        self._take_back()

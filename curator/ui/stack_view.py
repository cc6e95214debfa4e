"""Collapses and opens the stacks of the grid, and has the user merge and split them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from curator.language import tr, trn
from curator.library import Library
from curator.library.records import SETS, JudgementKey
from curator.library.stacking import StacksBefore
from curator.services.keeping import Folded
from curator.ui.decisions import Decider
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.shortcut_sheet import PART
from curator.ui.stack_order import Arranged, arrange
from curator.ui.words import count, number


class StackView(QObject):
    """Which stacks are collapsed, and the keys that change it: S, Shift+S, Ctrl+G, Ctrl+Shift+G.

    Signals:
        changed: the ranking is to be shown anew.
        told: what the user should know, as a sentence.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(
        self, grid: PhotoGrid, model: PhotoModel, library: Library, decider: Decider
    ) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model
        self._stacks = library.stacks
        self._decider = decider
        self._others: frozenset[int] = frozenset()  # collapsed among open ones, or the reverse
        self._arranged = Arranged(())
        self._go_to: int | None = None  # the stack to be on, once it is shown otherwise
        self.collapsed = False  # the rule
        self.actions = (
            self._action(tr("Collapse or open the &stack"), "S", self.toggle),
            self._action(tr("Collapse or open &all stacks"), "Shift+S", self.toggle_all),
            self._action(tr("&Merge the chosen photos into a stack"), "Ctrl+G", self.merge),
            self._action(
                tr("S&plit the chosen photos from their stack"), "Ctrl+Shift+G", self.split
            ),
        )
        grid.stack_clicked.connect(self._on_clicked)

    def add_to(self, menu: QMenu) -> None:
        """Put the actions into a menu."""
        menu.addActions(list(self.actions))

    def arranged(self, ids: Sequence[int], key: JudgementKey | None) -> Arranged:
        """A ranking with its stacks collapsed or open. Any thread may call."""
        return arrange(ids, self._stacks.members(key), self.collapsed, self._others)

    def show(self, arranged: Arranged) -> None:
        """The ranking was arranged and is shown from now on."""
        self._arranged = arranged
        self._model.set_marks(arranged.marks)

    def shown(self) -> None:
        """The grid shows it: go to the photo that stands for the stack that was changed."""
        stack_id, self._go_to = self._go_to, None
        photo_id = None if stack_id is None else self._arranged.shown.get(stack_id)
        if photo_id is not None:
            self._grid.go_to(photo_id)

    def folded(self) -> dict[int, Folded]:
        """The collapsed stacks that are shown, by the photo that stands for each."""
        marks, found = self._arranged.marks, {}
        for stack_id, photo_id in self._arranged.shown.items():
            if marks[photo_id].collapsed:
                behind = tuple(one for one in self._arranged.inside[stack_id] if one != photo_id)
                found[photo_id] = Folded(behind, whole=marks[photo_id].kind in SETS)
        return found

    def toggle(self) -> None:
        """Collapse or open the stack of the current photo."""
        current = self._grid.current_id()
        mark = None if current is None else self._arranged.marks.get(current)
        if mark is None:
            self.told.emit(tr("This photo is in no stack."))
            return
        self._others ^= {mark.stack_id}
        self._go_to = mark.stack_id
        self.changed.emit()

    def toggle_all(self) -> None:
        """Collapse all stacks, or open all."""
        current = self._grid.current_id()
        mark = None if current is None else self._arranged.marks.get(current)
        self._go_to = None if mark is None else mark.stack_id
        self.collapsed, self._others = not self.collapsed, frozenset()
        found = len(self._arranged.shown)
        if found:
            said = trn("{number} stack is open now.", "{number} stacks are open now.", found)
            if self.collapsed:
                said = trn(
                    "{number} stack is collapsed now.", "{number} stacks are collapsed now.", found
                )
            self.told.emit(said.format(number=number(found)))
        else:
            self.told.emit(tr("There are no stacks among these photos."))
        self.changed.emit()

    def merge(self) -> None:
        """Make one stack of the chosen photos, with all photos of the collapsed ones."""
        ids = self._chosen()
        if len(ids) < 2:
            self.told.emit(tr("Choose two photos or more to merge them into a stack."))
            return
        self._do(
            tr("{photos} merged into a stack").format(photos=count(len(ids), "photo")),
            ids,
            self._stacks.merge,
        )

    def split(self) -> None:
        """Take the chosen photos out of their stacks; a whole stack falls apart."""
        ids = [photo_id for photo_id in self._chosen() if photo_id in self._arranged.marks]
        if not ids:
            self.told.emit(tr("None of the chosen photos is in a stack."))
            return
        self._do(
            tr("{photos} split from a stack").format(photos=count(len(ids), "photo")),
            ids,
            self._stacks.split,
        )

    def _chosen(self) -> list[int]:
        """The selected photos; for a collapsed stack all of it that the filters let through."""
        found: dict[int, None] = {}
        for photo_id in self._grid.selected_ids():
            mark = self._arranged.marks.get(photo_id)
            inside = self._arranged.inside.get(mark.stack_id, []) if mark is not None else []
            found |= dict.fromkeys(inside if mark is not None and mark.collapsed else [photo_id])
        return list(found)

    def _do(self, text: str, ids: list[int], work: Callable[[Sequence[int]], StacksBefore]) -> None:
        before: list[StacksBefore] = []

        def give() -> None:
            before[:] = [work(ids)]

        def take_back() -> None:
            for one in before:
                self._stacks.restore(one)

        self._decider.push(text, give, take_back, self.changed.emit)
        self.told.emit(tr("{text}. Ctrl+Z takes it back.").format(text=text))

    def _on_clicked(self, photo_id: int) -> None:
        self._grid.go_to(photo_id)
        self.toggle()

    def _action(self, text: str, keys: str, act: Callable[[], None]) -> QAction:
        action = QAction(text, self._grid)
        action.setShortcut(QKeySequence(keys))
        # Only where photos are chosen: elsewhere letters are typed.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setProperty(PART, "Decide" if keys.startswith("Ctrl") else "View")
        action.triggered.connect(lambda: act())
        self._grid.addAction(action)
        return action

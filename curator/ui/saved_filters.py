"""Filters kept under names: a button whose menu saves, chooses, renames and deletes them."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from curator.language import tr
from curator.ui.filters import Filters

_LONGEST = 60  # characters of a name


class SavedFilters(QPushButton):
    """The saved filters, by name.

    Signals:
        chosen: saved filters (a Filters) to show.
        changed: others are saved now.
    """

    chosen = Signal(object)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Sa&ved"), parent)
        self.setAccessibleName(tr("Saved filters"))
        self.saved: dict[str, Filters] = {}
        self._now = Filters()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_saved(self, saved: Mapping[str, Filters]) -> None:
        """Offer these."""
        self.saved = dict(saved)

    def show_now(self, filters: Filters) -> None:
        """The filters that can be saved now."""
        self._now = filters

    def save(self, name: str) -> None:
        """Keep the present filters under a name, in place of those that had it."""
        name = " ".join(name.split())[:_LONGEST]
        if name:
            self.saved[name] = self._now
            self.changed.emit()

    def rename(self, name: str, to: str) -> None:
        """Keep saved filters under another name."""
        to = " ".join(to.split())[:_LONGEST]
        if to and to != name:
            self.saved = {
                to if one == name else one: f for one, f in self.saved.items() if one != to
            }
            self.changed.emit()

    def delete(self, name: str) -> None:
        """Forget saved filters."""
        self.saved.pop(name, None)
        self.changed.emit()

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        for old in menu.findChildren(QMenu):  # clearing leaves them
            old.deleteLater()
        for name in sorted(self.saved, key=str.casefold):
            text = name.replace("&", "&&")
            menu.addAction(text, partial(self.chosen.emit, self.saved[name]))
        if not self.saved:
            menu.addAction(tr("No saved filters yet")).setEnabled(False)
        menu.addSeparator()
        save = menu.addAction(tr("&Save these filters…"), self._on_save)
        save.setEnabled(self._now.narrow)
        for title, act in ((tr("&Rename"), self._on_rename), (tr("&Delete"), self.delete)):
            others = menu.addMenu(title)
            others.setEnabled(bool(self.saved))
            for name in sorted(self.saved, key=str.casefold):
                others.addAction(name.replace("&", "&&"), partial(act, name))

    def _on_save(self) -> None:
        self._ask(tr("Save these filters"), tr("Name"), "", self.save)

    def _on_rename(self, name: str) -> None:
        self._ask(tr("Rename filters"), tr("New name"), name, partial(self.rename, name))

    def _ask(self, title: str, label: str, text: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

"""The watched folders with their state; choosing one shows its photos only."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import tr
from curator.library.records import Root
from curator.ui import icons
from curator.ui.words import count, number

_ROOT_ID = Qt.ItemDataRole.UserRole + 1


class FolderList(QWidget):
    """Folders, online or offline, with counts.

    Signals:
        chosen: a folder's id, or None for all photos.
        add_requested: the user wants to add a folder.
        remove_requested: the user wants a folder (its id) out of the library.
    """

    chosen = Signal(object)
    add_requested = Signal()
    remove_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roots: Sequence[Root] = ()
        self._restored: int | None = None  # chosen as soon as the folders are known
        title = QLabel(tr("Fol&ders"))
        title.setProperty("role", "section")
        self.list = QListWidget()
        self.list.setObjectName("folders")
        self.list.setAccessibleName(tr("Folders"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        title.setBuddy(self.list)
        self.add = QToolButton()
        self.remove = QToolButton()
        for button, said in (
            (self.add, tr("Add a folder")),
            (self.remove, tr("Remove the chosen folder from the library")),
        ):
            button.setAccessibleName(said)
            button.setToolTip(said)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.add)
        head.addWidget(self.remove)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addLayout(head)
        lines.addWidget(self.list, 1)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.add.clicked.connect(self.add_requested)
        self.remove.clicked.connect(self._on_remove_clicked)
        self._draw_icons()

    def show_roots(self, roots: Sequence[Root]) -> None:
        """Show the folders; the chosen one stays chosen."""
        chosen = self.chosen_id()
        if roots == self._roots and self.list.count():
            return
        self._roots = tuple(roots)
        self.list.blockSignals(True)
        self.list.clear()
        self._add_line(tr("All photos"), "photos", None, _photos(sum(r.photos for r in roots)))
        for root in roots:
            state = _photos(root.photos) if root.online else tr("offline")
            if root.failed and root.online:
                failed = tr("{number} failed").format(number=number(root.failed))
                state += f", {failed}"
            item = self._add_line(
                root.path.name or str(root.path),
                "folder" if root.online else "folder-offline",
                root.id,
                state,
            )
            item.setToolTip(f"{root.path}\n{state}")
        ids = [self.list.item(row).data(_ROOT_ID) for row in range(self.list.count())]
        self.list.setCurrentRow(ids.index(chosen) if chosen in ids else 0)
        self.list.blockSignals(False)
        self.remove.setEnabled(self.chosen_id() is not None)
        if chosen is not None and chosen not in ids:
            self.chosen.emit(None)

    def chosen_id(self) -> int | None:
        """The chosen folder, None for all photos."""
        item = self.list.currentItem()
        found: int | None = item.data(_ROOT_ID) if item is not None else self._restored
        return found

    def chosen_name(self) -> str:
        """What the chosen line says: a folder's name, or "All photos"."""
        item = self.list.currentItem()
        return tr("All photos") if item is None else item.text().splitlines()[0]

    def restore(self, root_id: int | None) -> None:
        """Choose the folder of the last time; before the folders are shown."""
        self._restored = root_id

    def _add_line(
        self, name: str, drawing: str, root_id: int | None, state: str
    ) -> QListWidgetItem:
        item = QListWidgetItem(icons.icon(drawing, self.palette()), f"{name}\n{state}")
        item.setData(_ROOT_ID, root_id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {state}")
        self.list.addItem(item)
        return item

    def _draw_icons(self) -> None:
        self.add.setIcon(icons.icon("folder-add", self.palette()))
        self.remove.setIcon(icons.icon("remove", self.palette()))
        for row in range(1, self.list.count()):
            drawing = "folder" if self._roots[row - 1].online else "folder-offline"
            self.list.item(row).setIcon(icons.icon(drawing, self.palette()))
        if self.list.count():
            self.list.item(0).setIcon(icons.icon("photos", self.palette()))

    def _on_current_changed(self) -> None:
        self.remove.setEnabled(self.chosen_id() is not None)
        self.chosen.emit(self.chosen_id())

    def _on_remove_clicked(self) -> None:
        root_id = self.chosen_id()
        if root_id is not None:
            self.remove_requested.emit(root_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self._on_remove_clicked()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()


def _photos(number: int) -> str:
    return count(number, "photo")

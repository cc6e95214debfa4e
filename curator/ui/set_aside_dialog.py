"""The photos that could not be read, each with its reason."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import mark, retold, tr, trn
from curator.library.records import Photo
from curator.ui.text_size import resize_scaled
from curator.ui.words import number

_ID = Qt.ItemDataRole.UserRole
_PATH = Qt.ItemDataRole.UserRole + 1
_ABOUT = mark(
    "These files are left alone until they change. Try them again when their cause is gone: a copy "
    "that has finished, a disk that is back, a newer Curator."
)


class SetAsideDialog(QDialog):
    """Shows what was set aside.

    Signals:
        retry_requested: photos (their ids) to be read again.
        folder_requested: a file (its path) to be shown in the system's file manager.
    """

    retry_requested = Signal(object)
    folder_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Photos that could not be read"))
        resize_scaled(self, 680, 460)
        self.summary = QLabel(tr("Looking them up…"))
        self.summary.setProperty("role", "heading")
        about = QLabel(tr(_ABOUT))
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("plan")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAlternatingRowColors(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName(tr("Photos that could not be read, with the reasons"))
        self.retry = QPushButton(tr("&Try all again"))
        self.retry.setProperty("primary", True)
        self.folder = QPushButton(tr("&Show in its folder"))
        self.close_button = QPushButton(tr("Close"))
        for button in (self.folder, self.close_button):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addWidget(self.folder)
        foot.addStretch(1)
        foot.addWidget(self.retry)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 18, 20, 16)
        lines.setSpacing(10)
        for widget in (self.summary, about, self.list):
            lines.addWidget(widget)
        lines.addLayout(foot)
        self.list.itemSelectionChanged.connect(self._on_selection_changed)
        self.retry.clicked.connect(self._on_retry)
        self.folder.clicked.connect(self._on_folder)
        self.close_button.clicked.connect(self.reject)
        self._on_selection_changed()

    def show_photos(self, photos: Sequence[Photo]) -> None:
        """Show these photos; `error` is the reason of each."""
        self.list.clear()
        for photo in photos:
            reason = retold(photo.error) if photo.error else tr("It could not be read.")
            item = QListWidgetItem(f"{photo.path.name}\n{reason}")
            item.setData(_ID, photo.id)
            item.setData(_PATH, photo.path)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{photo.path.name}: {reason}")
            item.setToolTip(str(photo.path))
            self.list.addItem(item)
        said = tr("All photos were read")
        if photos:
            said = trn(
                "{number} photo could not be read", "{number} photos could not be read", len(photos)
            ).format(number=number(len(photos)))
        self.summary.setText(said)
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        chosen = len(self.list.selectedItems())
        some = tr("&Try {number} again").format(number=number(chosen))
        self.retry.setText(some if chosen else tr("&Try all again"))
        self.retry.setEnabled(self.list.count() > 0)
        self.folder.setEnabled(chosen == 1)

    def _on_retry(self) -> None:
        items = self.list.selectedItems() or [
            self.list.item(row) for row in range(self.list.count())
        ]
        self.retry_requested.emit([item.data(_ID) for item in items])
        self.accept()

    def _on_folder(self) -> None:
        path: Path = self.list.selectedItems()[0].data(_PATH)
        self.folder_requested.emit(path)

"""Asks which rejected photos go to the trash: all their files are listed first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import mark, retold, tr, trn
from curator.services.trash import Trashed, TrashPhoto
from curator.ui.text_size import resize_scaled
from curator.ui.words import count, number, size_in_words

_PHOTO = Qt.ItemDataRole.UserRole
_ABOUT = mark(
    "They go to the trash of your system, from where you can put them back until it is emptied. "
    "Your decisions about them are kept. Curator itself cannot undo this."
)


class TrashDialog(QDialog):
    """Lists rejected photos with their files; those that are ticked are moved.

    Signals:
        move_requested: these photos (a list of TrashPhoto).
        cancel_requested: stop after the file that is being moved.
    """

    move_requested = Signal(object)
    cancel_requested = Signal()

    def __init__(self, source: str, parent: QWidget | None = None) -> None:
        """`source` says in words whose rejects they are, and from where."""
        super().__init__(parent)
        self.setWindowTitle(tr("Move rejects to the trash"))
        resize_scaled(self, 720, 520)
        self._failures: list[str] = []
        self._moved = 0
        self._running = False
        self._source = QLabel(source)
        self._source.setProperty("role", "heading")
        self._source.setWordWrap(True)
        about = QLabel(tr(_ABOUT))
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("plan")
        self.list.setAlternatingRowColors(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName(tr("Rejected photos with their files; those ticked are moved"))
        self.summary = QLabel(tr("Looking for them…"))
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of moving"))
        self._bar.hide()
        self.move_button = QPushButton(tr("&Move to the trash"))
        self.move_button.setAutoDefault(False)
        self.move_button.setEnabled(False)
        self.close_button = QPushButton(tr("Cancel"))
        self.close_button.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.move_button)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 18, 20, 16)
        lines.setSpacing(10)
        for widget in (self._source, about, self.list, self.summary, self._bar):
            lines.addWidget(widget)
        lines.addLayout(foot)
        self.list.itemChanged.connect(self._say)
        self.move_button.clicked.connect(self._on_move)
        self.close_button.clicked.connect(self.reject)

    def show_plan(self, photos: Sequence[TrashPhoto]) -> None:
        """Show what would go; photos that will stay, or that others want, are not ticked."""
        self.list.blockSignals(True)
        for photo in photos:
            item = QListWidgetItem(_in_words(photo))
            item.setData(_PHOTO, photo)
            if photo.error is None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                wanted = bool(photo.wanted_by)
                item.setCheckState(Qt.CheckState.Unchecked if wanted else Qt.CheckState.Checked)
            item.setToolTip("\n".join(str(path) for path, _ in photo.files))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setFocus()
        self._say()

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can be listed or moved."""
        self.summary.setText(sentence)

    def chosen(self) -> list[TrashPhoto]:
        """The photos that are ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        checked = Qt.CheckState.Checked
        return [
            item.data(_PHOTO)
            for item in items
            if item.data(_PHOTO).error is None and item.checkState() == checked
        ]

    def show_trashed(self, done: int, trashed: Trashed) -> None:
        """A file was moved, or stays."""
        self._bar.setValue(done)
        if trashed.error is None:
            self._moved += 1
        else:
            self._failures.append(trashed.error)

    def show_result(self) -> None:
        """All is done."""
        self._running = False
        self._bar.hide()
        self.list.clear()
        for sentence in self._failures:
            self.list.addItem(retold(sentence))
        self.list.setAccessibleName(tr("Files that stay, with the reasons"))
        said = tr("{files} moved to the trash.").format(files=count(self._moved, "file"))
        if self._failures:
            stays = trn(
                "{number} file stays: the list says why.",
                "{number} files stay: the list says why.",
                len(self._failures),
            ).format(number=number(len(self._failures)))
            self.summary.setText(f"{said} {stays}")
        else:
            self.summary.setText(said)
        self.move_button.hide()
        self.close_button.setText(tr("Close"))
        self.close_button.setEnabled(True)
        self.close_button.setFocus()

    def _say(self) -> None:
        chosen = self.chosen()
        files = sum(len(photo.files) for photo in chosen)
        size = sum(photo.size for photo in chosen)
        if not self.list.count():
            self.summary.setText(tr("No photo is rejected here."))
        elif not chosen:
            self.summary.setText(tr("Nothing is ticked."))
        else:
            self.summary.setText(
                f"{count(len(chosen), 'photo')}: {count(files, 'file')}, {size_in_words(size)}."
            )
        some = tr("&Move {photos} to the trash").format(photos=count(len(chosen), "photo"))
        self.move_button.setText(some if chosen else tr("&Move to the trash"))
        self.move_button.setEnabled(bool(chosen))

    def _on_move(self) -> None:
        chosen = self.chosen()
        self._running = True
        self._bar.setRange(0, sum(len(photo.files) for photo in chosen))
        self._bar.setValue(0)
        self._bar.show()
        self.list.setEnabled(False)
        self.move_button.setEnabled(False)
        self.close_button.setText(tr("Stop"))
        self.move_requested.emit(chosen)

    def reject(self) -> None:
        if self._running:
            self.close_button.setEnabled(False)
            self.cancel_requested.emit()
        else:
            super().reject()


def _in_words(photo: TrashPhoto) -> str:
    names = " + ".join(path.name for path, _ in photo.files)
    parts = [names, size_in_words(photo.size)]
    if photo.error is not None:
        parts.append(tr("stays: {error}").format(error=retold(photo.error)))
    elif photo.wanted_by:
        parts.append(tr("wanted by {names}").format(names=tr(" and ").join(photo.wanted_by)))
    return "   ·   ".join(parts)

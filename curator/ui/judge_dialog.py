"""Chooses the judge: mini, one that was used before, or a checkpoint folder."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core import JudgeListing
from curator.language import mark, retold, tr
from curator.ui.text_size import resize_scaled

_NAME = Qt.ItemDataRole.UserRole
_ABOUT = mark(
    "The judge looks at your photos and scores them. Each judge keeps its own scores: going back "
    "to one finds them again."
)


class JudgeDialog(QDialog):
    """The judges that are known, with what is wrong with those that cannot be used.

    Signals:
        folder_chosen: a checkpoint folder (a str) that is not listed yet.
        chosen: the name of the judge that is to be used.
    """

    folder_chosen = Signal(str)
    chosen = Signal(str)

    def __init__(self, current: str, parent: QWidget | None = None) -> None:
        """`current` is the name of the judge in use."""
        super().__init__(parent)
        self._current = current
        self.setWindowTitle(tr("Judge"))
        resize_scaled(self, 620, 380)
        about = QLabel(tr(_ABOUT))
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("plan")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Judges"))
        self._problem = QLabel(tr("Looking for judges…"))
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self.browse = QPushButton(tr("Choose a checkpoint &folder…"))
        self.browse.setAutoDefault(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.use = QPushButton(tr("&Use this judge"))
        self.use.setProperty("primary", True)
        self.use.setDefault(True)
        self.use.setEnabled(False)
        buttons.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        foot = QHBoxLayout()
        foot.addWidget(self.browse)
        foot.addStretch(1)
        foot.addWidget(buttons)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 18, 20, 16)
        for widget in (about, self.list, self._problem):
            lines.addWidget(widget)
        lines.addLayout(foot)
        self.list.currentItemChanged.connect(self._check)
        self.browse.clicked.connect(self._on_browse)
        buttons.accepted.connect(self._on_use)
        buttons.rejected.connect(self.reject)

    def show_judges(self, judges: Sequence[JudgeListing], selected: str) -> None:
        """Show the judges; `selected` is the name of the one to begin with."""
        self.list.clear()
        self._problem.clear()
        for judge in judges:
            used = " " + tr("(in use)") if judge.name == self._current else ""
            about = retold(judge.problem or judge.description)
            item = QListWidgetItem(f"{judge.name}{used}\n{about}")
            item.setData(_NAME, judge.name if judge.available else "")
            self.list.addItem(item)
            if judge.name == selected:
                self.list.setCurrentItem(item)

    def show_problem(self, sentence: str) -> None:
        """Say why a folder is no judge."""
        self._problem.setText(sentence)

    def problem_text(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()

    def _check(self) -> None:
        name = self._name()
        self.use.setEnabled(bool(name) and name != self._current)

    def _name(self) -> str:
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_NAME))

    def _on_browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a checkpoint folder"))
        if folder:
            self.folder_chosen.emit(folder)

    def _on_use(self) -> None:
        self.chosen.emit(self._name())

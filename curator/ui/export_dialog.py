"""Exports the best: how many, to where, what will be copied; then progress and result."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import retold, tr
from curator.services.export import Exported, ExportPlan, Planned
from curator.ui.number_box import NumberBox
from curator.ui.text_size import resize_scaled
from curator.ui.words import count, size_in_words

_FIGURE_SPACE = "\u2007"  # as wide as a digit
_PAUSE_MS = 250  # after the last change, before a plan is asked for


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the user wants to export: the best `top`, or all of at least `min_score`."""

    destination: Path
    top: int | None = None
    min_score: float | None = None
    companions: bool = True  # RAW files, edits and sidecars too


class ExportDialog(QDialog):
    """Choose, see the plan, copy, see the result.

    Signals:
        plan_wanted: an ExportChoice to plan.
        export_wanted: the plan (an ExportPlan) to carry out.
        cancel_wanted: stop copying; what is copied stays.
    """

    plan_wanted = Signal(object)
    export_wanted = Signal(object)
    cancel_wanted = Signal()

    def __init__(self, source: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export the best"))
        resize_scaled(self, 680, 560)
        self._plan: ExportPlan | None = None
        self._running = False
        self._failures: list[str] = []
        self._well: list[Exported] = []
        self.by_top = QRadioButton(tr("The &best"))
        self.by_top.setChecked(True)
        self.top = NumberBox()
        self.top.setRange(1, 1_000_000)
        self.top.setValue(50)
        self.top.setSuffix(tr(" photos"))
        self.top.setAccessibleName(tr("How many photos"))
        self.by_score = QRadioButton(tr("All with a score of at &least"))
        self.min_score = NumberBox()
        self.min_score.setRange(1, 100)
        self.min_score.setValue(80)
        self.min_score.setEnabled(False)
        self.min_score.setAccessibleName(tr("Minimum score"))
        self.companions = QCheckBox(tr("&With their RAW files, edits and sidecars"))
        self.companions.setChecked(True)
        self.destination = QLineEdit()
        self.destination.setPlaceholderText(tr("A folder to copy to"))
        self.destination.setAccessibleName(tr("Folder to copy to"))
        self.browse = QPushButton(tr("C&hoose…"))
        self.browse.setAccessibleName(tr("Choose a folder to copy to"))
        self.list = QListWidget()
        self.list.setObjectName("plan")
        self.list.setUniformItemSizes(True)
        self.list.setAlternatingRowColors(True)
        self.list.setAccessibleName(tr("What will be copied"))
        self.summary = QLabel(tr("Choose a folder to copy to."))
        self.summary.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of the export"))
        self._bar.hide()
        self.copy = QPushButton(tr("Copy"))
        self.copy.setProperty("primary", True)
        self.copy.setDefault(True)
        self.copy.setEnabled(False)
        self.close_button = QPushButton(tr("Close"))
        for button in (self.browse, self.close_button):
            button.setAutoDefault(False)  # Return copies, or does nothing
        self._build(source)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._on_pause)
        self.by_score.toggled.connect(self.min_score.setEnabled)
        self.by_top.toggled.connect(self.top.setEnabled)
        for changed in (
            self.by_top.toggled,
            self.top.valueChanged,
            self.companions.toggled,
            self.min_score.valueChanged,
            self.destination.textChanged,
        ):
            changed.connect(self._on_changed)
        self.browse.clicked.connect(self._on_browse)
        self.copy.clicked.connect(self._on_copy)
        self.close_button.clicked.connect(self.reject)

    def _build(self, source: str) -> None:
        what = QGridLayout()
        what.addWidget(self.by_top, 0, 0)
        what.addWidget(self.top, 0, 1)
        what.addWidget(self.by_score, 1, 0)
        what.addWidget(self.min_score, 1, 1)
        what.addWidget(self.companions, 2, 0, 1, 3)
        what.setColumnStretch(2, 1)
        where = QHBoxLayout()
        label = QLabel(tr("Copy &to"))
        label.setBuddy(self.destination)
        where.addWidget(label)
        where.addWidget(self.destination, 1)
        where.addWidget(self.browse)
        said = QLabel(source)
        said.setProperty("role", "muted")
        said.setWordWrap(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.ActionRole)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 16, 20, 16)
        lines.setSpacing(10)
        lines.addWidget(said)
        lines.addLayout(what)
        lines.addLayout(where)
        lines.addWidget(self.list, 1)
        lines.addWidget(self.summary)
        lines.addWidget(self._bar)
        lines.addWidget(buttons)

    def show_plan(self, plan: ExportPlan, ranks: Sequence[str]) -> None:
        """Show what will be done; `ranks` says of each item why it is there, its score."""
        self._plan = plan
        self.list.clear()
        for item, rank in zip(plan.items, ranks, strict=True):
            line = QListWidgetItem(f"{rank.rjust(3, _FIGURE_SPACE)}   {_line(item)}")
            line.setToolTip(f"{item.source}\n→ {item.target}")
            self.list.addItem(line)
        copies = [item for item in plan.items if item.action == "copy" and item.error is None]
        self.summary.setText(_summary(plan, copies))
        photos = sum(not one.companion for one in copies)
        what = count(photos, "photo") if photos else count(len(copies), "file")
        self.copy.setText(tr("Copy {what}").format(what=what))
        self.copy.setEnabled(bool(copies) and plan.fits)

    def show_problem(self, sentence: str) -> None:
        """Say why there is no plan, or why it could not be carried out."""
        self._plan = None
        self._finish()
        self.copy.setEnabled(False)
        self.summary.setText(sentence)

    def show_exported(self, done: int, exported: Exported) -> None:
        """One more item (the `done`th) is dealt with."""
        self._bar.setValue(done)
        if exported.error is not None:
            self._failures.append(exported.error)
        else:
            self._well.append(exported)
        item = self.list.item(done - 1)
        if item is not None:
            mark = "✗" if exported.error else "✓"
            item.setText(f"{mark} {item.text()}")
            if exported.error:
                item.setToolTip(retold(exported.error))
            self.list.scrollToItem(item)

    def show_result(self, done: int) -> None:
        """The export has ended after `done` items."""
        assert self._plan is not None
        self._finish()
        text = tr("{photos} now in {destination}.").format(
            photos=_counted(self._well), destination=self._plan.destination
        )
        if self._failures:
            failed = tr("{files} failed: {first}")
            files = count(len(self._failures), "file")
            text += " " + failed.format(files=files, first=retold(self._failures[0]))
        if done < len(self._plan.items):
            text += " " + tr("The export was stopped before its end.")
        self.summary.setText(text)
        self.copy.setEnabled(False)

    def reject(self) -> None:
        if self._running:
            self.cancel_wanted.emit()
        else:
            super().reject()

    def _finish(self) -> None:
        self._running = False
        self._bar.hide()
        self.close_button.setText(tr("Close"))
        self._enable_choices(True)

    def _enable_choices(self, on: bool) -> None:
        choices = (self.by_top, self.by_score, self.companions, self.destination, self.browse)
        for widget in choices:
            widget.setEnabled(on)
        self.top.setEnabled(on and self.by_top.isChecked())
        self.min_score.setEnabled(on and self.by_score.isChecked())

    def _on_changed(self) -> None:
        self._plan = None
        self.copy.setEnabled(False)
        if self.destination.text().strip():
            self.summary.setText(tr("Working out what to copy…"))
            self._pause.start()
        else:
            self._pause.stop()
            self.list.clear()
            self.summary.setText(tr("Choose a folder to copy to."))

    def _on_pause(self) -> None:
        top = self.top.value() if self.by_top.isChecked() else None
        score = None if top is not None else float(self.min_score.value())
        folder = Path(self.destination.text().strip()).expanduser()
        if folder.is_absolute():
            self.plan_wanted.emit(ExportChoice(folder, top, score, self.companions.isChecked()))
        else:  # relative to what, nobody sees in a window
            self.show_problem(tr("Give the folder with its whole path, or choose it."))

    def _on_browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Choose a folder to copy to"), self.destination.text()
        )
        if chosen:
            self.destination.setText(chosen)

    def _on_copy(self) -> None:
        if self._plan is None:
            return
        self._running = True
        self._failures = []
        self._well = []
        self._bar.setRange(0, len(self._plan.items))
        self._bar.setValue(0)
        self._bar.show()
        self._enable_choices(False)
        self.copy.setEnabled(False)
        self.close_button.setText(tr("Stop"))
        self.summary.setText(tr("Copying…"))
        self.export_wanted.emit(self._plan)


def _line(item: Planned) -> str:
    if item.error is not None:
        return f"{item.source.name}: {retold(item.error)}"
    if item.action == "skip":
        return tr("{name} (there already)").format(name=item.target.name)
    renamed = ""
    if item.source.name != item.target.name:
        renamed = "  " + tr("(from {name})").format(name=item.source.name)
    return f"{'+ ' if item.companion else ''}{item.target.name}{renamed}"


def _counted(files: Sequence[Planned | Exported]) -> str:
    photos = sum(not one.companion for one in files)
    text = count(photos, "photo")
    together = len(files) - photos
    if not together:
        return text
    return tr("{photos} and {files} with them").format(photos=text, files=count(together, "file"))


def _summary(plan: ExportPlan, copies: Sequence[Planned]) -> str:
    if not plan.items:
        return tr("No photo fits this choice.")
    there = sum(item.action == "skip" for item in plan.items)
    failed = sum(item.error is not None for item in plan.items)
    text = tr("{photos}, {size}, to {destination}.").format(
        photos=_counted(copies),
        size=size_in_words(plan.bytes_needed),
        destination=plan.destination,
    )
    if there:
        text += " " + tr("{files} there already.").format(files=count(there, "file"))
    if failed:
        text += " " + tr("{files} cannot be copied.").format(files=count(failed, "file"))
    if not plan.fits:
        room = tr("There is not enough room: {free} free, {needed} needed.")
        free, needed = size_in_words(plan.bytes_free), size_in_words(plan.bytes_needed)
        text += " " + room.format(free=free, needed=needed)
    return text

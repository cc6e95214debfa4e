"""Keeps exactly so many photos: how many, how mixed, and what that picks, before it is done."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import mark, tr, trn
from curator.services.keeping import Kept
from curator.ui.number_box import NumberBox
from curator.ui.photo_delegate import PhotoDelegate, Picture
from curator.ui.photo_model import Fetch, PhotoModel
from curator.ui.text_size import resize_scaled, scaled
from curator.ui.words import count, number

_PAUSE_MS = 120  # after the last change, before the preview is asked for
_CELL = QSize(148, 150)  # beside usual text
_COLLAPSED = mark(
    "A collapsed stack counts as one photo. The rest of a picked bracket or panorama stays."
)


class KeepDialog(QDialog):
    """Choose, see the preview, apply.

    Signals:
        preview_wanted: the number, and the most of a day and of a stack, or None.
        keep_wanted: what to pick (ids), and what to reject (ids, maybe none).
    """

    preview_wanted = Signal(int, object, object)
    keep_wanted = Signal(object, object)

    def __init__(
        self,
        fetch: Fetch,
        picture: Picture,
        parent: QWidget | None = None,
        *,
        collapsed: bool = False,
    ) -> None:
        """`fetch` gives the rows of photos, `picture` their thumbnails.

        `collapsed`: some of the photos shown stand for a stack.
        """
        super().__init__(parent)
        self._collapsed = collapsed
        self.setWindowTitle(tr("Keep a number of photos"))
        resize_scaled(self, 960, 640)
        self._kept = Kept((), ())
        self.number = NumberBox()
        self.number.setRange(1, 1_000_000)
        self.number.setValue(40)
        self.number.setSuffix(tr(" photos"))
        self.number.setAccessibleName(tr("How many photos to keep"))
        self.mixed = QCheckBox(tr("At &most from one day:"))
        self.per_day = _most(5, tr("At most so many of one day"))
        self.of_stacks = QCheckBox(tr("At most from one &stack:"))
        self.per_stack = _most(1, tr("At most so many of one stack"))
        self.reject_others = QCheckBox(tr("&Reject the others"))
        self.shown_kept = _side(tr("Picked"), "left")
        self.shown_others = _side(tr("Not picked"), "right")
        self.shown_kept.setChecked(True)
        self._model = PhotoModel(fetch, self)
        delegate = PhotoDelegate(picture, self)
        delegate.cell = QSize(scaled(_CELL.width()), scaled(_CELL.height()))
        self.view = _view(self._model, delegate)
        self.summary = QLabel(tr("Choosing the best…"))
        self.summary.setWordWrap(True)
        self.keep = QPushButton(tr("Pick"))
        self.keep.setProperty("primary", True)
        self.keep.setDefault(True)
        self.keep.setEnabled(False)
        self._build()
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._ask)
        self.number.valueChanged.connect(self._pause.start)
        for limit, most in ((self.mixed, self.per_day), (self.of_stacks, self.per_stack)):
            most.valueChanged.connect(self._pause.start)
            limit.toggled.connect(most.setEnabled)
            limit.toggled.connect(self._ask)
        self.reject_others.toggled.connect(self._say)
        self.shown_kept.toggled.connect(self._show_side)
        self.keep.clicked.connect(self._on_keep)

    def _build(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(10)
        label = QLabel(tr("&Keep the best"))
        label.setBuddy(self.number)
        form.addWidget(label, 0, 0)
        form.addWidget(self.number, 0, 1)
        form.addWidget(self.mixed, 0, 3)
        form.addWidget(self.per_day, 0, 4)
        form.addWidget(self.of_stacks, 1, 3)
        form.addWidget(self.per_stack, 1, 4)
        form.addWidget(self.reject_others, 1, 0, 1, 2)
        form.setColumnMinimumWidth(2, 20)
        form.setColumnStretch(5, 1)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        group = QButtonGroup(self)
        for button in (self.shown_kept, self.shown_others):
            group.addButton(button)
            sides.addWidget(button)
        sides.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 18, 20, 16)
        lines.setSpacing(10)
        lines.addLayout(form)
        lines.addLayout(sides)
        lines.addWidget(self.view, 1)
        lines.addWidget(self.summary)
        lines.addWidget(buttons)

    def show_kept(self, kept: Kept) -> None:
        """Show what would be picked, and what not."""
        self._kept = kept
        self.shown_kept.setText(tr("Picked ({kept})").format(kept=number(len(kept.kept))))
        self.shown_others.setText(
            tr("Not picked ({others})").format(others=number(len(kept.others)))
        )
        self._show_side()
        self._say()

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can be chosen."""
        self.keep.setEnabled(False)
        self.summary.setText(sentence)

    def repaint_soon(self) -> None:
        """Pictures have arrived."""
        self.view.viewport().update()

    def _ask(self) -> None:
        self._pause.stop()
        self.keep.setEnabled(False)
        day = self.per_day.value() if self.mixed.isChecked() else None
        stack = self.per_stack.value() if self.of_stacks.isChecked() else None
        self.preview_wanted.emit(self.number.value(), day, stack)

    def _show_side(self) -> None:
        ids: Sequence[int] = self._kept.kept if self.shown_kept.isChecked() else self._kept.others
        self._model.set_ids(ids)
        self.view.scrollToTop()

    def _say(self) -> None:
        kept, others = len(self._kept.kept), len(self._kept.others)
        self.keep.setEnabled(kept > 0)
        self.keep.setText(tr("Pick {photos}").format(photos=count(kept, "photo")))
        if not kept:
            self.summary.setText(tr("None of the photos shown has a score yet."))
            return
        short = self.number.value() - kept
        said = trn("{number} photo will be picked", "{number} photos will be picked", kept)
        said = said.format(number=number(kept))
        if self.reject_others.isChecked():
            rest = trn("{number} other rejected", "{number} others rejected", others)
            said += ", " + rest.format(number=number(others))
        said += ". " + tr("One step of undo takes it back.")
        if short > 0:
            said = tr("There are no more than these to pick.") + " " + said
        if self._collapsed:
            said += " " + tr(_COLLAPSED)
        self.summary.setText(said)

    def _on_keep(self) -> None:
        others = self._kept.others if self.reject_others.isChecked() else ()
        self.keep_wanted.emit(self._kept.kept, others)
        self.accept()

    # Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.number.selectAll()  # what is typed takes the place of what is there
        self._ask()


def _most(number: int, name: str) -> NumberBox:
    box = NumberBox()
    box.setRange(1, 10_000)
    box.setValue(number)
    box.setEnabled(False)
    box.setAccessibleName(name)
    return box


def _side(text: str, segment: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setAutoDefault(False)
    button.setProperty("segment", segment)
    button.setMinimumWidth(scaled(150))
    return button


def _view(model: PhotoModel, delegate: PhotoDelegate) -> QListView:
    view = QListView()
    view.setObjectName("grid")
    view.setAccessibleName(tr("Photos of this preview"))
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setMovement(QListView.Movement.Static)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setUniformItemSizes(True)
    view.setGridSize(delegate.cell)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view

"""The sheet with all filters: it opens below its button, and what is chosen holds at once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from core import QUALITY_WORDS, SHOWN_WORDS
from curator.language import mark, tr, trc
from curator.library.narrowing import Choice, Narrowing, Orientation
from curator.ui.date_range import DateEnds
from curator.ui.filters import Filters
from curator.ui.flow_layout import FlowLayout
from curator.ui.number_box import NumberBox
from curator.ui.words import capital, number

CHOICES: tuple[Choice, ...] = get_args(Choice)
_PAUSE_MS = 120  # an arrow that is held down sends many values
_CHIP_EDGE = 3  # pixels, from the edge of a chip to its words
_NAMES: dict[Choice, str] = {
    "camera": mark("Camera"),
    "lens": mark("Lens"),
    "file_type": mark("File type"),
    "colour": mark("Colour label"),
}


class Limit(NumberBox):
    """A whole number from 0 to 100, or "any" at the end that leaves nothing out."""

    def __init__(self, name: str, anything: int) -> None:
        super().__init__()
        self._anything = anything
        self.setRange(0, 100)
        self.setValue(anything)
        self.setSingleStep(5)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def limit(self) -> float | None:
        """The number; None for any."""
        return None if self.value() == self._anything else float(self.value())

    def show_limit(self, limit: float | None) -> None:
        """Show a number; None for any."""
        self.setValue(self._anything if limit is None else round(limit))

    def textFromValue(self, value: int) -> str:
        return tr("any") if value == self._anything else str(value)


class FilterSheet(QFrame):
    """All filters but the words that are looked for.

    Signals:
        changed: a filter was changed.
        opened: the sheet is shown; what can be chosen from may be another by now.
        folder_wanted: the user wants to choose a folder.
    """

    changed = Signal()
    opened = Signal()
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("sheet")
        self.setAccessibleName(tr("Filters"))
        self.min_score, self.max_score = _limits(tr("Minimum score"), tr("Maximum score"))
        self.min_generic, self.max_generic = _limits(
            tr("Minimum generic score"), tr("Maximum generic score")
        )
        self.min_apart, self.max_apart = _limits(tr("Minimum difference"), tr("Maximum difference"))
        self.stars = _combo(tr("Stars"), _star_items())
        flags = [(tr("Any flag"), None), (tr("Picked"), "pick"), (tr("Rejected"), "reject")]
        self.flag = _combo(tr("Picked or rejected"), [*flags, (tr("Undecided"), "undecided")])
        self.choices = {
            what: _combo(tr(name), [(tr("Any"), None)]) for what, name in _NAMES.items()
        }
        formats = [(capital(trc("format", one)), one) for one in get_args(Orientation)]
        self.orientation = _combo(tr("Orientation"), [(tr("Any"), None), *formats])
        things = [(capital(tr(word)), word) for word in SHOWN_WORDS]
        self.shows = _combo(tr("What the photos show"), [(tr("Anything"), None), *things])
        self.qualities = {word: _toggle(word) for word in QUALITY_WORDS}
        stacks = [(tr("Any"), None), (tr("In a stack"), True), (tr("In no stack"), False)]
        self.stacked = _combo(tr("In a stack or not"), stacks)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Part of the name"))
        self.name.setAccessibleName(tr("Text in the file's name"))
        self.dates = DateEnds()
        self.folder = QPushButton(tr("Any folder"))
        self.folder.setAutoDefault(False)
        self._folder: Path | None = None
        self._apart_label = QLabel(tr("&Difference"))
        self._build()
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.changed)
        self._connect()
        self.show_other("")

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 14, 16, 14)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        left: list[tuple[QLabel, QWidget | QHBoxLayout]] = [
            (_label(tr("&My score"), self.min_score), _pair(self.min_score, self.max_score)),
            (
                _label(tr("&Generic score"), self.min_generic),
                _pair(self.min_generic, self.max_generic),
            ),
            (self._apart_label, _pair(self.min_apart, self.max_apart)),
            (_label(tr("&Stars"), self.stars), self.stars),
            (_label(tr("&Flag"), self.flag), self.flag),
            (_label(tr("C&olour label"), self.choices["colour"]), self.choices["colour"]),
            (_label(tr("St&acks"), self.stacked), self.stacked),
            (_label(tr("Da&te"), self.dates.since), self.dates),
        ]
        self._apart_label.setBuddy(self.min_apart)
        right: list[tuple[QLabel, QWidget | QHBoxLayout]] = [
            (_label(tr("S&hows"), self.shows), self.shows),
            (_label(tr("&Camera"), self.choices["camera"]), self.choices["camera"]),
            (_label(tr("&Lens"), self.choices["lens"]), self.choices["lens"]),
            (_label(tr("File t&ype"), self.choices["file_type"]), self.choices["file_type"]),
            (_label(tr("O&rientation"), self.orientation), self.orientation),
            (_label(tr("Fold&er"), self.folder), self.folder),
            (_label(tr("&Name"), self.name), self.name),
        ]
        for column, fields in ((0, left), (3, right)):
            for row, (label, field) in enumerate(fields):
                grid.addWidget(label, row, column)
                if isinstance(field, QWidget):
                    grid.addWidget(field, row, column + 1)
                else:
                    grid.addLayout(field, row, column + 1)
        grid.setColumnMinimumWidth(2, 14)
        grid.setColumnMinimumWidth(4, 210)
        looks = QWidget()
        flow = FlowLayout(looks)
        for button in self.qualities.values():
            flow.addWidget(button)
        label = QLabel(tr("Looks"))
        label.setContentsMargins(0, _CHIP_EDGE, 0, 0)  # beside the words of the first line
        grid.addWidget(label, len(left), 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(looks, len(left), 1, 1, 4)
        _in_order([self, *(w for w in self._fields())])

    def _fields(self) -> list[QWidget]:
        """What takes the focus, in reading order by columns."""
        limits = (self.min_score, self.max_score, self.min_generic, self.max_generic)
        return [
            *limits,
            self.min_apart,
            self.max_apart,
            self.stars,
            self.flag,
            self.choices["colour"],
            self.stacked,
            *self.dates.fields(),
            self.shows,
            self.choices["camera"],
            self.choices["lens"],
            self.choices["file_type"],
            self.orientation,
            self.folder,
            self.name,
            *self.qualities.values(),
        ]

    def _connect(self) -> None:
        for field in self._fields():
            if isinstance(field, QSpinBox):
                field.valueChanged.connect(self._pause.start)
            elif isinstance(field, QComboBox):
                field.currentIndexChanged.connect(self._on_changed)
            elif isinstance(field, QLineEdit):
                field.textChanged.connect(self._pause.start)
        for button in self.qualities.values():
            button.toggled.connect(self._on_changed)
        self.dates.changed.connect(self._on_changed)
        self.folder.clicked.connect(self._on_folder)

    def filters(self, base: Filters) -> Filters:
        """The filters as the sheet has them; the sorting and the words are those of `base`."""
        first, last = self.dates.days()
        kind, stars = self.stars.currentData()
        flag = self.flag.currentData()
        narrowing = Narrowing(
            max_score=self.max_score.limit(),
            min_generic=self.min_generic.limit(),
            max_generic=self.max_generic.limit(),
            min_apart=self.min_apart.limit(),
            max_apart=self.max_apart.limit(),
            stars=stars if kind == "exactly" else None,
            undecided=flag == "undecided",
            orientation=self.orientation.currentData(),
            shows=tuple(word for word, one in self.qualities.items() if one.isChecked()),
            name=self.name.text().strip(),
            stacked=self.stacked.currentData(),
            **{what: box.currentData() for what, box in self.choices.items()},
        )
        return replace(
            base,
            min_score=self.min_score.limit(),
            date_from=first,
            date_to=last,
            min_stars=float(stars) if kind == "least" else None,
            flag=None if flag == "undecided" else flag,
            shows=self.shows.currentData(),
            folder=self._folder,
            narrowing=narrowing,
        )

    def show_filters(self, filters: Filters) -> None:
        """Show filters, without a signal."""
        n = filters.narrowing
        blocked = [QSignalBlocker(field) for field in [*self._fields(), self.dates]]
        for limit, value in (
            (self.min_score, filters.min_score),
            (self.max_score, n.max_score),
            (self.min_generic, n.min_generic),
            (self.max_generic, n.max_generic),
            (self.min_apart, n.min_apart),
            (self.max_apart, n.max_apart),
        ):
            limit.show_limit(value)
        stars = ("exactly", n.stars) if n.stars is not None else ("least", filters.min_stars)
        if stars[1] is None:
            stars = ("any", None)
        elif stars[0] == "least":
            stars = ("least", int(stars[1]))
        _choose(self.stars, stars)
        _choose(self.flag, "undecided" if n.undecided else filters.flag)
        _choose(self.orientation, n.orientation)
        _choose(self.shows, filters.shows)
        _choose(self.stacked, n.stacked)
        for what, box in self.choices.items():
            _choose(box, getattr(n, what))
        for word, button in self.qualities.items():
            button.setChecked(word in n.shows)
        if self.name.text().strip() != n.name:
            self.name.setText(n.name)
        self.dates.show_days(filters.date_from, filters.date_to)
        self.show_folder(filters.folder)
        self._pause.stop()
        del blocked

    def show_choices(self, what: Choice, there: Sequence[tuple[str, int]]) -> None:
        """What can be chosen, and how many photos have it; the choice stays."""
        box = self.choices[what]
        chosen = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            box.addItem(tr("Any"), None)
            for name, photos in there:
                shown = name.upper() if what == "file_type" else name
                if what == "colour":
                    shown = capital(tr(name))
                box.addItem(f"{shown}  ({number(photos)})", name)
            _choose(box, chosen)

    def show_other(self, name: str) -> None:
        """The second person's name; "" when there is none, and nothing to differ from."""
        for widget in (self.min_apart, self.max_apart):
            widget.setEnabled(bool(name))
        tip = (
            tr("How far {name}'s score is from yours").format(name=name)
            if name
            else tr("Choose a second person first")
        )
        self._apart_label.setToolTip(tip)
        self.min_apart.setToolTip(tip)

    def show_folder(self, folder: Path | None) -> None:
        """Show the chosen folder, without a signal."""
        self._folder = folder
        self.folder.setText(tr("Any folder") if folder is None else folder.name or str(folder))
        self.folder.setAccessibleName(tr("Folder: {folder}").format(folder=self.folder.text()))
        self.folder.setToolTip("" if folder is None else str(folder))

    def choose_folder(self, folder: Path) -> None:
        """The user has chosen a folder."""
        self.show_folder(folder)
        self.changed.emit()

    def take_size(self) -> None:
        """As large as it needs to be; Qt's own way takes two thirds of the screen at most."""
        width = self.sizeHint().width()
        self.resize(width, max(self.heightForWidth(width), self.minimumSizeHint().height()))

    def open_below(self, button: QWidget) -> None:
        """Show the sheet below its button, inside the screen."""
        self.take_size()
        place = QRect(button.mapToGlobal(QPoint(0, button.height() + 4)), self.size())
        room = button.screen().availableGeometry()
        left = max(room.left(), min(place.left(), room.right() - place.width()))
        top = max(room.top(), min(place.top(), room.bottom() - place.height()))
        self.move(left, top)
        self.opened.emit()
        self.show()
        self.min_score.setFocus(Qt.FocusReason.PopupFocusReason)
        self.min_score.selectAll()  # what is typed takes the place of what is there

    def _on_changed(self) -> None:
        self._pause.stop()
        self.changed.emit()

    def _on_folder(self) -> None:
        if self._folder is not None:
            self.show_folder(None)
            self._on_changed()
        else:
            self.hide()
            self.folder_wanted.emit()


def _limits(least: str, most: str) -> tuple[Limit, Limit]:
    return Limit(least, 0), Limit(most, 100)


def _star_items() -> list[tuple[str, Any]]:
    least: list[tuple[str, Any]] = [
        ("★" * n if n == 5 else tr("{stars} or more").format(stars="★" * n), ("least", n))
        for n in range(1, 6)
    ]
    exactly: list[tuple[str, Any]] = [
        (tr("Exactly {stars}").format(stars="★" * n), ("exactly", n)) for n in range(1, 5)
    ]
    return [(tr("Any stars"), ("any", None)), *least, *exactly, (tr("No stars"), ("exactly", 0))]


def _combo(name: str, items: Iterable[tuple[str, Any]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    for text, data in items:
        box.addItem(text, data)
    return box


def _choose(box: QComboBox, value: Any) -> None:
    """Choose a value; one that is not in the list is added, so that it can be seen and left."""
    for place in range(box.count()):
        if box.itemData(place) == value:
            box.setCurrentIndex(place)
            return
    box.addItem(str(value), value)
    box.setCurrentIndex(box.count() - 1)


def _toggle(word: str) -> QPushButton:
    button = QPushButton(capital(tr(word)))
    button.setCheckable(True)
    button.setAutoDefault(False)
    button.setProperty("chip", True)
    return button


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _pair(low: Limit, high: Limit) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(low)
    line.addWidget(QLabel(tr("to")))
    line.addWidget(high)
    line.addStretch(1)
    return line


def _in_order(widgets: Sequence[QWidget]) -> None:
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)

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
from curator.library.narrowing import Choice, Narrowing, Orientation
from curator.ui.date_range import DateEnds
from curator.ui.filters import Filters
from curator.ui.flow_layout import FlowLayout

CHOICES: tuple[Choice, ...] = get_args(Choice)
_PAUSE_MS = 120  # an arrow that is held down sends many values
_NAMES: dict[Choice, str] = {
    "camera": "Camera",
    "lens": "Lens",
    "file_type": "File type",
    "colour": "Colour label",
}


class Limit(QSpinBox):
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
        return "any" if value == self._anything else str(value)


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
        self.setObjectName("card")
        self.setAccessibleName("Filters")
        self.min_score, self.max_score = _limits("score")
        self.min_generic, self.max_generic = _limits("generic score")
        self.min_apart, self.max_apart = _limits("difference")
        self.stars = _combo("Stars", _star_items())
        flags = [("Any flag", None), ("Picked", "pick"), ("Rejected", "reject")]
        self.flag = _combo("Picked or rejected", [*flags, ("Undecided", "undecided")])
        self.choices = {what: _combo(name, [("Any", None)]) for what, name in _NAMES.items()}
        formats = [(one.capitalize(), one) for one in get_args(Orientation)]
        self.orientation = _combo("Orientation", [("Any", None), *formats])
        things = [(word.capitalize(), word) for word in SHOWN_WORDS]
        self.shows = _combo("What the photos show", [("Anything", None), *things])
        self.qualities = {word: _toggle(word) for word in QUALITY_WORDS}
        stacks = [("Any", None), ("In a stack", True), ("In no stack", False)]
        self.stacked = _combo("In a stack or not", stacks)
        self.name = QLineEdit()
        self.name.setPlaceholderText("Part of the name")
        self.name.setAccessibleName("Text in the file's name")
        self.dates = DateEnds()
        self.folder = QPushButton("Any folder")
        self.folder.setAutoDefault(False)
        self._folder: Path | None = None
        self._apart_label = QLabel("&Difference")
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
            (_label("&My score", self.min_score), _pair(self.min_score, self.max_score)),
            (_label("&Generic score", self.min_generic), _pair(self.min_generic, self.max_generic)),
            (self._apart_label, _pair(self.min_apart, self.max_apart)),
            (_label("&Stars", self.stars), self.stars),
            (_label("&Flag", self.flag), self.flag),
            (_label("C&olour label", self.choices["colour"]), self.choices["colour"]),
            (_label("St&acks", self.stacked), self.stacked),
            (_label("Da&te", self.dates.since), self.dates),
        ]
        self._apart_label.setBuddy(self.min_apart)
        right: list[tuple[QLabel, QWidget | QHBoxLayout]] = [
            (_label("S&hows", self.shows), self.shows),
            (_label("&Camera", self.choices["camera"]), self.choices["camera"]),
            (_label("&Lens", self.choices["lens"]), self.choices["lens"]),
            (_label("File t&ype", self.choices["file_type"]), self.choices["file_type"]),
            (_label("O&rientation", self.orientation), self.orientation),
            (_label("Fol&der", self.folder), self.folder),
            (_label("&Name", self.name), self.name),
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
        grid.addWidget(QLabel("Looks"), len(left), 0, Qt.AlignmentFlag.AlignTop)
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
            box.addItem("Any", None)
            for name, number in there:
                shown = name.upper() if what == "file_type" else name
                box.addItem(f"{shown}  ({number:,})", name)
            _choose(box, chosen)

    def show_other(self, name: str) -> None:
        """The second person's name; "" when there is none, and nothing to differ from."""
        for widget in (self.min_apart, self.max_apart):
            widget.setEnabled(bool(name))
        tip = f"How far {name}'s score is from yours" if name else "Choose a second person first"
        self._apart_label.setToolTip(tip)
        self.min_apart.setToolTip(tip)

    def show_folder(self, folder: Path | None) -> None:
        """Show the chosen folder, without a signal."""
        self._folder = folder
        self.folder.setText("Any folder" if folder is None else folder.name or str(folder))
        self.folder.setAccessibleName(f"Folder: {self.folder.text()}")
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


def _limits(what: str) -> tuple[Limit, Limit]:
    return Limit(f"Minimum {what}", 0), Limit(f"Maximum {what}", 100)


def _star_items() -> list[tuple[str, Any]]:
    least: list[tuple[str, Any]] = [
        ("★" * n + ("" if n == 5 else " or more"), ("least", n)) for n in range(1, 6)
    ]
    exactly: list[tuple[str, Any]] = [(f"Exactly {'★' * n}", ("exactly", n)) for n in range(1, 5)]
    return [("Any stars", ("any", None)), *least, *exactly, ("No stars", ("exactly", 0))]


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
    button = QPushButton(word.capitalize())
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
    line.addWidget(QLabel("to"))
    line.addWidget(high)
    line.addStretch(1)
    return line


def _in_order(widgets: Sequence[QWidget]) -> None:
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)

"""What a person may say about themselves: the traits of a profile, folded away until wanted."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from curator.language import mark, tr
from curator.ui.icon_button import IconButton
from curator.ui.quiet_combo import QuietCombo

_TITLE = mark("A&bout you (optional, does not change the score of this judge)")
_NOTE = mark(
    "Stored with the profile on this computer and never sent anywhere. The judge of this version "
    "does not read it; judges that read a whole profile are shown what you fill in."
)
_EMPTY = mark("Not said")
_SKILL = (mark("beginner"), mark("competent"), mark("proficient"), mark("expert"))
_DEGREE = (mark("very low"), mark("low"), mark("medium"), mark("high"), mark("very high"))


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait: its key in the profile, name and row, what is offered, and if other words are taken.

    Fields and their values follow the data sets PARA and LAPIS, whose raters were asked for them.
    """

    key: str
    name: str
    row: int
    offered: tuple[str, ...] = ()
    free: bool = False
    columns: int = 1


TRAITS = (
    Trait("age", mark("Age"), 0, free=True),
    Trait(
        "gender", mark("Gender"), 0, (mark("female"), mark("male"), mark("non-binary")), free=True
    ),
    Trait("nationality", mark("Nationality"), 0, free=True),
    Trait(
        "education",
        mark("Education"),
        0,
        (
            mark("primary school"),
            mark("junior high school"),
            mark("senior high school"),
            mark("technical secondary school"),
            mark("junior college"),
            mark("bachelor's degree"),
            mark("master's degree"),
            mark("doctorate"),
        ),
        free=True,
        columns=2,
    ),
    Trait("photography_experience", mark("Photography experience"), 1, _SKILL),
    Trait("art_experience", mark("Art experience"), 1, _SKILL),
    Trait(
        "art_interest",
        mark("Interest in art"),
        1,
        (mark("none"), mark("a little"), mark("some"), mark("much"), mark("very much")),
    ),
    Trait("openness", mark("Openness"), 2, _DEGREE),
    Trait("conscientiousness", mark("Conscientiousness"), 2, _DEGREE),
    Trait("extraversion", mark("Extraversion"), 2, _DEGREE),
    Trait("agreeableness", mark("Agreeableness"), 2, _DEGREE),
    Trait("neuroticism", mark("Neuroticism"), 2, _DEGREE),
)


class AboutYou(QWidget):
    """A section that unfolds; what is left empty is not stored, traits of other names stay.

    Signals:
        changed: a trait changed.
        unfolded: the section was unfolded (True) or folded (False).
    """

    changed = Signal()
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: dict[str, str] = {}  # until there are fields
        self._others: dict[str, str] = {}
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self.header = IconButton("unfold")
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setText(tr(_TITLE))
        self.header.setProperty("fold", True)
        self.header.setCheckable(True)
        self.body = QWidget()
        self._grid = grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        note = QLabel(tr(_NOTE))
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        grid.addWidget(note, 0, 0, 1, 5)
        self._rest = QLabel()
        self._rest.setProperty("role", "muted")
        self._rest.setWordWrap(True)
        self._rest.setContentsMargins(0, 6, 0, 0)
        self._rest.hide()
        self._rest.setTextFormat(Qt.TextFormat.PlainText)
        grid.addWidget(self._rest, 7, 0, 1, 5)
        self.body.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self.header, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self.body)
        self.header.toggled.connect(self._on_toggled)

    @property
    def fields(self) -> Mapping[str, QLineEdit | QComboBox]:
        """The field of each trait, by its key; made when first asked for, mostly when unfolded."""
        if not self._fields:
            self._make_fields()
            self._fill(self._given)
        return self._fields

    def _make_fields(self) -> None:
        grid, columns = self._grid, [0, 0, 0]
        before: QWidget = self.header
        for trait in TRAITS:
            line, column = 1 + 2 * trait.row, columns[trait.row]
            columns[trait.row] += 1
            field = self._field(trait)
            label = QLabel(tr(trait.name))
            label.setBuddy(field)
            label.setContentsMargins(0, 6, 0, 0)
            grid.addWidget(label, line, column, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(field, line + 1, column, 1, trait.columns)
            grid.setColumnStretch(column, 1)
            self.setTabOrder(before, field)
            before = self._fields[trait.key] = field

    def show_traits(self, traits: Mapping[str, str]) -> None:
        """Show a profile's traits."""
        known = {trait.key for trait in TRAITS}
        self._given = {key: value for key, value in traits.items() if key in known}
        self._others = {key: value for key, value in traits.items() if key not in known}
        if self._fields:
            self._fill(self._given)
        said = "; ".join(f"{key}: {value}" for key, value in self._others.items())
        self._rest.setText(tr("Also stored, by command line: {said}").format(said=said))
        self._rest.setVisible(bool(said))
        self._on_changed()

    def _fill(self, traits: Mapping[str, str]) -> None:
        for trait in TRAITS:
            field, value = self._fields[trait.key], traits.get(trait.key, "")
            if isinstance(field, QLineEdit):
                field.setText(value)
            else:
                _show(field, value, free=trait.free)

    def traits(self) -> dict[str, str]:
        """The traits as they stand."""
        said = {key: _value(field) for key, field in self._fields.items()} or self._given
        return {**{key: value for key, value in said.items() if value}, **self._others}

    def _field(self, trait: Trait) -> QLineEdit | QComboBox:
        field: QLineEdit | QComboBox
        if trait.free and not trait.offered:
            field = QLineEdit()
            field.setPlaceholderText(tr(_EMPTY))
            field.textChanged.connect(self._on_changed)
        else:
            field = QuietCombo()
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(9)
            field.setEditable(trait.free)
            line = field.lineEdit()
            if line is not None:
                line.setPlaceholderText(tr(_EMPTY))
            field.addItem("" if trait.free else tr(_EMPTY), "")
            for value in trait.offered:
                field.addItem(tr(value), value)
            field.currentTextChanged.connect(self._on_changed)
        field.setAccessibleName(tr(trait.name))
        return field

    def _on_changed(self) -> None:
        given = len(self.traits())
        said = tr("{title}: {given} given").format(title=tr(_TITLE), given=given)
        self.header.setText(said if given else tr(_TITLE))
        self.changed.emit()

    def _on_toggled(self, on: bool) -> None:
        self.header.set_icon("fold" if on else "unfold")
        self.body.setVisible(on and bool(self.fields))
        self.unfolded.emit(on)


def _show(box: QComboBox, value: str, *, free: bool) -> None:
    place = box.findData(value)
    if place < 0 and free:
        box.setEditText(value)
        return
    if place < 0:  # set on the command line: it stays as it is
        box.addItem(value, value)
        place = box.count() - 1
    box.setCurrentIndex(place)


def _value(field: QLineEdit | QComboBox) -> str:
    if isinstance(field, QLineEdit):
        return field.text().strip()
    if not field.isEditable():
        return str(field.currentData())
    typed = field.currentText().strip()
    offered = field.findText(typed)  # stored in English, whatever the language it is shown in
    return typed if offered < 0 else str(field.itemData(offered))

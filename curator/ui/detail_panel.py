"""The photo that the user is on: large, with its score, why, and what the file says."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from core import Reason
from curator.language import tr, trc
from curator.library.records import Ranked
from curator.services.wording import shown_in_words
from curator.ui import icons
from curator.ui.colours import label_icon
from curator.ui.conflict_note import ConflictNote
from curator.ui.detail_words import (
    facts_as_rich_text,
    muted_as_rich_text,
    reasons_as_rich_text,
)
from curator.ui.levels_chart import LevelsChart
from curator.ui.preview_view import PreviewView
from curator.ui.stack_note import StackNote
from curator.ui.stars_edit import StarsEdit
from curator.ui.theme import Tones, tones
from curator.ui.words import capital, label_in_words, signed

_LEAST_WIDTH = 280  # pixels
_LABEL = 16  # side of a colour label, in device-independent pixels


class DetailPanel(QWidget):
    """What is known about one photo.

    Signals:
        stars_given: stars 0 to 5 for this photo.
        flag_given: "pick", "reject" or None for this photo.
    """

    stars_given = Signal(float)
    flag_given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self.setAccessibleName(tr("Details of the photo"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.preview = PreviewView()
        self.stars = StarsEdit()
        self.label = QLabel()
        self.label.setFixedWidth(_LABEL)
        keep = self.label.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # the buttons do not change from photo to photo
        self.label.setSizePolicy(keep)
        self.pick = _toggle(tr("Pick (P)"), trc("flag", "Pick"))
        self.reject = _toggle(tr("Reject (X)"), tr("Reject"))
        self.score = QLabel()
        self.score.setProperty("role", "score")
        self.beside = QLabel()
        self.beside.setProperty("role", "muted")
        self.beside.setWordWrap(True)
        self.levels = LevelsChart()
        self.shown = QLabel()
        self.shown.setWordWrap(True)
        self.stack = StackNote()
        self.why = _text(tr("Why this score"))
        self.facts = _text(tr("About the file"))
        self.conflict = ConflictNote()
        self._why_title = _title(tr("Why"))
        self._facts_title = _title(tr("File"))
        self._build()
        self.stars.given.connect(self.stars_given)
        self.pick.clicked.connect(self._on_pick_clicked)
        self.reject.clicked.connect(self._on_reject_clicked)
        self._texts: dict[QLabel, Callable[[Tones], str]] = {}
        self._draw_icons()
        self.show_photo(None, "")

    def _build(self) -> None:
        decide = QHBoxLayout()
        decide.setSpacing(6)
        decide.addWidget(self.stars)
        decide.addWidget(self.label)
        decide.addStretch(1)
        decide.addWidget(self.pick)
        decide.addWidget(self.reject)
        scores = QHBoxLayout()
        scores.setSpacing(12)
        scores.addWidget(self.score)
        scores.addWidget(self.beside, 1)
        told = QWidget()
        told.setObjectName("detail")
        lines = QVBoxLayout(told)
        lines.setContentsMargins(14, 0, 14, 10)
        lines.setSpacing(4)
        lines.addLayout(scores)
        lines.addWidget(self.levels)
        lines.addWidget(self.shown)
        lines.addWidget(self.stack)
        lines.addSpacing(6)
        lines.addWidget(self._why_title)
        lines.addWidget(self.why)
        lines.addSpacing(6)
        lines.addWidget(self._facts_title)
        lines.addWidget(self.facts)
        lines.addStretch(1)
        area = QScrollArea()
        area.setObjectName("page")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(told)
        area.setAccessibleName(tr("Score, reasons and file"))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(6)
        page.addStrut(_LEAST_WIDTH)
        page.addWidget(self.preview, 5)
        row = self._decide = QWidget()
        row.setLayout(decide)
        decide.setContentsMargins(10, 2, 10, 0)
        page.addWidget(row)
        aside = QHBoxLayout()
        aside.setContentsMargins(10, 0, 10, 0)
        aside.addWidget(self.conflict)
        page.addLayout(aside)
        page.addWidget(area, 6)

    def show_photo(self, row: Ranked | None, person: str, other: str = "") -> None:
        """Show a photo's score and decisions at once; the rest is given as it arrives."""
        there = row is not None
        for widget in (self.stars, self.pick, self.reject):
            widget.setEnabled(there)
        for label in (self._why_title, self._facts_title, self.why, self.facts):
            label.setVisible(there)
        self.stars.show_stars(row.stars if row else None)
        self.pick.setChecked(row is not None and row.flag == "pick")
        self.reject.setChecked(row is not None and row.flag == "reject")
        self._show_label(row.colour if row else None)
        if row is None:
            self.conflict.show_conflict("")
            self.score.setText("")
            self.beside.setText("")
            self.levels.show_levels((), ())
            self.show_words(())
            self.stack.show_stack(None)
            self.preview.show_pixmap(None, tr("Choose a photo to see it here"))
            return
        self.preview.setAccessibleName(tr("Preview of {name}").format(name=row.path.name))
        if row.score is None:  # a photo that cannot be read says so in place of its preview
            self.score.setText("" if row.error else "–")
            self.beside.setText("" if row.error else tr("Not scored yet"))
            self.levels.show_levels((), ())
            self._show_text(self.why, lambda _: "")
            self.why.setVisible(False)
            self._why_title.setVisible(False)
        else:
            self.score.setText(f"{row.score:.0f}")
            self.score.setAccessibleName(tr("Score {score:.0f} of 100").format(score=row.score))
            self.beside.setText(_beside(row, person, other))

    def show_preview(self, pixmap: QPixmap | None, notice: str = "") -> None:
        """Show the photo, or why it cannot be shown."""
        self.preview.show_pixmap(pixmap, notice)

    def show_levels(self, names: Sequence[str], shares: Sequence[float]) -> None:
        """Show the level distribution, in ascending order."""
        self.levels.show_levels(names, shares)

    def show_words(self, words: Sequence[str]) -> None:
        """Show what is in the photo, the surest first; nothing when it is not known."""
        self.shown.setText(shown_in_words(words))
        self.shown.setVisible(bool(words))

    def show_reasons(self, reasons: Sequence[Reason] | None) -> None:
        """Show the reasons in words, the strongest first; None while they are worked out."""
        self._show_text(self.why, partial(reasons_as_rich_text, reasons))

    def show_no_reasons(self, sentence: str) -> None:
        """Say why there are no reasons."""
        self._show_text(self.why, partial(muted_as_rich_text, sentence))

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show what the file says: name and value a line."""
        self._show_text(self.facts, partial(facts_as_rich_text, facts))

    def _show_text(self, label: QLabel, text: Callable[[Tones], str]) -> None:
        """Rich text has its colours in it, so it is made again for another theme."""
        self._texts[label] = text
        label.setText(text(tones(self.palette())))

    def _show_label(self, colour: str | None) -> None:
        self.label.setVisible(colour is not None)
        if colour is not None:
            icon = label_icon(colour, ratio=self.devicePixelRatioF())
            self.label.setPixmap(icon.pixmap(_LABEL))
            said = capital(label_in_words(colour))
            self.label.setToolTip(said)
            self.label.setAccessibleName(said)

    def roomy_width(self) -> int:
        """The width from which on the buttons have room for their words."""
        for button in (self.pick, self.reject):
            button.ensurePolished()
        return self._decide.sizeHint().width()

    def _fit_buttons(self) -> None:
        """Where there is no room for their words, the buttons show their icons alone."""
        texts, alone = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            Qt.ToolButtonStyle.ToolButtonIconOnly,
        )
        for style in (texts, alone):
            for button in (self.pick, self.reject):
                button.setToolButtonStyle(style)
            if self._decide.sizeHint().width() <= self.width():
                return

    def _on_pick_clicked(self, on: bool) -> None:
        self.flag_given.emit("pick" if on else None)

    def _on_reject_clicked(self, on: bool) -> None:
        self.flag_given.emit("reject" if on else None)

    def _draw_icons(self) -> None:
        self.pick.setIcon(icons.icon("pick", self.palette()))
        self.reject.setIcon(icons.icon("reject", self.palette()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_buttons()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_texts"):
            self._draw_icons()
            for label, text in self._texts.items():
                label.setText(text(tones(self.palette())))


def _beside(row: Ranked, person: str, other: str) -> str:
    whose = tr("for {person}").format(person=person) if person else tr("of 100")
    if row.generic is None or row.score is None:
        return whose
    said = [whose]
    if other and row.other is None:
        said.append(tr("Not scored for {other} yet").format(other=other))
    elif other and row.other is not None:
        said.append(f"{other}: {row.other:.0f} ({signed(row.other - row.score)})")
    apart = signed(row.score - row.generic)
    generic = tr("Generic score {generic:.0f} ({apart} for this taste)")
    said.append(generic.format(generic=row.generic, apart=apart))
    return "\n".join(said)


def _toggle(tip: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setText(name)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAccessibleName(tip)
    return button


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setAccessibleName(name)
    return label


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label

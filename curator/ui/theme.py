"""The program's looks: Fusion with a dark or a light palette of our own, after the system's.

The ground around photos is a neutral grey in both, so that no colour is judged beside a tint.
"""

import dataclasses
import re
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from core import resource
from curator.ui.motion import STILL, Effects
from curator.ui.text_size import USUAL, scaled, system_font


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one theme, as #rrggbb; text on each ground keeps a contrast above 4.5."""

    window: str
    base: str
    card: str
    canvas: str
    tile: str
    text: str
    muted: str
    disabled: str
    border: str
    field: str
    button: str
    hover: str
    pressed: str
    selected: str
    handle: str
    accent: str
    accenthover: str
    onaccent: str
    star: str
    pick: str
    reject: str


DARK = Tones(
    window="#262626",
    base="#1c1c1c",
    card="#2f2f2f",
    canvas="#1d1d1d",
    tile="#2b2b2b",
    text="#e8e8e8",
    muted="#a8a8a8",
    disabled="#6f6f6f",
    border="#3d3d3d",
    field="#6b6b6b",
    button="#353535",
    hover="#3f3f3f",
    pressed="#2d2d2d",
    selected="#404a54",
    handle="#555555",
    accent="#6fb1ee",
    accenthover="#8ac2f5",
    onaccent="#10161c",
    star="#f2bd4b",
    pick="#7fd694",
    reject="#ff8f85",
)

LIGHT = Tones(
    window="#f1f1f1",
    base="#ffffff",
    card="#fafafa",
    canvas="#d4d4d4",
    tile="#e3e3e3",
    text="#1d1d1d",
    muted="#575757",
    disabled="#9a9a9a",
    border="#c6c6c6",
    field="#8f8f8f",
    button="#fbfbfb",
    hover="#e6e6e6",
    pressed="#d8d8d8",
    selected="#cfdfef",
    handle="#a8a8a8",
    accent="#1b62a8",
    accenthover="#16538f",
    onaccent="#ffffff",
    star="#8a5a00",
    pick="#1c7035",
    reject="#b3261e",
)


def tones(palette: QPalette) -> Tones:
    """The tones that belong to a palette: a widget asks with its own when it paints."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


class Theme(QObject):
    """Dresses the application, and follows the system's colour scheme, text size and motion.

    Signals:
        changed: the theme is another one now; icons made in code want making again.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._scheme = Qt.ColorScheme.Unknown
        self._text = USUAL
        self._calm = False
        self._effects = Effects()
        self._own_font = False  # from the first other text size on, the font is ours to keep
        hints = application.styleHints()
        self._wishes = hints, hints.accessibility()  # PySide lets the second go with the first
        application.setStyle(QStyleFactory.create("Fusion"))
        self._dress()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)
        self._wishes[1].motionPreferenceChanged.connect(self._dress)

    @classmethod
    def of(cls, application: QApplication) -> "Theme":
        """The application's theme; made where there is none yet."""
        there: Theme | None = application.findChild(cls)
        return there or cls(application)

    @property
    def text(self) -> int:
        """The size of all text, in percent of the system's."""
        return self._text

    @property
    def calm(self) -> bool:
        """Whether nothing is to move by itself: the user or the system wants it so."""
        return self._calm or self._wishes[1].motionPreference() == Qt.MotionPreference.ReducedMotion

    def show(self, scheme: Qt.ColorScheme) -> None:
        """Show a scheme whatever the system says; `Unknown` follows the system again."""
        self._application.styleHints().setColorScheme(scheme)
        self._scheme = scheme
        self._dress()

    def show_text(self, percent: int) -> None:
        """Show all text at `percent` of the system's size."""
        if percent != self._text:
            self._text = percent
            self._own_font = True
            self._dress()

    def show_calm(self, calm: bool) -> None:
        """Let nothing move by itself, or only if the system wants it so."""
        if calm != self._calm:
            self._calm = calm
            self._dress()

    @Slot()
    def follow_system(self) -> None:
        """Take over the system's font, which is another one now: only windows are told of it."""
        self._dress()

    @Slot()
    def _dress(self) -> None:
        scheme = self._scheme
        if scheme == Qt.ColorScheme.Unknown:
            scheme = self._application.styleHints().colorScheme()
        chosen = LIGHT if scheme == Qt.ColorScheme.Light else DARK
        if self._own_font:
            self._application.setFont(system_font(self._text))
        self._effects.allow(not self.calm)
        self._application.setPalette(make_palette(chosen))
        self._application.setStyleSheet(style_sheet(chosen, calm=self.calm))
        self.changed.emit()

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self._dress()


def style_sheet(chosen: Tones, *, calm: bool = False) -> str:
    """The style sheet with the names of tones replaced by their colours.

    `@12px` and the like become that length beside text of the present size, `@title` and `@figure`
    sizes of text. `calm` ends the style's own animations.
    """
    sheet = resource("style", "curator.qss")
    names: dict[str, str] = dataclasses.asdict(chosen)
    names["style"] = sheet.parent.as_posix()
    names["theme"] = "dark" if chosen is DARK else "light"
    points = QFontInfo(QApplication.font()).pointSizeF()
    names["title"], names["figure"] = f"{2.1 * points:.1f}pt", f"{3 * points:.1f}pt"
    text = sheet.read_text(encoding="utf-8")
    text = re.sub(r"@(\d+)px", lambda match: f"{scaled(int(match[1]))}px", text)
    text = re.sub(r"@([a-z]+)", lambda match: names[match[1]], text)
    return f"{text}\n{STILL}" if calm else text


def make_palette(chosen: Tones) -> QPalette:
    """The palette of a theme, for every role that Fusion draws with."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, chosen.window),
        (role.WindowText, chosen.text),
        (role.Base, chosen.base),
        (role.AlternateBase, chosen.card),
        (role.Text, chosen.text),
        (role.PlaceholderText, chosen.muted),
        (role.Button, chosen.button),
        (role.ButtonText, chosen.text),
        (role.BrightText, chosen.reject),
        (role.ToolTipBase, chosen.card),
        (role.ToolTipText, chosen.text),
        (role.Highlight, chosen.accent),
        (role.HighlightedText, chosen.onaccent),
        (role.Accent, chosen.accent),
        (role.Link, chosen.accent),
        (role.LinkVisited, chosen.accent),
        (role.Light, chosen.hover),
        (role.Midlight, chosen.hover),
        (role.Mid, chosen.border),
        (role.Dark, chosen.border),
        (role.Shadow, chosen.pressed),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(chosen.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(chosen.border))
    return palette

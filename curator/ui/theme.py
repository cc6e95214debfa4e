"""The program's looks: Fusion with a dark or a light palette of our own, after the system's.

The ground around photos is a neutral grey in both, so that no colour is judged beside a tint.
"""

import dataclasses
import re
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from core import resource


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
    field="#5c5c5c",
    button="#353535",
    hover="#414141",
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
    """Dresses the application and follows the system's colour scheme.

    Signals:
        changed: the theme is another one now; icons made in code want making again.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        application.setStyle(QStyleFactory.create("Fusion"))
        self._dress()
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def show(self, scheme: Qt.ColorScheme) -> None:
        """Show a scheme whatever the system says; `Unknown` follows the system again."""
        self._application.styleHints().setColorScheme(scheme)
        self._dress(scheme)

    def _dress(self, scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> None:
        if scheme == Qt.ColorScheme.Unknown:
            scheme = self._application.styleHints().colorScheme()
        chosen = LIGHT if scheme == Qt.ColorScheme.Light else DARK
        self._application.setPalette(make_palette(chosen))
        self._application.setStyleSheet(style_sheet(chosen))
        self.changed.emit()

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        self._dress(scheme)


def style_sheet(chosen: Tones) -> str:
    """The style sheet with the names of tones replaced by their colours."""
    sheet = resource("style", "curator.qss")
    names: dict[str, str] = dataclasses.asdict(chosen)
    names["style"] = sheet.parent.as_posix()
    names["theme"] = "dark" if chosen is DARK else "light"
    text = sheet.read_text(encoding="utf-8")
    return re.sub(r"@(\w+)", lambda match: names[match[1]], text)


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

"""What moves by itself, and that it does not where the user or the system wants it still.

Curator itself fades, slides and spins nothing. What is left is the style's own: bars and menus that
fade or unfold; and the grid, whose photos change places while scores arrive.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

STILL = "* { widget-animation-duration: 0; }"
"""Ends the style's animations, as a line of the style sheet."""

_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


class Effects:
    """Qt's own effects, as far as the desktop has them on."""

    def __init__(self) -> None:
        self._there = [one for one in _EFFECTS if QApplication.isEffectEnabled(one)]

    def allow(self, on: bool) -> None:
        """Let them be seen, or not."""
        for effect in self._there:
            QApplication.setEffectEnabled(effect, on)

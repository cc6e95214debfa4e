"""What a screen reader is told of the widgets that draw themselves.

Names and descriptions are set by the widgets; here they get roles, and decisions are spoken. The
photos of the grid are items of a list to Qt, with a name, a place and a state each.

PySide cannot give out the further interfaces of an accessible object (`interface_cast` must be able
to say "none", and crashes), so that a value is part of the name: "Stars: 3 of 5".
"""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_Role = QAccessible.Role
_ROLES = {
    "StarsEdit": _Role.Slider,
    "PhotoCanvas": _Role.Graphic,
    "PreviewView": _Role.Graphic,
    "FilmStrip": _Role.Graphic,
    "LevelsChart": _Role.Chart,
    "PhotoLine": _Role.StaticText,
    "LookPage": _Role.Grouping,
    "DetailPanel": _Role.Grouping,
    "EmptyView": _Role.Grouping,
    "FilterSheet": _Role.Dialog,
    "_Message": _Role.AlertMessage,
}


@cache
def install() -> None:
    """From now on, once and for all, our widgets have their roles."""
    QAccessible.installFactory(_make)


def announce(widget: QWidget, sentence: str) -> None:
    """Have a sentence spoken where a screen reader listens; nothing has to have the focus."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def _make(name: str, of: QObject) -> QAccessibleInterface | None:
    role = _ROLES.get(name)  # Qt asks for the names of the base classes too
    return QAccessibleWidget(of, role) if role and isinstance(of, QWidget) else None

"""What the monkey can do to the window: keys, mouse, words, files; each as a plain user would.

Everything goes in through the window's handle, so that modal dialogs, menus and shortcuts get it
as they would from a real keyboard and mouse.
"""

import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication, QInputMethodEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import isValid

from curator.ui.export_dialog import ExportDialog
from curator.ui.main_window import MainWindow
from tests.long.monkey_files import Folder

_KEYS = (
    *("Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right", "Shift+Down", "Home", "End"),
    *("PgUp", "PgDown", "Tab", "Shift+Tab", "Space", "Return", "Esc", "Esc", "Del", "Backspace"),
    *("0", "1", "2", "3", "4", "5", "P", "X", "U", "C", "N", "Z", "F", "J", "R", "S", "Shift+S"),
    *("+", "-", "=", "Ctrl+0", "Ctrl+A", "Ctrl+1", "F6", "Alt+Down", "F10", "Menu", "B", "T"),
)
_WORDS = ("dark dogs", "I like light. I don't like dogs.", "no search", "Ünï çödé 日本", "5", "")
_MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 4,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
_STUCK = 25  # actions in the same dialog, after which it is left
_SIZES = ((1280, 800), (1000, 640), (1920, 1080), (860, 560))

Act = Callable[[random.Random], str]


class Hands:
    """Does one thing at a time; `out` is a folder that may be written to."""

    def __init__(self, folder: Folder, out: Path) -> None:
        self._folder = folder
        self._out = out
        self._dialog: QWidget | None = None
        self._stay = 0
        self.window: MainWindow | None = None
        self.acts: dict[str, tuple[int, Act]] = {
            "key": (40, self._key),
            "click": (30, self._click),
            "grid": (14, self._grid),
            "type": (8, self._type),
            "menu": (6, self._menu),
            "wheel": (4, self._wheel),
            "files": (8, self._files),
            "profile": (3, self._profile),
            "window": (2, self._resize),
            "close": (0, self._close),
        }

    def act(self, chance: random.Random) -> tuple[str, str]:
        """Do something: its kind, and what it was in words."""
        dialog = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        self._stay = self._stay + 1 if dialog is not None and dialog is self._dialog else 0
        self._dialog = dialog
        if dialog is not None and self._stay > _STUCK:
            if self._stay > 2 * _STUCK:
                dialog.close()
            return "leave", self._press("Esc")
        kinds = list(self.acts)
        kind = chance.choices(kinds, [self.acts[one][0] for one in kinds])[0]
        if chance.random() < 0.001:
            kind = "close"
        return kind, self.acts[kind][1](chance)

    def top(self) -> QWidget:
        """The window that a user can reach now."""
        assert self.window is not None
        found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        top = found if found is not None and found.isVisible() else self.window
        if QApplication.activePopupWidget() is None and not top.isActiveWindow():
            top.activateWindow()  # which a window manager does, once a dialog is closed
            QApplication.processEvents()
        return top

    def _press(self, keys: str) -> str:
        QApplication.processEvents()  # what is about to close does so before the key, not under it
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        top = self.top()
        said = f"{keys} on {_said(QApplication.focusWidget() or top)}"
        handle, pressed = top.windowHandle(), QKeySequence(keys)[0]
        held = pressed.keyboardModifiers()
        if isinstance(top, QMenu):  # it ends with Alt alone, and the test library does not look
            held = Qt.KeyboardModifier.NoModifier
        QTest.keyPress(handle, pressed.key(), held)
        if isValid(handle):  # a menu is gone when its key goes down
            QTest.keyRelease(handle, pressed.key(), held)
        return said

    def _key(self, chance: random.Random) -> str:
        assert self.window is not None
        keys = list(_KEYS)
        for action in self.window.findChildren(QAction):
            keys += [key.toString() for key in action.shortcuts()]
        pressed = chance.choice(sorted({*keys} - {"Ctrl+Q", ""}))
        if isinstance(self.top(), ExportDialog) and pressed in ("Del", "Backspace"):
            pressed = "Tab"  # what is left of the path would be another place
        return self._press(pressed)

    def _click(self, chance: random.Random) -> str:
        top = self.top()
        if isinstance(top, QMenu):
            there = [one for one in top.actions() if one.isEnabled() and not one.isSeparator()]
            if not there or chance.random() < 0.1:
                return self._press("Esc")
            action = chance.choice(there)
            said = f"menu item {action.text()}"
            if "&Quit" in said:
                return self._press("Esc")
            self._mouse(chance, top, top.actionGeometry(action))
            return said
        widgets = [one for one in top.findChildren(QWidget) if _clickable(one, top)]
        if not widgets:
            return self._press("Esc")
        widget = chance.choice(widgets)
        said = _said(widget)
        shown = widget.visibleRegion().boundingRect()
        place = widget.mapTo(top, shown.topLeft())
        return f"{self._mouse(chance, top, QRect(place, shown.size()))} on {said}"

    def _mouse(self, chance: random.Random, top: QWidget, where: QRect) -> str:
        at = where.topLeft() + QPoint(
            chance.randrange(max(1, where.width())), chance.randrange(max(1, where.height()))
        )
        handle, held = top.windowHandle(), chance.choice(_MODIFIERS)
        kind = chance.random()
        if not _within(handle, at):
            return "no click: the platform has not made the window so large yet,"
        if kind < 0.08:
            QTest.mouseClick(handle, Qt.MouseButton.RightButton, held, at)
            return f"right click {at.toTuple()}"
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, held, at)
        if kind < 0.2 and isValid(handle) and _within(handle, at):
            QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, held, at)
            return f"double click {at.toTuple()}"
        return f"click {at.toTuple()}"

    def _grid(self, chance: random.Random) -> str:
        assert self.window is not None
        grid = self.window.grid.viewport()
        if self.top() is not self.window or not grid.isVisible():
            return self._press("Esc")
        place = grid.mapTo(self.window, QPoint(0, 0))
        return f"{self._mouse(chance, self.window, QRect(place, grid.size()))} on the grid"

    def _type(self, chance: random.Random) -> str:
        top = self.top()
        found: list[QLineEdit | QPlainTextEdit] = [
            *top.findChildren(QLineEdit),
            *top.findChildren(QPlainTextEdit),
        ]
        fields = [
            one for one in found if one.isVisible() and one.isEnabled() and not one.isReadOnly()
        ]
        if not fields:
            return "nothing to type into"
        field: QLineEdit | QPlainTextEdit = chance.choice(fields)
        words = chance.choice((*_WORDS, str(self._out), str(self._folder.path)))
        if isinstance(top, ExportDialog):
            words = chance.choice(("relative", str(self._out), str(self._out)))
        field.setFocus()
        field.selectAll()
        if words.isascii():
            QTest.keyClicks(field, words)
        else:  # as an input method does
            event = QInputMethodEvent()
            event.setCommitString(words)
            QApplication.sendEvent(field, event)
        if chance.random() < 0.5 and isValid(field):
            QTest.keyClick(field, Qt.Key.Key_Return)
        return f"“{words}” into {type(field).__name__}"

    def _menu(self, chance: random.Random) -> str:
        assert self.window is not None
        if self.top() is not self.window:
            return self._press("Esc")
        actions = [
            one
            for one in (*self.window.findChildren(QAction), *self.window.grid.actions())
            if one.isEnabled() and one.text() and "Quit" not in one.text() and one.menu() is None
        ]
        action = chance.choice(actions)
        text = action.text()
        action.trigger()
        return text

    def _wheel(self, chance: random.Random) -> str:
        top = self.top()
        at = QPoint(chance.randrange(top.width()), chance.randrange(top.height()))
        if not _within(top.windowHandle(), at):
            return "no turn: the platform has not made the window so large yet"
        QTest.wheelEvent(
            top.windowHandle(),
            at,
            QPoint(0, chance.choice((-240, -120, 120))),
            stateKey=chance.choice(_MODIFIERS),
        )
        return f"at {at.toTuple()}"

    def _files(self, chance: random.Random) -> str:
        return self._folder.change(chance)

    def _profile(self, chance: random.Random) -> str:
        assert self.window is not None
        if self.top() is not self.window:
            return self._press("Esc")
        picker = self.window.profiles
        box: QComboBox = chance.choice((picker.box, picker.other))
        if not box.isVisible():
            return "no box"
        box.setFocus()
        return self._press(chance.choice(("Up", "Down")))

    def _resize(self, chance: random.Random) -> str:
        assert self.window is not None
        if chance.random() < 0.3:
            scheme = chance.choice((Qt.ColorScheme.Dark, Qt.ColorScheme.Light))
            QGuiApplication.styleHints().setColorScheme(scheme)
            return scheme.name
        size = chance.choice(_SIZES)
        self.window.showNormal()
        self.window.resize(*size)
        return f"{size[0]} x {size[1]}"

    def _close(self, chance: random.Random) -> str:
        return self._press("Ctrl+Q")


def _within(handle: QWindow, at: QPoint) -> bool:
    return QRect(QPoint(0, 0), handle.size()).contains(at)


def _clickable(widget: QWidget, top: QWidget) -> bool:
    kinds = (QAbstractButton, QAbstractScrollArea, QLineEdit, QComboBox)
    return (
        widget.window() is top
        and widget.isVisible()
        and widget.isEnabled()
        and not widget.visibleRegion().isEmpty()
        and (
            isinstance(widget, kinds)
            or widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            or type(widget).mousePressEvent not in (QWidget.mousePressEvent, QLabel.mousePressEvent)
        )
    )


def _said(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} {(widget.accessibleName() or text)[:40]}".strip()

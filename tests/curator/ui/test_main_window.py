"""The window as a whole: keyboard, names, order of the tab key."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QLabel,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from curator.ui.export_dialog import ExportDialog
from curator.ui.main_window import MainWindow
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.profile_dialog import ProfileDialog
from curator.ui.shortcut_sheet import ShortcutSheet, lines_of_sheet
from tests.curator.ui.conftest import ranked


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication) -> MainWindow:
    model = PhotoModel(lambda ids: {photo_id: ranked(photo_id) for photo_id in ids})
    window = MainWindow(PhotoGrid(model, PhotoDelegate(lambda row: None)))
    qtbot.addWidget(window)
    window.grid.show_order([1, 2, 3])
    window.detail.show_photo(ranked(1), "Anna")
    window.show_gallery()
    with qtbot.waitExposed(window):
        window.show()
    return window


def _reached_by_tab(window: QWidget) -> Iterator[QWidget]:
    widget = window.nextInFocusChain()
    while widget is not window:
        if (
            widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisibleTo(window)
            and widget.isEnabled()
            and not isinstance(widget, QScrollBar)
            and not isinstance(widget.parent(), QAbstractSpinBox)  # a part of the box itself
        ):
            yield widget
        widget = widget.nextInFocusChain()


def test_tab_goes_through_the_parts_in_reading_order(window: MainWindow) -> None:
    order = list(_reached_by_tab(window))
    parts: list[QWidget] = [
        window.profiles.box,
        window.folders.list,
        window.filters.words,
        window.filters.sort,
        window.filters.add,
        window.filters.saved,
        window.filters.export,
        window.grid,
        window.detail.stars,
        window.detail.pick,
        window.strip.thumbnail_size,
    ]
    places = [order.index(part) for part in parts]
    assert places == sorted(places)


def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    sheets: list[QWidget] = [ProfileDialog(), ExportDialog("All photos"), ShortcutSheet()]
    for sheet in sheets:
        qtbot.addWidget(sheet)
    nameless = []
    for page in (window, *sheets):
        buddies = {label.buddy() for label in page.findChildren(QLabel)}
        for widget in _reached_by_tab(page):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or text or widget in buddies):
                nameless.append(f"{type(page).__name__}: {type(widget).__name__}")
    assert nameless == []


def test_no_two_mnemonics_of_a_page_are_the_same(qtbot: QtBot, window: MainWindow) -> None:
    pages: list[QWidget] = [window, ProfileDialog(), ExportDialog("All photos")]
    for page in pages:
        qtbot.addWidget(page)
        texts = [
            widget.text()
            for kind in (QLabel, QAbstractButton)
            for widget in page.findChildren(kind)
            if widget.isVisibleTo(page)
        ]
        letters = [match[1].lower() for text in texts if (match := re.search(r"&(\w)", text))]
        twice = [letter for letter, number in Counter(letters).items() if number > 1]
        assert twice == [], type(page).__name__


@pytest.mark.parametrize("keys", ["?", "F1"])
def test_a_key_opens_the_sheet_of_shortcuts(qtbot: QtBot, window: MainWindow, keys: str) -> None:
    if keys == "?":
        qtbot.keyClick(window.grid, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    else:
        qtbot.keyClick(window.grid, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: any(isinstance(d, ShortcutSheet) for d in window.findChildren(QDialog)))


def test_ctrl_z_undoes(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.undo_requested):
        qtbot.keyClick(window.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_the_words_of_a_column_of_the_sheet_are_in_line(qtbot: QtBot, window: MainWindow) -> None:
    sheet = ShortcutSheet(window)
    sheet.open()
    lefts = [label.x() for label in sheet.findChildren(QLabel) if label.accessibleName()]
    assert 1 <= len(set(lefts)) <= 3


def test_the_sheet_has_every_shortcut(window: MainWindow) -> None:
    actions = window.findChildren(QAction)
    parts = lines_of_sheet(actions)
    said = " ".join(keys for lines in parts.values() for keys, _ in lines)
    for action in actions:
        for key in action.shortcuts()[:1]:
            assert key.toString() in said
    assert ("F1 or ?", "Keyboard shortcuts") in parts["Do"]
    assert ("G", "Show the generic score too") in parts["View"]
    assert ("Ctrl+Z", "Undo") in parts["Decide"]


def test_f6_walks_through_the_parts(qtbot: QtBot, window: MainWindow) -> None:
    window.grid.setFocus()
    for part in (window.detail.stars, window.profiles.box, window.filters.sort, window.grid):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        assert part.hasFocus()


def test_ctrl_f_finds_and_escape_goes_back(qtbot: QtBot, window: MainWindow) -> None:
    words, changed = window.filters.words, window.filters.filters_changed
    window.activateWindow()
    qtbot.keyClick(window.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert words.hasFocus()
    with qtbot.waitSignal(changed):
        qtbot.keyClicks(words, "dogs")
        qtbot.keyClick(words, Qt.Key.Key_Return)
    qtbot.keyClick(words, Qt.Key.Key_Down)
    assert window.grid.hasFocus()
    assert words.words == "dogs"
    with qtbot.waitSignal(changed):
        qtbot.keyClick(window.grid, Qt.Key.Key_Escape)
    assert (words.words, words.text()) == ("", "")
    with qtbot.assertNotEmitted(changed):  # there is nothing to go back from
        qtbot.keyClick(window.grid, Qt.Key.Key_Escape)
    qtbot.keyClick(window.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(words, Qt.Key.Key_Escape)
    assert window.grid.hasFocus()


def test_digits_in_the_filters_do_not_rate(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.assertNotEmitted(window.grid.stars_given):
        qtbot.keyClick(window.filters.min_score, Qt.Key.Key_3)
        qtbot.keyClick(window.profiles.box, Qt.Key.Key_X)


def test_a_first_window_too_large_for_the_screen_is_maximised(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.hide()
    window.resize(window.screen().availableSize() + QSize(10, 0))
    window.restore(None, None)
    assert window.isMaximized()


def test_the_place_of_the_dividers_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    window._inner.setSizes([500, 500])
    kept = window.splitter_state()
    window._inner.setSizes([800, 300])
    window.restore(None, kept)
    assert window.splitter_state() == kept

"""Text of any size: nothing is cut off, keys and settings change it, the system is followed."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QFontInfo
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from curator.settings import Home, Settings
from curator.ui.elided_label import ElidedLabel
from curator.ui.filter_sheet import FilterSheet
from curator.ui.photo_delegate import strip_height
from curator.ui.road import Road
from curator.ui.text_size import SIZES, next_size
from curator.ui.theme import Theme
from tests.curator.ui.test_accessible import PAGES
from tests.curator.windows import Open


@pytest.fixture
def theme(themed: QApplication) -> Iterator[Theme]:
    theme = Theme.of(themed)
    yield theme
    theme.show_text(100)


@pytest.mark.parametrize("percent", [80, 100, 150, 200])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off(
    qtbot: QtBot, theme: Theme, road: Road, name: str, percent: int
) -> None:
    theme.show_text(percent)
    page = PAGES[name](road)
    qtbot.addWidget(page)
    if isinstance(page, FilterSheet):
        page.take_size()  # as when it is opened
    page.resize(page.size().expandedTo(page.minimumSizeHint()))
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(partial(_all_is_whole, page))


def test_windows_follow_while_they_are_open(qtbot: QtBot, theme: Theme, road: Road) -> None:
    for name in ("gallery", "first run", "export", "keep"):
        page = PAGES[name](road)
        qtbot.addWidget(page)
        page.show()
        for percent in (200, 80, 150):
            theme.show_text(percent)
            page.resize(page.size().expandedTo(page.minimumSizeHint()))
            qtbot.waitUntil(partial(_all_is_whole, page))
        theme.show_text(100)


def _all_is_whole(page: QWidget) -> None:
    # laying out takes as many turns of the event loop as Qt likes: a caller waits for this
    assert [said for one in page.findChildren(QWidget) if (said := _cut_off(one))] == []


def _cut_off(widget: QWidget) -> str:
    """What is cut off of a widget's text, in words; "" for nothing."""
    hint, size = widget.sizeHint(), widget.size()
    if not widget.isVisible() or isinstance(widget, ElidedLabel):
        return ""
    low = size.height() < hint.height() - 1 or size.width() < hint.width() - 1
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            low = widget.heightForWidth(widget.width()) > widget.height() + 1
        cut = bool(widget.text()) and low
    elif isinstance(widget, QAbstractButton):
        inside = isinstance(widget.parent(), QLineEdit)  # an icon in a field
        cut = bool(widget.text()) and low and not inside
    elif isinstance(widget, QAbstractSpinBox):
        cut = low
    elif isinstance(widget, QComboBox):
        cut = size.height() < hint.height() - 1
    elif isinstance(widget, QLineEdit):
        if isinstance(widget.parent(), QComboBox | QAbstractSpinBox):
            return ""  # its parent answers for it
        cut = size.height() < widget.minimumSizeHint().height() - 1
    else:
        return ""
    said = f"{type(widget).__name__} “{widget.accessibleName() or widget.objectName()}”"
    return f"{said} {size.toTuple()} of {hint.toTuple()}" if cut else ""


def test_the_grid_makes_room_for_its_text(qtbot: QtBot, open_window: Open, theme: Theme) -> None:
    grid = open_window().window.grid
    before, thumbnail = grid.gridSize(), grid.room()
    theme.show_text(200)
    qtbot.waitUntil(lambda: grid.gridSize().height() > before.height())
    assert grid.gridSize().height() - before.height() == strip_height(grid.fontMetrics()) - 26
    assert grid.room() == thumbnail


def _by_key(window: QWidget, key: str) -> QAction:
    return next(
        one for one in window.actions() if key in [each.toString() for each in one.shortcuts()]
    )


def test_keys_change_the_size_and_it_is_kept(
    qtbot: QtBot, open_window: Open, theme: Theme, home: Home
) -> None:
    window = open_window().window
    usual = QFontInfo(window.font()).pixelSize()
    modifier = Qt.KeyboardModifier.AltModifier
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Plus, modifier)
    assert theme.text == 150
    assert QFontInfo(window.strip.font()).pixelSize() == round(1.5 * usual)
    qtbot.keyClick(window, Qt.Key.Key_Minus, modifier)
    window.close()
    assert Settings.load(home).text_size == 125
    theme.show_text(100)
    again = open_window().window
    assert theme.text == 125
    qtbot.keyClick(again, Qt.Key.Key_0, modifier)
    assert QFontInfo(again.font()).pixelSize() == usual


def test_sizes_end_at_the_largest_and_the_smallest() -> None:
    assert next_size(SIZES[-1], up=True) == 200
    assert next_size(SIZES[0], up=False) == 80
    assert next_size(130, up=True) == 150  # of a settings file that was written by hand
    assert next_size(130, up=False) == 125


def test_a_damaged_size_is_not_taken(home: Home) -> None:
    for value in ("900", "10", '"large"', "true"):
        home.settings.write_text(f'{{"text_size": {value}}}', encoding="utf-8")
        assert Settings.load(home).text_size == 100


def test_a_change_of_the_systems_text_is_followed(
    open_window: Open, theme: Theme, qapp: QApplication
) -> None:
    window = open_window().window
    usual = QFontInfo(window.font()).pixelSize()
    title = QFontInfo(window.empty.sentence.font()).pixelSize()
    theme.show_text(150)
    assert QFontInfo(window.empty.sentence.font()).pixelSize() == pytest.approx(1.5 * title, abs=1)
    other = qapp.font()
    other.setPointSizeF(2 * other.pointSizeF())
    qapp.setFont(other)
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))  # as the system says it
    assert QFontInfo(window.font()).pixelSize() == round(1.5 * usual)


def test_nothing_moves_by_itself_for_who_wants_it_so(
    open_window: Open, theme: Theme, home: Home, qapp: QApplication
) -> None:
    window = open_window().window
    assert "widget-animation-duration" not in qapp.styleSheet()
    window.comfort.calm.trigger()
    assert theme.calm
    assert "widget-animation-duration: 0" in qapp.styleSheet()
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    window.close()
    assert Settings.load(home).calm
    window.comfort.calm.trigger()
    assert not theme.calm

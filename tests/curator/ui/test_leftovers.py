"""What closed views and dialogs leave behind: nothing, or memory grows and the window crashes."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLayoutItem, QMenu, QWidget
from pytestqt.qtbot import QtBot

from curator.ui.message_bar import MessageBar
from curator.ui.overlays import Marked, Overlays
from curator.ui.road import Road
from curator.ui.saved_filters import SavedFilters
from curator.ui.shortcut_sheet import ShortcutSheet


def _deleted(application: QApplication) -> None:
    """Work off what is to be deleted later."""
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _places() -> int:
    """How many items of layouts Python keeps."""
    kept = [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QLayoutItem)]
    return len([one for one in kept if not isinstance(one, QObject)])


def test_an_overlay_that_comes_after_its_view_was_left(qtbot: QtBot, road: Road) -> None:
    view = QObject()
    overlays = Overlays(road, view)
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0)
    overlays.ask(image, QRect(0, 0, 40, 30), Marked(clipping=True))
    shiboken6.delete(view)
    arrived: list[None] = []
    road.do(lambda: None, arrived.append, lane="overlays")
    qtbot.waitUntil(lambda: bool(arrived))  # an exception before it fails the test


def test_python_keeps_no_place_of_a_message_that_is_gone(
    qtbot: QtBot, themed: QApplication
) -> None:
    before = _places()
    bar = MessageBar()
    qtbot.addWidget(bar)
    for number in range(5):
        bar.show_message(f"News {number}")
    bar.show_message("A problem", "error")
    assert bar.sentences() == ["News 4", "A problem"]
    _deleted(themed)
    layout = bar.layout()
    assert layout is not None
    assert layout.count() == 2
    assert _places() <= before


def test_the_sheet_of_shortcuts_goes_when_it_is_closed(themed: QApplication) -> None:
    page = QWidget()
    for _ in range(3):
        sheet = ShortcutSheet(page)
        sheet.open()
        sheet.close()
        _deleted(themed)
    assert page.findChildren(ShortcutSheet) == []
    page.deleteLater()


def test_the_menu_of_saved_filters_does_not_grow(qtbot: QtBot, themed: QApplication) -> None:
    saved = SavedFilters()
    qtbot.addWidget(saved)
    menu = saved.menu()
    for _ in range(3):
        menu.aboutToShow.emit()
        _deleted(themed)
    assert len(menu.findChildren(QMenu)) == 2  # rename and delete

"""What a screen reader and a person without a mouse find, on every page and in every dialog."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core import JudgeListing, Profile, Statement
from curator.library.records import Ranked, Root
from curator.services.trash import TrashPhoto
from curator.ui import screen_reader
from curator.ui.compare import Compare
from curator.ui.crash import CrashDialog
from curator.ui.empty_words import empty_in_words
from curator.ui.export_dialog import ExportDialog
from curator.ui.filter_sheet import FilterSheet
from curator.ui.filters import Filters
from curator.ui.judge_dialog import JudgeDialog
from curator.ui.keep_dialog import KeepDialog
from curator.ui.loupe import Loupe
from curator.ui.main_window import MainWindow
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.pictures import Pictures
from curator.ui.profile_dialog import ProfileDialog
from curator.ui.road import Road
from curator.ui.set_aside_dialog import SetAsideDialog
from curator.ui.shortcut_sheet import SHORTCUTS, ShortcutSheet
from curator.ui.stage import Kit
from curator.ui.survey import Survey
from curator.ui.trash_dialog import TrashDialog
from tests.curator.ui.conftest import ranked
from tests.fakes import FakeJudge

_Role = QAccessible.Role
_NAMED = {
    *(_Role.Button, _Role.CheckBox, _Role.RadioButton, _Role.ComboBox, _Role.EditableText),
    *(_Role.SpinBox, _Role.Slider, _Role.List, _Role.Table, _Role.Tree, _Role.ButtonMenu),
    *(_Role.ButtonDropDown, _Role.ProgressBar, _Role.Dialog, _Role.PageTab, _Role.MenuItem),
}
_CONTROLS = (
    *(QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox),
    *(QComboBox, QLineEdit, QPlainTextEdit),
)
_SAID = {part for _, lines in SHORTCUTS for keys, _ in lines for part in keys.split(" or ")}
_OTHER_WAYS = {
    "PhotoCanvas": "arrows, plus, minus and Z do what the mouse does",
    "FilmStrip": "arrows do what a click does",
    "_Segment": "Tab reaches the answer that is chosen, arrows the others",
    "_Words": "the words of the check box beside them",
    "QScrollBar": "its view scrolls with the focus",
}
Make = Callable[[Road], QWidget]


def _window(_: Road) -> MainWindow:
    rows = {number: ranked(number, 90.0 - number, stars=3) for number in range(1, 7)}
    model = PhotoModel(lambda ids: {photo_id: rows[photo_id] for photo_id in ids})
    window = MainWindow(PhotoGrid(model, PhotoDelegate(lambda row: None)))
    window.grid.show_order(list(rows))
    window.detail.show_photo(rows[1], "Anna")
    window.detail.conflict.show_conflict("The file says 2 stars, you said 3.")
    window.folders.show_roots([Root(1, Path("/photos"), True, 6, 0)])
    window.filters.set_filters(Filters(min_score=10.0, min_stars=2.0))
    window.filters.words.setText("dogs")
    window.messages.show_message("A problem to close.", "error")
    window.show_gallery()
    return window


def _empty(road: Road) -> MainWindow:
    window = _window(road)
    window.empty.show_empty(
        empty_in_words(Filters(min_score=10.0), roots=1, photos=6, scanning=False)
    )
    window.show_photos(False)
    return window


def _first_run(road: Road) -> MainWindow:
    window = _window(road)
    window.show_first_run()
    return window


def _looking(view: Callable[[Kit], QWidget]) -> Make:
    def make(road: Road) -> QWidget:
        rows: dict[int, Ranked] = {n: ranked(n, 90.0 - n, flag="pick") for n in range(1, 7)}
        pictures = Pictures(lambda request: Future(), road)
        kit = Kit(
            rows.get, lambda r: None, lambda r: None, lambda r, why: why, pictures, road, bool
        )
        page = view(kit)
        pictures.setParent(page)
        page.resize(1200, 800)
        return page

    return make


def _sheet(_: Road) -> QWidget:
    sheet = FilterSheet()
    sheet.show_other("Ben")
    return sheet


def _profile(_: Road) -> ProfileDialog:
    typed = Profile("Ann", statements=(Statement("I like dark photos."), Statement("Tidy rooms!")))
    dialog = ProfileDialog(typed)
    dialog.form.show_reading(typed, FakeJudge().read(typed))
    dialog.form.reading.blocks[1].say.click()
    return dialog


def _judge(_: Road) -> JudgeDialog:
    dialog = JudgeDialog("mini")
    dialog.show_judges([JudgeListing("mini", "The small one.", available=True)], "mini")
    return dialog


def _trash(_: Road) -> TrashDialog:
    dialog = TrashDialog("All photos, rejected by Anna")
    dialog.show_plan([TrashPhoto(1, 1, ((Path("/photos/a.jpg"), 90_000),))])
    return dialog


def _set_aside(_: Road) -> SetAsideDialog:
    return SetAsideDialog()


PAGES: dict[str, Make] = {
    "gallery": _window,
    "empty gallery": _empty,
    "first run": _first_run,
    "loupe": _looking(lambda kit: Loupe(kit, [1, 2, 3], 0)),
    "compare": _looking(lambda kit: Compare(kit, [1, 2], [1, 2, 3])),
    "survey": _looking(lambda kit: Survey(kit, [1, 2, 3])),
    "filters": _sheet,
    "profile": _profile,
    "judge": _judge,
    "export": lambda _: ExportDialog("All photos"),
    "trash": _trash,
    "set aside": _set_aside,
    "keep": lambda _: KeepDialog(lambda ids: {}, lambda row: None),
    "crash": lambda _: CrashDialog("Details"),
    "shortcuts": lambda _: ShortcutSheet(),
}


screen_reader.install()


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, qtbot: QtBot, themed: QApplication, road: Road) -> QWidget:
    page = PAGES[request.param](road)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def _tree(of: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    if not of.state().invisible:
        yield of
        for place in range(of.childCount()):
            child = of.child(place)
            if child is not None and child.isValid():
                yield from _tree(child)


def test_everything_that_is_used_has_a_name(page: QWidget) -> None:
    root = QAccessible.queryAccessibleInterface(page)
    nameless = []
    for one in _tree(root):
        widget = one.object()
        inside = isinstance(widget, QLineEdit) and isinstance(
            widget.parent(), QAbstractSpinBox | QComboBox
        )
        used = one.role() in _NAMED or one.state().focusable
        if used and not inside and not one.text(QAccessible.Text.Name).strip():
            nameless.append(f"{one.role().name} {type(widget).__name__}")
    assert nameless == []


def test_nothing_is_for_the_mouse_alone(page: QWidget) -> None:
    only = [
        f"{type(one).__name__} “{one.accessibleName() or one.toolTip()}”"
        for one in (page, *page.findChildren(QWidget))
        if one.isVisibleTo(page) and one.isEnabled() and _clicked(one) and not _by_keyboard(one)
    ]
    assert only == []


def _clicked(widget: QWidget) -> bool:
    """Whether a click on it does something."""
    inside = isinstance(widget.parent(), QAbstractSpinBox | QComboBox | QLineEdit)
    ours = any(
        cls.__module__.startswith("curator.") and handler in vars(cls)
        for cls in type(widget).mro()
        for handler in ("mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent")
    )
    return (ours or isinstance(widget, _CONTROLS)) and not inside


def _by_keyboard(widget: QWidget) -> bool:
    """By Tab, by its own letter, or by a key that its tip names and the sheet of shortcuts has."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    named = re.search(r"\(([^)]+)\)$", widget.toolTip())
    return bool(
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        or re.search(r"&\w", text)
        or (named and named[1] in _SAID)
        or type(widget).__name__ in _OTHER_WAYS
    )


def _named(root: QAccessibleInterface, widget: QWidget) -> QAccessibleInterface:
    return next(one for one in _tree(root) if one.object() is widget)


def _name(of: QAccessibleInterface) -> str:
    return of.text(QAccessible.Text.Name)


def test_photos_are_items_of_a_list(qtbot: QtBot, themed: QApplication, road: Road) -> None:
    window = _window(road)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.grid.go_to(3)
    window.grid.select_photos([3, 4])
    photos = _named(QAccessible.queryAccessibleInterface(window), window.grid)
    assert photos.role() == _Role.List
    assert photos.childCount() == 6
    items = [photos.child(place) for place in range(6)]
    assert {one.role() for one in items} == {_Role.ListItem}
    assert _name(items[2]) == "3.jpg, score 87, 3 stars"
    assert items[2].text(QAccessible.Text.Description) == "3 of 6, generic score 40"
    assert [bool(one.state().selected) for one in items] == [0, 0, 1, 1, 0, 0]
    assert [bool(one.state().focused) for one in items] == [0, 0, 1, 0, 0, 0]
    assert {bool(one.state().focusable) for one in items} == {True}


def test_stars_say_how_many_there_are(qtbot: QtBot, themed: QApplication, road: Road) -> None:
    window = _window(road)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    stars = _named(QAccessible.queryAccessibleInterface(window), window.detail.stars)
    assert stars.role() == _Role.Slider
    assert stars.state().focusable
    assert _name(stars) == "Stars: 3 of 5"
    qtbot.keyClick(window.detail.stars, Qt.Key.Key_Right)
    assert _name(stars) == "Stars: 4 of 5"
    levels = _named(QAccessible.queryAccessibleInterface(window.detail), window.detail.preview)
    assert (levels.role(), _name(levels)) == (_Role.Graphic, "Preview of 1.jpg")


def test_the_loupe_says_photo_zoom_and_marks(
    qtbot: QtBot, themed: QApplication, road: Road
) -> None:
    page = _looking(lambda kit: Loupe(kit, [1, 2, 3], 0))(road)
    assert isinstance(page, Loupe)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    root = QAccessible.queryAccessibleInterface(page)
    photo, strip = _named(root, page.stage.canvas), _named(root, page.strip)
    assert root.role() == _Role.Grouping
    assert photo.role() == strip.role() == _Role.Graphic
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert _name(root) == "Loupe: 2.jpg, score 88, picked"
    assert _name(photo) == "2.jpg, score 88, picked"
    assert _name(strip) == "Film strip, photo 2 of 3"
    assert photo.text(QAccessible.Text.Description) == "fitted into the view"
    qtbot.keyClick(page, Qt.Key.Key_Z)
    qtbot.keyClick(page, Qt.Key.Key_J)
    said = photo.text(QAccessible.Text.Description)
    assert said == "enlarged to 100 %, clipped lights and shadows are marked"


def test_decisions_are_spoken(qtbot: QtBot, themed: QApplication, road: Road) -> None:
    QAccessible.setActive(True)
    try:
        page = _looking(lambda kit: Compare(kit, [1, 2], [1, 2, 3]))(road)
        qtbot.addWidget(page)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.keyClick(page, Qt.Key.Key_X)
        tree = list(_tree(QAccessible.queryAccessibleInterface(page)))
        assert {_Role.Graphic, _Role.StaticText, _Role.Grouping} <= {one.role() for one in tree}
    finally:
        QAccessible.setActive(False)


def test_a_message_is_an_alert(qtbot: QtBot, themed: QApplication, road: Road) -> None:
    window = _window(road)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    root = QAccessible.queryAccessibleInterface(window)
    alerts = [_name(one) for one in _tree(root) if one.role() == _Role.AlertMessage]
    assert alerts == ["A problem to close."]

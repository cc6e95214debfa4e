"""Chips, the sheet with all filters, saved filters, and the filters of two people."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from curator.library.narrowing import Narrowing
from curator.services.keeping import Kept
from curator.ui.filter_bar import FilterBar
from curator.ui.filter_store import from_plain, to_plain
from curator.ui.filter_words import parts
from curator.ui.filters import Filters
from curator.ui.keep_dialog import KeepDialog
from tests.curator.ui.conftest import ranked

EVERYTHING = Filters(
    sort="date",
    min_score=20.0,
    date_from=date(2024, 1, 1),
    date_to=date(2024, 12, 31),
    min_stars=2.0,
    flag="pick",
    shows="people",
    folder=Path("/photos/2024"),
    narrowing=Narrowing(
        max_score=90.0,
        min_generic=10.0,
        max_generic=80.0,
        colour="Red",
        camera="Canon R5",
        lens="RF 50mm",
        file_type="cr3",
        orientation="portrait",
        shows=("dark", "sharp"),
        name="IMG",
        stacked=False,
    ),
)


@pytest.fixture
def bar(qtbot: QtBot, themed: QApplication) -> FilterBar:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.resize(900, 100)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def _texts(bar: FilterBar) -> list[str]:
    return [chip.text() for chip in bar.chips.chips]


def test_all_filters_are_shown_and_read_back(bar: FilterBar) -> None:
    bar.set_filters(EVERYTHING)
    assert bar.filters() == EVERYTHING
    assert _texts(bar)[:4] == ["Shows people", "Dark", "Sharp", "Score 20–90"]
    assert len(_texts(bar)) == 16
    exactly = Filters(narrowing=Narrowing(stars=0, undecided=True))
    bar.set_filters(exactly)
    assert bar.filters() == exactly
    assert _texts(bar) == ["No stars", "Undecided"]


def test_every_part_taken_away_leaves_nothing() -> None:
    left = EVERYTHING
    for number in range(16, 0, -1):
        found = parts(left)
        assert len(found) == number
        left = found[number // 2].rest
    assert left == Filters("date")


def test_a_chip_is_removed_by_click_and_by_key(qtbot: QtBot, bar: FilterBar) -> None:
    told: list[Filters] = []
    bar.filters_changed.connect(told.append)
    bar.set_filters(Filters(min_score=50.0, flag="pick", shows="food"))
    qtbot.mouseClick(bar.chips.chips[0], Qt.MouseButton.LeftButton)
    assert told[-1] == Filters(min_score=50.0, flag="pick")
    bar.activateWindow()
    bar.chips.chips[0].setFocus()
    qtbot.keyClick(bar.chips.chips[0], Qt.Key.Key_Delete)
    assert told[-1] == Filters(flag="pick")
    assert bar.chips.chips[0].hasFocus()  # the next one
    qtbot.keyClick(bar.chips.chips[0], Qt.Key.Key_Backspace)
    assert told[-1] == Filters()
    assert not bar.chips.isVisible()
    assert bar.add.hasFocus()


def test_clear_all_keeps_the_order(qtbot: QtBot, bar: FilterBar) -> None:
    bar.set_filters(EVERYTHING)
    qtbot.mouseClick(bar.chips.clear_all, Qt.MouseButton.LeftButton)
    assert bar.filters() == Filters("date")


def test_the_sheet_opens_at_its_button_and_its_choices_hold_at_once(
    qtbot: QtBot, bar: FilterBar
) -> None:
    sheet = bar.sheet
    with qtbot.waitSignal(sheet.opened):
        qtbot.mouseClick(bar.add, Qt.MouseButton.LeftButton)
    assert sheet.isVisible()
    sheet.show_choices("camera", [("Canon R5", 1200), ("Nikon Z6", 3)])
    assert sheet.choices["camera"].itemText(1) == "Canon R5  (1,200)"
    with qtbot.waitSignal(bar.filters_changed) as changed:
        sheet.choices["camera"].setCurrentIndex(2)
    assert changed.args == [Filters(narrowing=Narrowing(camera="Nikon Z6"))]
    sheet.show_choices("camera", [("Canon R5", 1200)])  # the chosen one is gone: still to be seen
    assert bar.filters().narrowing.camera == "Nikon Z6"
    qtbot.keyClicks(sheet.name, "IMG")
    qtbot.waitUntil(lambda: "Name has “IMG”" in _texts(bar))
    qtbot.keyClick(sheet.qualities["dark"], Qt.Key.Key_Space)
    assert bar.filters().narrowing.shows == ("dark",)
    sheet.hide()


def test_filters_are_saved_chosen_renamed_and_deleted(qtbot: QtBot, bar: FilterBar) -> None:
    bar.set_filters(Filters(min_score=80.0))
    menu = bar.saved.menu()
    menu.aboutToShow.emit()
    save = next(one for one in menu.actions() if "Save" in one.text())
    save.trigger()
    dialog = bar.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue(" The  best ")
    with qtbot.waitSignal(bar.saved.changed):
        dialog.accept()
    assert bar.saved.saved == {"The best": Filters(min_score=80.0)}
    bar.clear()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert bar.filters() == Filters(min_score=80.0)
    bar.saved.rename("The best", "Top")
    assert list(bar.saved.saved) == ["Top"]
    bar.saved.delete("Top")
    assert bar.saved.saved == {}


def test_filters_survive_the_settings_file() -> None:
    assert from_plain(to_plain(EVERYTHING)) == EVERYTHING
    assert to_plain(Filters(words="dogs", best_match=True)) == {}
    odd = {
        "sort": "size",
        "min_score": "high",
        "date_from": "tomorrow",
        "flag": 3,
        "unknown": 1,
        "narrowing": {"shows": "dark", "stars": 9, "camera": "Canon R5"},
    }
    assert from_plain(odd) == Filters(narrowing=Narrowing(camera="Canon R5"))


def test_orders_and_filters_of_two_people_come_and_go(bar: FilterBar) -> None:
    bar.show_other("Ben")
    assert bar.sort.findText("Ben's score") >= 0
    assert bar.sheet.min_apart.isEnabled()
    bar.set_filters(Filters("apart", narrowing=Narrowing(min_apart=20.0)))
    (part,) = parts(bar.filters(), "Ben")
    assert part.phrase == "on which you and Ben differ by 20 or more"
    bar.show_other("")
    assert bar.filters() == Filters()
    assert bar.sort.findData("apart") < 0
    assert not bar.sheet.min_apart.isEnabled()


def test_the_number_to_keep_is_shown_before_it_is_applied(
    qtbot: QtBot, themed: QApplication
) -> None:
    dialog = KeepDialog(lambda ids: {one: ranked(one) for one in ids}, lambda row: None)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.preview_wanted) as wanted:
        dialog.open()
    assert wanted.args == [40, None, None]
    assert not dialog.keep.isEnabled()
    dialog.show_kept(Kept((1, 2), (3, 4, 5)))
    assert dialog.keep.text() == "Pick 2 photos"
    assert "no more than these" in dialog.summary.text()
    assert dialog.view.model().rowCount() == 2
    dialog.shown_others.click()
    assert dialog.view.model().rowCount() == 3
    with qtbot.waitSignal(dialog.preview_wanted) as wanted:
        dialog.mixed.click()
    assert wanted.args == [40, 5, None]
    with qtbot.waitSignal(dialog.preview_wanted) as wanted:
        dialog.of_stacks.click()
    assert wanted.args == [40, 5, 1]
    dialog.show_kept(Kept((1, 2), (3, 4, 5)))
    with qtbot.waitSignal(dialog.keep_wanted) as kept:
        dialog.keep.click()
    assert kept.args == [(1, 2), ()]
    dialog.show_kept(Kept((), ()))
    assert not dialog.keep.isEnabled()


def test_a_typed_number_takes_the_place_of_the_one_there(
    qtbot: QtBot, themed: QApplication, bar: FilterBar
) -> None:
    dialog = KeepDialog(lambda ids: {}, lambda row: None)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.preview_wanted):
        dialog.open()
    qtbot.keyClicks(dialog.number, "12")
    assert dialog.number.value() == 12
    bar.open_sheet()
    qtbot.keyClicks(bar.sheet.min_score, "30")
    assert bar.sheet.min_score.limit() == 30
    bar.sheet.hide()

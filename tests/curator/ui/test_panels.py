"""Filters, folders, details, progress, messages."""

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core import Reason
from curator.library.narrowing import Narrowing
from curator.library.records import Decision, Photo, PhotoFile, Root
from curator.services.events import Progress
from curator.services.photo_details import PhotoDetails
from curator.ui.detail_panel import DetailPanel
from curator.ui.empty_view import EmptyView
from curator.ui.empty_words import empty_in_words
from curator.ui.file_words import conflict_in_words, file_in_words
from curator.ui.filter_bar import FilterBar
from curator.ui.filters import Filters
from curator.ui.folder_list import FolderList
from curator.ui.message_bar import MessageBar
from curator.ui.progress_strip import ProgressStrip
from curator.ui.stars_edit import StarsEdit
from curator.ui.theme import DARK, LIGHT, make_palette
from tests.curator.ui.conftest import ranked


def test_filters_combine_and_are_cleared(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    assert bar.filters() == Filters()
    assert bar.chips.chips == []
    bar.min_score.setValue(80)
    bar.stars.setCurrentIndex(3)
    bar.flag.setCurrentIndex(1)
    bar.sort.setCurrentIndex(2)
    bar.dates.since_day.setDate(QDate(2024, 5, 1))
    bar.dates.since.setChecked(True)
    bar.shows.setCurrentIndex(2)
    assert bar.filters() == Filters("date", 80.0, date(2024, 5, 1), None, 3.0, "pick", "animals")
    with qtbot.waitSignal(bar.filters_changed) as changed:
        bar.reset.click()
    assert changed.args == [Filters("date")]


def test_words_are_looked_for_with_return_and_the_best_match_comes_first(
    qtbot: QtBot, themed: QApplication
) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    told: list[Filters] = []
    bar.filters_changed.connect(told.append)
    bar.restore(Filters("date"), {})
    qtbot.keyClicks(bar.words, " snowy  mountains")
    assert told == []
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    assert told == [Filters("date", words="snowy mountains", best_match=True)]
    assert bar.sort.currentText() == "Best match"
    assert [chip.text() for chip in bar.chips.chips] == ["Matches “snowy mountains”"]
    bar.sort.setCurrentIndex(bar.sort.findText("My score"))
    assert told[-1] == Filters("score", words="snowy mountains")
    qtbot.keyClick(bar.words, Qt.Key.Key_Escape)
    assert told[-1] == Filters("score")
    assert bar.words.text() == ""
    assert bar.sort.findText("Best match") < 0


@pytest.mark.parametrize("way", ["emptied", "reset", "no words"])
def test_a_search_ends_in_the_order_from_before(
    qtbot: QtBot, themed: QApplication, way: str
) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.restore(Filters("name"), {})
    bar.words.setText("dogs")
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    assert bar.filters().best_match
    with qtbot.waitSignal(bar.filters_changed) as changed:
        if way == "emptied":
            bar.words.clear()
        elif way == "reset":
            bar.reset.click()
        else:
            bar.words.setText("?!")
            qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    assert changed.args == [Filters("name")]


def test_a_moved_slider_tells_once(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    told: list[Filters] = []
    bar.filters_changed.connect(told.append)
    for value in range(1, 60):
        bar.min_score.setValue(value)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Filters(min_score=59.0)]


def test_kept_filters_are_put_back_in_silence(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    with qtbot.assertNotEmitted(bar.filters_changed, wait=200):
        bar.restore(Filters("name", 30.0), {})
    assert bar.filters() == Filters("name", 30.0)


_NO_BLUE_PLATES = "No photo matching “blue plates” and showing food"


@pytest.mark.parametrize(
    ("filters", "roots", "photos", "scanning", "sentence"),
    [
        (Filters(), 0, 0, False, "No folder yet"),
        (Filters(), 1, 0, True, "Looking through your folders…"),
        (Filters(), 1, 0, False, "No photos in this folder"),
        (Filters(min_score=80), 1, 9, False, "No photo above 80"),
        (
            Filters(min_stars=1, flag="pick"),
            1,
            9,
            False,
            "No photo with 1 star or more and picked",
        ),
        (Filters(date_from=date(2024, 5, 1)), 1, 9, False, "No photo taken since 2024-05-01"),
        (Filters(shows="food", words="blue plates"), 1, 9, False, _NO_BLUE_PLATES),
        (
            Filters(min_score=50, narrowing=Narrowing(max_score=60, lens="RF 50mm", stars=0)),
            1,
            9,
            False,
            "No photo between 50 and 60 and with no stars and taken with RF 50mm",
        ),
    ],
)
def test_an_empty_grid_says_why(
    filters: Filters, roots: int, photos: int, scanning: bool, sentence: str
) -> None:
    empty = empty_in_words(filters, roots=roots, photos=photos, scanning=scanning)
    assert empty.sentence == sentence
    assert empty.advice


def test_a_long_sentence_in_place_of_photos_is_shown_in_full(
    qtbot: QtBot, themed: QApplication
) -> None:
    view = EmptyView()
    qtbot.addWidget(view)
    filters = Filters(words="snowy mountains and a red hut", shows="landscape", min_stars=4)
    view.show_empty(empty_in_words(filters, roots=1, photos=9, scanning=False))
    view.resize(320, 500)
    with qtbot.waitExposed(view):
        view.show()
    for label in (view.sentence, view.advice):
        assert label.width() <= 320
        assert label.height() >= label.heightForWidth(label.width())


def test_folders_show_their_state_and_keep_the_choice(qtbot: QtBot, themed: QApplication) -> None:
    folders = FolderList()
    qtbot.addWidget(folders)
    one = Root(1, Path("/a/Iceland"), True, 1204, 2)
    two = Root(2, Path("/b/Family"), False, 10, 0)
    folders.show_roots([one, two])
    texts = [folders.list.item(row).text() for row in range(3)]
    assert texts == [
        "All photos\n1,214 photos",
        "Iceland\n1,204 photos, 2 failed",
        "Family\noffline",
    ]
    with qtbot.waitSignal(folders.chosen) as chosen:
        folders.list.setCurrentRow(2)
    assert chosen.args == [2]
    with qtbot.assertNotEmitted(folders.chosen):
        folders.show_roots([one, Root(2, Path("/b/Family"), True, 10, 0)])
    assert folders.chosen_id() == 2
    with qtbot.waitSignal(folders.remove_requested) as removed:
        folders.remove.click()
    assert removed.args == [2]
    with qtbot.waitSignal(folders.chosen) as chosen:
        folders.show_roots([one])
    assert chosen.args == [None]


def test_details_show_the_score_beside_the_generic_one(qtbot: QtBot, themed: QApplication) -> None:
    panel = DetailPanel()
    qtbot.addWidget(panel)
    panel.show_photo(ranked(1, 87.4, stars=3, flag="pick"), "Anna")
    assert panel.score.text() == "87"
    assert panel.beside.text() == "for Anna\nGeneric score 40 (+47 for this taste)"
    assert panel.stars.stars() == 3
    assert panel.pick.isChecked()
    assert panel.shown.isHidden()
    panel.show_words(["people", "city"])
    assert panel.shown.text() == "In the photo: people, city"
    panel.show_levels(("bad", "good"), (0.25, 0.75))
    assert panel.levels.accessibleName() == "Levels: good 75%, bad 25%"
    panel.show_reasons([Reason("attribute", 8.2, "light", -1, -0.7, "dark <light>")])
    assert "dark &lt;light&gt;" in panel.why.text()
    panel.show_preview(QPixmap(30, 20))
    assert not panel.grab().isNull()
    panel.show_photo(ranked(2, None), "Anna")
    assert panel.beside.text() == "Not scored yet"
    panel.show_photo(None, "Anna")
    assert not panel.stars.isEnabled()


def test_details_give_reasons_with_their_points(qtbot: QtBot, themed: QApplication) -> None:
    panel = DetailPanel()
    qtbot.addWidget(panel)
    panel.show_photo(ranked(1), "Anna")
    panel.show_reasons([Reason("attribute", -1.6, "brightness", 1, -0.9, "bright, airy.")])
    for part in ("Very dark", "goes against “bright, airy”", "−1.6"):
        assert part in panel.why.text()


def test_details_take_the_colours_of_another_theme_at_once(
    qtbot: QtBot, themed: QApplication
) -> None:
    panel = DetailPanel()
    qtbot.addWidget(panel)
    panel.show_photo(ranked(1), "Anna")
    panel.show_reasons([Reason("attribute", -1.6, "brightness", 1, -0.9, "bright, airy.")])
    panel.show_facts([("Name", "a.jpg")])
    panel.setPalette(make_palette(LIGHT))
    for colour in (LIGHT.reject, LIGHT.muted):
        assert colour in panel.why.text()
    assert LIGHT.muted in panel.facts.text()
    panel.setPalette(make_palette(DARK))
    assert DARK.reject in panel.why.text()
    assert DARK.muted in panel.facts.text()


def test_a_photo_that_cannot_be_read_waits_for_no_reasons(
    qtbot: QtBot, themed: QApplication
) -> None:
    panel = DetailPanel()
    qtbot.addWidget(panel)
    panel.show_photo(ranked(1, None, error="The file is empty."), "Anna")
    panel.show_preview(None, "The file is empty.")
    assert panel.why.isHidden()
    assert (panel.score.text(), panel.beside.text()) == ("", "")


def test_details_take_decisions(qtbot: QtBot) -> None:
    panel = DetailPanel()
    qtbot.addWidget(panel)
    panel.show_photo(ranked(1), "Anna")
    with qtbot.waitSignal(panel.stars_given) as given:
        qtbot.keyClick(panel.stars, Qt.Key.Key_Right)
    assert given.args == [1.0]
    with qtbot.waitSignal(panel.flag_given) as flag:
        panel.reject.click()
    assert flag.args == ["reject"]
    with qtbot.waitSignal(panel.flag_given) as flag:
        panel.reject.click()
    assert flag.args == [None]


def test_a_click_gives_a_star_and_a_second_one_takes_it(qtbot: QtBot) -> None:
    stars = StarsEdit()
    qtbot.addWidget(stars)
    stars.resize(stars.sizeHint())
    third = QPoint(4 + 2 * 22 + 5, 10)
    qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=third)
    assert stars.stars() == 3
    qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=third)
    assert stars.stars() == 0
    stars.show_stars(3.5)
    qtbot.keyClick(stars, Qt.Key.Key_Left)
    assert stars.stars() == 3


def test_progress_says_how_far_how_fast_and_where(qtbot: QtBot, themed: QApplication) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    strip.show_progress(Progress("looking", 1204, 1967, 37.42, "cuda"))
    assert strip.said() == "Looking at photos: 1,204 of 1,967"
    assert strip.rate() == "37.4 photos/s · less than a minute left · on the GPU (CUDA)"
    with qtbot.waitSignal(strip.pause_requested):
        strip.pause.click()
    strip.show_progress(Progress("paused", 1204, 1967, 0.0, "cuda"))
    assert strip.pause.accessibleName() == "Resume scoring"
    with qtbot.waitSignal(strip.resume_requested):
        strip.pause.click()
    strip.show_progress(Progress("looking", 1204, 1967, 0.0, "cuda"), stopped=True)
    assert strip.said() == "Scoring stopped: 1,204 of 1,967"
    assert not strip.stop.isEnabled()
    strip.show_progress(Progress("idle", 1967, 1967, 0.0, "cuda"))
    assert strip.said() == "All photos are scored"


def test_messages_are_not_repeated_and_can_be_closed(qtbot: QtBot, themed: QApplication) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    for sentence in ("one", "two", "one", "three", "four"):
        bar.show_message(sentence, "error")
    assert bar.sentences() == ["two", "three", "four"]
    for button in bar.findChildren(QToolButton):
        button.click()
    assert bar.sentences() == []
    assert bar.isHidden()


def test_only_the_newest_news_is_shown_and_nothing_moves_for_it(
    qtbot: QtBot, themed: QApplication
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    bar = MessageBar(page)
    for sentence in ("Undone: 1 photo, picked.", "Done again: 1 photo, picked."):
        bar.show_message(sentence)
    assert bar.sentences() == ["Done again: 1 photo, picked."]
    bar.show_message("A folder is not there.", "warning")
    assert len(bar.sentences()) == 2
    for width, height in ((900, 600), (500, 700)):
        page.resize(width, height)
        qtbot.waitUntil(lambda: abs(bar.geometry().center().x() - page.width() // 2) < 2)
        assert page.rect().contains(bar.geometry())
        assert bar.geometry().bottom() > page.height() - 60


def test_news_goes_by_itself(qtbot: QtBot) -> None:
    bar = MessageBar(seconds=0.05)
    qtbot.addWidget(bar)
    bar.show_message("Undone.")
    qtbot.waitUntil(lambda: bar.sentences() == [])


def _details(*, conflict: bool) -> PhotoDetails:
    photo = Photo(
        *(1, 1, Path("/p/a.jpg"), 2_000_000, 10**18, "ready", None, "h", 600, 400),
        *(datetime(2024, 5, 12, 9, 5), "Canon EOS R5", 0),
    )
    files = (
        PhotoFile(photo.path, "main", 2_000_000, None),
        PhotoFile(Path("/p/a.cr3"), "raw", 24_100_000, None),
        PhotoFile(Path("/p/a-edit.jpg"), "edit", 740_000, None),
        PhotoFile(Path("/p/a.xmp"), "sidecar", 900, None),
        PhotoFile(Path("/p/a.jpg.xmp"), "sidecar", 9, "The sidecar is damaged."),
    )
    written = datetime(2024, 5, 13, 10, 0).astimezone()
    read = Decision(1, 1.0, "reject", "red", "xmp a.xmp", written, False, None, written)
    places = tuple(Path(f"/q/{number}.jpg") for number in range(5))
    return PhotoDetails(photo, files, places, read, conflict)


def test_the_files_of_a_photo_in_words() -> None:
    assert file_in_words(_details(conflict=False)) == [
        ("Name", "a.jpg"),
        ("Taken", "12 May 2024, 09:05"),
        ("Size", "600 × 400 pixels, 2.0 MB"),
        ("Camera", "Canon EOS R5"),
        ("Folder", str(Path("/p"))),
        ("With", "a.cr3 (RAW, 24.1 MB)"),
        ("", "a-edit.jpg (edited, 740 KB)"),
        ("", "a.xmp (sidecar, 900 bytes)"),
        ("", "a.jpg.xmp: The sidecar is damaged."),
        ("Also at", str(Path("/q/0.jpg"))),
        ("", str(Path("/q/1.jpg"))),
        ("", str(Path("/q/2.jpg"))),
        ("", "and 2 places more"),
        ("In the file", "1 star, rejected, label red (a.xmp, 13 May 2024, 10:00)"),
    ]


def test_a_conflict_with_the_file_can_be_settled(qtbot: QtBot, themed: QApplication) -> None:
    assert conflict_in_words(_details(conflict=False)) == ""
    panel = DetailPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_photo(ranked(1), "Anna")
    assert not panel.conflict.isVisible()
    sentence = conflict_in_words(_details(conflict=True))
    assert sentence == (
        "a.xmp says 1 star, rejected, label red, which is not what you decided here."
    )
    panel.conflict.show_conflict(sentence)
    assert panel.conflict.isVisible()
    with qtbot.waitSignal(panel.conflict.file_wanted):
        panel.conflict.use_file.click()
    with qtbot.waitSignal(panel.conflict.own_wanted):
        panel.conflict.keep_own.click()
    panel.show_photo(None, "")
    assert not panel.conflict.isVisible()

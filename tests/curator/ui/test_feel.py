"""What the window says while it works, and what can be done about it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from curator.services.events import Progress
from curator.ui.colours import COLOUR_LABELS, label_icon, shade_of
from curator.ui.marks import draw_badge
from curator.ui.message_bar import MessageBar
from curator.ui.progress_strip import ProgressStrip
from curator.ui.words import left_in_words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (12, "less than a minute left"),
        (90, "about 2 min left"),
        (3000, "about 50 min left"),
        (3600, "about 1 h left"),
        (7800, "about 2 h 10 min left"),
        (50_000, "about 13 h 50 min left"),
    ],
)
def test_the_time_left_is_said_in_words(seconds: float, said: str) -> None:
    assert left_in_words(seconds) == said


def test_progress_says_rate_and_time_left(qtbot: QtBot, themed: QApplication) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    strip.show_progress(Progress("looking", 500, 2000, 10.0, "cuda"))
    assert strip.rate() == "10.0 photos/s · about 2 min left · on the GPU (CUDA)"
    strip.show_progress(Progress("paused", 500, 2000, 10.0, "cuda"))
    assert strip.rate() == "on the GPU (CUDA)"
    strip.show_progress(Progress("looking", 500, 2000, 0.0, ""))  # nothing is finished yet
    assert strip.rate() == ""


@pytest.fixture
def bar(qtbot: QtBot, themed: QApplication) -> Iterator[MessageBar]:
    around = QWidget()
    around.resize(900, 600)
    qtbot.addWidget(around)
    bar = MessageBar(around)
    with qtbot.waitExposed(around):
        around.show()
    yield bar
    around.hide()


def test_a_message_can_be_acted_on(qtbot: QtBot, bar: MessageBar) -> None:
    done: list[str] = []
    acts = [("Show", lambda: done.append("shown")), ("Try again", lambda: done.append("tried"))]
    bar.show_message("3 photos could not be read.", "warning", acts)
    first = bar.first_button()
    assert first is not None
    assert first.text() == "Show"
    bar.press("Try again")
    assert done == ["tried"]
    assert bar.sentences() == []
    assert bar.first_button() is None


def test_a_message_that_comes_again_is_about_the_newest_event(
    qtbot: QtBot, bar: MessageBar
) -> None:
    done: list[int] = []
    for number in (1, 2):
        bar.show_message("It failed.", "error", [("Retry", lambda n=number: done.append(n))])
    assert bar.sentences() == ["It failed."]
    bar.press("Retry")
    assert done == [2]


def test_a_message_that_is_not_true_any_more_goes(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_message("12 photos, picked.")
    bar.withdraw("another")
    assert bar.sentences() == ["12 photos, picked."]
    bar.withdraw("12 photos, picked.")
    assert bar.sentences() == []


def test_messages_have_room_for_their_buttons(qtbot: QtBot, bar: MessageBar) -> None:
    for sentence in ("One.", "Two."):
        bar.show_message(sentence, "warning", [("Show", lambda: None)])

    def roomy() -> bool:
        buttons = [b for line in bar._there for b in line.buttons()]
        return all(button.height() >= button.minimumSizeHint().height() for button in buttons)

    qtbot.waitUntil(roomy)


def test_colour_labels_are_told_apart_without_colour(themed: QApplication) -> None:
    letters = [label.name[0] for label in COLOUR_LABELS]
    assert len(set(letters)) == len(letters)
    assert [label.key for label in COLOUR_LABELS] == [6, 7, 8, 9, None]
    assert shade_of("magenta").isValid()
    assert shade_of("a label of my own") == shade_of("another one")  # grey
    assert not label_icon("red").pixmap(16).isNull()


def test_the_badge_grows_for_the_generic_score(themed: QApplication) -> None:
    def width(generic: float | None) -> int:
        image = QImage(QSize(200, 60), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        draw_badge(painter, image.rect().topRight().toPointF(), 87.4, generic)
        painter.end()
        return sum(image.pixelColor(x, 12).alpha() > 100 for x in range(200))

    assert width(54.0) > width(None) > 20

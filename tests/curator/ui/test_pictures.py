"""Sharp pictures: order, letting go, bounds; and the overlays made of them."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from curator.errors import OperationError
from curator.library.records import PhotoFacts
from curator.ui.images import image_of, pixels_of
from curator.ui.overlays import Marked, Overlays
from curator.ui.pictures import Pictures, Wish
from curator.ui.road import Road
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure


@dataclass
class Decoding:
    """Decodes when the test says so."""

    asked: list[tuple[DecodeRequest, "Future[Decoded | PhotoFailure]"]] = field(
        default_factory=list
    )

    def submit(self, request: DecodeRequest) -> "Future[Decoded | PhotoFailure]":
        future: Future[Decoded | PhotoFailure] = Future()
        self.asked.append((request, future))
        return future

    def names(self) -> list[str]:
        return [request.path.name for request, _ in self.asked]

    def answer(self, name: str, size: tuple[int, int] = (30, 20)) -> None:
        request, future = next(one for one in self.asked if one[0].path.name == name)
        width, height = size
        facts = PhotoFacts(width, height, None, None, 0)
        pixels = np.zeros((height, width, 3), np.uint8)
        future.set_result(Decoded(request.path, "hash", 1, 1, facts, None, pixels))


def _wish(name: str, long_side: int = 30, *, fill: bool = False) -> Wish:
    return Wish(Path(name), "hash", long_side, fill)


@pytest.fixture
def decoding() -> Decoding:
    return Decoding()


@pytest.fixture
def pictures(road: Road, decoding: Decoding) -> Iterator[Pictures]:
    pictures = Pictures(decoding.submit, road, budget=10_000)
    yield pictures
    pictures.forget_all()


def test_the_first_ones_are_decoded_first(
    qtbot: QtBot, pictures: Pictures, decoding: Decoding
) -> None:
    pictures.want([_wish("a"), _wish("b"), _wish("c"), _wish("a")])
    assert decoding.names() == ["a", "b"]
    with qtbot.waitSignal(pictures.arrived):
        decoding.answer("b")
    assert decoding.names() == ["a", "b", "c"]
    image = pictures.exact(_wish("b"))
    assert image is not None
    assert (image.width(), image.height()) == (30, 20)


def test_what_was_run_past_is_let_go(qtbot: QtBot, pictures: Pictures, decoding: Decoding) -> None:
    pictures.want([_wish("a"), _wish("b"), _wish("c")])
    decoding.asked[0][1].set_running_or_notify_cancel()  # a is being decoded
    pictures.want([_wish("d")])
    assert decoding.asked[1][1].cancelled()
    assert decoding.names() == ["a", "b", "d"]
    with qtbot.waitSignal(pictures.arrived):
        decoding.asked[0][1].set_result(PhotoFailure("a", "Broken."))
    assert "c" not in decoding.names()


def test_a_broken_photo_is_a_sentence_and_tried_again_when_asked(
    qtbot: QtBot, pictures: Pictures, decoding: Decoding
) -> None:
    pictures.want([_wish("a"), _wish("b")])
    with qtbot.waitSignal(pictures.arrived):
        decoding.asked[0][1].set_result(PhotoFailure("a", "The file is empty."))
    with qtbot.waitSignal(pictures.arrived):
        decoding.asked[1][1].set_exception(OperationError("Decoding has ended."))
    assert pictures.why_not(_wish("a")) == "The file is empty."
    assert pictures.why_not(_wish("b")) == "Decoding has ended."
    pictures.want([_wish("a")])
    assert decoding.names() == ["a", "b"]
    pictures.forget_failures()
    pictures.want([_wish("a")])
    assert decoding.names() == ["a", "b", "a"]


def test_memory_is_bounded_and_what_is_wanted_stays(
    qtbot: QtBot, pictures: Pictures, decoding: Decoding
) -> None:
    for name in "abcdef":  # 2,400 bytes each
        pictures.want([_wish("a"), _wish(name)])
        with qtbot.waitSignal(pictures.arrived):
            decoding.answer(name)
    assert pictures.bytes_held <= 10_000
    assert pictures.exact(_wish("a")) is not None
    assert pictures.exact(_wish("b")) is None
    assert pictures.exact(_wish("f")) is not None
    pictures.forget_all()
    assert pictures.bytes_held == 0


def test_the_nearest_size_stands_in(qtbot: QtBot, pictures: Pictures, decoding: Decoding) -> None:
    for side in (10, 40):
        pictures.want([_wish("a", side)])
        with qtbot.waitSignal(pictures.arrived):
            decoding.asked[-1][1].set_running_or_notify_cancel()
            decoding.asked[-1][1].set_result(
                Decoded(
                    Path("a"), "hash", 1, 1, PhotoFacts(40, 40, None, None, 0), None,
                    np.zeros((side, side, 3), np.uint8),
                )
            )  # fmt: skip
    found = [pictures.nearest(_wish("a", side)) for side in (20, 100)]
    assert [image.width() for image in found if image is not None] == [40, 40]
    assert pictures.nearest(_wish("b")) is None


def test_a_small_photo_is_enlarged_to_fill(
    qtbot: QtBot, pictures: Pictures, decoding: Decoding
) -> None:
    wish = _wish("a", 90, fill=True)
    pictures.want([wish])
    with qtbot.waitSignal(pictures.arrived):
        decoding.answer("a")
    image = pictures.exact(wish)
    assert image is not None
    assert (image.width(), image.height()) == (90, 60)


def test_images_have_the_pixels_of_the_array() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (37, 5, 3), np.uint8)
    image = image_of(pixels)
    assert image.pixelColor(4, 36) == QColor(*(int(value) for value in pixels[36, 4]))
    assert (pixels_of(image)[..., 2::-1] == pixels).all()


def _striped_edge() -> QImage:
    pixels = np.full((60, 90, 3), 120, np.uint8)
    pixels[:, 40:60] = 255
    pixels[:, 60:] = 0
    return image_of(pixels)


def test_overlays_mark_lights_shadows_and_what_is_sharp(qtbot: QtBot, road: Road) -> None:
    overlays, image = Overlays(road), _striped_edge()
    part = QRect(30, 10, 60, 30)
    with qtbot.waitSignal(overlays.ready):
        overlays.ask(image, part, Marked(focus=True, clipping=True))
    found = overlays.overlay(image, Marked(focus=True, clipping=True))
    assert found is not None
    overlay, share = found
    assert (share.x(), share.width()) == pytest.approx((30 / 90, 60 / 90))
    assert overlay.pixelColor(2, 5).alpha() == 0  # neither
    lights = {overlay.pixelColor(x, 15).name() for x in range(14, 26)}
    shadows = {overlay.pixelColor(x, 15).name() for x in range(34, 58)}
    assert len(lights) == len(shadows) == 2  # stripes
    assert not lights & shadows
    assert overlay.pixelColor(30, 15) == overlay.pixelColor(29, 15) == QColor("#3dff5a")
    assert overlays.overlay(image, Marked(focus=True)) is None  # another one is wanted now
    assert overlays.overlay(_striped_edge(), Marked(focus=True, clipping=True)) is None


def test_only_the_last_overlay_that_was_asked_for_counts(qtbot: QtBot, road: Road) -> None:
    overlays, image = Overlays(road), _striped_edge()
    for left in range(20):
        overlays.ask(image, QRect(left, 0, 50, 50), Marked(clipping=True))

    def last() -> bool:
        found = overlays.overlay(image, Marked(clipping=True))
        return found is not None and found[1].x() == pytest.approx(19 / 90)

    qtbot.waitUntil(last)

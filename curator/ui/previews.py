"""Large previews: decoded in the decode pool before all else, kept for a while."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPixmap

from core import Pixels
from curator.ui.road import Road
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure

_LONG_SIDE = 1600

Submit = Callable[[DecodeRequest], "Future[Decoded | PhotoFailure]"]
Show = Callable[[QPixmap | str], None]
"""Takes a preview, or a sentence why there is none."""


class Previews:
    """Pixmaps by path and content; above `budget` bytes the longest unused goes. GUI thread."""

    def __init__(self, submit: Submit, road: Road, *, budget: int = 128 << 20) -> None:
        self._submit = submit
        self._road = road
        self._budget = budget
        self._kept: OrderedDict[tuple[Path, str | None], QPixmap] = OrderedDict()

    def at_hand(self, path: Path, content_hash: str | None) -> QPixmap | None:
        """A preview that was shown before."""
        key = (path, content_hash)
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def load(self, path: Path, content_hash: str | None, show: Show) -> None:
        """Decode a photo and give its preview to `show`."""
        key = (path, content_hash)

        def arrived(image: QImage | str) -> None:
            if isinstance(image, str):
                show(image)
                return
            pixmap = QPixmap.fromImage(image)
            self._keep(key, pixmap)
            show(pixmap)

        request = DecodeRequest(path, pixels_long_side=_LONG_SIDE, thumbnail=False)
        self._road.when(_as_image(self._submit(request)), arrived)

    def _keep(self, key: tuple[Path, str | None], pixmap: QPixmap) -> None:
        self._kept[key] = pixmap
        while sum(_size(one) for one in self._kept.values()) > self._budget and len(self._kept) > 1:
            self._kept.popitem(last=False)


def _as_image(decoding: "Future[Decoded | PhotoFailure]") -> "Future[QImage | str]":
    """The image is made in the thread that decoded, not in the GUI thread."""
    made: Future[QImage | str] = Future()

    def make(done: "Future[Decoded | PhotoFailure]") -> None:
        if done.cancelled():
            made.cancel()
            return
        error = done.exception()
        if error is not None:
            made.set_exception(error)
            return
        result = done.result()
        if isinstance(result, PhotoFailure):
            made.set_result(result.reason)
        elif result.pixels is None:
            made.set_result("This photo cannot be shown.")
        else:
            made.set_result(image_of(result.pixels))

    decoding.add_done_callback(make)
    return made


def image_of(pixels: Pixels) -> QImage:
    """An image with its own copy of the pixels (height, width, 3)."""
    height, width, _ = pixels.shape
    data = pixels.tobytes()
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def jpeg_of(image: QImage) -> bytes:
    """An image as the bytes of a JPEG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 88)  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(buffer.data().data())


def _size(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4

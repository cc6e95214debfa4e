"""Qt's images out of arrays and arrays out of Qt's images, without stopping the other threads.

Qt's own copies and conversions hold the interpreter for as long as they take, a tenth of a second
for a camera's picture, and the window with it. NumPy's do not.
"""

from collections.abc import Callable
from concurrent.futures import Future

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from core import Pixels
from curator.language import retold, tr
from curator.worker.records import Decoded, PhotoFailure

_STRIP = 16  # lines


def image_of(pixels: Pixels) -> QImage:
    """An image (RGB32) with its own copy of the pixels (height, width, 3), sRGB."""
    height, width, _ = pixels.shape
    image = QImage(width, height, QImage.Format.Format_RGB32)
    # 0xffRRGGBB in one number a pixel, in this machine's order of bytes
    out = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
    for top in range(0, height, _STRIP):  # a strip stays in the processor's cache
        strip, of = out[top : top + _STRIP], pixels[top : top + _STRIP]
        np.copyto(strip, of[..., 0])
        for channel in (1, 2):
            np.left_shift(strip, 8, out=strip)
            np.bitwise_or(strip, of[..., channel], out=strip)
        np.bitwise_or(strip, 0xFF000000, out=strip)
    return image


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """The bytes of an RGB32 image (height, width, 4), not copied: valid while the image is."""
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return lines[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)


def jpeg_of(image: QImage) -> bytes:
    """An image as the bytes of a JPEG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 88)  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(buffer.data().data())


def as_image(
    decoding: "Future[Decoded | PhotoFailure]", make: Callable[[Pixels], QImage] = image_of
) -> "Future[QImage | str]":
    """The image, or a sentence; it is made in the thread that decoded, not in the GUI thread."""
    made: Future[QImage | str] = Future()

    def work(done: "Future[Decoded | PhotoFailure]") -> None:
        if done.cancelled():
            made.cancel()
            return
        error = done.exception()
        if error is not None:
            made.set_exception(error)
            return
        result = done.result()
        if isinstance(result, PhotoFailure):
            made.set_result(retold(result.reason))
        elif result.pixels is None:
            made.set_result(tr("This photo cannot be shown."))
        else:
            made.set_result(make(result.pixels))

    decoding.add_done_callback(work)
    return made

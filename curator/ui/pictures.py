"""Sharp pictures for the loupe: decoded in the decode pool, in the order of urgency, bounded."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core import Pixels
from curator.errors import CuratorError
from curator.language import retold
from curator.services.seeing import enlarged
from curator.ui.images import as_image, image_of
from curator.ui.road import Road
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure

_AT_ONCE = 2  # in the pool at a time: what is wanted more urgently a moment later comes next

Submit = Callable[[DecodeRequest], "Future[Decoded | PhotoFailure]"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A photo at a size: at most `long_side` real pixels; with `fill`, small ones are enlarged."""

    path: Path
    content_hash: str | None
    long_side: int
    fill: bool = False

    @property
    def photo(self) -> tuple[Path, str | None]:
        """Which photo it is, whatever the size."""
        return self.path, self.content_hash


class Pictures(QObject):
    """Images by wish. Above `budget` bytes those go that are not wanted now, the oldest first.

    Signals:
        arrived: a picture that was wanted is there now, or cannot be had.
    """

    arrived = Signal()

    def __init__(
        self, submit: Submit, road: Road, *, budget: int = 640 << 20, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._submit = submit
        self._road = road
        self._budget = budget
        self._kept: OrderedDict[Wish, QImage] = OrderedDict()
        self._failed: dict[Wish, str] = {}
        self._wanted: list[Wish] = []
        self._coming: dict[Wish, Future[Decoded | PhotoFailure]] = {}

    def exact(self, wish: Wish) -> QImage | None:
        """The picture of this size, if it is at hand."""
        return self._kept.get(wish)

    def nearest(self, wish: Wish) -> QImage | None:
        """The best that is at hand of the photo: the smallest that is large enough, or the next."""
        if (image := self._kept.get(wish)) is not None:
            return image
        found = [image for kept, image in self._kept.items() if kept.photo == wish.photo]
        enough = [image for image in found if _long(image) >= wish.long_side]
        return min(enough, key=_long) if enough else max(found, key=_long, default=None)

    def why_not(self, wish: Wish) -> str:
        """Why there is no such picture, as a sentence; "" where it is there or to come."""
        return self._failed.get(wish, "")

    def want(self, wishes: Iterable[Wish]) -> None:
        """Get these, the first ones first; what was wanted before and is not now is let go."""
        self._wanted = list(dict.fromkeys(wishes))
        for wish in reversed(self._wanted):
            if wish in self._kept:
                self._kept.move_to_end(wish)
        for wish in [one for one in self._coming if one not in self._wanted]:
            if self._coming[wish].cancel():
                del self._coming[wish]
        self._ask()

    def forget_failures(self) -> None:
        """Try again what could not be had: a folder may be there again."""
        self._failed.clear()

    def forget_all(self) -> None:
        """Want nothing, and free the memory."""
        self.want(())
        self._kept.clear()
        self._failed.clear()

    @property
    def bytes_held(self) -> int:
        """How much memory the pictures take."""
        return sum(image.sizeInBytes() for image in self._kept.values())

    @property
    def coming(self) -> Sequence[Wish]:
        """What is being decoded."""
        return list(self._coming)

    def _ask(self) -> None:
        for wish in self._wanted:
            if len(self._coming) >= _AT_ONCE:
                return
            if wish in self._kept or wish in self._coming or wish in self._failed:
                continue
            request = DecodeRequest(wish.path, pixels_long_side=wish.long_side, thumbnail=False)
            decoding = self._coming[wish] = self._submit(request)
            made = as_image(decoding, partial(_drawn, wish))
            self._road.when(made, partial(self._on_made, wish), partial(self._on_failed, wish))

    def _on_made(self, wish: Wish, image: QImage | str) -> None:
        self._coming.pop(wish, None)
        if isinstance(image, str):
            self._failed[wish] = image
        else:
            self._kept[wish] = image
            self._let_go()
        self.arrived.emit()
        self._ask()

    def _on_failed(self, wish: Wish, error: CuratorError) -> None:
        self._on_made(wish, retold(error))

    def _let_go(self) -> None:
        held = self.bytes_held
        for wish in [one for one in self._kept if one not in self._wanted]:
            if held <= self._budget:
                return
            held -= self._kept.pop(wish).sizeInBytes()


def _drawn(wish: Wish, pixels: Pixels) -> QImage:
    return image_of(enlarged(pixels, wish.long_side) if wish.fill else pixels)


def _long(image: QImage) -> int:
    return max(image.width(), image.height())

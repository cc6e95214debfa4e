"""Pictures for the grid: read and decoded in the background, newest request first.

A small one is there at once. Where it is drawn larger than it is, on a screen of high density or in
large cells, a sharper one follows.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from curator.errors import CuratorError
from curator.library.records import Ranked
from curator.ui.newest_first import NewestFirst
from curator.ui.road import Road

_WAITING = 256  # requests kept; photos scrolled past are forgotten first
_WAITING_SHARP = 48  # about a screen of large ones
_BLURRED = 1.08  # enlarged by more than this is seen

Read = Callable[[str, Path], bytes | None]
"""The JPEG of a photo's thumbnail by content hash (and path, to make a lost one again)."""


class Thumbnails(QObject):
    """Pixmaps by content hash, the longest unused dropped above `budget` bytes.

    Images are made in the threads, pixmaps only in the GUI thread.

    Signals:
        loaded: some asked-for thumbnails are there now.
    """

    loaded = Signal()

    def __init__(
        self,
        read: Read,
        road: Road,
        *,
        read_sharp: Read = lambda name, path: None,
        budget: int = 256 << 20,
        parent: QObject | None = None,
    ) -> None:
        """`read_sharp` gives a larger JPEG of the same photo; it may take long."""
        super().__init__(parent)
        self._road = road
        self._budget = budget
        self._room = QSize(200, 160)
        self._pixmaps: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._bytes = 0
        self._no_sharper: set[str] = set()
        self._small = NewestFirst(
            "thumbnails", partial(self._load, read, sharp=False), most=_WAITING
        )
        self._sharp = NewestFirst(
            "sharp thumbnails", partial(self._load, read_sharp, sharp=True), most=_WAITING_SHARP
        )

    def picture(self, row: Ranked) -> QPixmap | None:
        """A photo's thumbnail if it is at hand, else None: it is then loaded."""
        name = row.content_hash
        if name is None:
            return None
        if name not in self._pixmaps:
            self._small.want(name, row.path)
            return None
        self._pixmaps.move_to_end(name)
        pixmap = self._pixmaps[name]
        if pixmap is not None and self._is_blurred(row, pixmap) and name not in self._no_sharper:
            self._sharp.want(name, row.path)
        return pixmap

    def set_room(self, room: QSize) -> None:
        """Scale from now on to fit into a room in real pixels; what is at hand goes."""
        if room != self._room:
            self._room = QSize(room)
            self.forget_all()

    def forget_all(self) -> None:
        """Load everything again when it is next asked for."""
        self._pixmaps.clear()
        self._no_sharper.clear()
        self._bytes = 0

    @property
    def bytes_held(self) -> int:
        """How much memory the pixmaps take."""
        return self._bytes

    def close(self) -> None:
        """Stop the threads; each ends within one thumbnail."""
        self._small.close()
        self._sharp.close()

    def _is_blurred(self, row: Ranked, pixmap: QPixmap) -> bool:
        """Whether the picture is enlarged to fill its room, though the photo has more pixels."""
        drawn = pixmap.size().scaled(self._room, Qt.AspectRatioMode.KeepAspectRatio)
        has = max(pixmap.width(), pixmap.height()) * _BLURRED
        more = max(row.width or 0, row.height or 0)
        return max(drawn.width(), drawn.height()) > has and more > has

    def _load(self, read: Read, name: str, path: Path, *, sharp: bool) -> None:
        room = QSize(self._room)
        image = _image(read, name, path, room)
        self._road.send(partial(self._keep, name, image, room, sharp=sharp))

    def _keep(self, name: str, image: QImage | None, room: QSize, *, sharp: bool) -> None:
        if room != self._room:
            return
        if sharp and image is None:
            self._no_sharper.add(name)
            return
        if not sharp and name in self._pixmaps:
            return
        self._bytes -= _size(self._pixmaps.pop(name, None))
        self._pixmaps[name] = None if image is None else QPixmap.fromImage(image)
        self._bytes += _size(self._pixmaps[name])
        while self._bytes > self._budget and len(self._pixmaps) > 1:
            self._bytes -= _size(self._pixmaps.popitem(last=False)[1])
        self.loaded.emit()


def _image(read: Read, name: str, path: Path, room: QSize) -> QImage | None:
    try:
        data = read(name, path)
    except CuratorError:  # shown as a photo without a thumbnail
        data = None
    image = QImage() if data is None else QImage.fromData(data)
    if image.isNull():
        return None
    if image.width() > room.width() or image.height() > room.height():
        image = image.scaled(
            room,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _size(pixmap: QPixmap | None) -> int:
    return 0 if pixmap is None else pixmap.width() * pixmap.height() * 4

"""Thumbnails for the grid: read and decoded in one background thread, newest request first."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from curator.errors import CuratorError
from curator.library.records import Ranked
from curator.ui.road import Road

_WAITING = 256  # requests kept; photos scrolled past are forgotten first

Read = Callable[[str, Path], bytes | None]
"""The JPEG of a photo's thumbnail by content hash (and path, to make a lost one again)."""


class Thumbnails(QObject):
    """Pixmaps by content hash, the longest unused dropped above `budget` bytes.

    Images are made in the thread, pixmaps only in the GUI thread.

    Signals:
        loaded: some asked-for thumbnails are there now.
    """

    loaded = Signal()

    def __init__(
        self, read: Read, road: Road, *, budget: int = 256 << 20, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._road = road
        self._budget = budget
        self._room = QSize(200, 160)
        self._pixmaps: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._bytes = 0
        self._wanted: OrderedDict[str, Path] = OrderedDict()
        self._change = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="thumbnails", daemon=True)
        self._thread.start()

    def picture(self, row: Ranked) -> QPixmap | None:
        """A photo's thumbnail if it is at hand, else None: it is then loaded."""
        name = row.content_hash
        if name is None:
            return None
        if name in self._pixmaps:
            self._pixmaps.move_to_end(name)
            return self._pixmaps[name]
        with self._change:
            self._wanted[name] = row.path
            self._wanted.move_to_end(name)
            while len(self._wanted) > _WAITING:
                self._wanted.popitem(last=False)
            self._change.notify()
        return None

    def set_room(self, room: QSize) -> None:
        """Scale from now on to fit into a room in real pixels; what is at hand goes."""
        if room != self._room:
            self._room = QSize(room)
            self.forget_all()

    def forget_all(self) -> None:
        """Load everything again when it is next asked for."""
        self._pixmaps.clear()
        self._bytes = 0

    @property
    def bytes_held(self) -> int:
        """How much memory the pixmaps take."""
        return self._bytes

    def close(self) -> None:
        """Stop the thread; it ends within one thumbnail."""
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closed or self._wanted)
                if self._closed:
                    return
                name, path = self._wanted.popitem(last=True)
            room = self._room
            self._road.send(partial(self._keep, name, self._load(name, path, room), room))

    def _load(self, name: str, path: Path, room: QSize) -> QImage | None:
        try:
            data = self._read(name, path)
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

    def _keep(self, name: str, image: QImage | None, room: QSize) -> None:
        if room != self._room or name in self._pixmaps:
            return
        self._pixmaps[name] = None if image is None else QPixmap.fromImage(image)
        self._bytes += _size(self._pixmaps[name])
        while self._bytes > self._budget and len(self._pixmaps) > 1:
            self._bytes -= _size(self._pixmaps.popitem(last=False)[1])
        self.loaded.emit()


def _size(pixmap: QPixmap | None) -> int:
    return 0 if pixmap is None else pixmap.width() * pixmap.height() * 4

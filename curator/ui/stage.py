"""The photos that are looked at, one or several, tiled as large as possible, zoomed together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from curator.library.records import Ranked
from curator.ui.overlays import Marked
from curator.ui.photo_canvas import PhotoCanvas
from curator.ui.pictures import Pictures
from curator.ui.road import Road
from curator.ui.theme import tones
from curator.ui.tile import Tile
from curator.ui.tiling import best_columns, cells
from curator.ui.zoom import FIT, Point, Zoom, enlarged, moved, stepped

MOST_PIXELS = 160_000_000
"""Of all sharp pictures that are held for what is on the stage, and the next one of a loupe."""

_CALM_MS = 80  # of no further change of size, before pictures are decoded for it


@dataclass(frozen=True, slots=True)
class Kit:
    """What every view of photos needs: rows and pictures by id, both answer at once.

    `advances`: whether a decision about a photo goes on to the next one.
    """

    row: Callable[[int], Ranked | None]
    first: Callable[[Ranked], QPixmap | None]
    thumbnail: Callable[[Ranked], QPixmap | None]
    reason: Callable[[Ranked, str], str]
    pictures: Pictures
    road: Road
    advances: Callable[[], bool]


class Stage(QWidget):
    """Tiles with one zoom for all of them; one tile is active.

    Signals:
        chosen: the place of a tile that was pressed.
        opened: the place of a tile that was double-clicked.
        removed: the place of a tile that is to be taken away.
        changed: other pictures are needed now: the zoom or the sizes are others.
    """

    chosen = Signal(int)
    opened = Signal(int)
    removed = Signal(int)
    changed = Signal()

    def __init__(self, kit: Kit, *, lines: bool, zoomable: bool = True, remove: str = "") -> None:
        super().__init__()
        self._kit = kit
        self._lines, self._zoomable, self._remove = lines, zoomable, remove
        self._columns = 1
        self.tiles: list[Tile] = []
        self.active = 0
        self.zoom = FIT
        self.marked = Marked()
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._calm.timeout.connect(self.changed)

    # What is shown

    def show_rows(self, rows: Sequence[Ranked | None]) -> None:
        """Show these photos, in this order."""
        other = len(rows) != len(self.tiles)
        while len(self.tiles) > len(rows):
            tile = self.tiles.pop()
            tile.hide()
            tile.deleteLater()
        while len(self.tiles) < len(rows):
            self.tiles.append(self._tile(most=MOST_PIXELS // max(2, len(rows))))
        for tile, row in zip(self.tiles, rows, strict=True):
            tile.show_row(row)
        if other:
            self.activate(min(self.active, max(0, len(rows) - 1)))
        self._lay_out()

    def activate(self, place: int) -> None:
        """Make a tile the one that keys decide about."""
        self.active = place
        for number, tile in enumerate(self.tiles):
            tile.show_active(self._lines and number == place)

    @property
    def canvas(self) -> PhotoCanvas:
        """The active photo's."""
        return self.tiles[self.active].canvas

    @property
    def columns(self) -> int:
        """How many tiles stand in a line."""
        return self._columns

    def refresh(self) -> None:
        """Pictures have arrived."""
        for tile in self.tiles:
            tile.canvas.refresh()

    # Zoom

    def show_zoom(self, zoom: Zoom) -> None:
        """Zoom all photos."""
        if not self._zoomable:
            return
        self.zoom = zoom
        for tile in self.tiles:
            tile.canvas.show_zoom(zoom)
        self.changed.emit()

    def toggle_actual(self) -> None:
        """Between fitting and one pixel for one, where it was enlarged last."""
        zoom, canvas = self.zoom, self.canvas
        if zoom.factor is None:
            self.show_zoom(Zoom(1.0, zoom.x, zoom.y))
        else:
            room = canvas.room()
            middle = room[0] / 2, room[1] / 2
            self.show_zoom(enlarged(zoom, None, canvas.size_now(), room, middle))

    def step(self, up: bool, at: Point | None = None, of: PhotoCanvas | None = None) -> None:
        """Zoom a step in or out, around a place of a canvas or its middle."""
        canvas = of or self.canvas
        room = canvas.room()
        where = at or (room[0] / 2, room[1] / 2)
        self.show_zoom(stepped(self.zoom, up, canvas.size_now(), room, where))

    def pan(self, right: float, down: float) -> None:
        """Look further, by shares of the view."""
        canvas = self.canvas
        room = canvas.room()
        further = moved(self.zoom, canvas.size_now(), room, right * room[0], down * room[1])
        self.show_zoom(further)

    def show_overlays(self, marked: Marked) -> None:
        """Mark what is in focus, or clipped, in all photos."""
        self.marked = marked
        for tile in self.tiles:
            tile.canvas.show_overlays(marked)

    # Tiles

    def _tile(self, *, most: int) -> Tile:
        kit = self._kit
        canvas = PhotoCanvas(
            kit.pictures, kit.first, kit.road, zoomable=self._zoomable, most_pixels=most
        )
        canvas.explain_with(kit.reason)
        canvas.show_zoom(self.zoom)
        canvas.show_overlays(self.marked)
        tile = Tile(canvas, line=self._lines, remove=self._remove, parent=self)
        canvas.zoom_wanted.connect(self.show_zoom)
        canvas.stepped.connect(lambda up, at: self.step(up, at, canvas))
        canvas.pressed.connect(lambda: self.chosen.emit(self.tiles.index(tile)))
        canvas.opened.connect(lambda: self.opened.emit(self.tiles.index(tile)))
        tile.removed.connect(lambda: self.removed.emit(self.tiles.index(tile)))
        tile.show()
        return tile

    def _lay_out(self) -> None:
        if not self.tiles:
            return
        ratios = []
        for tile in self.tiles:
            width, height = tile.canvas.size_now()
            ratios.append(width / height)
        below = self.tiles[0].line.sizeHint().height() + 16 if self._lines else 0
        self._columns = best_columns(ratios, self.width(), self.height(), below)
        boxes = cells(len(self.tiles), self._columns, self.width(), self.height())
        for tile, box in zip(self.tiles, boxes, strict=True):
            tile.setGeometry(*box)

    # Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._calm.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(tones(self.palette()).canvas))

"""One photo, sharp at any zoom, on a neutral grey. Works in real pixels of the screen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from curator.language import retold, tr
from curator.library.records import Ranked
from curator.ui.canvas_paint import draw_note, draw_picture, draw_sentence
from curator.ui.overlays import Marked, Overlays
from curator.ui.pictures import Pictures, Wish
from curator.ui.road import Road
from curator.ui.screen_reader import announce
from curator.ui.theme import tones
from curator.ui.words import number
from curator.ui.zoom import FIT, Place, Point, Size, Zoom, enlarged, factor_of, moved, placed

First = Callable[[Ranked], QPixmap | None]
"""What is at hand of a photo at once: a preview or a thumbnail."""

_NOTE_MS = 1200
_PIXELS = 2.0  # from this factor on, the photo's pixels are seen as squares
_REST_MS = 60  # of standing still, before overlays are worked out


class PhotoCanvas(QWidget):
    """Shows what is at hand of a photo until its sharp picture is there.

    Signals:
        zoom_wanted: the zoom that the user asked for with the mouse.
        stepped: the wheel asks for a larger (True) or smaller step around a place (real pixels).
        pressed: the user pressed on this photo.
        opened: a double click, where a click does not zoom.
    """

    zoom_wanted = Signal(object)
    stepped = Signal(bool, object)
    pressed = Signal()
    opened = Signal()

    def __init__(
        self,
        pictures: Pictures,
        first: First,
        road: Road,
        *,
        zoomable: bool = True,
        most_pixels: int = 80_000_000,
        parent: QWidget | None = None,
    ) -> None:
        """`most_pixels` bounds the largest picture that is held for this view."""
        super().__init__(parent)
        self._pictures = pictures
        self._first = first
        self._zoomable = zoomable
        self._most_pixels = most_pixels
        self._row: Ranked | None = None
        self._zoom = FIT
        self._marked = Marked()
        self._note = ""
        self._reason: Callable[[Ranked, str], str] = lambda _, reason: reason
        self._from: QPointF | None = None  # where the mouse went down or was dragged to
        self._dragged = False
        self._overlays = Overlays(road, self)
        self._overlays.ready.connect(self.update)
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._ask_overlay)
        self._note_timer = QTimer(self, interval=_NOTE_MS, singleShot=True)
        self._note_timer.timeout.connect(lambda: self.say(""))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 60)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # What is shown

    @property
    def row(self) -> Ranked | None:
        """The photo shown."""
        return self._row

    @property
    def zoom(self) -> Zoom:
        """How large the photo is shown, and where."""
        return self._zoom

    def show_row(self, row: Ranked | None) -> None:
        """Show a photo, or what is newly known of it."""
        other = row is None or self._row is None or row.photo_id != self._row.photo_id
        self._row = row
        if other:
            self._overlays.forget()
            self.say("")
        self.refresh()

    def show_zoom(self, zoom: Zoom) -> None:
        """Show the photo so large, and there."""
        self._zoom = zoom
        self._describe()
        self._set_cursor()
        self.refresh()

    def show_overlays(self, marked: Marked) -> None:
        """Mark what is in focus, or clipped."""
        self._marked = marked
        self._describe()
        self.refresh()

    def say(self, note: str) -> None:
        """Say something on the photo for a moment."""
        self._note = note
        if note:
            self._note_timer.start()
            announce(self, note)
        self.update()

    def explain_with(self, reason: Callable[[Ranked, str], str]) -> None:
        """Have sentences about photos that cannot be shown made by this."""
        self._reason = reason

    def _describe(self) -> None:
        """For who cannot see how large the photo is, and what is marked in it."""
        zoom = self._zoom.factor
        said = [tr("fitted into the view")]
        if zoom is not None:
            said = [tr("enlarged to {percent} %").format(percent=number(100 * zoom))]
        said += [tr("what is in focus is marked")] if self._marked.focus else []
        said += [tr("clipped lights and shadows are marked")] if self._marked.clipping else []
        self.setAccessibleDescription(", ".join(said))

    def refresh(self) -> None:
        """Pictures have arrived, or something else is shown."""
        self._rest.start() if self._marked else self._overlays.forget()
        self.update()

    def sentence(self) -> str:
        """Why the photo, or its sharp picture, cannot be shown; "" where all is well."""
        row = self._row
        if row is None:
            return tr("This photo is not in the library any more.")
        why = next((why for one in self.wishes() if (why := self._pictures.why_not(one))), "")
        return self._reason(row, retold(row.error or why)) if row.error or why else ""

    def sharp(self) -> bool:
        """Whether the picture that is shown is the one for this size."""
        wish = self._target()
        return wish is not None and self._pictures.exact(wish) is not None

    # Sizes

    def room(self) -> Size:
        """The view's size in real pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def photo_size(self, row: Ranked) -> Size:
        """The photo's upright size; a guess from what is at hand where it is not known yet."""
        if row.width and row.height:
            return row.width, row.height
        at_hand = self._pictures.nearest(_fitting(row, self.room()))
        shown = at_hand or self._first(row)
        return (shown.width(), shown.height()) if shown is not None else (3, 2)

    def size_now(self) -> Size:
        """The size of the photo shown."""
        return (3, 2) if self._row is None else self.photo_size(self._row)

    def factor(self) -> float:
        """Pixels of the screen for one of the photo."""
        return factor_of(self._zoom, self.size_now(), self.room())

    def wishes(self, row: Ranked | None = None) -> Sequence[Wish]:
        """The pictures for a photo (else the one shown) as it is zoomed now, the sharp one first.

        Empty where the photo is known not to be readable.
        """
        row = row or self._row
        if row is None or row.error is not None:
            return ()
        fitting = _fitting(row, self.room(), self.photo_size(row))
        if self._zoom.factor is None:
            return (fitting,)
        width, height = self.photo_size(row)
        long = max(width, height) * min(1.0, self._zoom.factor)
        bound = max(width, height) * (self._most_pixels / (width * height)) ** 0.5
        sharp = Wish(row.path, row.content_hash, max(1, round(min(long, bound))))
        held = self._pictures.exact(fitting) or self._pictures.nearest(fitting)
        return (sharp, fitting) if held is not None else (fitting, sharp)

    # Drawing

    def _target(self) -> Wish | None:
        """The picture that is sharp at this zoom."""
        return min(self.wishes(), key=lambda one: one.fill, default=None)

    def _best(self) -> QImage | None:
        wish = self._target()
        return None if wish is None else self._pictures.nearest(wish)

    def _ask_overlay(self) -> None:
        image = self._best()
        if image is None or not self._marked or not self.isVisible():
            return
        seen = QRectF(QPointF(), QSizeF(*self.room())) & _rect(self._placed())
        part = _part(image, self._placed(), seen)
        if not part.isEmpty():
            self._overlays.ask(image, part, self._marked)

    def _placed(self) -> Place:
        return placed(self._zoom, self.size_now(), self.room())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tones(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.canvas))
        sentence = self.sentence()
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        shown = self._paint_photo(painter)
        painter.restore()
        if sentence:
            draw_sentence(painter, self.rect(), sentence, colours, over_photo=shown)
        if self._note:
            draw_note(painter, self.rect(), self._note)

    def _paint_photo(self, painter: QPainter) -> bool:
        """Draw the best that is at hand; whether there was anything."""
        if self._row is None:
            return False
        place, room = self._placed(), self.room()
        image = self._best()
        if image is None:
            first = self._first(self._row)
            if first is None or first.isNull():
                return False
            draw_picture(painter, first.toImage(), place, room)
            return True
        as_pixels = self._zoom.factor is not None and self._zoom.factor >= _PIXELS and self.sharp()
        draw_picture(painter, image, place, room, as_pixels=as_pixels)
        over = self._overlays.overlay(image, self._marked)
        if over is not None:
            overlay, share = over
            target = QRectF(
                place.left + share.x() * place.width,
                place.top + share.y() * place.height,
                share.width() * place.width,
                share.height() * place.height,
            )
            painter.drawImage(target, overlay, QRectF(overlay.rect()))
        return True

    # The mouse

    def _at(self, position: QPointF) -> Point:
        ratio = self.devicePixelRatioF()
        return position.x() * ratio, position.y() * ratio

    def _set_cursor(self) -> None:
        if not self._zoomable:
            return
        zoomed = self._zoom.factor is not None
        shape = Qt.CursorShape.OpenHandCursor if zoomed else Qt.CursorShape.CrossCursor
        self.setCursor(Qt.CursorShape.ClosedHandCursor if self._dragged else shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from, self._dragged = event.position(), False
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None or not self._zoomable or self._zoom.factor is None:
            return
        way = self._from - event.position()
        if not self._dragged and way.manhattanLength() < QApplication.startDragDistance():
            return
        ratio = self.devicePixelRatioF()
        self._dragged, self._from = True, event.position()
        self._set_cursor()
        room, photo = self.room(), self.size_now()
        self.zoom_wanted.emit(moved(self._zoom, photo, room, way.x() * ratio, way.y() * ratio))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._from is None:
            return
        clicked = not self._dragged
        self._from, self._dragged = None, False
        self._set_cursor()
        if clicked and self._zoomable and self._row is not None:
            factor = 1.0 if self._zoom.factor is None else None
            at = self._at(event.position())
            self.zoom_wanted.emit(enlarged(self._zoom, factor, self.size_now(), self.room(), at))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._zoomable:  # the second click of two is one of its own
            self.mousePressEvent(event)
        else:
            self.opened.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if self._zoomable and turned:
            self.stepped.emit(turned > 0, self._at(event.position()))
        event.accept()

    # Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()


def _fitting(row: Ranked, room: Size, photo: Size | None = None) -> Wish:
    photo = photo or (row.width or 3, row.height or 2)
    place = placed(FIT, photo, room)
    return Wish(row.path, row.content_hash, max(place.width, place.height), fill=True)


def _rect(place: Place) -> QRectF:
    return QRectF(place.left, place.top, place.width, place.height)


def _part(image: QImage, place: Place, seen: QRectF) -> QRect:
    """The pixels of `image` that lie in `seen` of the view."""
    across, down = image.width() / place.width, image.height() / place.height
    part = QRectF(
        (seen.x() - place.left) * across,
        (seen.y() - place.top) * down,
        seen.width() * across,
        seen.height() * down,
    )
    return part.toAlignedRect() & image.rect()

"""Drags photos out of the grid to other programs: their original files, to be copied only."""

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDrag, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from curator.library.records import Ranked
from curator.ui import words
from curator.ui.photo_model import PhotoModel
from curator.ui.theme import tones

_SIDE = 96  # of the picture under the pointer, in device-independent pixels

_copied: QMimeData | None = None  # while it is on the clipboard, Qt owns it


def start_drag(
    source: QWidget,
    photos: PhotoModel,
    photo_ids: Sequence[int],
    picture: Callable[[Ranked], QPixmap | None],
) -> None:
    """Drag the main files of these photos. Only copying is offered, so no program may move them."""
    rows = photos.rows(photo_ids)
    if not rows:
        return
    drag = QDrag(source)
    drag.setMimeData(files_mime(rows))
    shown = _card(source, picture(rows[0]), len(rows))
    drag.setPixmap(shown)
    drag.setHotSpot(QPoint(12, 12))
    drag.exec(Qt.DropAction.CopyAction)


def files_mime(rows: Sequence[Ranked]) -> QMimeData:
    """The files of photos, for a drag or the clipboard: as files, and as paths a line."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(row.path)) for row in rows])
    data.setText("\n".join(str(row.path) for row in rows))
    return data


def copy_files(rows: Sequence[Ranked]) -> None:
    """Put the files of photos on the clipboard."""
    global _copied
    _copied = files_mime(rows)
    QGuiApplication.clipboard().setMimeData(_copied)


def _card(source: QWidget, picture: QPixmap | None, number: int) -> QPixmap:
    ratio = source.devicePixelRatioF()
    colours = tones(source.palette())
    card = QPixmap(QSize(_SIDE, _SIDE) * ratio)
    card.setDevicePixelRatio(ratio)
    card.fill(Qt.GlobalColor.transparent)
    painter = QPainter(card)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if picture is not None and not picture.isNull():
        size = picture.size().scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio)
        painter.setOpacity(0.85)
        painter.drawPixmap(QRectF(0, 0, size.width(), size.height()), picture, picture.rect())
        painter.setOpacity(1.0)
    else:
        painter.fillRect(QRectF(0, 0, _SIDE, _SIDE * 0.7), QColor(colours.card))
    if number > 1:
        shown = words.number(number)
        place = QRectF(4, 4, 18 + 9 * len(shown), 24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(place, 12, 12)
        painter.setPen(QColor(colours.onaccent))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
    painter.end()
    return card


def leave_clipboard() -> None:
    """Leave of copied files their paths alone.

    Qt destroys what it holds for the clipboard when the process ends; that must be no object made
    in Python, which is gone by then.
    """
    if _copied is not None and shiboken6.isValid(_copied):
        QGuiApplication.clipboard().setText(_copied.text())

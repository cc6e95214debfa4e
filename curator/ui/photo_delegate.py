"""Draws one photo of the grid: the picture, its score on it, and the marks below it."""

import math
from collections.abc import Callable

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from curator.language import tr
from curator.library.records import Ranked
from curator.ui import icons, marks, stack_badge
from curator.ui.colours import draw_label
from curator.ui.photo_model import Role
from curator.ui.stack_order import StackMark
from curator.ui.theme import Tones, tones

MARGIN = 5  # between tiles
PADDING = 6  # inside a tile, around the picture
_STRIP = 26  # least height of the line with name and marks

Picture = Callable[[Ranked], QPixmap | None]


def strip_height(metrics: QFontMetrics) -> int:
    """The height of the line with name and marks, in device-independent pixels."""
    return max(_STRIP, metrics.height() + 10)


class PhotoDelegate(QStyledItemDelegate):
    """Takes pictures from a store that answers at once, with None while it still loads.

    `show_generic`: the generic score stands beside the personal one.
    """

    def __init__(self, picture: Picture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = picture
        self.cell = QSize(200, 220)
        self.show_generic = False

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.cell

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Ranked | None = index.data(Role.ROW)
        mark: StackMark | None = index.data(Role.STACK)
        colours = tones(option.palette)
        tile = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_ground(painter, tile, option, colours)
        if mark is not None and mark.collapsed:
            stack_badge.draw_cards(painter, tile, colours)
        elif mark is not None and mark.together:
            stack_badge.draw_together(painter, tile, mark, colours)
        high = strip_height(option.fontMetrics)
        area = tile.adjusted(PADDING, PADDING, -PADDING, -PADDING - high)
        strip = QRect(tile.left() + 8, tile.bottom() - high + 1, tile.width() - 16, high)
        painter.setFont(option.font)
        if row is not None:
            self._draw_picture(painter, area, row, option, colours)
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            words = colours.text if selected else colours.muted  # muted is faint on that ground
            _draw_strip(painter, strip, row, colours, words)
        if mark is not None:
            stack_badge.draw_badge(painter, area.topLeft().toPointF(), mark)
        painter.restore()

    def _draw_picture(
        self,
        painter: QPainter,
        area: QRect,
        row: Ranked,
        option: QStyleOptionViewItem,
        colours: Tones,
    ) -> None:
        if row.error is not None:
            _draw_notice(painter, area, "photo-failed", tr("Cannot be read"), colours)
            return
        picture = self.picture(row)
        place = QRectF(area)
        if picture is None:
            _draw_notice(painter, area, "photo-waiting", "", colours)
        else:
            place = _fitted(picture, area)
            if row.flag == "reject":
                painter.setOpacity(0.4)
            exact = picture.size() == place.size().toSize() * painter.device().devicePixelRatioF()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
            painter.setOpacity(1.0)
        corner = QPointF(place.right() - 4, place.top() + 4)
        marks.draw_badge(painter, corner, row.score, row.generic if self.show_generic else None)
        if row.other is not None:  # the second person's, below the first's
            lower = place.top() + 4 + painter.fontMetrics().height() + 7
            marks.draw_badge(painter, QPointF(place.right() - 4, lower), row.other)


def on_badge(cell: QRect, at: QPointF, metrics: QFontMetrics) -> bool:
    """Whether a point of a photo's cell is on the badge of its stack, about."""
    corner = QPointF(cell.topLeft()) + QPointF(MARGIN + PADDING, MARGIN + PADDING)
    return QRectF(corner, stack_badge.target(metrics)).contains(at)


def _fitted(picture: QPixmap, area: QRect) -> QRectF:
    size = QSize(picture.size()).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(area.center())
    return QRectF(place)


def _draw_ground(
    painter: QPainter, tile: QRect, option: QStyleOptionViewItem, colours: Tones
) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    current = bool(option.state & QStyle.StateFlag.State_HasFocus)
    painter.setBrush(QColor(colours.selected if selected else colours.tile))
    if selected or current:
        painter.setPen(QPen(QColor(colours.accent), 3 if current else 1.5))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(tile), 6, 6)


def _draw_notice(painter: QPainter, area: QRect, name: str, text: str, colours: Tones) -> None:
    side = min(44, area.height() // 2)
    spot = QRectF(0, 0, side, side)
    spot.moveCenter(QPointF(area.center()) - QPointF(0, 10 if text else 0))
    ratio = painter.device().devicePixelRatioF()
    painter.drawImage(spot.topLeft(), icons.image(name, colours.muted, side, ratio))
    if text:
        painter.setPen(QColor(colours.muted))
        high = max(24, painter.fontMetrics().height() + 4)
        below = QRectF(area.left(), spot.bottom() + 4, area.width(), high)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)


def _draw_strip(painter: QPainter, strip: QRect, row: Ranked, colours: Tones, words: str) -> None:
    """`words` is the colour of the name."""
    metrics = QFontMetrics(painter.font())
    side = marks.mark_side(metrics)
    middle = strip.center().y() + 1.0
    left, right = float(strip.left()), float(strip.right())
    if row.flag is not None:
        marks.draw_flag(painter, QPointF(left - 1, middle - side / 2), row.flag, colours, side)
        left += side + 5
    if row.colour is not None:
        draw_label(painter, QPointF(left, middle - side / 2), row.colour, side)
        left += side + 6
    if row.stars:
        right = _draw_stars(painter, QRectF(left, middle, right - left, 0), row.stars, colours) - 6
    painter.setPen(QColor(words))
    name = QRectF(left, strip.top(), max(0.0, right - left), strip.height())
    text = metrics.elidedText(row.path.name, Qt.TextElideMode.ElideMiddle, int(name.width()))
    painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _draw_stars(painter: QPainter, room: QRectF, stars: float, colours: Tones) -> float:
    """Draw stars at the right end of a room; where they begin. Without room: a number and one."""
    metrics = QFontMetrics(painter.font())
    star = 0.8 * marks.mark_side(metrics)
    wide = (star + 2) * math.ceil(stars)
    if wide <= room.width():
        left = room.right() - wide
        marks.draw_stars(painter, left, room.top(), stars, colour=colours.star, side=star)
        return left
    number = f"{stars:g}"
    left = room.right() - star - 4
    marks.draw_stars(painter, left + 2, room.top(), 1, colour=colours.star, side=star)
    left -= metrics.horizontalAdvance(number)
    painter.setPen(QColor(colours.text))
    painter.drawText(QPointF(left, room.top() + metrics.ascent() - metrics.height() / 2), number)
    return left

"""All shortcuts on one sheet: the window's actions as they are, and the keys of the grid itself."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from curator.language import mark, tr
from curator.ui.page import Page

PART = "sheet"
"""The property of an action that names its part of the sheet; without it, it is "Do"."""

SHORTCUTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        mark("Decide"),
        (
            ("1 – 5", mark("Give stars")),
            ("0", mark("Take the stars away")),
            ("P", mark("Pick")),
            ("X", mark("Reject")),
            ("U", mark("Neither picked nor rejected")),
            ("6 – 9", mark("Label red, yellow, green, blue; once more: none")),
        ),
    ),
    (
        mark("Move"),
        (
            (mark("Arrows"), mark("Next photo")),
            (mark("Page Up, Page Down"), mark("A screen further")),
            (mark("Home, End"), mark("Best photo, last photo")),
            (mark("Shift+Arrows"), mark("Choose several")),
            (mark("Esc"), mark("Show all photos again after a search")),
            (mark("Delete"), mark("Remove the filter that you are on")),
            (mark("Menu, Shift+F10"), mark("What can be done with the chosen photos")),
        ),
    ),
    (mark("View"), ()),
    (mark("Do"), ()),
    (
        mark("In the loupe"),
        (
            (mark("Enter, Esc"), mark("Back to the photos")),
            (mark("Z or Space"), mark("One pixel for one, and back")),
            ("+, −", mark("Larger, smaller")),
            (mark("Ctrl+0"), mark("Fit into the window")),
            (mark("Page Up, Page Down"), mark("Next photo, also when zoomed")),
            ("F", mark("Mark what is in focus")),
            ("J", mark("Mark clipped lights and shadows")),
            (mark("Tab"), mark("In compare and survey: the other photo")),
            ("R", mark("In compare: the next photo in its place")),
            (mark("Del"), mark("In survey: out of sight, nothing else")),
        ),
    ),
)

_AROUND = 70  # pixels, beside the columns
_BETWEEN = 8  # pixels, between two parts of a column
_GALLERY = ("Decide", "Move", "View", "Do")
_COLUMNS = 3  # at most; fewer where the screen is narrow for the text

Parts = dict[str, list[tuple[str, str]]]


def lines_of_sheet(actions: Iterable[QAction]) -> Parts:
    """The sheet by parts: keys and what they do; each key of the gallery once."""
    parts = {title: [(tr(k), tr(said)) for k, said in lines] for title, lines in SHORTCUTS}
    said = {keys for title in _GALLERY for keys, _ in parts[title]}
    for action in actions:
        if action.shortcuts() and (keys := _keys_in_words(action)) not in said:
            said.add(keys)
            parts[action.property(PART) or "Do"].append((keys, _meaning(action)))
    return parts


def _in_columns(parts: Parts, number: int) -> list[list[str]]:
    """The parts' titles, in columns of about one length."""
    whole = sum(len(lines) + 1 for lines in parts.values())
    columns: list[list[str]] = [[]]
    so_far = 0
    for title, lines in parts.items():
        wanted = whole * len(columns) / number
        if columns[-1] and so_far + len(lines) + 1 - wanted > wanted - so_far:
            columns.append([])
        columns[-1].append(title)
        so_far += len(lines) + 1
    return columns


def _keys_in_words(action: QAction) -> str:
    """The key, and a second one where it is no other way to type the first."""
    keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
    return tr(" or ").join([keys[0], *(key for key in keys[1:2] if not key.endswith("="))])


def _meaning(action: QAction) -> str:
    said = action.text().partition(":")[0]  # "Undo: 12 photos, picked"
    return said.replace("&", "").rstrip("…")


class ShortcutSheet(QDialog):
    """Keys and what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """The actions are those of the parent and all within it."""
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = [] if parent is None else parent.findChildren(QAction)
        parts, room = lines_of_sheet(actions), self.screen().availableSize()
        for number in range(_COLUMNS, 0, -1):
            content = _content(parts, number)
            if content.sizeHint().width() + _AROUND <= room.width():
                break
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        page = QVBoxLayout(self)
        page.setContentsMargins(22, 20, 22, 16)
        page.addWidget(Page(content), 1)
        page.addSpacing(10)
        page.addWidget(buttons)
        wanted = content.sizeHint()
        height = wanted.height() + buttons.sizeHint().height() + 84
        self.resize(wanted.width() + _AROUND, min(height, room.height()))


def _content(parts: Parts, number: int) -> QWidget:
    """The whole sheet in so many columns."""
    content = QWidget()
    columns = QHBoxLayout(content)
    columns.setContentsMargins(0, 0, 0, 0)
    columns.setSpacing(30)
    for titles in _in_columns(parts, number):
        columns.addLayout(_column([(title, parts[title]) for title in titles]))
    return content


def _column(parts: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> QGridLayout:
    """Parts one below the other, so that all their keys and meanings are in line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 110)
    for title, lines in parts:
        if row := grid.rowCount() if grid.count() else 0:
            grid.setRowMinimumHeight(row, _BETWEEN)
            row += 1
        head = QLabel(tr(title))
        head.setProperty("role", "heading")
        grid.addWidget(head, row, 0, 1, 2)
        for place, (keys, meaning) in enumerate(lines, start=row + 1):
            said = QLabel(meaning)
            said.setAccessibleName(f"{keys}: {meaning}")
            grid.addWidget(QLabel(f"<b>{keys}</b>"), place, 0)
            grid.addWidget(said, place, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    return grid

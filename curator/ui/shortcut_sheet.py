"""All shortcuts on one sheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

_COLUMNS = 3

SHORTCUTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Decide",
        (
            ("1 – 5", "Give stars"),
            ("0", "Take the stars away"),
            ("P", "Pick"),
            ("X", "Reject"),
            ("U", "Neither picked nor rejected"),
            ("Ctrl+G", "Merge the chosen photos into a stack"),
            ("Ctrl+Shift+G", "Split them from their stack"),
            ("Ctrl+Z", "Undo"),
            ("Ctrl+Shift+Z", "Redo"),
        ),
    ),
    (
        "Move",
        (
            ("Arrows", "Next photo"),
            ("Page Up, Page Down", "A screen further"),
            ("Home, End", "Best photo, last photo"),
            ("Shift+Arrows", "Choose several"),
            ("Ctrl+A", "Choose all"),
            ("Ctrl+1", "Go to the photos"),
            ("Ctrl+F", "Find words"),
            ("Ctrl+L", "Choose filters"),
            ("Delete", "Remove the filter that you are on"),
            ("Esc", "Show all photos again after that"),
            ("F6", "Go to the next part of the window"),
            ("S", "Collapse or open the stack"),
            ("Shift+S", "Collapse or open all stacks"),
        ),
    ),
    (
        "Do",
        (
            ("Ctrl+O", "Add a folder"),
            ("Ctrl+N", "New profile"),
            ("Ctrl+P", "Edit the profile"),
            ("Ctrl+K", "Keep a number of photos"),
            ("Ctrl+E", "Export the best"),
            ("Ctrl+J", "Choose the judge"),
            ("F9", "Pause or resume scoring"),
            ("F5", "Look through the folders again"),
            ("F1 or ?", "This sheet"),
            ("Ctrl+Q", "Quit"),
        ),
    ),
    (
        "Look closer",
        (
            ("Enter", "Loupe, and back"),
            ("C", "Compare the chosen photos"),
            ("N", "Survey of the chosen photos"),
            ("Esc", "Back to the photos"),
            ("Z or Space", "One pixel for one, and back"),
            ("+, −", "Larger, smaller"),
            ("Ctrl+0", "Fit into the window"),
            ("Page Up, Page Down", "Next photo, also when zoomed"),
            ("F", "Mark what is in focus"),
            ("J", "Mark clipped lights and shadows"),
            ("Tab", "In compare and survey: the other photo"),
            ("R", "In compare: the next photo in its place"),
            ("Del", "In survey: out of sight, nothing else"),
        ),
    ),
)


class ShortcutSheet(QDialog):
    """Keys and what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for number, (title, lines) in enumerate(SHORTCUTS):
            below, column = divmod(number, _COLUMNS)
            top = below * (max(len(above) for _, above in SHORTCUTS[:_COLUMNS]) + 2)
            head = QLabel(title)
            head.setProperty("role", "heading")
            grid.addWidget(head, top, 3 * column, 1, 2)
            for row, (keys, meaning) in enumerate(lines, start=top + 1):
                key = QLabel(f"<b>{keys}</b>")
                said = QLabel(meaning)
                said.setAccessibleName(f"{keys}: {meaning}")
                grid.addWidget(key, row, 3 * column)
                grid.addWidget(said, row, 3 * column + 1)
            grid.setColumnMinimumWidth(3 * column + 2, 20)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        page = QVBoxLayout(self)
        page.setContentsMargins(22, 20, 22, 16)
        page.addLayout(grid)
        page.addSpacing(10)
        page.addWidget(buttons)

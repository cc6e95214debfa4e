"""What stands in the place of photos when there are none to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from curator.ui.empty_words import Empty


class EmptyView(QWidget):
    """A sentence, advice and, where something can be done, a button.

    Signals:
        show_all_requested, add_folder_requested: the button was pressed.
    """

    show_all_requested = Signal()
    add_folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # holds the focus for the photos to come
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "title")
        self.advice = QLabel()
        self.advice.setProperty("role", "muted")
        self.button = QPushButton()
        self._adds_folder = False
        lines = QVBoxLayout(self)
        lines.setContentsMargins(40, 20, 40, 20)
        lines.setSpacing(10)
        lines.addStretch(1)
        for label in (self.sentence, self.advice):  # as wide as there is room, or lines are lost
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            lines.addWidget(label)
        lines.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addStretch(2)
        self.button.clicked.connect(self._on_clicked)

    def show_empty(self, empty: Empty) -> None:
        """Show why there is nothing."""
        self.setAccessibleName(f"{empty.sentence}. {empty.advice}")
        self.sentence.setText(empty.sentence)
        self.advice.setText(empty.advice)
        self._adds_folder = empty.adds_folder
        self.button.setText(empty.action)
        self.button.setVisible(bool(empty.action))

    def _on_clicked(self) -> None:
        if self._adds_folder:
            self.add_folder_requested.emit()
        else:
            self.show_all_requested.emit()

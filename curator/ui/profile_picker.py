"""Whose taste ranks the photos; edit it or make another one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from curator.language import tr
from curator.library.records import StoredProfile
from curator.ui import icons

_LEAST = 6  # letters of a name that are always seen
_FIXED = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class ProfilePicker(QWidget):
    """The profiles by name.

    Signals:
        chosen: a profile's id.
        compared: the id of a second profile, or None for no second one.
        edit_requested, new_requested: the user wants to edit the chosen one, or make one.
    """

    chosen = Signal(int)
    compared = Signal(object)
    edit_requested = Signal()
    new_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(tr("&Ranked for"))
        title.setProperty("role", "section")
        self.box = QComboBox()
        self.box.setAccessibleName(tr("Profile"))
        self.box.setMinimumContentsLength(_LEAST)
        self.box.setSizeAdjustPolicy(_FIXED)
        title.setBuddy(self.box)
        self.other = QComboBox()
        self.other.setAccessibleName(tr("Second profile"))
        self.other.setToolTip(tr("Show a second person's scores beside the first's"))
        self.other.setMinimumContentsLength(_LEAST)
        self.other.setSizeAdjustPolicy(_FIXED)
        self._beside = QLabel(tr("&Beside"))
        self._beside.setProperty("role", "muted")
        self._beside.setBuddy(self.other)
        self.edit = QToolButton()
        self.new = QToolButton()
        for button, said in (
            (self.edit, tr("Edit this profile (Ctrl+P)")),
            (self.new, tr("New profile (Ctrl+N)")),
        ):
            button.setAccessibleName(said)
            button.setToolTip(said)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.box, 1)
        line.addWidget(self.edit)
        line.addWidget(self.new)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(title)
        lines.addLayout(line)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self._beside)
        second.addWidget(self.other, 1)
        lines.addLayout(second)
        self.other.activated.connect(self._on_other_activated)
        self.box.activated.connect(self._on_activated)
        self.edit.clicked.connect(self.edit_requested)
        self.new.clicked.connect(self.new_requested)
        self._draw_icons()

    def show_profiles(self, profiles: Sequence[StoredProfile], chosen: int | None) -> None:
        """Show the profiles with one of them chosen."""
        with QSignalBlocker(self.box):
            self.box.clear()
            for stored in profiles:
                self.box.addItem(stored.profile.name, stored.id)
            place = self.box.findData(chosen)
            if place >= 0:
                self.box.setCurrentIndex(place)
        self.edit.setEnabled(bool(profiles))

    def show_other(self, profiles: Sequence[StoredProfile], chosen: int | None) -> None:
        """Offer these as the second one, with one of them, or nobody, chosen."""
        with QSignalBlocker(self.other):
            self.other.clear()
            self.other.addItem(tr("Nobody"), None)
            for stored in profiles:
                self.other.addItem(stored.profile.name, stored.id)
            self.other.setCurrentIndex(max(0, self.other.findData(chosen)))
        for widget in (self.other, self._beside):
            widget.setVisible(bool(profiles))

    def _on_other_activated(self, place: int) -> None:
        self.compared.emit(self.other.itemData(place))

    def _on_activated(self, place: int) -> None:
        self.chosen.emit(self.box.itemData(place))

    def _draw_icons(self) -> None:
        self.edit.setIcon(icons.icon("edit", self.palette()))
        self.new.setIcon(icons.icon("add", self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "new"):
            self._draw_icons()

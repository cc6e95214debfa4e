"""Makes a profile, or edits one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core import Profile
from curator.language import tr
from curator.ui.page import Page
from curator.ui.profile_form import ProfileForm
from curator.ui.text_size import resize_scaled


class ProfileDialog(QDialog):
    """The form in a dialog; it stays open until the profile was stored.

    Signals:
        saved: the profile (a Profile) as the user wants it.
    """

    saved = Signal(object)

    def __init__(self, profile: Profile | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(
            tr("New profile") if profile is None else tr("Edit {name}").format(name=profile.name)
        )
        resize_scaled(self, 960, 640)
        self.form = ProfileForm()
        self._grown = 0  # pixels, while the traits are unfolded
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = QPushButton(tr("&Save"))
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 18, 20, 16)
        lines.addWidget(Page(self.form), 1)
        foot = QHBoxLayout()
        foot.addWidget(self._problem, 1)
        foot.addWidget(buttons)
        lines.addLayout(foot)
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        self.form.changed.connect(self._check)
        self.form.about.unfolded.connect(self._on_unfolded)
        if profile is not None:
            self.form.set_profile(profile)
        self._check()

    def show_problem(self, sentence: str) -> None:
        """Say why the profile could not be stored."""
        self._problem.setText(sentence)

    def problem_text(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()

    def _check(self) -> None:
        named = bool(self.form.profile().name)
        self.save.setEnabled(named)
        self._problem.setText("" if named else tr("Give the profile a name."))

    def _on_unfolded(self, on: bool) -> None:
        """Make room for the traits where the screen has it."""
        if on:
            height = self.height() + self.form.about.body.sizeHint().height()
            room = self.screen().availableGeometry().height() - 60  # but for the window's frame
            self._grown = max(0, min(height, room) - self.height())
        self.resize(self.width(), self.height() + (self._grown if on else -self._grown))

    def _on_save(self) -> None:
        self.saved.emit(self.form.profile())

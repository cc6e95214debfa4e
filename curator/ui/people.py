"""Profiles: their forms, read as they are typed, and stored."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core import Profile, Reading
from curator.errors import CuratorError
from curator.language import retold
from curator.library.records import StoredProfile
from curator.ui.profile_dialog import ProfileDialog
from curator.ui.profile_form import ProfileForm
from curator.ui.road import Road

Read = Callable[[Profile], "Future[Reading]"]
Store = Callable[[Profile], StoredProfile]


class People(QObject):
    """Makes and edits profiles in a dialog.

    Signals:
        stored: a profile (a StoredProfile) is new, or is another one now.
    """

    stored = Signal(object)

    def __init__(self, read: Read, road: Road, window: QWidget) -> None:
        super().__init__(window)
        self._read = read
        self._road = road
        self._window = window

    def attend(self, form: ProfileForm) -> None:
        """Read what is typed into a form."""
        form.reading_wanted.connect(lambda profile: self._on_reading_wanted(form, profile))

    def make(self, store: Store) -> ProfileDialog:
        """Ask for a new profile."""
        return self._open(ProfileDialog(parent=self._window), store)

    def edit(self, profile: Profile, store: Store) -> ProfileDialog:
        """Edit a profile."""
        return self._open(ProfileDialog(profile, self._window), store)

    def _open(self, dialog: ProfileDialog, store: Store) -> ProfileDialog:
        self.attend(dialog.form)

        def on_stored(stored: StoredProfile) -> None:
            if isValid(dialog):
                dialog.accept()
            self.stored.emit(stored)

        def sorry(error: CuratorError) -> None:
            if isValid(dialog):
                dialog.show_problem(retold(error))

        dialog.saved.connect(
            lambda profile: self._road.do(lambda: store(profile), on_stored, sorry)
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _on_reading_wanted(self, form: ProfileForm, profile: Profile) -> None:
        def show(reading: Reading) -> None:
            if isValid(form):  # its dialog may have been closed meanwhile
                form.show_reading(profile, reading)

        def sorry(error: CuratorError) -> None:
            if isValid(form):
                form.reading.show_problem(retold(error))

        self._road.when(self._read(profile), show, sorry)

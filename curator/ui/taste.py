"""Whose taste ranks the photos: the profiles, the one that is shown, and a second beside it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core import Profile
from curator.language import retold, tr
from curator.library import Library
from curator.library.records import StoredProfile
from curator.settings import Settings
from curator.ui.filter_store import from_plain
from curator.ui.gallery import Gallery
from curator.ui.main_window import MainWindow
from curator.ui.people import People, Read
from curator.ui.road import Road


class Taste(QObject):
    """Shows the gallery by the chosen profile; profiles are made, edited and compared.

    Signals:
        shown: the last profile is shown, or the first page where there is none.
    """

    shown = Signal()

    def __init__(
        self,
        library: Library,
        gallery: Gallery,
        read: Read,
        road: Road,
        window: MainWindow,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._library = library
        self._gallery = gallery
        self._road = road
        self._window = window
        self._settings = settings
        self._known: Sequence[StoredProfile] = ()
        self._people = People(read, road, window)
        self._people.attend(window.first_run.form)
        self._people.stored.connect(self._on_stored)
        window.first_run.started.connect(self._on_started)
        window.profiles.chosen.connect(self._on_chosen)
        window.profiles.new_requested.connect(lambda: self._people.make(library.profiles.add))
        window.profiles.edit_requested.connect(self._on_edit)
        window.profiles.compared.connect(self._on_compared)

    def begin(self) -> None:
        """Show the profile of the last time."""
        self._road.do(self._library.profiles.list, self._on_first)

    def _on_first(self, profiles: Sequence[StoredProfile]) -> None:
        self._known = profiles
        known = {stored.id: stored for stored in profiles}
        if profiles:
            last = self._settings.last_profile_id
            chosen = known.get(last if last is not None else -1, profiles[0])
            self._window.profiles.show_profiles(profiles, chosen.id)
            self._gallery.start(chosen)
            self._restore_other(chosen, known)
        else:
            self._window.show_first_run()
        self._window.repaint()
        self.shown.emit()

    def _restore_other(self, now: StoredProfile, known: Mapping[int, StoredProfile]) -> None:
        """Show the second person of the last time again, with the order and filters of both."""
        other = known.get(self._settings.other_profile_id or -1)
        if other is not None and other.id != now.id:
            self._gallery.show_other(other)
            if self._settings.filters:
                self._window.filters.set_filters(from_plain(self._settings.filters))
        self._offer_others()

    def _on_started(self, profile: Profile, folder: Path) -> None:
        library = self._library

        def work() -> StoredProfile:
            stored = library.profiles.add(profile)
            library.roots.add(folder)
            return stored

        page = self._window.first_run
        self._road.do(work, self._on_stored, lambda error: page.show_problem(retold(error)))

    def _on_edit(self) -> None:
        profiles, stored = self._library.profiles, self._gallery.profile
        if stored is not None:
            before = stored.profile

            def store(changed: Profile) -> StoredProfile:
                edited = profiles.edit(before.name, changed)
                self._road.send(lambda: self._note_edit(before, edited.profile))
                return edited

            self._people.edit(before, store)

    def _note_edit(self, before: Profile, after: Profile) -> None:
        """An edit of a profile is a step that can be undone; its old scores are found again."""
        profiles = self._library.profiles
        stored: list[StoredProfile] = []
        self._gallery.history.push(
            tr("profile {name}, edited").format(name=after.name),
            lambda: stored.append(profiles.edit(before.name, after)),
            lambda: stored.append(profiles.edit(after.name, before)),
            lambda _: self._on_stored(stored[-1]),
            notable=True,
            is_done=True,
        )

    def _on_stored(self, stored: StoredProfile) -> None:
        others = [one for one in self._known if one.id != stored.id]
        self._known = sorted([*others, stored], key=lambda one: one.profile.name.casefold())
        self._window.profiles.show_profiles(self._known, stored.id)
        self._gallery.start(stored)
        self._offer_others()

    def _on_chosen(self, profile_id: int) -> None:
        stored = self._find(profile_id)
        if stored is not None:
            self._gallery.show_profile(stored)
            self._offer_others()

    def _on_compared(self, profile_id: int | None) -> None:
        self._gallery.show_other(self._find(profile_id))

    def _find(self, profile_id: int | None) -> StoredProfile | None:
        return next((one for one in self._known if one.id == profile_id), None)

    def _offer_others(self) -> None:
        """The second person can be anybody but the first."""
        now, other = self._gallery.profile, self._gallery.other
        if now is not None:
            others = [one for one in self._known if one.id != now.id]
            self._window.profiles.show_other(others, None if other is None else other.id)

"""The window's composition root: makes everything, connects it, shuts it down."""

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from core import Device, Profile
from curator.errors import CuratorError
from curator.language import retold, tr
from curator.library.records import Ranked, StoredProfile
from curator.settings import Home, Settings
from curator.ui import icons, screen_reader
from curator.ui.crash import CrashReporter, reporting
from curator.ui.filter_store import from_plain, to_plain
from curator.ui.filters import Filters
from curator.ui.judge_source import JudgeSource, judge_source
from curator.ui.keep_place import Place
from curator.ui.main_window import MainWindow
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_drag import leave_clipboard
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.road import Road
from curator.ui.singletons import keep_singletons
from curator.ui.speaking import speak
from curator.ui.theme import DARK, Theme
from curator.ui.thumbnails import Thumbnails
from curator.ui.tidying import collecting_here, leave_alone
from curator.ui.words import count

if TYPE_CHECKING:
    from curator.ui.gallery import Gallery
    from curator.ui.parts import Parts
    from curator.ui.people import People
    from curator.ui.tray import Tray
    from curator.ui.viewing import Viewing


log = logging.getLogger(__name__)


def run_window(home: Home, *, device: Device, smoke: bool, judge: JudgeSource | None = None) -> int:
    """Open the window and stay until it is closed; the exit code.

    `smoke` leaves as soon as the library is open and its page was painted; no judge is started.
    `judge` takes the place of the settings' judge, in tests. When the user chooses another judge,
    or another language, the window closes and is opened anew with it.
    """
    keep_singletons()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Curator")
    application.setWindowIcon(QIcon(icons.pixmap("curator", DARK.accent, 64)))
    Theme.of(application)
    while True:
        speak(application, Settings.load(home).language)
        source = judge or judge_source(Settings.load(home).judge, device)
        session = WindowSession(home, source, background=not smoke)
        with reporting(CrashReporter(session.road, session.window)), collecting_here():
            session.ready.connect(leave_alone)
            session.show()
            if smoke:
                session.ready.connect(session.window.close, Qt.ConnectionType.QueuedConnection)
            code = application.exec()
        if not session.reopen:
            return 2 if smoke and session.problem else code
        session.leave()
        if not session.same_judge:
            judge = None


class WindowSession(QObject):
    """One window from its opening to its end. It is shown first, and loads after.

    Signals:
        ready: the library is open (or cannot be opened) and its page is shown.
    """

    ready = Signal()

    def __init__(self, home: Home, judge: JudgeSource, *, background: bool = True) -> None:
        """Without `background` nothing is scanned or scored, and no child process is started."""
        super().__init__()
        screen_reader.install()
        self._home = home
        self._judge = judge
        self._background = background
        self._parts: Parts | None = None
        self._people: People | None = None
        self._profiles: Sequence[StoredProfile] = ()
        self.gallery: Gallery | None = None
        self.viewing: Viewing | None = None
        self.tray: Tray | None = None
        self.problem = ""
        self.move_to_trash: Callable[[Path], object] | None = None  # None: the system's trash
        self.reopen = False  # once closed, with the judge and language in the settings by then
        self.same_judge = False  # reopened for another reason than the judge
        self.settings = Settings.load(home)
        self.road = Road(self)
        self.thumbnails = Thumbnails(
            self._thumbnail, self.road, read_sharp=self._sharp_thumbnail, parent=self
        )
        self.model = PhotoModel(self._rows, self)
        self.window = MainWindow(PhotoGrid(self.model, PhotoDelegate(self.thumbnails.picture)))
        window, grid = self.window, self.window.grid
        self.road.failed.connect(lambda text: window.messages.show_message(retold(text), "error"))
        self.thumbnails.loaded.connect(grid.repaint_soon)
        grid.room_changed.connect(self.thumbnails.set_room)
        window.strip.size_chosen.connect(grid.set_side)
        window.closed.connect(self.close)
        window.strip.thumbnail_size.setValue(self.settings.thumbnail_size)
        kept = Filters(self.settings.sort, self.settings.min_score)
        if self.settings.filters:
            kept = from_plain(self.settings.filters)
        saved = {name: from_plain(one) for name, one in self.settings.saved_filters.items()}
        window.filters.restore(kept, saved)
        window.folders.restore(self.settings.root_id)
        window.grid_actions.restore(
            generic=self.settings.show_generic, advance=self.settings.auto_advance
        )
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._theme = Theme.of(application)
        window.system_changed.connect(self._theme.follow_system)
        window.comfort.text_wanted.connect(self._theme.show_text)
        window.comfort.calm_wanted.connect(self._theme.show_calm)
        window.comfort.restore(
            percent=self.settings.text_size,
            calm=self.settings.calm,
            stay=self.settings.keep_watching,
        )

    def show(self) -> None:
        """Show the window, then open the library."""
        self.window.restore(self.settings.geometry, self.settings.splitter)
        self.window.show()
        QTimer.singleShot(0, self._open)

    def close(self) -> None:
        """Keep the settings, end all work. The window may be gone after."""
        if self.gallery is not None:
            self._save()
            self._theme.changed.disconnect(self._pace)
        self.window.hide()  # at once: what is under way now may take a moment to end
        if self.gallery is not None:
            self.gallery.close()
        if self._parts is not None:
            self._parts.close_children()
        leave_clipboard()
        self.thumbnails.close()
        self.road.close()
        if self._parts is not None:
            self._parts.library.close()
            self._parts = None

    def leave(self) -> None:
        """Give back the memory of the closed window.

        Qt holds the closures that are connected to its signals, and these hold the window: a circle
        that Python does not see, and that ends with Qt's objects only.
        """
        self.window.deleteLater()
        self.deleteLater()

    def _open(self) -> None:
        home, judge, background = self._home, self._judge, self._background

        def work() -> "Parts":
            # Late, and in another thread: the database's libraries take half a second to import.
            from curator.ui import gallery, parts, people  # noqa: F401

            opened = parts.Parts.open(home, judge)
            if background:
                opened.judge.start()
            return opened

        self.road.do(work, self._on_opened, self._on_not_opened)

    def _on_not_opened(self, error: CuratorError) -> None:
        self.problem = str(error)
        self.window.show_opening(retold(error))
        self.ready.emit()

    def _on_opened(self, parts: "Parts") -> None:
        from curator.ui.details import Details
        from curator.ui.gallery import Gallery
        from curator.ui.people import People
        from curator.ui.pictures import Pictures
        from curator.ui.previews import Previews
        from curator.ui.tray import Tray
        from curator.ui.viewing import Viewing

        self._parts = parts
        window = self.window
        if parts.library.restored is not None:
            window.messages.show_message(retold(parts.library.restored), "error")
        if parts.problem:
            window.messages.show_message(retold(parts.problem), "error")
        submit = partial(parts.decode.submit, urgent=True)
        previews = Previews(submit, self.road)
        details = Details(window.detail, self.model, previews, self.thumbnails, self.road, self)
        self.gallery = Gallery(window, self.model, details, parts, self.road)
        self.gallery.background = self._background
        self.tray = Tray(window)
        self.gallery.engine.happened.connect(self.tray.follow)
        window.put_away.connect(self._save)
        self._theme.changed.connect(self._pace)
        self._pace()
        folders, decider = self.gallery.folders, self.gallery.decider
        pictures = Pictures(submit, self.road, parent=self)
        self.viewing = Viewing(
            *(window, self.model, pictures, previews, self.thumbnails),
            *(lambda: folders.roots, self.road),
        )
        self.viewing.stars_given.connect(decider.give_stars)
        self.viewing.flag_given.connect(decider.give_flag)
        self.viewing.colour_given.connect(decider.give_colour)
        decider.taken_back.connect(self.viewing.follow)
        decider.decided.connect(self.viewing.rows_changed)
        self.gallery.stacks.collapsed = self.settings.stacks_collapsed
        self.gallery.kept_place = kept_place(self.settings)
        self.gallery.menu.more = [
            (tr("&Look closer"), self.viewing.actions),
            (tr("S&tack"), self.gallery.stacks.actions),
        ]
        self.gallery.menu.export_requested.connect(self._on_export)
        window.trash_requested.connect(self._on_trash)
        self._people = People(parts.judge.read, self.road, window)
        self._people.attend(window.first_run.form)
        self._people.stored.connect(self._on_profile_stored)
        window.first_run.started.connect(self._on_started)
        window.profiles.chosen.connect(self._on_profile_chosen)
        window.profiles.new_requested.connect(self._on_new_profile)
        window.profiles.edit_requested.connect(self._on_edit_profile)
        window.filters.export_requested.connect(lambda: self._on_export())
        window.judge_requested.connect(self._on_judge)
        window.languages.show_chosen(self.settings.language)
        window.languages.chosen.connect(self._on_language)
        window.keep_requested.connect(self._on_keep)
        window.profiles.compared.connect(self._on_compared)
        window.filters.saved.changed.connect(self._save)
        self.road.do(parts.library.profiles.list, self._on_first_profiles)

    def _pace(self) -> None:
        """While scores arrive, photos change places seldom for who wants little motion."""
        if self.gallery is not None:
            self.gallery.ranking.be_calm(self._theme.calm)

    def _on_first_profiles(self, profiles: Sequence[StoredProfile]) -> None:
        self._profiles = profiles
        known = {stored.id: stored for stored in profiles}
        assert self.gallery is not None
        if profiles:
            last = self.settings.last_profile_id
            chosen = known.get(last if last is not None else -1, profiles[0])
            self.window.profiles.show_profiles(profiles, chosen.id)
            self.gallery.start(chosen)
            self._restore_other(known)
        else:
            self.window.show_first_run()
        self.window.repaint()
        self.ready.emit()

    def _on_started(self, profile: Profile, folder: Path) -> None:
        assert self._parts is not None
        library = self._parts.library

        def work() -> StoredProfile:
            stored = library.profiles.add(profile)
            library.roots.add(folder)
            return stored

        self.road.do(
            work,
            self._on_profile_stored,
            lambda error: self.window.first_run.show_problem(retold(error)),
        )

    def _on_new_profile(self) -> None:
        if self._people is not None and self._parts is not None:
            self._people.make(self._parts.library.profiles.add)

    def _on_edit_profile(self) -> None:
        if self._people is None or self._parts is None or self.gallery is None:
            return
        profiles, stored = self._parts.library.profiles, self.gallery.profile
        if stored is not None:
            before = stored.profile

            def store(changed: Profile) -> StoredProfile:
                edited = profiles.edit(before.name, changed)
                self.road.send(lambda: self._note_edit(before, edited.profile))
                return edited

            self._people.edit(before, store)

    def _on_profile_stored(self, stored: StoredProfile) -> None:
        others = [one for one in self._profiles if one.id != stored.id]
        self._profiles = sorted([*others, stored], key=lambda one: one.profile.name.casefold())
        self.window.profiles.show_profiles(self._profiles, stored.id)
        assert self.gallery is not None
        self.gallery.start(stored)
        self._offer_others()

    def _on_profile_chosen(self, profile_id: int) -> None:
        stored = next((one for one in self._profiles if one.id == profile_id), None)
        if stored is not None and self.gallery is not None:
            self.gallery.show_profile(stored)
            self._offer_others()

    def _restore_other(self, known: Mapping[int, StoredProfile]) -> None:
        """Show the second person of the last time again, with the order and filters of both."""
        assert self.gallery is not None
        assert self.gallery.profile is not None
        other = known.get(self.settings.other_profile_id or -1)
        if other is not None and other.id != self.gallery.profile.id:
            self.gallery.show_other(other)
            if self.settings.filters:
                self.window.filters.set_filters(from_plain(self.settings.filters))
        self._offer_others()

    def _on_compared(self, profile_id: int | None) -> None:
        if self.gallery is not None:
            stored = next((one for one in self._profiles if one.id == profile_id), None)
            self.gallery.show_other(stored)

    def _offer_others(self) -> None:
        """The second person can be anybody but the first."""
        assert self.gallery is not None
        assert self.gallery.profile is not None
        now, other = self.gallery.profile, self.gallery.other
        others = [one for one in self._profiles if one.id != now.id]
        self.window.profiles.show_other(others, None if other is None else other.id)

    def _on_export(self, only: Sequence[int] = ()) -> None:
        """Export the best, or the best of some photos."""
        if self._parts is None or self.gallery is None or self.gallery.profile is None:
            return
        from curator.ui.exporting import Exporting

        name = self.gallery.profile.profile.name
        what = count(len(only), "chosen photo") if only else self.window.folders.chosen_name()
        source = tr("{what}, ranked for {name}. Rejected photos are left out.").format(
            what=what, name=name
        )
        query = self.gallery.export_query()
        exporting = Exporting(self._parts.library, query, source, self.road, self.window, only=only)
        self.window.closed.connect(exporting.cancel)
        exporting.open()

    def _on_keep(self) -> None:
        if self._parts is None or self.gallery is None or self.gallery.profile is None:
            return
        from curator.ui.keeping import Keeping

        folded, who = self.gallery.stacks.folded(), self.gallery.profile.id
        ids = [*self.model.ids, *(photo for one in folded.values() for photo in one.photos)]
        key, judgements = self.gallery.key(), self._parts.library.judgements

        def rows() -> Sequence[Ranked]:
            found = judgements.rows(ids, key, who)
            return [found[photo] for photo in ids if photo in found]

        keeping = Keeping(
            rows,
            self._parts.library.stacks.numbers,
            folded,
            self._rows,
            self.thumbnails.picture,
            self.gallery.decider,
            self.road,
            self.window,
        )
        self.thumbnails.loaded.connect(keeping.dialog.repaint_soon)
        keeping.dialog.open()

    def _on_trash(self) -> None:
        if self._parts is None or self.gallery is None or self.gallery.profile is None:
            return
        from curator.ui.trashing import Trashing

        name = self.gallery.profile.profile.name
        where = self.window.folders.chosen_name()
        source = tr("{where}, rejected by {name}").format(where=where, name=name)
        query = replace(self.gallery.export_query(), flag="reject", include_failed=True)
        trashing = Trashing(
            self._parts.library, query, source, self.road, self.window, move=self.move_to_trash
        )
        trashing.moved.connect(self.gallery.on_gone)
        self.window.closed.connect(trashing.cancel)
        trashing.open()

    def _on_judge(self) -> None:
        from curator.ui.judge_choosing import JudgeChoosing

        choosing = JudgeChoosing(self._home, self._judge.name, self.road, self.window)
        choosing.chosen.connect(self._on_judge_chosen)
        choosing.open()

    def _on_judge_chosen(self) -> None:
        self.reopen = True
        self.window.leave()

    def _on_language(self, language: str) -> None:
        if language == self.settings.language:
            return
        home = self._home

        def work() -> None:
            replace(Settings.load(home), language=language).save(home)

        def then(_: None) -> None:
            self.same_judge = True
            self._on_judge_chosen()

        self.road.do(work, then)

    def _save(self) -> None:
        assert self.gallery is not None
        profile = self.gallery.profile
        bar = self.window.filters
        wanted = bar.filters()
        place = self.window.grid.place()
        actions = self.window.grid_actions
        geometry = self.window.saveGeometry().toBase64().data()
        kept = replace(
            Settings.load(self._home),  # the judges in it may be others than at the start
            last_profile_id=None if profile is None else profile.id,
            geometry=bytes(geometry).decode("ascii"),
            splitter=self.window.splitter_state(),
            thumbnail_size=self.window.strip.thumbnail_size.value(),
            sort=wanted.sort,
            min_score=wanted.min_score,
            other_profile_id=None if self.gallery.other is None else self.gallery.other.id,
            filters=to_plain(wanted),
            saved_filters={n: to_plain(f) for n, f in bar.saved.saved.items()},
            stacks_collapsed=self.gallery.stacks.collapsed,
            root_id=self.window.folders.chosen_id(),
            photo_id=None if place is None else place.photo_id,
            photo_y=0 if place is None else place.y,
            chosen=() if place is None else place.chosen,
            show_generic=actions.generic.isChecked(),
            auto_advance=actions.advance.isChecked(),
            text_size=self.window.comfort.percent,
            calm=self.window.comfort.calm.isChecked(),
            keep_watching=self.window.comfort.stay.isChecked(),
        )
        try:
            kept.save(self._home)
        except CuratorError as error:  # the window closes; the next one starts from the old ones
            log.warning("%s", error)

    def _note_edit(self, before: Profile, after: Profile) -> None:
        """An edit of a profile is a step that can be undone; its old scores are found again."""
        assert self._parts is not None
        assert self.gallery is not None
        profiles, gallery = self._parts.library.profiles, self.gallery
        stored: list[StoredProfile] = []
        gallery.history.push(
            tr("profile {name}, edited").format(name=after.name),
            lambda: stored.append(profiles.edit(before.name, after)),
            lambda: stored.append(profiles.edit(after.name, before)),
            lambda _: self._on_profile_stored(stored[-1]),
            notable=True,
            is_done=True,
        )

    def _rows(self, photo_ids: Sequence[int]) -> Mapping[int, Ranked]:
        if self._parts is None or self.gallery is None or self.gallery.profile is None:
            return {}
        rows = self._parts.library.judgements.rows
        key, other = self.gallery.key(), self.gallery.other_key()
        return rows(photo_ids, key, self.gallery.profile.id, other)

    def _thumbnail(self, content_hash: str, path: Path) -> bytes | None:
        return None if self._parts is None else self._parts.thumbnail(content_hash, path)

    def _sharp_thumbnail(self, content_hash: str, path: Path) -> bytes | None:
        return None if self._parts is None else self._parts.sharp_thumbnail(content_hash, path)


def kept_place(settings: Settings) -> Place | None:
    """Where the user was at the end of the last time."""
    if settings.photo_id is None:
        return None
    return Place(settings.photo_id, settings.photo_y, settings.chosen)

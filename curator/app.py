"""The window's composition root: makes everything, connects it, shuts it down."""

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from core import Device
from curator.errors import CuratorError
from curator.language import retold, tr
from curator.library.records import Ranked
from curator.settings import Home, Settings
from curator.ui import icons, remembering, screen_reader
from curator.ui.crash import CrashReporter, reporting
from curator.ui.judge_source import JudgeSource, judge_source
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
from curator.ui.tidying import clear_away, collecting_here, leave_alone

if TYPE_CHECKING:
    from curator.ui.errands import Errands
    from curator.ui.gallery import Gallery
    from curator.ui.parts import Parts
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
        if not session.same_judge:
            judge = None
        session.leave()
        del session
        clear_away()


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
        self.gallery: Gallery | None = None
        self.viewing: Viewing | None = None
        self.tray: Tray | None = None
        self.errands: Errands | None = None
        self.problem = ""
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
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._theme = Theme.of(application)
        window.system_changed.connect(self._theme.follow_system)
        window.comfort.text_wanted.connect(self._theme.show_text)
        window.comfort.calm_wanted.connect(self._theme.show_calm)
        remembering.restore(window, self.settings)

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
            from curator.ui import errands, gallery, parts, taste  # noqa: F401

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
        from curator.ui.errands import Errands
        from curator.ui.gallery import Gallery
        from curator.ui.pictures import Pictures
        from curator.ui.previews import Previews
        from curator.ui.taste import Taste
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
        self.gallery.kept_place = remembering.kept_place(self.settings)
        self.gallery.menu.more = [
            (tr("&Look closer"), self.viewing.actions),
            (tr("S&tack"), self.gallery.stacks.actions),
        ]
        rows, thumbnails = self._rows, self.thumbnails
        self.errands = Errands(
            parts.library, self.gallery, self.model, rows, thumbnails, self.road, window
        )
        window.judge_requested.connect(self._on_judge)
        window.languages.show_chosen(self.settings.language)
        window.languages.chosen.connect(self._on_language)
        window.filters.saved.changed.connect(self._save)
        self._taste = Taste(
            parts.library, self.gallery, parts.judge.read, self.road, window, self.settings
        )
        self._taste.shown.connect(self.ready)
        self._taste.begin()

    def _pace(self) -> None:
        """While scores arrive, photos change places seldom for who wants little motion."""
        if self.gallery is not None:
            self.gallery.ranking.be_calm(self._theme.calm)

    def _on_judge(self) -> None:
        from curator.ui.judge_choosing import JudgeChoosing

        choosing = JudgeChoosing(self._home, self._judge.name, self.road, self.window)
        choosing.chosen.connect(self._open_anew)
        choosing.open()

    def _open_anew(self) -> None:
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
            self._open_anew()

        self.road.do(work, then)

    def _save(self) -> None:
        assert self.gallery is not None
        now = Settings.load(self._home)  # the judges in it may be others than at the start
        try:
            remembering.remembered(self.window, self.gallery, now).save(self._home)
        except CuratorError as error:  # the window closes; the next one starts from the old ones
            log.warning("%s", error)

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

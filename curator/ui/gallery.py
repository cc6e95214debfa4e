"""The gallery at work: one profile's ranking of the library, kept up to date while scores come."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from curator.language import retold, tr
from curator.library.narrowing import Choice
from curator.library.records import JudgementKey, RankQuery, StoredProfile
from curator.services.events import (
    DecisionsRead,
    Event,
    PhotoFailed,
    PhotosJudged,
    PhotosReady,
    PhotosRemoved,
    PhotosTold,
    Problem,
    Progress,
    RootOffline,
    RootOnline,
    RootScanned,
    StacksChanged,
)
from curator.services.searching import Search
from curator.ui.ahead import Ahead
from curator.ui.asking import query_of, unfiltered
from curator.ui.decisions import Decider
from curator.ui.details import Details
from curator.ui.empty_words import empty_in_words
from curator.ui.engine import Engine
from curator.ui.filter_sheet import CHOICES
from curator.ui.filters import Filters
from curator.ui.folders import Folders
from curator.ui.history import History
from curator.ui.keep_place import Place
from curator.ui.main_window import MainWindow
from curator.ui.parts import Parts
from curator.ui.photo_menu import PhotoMenu
from curator.ui.photo_model import PhotoModel
from curator.ui.ranking import Ranking
from curator.ui.road import Road
from curator.ui.set_aside import SetAside
from curator.ui.sources import sources_of
from curator.ui.stack_order import Arranged
from curator.ui.stack_view import StackView
from curator.ui.undoing import Undoing
from curator.ui.words import count, number


class Gallery(QObject):
    """Ties the gallery's widgets to the library and to the background work."""

    def __init__(
        self, window: MainWindow, model: PhotoModel, details: Details, parts: Parts, road: Road
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._details = details
        self._parts = parts
        self._road = road
        self._library = parts.library
        self._profile: StoredProfile | None = None
        self._other: StoredProfile | None = None
        self._progress = Progress("idle", 0, 0, 0.0, "")
        self._from_top = True
        self._filters = window.filters.filters()
        self._search: Search | None = None
        self.background = True  # whether photos are looked for and scored
        self.kept_place: Place | None = None  # of the last time, until photos are shown
        self.engine = Engine(parts.pipeline, road, self)
        self.ranking = Ranking(self._order, road, parent=self)
        self.ahead = Ahead(self.ranking, self._library.judgements.load_ahead, road)
        decisions = self._library.decisions
        self.history = History(road, self)
        self.decider = Decider(
            decisions.set, decisions.clear, decisions.restore, self.history, self
        )
        self.stacks = StackView(window.grid, model, self._library, self.decider)
        self.stacks.add_to(window.stacks_menu)
        self.folders = Folders(window, self._library, road, self.history)
        self.undoing = Undoing(window, self.history, self)
        self.set_aside = SetAside(window, self._library, road)
        self.menu = PhotoMenu(window.grid, model, window.grid_actions, road, sys.platform)
        self._connect()

    def _connect(self) -> None:
        window, grid, detail = self._window, self._window.grid, self._window.detail
        self.engine.happened.connect(self._on_event)
        self.engine.stopped.connect(self._on_stopped)
        self.ranking.ordered.connect(self._on_ordered)
        self.ranking.failed.connect(self._on_not_ordered)
        self.decider.decided.connect(self._on_decided)
        self.decider.taken_back.connect(self._on_taken_back)
        self.stacks.changed.connect(self._on_stacks_changed)
        self.stacks.told.connect(window.messages.show_message)
        self.set_aside.retried.connect(self._on_read_again)
        self.set_aside.folder_requested.connect(self.menu.show_in_folder)
        self.menu.again_requested.connect(self._on_again_requested)
        self.menu.told.connect(lambda said: window.messages.show_message(said, "warning"))
        grid.current_changed.connect(self._details.show)
        grid.selectionModel().selectionChanged.connect(self._say_count)
        grid.visible_changed.connect(self.engine.look_first)
        grid.stars_given.connect(lambda n: self.decider.give_stars(grid.selected_ids(), n))
        grid.flag_given.connect(lambda f: self.decider.give_flag(grid.selected_ids(), f))
        grid.colour_given.connect(lambda c: self.decider.give_colour(grid.selected_ids(), c))
        detail.stars_given.connect(lambda n: self.decider.give_stars(self._current(), n))
        detail.flag_given.connect(lambda f: self.decider.give_flag(self._current(), f))
        detail.conflict.file_wanted.connect(lambda: self.decider.use_files(self._current()))
        detail.conflict.own_wanted.connect(lambda: self.decider.keep(self._current()))
        window.filters.filters_changed.connect(self._on_filters_changed)
        window.filters.sheet.opened.connect(self._ask_choices)
        window.filters.sheet.folder_wanted.connect(self._on_folder_wanted)
        window.folders.chosen.connect(lambda _: self._ask(from_top=True))
        self.folders.read.connect(self._say_empty)
        self.folders.changed.connect(self._on_folders_changed)
        window.empty.show_all_requested.connect(self._on_show_all)
        window.rescan_requested.connect(self.engine.rescan)
        window.pause_toggled.connect(window.strip.pause.click)
        window.strip.pause_requested.connect(self.engine.pause)
        window.strip.resume_requested.connect(self.engine.resume)
        window.strip.stop_requested.connect(self.engine.stop)

    @property
    def profile(self) -> StoredProfile | None:
        """Whose ranking is shown."""
        return self._profile

    def start(self, profile: StoredProfile) -> None:
        """Show a profile's ranking and begin to work."""
        self.show_profile(profile)
        self.folders.read_now()
        self._window.show_gallery()
        if not self.background:
            return
        if self.engine.running:
            self.engine.rescan()
        else:
            self.engine.start()

    def show_profile(self, profile: StoredProfile) -> None:
        """Rank for this profile: at once with what is known, the rest is scored now."""
        self._profile = profile
        if self._other is not None and self._other.id == profile.id:
            self.show_other(None)
        self._window.setWindowTitle(f"{profile.profile.name} – Curator")
        self.decider.set_profile(profile.id)
        self.engine.set_profile(profile)
        self._model.refresh_all()
        key = self.key()
        names = () if self._parts.identity is None else self._parts.identity.level_names
        sources = sources_of(self._library, self._parts.judge, profile, key)
        self._details.set_profile(profile.profile.name, names, sources)
        self._ask(from_top=True)

    def show_other(self, other: StoredProfile | None) -> None:
        """Show a second person's scores beside the first's; None: no longer."""
        self._other = other
        name = "" if other is None else other.profile.name
        self.engine.set_other(other)
        self._window.filters.show_other(name)
        self._filters = self._window.filters.filters()
        self._model.refresh_all()
        self._details.set_other(name)
        self._ask(from_top=False)

    @property
    def other(self) -> StoredProfile | None:
        """Whose scores are shown beside those of the profile."""
        return self._other

    def key(self) -> JudgementKey | None:
        """Under which the scores are stored; None without a judge."""
        return self._key_of(self._profile)

    def other_key(self) -> JudgementKey | None:
        """The same for the second person."""
        return self._key_of(self._other)

    def _key_of(self, profile: StoredProfile | None) -> JudgementKey | None:
        identity = self._parts.identity
        if identity is None or profile is None:
            return None
        return JudgementKey(profile.digest, identity.judge_id, identity.vision_id)

    def query(self) -> RankQuery:
        """What the filters ask for."""
        return query_of(
            self._window.filters.filters(),
            key=self.key(),
            profile_id=None if self._profile is None else self._profile.id,
            root_id=self._window.folders.chosen_id(),
            other=self.other_key(),
        )

    def export_query(self) -> RankQuery:
        """What an export takes the best from: the chosen folder, whatever the filters."""
        return unfiltered(self.query())

    def close(self) -> None:
        """End the background work."""
        self.engine.close()

    def _current(self) -> list[int]:
        """The photo of the detail panel, which the user is on from now."""
        photo_id = self._window.grid.current_id()
        if photo_id is None:
            return []
        self._window.grid.go_to(photo_id)
        return [photo_id]

    def _order(self, query: RankQuery) -> Arranged:
        """The photos to show; called in another thread."""
        search = self._search  # a newer one asks anew, and this answer is dropped
        if search is None:
            ids = self._library.judgements.rank_ids(query)
        else:
            ids = search.found(query, best_first=self._filters.best_match)
        return self.stacks.arranged(ids, query.judgement_of)

    def _ask(self, *, from_top: bool) -> None:
        self._from_top = from_top
        self.ranking.ask(self.query())

    def _on_ordered(self, arranged: Arranged, by_user: bool) -> None:
        if by_user and self._from_top:
            self._window.grid.start_at_top()
        self.stacks.show(arranged)
        self._window.grid.show_order(arranged.ids)
        self.stacks.shown()
        if self.kept_place is not None:
            self._window.grid.put_back(self.kept_place)
            self.kept_place = None
        self._say_count()
        self._say_empty()

    def _say_empty(self) -> None:
        there = bool(self._model.ids)
        if not there:
            roots, scanned = self.folders.chosen(), self.folders.scanned
            empty = empty_in_words(
                self._window.filters.filters(),
                roots=len(self.folders.roots),
                photos=sum(root.photos for root in roots),
                scanning=any(root.online and root.id not in scanned for root in roots),
                other="" if self._other is None else self._other.profile.name,
            )
            self._window.empty.show_empty(empty)
        self._window.show_photos(there)

    def _say_count(self) -> None:
        shown, searching = len(self._model.ids), self._search is not None
        text = count(shown, "match", "matches") if searching else count(shown, "photo")
        chosen = self._window.grid.chosen_count()
        if chosen > 1:
            text = tr("{photos}, {chosen} chosen").format(photos=text, chosen=number(chosen))
        self._window.strip.show_count(text)

    def _on_event(self, event: Event) -> None:
        match event:
            case Progress():
                self._progress = event
                self._window.strip.show_progress(event)
            case PhotosJudged(ids) | PhotosReady(ids) | DecisionsRead(ids):
                self._refresh(ids)
            case PhotoFailed(photo_id):
                self._refresh((photo_id,))
                self.set_aside.note(photo_id)
            case PhotosTold(ids):
                self._on_told(ids)
            case StacksChanged(ids):
                if self._window.grid.current_id() in ids:
                    self._details.ask_stack()
                self.ranking.again()
            case PhotosRemoved(ids):
                self._model.refresh(ids)
                self._changed()
            case RootScanned(root_id, change):
                self.folders.scanned.add(root_id)
                self._model.refresh((*change.changed, *change.moved))
                self._changed()
                self._say_empty()
            case RootOffline(root_id):
                self.folders.tell_offline(root_id)
                self._changed()
            case RootOnline():
                self._changed()
            case Problem(sentence, judging_stopped):
                acts = [(tr("Try again"), self.engine.rescan)] if judging_stopped else []
                self._window.messages.show_message(retold(sentence), "warning", acts)

    def _refresh(self, ids: Sequence[int]) -> None:
        self._model.refresh(ids)
        if self._window.grid.current_id() in ids:
            self._details.refresh()
        self._changed()

    def _changed(self) -> None:
        self.ranking.again()
        self.folders.read_soon()

    def _on_stacks_changed(self) -> None:
        self._details.ask_stack()
        self._ask(from_top=False)

    def _on_stopped(self) -> None:
        if self._progress.stage != "idle":
            self._window.strip.show_progress(self._progress, stopped=True)

    def _on_decided(self, ids: Sequence[int]) -> None:
        self._model.refresh(ids)
        self._details.refresh()
        if self._window.filters.filters().decided:
            self.ranking.again()

    def _on_taken_back(self, ids: Sequence[int]) -> None:
        """Go back to where it was decided, be it that the grid has gone on since."""
        if len(ids) == 1:
            self._window.grid.go_to(ids[0])

    def _on_again_requested(self, ids: Sequence[int]) -> None:
        photos = self._library.photos
        self._road.do(lambda: photos.read_again(ids), lambda _: self._on_read_again(ids))

    def on_gone(self, ids: Sequence[int]) -> None:
        """These photos may not be there any more."""
        self._model.refresh(ids)
        self._changed()

    def _on_read_again(self, ids: Sequence[int]) -> None:
        self._refresh(ids)
        self.engine.rescan()

    def _on_told(self, ids: Sequence[int]) -> None:
        if self._window.grid.current_id() in ids:
            self._details.ask_shown()
        wanted = self._filters
        if wanted.shows is not None or wanted.narrowing.shows or wanted.words:
            self.ranking.again()

    def _on_filters_changed(self, wanted: Filters) -> None:
        before, self._filters = self._filters, wanted
        if wanted.words != before.words:
            self._look_for(wanted.words)
        self._ask(
            from_top=(wanted.sort, wanted.best_match, wanted.words)
            != (before.sort, before.best_match, before.words)
        )

    def _ask_choices(self) -> None:
        """What can be chosen from, for the sheet that was opened."""
        sheet, judgements = self._window.filters.sheet, self._library.judgements
        profile_id = None if self._profile is None else self._profile.id

        def ask(what: Choice) -> None:
            self._road.do(
                lambda: judgements.choices(what, profile_id),
                lambda there: sheet.show_choices(what, there),
            )

        for what in CHOICES:
            ask(what)

    def _on_folder_wanted(self) -> None:
        roots = self.folders.chosen() or self.folders.roots
        dialog = QFileDialog(self._window, tr("Show photos of this folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        if roots:
            dialog.setDirectory(str(roots[0].path))
        dialog.fileSelected.connect(
            lambda path: self._window.filters.sheet.choose_folder(Path(path))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _look_for(self, words: str) -> None:
        """Show only what matches these words from now on; "" shows everything again."""
        parts = self._parts
        if not words or parts.identity is None:
            self._search = None
        else:
            self._search = Search(parts.library, parts.judge, parts.identity, words)
            self._window.strip.show_count(tr("Looking for “{words}”…").format(words=words))
        if words and parts.identity is None:
            self._window.messages.show_message(retold(parts.problem), "error")
            self._window.filters.end_search()

    def _on_not_ordered(self) -> None:
        if self._search is not None:  # the judge cannot: better the whole ranking than an old one
            self._window.filters.end_search()

    def _on_show_all(self) -> None:
        self._window.filters.clear()
        self._window.grid.setFocus()

    def _on_folders_changed(self) -> None:
        self.engine.rescan()
        self._ask(from_top=False)

"""What is done with many photos at once, each in a dialog: export, keep a number, trash."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from curator.language import tr
from curator.library import Library
from curator.library.records import Ranked
from curator.ui.exporting import Exporting
from curator.ui.gallery import Gallery
from curator.ui.keeping import Keeping
from curator.ui.main_window import MainWindow
from curator.ui.photo_model import PhotoModel
from curator.ui.road import Road
from curator.ui.thumbnails import Thumbnails
from curator.ui.trashing import Trashing
from curator.ui.words import count

Rows = Callable[[Sequence[int]], Mapping[int, Ranked]]


class Errands(QObject):
    """Opens the dialogs when the window asks for them.

    `move_to_trash` moves a file there; None stands for the system's trash.
    """

    def __init__(
        self,
        library: Library,
        gallery: Gallery,
        model: PhotoModel,
        rows: Rows,
        thumbnails: Thumbnails,
        road: Road,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._library = library
        self._gallery = gallery
        self._model = model
        self._rows = rows
        self._thumbnails = thumbnails
        self._road = road
        self._window = window
        self.move_to_trash: Callable[[Path], object] | None = None
        window.filters.export_requested.connect(lambda: self._export())
        window.keep_requested.connect(self._keep)
        window.trash_requested.connect(self._trash)
        gallery.menu.export_requested.connect(self._export)

    def _export(self, only: Sequence[int] = ()) -> None:
        """Export the best, or the best of some photos."""
        gallery, window = self._gallery, self._window
        if gallery.profile is None:
            return
        what = count(len(only), "chosen photo") if only else window.folders.chosen_name()
        source = tr("{what}, ranked for {name}. Rejected photos are left out.").format(
            what=what, name=gallery.profile.profile.name
        )
        query = gallery.export_query()
        exporting = Exporting(self._library, query, source, self._road, window, only=only)
        window.closed.connect(exporting.cancel)
        exporting.open()

    def _keep(self) -> None:
        gallery = self._gallery
        if gallery.profile is None:
            return
        folded, who = gallery.stacks.folded(), gallery.profile.id
        ids = [*self._model.ids, *(photo for one in folded.values() for photo in one.photos)]
        key, judgements = gallery.key(), self._library.judgements

        def rows() -> Sequence[Ranked]:
            found = judgements.rows(ids, key, who)
            return [found[photo] for photo in ids if photo in found]

        keeping = Keeping(
            rows,
            self._library.stacks.numbers,
            folded,
            self._rows,
            self._thumbnails.picture,
            gallery.decider,
            self._road,
            self._window,
        )
        self._thumbnails.loaded.connect(keeping.dialog.repaint_soon)
        keeping.dialog.open()

    def _trash(self) -> None:
        gallery, window = self._gallery, self._window
        if gallery.profile is None:
            return
        source = tr("{where}, rejected by {name}").format(
            where=window.folders.chosen_name(), name=gallery.profile.profile.name
        )
        query = replace(gallery.export_query(), flag="reject", include_failed=True)
        move = self.move_to_trash
        trashing = Trashing(self._library, query, source, self._road, window, move=move)
        trashing.moved.connect(gallery.on_gone)
        window.closed.connect(trashing.cancel)
        trashing.open()

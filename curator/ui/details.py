"""Fills the detail panel: scores at once, then the preview, the levels, the reasons, the file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap

from core import Reason
from curator.language import retold, tr
from curator.library.records import Ranked, StoredJudgement
from curator.services.photo_details import PhotoDetails
from curator.services.stack_best import StackTold
from curator.ui.detail_panel import DetailPanel
from curator.ui.file_words import conflict_in_words, file_in_words
from curator.ui.photo_model import PhotoModel
from curator.ui.previews import Previews
from curator.ui.road import Road
from curator.ui.thumbnails import Thumbnails

T = TypeVar("T")

_PAUSE_MS = 90  # of moving on with the keys, after which a photo's details are asked for


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the details come from; all may take long and are called in other threads."""

    details: Callable[[int], PhotoDetails | None]
    judgement: Callable[[str], StoredJudgement | None]
    reasons: Callable[[str], Sequence[Reason] | None]
    shown: Callable[[str], Sequence[str]]
    stack: Callable[[int], StackTold | None]


class Details(QObject):
    """Follows the current photo."""

    def __init__(
        self,
        panel: DetailPanel,
        model: PhotoModel,
        previews: Previews,
        thumbnails: Thumbnails,
        road: Road,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._model = model
        self._previews = previews
        self._thumbnails = thumbnails
        self._road = road
        self._sources: Sources | None = None
        self._person = ""
        self._other = ""
        self._levels: Sequence[str] = ()
        self._photo_id: int | None = None
        self._explained: tuple[int, float | None] | None = None
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._on_pause)
        thumbnails.loaded.connect(self._on_thumbnails)

    def set_profile(self, person: str, levels: Sequence[str], sources: Sources) -> None:
        """Whose scores are shown, the levels' names, and where to ask."""
        self._person, self._levels, self._sources = person, levels, sources
        self._explained = None
        self.refresh()

    def set_other(self, name: str) -> None:
        """Whose scores are shown beside the profile's; "" for nobody's."""
        self._other = name
        self.refresh()

    def show(self, photo_id: int | None) -> None:
        """Show another photo."""
        if photo_id == self._photo_id:
            return
        self._photo_id = photo_id
        self._explained = None
        row = self._row()
        self._panel.show_photo(row, self._person, self._other)
        if row is None:
            self._pause.stop()
            return
        ready = self._previews.at_hand(row.path, row.content_hash)
        self._panel.show_preview(ready or self._thumbnails.picture(row), retold(row.error or ""))
        self._panel.conflict.show_conflict("")
        self._panel.show_levels((), ())
        self._panel.show_words(())
        self._panel.stack.show_stack(None)
        if row.score is not None:
            self._panel.show_reasons(None)
        self._panel.show_facts([(tr("Name"), row.path.name), (tr("Folder"), str(row.path.parent))])
        self._pause.start()

    def refresh(self) -> None:
        """The current photo's scores or decisions may have changed."""
        row = self._row()
        self._panel.show_photo(row, self._person, self._other)
        if row is None:
            return
        if self._explained != (row.photo_id, row.score):
            self._pause.start()
        else:
            self._ask_files(row.photo_id)

    def ask_shown(self) -> None:
        """It may be known now what the current photo shows."""
        row, sources = self._row(), self._sources
        if row is None or row.content_hash is None or sources is None:
            return
        name = row.content_hash
        self._road.do(
            lambda: sources.shown(name), self._if_current(row.photo_id, self._panel.show_words)
        )

    def ask_stack(self) -> None:
        """The current photo may be in another stack, or another one may be the best there."""
        photo_id, sources = self._photo_id, self._sources
        if photo_id is not None and sources is not None:
            self._road.do(
                lambda: sources.stack(photo_id) if photo_id == self._photo_id else None,
                self._if_current(photo_id, self._panel.stack.show_stack),
                lambda _error: None,  # the panel says so where the reasons are
                lane="stack",
            )

    def _row(self) -> Ranked | None:
        return None if self._photo_id is None else self._model.row(self._photo_id)

    def _on_pause(self) -> None:
        row, sources = self._row(), self._sources
        if row is None or sources is None:
            return
        self._explained = (row.photo_id, row.score)
        photo_id, name = row.photo_id, row.content_hash
        if row.error is None and self._previews.at_hand(row.path, name) is None:
            self._previews.load(row.path, name, self._if_current(photo_id, self._show_preview))
        self._ask_files(photo_id)
        self.ask_shown()
        self.ask_stack()
        if name is None or row.score is None:
            return
        self._road.do(
            lambda: sources.judgement(name), self._if_current(photo_id, self._show_levels)
        )
        self._road.do(
            lambda: sources.reasons(name) if photo_id == self._photo_id else None,
            self._if_current(photo_id, self._show_reasons),
            self._if_current(photo_id, lambda error: self._panel.show_no_reasons(retold(error))),
            lane="reasons",
        )

    def _ask_files(self, photo_id: int) -> None:
        if (sources := self._sources) is not None:
            self._road.do(
                lambda: sources.details(photo_id), self._if_current(photo_id, self._show_files)
            )

    def _on_thumbnails(self) -> None:
        """Until the preview is there, the thumbnail stands in for it."""
        row = self._row()
        if row is not None and row.error is None and self._panel.preview.pixmap() is None:
            self._panel.show_preview(self._thumbnails.picture(row))

    def _if_current(self, photo_id: int, show: Callable[[T], None]) -> Callable[[T], None]:
        """Late answers about a photo that the user has left are dropped."""

        def then(answer: T) -> None:
            if photo_id == self._photo_id:
                show(answer)

        return then

    def _show_preview(self, preview: QPixmap | str) -> None:
        if isinstance(preview, str):
            self._panel.show_preview(None, preview)
        else:
            self._panel.show_preview(preview)

    def _show_files(self, details: PhotoDetails | None) -> None:
        if details is not None:
            self._panel.show_facts(file_in_words(details))
            self._panel.conflict.show_conflict(conflict_in_words(details))

    def _show_levels(self, judgement: StoredJudgement | None) -> None:
        if judgement is not None:
            self._panel.show_levels(self._levels, judgement.levels)

    def _show_reasons(self, reasons: Sequence[Reason] | None) -> None:
        if reasons is not None:
            self._panel.show_reasons(reasons)

"""Opens loupe, compare and survey from the grid, and leads back to the same place."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QPixmap
from PySide6.QtWidgets import QMenu

from curator.language import tr
from curator.library.records import Ranked, Root
from curator.ui.compare import Compare
from curator.ui.look_page import LookPage
from curator.ui.loupe import Loupe
from curator.ui.main_window import MainWindow
from curator.ui.photo_model import PhotoModel
from curator.ui.pictures import Pictures
from curator.ui.previews import Previews
from curator.ui.road import Road
from curator.ui.shortcut_sheet import PART
from curator.ui.stage import Kit
from curator.ui.survey import MOST, Survey
from curator.ui.thumbnails import Thumbnails
from curator.ui.words import count

_SOON_MS = 15


class Viewing(QObject):
    """One view is on top of the grid, or two: a survey, and the loupe on one of its photos.

    Signals:
        stars_given: ids, and stars 0 to 5 for them.
        flag_given: ids, and "pick", "reject" or None for them.
        colour_given: ids, and a colour label or None for them.
    """

    stars_given = Signal(object, float)
    flag_given = Signal(object, object)
    colour_given = Signal(object, object)

    def __init__(
        self,
        window: MainWindow,
        model: PhotoModel,
        pictures: Pictures,
        previews: Previews,
        thumbnails: Thumbnails,
        roots: Callable[[], Sequence[Root]],
        road: Road,
    ) -> None:
        """`roots` gives the library's folders, to say which of them is not there."""
        super().__init__(window)
        self._window = window
        self._model = model
        self._pictures = pictures
        self._previews = previews
        self._thumbnails = thumbnails
        self._roots = roots
        self._kit = Kit(
            *(model.row, self._first, thumbnails.picture, self._reason, pictures, road),
            advances=lambda: window.grid.auto_advance,
        )
        self.pages: list[LookPage] = []
        self.actions = self._add_actions()
        window.grid.doubleClicked.connect(lambda _: self.open_loupe())
        thumbnails.loaded.connect(self._on_thumbnails)
        # while photos are scored, rows change one by one
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._on_rows_changed)
        model.dataChanged.connect(self.rows_changed)

    def open_loupe(self) -> None:
        """Look at the photo that the user is on."""
        photo_id = self._window.grid.current_id()
        if photo_id is not None and (at := self._model.row_of(photo_id)) is not None:
            self._open(Loupe(self._kit, self._model.ids, at))

    def open_compare(self) -> None:
        """Compare the chosen photos; only one is compared with the next."""
        ids, order = self._window.grid.selected_ids(), self._model.ids
        if len(ids) == 1 and len(order) > 1:
            at = min(self._model.row_of(ids[0]) or 0, len(order) - 2)
            ids = list(order[at : at + 2])
        if len(ids) < 2:
            self._tell(tr("Two photos are needed to compare them."))
            return
        self._compare(ids)

    def open_survey(self) -> None:
        """See the chosen photos side by side."""
        ids = self._window.grid.selected_ids()
        if len(ids) < 2:
            self._tell(
                tr("Choose several photos first: Shift or Ctrl and a click, or Shift+arrows.")
            )
            return
        if len(ids) > MOST:
            self._tell(
                tr("The first {number} of {photos} are shown.").format(
                    number=MOST, photos=count(len(ids), "chosen photo")
                )
            )
        survey = Survey(self._kit, ids)
        survey.look_wanted.connect(lambda one: self._look_in(survey, one))
        self._open(survey)

    def leave(self) -> None:
        """Back to the view below, or to the grid; the photo left on in the loupe is current."""
        page = self.pages.pop()
        below = self.pages[-1] if self.pages else None
        if isinstance(below, Survey):
            below.show_photo(page.current_id())
        self._window.close_page(page)
        if below is not None:
            below.show_rows()
            return
        self._pictures.forget_all()
        if isinstance(page, Loupe):
            self._go_to(page)

    def rows_changed(self) -> None:
        """What is known of photos may be something else now; the views look again, soon."""
        if self.pages and not self._soon.isActive():
            self._soon.start()

    def follow(self, ids: Sequence[int]) -> None:
        """A decision about these photos was undone: go back to the photo, where it is one."""
        if self.pages and len(ids) == 1:
            self.pages[-1].show_photo(ids[0])

    def _go_to(self, loupe: Loupe) -> None:
        """Make the loupe's photo current; where it is not shown any more, the next that is."""
        grid, order = self._window.grid, loupe.order
        if loupe.current_id() == grid.current_id():
            return
        after = (one for one in order[loupe.at :] if self._model.row_of(one) is not None)
        if (photo_id := next(after, None)) is not None:
            grid.go_to(photo_id)

    def _compare(self, ids: Sequence[int]) -> None:
        self._open(Compare(self._kit, ids, self._model.ids))

    def _look_in(self, survey: Survey, photo_id: int) -> None:
        ids = survey.ids()
        self._open(Loupe(self._kit, ids, ids.index(photo_id)))

    def _open(self, page: LookPage) -> None:
        if not self.pages:
            self._pictures.forget_failures()
        page.left.connect(self.leave)
        page.stars_given.connect(self.stars_given)
        page.flag_given.connect(self.flag_given)
        page.colour_given.connect(self.colour_given)
        page.compare_wanted.connect(self._compare)
        page.told.connect(self._tell)
        self.pages.append(page)
        self._window.open_page(page)

    def _add_actions(self) -> list[QAction]:
        """Into the menu; the keys count where the photos have the focus."""
        grid = self._window.grid
        menu = QMenu(tr("Look &closer"), self._window)
        actions = []
        for text, keys, act in (
            (tr("&Loupe"), ["Return", "Enter"], self.open_loupe),
            (tr("&Compare"), ["C"], self.open_compare),
            (tr("&Survey"), ["N"], self.open_survey),
        ):
            action = QAction(text, self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setProperty(PART, "View")
            action.triggered.connect(act)
            grid.addAction(action)
            actions.append(action)
        menu.addActions(actions)
        self._window.add_menu(menu)
        return actions

    def _first(self, row: Ranked) -> QPixmap | None:
        """What is at hand of a photo at once."""
        preview = self._previews.at_hand(row.path, row.content_hash)
        return preview or self._thumbnails.picture(row)

    def _reason(self, row: Ranked, reason: str) -> str:
        away = next((root.path for root in self._roots() if _is_away(root, row.path)), None)
        if away is None:
            return reason
        return tr(
            "The folder {name} is not connected. The photo is shown again when it is."
        ).format(name=away.name)

    def _tell(self, sentence: str) -> None:
        self._window.messages.show_message(sentence)

    def _on_thumbnails(self) -> None:
        if self.pages:
            self.pages[-1].refresh()

    def _on_rows_changed(self) -> None:
        if self.pages:
            self.pages[-1].show_rows()


def _is_away(root: Root, path: Path) -> bool:
    return not root.online and path.is_relative_to(root.path)

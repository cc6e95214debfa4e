"""The menu of the chosen photos: what can be done with them here and in other programs."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QProcess, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMenu

from curator.language import tr
from curator.library.records import Ranked
from curator.ui import icons
from curator.ui.colours import COLOUR_LABELS, label_icon
from curator.ui.grid_actions import GridActions
from curator.ui.photo_drag import copy_files
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.road import Road
from curator.ui.words import capital, count

_MOST_OPENED = 10  # programs or windows at a time

_SHOW = {"darwin": ("open", ["-R"]), "win32": ("explorer", ["/select,"])}


class PhotoMenu(QObject):
    """Opens the menu, and does what concerns files; the rest is asked for by signals.

    Signals:
        export_requested: these photos (ids) are to be exported.
        again_requested: these photos (ids) are to be read and scored again.
        told: a sentence about what could not be done.
    """

    export_requested = Signal(object)
    again_requested = Signal(object)
    told = Signal(str)

    def __init__(
        self, grid: PhotoGrid, photos: PhotoModel, actions: GridActions, road: Road, platform: str
    ) -> None:
        """`platform` is that of `sys.platform`."""
        super().__init__(grid)
        self._grid = grid
        self._photos = photos
        self._actions = actions
        self._road = road
        self._platform = platform
        self.more: Sequence[tuple[str, Sequence[QAction]]] = ()
        """Titles of menus within, and what is in them."""
        grid.menu_requested.connect(self._on_menu_requested)
        actions.copy_requested.connect(self._on_copy)
        actions.folder_requested.connect(self._on_folder)

    def build(self, chosen: Sequence[int]) -> QMenu:
        """The menu for these photos."""
        menu = QMenu(self._grid)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        number = len(chosen)
        some = count(number, "photo")
        said = tr("&Open with the usual program")
        if number != 1:
            said = tr("&Open {photos} with the usual program").format(photos=some)
        open_them = menu.addAction(said, self._on_open)
        open_them.setEnabled(number <= _MOST_OPENED)
        menu.addAction(self._actions.folder)
        menu.addAction(self._actions.copy)
        menu.addSeparator()
        for title, entries in self.more:
            menu.addMenu(title).addActions(list(entries))
        self._add_decisions(menu)
        menu.addSeparator()
        export = tr("&Export…") if number == 1 else tr("&Export {photos}…").format(photos=some)
        menu.addAction(export, lambda: self.export_requested.emit(chosen))
        menu.addAction(tr("Read and score a&gain"), lambda: self.again_requested.emit(chosen))
        menu.addSeparator()
        menu.addActions(self._actions.select)
        return menu

    def _add_decisions(self, menu: QMenu) -> None:
        palette = self._grid.palette()
        flags = (
            (tr("&Pick"), "P", "pick"),
            (tr("Re&ject"), "X", "reject"),
            (tr("Neit&her"), "U", None),
        )
        for text, key, flag in flags:
            entry = menu.addAction(f"{text}\t{key}", partial(self._grid.flag_given.emit, flag))
            entry.setIcon(icons.icon(flag or "unflag", palette))
        stars = menu.addMenu(tr("&Stars"))
        for number in range(5, -1, -1):
            text = f"{'★' * number or tr('None')}\t{number}"
            stars.addAction(text, partial(self._grid.stars_given.emit, float(number)))
        colours = menu.addMenu(tr("Colour la&bel"))
        for label in COLOUR_LABELS:
            text = capital(tr(label.name)) + (f"\t{label.key}" if label.key else "")
            give = colours.addAction(text, partial(self._grid.colour_given.emit, label.name))
            give.setIcon(label_icon(label.name, ratio=self._grid.devicePixelRatioF()))
        colours.addAction(tr("None"), partial(self._grid.colour_given.emit, None))

    def _chosen(self) -> list[Ranked]:
        return self._photos.rows(self._grid.selected_ids())

    def _on_menu_requested(self, place: QPoint) -> None:
        self.build(self._grid.selected_ids()).popup(place)

    def _on_copy(self) -> None:
        copy_files(self._chosen())

    def _on_open(self) -> None:
        self._if_there([row.path for row in self._chosen()], self._open)

    def _on_folder(self) -> None:
        photo_id = self._grid.current_id()
        row = None if photo_id is None else self._photos.row(photo_id)
        if row is not None:
            self._if_there([row.path], self.show_in_folder)

    def _if_there(self, paths: Sequence[Path], act: Callable[[Path], None]) -> None:
        """Files may be gone, and asking takes long where a disk sleeps."""

        def then(there: Sequence[bool]) -> None:
            for path, is_there in zip(paths, there, strict=True):
                if is_there:
                    act(path)
                else:
                    self.told.emit(tr("{path} is not there now.").format(path=path))

        self._road.do(lambda: [path.exists() for path in paths], then)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.told.emit(tr("No program is set for opening {name}.").format(name=path.name))

    def show_in_folder(self, path: Path) -> None:
        """Show a file in the system's file manager; where that cannot be told, its folder."""
        if self._platform in _SHOW:
            program, options = _SHOW[self._platform]
            QProcess.startDetached(program, [*options, str(path)])
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))):
            self.told.emit(
                tr("No file manager is set for opening {parent}.").format(parent=path.parent)
            )

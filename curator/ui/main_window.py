"""The window: builds and lays out the parts; `curator.app` connects them."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from curator.language import tr
from curator.ui import icons
from curator.ui.comfort_actions import ComfortActions
from curator.ui.detail_panel import DetailPanel
from curator.ui.empty_view import EmptyView
from curator.ui.filter_bar import FilterBar
from curator.ui.first_run import FirstRunPage
from curator.ui.folder_list import FolderList
from curator.ui.grid_actions import GridActions
from curator.ui.language_menu import LanguageMenu
from curator.ui.message_bar import MessageBar
from curator.ui.photo_grid import PhotoGrid
from curator.ui.profile_picker import ProfilePicker
from curator.ui.progress_strip import ProgressStrip
from curator.ui.shortcut_sheet import PART, ShortcutSheet

_FRAME = QSize(8, 40)  # about what the window's frame takes of the screen


class MainWindow(QMainWindow):
    """Three pages: opening, first run, gallery.

    Signals:
        painted: the window was painted for the first time.
        system_changed: the system's font or colours are others now.
        closed: the user closed it.
        put_away: the user closed it, and it is only hidden.
        undo_requested, redo_requested, rescan_requested, pause_toggled, judge_requested,
            keep_requested, trash_requested, set_aside_requested: by key or menu.
    """

    painted = Signal()
    system_changed = Signal()
    closed = Signal()
    put_away = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    rescan_requested = Signal()
    pause_toggled = Signal()
    judge_requested = Signal()
    keep_requested = Signal()
    trash_requested = Signal()
    set_aside_requested = Signal()

    def __init__(self, grid: PhotoGrid) -> None:
        super().__init__()
        self.setWindowTitle("Curator")
        self.resize(1280, 800)
        self._was_painted = False
        self._leaving = False
        self._ended = False
        self.stays: Callable[[], bool] = lambda: False  # asked when the user closes the window
        self.grid = grid
        self.profiles = ProfilePicker()
        self.folders = FolderList()
        self.filters = FilterBar()
        self.detail = DetailPanel()
        self.strip = ProgressStrip()
        self.first_run = FirstRunPage()
        self.empty = EmptyView()
        self.menu_button = QToolButton()
        self.grid_actions = GridActions(grid, self.strip.thumbnail_size, self)
        self.comfort = ComfortActions(self)
        self._opening = QLabel(tr("Opening the library…"))
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._photos = QStackedWidget()
        self._photos.addWidget(self.grid)
        self._photos.addWidget(self.empty)
        self._pages = QStackedWidget()
        self._gallery = self._build_gallery()
        for page in (self._opening, self.first_run, self._gallery):
            self._pages.addWidget(page)
        around = QWidget()
        lines = QVBoxLayout(around)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._pages, 1)
        self.setCentralWidget(around)
        self.messages = MessageBar(around)
        self.filters.words.left.connect(self.grid.setFocus)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.grid)
        back.setContext(Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(self.filters.end_search)
        self._build_actions()

    def _build_gallery(self) -> QWidget:
        side = QWidget()
        side.setObjectName("sidebar")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(18)
        column.addStrut(166)
        column.addWidget(self.profiles)
        column.addWidget(self.folders, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.menu_button)
        foot.addStretch(1)
        column.addLayout(foot)
        self._inner = QSplitter(Qt.Orientation.Horizontal)
        self._inner.addWidget(self._photos)
        self._inner.addWidget(self.detail)
        self._inner.setStretchFactor(0, 1)
        self._inner.setSizes([700, max(360, self.detail.roomy_width())])
        right = QWidget()
        lines = QVBoxLayout(right)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.filters)
        lines.addWidget(self._inner, 1)
        self._outer = QSplitter(Qt.Orientation.Horizontal)
        self._outer.addWidget(side)
        self._outer.addWidget(right)
        self._outer.setStretchFactor(1, 1)
        self._outer.setSizes([220, 1060])
        for splitter in (self._outer, self._inner):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        page = QWidget()
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._outer, 1)
        lines.addWidget(self.strip)
        return page

    def _build_actions(self) -> None:
        menu = QMenu(self)
        self.stacks_menu = QMenu(tr("&Stacks"), self)
        self.languages = LanguageMenu(self)
        for text, keys, act in (
            (tr("&Add a folder…"), ["Ctrl+O"], self.folders.add_requested.emit),
            (tr("&New profile…"), ["Ctrl+N"], self.profiles.new_requested.emit),
            (tr("Edit &profile…"), ["Ctrl+P"], self.profiles.edit_requested.emit),
            (tr("&Export the best…"), ["Ctrl+E"], self.filters.export_requested.emit),
            (tr("Move rejects to the &trash…"), ["Ctrl+Backspace"], self.trash_requested.emit),
            (tr("Photos that could n&ot be read…"), [], self.set_aside_requested.emit),
            (tr("&Find words…"), ["Ctrl+F"], self._on_find),
            (tr("F&ilter photos…"), ["Ctrl+L"], self._on_filter),
            (tr("Keep a num&ber of photos…"), ["Ctrl+K"], self.keep_requested.emit),
            (tr("Loo&k through the folders again"), ["F5"], self.rescan_requested.emit),
            (tr("Pause or resu&me scoring"), ["F9"], self.pause_toggled.emit),
            (tr("&Judge…"), ["Ctrl+J"], self.judge_requested.emit),
            (tr("&Undo"), ["Ctrl+Z"], self.undo_requested.emit),
            (tr("&Redo"), ["Ctrl+Shift+Z", "Ctrl+Y"], self.redo_requested.emit),
            (tr("Keyboard s&hortcuts"), ["F1", "?", "Shift+?"], self._on_help),
            (tr("&Quit"), ["Ctrl+Q"], self.leave),
        ):
            menu.addAction(self._action(text, keys, act))
        self.undo, self.redo = (self._by_key(menu, key) for key in ("Ctrl+Z", "Ctrl+Y"))
        for action in (self.undo, self.redo):
            action.setProperty(PART, "Decide")
        menu.insertMenu(self._by_key(menu, "F1"), self.stacks_menu)
        self.grid_actions.submenus(menu, self._by_key(menu, "F1"), self.comfort.all)
        menu.insertMenu(self._by_key(menu, "F1"), self.languages)
        for key in ("Ctrl+E", "Ctrl+F", "Ctrl+Z", "F1"):
            menu.insertSeparator(self._by_key(menu, key))
        for text, keys, act in (
            (tr("Go to the photos"), ["Ctrl+1"], self.grid.setFocus),
            (tr("Next part of the window"), ["F6"], self._on_next_part),
        ):
            self._action(text, keys, act).setProperty(PART, "Move")
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setText(tr("Me&nu"))
        self.menu_button.setAccessibleName(tr("Menu"))
        self.menu_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.menu_button.setIcon(icons.icon("menu", self.palette()))

    def _by_key(self, menu: QMenu, key: str) -> QAction:
        return next(one for one in menu.actions() if QKeySequence(key) in one.shortcuts())

    def _action(self, text: str, keys: list[str], act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda: act())
        self.addAction(action)
        return action

    def show_opening(self, text: str = "") -> None:
        """The library is not open yet, or cannot be: `text` says why."""
        self._opening.setText(text or tr("Opening the library…"))
        self._pages.setCurrentWidget(self._opening)

    def opening_text(self) -> str:
        """What is said while, or why, there is no library."""
        return self._opening.text()

    def show_first_run(self) -> None:
        """The page of a newcomer."""
        self._pages.setCurrentWidget(self.first_run)
        self.first_run.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_gallery(self) -> None:
        """The photos; a page that is open before them stays open."""
        if self._pages.currentWidget() in (self._opening, self.first_run):
            self._pages.setCurrentWidget(self._gallery)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_page(self, page: QWidget) -> None:
        """Show something else before the gallery, or before the page that is open."""
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_page(self, page: QWidget) -> None:
        """Let go of the last page that was opened; what was before it is shown again."""
        self._pages.setCurrentIndex(self._pages.indexOf(page) - 1)
        below = self._pages.currentWidget() or self._gallery
        (self.grid if below is self._gallery else below).setFocus(Qt.FocusReason.OtherFocusReason)
        self._pages.removeWidget(page)
        page.deleteLater()

    def add_menu(self, menu: QMenu) -> None:
        """Put a part of its own at the head of the menu."""
        whole = self.menu_button.menu()
        first = whole.actions()[0]
        whole.insertMenu(first, menu)
        whole.insertSeparator(first)

    def show_photos(self, there: bool) -> None:
        """The grid, or what is said in its place."""
        shown = self.grid if there else self.empty
        if self._photos.currentWidget() is not shown:
            hidden: QWidget = self.empty if there else self.grid
            focus = QApplication.focusWidget()
            self._photos.setCurrentWidget(shown)
            if focus is not None and (focus is hidden or hidden.isAncestorOf(focus)):
                shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def splitter_state(self) -> str:
        """Where the dividers stand, for the settings."""
        return ",".join(str(n) for s in (self._outer, self._inner) for n in s.sizes())

    def restore(self, geometry: str | None, splitter: str | None) -> None:
        """Put the window and its dividers where they were."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(geometry.encode())))
        elif not _fits(self.size() + _FRAME, self.screen().availableSize()):
            self.setWindowState(Qt.WindowState.WindowMaximized)
        sizes = [int(part) for part in (splitter or "").split(",") if part.isdecimal()]
        if len(sizes) == 4:
            self._outer.setSizes(sizes[:2])
            self._inner.setSizes(sizes[2:])

    def _on_find(self) -> None:
        if self.filters.isVisible():
            self.filters.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filters.words.selectAll()

    def _on_filter(self) -> None:
        if self.filters.isVisible():
            self.filters.open_sheet()

    def _on_help(self) -> None:
        ShortcutSheet(self).open()

    def _on_next_part(self) -> None:
        message = self.messages.first_button()
        parts = [self.grid, self.detail.stars, self.profiles.box, self.filters.sort]
        parts += [] if message is None else [message]
        at = next((i for i, part in enumerate(parts) if part.hasFocus()), -1)
        parts[(at + 1) % len(parts)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "menu_button"):
            self.menu_button.setIcon(icons.icon("menu", self.palette()))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.ThemeChange:
            self.system_changed.emit()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def leave(self) -> None:
        """Close, also where closing means to be put away, or the window is already."""
        self._leaving = True
        if self.isVisible():
            self.close()
        else:
            self._end()

    def _end(self) -> None:
        if not self._ended:  # a window that was put away can be closed by the system once more
            self._ended = True
            self.closed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stays() and not self._leaving:
            event.ignore()
            self.hide()
            self.put_away.emit()
        else:
            self._end()
            event.accept()


def _fits(size: QSize, room: QSize) -> bool:
    return size.boundedTo(room) == size

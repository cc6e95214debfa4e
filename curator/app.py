"""The window's composition root: makes everything, connects it, shuts it down."""

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import core
from core import Device, Profile
from curator.errors import CuratorError
from curator.library.records import Ranked, StoredProfile
from curator.settings import Home, Settings
from curator.ui import icons
from curator.ui.crash import CrashReporter, reporting
from curator.ui.main_window import MainWindow
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.road import Road
from curator.ui.singletons import keep_singletons
from curator.ui.theme import DARK, Theme
from curator.ui.thumbnails import Thumbnails

if TYPE_CHECKING:
    from curator.ui.gallery import Gallery
    from curator.ui.parts import JudgeSource, Parts

log = logging.getLogger(__name__)


def run_window(home: Home, *, device: Device, smoke: bool) -> int:
    """Open the window and stay until it is closed; `smoke` leaves once it was painted. Exit code."""
    keep_singletons()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Curator")
    application.setWindowIcon(QIcon(icons.pixmap("curator", DARK.accent, 64)))
    Theme(application)
    session = WindowSession(home, mini_judge(device), background=not smoke)
    with reporting(CrashReporter(session.road, session.window)):
        session.show()
        if smoke:
            session.window.ready.connect(lambda: QTimer.singleShot(0, session.window.close))
        code = application.exec()
    return 0 if not smoke else int(session.failed) or code

"""Unexpected exceptions, of any thread, reach a dialog whose details can be copied."""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator import __version__
from curator.language import tr
from curator.ui.road import Road
from curator.ui.text_size import resize_scaled

log = logging.getLogger(__name__)


class CrashDialog(QDialog):
    """Says that something went wrong, with details for a report."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_scaled(self, 680, 420)
        words = QLabel(
            tr(
                "Curator met a problem that it did not expect. Your photos and decisions are safe; "
                "if it happens again, please report it with these details. They name files of "
                "yours: read them before you send them."
            )
        )
        words.setWordWrap(True)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(tr("Details of the problem"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = QPushButton(tr("&Copy details"))
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        lines = QVBoxLayout(self)
        lines.addWidget(words)
        lines.addWidget(self.details, 1)
        lines.addWidget(buttons)
        self.copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)

    def add(self, details: str) -> None:
        """Add another problem that came while this was open."""
        self.details.appendPlainText("\n" + details)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


class CrashReporter:
    """Shows one dialog for all unexpected exceptions; made and used in the GUI thread."""

    def __init__(self, road: Road, parent: QWidget | None = None) -> None:
        self._road = road
        self._parent = parent
        self._dialog: CrashDialog | None = None

    def report(self, error: BaseException) -> None:
        """Log an exception and show it. Any thread may call."""
        log.error("unexpected exception", exc_info=error)
        details = details_of(error)
        self._road.send(lambda: self._show(details))

    def _show(self, details: str) -> None:
        if self._dialog is not None:
            self._dialog.add(details)
            return
        self._dialog = CrashDialog(details, self._parent)
        self._dialog.finished.connect(self._on_finished)
        self._dialog.open()

    def _on_finished(self) -> None:
        self._dialog = None


@contextmanager
def reporting(reporter: CrashReporter) -> Iterator[None]:
    """While it lasts, uncaught exceptions of all threads are reported."""
    old, old_thread = sys.excepthook, threading.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            reporter.report(error.with_traceback(trace))
        else:  # an interrupt from the keyboard
            old(kind, error, trace)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = hook, thread_hook
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = old, old_thread


def details_of(error: BaseException) -> str:
    """The versions and the traceback, as text."""
    lines = traceback.format_exception(error)
    head = (
        f"Curator {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform()}"
    )
    return head + "\n\n" + "".join(lines)

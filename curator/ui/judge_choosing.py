"""The choice of the judge, from the question to the settings. Imported when first asked for."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

import core
from core import JudgeListing, JudgeUnavailableError
from curator.errors import CuratorError, UsageError
from curator.language import retold
from curator.settings import Home, Settings
from curator.ui.judge_dialog import JudgeDialog
from curator.ui.road import Road


class JudgeChoosing(QObject):
    """One dialog and the work behind it.

    Signals:
        chosen: another judge is in the settings; the window must be opened anew to use it.
    """

    chosen = Signal()

    def __init__(self, home: Home, current: str, road: Road, window: QWidget) -> None:
        super().__init__(window)
        self._home = home
        self._road = road
        self.dialog = JudgeDialog(current, window)
        self.dialog.folder_chosen.connect(self._on_folder_chosen)
        self.dialog.chosen.connect(self._on_chosen)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.finished.connect(self.deleteLater)
        self._list(current)

    def open(self) -> None:
        """Show the dialog."""
        self.dialog.open()

    def _list(self, selected: str) -> None:
        def then(judges: Sequence[JudgeListing]) -> None:
            if isValid(self.dialog):
                self.dialog.show_judges(judges, selected)

        home = self._home
        self._road.do(lambda: core.list_judges(Settings.load(home).judges), then, lane="judges")

    def _on_folder_chosen(self, folder: str) -> None:
        home = self._home

        def work() -> str:
            try:
                name = core.identify(f"pmllm:{folder}").name
            except JudgeUnavailableError as error:
                raise UsageError(str(error)) from error
            Settings.load(home).with_judge(name).save(home)
            return name

        self._road.do(work, self._list, self._sorry, lane="judges")

    def _on_chosen(self, name: str) -> None:
        home = self._home

        def work() -> None:
            replace(Settings.load(home), judge=name).save(home)

        def then(_: None) -> None:
            if isValid(self.dialog):
                self.dialog.accept()
                self.chosen.emit()

        self._road.do(work, then, self._sorry, lane="judges")

    def _sorry(self, error: CuratorError) -> None:
        if isValid(self.dialog):
            self.dialog.show_problem(retold(error))

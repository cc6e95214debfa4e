"""What the monkey takes note of: faults, Qt's warnings, a window that stands still, memory."""

import collections
import faulthandler
import logging
import os
import re
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType

import numpy as np
import psutil
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.long.memory import give_back

_OF_THE_PLATFORM = ("This plugin does not support",)  # what the offscreen platform says
_STILL_S = 0.25  # the window may not stand still for longer; told of, no fault
_HUNG_S = 120.0
_LOOK_S = 0.02
_LINE = re.compile(r'File "(.*)", line (\d+) in (.*)')


class Watch:
    """Collects faults as text from its making on; `beat` is to be called often by the GUI thread.

    A window that hangs ends the process with all stacks and what `trail` says.
    """

    def __init__(self, trail: Callable[[], str]) -> None:
        self.faults: list[str] = []
        self.still: list[tuple[float, str, str]] = []  # seconds, what was done, where in the code
        self.memory: list[tuple[float, float]] = []  # seconds since the start, megabytes
        self.doing = ""
        self._trail = trail
        self._began = self._beat = time.monotonic()
        self._gui = threading.get_ident()
        self._seen = ""
        self._process = psutil.Process()
        faulthandler.enable()
        sys.excepthook = self._on_exception
        sys.unraisablehook = lambda args: self._add(args.exc_value, f"in {args.object!r}")
        threading.excepthook = lambda args: self._add(args.exc_value, "in a thread")
        qInstallMessageHandler(self._on_qt)
        logging.basicConfig(level=logging.ERROR)
        threading.Thread(target=self._look, name="watch", daemon=True).start()

    def beat(self) -> None:
        """The GUI thread is alive."""
        now = time.monotonic()
        if now - self._beat > _STILL_S:
            self.still.append((now - self._beat, self.doing, self._seen))
        self._beat, self._seen = now, ""

    def weigh(self) -> None:
        """Take note of the memory of this process."""
        self.beat()
        give_back()
        megabytes = self._process.memory_info().rss / 1e6
        self._beat = time.monotonic()  # this took long, not the window
        self.memory.append((self._beat - self._began, megabytes))

    def slope(self) -> float:
        """Megabytes a minute that memory grew by in the second half.

        Of each minute the least counts: an open loupe holds many pictures, and gives them back.
        """
        later = self.memory[len(self.memory) // 2 :]
        least: dict[int, float] = {}
        for seconds, megabytes in later:
            minute = int(seconds // 60)
            least[minute] = min(megabytes, least.get(minute, megabytes))
        if len(least) < 3:
            return 0.0
        return float(np.polyfit(list(least), list(least.values()), 1)[0])

    def report(self) -> str:
        """Figures, one a line."""
        first, last = self.memory[0][1], self.memory[-1][1]
        middle = self.memory[len(self.memory) // 2][1]
        kinds = collections.Counter(type(w).__name__ for w in QApplication.allWidgets())
        lines = [
            f"memory: {first:.0f} MB at first, {middle:.0f} MB half-way, {last:.0f} MB at last; "
            f"{self.slope():+.2f} MB a minute in the second half",
            f"in the end: {threading.active_count()} threads, {sum(kinds.values())} widgets "
            f"({', '.join(f'{n} {kind}' for kind, n in kinds.most_common(6))})",
            f"the window stood still for over {_STILL_S:g} s {len(self.still)} times",
        ]
        lines += [f"  {s:.2f} s: {what}; {at}" for s, what, at in sorted(self.still)[:-9:-1]]
        return "\n".join(lines)

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_S)
            still = time.monotonic() - self._beat
            if still > _STILL_S * 0.7 and not self._seen:
                self._seen = self._place()
            if still > _HUNG_S:
                os.write(2, f"the window hangs\n{self._trail()}\n".encode())
                faulthandler.dump_traceback(all_threads=True)
                os._exit(1)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            os._exit(1)
        self._add(error.with_traceback(trace), "in the GUI thread")

    def _add(self, error: BaseException | None, where: str) -> None:
        told = "".join(traceback.format_exception(error)) if error is not None else "?"
        self.faults.append(f"exception {where}, at “{self.doing}”:\n{told}")

    def _on_qt(self, kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        if kind is QtMsgType.QtDebugMsg or kind is QtMsgType.QtInfoMsg:
            return
        if not any(said in text for said in _OF_THE_PLATFORM):
            self.faults.append(f"Qt, at “{self.doing}”: {text} ({self._place()})")

    def _place(self) -> str:
        """Where the GUI thread is: the innermost places, of ours if there are any.

        Read as text: who holds the frame of a function that paints holds its painter, too, and ends
        it in another thread in the middle of something else.
        """
        with tempfile.TemporaryFile("w+") as file:
            faulthandler.dump_traceback(file)
            file.seek(0)
            told = file.read()
        _, _, mine = told.partition(f"hread 0x{self._gui:016x} ")  # "Thread", "Current thread"
        stack = _LINE.findall(mine.partition("\n\n")[0])
        ours = [one for one in stack if f"{os.sep}curator{os.sep}" in one[0]] or stack
        return " > ".join(f"{os.path.basename(name)}:{at} {what}" for name, at, what in ours[2::-1])

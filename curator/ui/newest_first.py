"""One background thread that loads what was asked for last before all else."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path


class NewestFirst:
    """Loads files by name; of those waiting, the ones asked for longest ago are forgotten."""

    def __init__(self, thread: str, load: Callable[[str, Path], None], *, most: int) -> None:
        """`load` is called in the thread; at most `most` wait."""
        self._load = load
        self._most = most
        self._wanted: OrderedDict[str, Path] = OrderedDict()
        self._current: str | None = None
        self._change = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=thread, daemon=True)
        self._thread.start()

    def want(self, name: str, path: Path) -> None:
        """Load this next, unless it is being loaded."""
        with self._change:
            if name == self._current:
                return
            self._wanted[name] = path
            self._wanted.move_to_end(name)
            while len(self._wanted) > self._most:
                self._wanted.popitem(last=False)
            self._change.notify()

    def close(self) -> None:
        """Stop the thread; it ends within one load."""
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._change:
                self._current = None
                self._change.wait_for(lambda: self._closed or self._wanted)
                if self._closed:
                    return
                self._current, path = self._wanted.popitem(last=True)
                name = self._current
            self._load(name, path)

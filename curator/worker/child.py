"""A supervised child process: started, asked, watched, ended and started again.

One thread owns a Child and waits for its answers; any thread may close it.
"""

import contextlib
import logging
import multiprocessing
import pickle
import signal
import threading
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import MappingProxyType
from typing import Any, Literal

from curator.errors import OperationError
from curator.worker.child_main import Bug, Done, NotReady, Ready, Setup, Started, run_child
from curator.worker.transfer import receive, send
from curator.worker.watchdog_thread import Watchdog

_log = logging.getLogger(__name__)
_context = multiprocessing.get_context("spawn")
_watchdog = Watchdog()
_starting = threading.Lock()  # multiprocessing keeps its list of children without one

START_ATTEMPTS = 3
BLAME_LIMIT = 4
_SENT_BY_OTHERS = (-9, -15)  # SIGKILL and SIGTERM

Cause = Literal["crash", "deadline", "memory", "closed"]


class ChildDiedError(Exception):
    """The child ended while it worked.

    `names` are the photos that it had started: none where the child was not at fault. `blame` is
    how far the photo is to blame, up to BLAME_LIMIT: a crash may be chance once, a signal that
    others send (the system short of memory, an impatient user) three times.
    """

    def __init__(self, cause: Cause, names: tuple[str, ...], exitcode: int | None) -> None:
        super().__init__(f"{cause}, exit code {exitcode}, at {names}")
        self.cause = cause
        self.names = names
        self.blame = 1 if exitcode in _SENT_BY_OTHERS else BLAME_LIMIT // 2


class WorkFailedError(Exception):
    """The child's work raised something unforeseen; the child lives on. Carries its traceback."""

    def __init__(self, bug: Bug) -> None:
        super().__init__(bug.summary)
        self.add_note(bug.trace)


class Child:
    """A spawned process that answers requests, one at a time. Never more than one process.

    `memory_bytes` bounds its resident memory at work; `environment` is set before anything is
    imported; what C libraries print in a `quiet` child is lost.
    """

    def __init__(
        self,
        setup: Setup,
        *,
        name: str,
        start_deadline_s: float,
        memory_bytes: int | None = None,
        quiet: bool = False,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._setup = pickle.dumps(setup)
        self._name = name
        self._start_deadline_s = start_deadline_s
        self._memory_bytes = memory_bytes
        self._quiet = quiet
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._closed = False
        self._process: SpawnProcess | None = None
        self._connection: Connection[Any, Any] | None = None
        self._killed_for: Cause | None = None
        self._hello: object = None

    @property
    def pid(self) -> int | None:
        """The process now, if any."""
        process = self._process
        return None if process is None else process.pid

    def start(self) -> object:
        """Make sure that the process is up; returns what its setup said.

        Raises OperationError when it cannot be had, ChildDiedError when this child was closed.
        """
        for _ in range(START_ATTEMPTS):
            if self._connection is not None:
                return self._hello
            try:
                self._start_once()
            except ChildDiedError as died:
                if died.cause == "closed":
                    raise
                _log.warning("the process %r ended while starting: %s", self._name, died)
                if died.cause == "deadline":
                    raise OperationError(
                        f"The {self._name} did not start within {self._start_deadline_s:.0f} s."
                    ) from died
        if self._connection is not None:
            return self._hello
        raise OperationError(
            f"The {self._name} ended {START_ATTEMPTS} times while it was starting."
        )

    def ask(self, request: object, *, deadline_s: float) -> Any:
        """Send a request and wait for its answer; the deadline counts anew at each photo started.

        Raises ChildDiedError (the next call starts a new process), WorkFailedError, OperationError.
        """
        self.start()
        connection = self._connection
        assert connection is not None
        names: tuple[str, ...] = ()
        try:
            with _watchdog.watching(
                self, deadline_s=deadline_s, memory_bytes=self._memory_bytes
            ) as watch:
                send(connection, request)
                while isinstance(reply := receive(connection), Started):
                    names = reply.names
                    watch.restart(deadline_s)
        except (EOFError, OSError) as error:
            raise self._bury(names) from error
        if isinstance(reply, Bug):
            raise WorkFailedError(reply)
        assert isinstance(reply, Done)
        return reply.result

    def kill(self, cause: Cause) -> None:
        """End the process now; whoever waits for it gets ChildDiedError with this cause."""
        with self._lock:
            if self._process is not None and self._killed_for is None:
                self._killed_for = cause
                self._process.kill()

    def resident_bytes(self) -> int:
        """The process's resident memory; 0 where there is none."""
        import psutil  # late: not every parent has children

        pid = self.pid
        try:
            return 0 if pid is None else int(psutil.Process(pid).memory_info().rss)
        except psutil.Error:
            return 0

    def close(self) -> None:
        """End the process for good. Any thread; quick."""
        with self._lock:
            self._closed = True
        self.kill("closed")

    def reap(self) -> None:
        """Wait for the killed process, so that no zombie stays. By the owning thread."""
        self._bury(())

    def _start_once(self) -> None:
        ours, theirs = _context.Pipe()
        try:
            with self._lock, _starting, _sigint_blocked():
                if self._closed:
                    raise ChildDiedError("closed", (), None)
                process = _context.Process(
                    target=run_child,
                    args=(theirs, self._setup, self._quiet, self._environment),
                    name=self._name,
                    daemon=True,
                )
                self._killed_for = None
                process.start()
                self._process = process
        except OSError as error:
            ours.close()
            raise OperationError(
                f"The {self._name} cannot be started: {error.strerror or error}."
            ) from error
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._connection = ours
        try:
            with _watchdog.watching(self, deadline_s=self._start_deadline_s, memory_bytes=None):
                reply = receive(ours)
        except (EOFError, OSError) as error:
            raise self._bury(()) from error
        if isinstance(reply, Ready):
            self._hello = reply.hello
            return
        self._bury(())
        if isinstance(reply, NotReady):
            raise OperationError(reply.sentence)
        assert isinstance(reply, Bug)
        _log.error("the %s cannot start: %s", self._name, reply.trace)
        raise OperationError(f"The {self._name} cannot start: {reply.summary}.")

    def _bury(self, names: tuple[str, ...]) -> ChildDiedError:
        """Make sure that the process is gone, free what it held, and say what happened."""
        with self._lock:
            process, self._process = self._process, None
            connection, self._connection = self._connection, None
            cause = "closed" if self._closed else self._killed_for or "crash"
        exitcode = None
        if connection is not None:
            connection.close()
        if process is not None:
            process.join(0.5)  # after its last word a child needs a moment to end
            if process.exitcode is None:
                process.kill()
                process.join(10)
            exitcode = process.exitcode
            if exitcode is not None:
                process.close()
        return ChildDiedError(cause, names, exitcode)


@contextlib.contextmanager
def _sigint_blocked() -> Iterator[None]:
    """A child inherits the mask: Ctrl-C cannot hit it before it ignores the signal itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

"""The child's end: what runs in a child process, before and around its work.

Imports nothing heavy: the limits are set before anything else is loaded.
"""

import contextlib
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection as mp_connection
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any

from curator.worker.transfer import receive, send

At = Callable[[tuple[str, ...]], None]
"""Called by the work with the names of the photos that it starts now."""

Handler = Callable[[Any, At], object]
"""Answers one request."""

Setup = Callable[[], tuple[object, Handler]]
"""Runs once in the child; returns what the parent is told at the start, and the handler."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The child is up; `hello` is what its setup had to say."""

    hello: object


@dataclass(frozen=True, slots=True)
class NotReady:
    """The setup failed for a known reason: a sentence for the user."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Started:
    """The child starts with these photos now."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a request."""

    result: object


@dataclass(frozen=True, slots=True)
class Bug:
    """Setup or work raised something unforeseen."""

    summary: str
    trace: str


class SetupError(Exception):
    """Raised by a setup that cannot be had; its text is a sentence for the user."""


def run_child(
    connection: "Connection[Any, Any]", setup: bytes, quiet: bool, environment: dict[str, str]
) -> None:
    """The body of a child process. Ends when the parent closes the connection or dies.

    `setup` is a pickled Setup; a `quiet` child loses what C libraries print.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it is over
    _guard_output(quiet)
    _die_with_parent()
    os.environ.update(environment)
    try:
        hello, handler = pickle.loads(setup)()
    except SetupError as error:
        send(connection, NotReady(str(error)))
        return
    except Exception as error:
        send(connection, _bug(error))
        return
    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        send(connection, Ready(hello))
        _serve(connection, handler)


def _serve(connection: "Connection[Any, Any]", handler: Handler) -> None:
    def at(names: tuple[str, ...]) -> None:
        send(connection, Started(names))

    while True:
        request = receive(connection)
        reply: Done | Bug
        try:
            reply = Done(handler(request, at))
        except Exception as error:
            reply = _bug(error)
        del request  # the pixels: not two photos at a time in memory
        send(connection, reply)
        del reply


def _bug(error: Exception) -> Bug:
    return Bug("".join(traceback.format_exception_only(error)).strip(), traceback.format_exc())


def _guard_output(quiet: bool) -> None:
    """Standard output belongs to the parent's answers; decoders' chatter belongs nowhere."""
    with contextlib.suppress(OSError, ValueError):
        target = os.open(os.devnull, os.O_WRONLY) if quiet else 2
        os.dup2(target, 1)
        if quiet:
            os.dup2(target, 2)
    sys.stdout = sys.stderr


def _die_with_parent() -> None:
    """A child in the middle of its work would not notice that the connection is gone."""
    parent = parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        mp_connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()

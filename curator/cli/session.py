"""What a command works with: options, terminal, judges; library and child processes on demand."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import core
from core import Device, JudgeFactory, JudgeIdentity, JudgeListing
from curator.cli.output import Output
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess

if TYPE_CHECKING:
    from curator.library import Library


@dataclass(frozen=True, slots=True)
class JudgeSource:
    """Where the commands get judges from: the seam at which tests put a judge of their own."""

    identify: Callable[[str], JudgeIdentity]
    factory: Callable[[str, Device], JudgeFactory]
    listing: Callable[[Sequence[str]], list[JudgeListing]]


def _factory(name: str, device: Device) -> JudgeFactory:
    return core.judge_factory(name, device=device)


CORE_JUDGES = JudgeSource(core.identify, _factory, core.list_judges)


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command."""

    output: Output
    judges: JudgeSource
    home_option: Path | None
    device: Device
    busy_timeout_s: float

    def home(self) -> Home:
        """Where the library is; made when it is not there yet."""
        return Home.find(self.home_option)

    @contextmanager
    def library(self) -> "Iterator[tuple[Home, Library]]":
        """The opened library, and where it is."""
        from curator.library import Library  # late: `score` starts without SQLAlchemy

        home = self.home()
        with Library.open(home, busy_timeout_s=self.busy_timeout_s) as library:
            self.output.detail(f"Library: {home.path}")
            if library.restored is not None:
                self.output.problem(library.restored)
            yield home, library

    def workers(self, judge_name: str, *, database: Path | None = None) -> "Workers":
        """The child processes, each started when it is first needed."""
        return Workers(self.judges.factory(judge_name, self.device), database)


class Workers:
    """Decoders and a judge that are made when they are first asked for, ended at the end."""

    def __init__(self, factory: JudgeFactory, database: Path | None) -> None:
        self._factory = factory
        self._database = database
        self._stack = ExitStack()
        self._decode: DecodePool | None = None
        self._judge: JudgeProcess | None = None

    def decode(self) -> DecodePool:
        """The decoding processes."""
        if self._decode is None:
            self._decode = DecodePool()
            self._stack.callback(self._decode.close)
        return self._decode

    def judge(self) -> JudgeProcess:
        """The judge's process."""
        if self._judge is None:
            self._judge = JudgeProcess(self._factory, database=self._database)
            self._stack.callback(self._judge.close)
        return self._judge

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def terminal(*, json: bool, quiet: bool, verbose: bool) -> Output:
    """The terminal that this process was started in."""
    return Output(sys.stdout, sys.stderr, json=json, quiet=quiet, verbose=verbose)

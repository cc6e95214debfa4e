"""Decoding in child processes: bounded in time and memory, never the parent's own undoing."""

import logging
import os
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from curator.errors import OperationError
from curator.worker.child import BLAME_LIMIT, Child, ChildDiedError, WorkFailedError
from curator.worker.decode_child import MEMORY_SENTENCE, DecodeSetup
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure, Recalled, RecallRequest
from curator.worker.two_queues import TwoQueues

_log = logging.getLogger(__name__)

_START_DEADLINE_S = 60.0
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""The children themselves are the parallelism."""

_BASE_BYTES = 150_000_000
"""What a decoding child needs before it has a photo."""


@dataclass(slots=True)
class _Job:
    request: DecodeRequest | RecallRequest
    urgent: bool
    future: "Future[Any]" = field(default_factory=Future)
    blame: int = 0


class DecodePool:
    """Decodes files in a few child processes, which start when there is work for them.

    A photo that crashes its child twice, takes longer than the deadline or more than the memory
    is a PhotoFailure; the others go on. A child killed from outside loses nothing.
    """

    def __init__(
        self,
        *,
        processes: int | None = None,
        deadline_s: float = 10.0,
        memory_bytes: int = 1_000_000_000,
    ) -> None:
        self._deadline_s = deadline_s
        self._jobs: TwoQueues[_Job] = TwoQueues()
        self._children = [
            Child(
                DecodeSetup(memory_bytes),
                name="decoder",
                start_deadline_s=_START_DEADLINE_S,
                memory_bytes=memory_bytes + _BASE_BYTES,
                quiet=True,
                environment=_ONE_THREAD,
            )
            for _ in range(processes or default_processes())
        ]
        self._threads = [
            threading.Thread(target=self._work, args=(child,), name="decoding", daemon=True)
            for child in self._children
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, request: DecodeRequest, *, urgent: bool = False
    ) -> "Future[Decoded | PhotoFailure]":
        """Decode a file; urgent ones before all others. A queued future may be cancelled.

        The future raises OperationError when the pool is closed or its processes cannot start.
        """
        return self._put(_Job(request, urgent))

    def recall(self, request: RecallRequest) -> "Future[Recalled | PhotoFailure]":
        """Find out what needs no decoding, of a file that was decoded before; as `submit` does."""
        return self._put(_Job(request, urgent=False))

    @property
    def pids(self) -> list[int]:
        """The child processes that are up."""
        return [pid for child in self._children if (pid := child.pid) is not None]

    def close(self) -> None:
        """End all child processes now; unfinished futures raise OperationError."""
        left = self._jobs.close()
        for child in self._children:
            child.close()
        for job in left:
            _fail(job, OperationError("Decoding has ended."))
        for thread in self._threads:
            thread.join(15)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _put(self, job: _Job) -> "Future[Any]":
        if not self._jobs.put(job, urgent=job.urgent):
            job.future.set_exception(OperationError("Decoding has ended."))
        return job.future

    def _work(self, child: Child) -> None:
        while (job := self._jobs.take()) is not None:
            if job.blame == 0 and not job.future.set_running_or_notify_cancel():
                continue
            self._decode(child, job)
        child.reap()

    def _decode(self, child: Child, job: _Job) -> None:
        try:
            job.future.set_result(child.ask(job.request, deadline_s=self._deadline_s))
        except ChildDiedError as died:
            self._after_death(job, died)
        except WorkFailedError as error:
            _log.error("decoding %s failed", job.request.path, exc_info=error)
            job.future.set_result(_failure(job, f"The picture cannot be decoded: {error}."))
        except Exception as error:  # known or a bug: whoever waits is told, and the thread lives on
            _fail(job, error)

    def _after_death(self, job: _Job, died: ChildDiedError) -> None:
        if died.cause == "closed":
            _fail(job, OperationError("Decoding has ended."))
        elif died.cause == "deadline" and died.names:
            reason = f"The picture took longer than {self._deadline_s:g} s to decode."
            job.future.set_result(_failure(job, reason))
        elif died.cause == "memory" and died.names:
            job.future.set_result(_failure(job, MEMORY_SENTENCE))
        else:
            job.blame += died.blame
            if job.blame >= BLAME_LIMIT:
                reason = "The picture is damaged in a way that ends the decoder."
                job.future.set_result(_failure(job, reason))
            elif not self._jobs.put_back(job, urgent=job.urgent):
                _fail(job, OperationError("Decoding has ended."))


def default_processes() -> int:
    """As many decoding processes as there are cores, at most 4."""
    return max(1, min(4, os.cpu_count() or 1))


def _failure(job: _Job, reason: str) -> PhotoFailure:
    return PhotoFailure(str(job.request.path), reason)


def _fail(job: _Job, error: Exception) -> None:
    if job.future.running() or job.future.set_running_or_notify_cancel():
        job.future.set_exception(error)

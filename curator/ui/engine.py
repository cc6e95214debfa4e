"""Runs the pipeline in one thread; what it reports arrives in the GUI thread."""

import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from curator.errors import CuratorError
from curator.library.records import StoredProfile
from curator.services.events import Event
from curator.services.pipeline import Pipeline
from curator.ui.road import Road


class Engine(QObject):
    """The background work of the window: start it, hold it, stop it.

    Signals:
        happened: an Event of the pipeline.
        stopped: it has ended, by `stop` or by a failure (which the road has told).
    """

    happened = Signal(object)
    stopped = Signal()

    def __init__(
        self, make: Callable[[], Pipeline], road: Road, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._road = road
        self._pipeline: Pipeline | None = None
        self._thread: threading.Thread | None = None
        self._profile: StoredProfile | None = None
        self._other: StoredProfile | None = None

    @property
    def running(self) -> bool:
        """Whether it works or waits for work."""
        return self._thread is not None

    def start(self) -> None:
        """Begin, or begin again after `stop`."""
        if self._thread is not None:
            return
        self._pipeline = self._make()
        self._pipeline.set_profile(self._profile)
        self._pipeline.set_other(self._other)
        self._thread = threading.Thread(
            target=self._work, args=(self._pipeline,), name="pipeline", daemon=True
        )
        self._thread.start()

    def set_profile(self, profile: StoredProfile) -> None:
        """Score for this profile from now on."""
        self._profile = profile
        if self._pipeline is not None:
            self._pipeline.set_profile(profile)

    def set_other(self, profile: StoredProfile | None) -> None:
        """Score for this second profile, too; None for one only."""
        self._other = profile
        if self._pipeline is not None:
            self._pipeline.set_other(profile)

    def pause(self) -> None:
        """Begin nothing new until `resume`."""
        if self._pipeline is not None:
            self._pipeline.pause()

    def resume(self) -> None:
        """Go on, after `pause` or after `stop`."""
        if self._pipeline is not None:
            self._pipeline.resume()
        self.start()

    def stop(self) -> None:
        """End the work soon; what is scored stays."""
        if self._pipeline is not None:
            self._pipeline.stop()

    def look_first(self, photo_ids: Sequence[int]) -> None:
        """Prefer these photos, the ones on the screen."""
        if self._pipeline is not None:
            self._pipeline.look_first(photo_ids)

    def rescan(self) -> None:
        """Look through the folders again, and notice new ones."""
        if self._pipeline is not None:
            self._pipeline.rescan()

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _work(self, pipeline: Pipeline) -> None:
        try:
            for event in pipeline.run(watch=True):
                self._road.send(_telling(self, event))
        except CuratorError as error:
            sentence = str(error)
            self._road.send(lambda: self._road.failed.emit(sentence))
        finally:
            self._road.send(self._on_ended)

    def _on_ended(self) -> None:
        self._thread = None
        self._pipeline = None
        self.stopped.emit()


def _telling(engine: Engine, event: Event) -> Callable[[], None]:
    return lambda: engine.happened.emit(event)

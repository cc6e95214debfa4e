"""What the window works with: the library and the child processes, made off the GUI thread."""

from dataclasses import dataclass
from pathlib import Path

from core import JudgeIdentity, JudgeUnavailableError
from curator.library import Library
from curator.services.pipeline import Pipeline
from curator.services.scoring_lock import ScoringLock
from curator.settings import Home
from curator.ui.images import image_of, jpeg_of
from curator.ui.judge_source import JudgeSource
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from curator.worker.records import DecodeRequest, PhotoFailure

_SHARP_LONG_SIDE = 1024  # enough for the largest cells on a screen of twice the density


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything below the window. `identity` is None, and `problem` says why, without a judge."""

    home: Home
    library: Library
    decode: DecodePool
    judge: JudgeProcess
    source: JudgeSource
    identity: JudgeIdentity | None
    problem: str

    @classmethod
    def open(cls, home: Home, source: JudgeSource) -> "Parts":
        """Open the library and prepare the child processes; nothing is started yet.

        Raises LibraryError when the library cannot be opened.
        """
        library = Library.open(home)
        identity, problem = None, ""
        try:
            identity = source.identify()
        except JudgeUnavailableError as error:
            problem = str(error)
        judge = JudgeProcess(source.factory, database=home.database)
        return cls(home, library, DecodePool(), judge, source, identity, problem)

    def pipeline(self) -> Pipeline:
        """A pipeline over all folders."""
        return Pipeline(
            self.library,
            self.decode,
            self.judge,
            identity=self.identity,
            lock=ScoringLock(self.home.scoring_lock),
        )

    def thumbnail(self, content_hash: str, path: Path) -> bytes | None:
        """A thumbnail from the cache; one that was dropped there is made again."""
        cached = self.library.cache.thumbnail(content_hash)
        if cached is not None:
            return cached
        request = DecodeRequest(path, pixels_long_side=None)
        made = self.decode.submit(request, urgent=True).result()
        if isinstance(made, PhotoFailure) or made.thumbnail is None:
            return None
        if made.content_hash == content_hash:
            self.library.cache.store_thumbnails([(content_hash, made.thumbnail)])
        return made.thumbnail

    def sharp_thumbnail(self, content_hash: str, path: Path) -> bytes | None:
        """A picture for large cells, from the cache or else made now."""
        cached = self.library.cache.sharp_thumbnail(content_hash)
        if cached is not None:
            return cached
        request = DecodeRequest(path, pixels_long_side=_SHARP_LONG_SIDE, thumbnail=False)
        made = self.decode.submit(request, urgent=True).result()
        if isinstance(made, PhotoFailure) or made.pixels is None:
            return None
        jpeg = jpeg_of(image_of(made.pixels))
        if made.content_hash == content_hash:
            self.library.cache.store_sharp_thumbnail(content_hash, jpeg)
        return jpeg

    def close_children(self) -> None:
        """End the child processes."""
        self.judge.close()
        self.decode.close()

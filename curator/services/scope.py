"""Which photos a pipeline works on, and what of them still waits in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.library import Library
from curator.library.records import Counts, JudgementKey, Photo


@dataclass(frozen=True, slots=True)
class Scope:
    """Photos of these roots (online ones), or of one folder in them."""

    root_ids: tuple[int, ...]
    folder: Path | None = None

    def unread(self, library: Library, limit: int, first: Sequence[int]) -> list[Photo]:
        """Photos that were not read yet, those of `first` first."""
        if not self.root_ids:
            return []
        return library.photos.pending_ingest(limit, self.root_ids, first, folder=self.folder)

    def unseen(
        self, library: Library, vision_id: str, limit: int, first: Sequence[int]
    ) -> list[Photo]:
        """Photos that were read but not looked at."""
        if not self.root_ids:
            return []
        return library.looks.pending(vision_id, limit, first, self.root_ids, folder=self.folder)

    def unjudged(
        self, library: Library, key: JudgementKey, limit: int, first: Sequence[int]
    ) -> list[str]:
        """Content hashes that were looked at but not judged."""
        return library.judgements.pending(key, limit, first, self.root_ids, folder=self.folder)

    def counts(self, library: Library, key: JudgementKey | None) -> Counts:
        """How far the work is."""
        return library.photos.counts(key, self.root_ids, folder=self.folder)

    def is_complete(self, library: Library, key: JudgementKey) -> bool:
        """Whether every photo has its score or its failure."""
        return not (
            self.unread(library, 1, ())
            or self.unseen(library, key.vision_id, 1, ())
            or self.unjudged(library, key, 1, ())
        )

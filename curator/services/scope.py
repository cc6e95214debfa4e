"""Which photos a pipeline works on, and what of them still waits in the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.library import Library
from curator.library.records import Counts, JudgementKey, Photo, RankQuery


@dataclass(frozen=True, slots=True)
class Scope:
    """Photos of these roots (online ones), or of one folder in them."""

    root_ids: tuple[int, ...]
    folder: Path | None = None

    def unread(
        self, library: Library, limit: int, first: Sequence[int], skip: Collection[int]
    ) -> list[Photo]:
        """Photos that were not read yet, those of `first` first, without those of `skip`."""
        found = library.photos.pending_ingest(
            limit, root_ids=self.root_ids, first=self._first(library, first), skip=skip
        )
        return self._inside(found)

    def unseen(
        self,
        library: Library,
        vision_id: str,
        limit: int,
        first: Sequence[int],
        skip: Collection[int],
    ) -> list[Photo]:
        """Photos that were read but not looked at, one for each content."""
        found = library.looks.pending(
            vision_id,
            limit,
            root_ids=self.root_ids,
            first=self._first(library, first),
            skip=skip,
        )
        return self._inside(found)

    def unjudged(
        self, library: Library, key: JudgementKey, limit: int | None, first: Sequence[int]
    ) -> list[str]:
        """Content hashes that were looked at but not judged."""
        if self.folder is None:
            return library.judgements.pending(key, limit, root_ids=self.root_ids, first=first)
        photos = library.photos.get(self._ids(library))
        mine = {photo.content_hash for photo in photos}
        waiting = library.judgements.pending(key, None, root_ids=self.root_ids, first=first)
        return [content_hash for content_hash in waiting if content_hash in mine][:limit]

    def counts(self, library: Library, key: JudgementKey | None) -> Counts:
        """How far the work is."""
        if self.folder is None:
            return library.photos.counts(key, root_ids=self.root_ids)
        rows = library.judgements.rows(self._ids(library), key, None).values()
        failed = sum(row.error is not None for row in rows)
        judged = sum(row.score is not None for row in rows)
        ready = sum(row.content_hash is not None and row.error is None for row in rows)
        new = len(rows) - ready - failed
        return Counts(len(rows), new, ready, failed, judged, judged)

    def is_complete(self, library: Library, key: JudgementKey) -> bool:
        """Whether every photo has its score or its failure."""
        return not (
            self.unread(library, 1, (), ())
            or self.unseen(library, key.vision_id, 1, (), ())
            or self.unjudged(library, key, 1, ())
        )

    def _ids(self, library: Library) -> list[int]:
        query = RankQuery(None, None, folder=self.folder, include_failed=True, sort="name")
        return library.judgements.rank_ids(query)

    def _first(self, library: Library, first: Sequence[int]) -> Sequence[int]:
        """A folder's own photos come first, so that asking for a few gives none of the others."""
        return first if self.folder is None else [*first, *self._ids(library)]

    def _inside(self, photos: list[Photo]) -> list[Photo]:
        folder = self.folder
        if folder is None:
            return photos
        return [photo for photo in photos if photo.path.is_relative_to(folder)]

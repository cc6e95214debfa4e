"""Finds photos by any words: the judge compares them with the looks of the library."""

from collections.abc import Sequence
from dataclasses import replace

from core import JudgeIdentity
from curator.library import Library
from curator.library.records import RankQuery
from curator.worker.judge_process import JudgeProcess

MATCHES = 0.0
"""From this match on, a photo is found."""


class Search:
    """One search of a library. Each content is compared once, however often it is asked for.

    Any thread may ask. Raises OperationError when the judge cannot be had, or cannot search.
    """

    def __init__(
        self, library: Library, judge: JudgeProcess, identity: JudgeIdentity, words: str
    ) -> None:
        self._library = library
        self._judge = judge
        self._vision_id = identity.vision_id
        self._words = words
        self._known: dict[str, float] = {}  # by content hash

    def matches(self, photo_ids: Sequence[int]) -> dict[int, float]:
        """How well photos match, -1 to 1 or NaN; those without a look are left out.

        So are those whose look is found to be gone: they are looked at again.
        """
        contents = self._library.looks.looked_at(self._vision_id, photo_ids)
        new = [one for one in dict.fromkeys(contents.values()) if one not in self._known]
        lost = self._library.looks.drop_lost(new, self._vision_id)
        new = [one for one in new if one not in lost]
        if new:
            found = self._judge.search(self._words, self._vision_id, new).result()
            self._known.update(zip(new, found.tolist(), strict=True))
        return {
            photo: self._known[content]
            for photo, content in contents.items()
            if content in self._known
        }

    def found(self, query: RankQuery, *, best_first: bool = True) -> list[int]:
        """The photos of a query that match, the best match first, or as the query orders them."""
        ids = self._library.judgements.rank_ids(replace(query, include_failed=False))
        matches = self.matches(ids)
        found = [photo for photo in ids if matches.get(photo, -1.0) >= MATCHES]
        return sorted(found, key=lambda photo: -matches[photo]) if best_first else found

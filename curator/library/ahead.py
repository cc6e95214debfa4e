"""Has the columns that a ranking may be narrowed or sorted by next at hand, before they are."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import get_args

from core import QUALITY_WORDS, SHOWN_WORDS
from curator.library import facets
from curator.library.columns import Columns, Snapshot
from curator.library.connection import chunks
from curator.library.narrowing import Choice
from curator.library.records import RankQuery

_WORDS = 6  # in a step


def load_ahead(columns: Columns, query: RankQuery) -> Iterator[None]:
    """One column a step, so that nobody who ranks meanwhile waits for more than one of them.

    What is at hand already costs nothing. Steps may be taken by different threads.
    """
    for load in _loads(query):
        with columns.snapshot() as snapshot:
            load(snapshot)
        yield


def _loads(query: RankQuery) -> Iterator[Callable[[Snapshot], object]]:
    who, key = query.profile_id, query.judgement_of
    yield facets.dates
    yield partial(facets.stars, profile_id=who)
    for what in get_args(Choice):
        yield partial(facets.texts, what=what, profile_id=who)
    yield facets.orientations
    yield facets.in_stack
    yield facets.name_order
    yield partial(facets.scores, key=query.other)
    if key is not None:
        for some in chunks((*SHOWN_WORDS, *QUALITY_WORDS), _WORDS):
            yield partial(facets.load_shown, key=key, words=tuple(some))

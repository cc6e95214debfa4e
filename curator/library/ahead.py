"""Has the columns that a ranking may be narrowed or sorted by next at hand, before they are."""

from collections.abc import Callable, Iterator
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
    who, key, other = query.profile_id, query.judgement_of, query.other
    yield facets.dates
    yield lambda snapshot: facets.stars(snapshot, who)
    for what in get_args(Choice):
        yield lambda snapshot, what=what: facets.texts(snapshot, what, who)
    yield facets.orientations
    yield facets.in_stack
    yield facets.name_order
    yield lambda snapshot: facets.scores(snapshot, other)
    if key is not None:
        for some in chunks((*SHOWN_WORDS, *QUALITY_WORDS), _WORDS):
            yield lambda snapshot, some=some: facets.load_shown(snapshot, key, some)

"""What the window asks the library for: filters as a query."""

from dataclasses import replace

from curator.library.narrowing import ANY
from curator.library.records import JudgementKey, RankQuery
from curator.ui.filters import Filters


def query_of(
    wanted: Filters,
    *,
    key: JudgementKey | None,
    profile_id: int | None,
    root_id: int | None,
    other: JudgementKey | None,
) -> RankQuery:
    """The photos of a root, or of all, that filters let through, ranked for one or two people.

    Photos that cannot be read are among them as long as nothing narrows them down.
    """
    return RankQuery(
        judgement_of=key,
        profile_id=profile_id,
        root_id=root_id,
        folder=wanted.folder,
        min_score=wanted.min_score,
        date_from=wanted.date_from,
        date_to=wanted.date_to,
        min_stars=wanted.min_stars,
        flag=wanted.flag,
        shows=wanted.shows,
        include_failed=not wanted.narrow,
        sort=wanted.sort,
        other=other,
        narrowing=wanted.narrowing,
    )


def unfiltered(query: RankQuery) -> RankQuery:
    """The same without any filter but the root, and without photos that cannot be read."""
    whole = replace(query, min_score=None, date_from=None, date_to=None, narrowing=ANY)
    return replace(whole, min_stars=None, flag=None, shows=None, folder=None, include_failed=False)

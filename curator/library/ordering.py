"""Rankings as ids: which photos, in which order."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from curator.library import facets
from curator.library.columns import Floats, Mask, Snapshot
from curator.library.records import RankQuery

_Keys = list[NDArray[np.float64] | NDArray[np.int64]]


def ordered_ids(snapshot: Snapshot, query: RankQuery) -> list[int]:
    """See `StoredJudgements.rank_ids`."""
    wanted = np.ones(len(snapshot.photos.ids), np.bool_)
    for holds in _conditions(snapshot, query):
        wanted &= holds
    rows = np.flatnonzero(wanted)
    keys: _Keys = [column[rows] for column in reversed(_order(snapshot, query))]
    if query.include_failed:
        keys.append(facets.failed(snapshot, query.judgement_of)[rows].astype(np.int64))
    # The rows are in the order of their paths, and equal ones stay so.
    order = rows[np.lexsort(keys)] if keys else rows
    ids: list[int] = snapshot.photos.ids[order][: query.limit].tolist()
    return ids


def _conditions(snapshot: Snapshot, query: RankQuery) -> Iterator[Mask]:
    key, failed = query.judgement_of, facets.failed(snapshot, query.judgement_of)
    if not query.include_failed:
        yield ~failed
    if query.root_id is not None:
        yield np.asarray(snapshot.photos.roots == query.root_id)
    if query.folder is not None:
        yield facets.in_folder(snapshot, query.folder)
    if query.min_score is not None:
        yield (facets.scores(snapshot, key) >= query.min_score) | failed
    elif not query.include_unscored:
        yield ~np.isnan(facets.scores(snapshot, key)) | failed
    if query.date_from is not None:
        yield np.asarray(facets.dates(snapshot) >= _midnight(query.date_from))
    if query.date_to is not None:
        yield np.asarray(facets.dates(snapshot) < _midnight(query.date_to) + facets.DAY)
    if query.min_stars is not None:
        yield facets.stars(snapshot, query.profile_id) >= query.min_stars
    if query.flag is not None:
        yield facets.flags(snapshot, query.profile_id).of(query.flag)
    if query.shows is not None:
        yield facets.shows(snapshot, query.shows, key)
    yield from _narrowed(snapshot, query)


def _narrowed(snapshot: Snapshot, query: RankQuery) -> Iterator[Mask]:
    more, key, who = query.narrowing, query.judgement_of, query.profile_id
    if more.max_score is not None:
        yield facets.scores(snapshot, key) <= more.max_score
    if more.min_generic is not None:
        yield facets.generics(snapshot, key) >= more.min_generic
    if more.max_generic is not None:
        yield facets.generics(snapshot, key) <= more.max_generic
    if more.min_apart is not None:
        yield _apart(snapshot, query) >= more.min_apart
    if more.max_apart is not None:
        yield _apart(snapshot, query) <= more.max_apart
    if more.stars is not None:
        yield np.floor(np.nan_to_num(facets.stars(snapshot, who))) == more.stars
    if more.undecided:
        yield np.asarray(facets.flags(snapshot, who).codes < 0)
    for what in ("camera", "lens", "file_type", "colour"):
        if (text := getattr(more, what)) is not None:
            yield facets.texts(snapshot, what, who).of(text)
    if more.orientation is not None:
        yield facets.orientations(snapshot).of(more.orientation)
    for word in more.shows:
        yield facets.shows(snapshot, word, key)
    if more.stacked is not None:
        yield facets.in_stack(snapshot) == more.stacked
    if more.name:
        yield facets.named(snapshot, more.name)


def _order(snapshot: Snapshot, query: RankQuery) -> _Keys:
    """The columns to sort by, the most important first, each from its lowest value."""
    key = query.judgement_of
    if query.sort == "name":
        return [facets.name_order(snapshot)]
    rest: _Keys = [_highest(facets.scores(snapshot, key)), facets.taken(snapshot)]
    match query.sort:
        case "score":
            return rest
        case "generic":
            return [_highest(facets.generics(snapshot, key)), *rest]
        case "stars":
            return [_highest(facets.stars(snapshot, query.profile_id)), *rest]
        case "date":
            return [-facets.dates(snapshot), *rest]
        case "other":
            return [_highest(facets.scores(snapshot, query.other)), *rest]
        case "both":
            both = facets.scores(snapshot, key) + facets.scores(snapshot, query.other)
            return [_highest(both), *rest]
        case "apart":
            return [_highest(_apart(snapshot, query)), *rest]


def _midnight(day: date) -> int:
    """When a day begins, as in `facets.dates`."""
    return int(np.datetime64(day, "us").astype(np.int64))


def _highest(values: Floats) -> Floats:
    """Sorts from the highest, and what has no value last."""
    return np.where(np.isnan(values), np.inf, -values)


def _apart(snapshot: Snapshot, query: RankQuery) -> Floats:
    mine = facets.scores(snapshot, query.judgement_of)
    return np.asarray(np.abs(mine - facets.scores(snapshot, query.other)))

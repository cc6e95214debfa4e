"""Which photos an export takes: the best, but none that the person rejected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from curator.library import Library
from curator.library.records import Ranked, RankQuery


@dataclass(frozen=True, slots=True)
class Chosen:
    """The photos, best first, and how many rejected ones would have been among them."""

    rows: tuple[Ranked, ...]
    rejected: int


def companions(library: Library, rows: Sequence[Ranked]) -> dict[Path, list[Path]]:
    """The other files of photos: RAW, edits and sidecars, by the path of the main file."""
    files = library.files.of([row.photo_id for row in rows])
    return {
        row.path: [file.path for file in files.get(row.photo_id, ()) if file.role != "main"]
        for row in rows
    }


def choose_best(
    library: Library, query: RankQuery, *, top: int | None = None, only: Sequence[int] = ()
) -> Chosen:
    """The best scored photos of a query, at most `top`; the query's own sort and limit are unused.

    A rejected photo gives its place to the next one. `only` some photos (ids) are chosen from.
    """
    wanted = set(only)
    ranked = library.judgements.rank(
        replace(query, sort="score", include_unscored=False, include_failed=False, limit=None)
    )
    rows: list[Ranked] = []
    rejected = 0
    for row in ranked:
        if wanted and row.photo_id not in wanted:
            continue
        if top is not None and len(rows) >= top:
            break
        if row.flag == "reject":
            rejected += 1
        else:
            rows.append(row)
    return Chosen(tuple(rows), rejected)

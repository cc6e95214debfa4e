"""Columns that are loaded ahead are those that a filter would have loaded."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core import Profile
from curator.library import Library, PhotoFacts, PhotoReady, RankQuery
from curator.library.narrowing import Narrowing
from tests.curator.library.samples import VISION, digest, fill, judge, key_of

CONTENTS = {"a.jpg": "A", "b.cr3": "B", "c.jpg": "A", "d.jpg": "D"}


def _filled(library: Library, folder: Path) -> tuple[RankQuery, dict[int, str]]:
    folder.mkdir()
    ids = fill(library, library.roots.add(folder).id, CONTENTS)
    library.photos.store_ready(
        [PhotoReady(ids["b.cr3"], digest("B"), PhotoFacts(4, 6, None, "Nikon", 0), None)]
    )
    anna = library.profiles.add(Profile.from_text("dark", "Anna"))
    ben = library.profiles.add(Profile.from_text("bright", "Ben"))
    judge(library, anna, {"A": 90.0, "B": 70.0})
    judge(library, ben, {"A": 10.0, "D": 50.0})
    library.shown.store(VISION, {digest("A"): {"people": 0.9, "dark": 0.4}})
    query = RankQuery(key_of(anna), anna.id, other=key_of(ben), sort="name")
    return query, {number: name[0] for name, number in ids.items()}


def test_what_is_loaded_ahead_is_what_is_found(library: Library, tmp_path: Path) -> None:
    query, names = _filled(library, tmp_path / "photos")

    def found(query: RankQuery) -> str:
        return "".join(names[one] for one in library.judgements.rank_ids(query))

    def narrowed(**narrowing: object) -> str:
        return found(replace(query, narrowing=Narrowing(**narrowing)))  # type: ignore[arg-type]

    for _ in library.judgements.load_ahead(query):
        pass
    assert narrowed(shows=("people",)) == "ac"
    assert narrowed(shows=("dark",)) == ""
    assert narrowed(shows=("food",)) == ""
    assert narrowed(camera="Nikon") == "b"
    assert narrowed(file_type="jpg") == "acd"
    assert narrowed(orientation="portrait") == "b"
    assert narrowed(max_apart=80.0) == "ac"
    assert found(replace(query, sort="other")) == "dacb"
    library.shown.store(VISION, {digest("D"): {"food": 0.8, "people": 0.7}})
    assert narrowed(shows=("people",)) == "acd"
    assert narrowed(shows=("food",)) == "d"
    for _ in library.judgements.load_ahead(query):
        pass
    assert narrowed(shows=("food", "people")) == "d"


def test_nothing_has_to_be_there(library: Library) -> None:
    query = RankQuery(None, None)
    assert len(list(library.judgements.load_ahead(query))) > 5
    assert library.judgements.rank_ids(query) == []


def test_times_sort_to_the_last_microsecond(library: Library, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    taken = {name: datetime(2024, 6, 1, 12, 0, 0, 7 - n) for n, name in enumerate(CONTENTS)}
    root = library.roots.add(tmp_path / "photos")
    ids = fill(library, root.id, CONTENTS, taken=taken)
    found = library.judgements.rank_ids(RankQuery(None, None, sort="date"))
    assert found == [ids[name] for name in CONTENTS]

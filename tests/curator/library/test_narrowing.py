"""Filters of all kinds, two people's orders, and columns that are never older than the tables."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from core import Profile
from curator.library import Library, PhotoFacts, PhotoReady, RankQuery
from curator.library.narrowing import Narrowing
from curator.settings import Home
from tests.curator.library.samples import (
    VISION,
    digest,
    fill,
    judge,
    judgements,
    key_of,
    look_at,
    scan,
    seen,
)

Order = Callable[..., list[str]]

CONTENTS = {"a.jpg": "A", "b.JPG": "B", "in/Ä c.cr3": "C", "in/d.e/d": "D"}
FACTS = {
    "a.jpg": PhotoFacts(600, 400, datetime(2024, 1, 1), "Canon R5", 0, "RF 50mm"),
    "b.JPG": PhotoFacts(400, 600, None, "Nikon Z6", 0),
    "in/Ä c.cr3": PhotoFacts(500, 495, None, "Canon R5", 0, "RF 85mm"),
    "in/d.e/d": PhotoFacts(900, 100, None, None, 0),
}


@pytest.fixture
def ids(library: Library, tmp_path: Path) -> dict[str, int]:
    (tmp_path / "photos").mkdir()
    root = library.roots.add(tmp_path / "photos")
    ids = fill(library, root.id, CONTENTS)
    library.photos.store_ready(
        [PhotoReady(ids[n], digest(CONTENTS[n]), facts, None) for n, facts in FACTS.items()]
    )
    anna = library.profiles.add(Profile.from_text("dark", "Anna"))
    ben = library.profiles.add(Profile.from_text("bright", "Ben"))
    judge(library, anna, {"A": 90.0, "B": 70.0, "C": 50.0, "D": 10.0})
    judge(library, ben, {"A": 20.0, "B": 60.0, "C": 95.0})  # nothing of D yet
    return ids


@pytest.fixture
def order(library: Library, ids: dict[str, int]) -> Order:
    anna, ben = library.profiles.list()
    query = RankQuery(key_of(anna), anna.id, other=key_of(ben))
    names = {number: name.rsplit("/", 1)[-1][0] for name, number in ids.items()}

    def order(sort: str = "score", **narrowing: object) -> list[str]:
        asked = replace(query, sort=sort, narrowing=Narrowing(**narrowing))  # type: ignore[arg-type]
        return [names[number] for number in library.judgements.rank_ids(asked)]

    return order


def test_scores_from_both_sides(order: Order) -> None:
    assert order(max_score=70) == ["b", "Ä", "d"]
    assert order(min_generic=20, max_generic=50) == ["b", "Ä"]
    assert order(min_apart=45) == ["a", "Ä"]
    assert order(max_apart=45) == ["b", "Ä"]  # what Ben has no score for is not between


def test_orders_of_two_people(order: Order) -> None:
    assert order("other") == ["Ä", "b", "a", "d"]
    assert order("both") == ["Ä", "b", "a", "d"]  # means of 72.5, 65, 55, and none
    assert order("apart") == ["a", "Ä", "b", "d"]


def test_facts_of_the_file(order: Order) -> None:
    assert order(camera="Canon R5") == ["a", "Ä"]
    assert order(lens="RF 85mm") == ["Ä"]
    assert order(camera="Canon R5", lens="RF 50mm", orientation="portrait") == []
    assert order(orientation="landscape") == ["a", "d"]
    assert order(orientation="portrait") == ["b"]
    assert order(orientation="square") == ["Ä"]
    assert order(file_type="jpg") == ["a", "b"]
    assert order(name="ä C") == ["Ä"]
    assert order(name="in") == []  # a folder's name is no file's


def test_decisions(library: Library, ids: dict[str, int], order: Order) -> None:
    anna = library.profiles.list()[0].id
    decide = library.decisions.set
    decide([ids["a.jpg"]], None, stars=3.5, flag="pick", colour="Red")  # read from the file
    decide([ids["b.JPG"]], anna, stars=4, colour="Green")
    assert order(stars=3) == ["a"]
    assert order(stars=0) == ["Ä", "d"]
    assert order(undecided=True) == ["b", "Ä", "d"]
    assert order(colour="Red") == ["a"]
    decide([ids["a.jpg"]], anna, stars=None, flag=None)
    assert order(undecided=True) == ["a", "b", "Ä", "d"]
    assert order(stars=0) == ["a", "Ä", "d"]


def test_all_of_what_is_shown_must_be(library: Library, order: Order) -> None:
    told = {digest("A"): {"dark": 0.9, "sharp": 0.7}, digest("B"): {"dark": 0.6, "sharp": 0.4}}
    library.shown.store(VISION, told)
    assert order(shows=("dark",)) == ["a", "b"]
    assert order(shows=("dark", "sharp")) == ["a"]


def test_choices_are_those_of_the_library_the_most_frequent_first(
    library: Library, ids: dict[str, int]
) -> None:
    choices = library.judgements.choices
    assert choices("camera", None) == [("Canon R5", 2), ("Nikon Z6", 1)]
    assert choices("file_type", None) == [("jpg", 2), ("cr3", 1)]
    assert choices("lens", None) == [("RF 50mm", 1), ("RF 85mm", 1)]
    assert choices("colour", None) == []
    library.decisions.set([ids["a.jpg"]], None, colour="Red")
    assert choices("colour", None) == [("Red", 1)]
    root = library.roots.list()[0]
    scan(library, root.id, "b.JPG")
    assert choices("camera", None) == [("Nikon Z6", 1)]


def test_nothing_is_older_than_the_tables(
    library: Library, home: Home, ids: dict[str, int], order: Order
) -> None:
    assert order() == ["a", "b", "Ä", "d"]
    anna, root = library.profiles.list()[0], library.roots.list()[0]
    with Library.open(home) as elsewhere:  # as another process would
        elsewhere.decisions.set([ids["in/d.e/d"]], anna.id, stars=5)
    assert order("stars")[0] == "d"
    look_at(library, "E")
    library.photos.apply_scan(root.id, [seen(root.path / "a.jpg", size=7)], complete=False)
    assert order() == ["b", "Ä", "d", "a"]  # to be read anew: it has no score
    library.photos.store_ready([PhotoReady(ids["a.jpg"], digest("E"), FACTS["a.jpg"], None)])
    key = key_of(anna)
    library.judgements.store(key, anna.id, [digest("E")], judgements(60.0))
    assert order() == ["b", "a", "Ä", "d"]
    library.photos.apply_scan(root.id, [seen(root.path / "b.JPG", size=7)], complete=False)
    library.photos.store_failed(ids["b.JPG"], "The file is cut off.")
    assert order() == ["a", "Ä", "d"]
    library.looks.store_failed(digest("E"), VISION, "It took too long.")
    assert order() == ["Ä", "d"]
    library.roots.remove(root.id)
    assert order() == []
    library.roots.add(root.path)
    scan(library, root.id, "in/Ä c.cr3")
    assert order() == ["Ä"]


def test_rows_have_the_scores_of_two_people(library: Library, ids: dict[str, int]) -> None:
    anna, ben = library.profiles.list()
    rows = library.judgements.rows(list(ids.values()), key_of(anna), anna.id, key_of(ben))
    assert (rows[ids["a.jpg"]].score, rows[ids["a.jpg"]].other) == (90, 20)
    assert rows[ids["in/d.e/d"]].other is None
    alone = library.judgements.rows(list(ids.values()), None, None)
    assert (alone[ids["a.jpg"]].score, alone[ids["a.jpg"]].other) == (None, None)

"""Decisions: parts of them, whose they are, and undo."""

from pathlib import Path

import pytest

from core import Profile
from curator.errors import UsageError
from curator.library import Library
from tests.curator.library.samples import fill


@pytest.fixture
def ids(library: Library, tmp_path: Path) -> list[int]:
    (tmp_path / "photos").mkdir()
    root = library.roots.add(tmp_path / "photos")
    return list(fill(library, root.id, {"a": "A", "b": "B"}).values())


@pytest.fixture
def anna(library: Library) -> int:
    return library.profiles.add(Profile("Anna")).id


def test_parts_are_kept_or_cleared(library: Library, ids: list[int], anna: int) -> None:
    decisions = library.decisions
    decisions.set(ids, anna, stars=3.5, flag="pick", score_was_shown=True)
    decisions.set(ids[:1], anna, stars=None, colour="green")
    first, second = (decisions.get(ids, anna)[number] for number in ids)
    assert (first.stars, first.flag, first.colour, first.score_was_shown) == (
        None,
        "pick",
        "green",
        False,
    )
    assert (second.stars, second.flag, second.score_was_shown) == (3.5, "pick", True)
    assert second.decided_at is not None
    assert second.decided_at.tzinfo is not None
    assert decisions.get(ids, None) == {}


def test_undo(library: Library, ids: list[int], anna: int) -> None:
    decisions = library.decisions
    decisions.set(ids[:1], anna, stars=2)
    before = decisions.get(ids, anna)
    previous = decisions.set([*ids, 999], anna, stars=5, flag="reject")
    assert [p.photo_id for p in previous] == ids
    assert [p.stars for p in previous] == [2, None]
    decisions.restore(previous)
    assert decisions.get(ids, anna) == before


def test_what_the_file_says_is_seen_until_one_decides(
    library: Library, ids: list[int], anna: int
) -> None:
    decisions = library.decisions
    decisions.set(ids, None, stars=4, source="xmp")
    assert decisions.get(ids, anna)[ids[0]].stars == 4
    decisions.set(ids[:1], anna, flag="pick")
    own = decisions.get(ids, anna)[ids[0]]
    assert (own.stars, own.flag, own.profile_id) == (4, "pick", anna)
    decisions.set(ids, None, stars=1, source="xmp")
    assert [decisions.get(ids, anna)[n].stars for n in ids] == [4, 1]
    assert [d.photo_id for d in decisions.of_profile(anna)] == ids[:1]


def test_what_makes_no_sense(library: Library, ids: list[int], anna: int) -> None:
    for stars in (0, 0.4, 5.5):
        with pytest.raises(UsageError, match=r"from 0\.5 to 5"):
            library.decisions.set(ids, anna, stars=stars)
    with pytest.raises(UsageError, match="not in the library any more"):
        library.decisions.set(ids, anna + 1, stars=3)

"""Stacks in the library: found ones follow the photos, those made by hand stay."""

from datetime import datetime, timedelta

import pytest

from core import Profile
from curator.library import Library, PhotoFacts, PhotoReady, RankQuery
from curator.library.narrowing import Narrowing
from curator.library.records import Exposure, FoundStack
from curator.services.stacking import restack
from curator.settings import Home
from tests.curator.library.samples import digest, fill, judge, key_of, scan

_AT = datetime(2024, 6, 1, 12)
_NAMES = ("a.jpg", "b.jpg", "c.jpg", "d.jpg")


@pytest.fixture
def ids(library: Library, home: Home) -> list[int]:
    folder = home.path / "photos"
    folder.mkdir()
    root = library.roots.add(folder)
    taken = {name: _AT + timedelta(seconds=n) for n, name in enumerate(_NAMES)}
    return list(fill(library, root.id, {name: name for name in _NAMES}, taken=taken).values())


def _found(*groups: list[int]) -> list[FoundStack]:
    return [FoundStack("burst", tuple(group)) for group in groups]


def _stacks(library: Library) -> dict[int, list[int]]:
    stacks: dict[int, list[int]] = {}
    for one in library.stacks.members(None):
        stacks.setdefault(one.stack_id, []).append(one.photo_id)
    return stacks


def test_found_stacks_are_stored_once(library: Library, ids: list[int]) -> None:
    assert library.stacks.has_new()
    assert library.stacks.store_found(_found(ids[:3]), ids) == ids[:3]
    assert not library.stacks.has_new()
    before = _stacks(library)
    assert list(before.values()) == [ids[:3]]
    assert library.stacks.store_found(_found(ids[:3]), ids) == []
    library.stacks.store_found(_found(ids), ids)  # one more: it stays the same stack
    assert _stacks(library) == {number: ids for number in before}
    library.stacks.store_found([], ids)
    assert _stacks(library) == {}


def test_facts_come_back_as_frames(library: Library, ids: list[int], home: Home) -> None:
    root = library.roots.list()[0]
    scan(library, root.id, "new.jpg", complete=False)
    (photo,) = library.photos.pending_ingest(None)
    exposure = Exposure(0.01, 5.6, 100.0, -1.0)
    facts = PhotoFacts(60, 40, _AT, "cam", 2**63 + 5, exposure=exposure, sketch=bytes(512))
    library.photos.store_ready([PhotoReady(photo.id, digest("new"), facts, None)])
    frame = next(one for one in library.stacks.frames() if one.photo_id == photo.id)
    assert (frame.exposure, frame.phash, frame.fresh) == (exposure, 2**63 + 5, True)
    assert library.stacks.sketches([photo.id, *ids]) == {photo.id: bytes(512)}


def test_what_a_person_made_stays(library: Library, ids: list[int]) -> None:
    library.stacks.store_found(_found(ids), ids)
    library.stacks.split([ids[1]])
    library.stacks.merge([ids[2], ids[3]])
    by_hand = [[ids[2], ids[3]]]
    assert list(_stacks(library).values()) == by_hand
    assert library.stacks.frames() == []
    library.stacks.store_found(_found(ids), ids)
    restack(library)
    assert list(_stacks(library).values()) == by_hand
    assert library.stacks.of(ids[0]) is None


def test_split_takes_some_or_all(library: Library, ids: list[int]) -> None:
    library.stacks.store_found(_found(ids), ids)
    library.stacks.split(ids[:2])
    assert list(_stacks(library).values()) == [ids[2:], ids[:2]]
    library.stacks.split(ids)
    assert _stacks(library) == {}


def test_merge_and_split_are_taken_back(library: Library, ids: list[int]) -> None:
    library.stacks.store_found(_found(ids[:2], ids[2:]), ids)
    before = _stacks(library)
    merged = library.stacks.merge([ids[0], ids[2], ids[3]])
    stack = library.stacks.of(ids[0])
    assert stack is not None
    assert (stack.kind, stack.by_hand, stack.photo_ids) == ("burst", True, (ids[0], *ids[2:]))
    assert library.stacks.of(ids[1]) is None  # left alone
    split = library.stacks.split([ids[0], ids[2], ids[3]])
    library.stacks.restore(split)
    assert library.stacks.of(ids[0]) == stack
    library.stacks.restore(merged)
    assert _stacks(library) == before
    assert len(library.stacks.frames()) == 4  # the program's own again


def test_photos_that_the_library_has_forgotten_are_not_merged(
    library: Library, ids: list[int]
) -> None:
    forgotten = max(ids) + 7
    library.stacks.merge([ids[0], forgotten, ids[2]])
    stack = library.stacks.of(ids[0])
    assert stack is not None
    assert stack.photo_ids == (ids[0], ids[2])
    library.stacks.restore(library.stacks.merge([forgotten]))
    assert list(_stacks(library).values()) == [[ids[0], ids[2]]]


def test_a_moved_photo_keeps_its_stack(library: Library, ids: list[int], home: Home) -> None:
    library.stacks.store_found(_found(ids[:3]), ids)
    before = _stacks(library)
    root = library.roots.list()[0]
    names = ("moved/a.jpg", *_NAMES[1:])
    taken = {"moved/a.jpg": _AT}
    fill(library, root.id, {name: name.rpartition("/")[2] for name in names}, taken=taken)
    assert _stacks(library) == before
    restack(library)
    assert ids[0] in [one.photo_id for one in library.stacks.members(None)]


def test_photos_that_are_gone_are_not_shown(library: Library, ids: list[int]) -> None:
    library.stacks.store_found(_found(ids[:2]), ids)
    root = library.roots.list()[0]
    scan(library, root.id, *_NAMES[1:])
    assert library.stacks.of(ids[1]) is None
    scan(library, root.id, *_NAMES)
    stack = library.stacks.of(ids[1])
    assert stack is not None
    assert stack.photo_ids == tuple(ids[:2])


def test_members_have_their_scores(library: Library, ids: list[int]) -> None:
    library.stacks.store_found(_found(ids[:2]), ids)
    profile = library.profiles.add(Profile.from_text("", "Anna"))
    judge(library, profile, {"a.jpg": 30.0, "b.jpg": 70.0})
    found = library.stacks.members(key_of(profile))
    assert [(one.photo_id, one.score) for one in found] == [(ids[0], 30.0), (ids[1], 70.0)]


def test_rankings_can_ask_for_stacks(library: Library, ids: list[int]) -> None:
    def order(*, stacked: bool) -> list[int]:
        narrowing = Narrowing(stacked=stacked)
        query = RankQuery(None, None, sort="name", narrowing=narrowing, include_failed=True)
        return library.judgements.rank_ids(query)

    library.stacks.store_found(_found(ids[:2], ids[2:]), ids)
    assert (order(stacked=True), order(stacked=False)) == (ids, [])
    library.stacks.split(ids[2:])  # what was found before the change is not given again
    assert (order(stacked=True), order(stacked=False)) == (ids[:2], ids[2:])
    root = library.roots.list()[0]
    scan(library, root.id, *_NAMES[1:])  # one left of the stack is none
    assert (order(stacked=True), order(stacked=False)) == ([], ids[1:])


def test_members_are_as_new_as_the_tables(library: Library, ids: list[int]) -> None:
    library.stacks.store_found(_found(ids[:2]), ids)
    profile = library.profiles.add(Profile.from_text("", "Anna"))
    key = key_of(profile)
    first = library.stacks.members(key)
    assert library.stacks.members(key) is first
    judge(library, profile, {"a.jpg": 30.0})
    assert [one.score for one in library.stacks.members(key)] == [30.0, None]
    before = library.stacks.split([ids[0]])
    assert library.stacks.members(key) == []
    library.stacks.restore(before)
    assert len(library.stacks.members(key)) == 2
    library.roots.remove(library.roots.list()[0].id)
    assert library.stacks.members(key) == []
    assert library.judgements.rank_ids(RankQuery(None, None, include_failed=True)) == []

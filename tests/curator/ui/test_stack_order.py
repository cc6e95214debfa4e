"""Stacks as a view over a ranking."""

from curator.library.records import Stacked, StackKind
from curator.ui.stack_order import StackMark, arrange
from curator.ui.stack_words import badge_text, mark_in_words

_IDS = [7, 1, 5, 2, 6, 3, 4]


def _stack(number: int, kind: StackKind, scores: dict[int, float | None]) -> list[Stacked]:
    return [Stacked(photo_id, number, kind, score) for photo_id, score in scores.items()]


_MEMBERS = [
    *_stack(10, "burst", {1: 60, 2: 80, 3: 70}),
    *_stack(11, "bracket", {4: 10, 5: 90}),
    *_stack(12, "burst", {8: 50, 6: 40}),  # 8 is left out by the filters
]


def test_open_stacks_leave_the_ranking_alone() -> None:
    found = arrange(_IDS, _MEMBERS, False, ())
    assert found.ids == _IDS
    assert found.marks[2] == StackMark(10, "burst", 2, 3, True, False, False)
    assert [photo for photo, mark in found.marks.items() if mark.best] == [2]
    assert 6 not in found.marks  # alone among what is shown


def test_collapsed_stacks_show_their_best_and_sets_their_first() -> None:
    found = arrange(_IDS, _MEMBERS, True, ())
    assert found.ids == [7, 2, 6, 4]
    assert found.shown == {10: 2, 11: 4}
    assert found.marks[2].collapsed
    assert badge_text(found.marks[2]) == "3"


def test_one_opened_among_collapsed_stands_together_at_its_best() -> None:
    found = arrange(_IDS, _MEMBERS, True, {10})
    assert found.ids == [7, 1, 2, 3, 6, 4]
    assert found.marks[1] == StackMark(10, "burst", 1, 3, False, False, True)
    assert badge_text(found.marks[1]) == "1/3"


def test_one_collapsed_among_open_stands_at_its_best() -> None:
    assert arrange(_IDS, _MEMBERS, False, {10}).ids == [7, 5, 2, 6, 4]


def test_without_scores_there_is_no_best() -> None:
    found = arrange([3, 2], _stack(10, "burst", {2: None, 3: None}), True, ())
    assert found.ids == [3]  # the first in the ranking
    assert not found.marks[3].best


def test_stacks_in_words() -> None:
    found = arrange(_IDS, _MEMBERS, True, {11})
    assert mark_in_words(found.marks[2]) == "burst of 3 photos, collapsed, suggested best"
    assert mark_in_words(found.marks[5]) == "exposure bracket, photo 2 of 2"

"""Culling to a number."""

from datetime import date

import pytest

from curator.services.keeping import Candidate, Folded, Kept, candidates, keep_best
from tests.curator.ui.conftest import ranked

_DAY, _OTHER = date(2024, 5, 1), date(2024, 5, 2)


def test_the_best_are_kept_and_equal_ones_in_their_order() -> None:
    photos = [Candidate(1, 50), Candidate(2, 90), Candidate(3, 50), Candidate(4, 70)]
    assert keep_best(photos, 3) == Kept((2, 4, 1), (3,))
    assert keep_best(photos, 9) == Kept((2, 4, 1, 3), ())
    assert keep_best([], 9) == Kept((), ())


def test_never_more_than_so_many_of_a_day() -> None:
    photos = [Candidate(n, 100 - n, _DAY) for n in range(5)]
    photos += [Candidate(n, 100 - n, _OTHER) for n in range(5, 8)]
    photos += [Candidate(n, 100 - n) for n in range(8, 11)]  # without a date: one day
    kept = keep_best(photos, 5, per_day=2)
    assert kept.kept == (0, 1, 5, 6, 8)
    assert keep_best(photos, 50, per_day=2).kept == (0, 1, 5, 6, 8, 9)
    assert keep_best(list(photos), 5, per_day=2) == kept


def test_never_more_than_so_many_of_a_stack() -> None:
    photos = [Candidate(n, 100 - n, _DAY, stack=7) for n in range(3)]
    photos += [Candidate(n, 100 - n, _DAY) for n in range(3, 6)]  # of no stack
    assert keep_best(photos, 4, per_stack=1).kept == (0, 3, 4, 5)
    assert keep_best(photos, 4, per_stack=1, per_day=3).kept == (0, 3, 4)


@pytest.mark.parametrize("flag", ["pick", None])
def test_rejected_and_unscored_photos_are_no_candidates(flag: str | None) -> None:
    rows = [ranked(1, flag=flag), ranked(2, flag="reject"), ranked(3, None)]
    assert [(one.photo_id, one.stack) for one in candidates(rows, {1: 5, 2: 5})] == [(1, 5)]
    assert [one.stack for one in candidates(rows, {})] == [None]


def test_a_collapsed_stack_is_one_photo_and_what_is_behind_it_is_left() -> None:
    rows = [ranked(1, 90), ranked(2, 80), ranked(3, 70)]
    rows += [ranked(11, 89), ranked(12, 88, flag="pick"), ranked(13, 87, flag="reject")]
    found = candidates(rows, {}, {1: Folded((11, 12, 13), whole=False)})
    assert [one.photo_id for one in found] == [1, 2, 3]
    assert keep_best(found, 2) == Kept((1, 2), (11, 3))  # what was decided before stays
    assert keep_best(found[1:], 1) == Kept((2,), (3,))


def test_a_set_stands_or_falls_as_a_whole() -> None:
    rows = [ranked(1, 90), ranked(2, 80), ranked(11, 10), ranked(21, 20)]
    sets = {1: Folded((11,), whole=True), 2: Folded((21,), whole=True)}
    assert keep_best(candidates(rows, {}, sets), 1) == Kept((1,), (2, 21))

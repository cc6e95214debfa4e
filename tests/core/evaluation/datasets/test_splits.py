"""Splits part what they promise to part; few-shot tasks keep support and query apart."""

from pathlib import Path

import pytest

from core.errors import DataSetError
from core.evaluation.datasets import DataSet, Rating, Scale, load_data_set
from core.evaluation.datasets.splits import PARTS, By, draw_split, few_shot, published_split
from tests.core.evaluation.datasets import made


def a_set(raters: int = 20, photos: int = 30, of_group: int = 1) -> DataSet:
    names = [f"p{i:02}.jpg" for i in range(photos)]
    ratings = tuple(
        Rating(f"r{r:02}", name, float(1 + (r + i) % 5))
        for r in range(raters)
        for i, name in enumerate(names)
    )
    groups = {name: f"g{i // of_group}" for i, name in enumerate(names)}
    return DataSet("made", Scale(1, 5), Path(), ratings, dict.fromkeys(names, 3.0), groups=groups)


@pytest.mark.parametrize("by", ["raters", "photos", "both"])
def test_no_rater_or_photo_is_in_two_parts(by: By) -> None:
    data_set = a_set()
    split = draw_split(data_set, by, seed=1)
    parts = {part: split.ratings(data_set, part) for part in PARTS}
    for one in PARTS:
        for other in set(PARTS) - {one}:
            raters = {r.rater for r in parts[one]} & {r.rater for r in parts[other]}
            photos = {r.photo for r in parts[one]} & {r.photo for r in parts[other]}
            assert bool(raters) == (by == "photos")
            assert bool(photos) == (by == "raters")
    sizes = [len(parts[part]) for part in PARTS]
    whole = 20 * 30
    assert sizes == (
        [round(s * s * whole) for s in (0.7, 0.1, 0.2)]
        if by == "both"
        else [round(s * whole) for s in (0.7, 0.1, 0.2)]
    )


def test_photos_of_a_group_stay_together() -> None:
    data_set = a_set(of_group=3)
    split = draw_split(data_set, "photos")
    for group in set(data_set.groups.values()):
        members = [photo for photo, name in data_set.groups.items() if name == group]
        assert len({split.photos[photo] for photo in members}) == 1
    assert set(split.photos.values()) == set(PARTS)


def test_the_seed_decides_the_split() -> None:
    data_set = a_set()
    assert (
        draw_split(data_set, "both", seed=3).photos == draw_split(data_set, "both", seed=3).photos
    )
    assert (
        draw_split(data_set, "both", seed=3).photos != draw_split(data_set, "both", seed=4).photos
    )


def test_the_published_split_parts_photos_and_raters(tmp_path: Path) -> None:
    para = load_data_set("para", made.write_para(tmp_path), fold=1)
    split = published_split(para)
    assert split.ratings(para, "test") == (Rating("u3", "session2/a.jpg", 2.5),)
    assert len(split.ratings(para, "train")) == 2
    assert split.ratings(para, "validation") == ()  # the lists of raters have no validation


def test_what_cannot_be_split_has_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="no published split"):
        published_split(a_set())
    ava = load_data_set("ava", made.write_ava(tmp_path))
    with pytest.raises(DataSetError, match="does not say who gave which rating"):
        draw_split(ava, "both")
    assert set(draw_split(ava, "photos").photos) == set(ava.means)


def test_few_shot_tasks_hold_support_and_query_apart() -> None:
    tasks = list(few_shot(a_set().ratings, support=10, query=15, raters=4, repeats=3))
    assert len(tasks) == 12
    assert len({task.rater for task in tasks}) == 4
    for task in tasks:
        assert len(task.support) == 10
        assert len(task.query) == 15
        assert not {r.photo for r in task.support} & {r.photo for r in task.query}
        assert {r.rater for r in (*task.support, *task.query)} == {task.rater}
    assert tasks[0].query != tasks[1].query
    again = list(few_shot(a_set().ratings, support=10, query=15, raters=4, repeats=3))
    assert again == tasks
    other = list(few_shot(a_set().ratings, support=10, query=15, raters=4, repeats=3, seed=7))
    assert other != tasks


def test_few_and_many_shots_are_measured_on_the_same_photos() -> None:
    few = list(few_shot(a_set().ratings, support=3, query=10, at_least=30))
    many = list(few_shot(a_set().ratings, support=20, query=10, at_least=30))
    assert len(few) == 20
    for small, large in zip(few, many, strict=True):
        assert small.rater == large.rater
        assert small.query == large.query
        assert small.support == large.support[:3]


def test_a_query_of_all_the_rest_and_too_few_ratings() -> None:
    (task,) = few_shot(a_set(raters=1).ratings, support=10, query=None)
    assert len(task.query) == 20
    assert not list(few_shot(a_set().ratings, support=10, query=25))
    assert not list(few_shot(a_set().ratings, support=10, query=5, at_least=31))

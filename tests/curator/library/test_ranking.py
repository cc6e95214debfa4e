"""Rankings: filters that combine, and an order that is always the same."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from core import Profile
from curator.library import JudgementKey, Library, RankQuery
from curator.settings import Home
from tests.curator.library.samples import VISION, digest, fill, judge, key_of, scan, seen

TAKEN = {
    "a": datetime(2024, 1, 1, 0, 0, 0),
    "b": datetime(2024, 6, 1, 12, 0, 0),
    "c": datetime(2024, 6, 1, 23, 59, 59, 999_999),
    "in/d": datetime(2023, 12, 31, 23, 59, 59),
}
CONTENTS = {"a": "A", "b": "B", "c": "C", "in/d": "D", "in/e": "E", "twin of b": "B"}
SCORES = {"A": 50.0, "B": 90.0, "C": 10.0, "D": 50.0}  # E is not judged


class Filled:
    def __init__(self, library: Library, folder: Path) -> None:
        self.library = library
        self.root = library.roots.add(folder)
        self.ids = fill(library, self.root.id, CONTENTS, taken=TAKEN)
        self.names = {number: name for name, number in self.ids.items()}
        self.profile = library.profiles.add(Profile.from_text("dark", "Anna"))
        judge(library, self.profile, SCORES)
        self.query = RankQuery(key_of(self.profile), self.profile.id)

    def order(self, **options: object) -> list[str]:
        """The names in order; ids and records must agree."""
        query = replace(self.query, **options)  # type: ignore[arg-type]
        ids = self.library.judgements.rank_ids(query)
        assert [r.photo_id for r in self.library.judgements.rank(query)] == ids
        return [self.names[number] for number in ids]


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Filled:
    (tmp_path / "photos" / "in").mkdir(parents=True)
    return Filled(library, tmp_path / "photos")


def test_orders(filled: Filled) -> None:
    assert filled.order() == ["b", "twin of b", "in/d", "a", "c", "in/e"]
    assert filled.order(sort="generic") == ["c", "in/d", "a", "b", "twin of b", "in/e"]
    assert filled.order(sort="name") == ["a", "b", "c", "in/d", "in/e", "twin of b"]
    assert filled.order(sort="date") == ["c", "b", "a", "in/d", "twin of b", "in/e"]
    filled.library.decisions.set([filled.ids["c"]], filled.profile.id, stars=4.5)
    assert filled.order(sort="stars") == ["c", "b", "twin of b", "in/d", "a", "in/e"]
    assert filled.order(limit=2) == ["b", "twin of b"]
    assert filled.order(limit=0) == []


def test_same_photos_in_another_library_have_the_same_order(filled: Filled, tmp_path: Path) -> None:
    home = Home.find(tmp_path / "other home")
    with Library.open(home) as other:
        other.roots.add(filled.root.path)
        scan(other, 1, *reversed(CONTENTS))  # other ids
        again = Filled(other, filled.root.path)
        assert again.ids != filled.ids
        for sort in ("score", "generic", "date", "name", "stars"):
            assert again.order(sort=sort) == filled.order(sort=sort)


def test_score_filters(filled: Filled) -> None:
    assert filled.order(min_score=50) == ["b", "twin of b", "in/d", "a"]
    assert filled.order(include_unscored=False) == ["b", "twin of b", "in/d", "a", "c"]
    other_judge = JudgementKey(filled.profile.digest, "judge-2", VISION)
    assert filled.order(judgement_of=other_judge, min_score=0) == []
    assert len(filled.order(judgement_of=None)) == 6


def test_date_filters_include_both_ends(filled: Filled) -> None:
    june = date(2024, 6, 1)
    assert filled.order(date_from=june, date_to=june) == ["b", "c"]
    new_year = date(2024, 1, 1)
    assert filled.order(date_from=new_year, date_to=new_year) == ["a"]
    assert filled.order(date_to=date(2023, 12, 31)) == ["twin of b", "in/d", "in/e"]  # by file


def test_place_filters(filled: Filled, library: Library, tmp_path: Path) -> None:
    assert filled.order(folder=filled.root.path / "in") == ["in/d", "in/e"]
    assert len(filled.order(folder=tmp_path)) == 6
    assert filled.order(folder=tmp_path / "photo") == []
    assert len(filled.order(root_id=filled.root.id)) == 6
    assert filled.order(root_id=99) == []


def test_decision_filters(filled: Filled) -> None:
    decide, ids, anna = filled.library.decisions.set, filled.ids, filled.profile.id
    decide([ids["a"], ids["c"]], anna, stars=4)
    decide([ids["b"], ids["c"]], None, stars=5, flag="pick")  # read from the files
    decide([ids["in/d"]], anna, flag="reject")
    assert filled.order(min_stars=4) == ["b", "a", "c"]
    assert filled.order(min_stars=4.5) == ["b"]  # Anna's own word on c counts
    assert filled.order(flag="reject") == ["in/d"]
    assert filled.order(flag="pick") == ["b"]
    assert filled.order(flag="pick", profile_id=None) == ["b", "c"]
    rows = filled.library.judgements.rows(list(ids.values()), key_of(filled.profile), anna)
    assert (rows[ids["c"]].stars, rows[ids["c"]].flag) == (4, None)
    assert (rows[ids["b"]].stars, rows[ids["b"]].flag) == (5, "pick")


def test_failed_photos_come_last_with_their_reason(filled: Filled) -> None:
    library = filled.library
    (broken,) = scan(library, filled.root.id, *CONTENTS, "broken").added
    library.photos.store_failed(broken, "The file is cut off.")
    library.looks.store_failed(digest("E"), VISION, "It took too long.")
    assert "in/e" not in filled.order()
    ranked = library.judgements.rank(replace(filled.query, include_failed=True, min_score=60))
    assert [(r.score, r.error) for r in ranked] == [
        (90, None),
        (90, None),
        (None, "The file is cut off."),
        (None, "It took too long."),
    ]


def test_rows_of_what_is_visible(filled: Filled) -> None:
    ids = filled.ids
    rows = filled.library.judgements.rows(
        [ids["b"], ids["in/e"], 999], key_of(filled.profile), filled.profile.id
    )
    assert set(rows) == {ids["b"], ids["in/e"]}
    row = rows[ids["b"]]
    assert row.path == filled.root.path / "b"
    assert (row.score, row.generic, row.taken_at, row.width, row.height) == (
        90,
        10,
        TAKEN["b"],
        600,
        400,
    )
    assert row.content_hash == digest("B")
    assert rows[ids["in/e"]].score is None
    assert filled.library.judgements.rows([ids["b"]], None, None)[ids["b"]].score is None


def test_the_colour_is_the_persons_own_else_the_files(filled: Filled) -> None:
    library, ids = filled.library, filled.ids
    library.decisions.set([ids["a"], ids["b"]], None, colour="red", source="xmp")
    library.decisions.set([ids["b"]], filled.profile.id, colour="blue")
    library.decisions.set([ids["b"]], filled.profile.id, flag="pick")  # the colour stays
    rows = library.judgements.rows(list(ids.values()), key_of(filled.profile), filled.profile.id)
    assert [rows[ids[name]].colour for name in ("a", "b", "c")] == ["red", "blue", None]


def test_a_photo_that_is_read_again_is_judged_again(filled: Filled) -> None:
    library, photo_id = filled.library, filled.ids["a"]
    library.decisions.set([photo_id], filled.profile.id, flag="pick")
    library.photos.read_again([photo_id])
    assert [photo.id for photo in library.photos.pending_ingest(5)] == [photo_id]
    (row,) = library.judgements.rows([photo_id], filled.query.judgement_of, 1).values()
    assert (row.score, row.flag) == (None, "pick")
    assert filled.order(flag="pick") == ["a"]


def test_changed_photo_has_no_score_until_it_is_read(filled: Filled) -> None:
    path = filled.root.path / "b"
    filled.library.photos.apply_scan(filled.root.id, [seen(path, size=1)], within=path)
    assert filled.order(min_score=0)[0] == "twin of b"

"""What photos show: told once for each look, filtered by, and found in older libraries."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from core import Look, Profile
from curator.library import SHOWS, Library, RankQuery, migrations
from curator.settings import Home
from tests.curator.library.samples import VISION, digest, fill, judge, key_of, look_at, scan, seen


def test_a_look_is_pending_until_it_was_told_and_again_when_it_is_another(library: Library) -> None:
    look_at(library, "A", "B")
    assert sorted(library.shown.pending(VISION)) == sorted([digest("A"), digest("B")])
    assert library.shown.pending("another vision") == []
    library.shown.store(VISION, {digest("A"): {"people": 0.9, "city": 0.6}, digest("B"): {}})
    assert library.shown.pending(VISION) == []
    assert library.shown.get([digest("A"), digest("B")], VISION) == {
        digest("A"): {"people": 0.9, "city": 0.6}
    }
    library.looks.store([Look(digest("A"), VISION, b"seen anew")])
    assert library.shown.pending(VISION) == [digest("A")]
    library.shown.store(VISION, {digest("A"): {"food": 0.7}})
    assert library.shown.get([digest("A")], VISION) == {digest("A"): {"food": 0.7}}


def test_words_come_with_the_surest_first(library: Library) -> None:
    look_at(library, "A")
    library.shown.store(VISION, {digest("A"): {"city": 0.2, "people": 0.9, "food": 0.5}})
    assert list(library.shown.get([digest("A")], VISION)[digest("A")]) == ["people", "food", "city"]
    sure = library.shown.get([digest("A")], VISION, least=0.5)
    assert sure == {digest("A"): {"people": 0.9, "food": 0.5}}
    assert library.shown.get([digest("A")], "another vision") == {}


def test_a_ranking_shows_only_photos_of_something(library: Library, tmp_path: Path) -> None:
    root = library.roots.add(_folder(tmp_path))
    contents = {"a": "A", "b": "B", "c": "C", "twin of b": "B", "unseen": "D"}
    ids = fill(library, root.id, contents)
    profile = library.profiles.add(Profile("Anna"))
    judge(library, profile, {"A": 50.0, "B": 90.0, "C": 70.0})
    library.shown.store(
        VISION,
        {
            digest("A"): {"people": 0.8, "city": SHOWS},
            digest("B"): {"people": SHOWS - 0.01, "city": 0.9},
            digest("C"): {"people": 1.0},
        },
    )
    query = RankQuery(key_of(profile), profile.id, shows="people")

    def order(query: RankQuery) -> list[str]:
        names = {number: name for name, number in ids.items()}
        return [names[number] for number in library.judgements.rank_ids(query)]

    assert order(query) == ["c", "a"]
    assert order(replace(query, shows="city")) == ["b", "twin of b", "a"]
    assert order(replace(query, shows="city", min_score=60)) == ["b", "twin of b"]
    assert order(replace(query, shows="food")) == []
    assert order(replace(query, judgement_of=replace(key_of(profile), vision_id="other"))) == []
    assert order(replace(query, judgement_of=None)) == []
    # what the file showed before it changed says nothing of what it shows now
    library.photos.apply_scan(root.id, [seen(root.path / "c", size=7)], complete=False)
    assert order(query) == ["a"]


def test_photos_that_were_looked_at(library: Library, tmp_path: Path) -> None:
    root = library.roots.add(_folder(tmp_path))
    ids = fill(library, root.id, {"a": "A", "b": "B", "twin": "A", "gone": "C"})
    look_at(library, "A", "C")
    scan(library, root.id, "a", "b", "twin")
    looked = library.looks.looked_at(VISION, list(ids.values()))
    assert looked == {ids["a"]: digest("A"), ids["twin"]: digest("A")}
    assert library.looks.looked_at(VISION, [ids["twin"]]) == {ids["twin"]: digest("A")}
    assert library.looks.looked_at("another vision", list(ids.values())) == {}


def test_looks_of_an_older_library_are_kept_and_pending(home: Home) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite:///{home.database}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    engine.dispose()
    with closing(sqlite3.connect(home.database)) as old, old:
        row = (digest("A"), VISION, b"seen")
        old.execute("INSERT INTO look (content_hash, vision_id, payload) VALUES (?, ?, ?)", row)
    with Library.open(home) as library:
        assert library.shown.pending(VISION) == [digest("A")]
        assert library.looks.get([digest("A")], VISION)[digest("A")].payload == b"seen"


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder

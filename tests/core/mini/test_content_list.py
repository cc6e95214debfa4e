"""The list of which photos show what is well formed, and its photos are there."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.resources import resource

Entry = dict[str, Any]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return tomllib.loads(resource("lexicon", "content_test.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def contents(data: dict[str, Any]) -> dict[str, Entry]:
    contents: dict[str, Entry] = data["content"]
    return contents


def twice(entries: list[str]) -> list[str]:
    return [entry for entry, count in Counter(entries).items() if count > 1]


def test_it_is_large_enough(contents: dict[str, Entry]) -> None:
    kinds = Counter(entry["kind"] for entry in contents.values())
    assert set(kinds) == {"word", "other"}
    assert kinds["word"] >= 18
    assert kinds["other"] >= 15
    assert len(contents) >= 36
    assert {name for name, entry in contents.items() if len(entry["photos"]) < 8} == set()


def test_every_entry_has_its_parts_and_no_more(contents: dict[str, Entry]) -> None:
    for name, entry in contents.items():
        assert set(entry) == {"kind", "statements", "photos", "unclear"}, name


def test_statements_are_written_out_and_said_once(contents: dict[str, Entry]) -> None:
    statements = [text for entry in contents.values() for text in entry["statements"]]
    assert len(statements) >= 30
    assert twice([text.lower() for text in statements]) == []
    for name, entry in contents.items():
        assert 1 <= len(entry["statements"]) <= 3, name
        for text in entry["statements"]:
            assert text == text.strip() != ""
            assert text[-1] not in ".,;:!?", text


def test_a_photo_is_listed_once_and_was_seen(
    data: dict[str, Any], contents: dict[str, Entry]
) -> None:
    assert twice(data["seen"]) == []
    for name, entry in contents.items():
        listed = entry["photos"] + entry["unclear"]
        assert twice(listed) == [], name
        assert set(listed) <= set(data["seen"]), name
        # What most photos show, or hide, tells nothing of an order.
        assert len(entry["photos"]) < (len(data["seen"]) - len(entry["unclear"])) / 2, name


@pytest.mark.shared
def test_every_photo_is_there(data: dict[str, Any], shared: Path) -> None:
    assert [name for name in data["seen"] if not (shared / "photos" / name).is_file()] == []

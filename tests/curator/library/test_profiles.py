"""Profiles: names, corrections, and what stays when one is removed."""

import json
from pathlib import Path

import pytest

from core import Correction, Profile, Statement
from curator.errors import OperationError, UsageError
from curator.library import Library
from tests.curator.library.samples import digest, fill

ANNA = Profile(
    "Anna",
    {"age": "34", "place": "Zürich"},
    (
        Statement("I love fog.", Correction((("contrast", -0.8), ("sharpness", 0)))),
        Statement("Vivid colours."),
    ),
)


def test_profile_comes_back_as_it_was(library: Library) -> None:
    stored = library.profiles.add(ANNA)
    assert stored.profile == ANNA
    assert stored.digest == ANNA.digest()
    assert library.profiles.get("Anna") == stored
    assert library.profiles.get(" anna ") == stored
    assert library.profiles.by_id(stored.id) == stored
    assert library.profiles.by_id(99) is None
    ben = library.profiles.add(Profile("ben"))
    assert library.profiles.list() == [stored, ben]


def test_name_that_is_taken_or_empty(library: Library) -> None:
    library.profiles.add(ANNA)
    with pytest.raises(UsageError, match="a profile 'ANNA' already"):
        library.profiles.add(Profile("ANNA"))
    with pytest.raises(UsageError, match="needs a name"):
        library.profiles.add(Profile("  "))
    library.profiles.add(Profile("Ben"))
    with pytest.raises(UsageError, match="a profile 'anna' already"):
        library.profiles.edit("Ben", Profile("anna"))
    assert library.profiles.edit("Anna", Profile("anna")).profile.name == "anna"


def test_unknown_name_names_those_that_exist(library: Library) -> None:
    with pytest.raises(UsageError, match=r"no profile 'Zoe'.*none yet"):
        library.profiles.get("Zoe")
    library.profiles.add(Profile("Ben"))
    library.profiles.add(ANNA)
    for call in (
        lambda: library.profiles.get("Zoe"),
        lambda: library.profiles.edit("Zoe", ANNA),
        lambda: library.profiles.remove("Zoe", backup_to=Path()),
    ):
        with pytest.raises(UsageError, match=r"no profile 'Zoe'. There are: Anna, Ben\."):
            call()


def test_removing_a_profile_keeps_its_decisions_in_a_file(library: Library, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    root = library.roots.add(tmp_path / "photos")
    ids = fill(library, root.id, {"a.jpg": "A", "b.jpg": "B"})
    anna = library.profiles.add(ANNA)
    ben = library.profiles.add(Profile("Ben"))
    library.decisions.set([ids["a.jpg"]], anna.id, stars=4.5, flag="pick", colour="red")
    library.decisions.set([ids["a.jpg"]], ben.id, stars=1)
    kept = library.profiles.remove("anna", backup_to=tmp_path / "new folder")
    content = json.loads(kept.read_text(encoding="utf-8"))
    assert content["profile"]["name"] == "Anna"
    assert content["profile"]["statements"][0] == {
        "text": "I love fog.",
        "correction": {"contrast": -0.8, "sharpness": 0.0},
    }
    assert content["profile"]["statements"][1] == {"text": "Vivid colours.", "correction": None}
    (decision,) = content["decisions"]
    assert decision["path"] == str(root.path / "a.jpg")
    assert (decision["content_hash"], decision["stars"], decision["flag"], decision["colour"]) == (
        digest("A"),
        4.5,
        "pick",
        "red",
    )
    assert library.profiles.list() == [ben]
    assert library.decisions.of_profile(anna.id) == []
    assert len(library.decisions.of_profile(ben.id)) == 1
    again = library.profiles.add(ANNA)
    assert again.id > ben.id  # never used twice
    assert library.profiles.remove("Anna", backup_to=tmp_path / "new folder") != kept


def test_profile_stays_when_its_decisions_cannot_be_kept(library: Library, tmp_path: Path) -> None:
    stored = library.profiles.add(ANNA)
    (tmp_path / "file").touch()
    with pytest.raises(OperationError, match=r"cannot be kept .* was not removed"):
        library.profiles.remove("Anna", backup_to=tmp_path / "file")
    assert library.profiles.list() == [stored]

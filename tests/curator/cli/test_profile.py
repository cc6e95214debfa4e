import io
import sqlite3
from pathlib import Path

import pytest

from tests.curator.cli.conftest import Ran, Run

FIELDS = {"name", "taste", "traits", "statements"}


def test_made_shown_changed_removed(curator: Run, own_home: Path) -> None:
    made = curator(
        "profile",
        "add",
        "Ann",
        "--taste",
        "I like dark photos. I love my dog.",
        "--trait",
        "age=34",
        "--json",
    )
    assert made.code == 0
    (line,) = made.lines
    assert set(line) == FIELDS
    assert line["traits"] == {"age": "34"}

    (shown,) = curator("profile", "show", "Ann", "--json").lines
    assert set(shown) == FIELDS | {"understood", "not_understood"}
    (understood,) = shown["understood"]
    assert understood["statement"] == "I like dark photos."
    assert understood["attribute"] == "brightness"
    assert understood["direction"] == -1
    assert understood["strength"] == 1
    assert shown["not_understood"] == ["I love my dog."]
    assert "I love my dog." in curator("profile", "show", "Ann").out

    curator("profile", "edit", "Ann", "--taste", "Bright air.", "--trait", "age=", "--trait", "a=b")
    (line,) = curator("profile", "list", "--json").lines
    assert (line["taste"], line["traits"]) == ("Bright air.", {"a": "b"})
    curator("profile", "edit", "Ann", "--trait", "a=")
    assert curator("profile", "list", "--json").lines[0]["traits"] == {}

    (removed,) = curator("profile", "remove", "Ann", "--json").lines
    assert Path(str(removed["decisions"])).is_file()
    assert curator("profile", "list", "--json").lines == []


def _edit(curator: Run, *args: str) -> Ran:
    return curator("profile", "edit", "Ann", *args)


def _wishes(curator: Run) -> list[object]:
    (line,) = curator("profile", "list", "--json").lines
    statements = line["statements"]
    assert isinstance(statements, list)
    return [one["correction"] for one in statements]


@pytest.fixture
def ann(curator: Run) -> Run:
    curator("profile", "add", "Ann", "--taste", "I like dark photos. Tidy rooms! My kids.")
    return curator


def test_statements_are_numbered_with_their_readings(ann: Run) -> None:
    assert ann("profile", "show", "Ann").out.splitlines() == [
        "Ann",
        "  1. I like dark photos.",
        "     I read: dark photos, strongly wanted",
        "  2. Tidy rooms!",
        "     not understood: it changes no score",
        "  3. My kids.",
        "     not understood: it changes no score",
    ]


def test_readings_are_corrected_and_shown(ann: Run) -> None:
    ran = _edit(
        ann, "--correct", "1 brightness=0.5", "--correct", "2 clutter=-0.7", "--correct", "2 SKY=1"
    )
    assert ran.code == 0
    assert _wishes(ann) == [{"brightness": 0.5}, {"clutter": -0.7, "sky": 1.0}, None]
    shown = ann("profile", "show", "Ann").out
    assert "changed by you: bright photos, clearly wanted (I read: dark photos" in shown
    assert "changed by you: simple, tidy pictures, strongly wanted" in shown
    (line,) = ann("profile", "show", "Ann", "--json").lines
    assert [
        (u["statement"], u["attribute"], u["direction"], u["strength"], u["corrected"])
        for u in line["understood"]
    ] == [("I like dark photos.", "brightness", 1, 0.5, True)]

    assert _edit(ann, "--correct", "1  Light = off", "--uncorrect", "2").code == 0
    assert _wishes(ann) == [{"brightness": 0.0}, None, None]
    assert "switched off by you: dark photos" in ann("profile", "show", "Ann").out
    (line,) = ann("profile", "show", "Ann", "--json").lines
    assert line["understood"] == []

    assert _edit(ann, "--uncorrect", "1").code == 0
    assert _wishes(ann) == [None, None, None]


def test_flip_turns_round_what_counts(ann: Run) -> None:
    assert _edit(ann, "--correct", "1 brightness=flip").code == 0
    assert _wishes(ann)[0] == {"brightness": 1.0}
    _edit(ann, "--correct", "1 brightness=flip")
    assert _wishes(ann)[0] is None  # what is read anyway is no correction
    _edit(ann, "--correct", "1 brightness=off", "--correct", "1 brightness=flip")
    assert _wishes(ann)[0] == {"brightness": 1.0}
    _edit(ann, "--correct", "3 night=0.4", "--correct", "3 time of day=flip")
    assert _wishes(ann)[2] == {"night": -0.4}


def test_content_is_read_and_corrected_by_any_words(curator: Run) -> None:
    curator("profile", "add", "Ann", "--taste", "I like dogs. Tidy rooms!")
    assert "1. I like dogs.\n     I read: dogs, strongly wanted" in (
        curator("profile", "show", "Ann").out
    )
    (line,) = curator("profile", "show", "Ann", "--json").lines
    assert line["understood"] == [
        {
            "statement": "I like dogs.",
            "attribute": "dogs",
            "pole": "dogs",
            "direction": 1,
            "strength": 0.8,
            "confidence": 0.9,
            "corrected": False,
        }
    ]

    edit = ("--correct", "1 Dogs=off", "--correct", "2  window   LIGHT = -0.9")
    assert _edit(curator, *edit).code == 0
    assert _wishes(curator) == [{"dogs": 0.0}, {"window light": -0.9}]
    shown = curator("profile", "show", "Ann").out
    assert "switched off by you: dogs, strongly wanted" in shown
    assert "changed by you: window light, strongly unwanted" in shown
    (line,) = curator("profile", "show", "Ann", "--json").lines
    assert [(one["attribute"], one["pole"], one["corrected"]) for one in line["understood"]] == [
        ("window light", "no window light", True)
    ]

    assert _edit(curator, "--correct", "1 dogs=flip", "--correct", "2 window light=off").code == 0
    assert _wishes(curator) == [{"dogs": -0.8}, {"window light": 0.0}]


def test_a_correction_stays_with_its_words(ann: Run) -> None:
    _edit(ann, "--correct", "2 clutter=-0.7")
    _edit(ann, "--taste", "Tidy rooms! I like fog.", "--correct", "2 contrast=-1")
    assert _wishes(ann) == [{"clutter": -0.7}, {"contrast": -1.0}]
    _edit(ann, "--taste", "Tidy rooms, please. I like fog.")
    assert _wishes(ann) == [None, {"contrast": -1.0}]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--correct", "brightness=1"), "A correction is written"),
        (("--correct", "1 brightness"), "A correction is written"),
        (("--correct", "4 brightness=1"), "no statement 4: 'Ann' has 1 to 3"),
        (("--correct", "0 brightness=1"), "no statement 0"),
        (("--uncorrect", "7"), "no statement 7"),
        (("--uncorrect", "one"), "'one' is not a number from 1 on"),
        (("--correct", "1 brigtness=1"), "Did you mean brightness (-1: dark, 1: bright)?"),
        (("--correct", "1 dark=1"), "no attribute 'dark'. Did you mean brightness"),
        (("--correct", "1 ?!=1"), "'?!' names neither an attribute nor anything to be seen"),
        (("--correct", "1 dgos=off"), "speaking of 'dgos', so there is nothing to switch off. It "),
        (("--correct", "2 dogs=off"), "so there is nothing to switch off.\n"),
        (("--correct", "2 dogs=flip"), "not read as speaking of dogs, so there is nothing to flip"),
        (("--correct", "1 brightness=1.5"), "a number from -1 to 1, 'off' or 'flip', not '1.5'"),
        (("--correct", "1 brightness=nan"), "not 'nan'"),
        (("--correct", "1 brightness=much"), "not 'much'"),
        (("--correct", "2 brightness=flip"), "nothing to flip"),
    ],
)
def test_wrong_corrections_change_nothing(ann: Run, args: tuple[str, ...], said: str) -> None:
    ran = _edit(ann, "--correct", "1 noise=1", *args)
    assert (ran.code, said in ran.err) == (2, True)
    assert "Traceback" not in ran.err
    assert _wishes(ann) == [None, None, None]


def test_names_that_exist_or_do_not(curator: Run) -> None:
    assert curator("profile", "add", "Ann").code == 0
    again = curator("profile", "add", "Ann")
    assert (again.code, "Ann" in again.err, again.out) == (2, True, "")
    for action in ("edit", "show", "remove"):
        missing = curator("profile", action, "Nobody")
        assert (missing.code, "Nobody" in missing.err) == (2, True)
    assert curator("profile", "add", "  ").code == 2
    assert curator("profile", "add", "Bob", "--trait", "nonsense").code == 2


def test_a_newer_library_is_refused(curator: Run, own_home: Path) -> None:
    curator("profile", "add", "Ann")
    with sqlite3.connect(own_home / "library.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = 'from the future'")
    database.close()
    ran = curator("profile", "list", "--json")
    assert ran.code == 2
    assert "newer" in ran.err
    assert "Traceback" not in ran.err


def test_a_damaged_library_is_a_sentence(curator: Run, own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "library.sqlite").write_bytes(b"no database at all, but long enough" * 100)
    ran = curator("profile", "list")
    assert ran.code == 2
    assert ran.err.strip()


def test_home_and_options_stand_before_or_after(curator: Run, tmp_path: Path) -> None:
    assert curator("--home", tmp_path / "h", "profile", "add", "Ann").code == 0
    assert len(curator("profile", "list", "--home", tmp_path / "h", "--json").lines) == 1
    assert curator("profile", "list", "--json").lines == []
    assert curator("--quiet", "--device", "cpu", "profile", "--verbose", "list").code == 0


def test_wrong_usage(curator: Run) -> None:
    assert curator("nonsense").code == 2
    assert curator("score").code == 2
    assert curator("score", "").code == 2
    assert curator("--home", "", "profile", "list").code == 2
    assert curator("rank", ".").code == 2
    assert curator("--device", "abacus", "profile", "list").code == 2
    assert curator("--help").code == 0


def test_blanks_in_a_name_do_not_matter(curator: Run) -> None:
    assert curator("profile", "add", " Ann  Lee ").code == 0
    assert curator("profile", "show", "Ann  Lee").code == 0
    assert curator("profile", "add", "Ann Lee").code == 2


def test_what_is_no_text_is_refused(curator: Run) -> None:
    for args in (("add", "\udcff"), ("add", "Ann", "--taste", "\udcff"), ("show", "\udcff")):
        ran = curator("profile", *args)
        assert (ran.code, "is not text" in ran.err) == (2, True)


def test_nothing_to_do_is_said(curator: Run) -> None:
    assert "no profile yet" in curator("profile", "list").err
    curator("profile", "add", "Ann")
    ran = curator("profile", "edit", "Ann")
    assert (ran.code, "what to change" in ran.err) == (2, True)


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_removing_asks_a_person(curator: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    curator("profile", "add", "Ann")
    for answer, code in (("\n", 2), ("", 2), ("Y\n", 0)):
        monkeypatch.setattr("sys.stdin", Keyboard(answer))
        ran = curator("profile", "remove", "Ann", "--quiet")
        assert (ran.code, "Remove the profile 'Ann'?" in ran.err) == (code, True)
    assert curator("profile", "list", "--json").lines == []

"""A tiny trained checkpoint as the judge of the commands, with real child processes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core import identify
from curator.cli import main
from tests.core.pmllm.tiny import save_checkpoint_folder
from tests.curator.cli.conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # large visual tokens, so that the cache keeps its looks
    folder = tmp_path_factory.mktemp("pmllm")
    return save_checkpoint_folder(folder, queries=(8, 8, 8), visual_size=128)


@pytest.fixture
def real(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process, with the judges of `core`."""

    def run(*args: object) -> Ran:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


def test_watch_rank_and_export(
    real: Run, photos: Path, checkpoint: Path, own_home: Path, tmp_path: Path
) -> None:
    name = f"pmllm:{checkpoint}"
    label = f"{name}@{identify(name).judge_id[:8]}"
    assert real("profile", "add", "Ann", "--taste", "I love dark photos.").code == 0
    watched = real("watch", photos, "--profile", "Ann", "--judge", name, "--once", "--json")
    assert watched.code == 0, watched.err
    assert {line["judge"] for line in watched.lines} == {label}
    ranked = real("rank", photos, "--profile", "Ann", "--judge", name, "--json")
    assert ranked.code == 0, ranked.err
    scores = [line["score"] for line in ranked.lines]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 5
    assert {line["path"]: line["score"] for line in watched.lines} == {
        line["path"]: line["score"] for line in ranked.lines
    }
    best = ranked.lines[0]
    assert list(best["levels"]) == ["terrible", "poor", "average", "good", "excellent"]
    assert {why["source"] for line in ranked.lines for why in line["reasons"]} == {"scale"}
    to = tmp_path / "best"
    args = ("export", photos, "--profile", "Ann", "--judge", name, "--top", 2, "--to", to)
    exported = real(*args, "--json")
    assert exported.code == 0, exported.err
    assert [line["source"] for line in exported.lines] == [r["path"] for r in ranked.lines[:2]]
    assert len(list(to.glob("*.jpg"))) == 2
    # the looks are large, and the cache may be deleted: the photos are looked at again
    for file in own_home.glob("cache.sqlite*"):
        file.unlink()
    assert real("profile", "add", "Ben", "--taste", "Bright photos.").code == 0
    again = real("rank", photos, "--profile", "Ben", "--judge", name, "--json")
    assert again.code == 0, again.err
    assert len(again.lines) == 5
    assert [line["score"] for line in again.lines] != scores


def test_score_needs_no_library(real: Run, photos: Path, checkpoint: Path, own_home: Path) -> None:
    name = f"pmllm:{checkpoint}"
    scored = real("score", photos, "--judge", name, "--taste", "I love dark photos.", "--json")
    assert scored.code == 0, scored.err
    assert len(scored.lines) == 5
    assert not own_home.exists()


def test_a_profile_is_shown_as_it_reads_it(real: Run, checkpoint: Path, own_home: Path) -> None:
    name = f"pmllm:{checkpoint}"
    taste = ("--taste", "I love dark photos. No people.")
    assert real("profile", "add", "Ann", *taste).code == 0
    assert real("profile", "edit", "Ann", "--correct", "1 brightness=0.5").code == 0
    shown = real("profile", "show", "Ann", "--judge", name)
    assert shown.code == 0, shown.err
    assert "what it makes of a single sentence cannot be told" in shown.out
    assert "Your corrections are put into words for it" in shown.out
    assert "I love dark photos (that is: bright" in shown.out
    assert "Not understood" not in shown.out
    assert "  what it is of: " in shown.out
    (line,) = real("profile", "show", "Ann", "--judge", name, "--json").lines
    assert line["read_as"].endswith("No people.")
    assert list(line["gates"]) == ["low", "middle", "high", "thematic"]
    gates = [one[of] for one in line["gates"].values() for of in ("profile", "blank")]
    assert all(0 <= gate <= 1 for gate in gates)
    assert any(one["profile"] != one["blank"] for one in line["gates"].values())
    assert (line["understood"], line["not_understood"]) == ([], [])


def test_it_is_got_and_then_listed(real: Run, checkpoint: Path) -> None:
    name = f"pmllm:{checkpoint}"
    assert real("judges", "get", name, "--json").lines[0]["available"] is True
    listed = {line["name"]: line["available"] for line in real("judges", "--json").lines}
    assert listed[name] is True
    assert list(listed) == ["mini", name]


def test_what_is_wrong_is_said_in_a_sentence(real: Run, photos: Path, tmp_path: Path) -> None:
    checkpoint = save_checkpoint_folder(tmp_path / "own")
    args = ("score", photos, "--judge", f"pmllm:{checkpoint}")
    weights = tmp_path / "own" / "language" / "model.safetensors"
    data = weights.read_bytes()
    weights.write_bytes(data[:-4] + bytes(4))  # found when it is loaded
    ran = real(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "trained with another language model" in ran.err
    (tmp_path / "own" / "language" / "tokenizer.json").unlink()
    for sentence in ("has no tokenizer", "cannot be read"):
        ran = real(*args)
        assert (ran.code, ran.out) == (2, "")
        assert sentence in ran.err
        (checkpoint / "fusion.safetensors").write_bytes(b"damaged")

"""Labelled photos: parts that share nothing, and what is said when something is missing."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from core.errors import CoreError
from core.training.semantic import count_words, load_semantic, part_of
from tests.core.training.semantic_set import make_set, photo


def test_the_parts_are_all_photos_and_share_none(tmp_path: Path) -> None:
    folder = make_set(tmp_path)
    parts = {part: load_semantic(folder, part) for part in ("train", "validation", "test")}
    assert sum(map(len, parts.values())) == 160
    assert all(parts.values())
    names = [part_of(shard, f"{i:03}.png") for shard in ("a.tar", "b.tar") for i in range(80)]
    assert {part: names.count(part) for part in parts} == {p: len(x) for p, x in parts.items()}
    shares = [part_of("x", str(i)) for i in range(4000)]
    assert 0.08 < shares.count("test") / 4000 < 0.12
    assert 0.03 < shares.count("validation") / 4000 < 0.06


def test_a_photo_comes_with_what_it_shows(tmp_path: Path) -> None:
    folder = make_set(tmp_path, each=30)
    first = next(p for p in load_semantic(folder, "train") if p.captions)
    assert (first.fine, first.words) == ("rose", ("flower", "plant"))
    assert first.captions == ("a red ball", "a round thing")
    assert any(np.array_equal(first.pixels, photo(True, number)) for number in range(0, 30, 8))
    assert count_words(folder) == {"flower": 30, "plant": 30, "car": 30}


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CoreError, match=r"INDEX\.csv\.gz"):
        load_semantic(tmp_path, "train")
    folder = make_set(tmp_path / "set", each=20)
    (folder / "b.tar").unlink()
    with pytest.raises(CoreError, match=r"b\.tar"):
        load_semantic(folder, "train")
    with gzip.open(folder / "INDEX.csv.gz", "wt") as file:
        file.write("shard,member,set,fine_class,coarse_classes\n")
    with pytest.raises(CoreError, match="caption"):
        load_semantic(folder, "train")


def test_a_broken_photo_is_named(tmp_path: Path) -> None:
    folder = make_set(tmp_path, each=20)
    data = (folder / "a.tar").read_bytes()
    (folder / "a.tar").write_bytes(data.replace(b"\x89PNG", b"oops"))
    with pytest.raises(CoreError, match=r"photo \d+\.png of a\.tar"):
        load_semantic(folder, "train")

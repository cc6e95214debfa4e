"""Which files are one photo, by their names."""

import pytest

from curator.library.naming import group, group_key


@pytest.mark.parametrize(
    "names",
    [
        {"a.jpg": "main", "a.CR2": "raw"},
        {"a.HEIC": "main", "a.dng": "raw", "a.xmp": "sidecar", "a.HEIC.xmp": "sidecar"},
        {"a.cr3": "main", "a.xmp": "sidecar"},
        {"a.cr3": "main", "a-edit.jpg": "edit"},
        {"IMG_1234.JPG": "main", "IMG_E1234.JPG": "edit"},
        {"a.jpg": "main", "a-Edit.tif": "edit", "a-Edit-2.psd": "edit", "a_edited.jpg": "edit"},
        {"a.jpg": "main", "a-edited.jpg": "edit", "a-edited.jpg.XMP": "sidecar"},
        {"a.jpg": "main", "a-edited(1).txt.xmp": None},
        {"lone-edit.jpg": "main"},
        {"IMG_E1234.HEIC": "main"},
        {"without": "main"},
    ],
)
def test_files_of_one_photo(names: dict[str, str | None]) -> None:
    mine = {name: role for name, role in names.items() if role is not None}
    keys = {group_key(f"2024/{name}") for name in mine}
    assert len(keys) == 1
    (one,) = group(names)
    assert one.roles == mine
    assert one.roles[one.main] == "main"


@pytest.mark.parametrize(
    ("names", "mains"),
    [
        (["a.jpg", "a.png", "a.cr2"], ["a.cr2", "a.jpg", "a.png"]),  # which is the RAW's?
        (["a.jpg", "a.cr2", "a.dng"], ["a.cr2", "a.dng", "a.jpg"]),
        (["a.jpg", "a.png", "a-edit.jpg"], ["a-edit.jpg", "a.jpg", "a.png"]),
        (["a-edit.jpg", "a-edited.jpg"], ["a-edit.jpg", "a-edited.jpg"]),  # of what?
        (["a.jpg", "a-edit.dng"], ["a-edit.dng", "a.jpg"]),
        (["a.jxl", "a.cr2"], ["a.cr2", "a.jxl"]),  # a file that nothing reads hides no RAW
    ],
)
def test_what_is_not_clear_stays_apart(names: list[str], mains: list[str]) -> None:
    assert sorted(one.main for one in group(names)) == mains


def test_a_sidecar_of_a_stem_is_the_raws() -> None:
    of = {one.main: sorted(one.roles) for one in group(["a.jpg", "a.png", "a.cr2", "a.xmp"])}
    assert of["a.cr2"] == ["a.cr2", "a.xmp"]
    of = {one.main: sorted(one.roles) for one in group(["a.jpg", "a.png", "a.xmp", "a.png.xmp"])}
    assert of == {"a.jpg": ["a.jpg"], "a.png": ["a.png", "a.png.xmp"]}  # a.xmp is nobody's


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x/a.jpg", "y/a.cr2"),
        ("a.jpg", "A.cr2"),
        ("a.jpg", "a2.cr2"),
        ("credit.jpg", "cr.jpg"),
        ("a.v2.xmp", "a.jpg"),
        ("IMG_E12.jpg", "IMG_12.jpg"),
        ("-edit.jpg", "edit.jpg"),
    ],
)
def test_other_names_have_nothing_in_common(one: str, other: str) -> None:
    assert group_key(one) != group_key(other)

"""What file names say: which files are photos, which are sidecars, and which are of one photo."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Role = Literal["main", "raw", "edit", "sidecar"]

_RASTER = (
    ".jpg .jpeg .jpe .jfif .mpo .png .apng .webp .tif .tiff .avif .avifs .gif .bmp .dib .psd "
    ".jp2 .j2k .jpf .jpx .j2c .jpc .ppm .pgm .pbm .pnm .tga .qoi .ico .icns"
)
_HEIF = ".heic .heics .heif .heifs .hif"
_RAW = (
    ".3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .fff .iiq .k25 .kdc .mef .mos .mrw .nef .nrw .orf "
    ".pef .raf .raw .rw2 .rwl .sr2 .srf .srw .x3f"
)

# No decoder of ours reads these; a sentence for each is better than a photo that seems not there.
_NOT_READ = ".jxl .jxr .wdp .hdp"

RAW_SUFFIXES = frozenset(_RAW.split())
_RENDERED_SUFFIXES = frozenset(f"{_RASTER} {_HEIF}".split())
PHOTO_SUFFIXES = RAW_SUFFIXES | _RENDERED_SUFFIXES | frozenset(_NOT_READ.split())
SIDECAR_SUFFIX = ".xmp"

# How programs name an edited version beside its original: Lightroom "-Edit" and "-Edit-2", Google
# Photos "-edited", others the same with an underscore; Apple's IMG_E1234 is IMG_1234 edited.
_EDIT_MARK = re.compile(r"[-_ ]edit(ed)?([-_ ]?\d{1,2})?$", re.IGNORECASE)
_APPLE_EDIT = re.compile(r"^IMG_E(?=\d{4,}$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """The files of one photo by name: the main one, and the role of every file, the main's too."""

    main: str
    roles: dict[str, Role]


def is_sidecar(name: str) -> bool:
    """Whether a name or path is that of an XMP sidecar."""
    return name.lower().endswith(SIDECAR_SUFFIX)


@lru_cache(maxsize=4096)  # a scan asks for each file several times in a row
def group_key(relative: str) -> str:
    """What the files of one photo have in common: their folder and the original's stem.

    Files of the same key need not be one photo; `group` decides.
    """
    folder, slash, name = relative.rpartition("/")
    stem, suffix = _split(name)
    if suffix == SIDECAR_SUFFIX:
        inner, inner_suffix = _split(stem)
        stem = inner if inner_suffix in PHOTO_SUFFIXES else stem
    return f"{folder}{slash}{_original(stem)}"


def group(names: Collection[str]) -> list[Group]:
    """Cut files of one `group_key` into photos; the names may be paths of one folder.

    A RAW and a rendered file of one stem are one photo when there is exactly one of each; then the
    rendered one is the main file. Edited versions join their original. A sidecar belongs to the
    file whose whole name it has in front ("a.jpg.xmp"), else to the photo of its stem ("a.xmp"),
    which is the RAW's where that is another one. Sidecars that are nobody's are in no group.
    """
    photos = sorted(name for name in names if not is_sidecar(name))
    if len(photos) == len(names) == 1:  # nearly every photo
        return [Group(photos[0], {photos[0]: "main"})]
    originals = [name for name in photos if _stem(name) == _original(_stem(name))]
    rendered = [name for name in originals if _suffix(name) in _RENDERED_SUFFIXES]
    raws = [name for name in originals if _suffix(name) in RAW_SUFFIXES]
    groups: list[Group] = []
    if len(rendered) <= 1 and len(raws) <= 1 and (rendered or raws):
        main = (*rendered, *raws)[0]
        roles: dict[str, Role] = dict.fromkeys(raws, "raw")
        roles |= {
            name: "edit"
            for name in photos
            if name not in originals and _suffix(name) in _RENDERED_SUFFIXES
        }
        groups.append(Group(main, {**roles, main: "main"}))
    taken = {name for one in groups for name in one.roles}
    groups.extend(Group(name, {name: "main"}) for name in photos if name not in taken)
    for name in sorted(names):
        if is_sidecar(name) and (owner := _owner(name, groups)) is not None:
            owner.roles[name] = "sidecar"
    return groups


def with_readable_main(one: Group, unreadable: Collection[str]) -> Group:
    """The group with another main file where its own is unreadable: its RAW, else an edit.

    It stays as it is where none of the others is any better.
    """
    if one.main not in unreadable:
        return one
    others = sorted(
        (role != "raw", name)
        for name, role in one.roles.items()
        if role in ("raw", "edit") and name not in unreadable
    )
    if not others:
        return one
    main = others[0][1]
    left: Role = "raw" if _suffix(one.main) in RAW_SUFFIXES else "edit"
    return Group(main, {**one.roles, one.main: left, main: "main"})


def _owner(sidecar: str, groups: list[Group]) -> Group | None:
    whole = sidecar[: -len(SIDECAR_SUFFIX)]
    for one in groups:
        if whole in one.roles:
            return one
    of_stem = [
        (name, one)
        for one in groups
        for name, role in one.roles.items()
        if role != "sidecar" and _stem(name) == _last(whole)
    ]
    raws = [(name, one) for name, one in of_stem if _suffix(name) in RAW_SUFFIXES]
    found = {one.main: one for _, one in (raws or of_stem)}
    return next(iter(found.values())) if len(found) == 1 else None


def _original(stem: str) -> str:
    """The stem of the original that a file of this stem may be an edit of."""
    return _EDIT_MARK.sub("", _APPLE_EDIT.sub("IMG_", stem)) or stem


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(path: str) -> str:
    return _split(_last(path))[0]


def _suffix(path: str) -> str:
    return _split(_last(path))[1]


def _split(name: str) -> tuple[str, str]:
    """Stem and suffix, the latter in lower case with its dot; a leading dot begins no suffix."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, f".{suffix.lower()}") if stem and dot else (name, "")

"""Stacks in words."""

from curator.language import current, mark, tr
from curator.library.records import StackKind
from curator.ui.stack_order import StackMark

NAMES: dict[StackKind, str] = {
    "burst": mark("Burst"),
    "similar": mark("Near duplicates"),
    "bracket": mark("Exposure bracket"),
    "panorama": mark("Panorama"),
    "hand": mark("Stack made by you"),
}

ICONS: dict[StackKind, str] = {
    "burst": "stack-burst",
    "similar": "stack-similar",
    "bracket": "stack-bracket",
    "panorama": "stack-panorama",
    "hand": "stack-hand",
}


def badge_text(mark: StackMark) -> str:
    """What the badge on the photo says: how many it stands for, or which of them it is."""
    return str(mark.size) if mark.collapsed else f"{mark.place}/{mark.size}"


def mark_in_words(mark: StackMark) -> str:
    """A photo's stack as a screen reader says it."""
    name = tr(NAMES[mark.kind])
    if current() == "en":  # in German nouns have their capitals
        name = name.lower()
    if mark.collapsed:
        said = tr("{name} of {size} photos, collapsed").format(name=name, size=mark.size)
    else:
        said = tr("{name}, photo {place} of {size}").format(
            name=name, place=mark.place, size=mark.size
        )
    return tr("{said}, suggested best").format(said=said) if mark.best else said

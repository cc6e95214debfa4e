"""Stacks in words."""

from curator.library.records import StackKind
from curator.ui.stack_order import StackMark

NAMES: dict[StackKind, str] = {
    "burst": "Burst",
    "similar": "Near duplicates",
    "bracket": "Exposure bracket",
    "panorama": "Panorama",
    "hand": "Stack made by you",
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
    name = NAMES[mark.kind].lower()
    if mark.collapsed:
        said = f"{name} of {mark.size} photos, collapsed"
    else:
        said = f"{name}, photo {mark.place} of {mark.size}"
    return f"{said}, suggested best" if mark.best else said

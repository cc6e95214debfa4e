"""Which attribute a person names, or whether they name something that photos may show."""

from difflib import get_close_matches

from core import ATTRIBUTES, Attribute

_ALIKE = 0.8  # difflib's ratio from which words look like a slip of the pen


def attribute_named(words: str) -> Attribute | None:
    """The attribute with this id or name, whatever the case and the underscores."""
    wanted = content_words(words.replace("_", " "))
    for attribute in ATTRIBUTES:
        if wanted in (attribute.id.replace("_", " "), attribute.name):
            return attribute
    return None


def attribute_like(words: str) -> Attribute | None:
    """The attribute that was probably meant: its id, name or an end of it looks alike."""
    names = {
        name: attribute
        for attribute in ATTRIBUTES
        for name in (
            attribute.id.replace("_", " "),
            attribute.name,
            attribute.low,
            attribute.high,
        )
    }
    close = get_close_matches(content_words(words.replace("_", " ")), names, n=1, cutoff=_ALIKE)
    return names[close[0]] if close else None


def content_words(text: str) -> str:
    """Words for what photos may show, in the one form in which they are kept; "" for no words."""
    words = " ".join(text.split()).lower()
    return words if any(sign.isalnum() for sign in words) else ""

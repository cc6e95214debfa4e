"""Puts reasons, readings and ratings into plain sentences, in the language of the window."""

from collections.abc import Sequence

from core import (
    ATTRIBUTES,
    JudgeIdentity,
    Profile,
    Reading,
    Reason,
    Statement,
    Understood,
    strength_in_words,
)
from curator.language import mark, tr, trc
from curator.services.meanings import meanings_of
from curator.services.phrases import PHRASES

_SHORT_ID = 8
_SCALES = {
    "low": mark("light, colour and detail"),
    "middle": mark("layout and lines"),
    "high": mark("the photo as a whole"),
    "thematic": mark("what it is of"),
}
_PERHAPS = (-0.5, 0.2)  # matches that leave it open: most photos have less to do with the words
_ATTRIBUTES = {attribute.id: attribute for attribute in ATTRIBUTES}


def judge_label(identity: JudgeIdentity) -> str:
    """Which judge scored: its name and a short id over its weights, "mini@1a2b3c4d"."""
    return f"{identity.name}@{identity.judge_id[:_SHORT_ID]}"


def whole_lines(profile: Profile, reading: Reading) -> list[str]:
    """What a judge that reads a text as a whole makes of a profile, corrections among it."""
    lines = [
        "This judge reads the text as a whole; what it makes of a single sentence cannot be told."
    ]
    if any(statement.correction for statement in profile.statements):
        lines.append(
            "Your corrections are put into words for it, and count as far as it heeds them."
        )
    lines.append(
        f"It reads: {_quoted(profile.prompt())}" if profile.prompt() else "It reads nothing."
    )
    if reading.gates:
        lines.append("How far this opens its gates for what it sees (for an empty profile):")
    for one in reading.gates:
        lines.append(f"  {_SCALES[one.scale]}: {one.profile:.0%} ({one.blank:.0%})")
    return lines


def reason_sentence(reason: Reason) -> str:
    """A reason of a score as one sentence, with the points that it gives or takes."""
    return f"{reason_seen(reason)}: {reason_meaning(reason)} ({reason_points(reason)})."


def reason_seen(reason: Reason) -> str:
    """What the photo shows: "Very dark"."""
    seen = _seen(reason)
    return seen[:1].upper() + seen[1:]


def reason_meaning(reason: Reason) -> str:
    """What that means to this person: "suits “I like dark light”"."""
    helps = reason.contribution >= 0
    if reason.source == "scale":
        return tr("raises the score") if helps else tr("lowers the score")
    if reason.words:
        said = tr("suits {words}") if helps else tr("goes against {words}")
        return said.format(words=_quoted(trc("taste", reason.words)))
    if reason.source == "content":
        return tr("people like that") if helps else tr("people like that less")
    return tr("a plus in general") if helps else tr("a minus in general")


def reason_points(reason: Reason) -> str:
    """The points of the score that a reason gives or takes: "+1.6", "−0.4"."""
    return f"{reason.contribution:+.1f}".replace("-", "−")


def meaning_lines(statement: Statement, own: Sequence[Understood]) -> list[str]:
    """How a statement is read, what the person changed of it, or that it was not understood."""
    meanings = meanings_of(statement, own)
    read = [wish_in_words(m.attribute, m.wish) for m in meanings if not m.corrected]
    lines = [f"I read: {'; '.join(read)}"] if read else []
    for one in meanings:
        if not one.corrected:
            continue
        before = wish_in_words(one.attribute, one.own) if one.own else ""
        if one.wish:
            now = wish_in_words(one.attribute, one.wish)
            lines.append(f"changed by you: {now}{before and f' (I read: {before})'}")
        elif before:
            lines.append(f"switched off by you: {before}")
        else:
            lines.append(f"changed by you: not about {plain(one.attribute)}")
    if not any(one.wish or one.own for one in meanings):
        lines.append("not understood: it changes no score")
    return lines


def wish_in_words(attribute: str, wish: float) -> str:
    """What is wanted, and how much: "dark photos, strongly wanted", or "dogs, clearly unwanted".

    The wish is not 0.
    """
    strength = strength_in_words(abs(wish))
    if wish < 0 and attribute not in PHRASES:  # what photos may show has no other pole
        return f"{plain(attribute)}, {strength} unwanted"
    how = "wanted a little" if strength == "a little" else f"{strength} wanted"
    return f"{wanted(attribute, wish)}, {how}"


def wanted(attribute: str, wish: float) -> str:
    """What a person with this wish wants to see in photos: "dark photos", "dogs", "no selfies"."""
    phrases = PHRASES.get(attribute)
    if phrases is None:  # what photos may show, or an attribute of another judge
        return plain(attribute) if wish > 0 else tr("no {thing}").format(thing=plain(attribute))
    return tr(phrases.wanted[wish > 0])


def shown_in_words(words: Sequence[str]) -> str:
    """What a photo shows, as one line: "In the photo: people, city"; "" for no words."""
    said = ", ".join(tr(word) for word in words)
    return tr("In the photo: {words}").format(words=said) if words else ""


def plain(identifier: str) -> str:
    """An attribute's id as words: "depth_of_field" becomes "depth of field"."""
    if identifier in _ATTRIBUTES:
        return tr(_ATTRIBUTES[identifier].name)
    return identifier.replace("_", " ").replace(":", ": ").strip()


def _seen(reason: Reason) -> str:
    named = plain(reason.attribute) if reason.attribute else ""
    if reason.source == "scale":
        return tr(_SCALES.get(reason.attribute or "", named))
    if reason.source == "content":
        return _content_seen(named, reason.value)
    if reason.source == "model" or not named:
        return tr("the judge's impression of the whole photo")
    if reason.value is None:
        return named
    phrases = PHRASES.get(reason.attribute or "")
    return named if phrases is None else tr(phrases.at(reason.value))


def _content_seen(named: str, value: float | None) -> str:
    """Whether something is in a photo, by its match from -1 to 1."""
    if not named:
        return tr("what is in it")
    if value is None:  # what is in it at all, and not how much of something wanted
        return tr("what is in it ({thing})").format(thing=tr(named))
    low, high = _PERHAPS
    if value < low:
        return tr("{thing} not in it").format(thing=tr(named))
    said = tr("{thing} in it") if value > high else tr("perhaps {thing} in it")
    return said.format(thing=tr(named))


def _quoted(words: str) -> str:
    return tr("“{words}”").format(words=" ".join(words.split()).rstrip("."))

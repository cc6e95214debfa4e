"""Puts reasons, readings and ratings into plain English sentences."""

from core import ATTRIBUTES, JudgeIdentity, Reason, Understood
from curator.services.phrases import PHRASES

_SHORT_ID = 8
_ATTRIBUTES = {attribute.id: attribute for attribute in ATTRIBUTES}


def judge_label(identity: JudgeIdentity) -> str:
    """Which judge scored: its name and a short id over its weights, "mini@1a2b3c4d"."""
    return f"{identity.name}@{identity.judge_id[:_SHORT_ID]}"


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
    if reason.words:
        return f"{'suits' if helps else 'goes against'} {_quoted(reason.words)}"
    return "a plus in general" if helps else "a minus in general"


def reason_points(reason: Reason) -> str:
    """The points of the score that a reason gives or takes: "+1.6", "−0.4"."""
    return f"{reason.contribution:+.1f}".replace("-", "−")


def understood_sentence(understood: Understood) -> str:
    """How a statement was understood, as one sentence."""
    doubt = "" if understood.confidence >= 0.5 else ", but this is not certain"
    statement, strength = _quoted(understood.statement), strength_in_words(understood.strength)
    return f"{statement} is read as: you like {wanted(understood)}, {strength}{doubt}."


def wanted(understood: Understood) -> str:
    """What the person wants to see in photos: "dark photos", "much sky"."""
    phrases = PHRASES.get(understood.attribute)
    if phrases is None:
        return understood.pole or plain(understood.attribute)
    return phrases.wanted[understood.direction > 0]


def not_understood_sentence(statement: str) -> str:
    """A statement that no judgement follows from, as one sentence."""
    return f"{_quoted(statement)} was not understood, so it changes no score."


def plain(identifier: str) -> str:
    """An attribute's id as words: "depth_of_field" becomes "depth of field"."""
    if identifier in _ATTRIBUTES:
        return _ATTRIBUTES[identifier].name
    return identifier.replace("_", " ").replace(":", ": ").strip()


def strength_in_words(strength: float) -> str:
    """How strong a wish is, from 0 to 1, in words."""
    if strength >= 0.67:
        return "strongly"
    return "clearly" if strength >= 0.33 else "a little"


def _seen(reason: Reason) -> str:
    named = plain(reason.attribute) if reason.attribute else ""
    if reason.source == "content":
        return f"what is in it ({named})" if named else "what is in it"
    if reason.source == "model" or not named:
        return "the judge's impression of the whole photo"
    if reason.value is None:
        return named
    phrases = PHRASES.get(reason.attribute or "")
    return named if phrases is None else phrases.at(reason.value)


def _quoted(words: str) -> str:
    return f"“{' '.join(words.split()).rstrip('.')}”"

"""Puts reasons, readings and ratings into plain English sentences."""

from core import ATTRIBUTES, JudgeIdentity, Reason, Understood

_SHORT_ID = 8
_ATTRIBUTES = {attribute.id: attribute for attribute in ATTRIBUTES}


def judge_label(identity: JudgeIdentity) -> str:
    """Which judge scored: its name and a short id over its weights, "mini@1a2b3c4d"."""
    return f"{identity.name}@{identity.judge_id[:_SHORT_ID]}"


def reason_sentence(reason: Reason) -> str:
    """A reason of a score as one sentence, with the points that it gives or takes."""
    return f"{_subject(reason)}{_meets(reason)} ({reason.contribution:+.1f})."


def understood_sentence(understood: Understood) -> str:
    """How a statement was understood, as one sentence."""
    attribute = plain(understood.attribute)
    wanted = understood.pole or attribute
    how = _how_much(understood.strength)
    doubt = "" if understood.confidence >= 0.5 else ", but this is not certain"
    return f"“{understood.statement}” is read as: you like {wanted} ({attribute}), {how}{doubt}."


def not_understood_sentence(statement: str) -> str:
    """A statement that no judgement follows from, as one sentence."""
    return f"“{statement}” was not understood, so it changes no score."


def plain(identifier: str) -> str:
    """An attribute's id as words: "depth_of_field" becomes "depth of field"."""
    if identifier in _ATTRIBUTES:
        return _ATTRIBUTES[identifier].name
    return identifier.replace("_", " ").replace(":", ": ").strip()


def _how_much(strength: float) -> str:
    if strength >= 0.67:
        return "strongly"
    return "clearly" if strength >= 0.33 else "a little"


def _subject(reason: Reason) -> str:
    named = plain(reason.attribute) if reason.attribute else ""
    if reason.source == "content":
        return f"What is in it ({named})" if named else "What is in it"
    if reason.source == "model" or not named:
        return "The judge's impression of the whole photo"
    if reason.value is None:
        return named[:1].upper() + named[1:]
    return f"{named[:1].upper()}{named[1:]}: {_where(reason.attribute, reason.value)}"


def _where(attribute: str | None, value: float) -> str:
    """Where a photo stands among the reference photos, in words; `value` from -1 to 1."""
    if abs(value) < 0.2:
        return "middling"
    known = _ATTRIBUTES.get(attribute or "")
    low, high = (known.low, known.high) if known else ("low", "high")
    return f"{'clearly ' if abs(value) >= 0.6 else ''}{high if value > 0 else low}"


def _meets(reason: Reason) -> str:
    helps = reason.contribution >= 0
    if reason.words:
        words = " ".join(reason.words.split())
        return f", which suits “{words}”" if helps else f", which goes against “{words}”"
    return ", which speaks for it" if helps else ", which speaks against it"

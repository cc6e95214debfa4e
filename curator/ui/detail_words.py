"""The texts of the detail panel as rich text, in the colours of a theme."""

from collections.abc import Sequence
from html import escape

from core import Reason
from curator.language import tr
from curator.services.wording import reason_meaning, reason_seen
from curator.ui.theme import Tones
from curator.ui.words import signed

_REASONS = 8  # the strongest; more would not be read


def reasons_as_rich_text(reasons: Sequence[Reason] | None, colours: Tones) -> str:
    """A line for each reason, the strongest first; None while they are worked out."""
    if reasons is None:
        return muted_as_rich_text(tr("Working it out…"), colours)
    if not reasons:
        return muted_as_rich_text(tr("Nothing stands out."), colours)
    lines = "".join(_line(reason, colours) for reason in reasons[:_REASONS])
    return f"<table width='100%'>{lines}</table>"


def muted_as_rich_text(sentence: str, colours: Tones) -> str:
    """A sentence that stands back."""
    return f"<span style='color:{colours.muted}'>{escape(sentence)}</span>"


def facts_as_rich_text(facts: Sequence[tuple[str, str]], colours: Tones) -> str:
    """Name and value a line."""
    rows = "".join(
        f"<tr><td style='color:{colours.muted}; padding-right:10px'>{escape(name)}</td>"
        f"<td>{escape(value)}</td></tr>"
        for name, value in facts
    )
    return f"<table>{rows}</table>"


def _line(reason: Reason, colours: Tones) -> str:
    good, points = reason.contribution >= 0, signed(reason.contribution, 1)
    mark, colour = ("▲", colours.pick) if good else ("▼", colours.reject)
    return (
        f"<tr><td style='color:{colour}; padding-right:6px'>{mark}</td>"
        f"<td style='padding-bottom:5px'>{escape(reason_seen(reason))}: "
        f"{muted_as_rich_text(reason_meaning(reason), colours)}</td>"
        f"<td align='right' style='padding-left:8px'>{points}</td></tr>"
    )

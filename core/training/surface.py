"""Makes simulated statements look typed: case, stops, typing errors, apostrophes, spelling."""

import re
from dataclasses import dataclass

import numpy as np

_AMERICAN = {
    "colour": "color",
    "grey": "gray",
    "centre": "center",
    "centring": "centering",
    "favourite": "favorite",
    "sombre": "somber",
    "neighbour": "neighbor",
    "harbour": "harbor",
    "cosy": "cozy",
    "levelled": "leveled",
    "humour": "humor",
    "jewellery": "jewelry",
    "aeroplane": "airplane",
    "labour": "labor",
    "vapour": "vapor",
    "mould": "mold",
    "plough": "plow",
    "favour": "favor",
    "savour": "savor",
    "sceptical": "skeptical",
    "penalise": "penalize",
    "mesmerise": "mesmerize",
    "learnt": "learned",
}
_BRITISH_WORD = re.compile("|".join(_AMERICAN), re.IGNORECASE)
_LONG_WORD = re.compile(r"[a-z]{6,}")


@dataclass(frozen=True, slots=True)
class Surface:
    """How often a statement is roughened in each way; each a probability."""

    lower_case: float = 0.25
    upper_case: float = 0.01
    final_stop: float = 0.6
    typing_error: float = 0.06
    plain_contraction: float = 0.15
    curly_apostrophe: float = 0.1
    american: float = 0.35


def roughen(text: str, rng: np.random.Generator, surface: Surface) -> str:
    """The statement as somebody may type it. Draws the same number of chances whatever the text."""
    lower, upper, stop, error, plain, curly, spelling = rng.random(7)
    if spelling < surface.american:
        text = american(text)
    if plain < surface.plain_contraction:
        text = text.replace("'", "")
    elif curly < surface.curly_apostrophe:
        text = text.replace("'", "’")
    if error < surface.typing_error:
        text = _mistype(text, rng)
    if lower < surface.lower_case:
        text = text.lower()
    elif upper < surface.upper_case:
        text = text.upper()
    else:
        text = text[:1].upper() + text[1:]
    if stop < surface.final_stop and text[-1:] not in ".!?":
        text += "."
    return text


def american(text: str) -> str:
    """The text in American spelling, as far as the lexicon's words go."""
    return _BRITISH_WORD.sub(_to_american, text)


def _to_american(match: re.Match[str]) -> str:
    american = _AMERICAN[match.group().lower()]
    return american.capitalize() if match.group()[0].isupper() else american


def _mistype(text: str, rng: np.random.Generator) -> str:
    # Only inside long words: an error in "not" or "love" may leave no sign of the meaning.
    words = list(_LONG_WORD.finditer(text))
    if not words:
        return text
    word = words[int(rng.integers(len(words)))]
    at = int(rng.integers(word.start() + 1, word.end() - 1))
    how = int(rng.integers(3))
    if how == 0:  # a letter left out
        return text[:at] + text[at + 1 :]
    if how == 1:  # a letter twice
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]  # two letters swapped

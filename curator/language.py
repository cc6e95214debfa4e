"""The language of the window. The source speaks English, and so do the command line, the logs, the
database and the child processes, where no other language is ever installed.

`tr`, `trc` and `trn` look a message up where it is shown; `mark` only names one for the catalogue,
in tables that are made before the language is known. `retold` puts a sentence that was made
elsewhere, and may have been stored, into the language: a failure's reason, an error's text.
"""

import gettext
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from core import resource

LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
"""What can be chosen, each by its own name."""

SYSTEM = "system"
"""The choice of the system's own language, where there is a translation."""

PART = "part"
"""The context of words that stand within sentences that are retold."""

_FIELD = re.compile(r"\{(\w+)[^}]*\}")
_LONG_FIELDS = (  # in which sentences are found; others hold as little as fits
    *("reason", "why", "error", "text", "strerror", "problem", "said", "known", "there"),
    *("summary", "messages", "splitlines", "lower", "names"),
)
_LEAST = 8  # letters that a template has of its own, or anything would fit it

_language = "en"
_messages = gettext.NullTranslations()


def pick(chosen: str, system: Sequence[str]) -> str:
    """The language for a choice; `system` are the system's languages ("de-AT"), the best first."""
    if chosen in LANGUAGES:
        return chosen
    wanted = (name.replace("_", "-").partition("-")[0].lower() for name in system)
    return next((name for name in wanted if name in LANGUAGES), "en")


def install(language: str) -> None:
    """Speak a language of `LANGUAGES` from now on. What is shown already stays as it is."""
    global _language, _messages
    messages = gettext.NullTranslations()
    if language != "en":
        with resource("translations", language, "LC_MESSAGES", "curator.mo").open("rb") as file:
            messages = gettext.GNUTranslations(file)
    _language, _messages = language, messages
    retold.cache_clear()
    _templates.cache_clear()


def current() -> str:
    """The language that is spoken: a key of `LANGUAGES`."""
    return _language


def tr(message: str) -> str:
    """A message in the language; one that is not in the catalogue stays as it is."""
    return _messages.gettext(message) if message else ""


def trc(context: str, message: str) -> str:
    """A message that means something of its own in this context."""
    return _messages.pgettext(context, message)


def trn(one: str, many: str, number: int) -> str:
    """The message for one of something, or for another number; the language says which."""
    return _messages.ngettext(one, many, number)


def mark(message: str) -> str:
    """The message itself: it is looked up with `tr` when it is shown."""
    return message


@lru_cache(maxsize=4096)
def retold(sentence: object) -> str:
    """A sentence, or an error's, that was made in English by what lies below the window.

    What stands in it (a path, another sentence) is found by the catalogue's templates; a sentence
    of which there is none stays as it is.
    """
    said = str(sentence)
    if _language == "en" or not said:
        return said
    if (known := tr(said)) != said:
        return known
    for pattern, template in _templates():
        if (match := pattern.fullmatch(said)) is not None:
            return template.format(
                **{name: _part(text) for name, text in match.groupdict().items()}
            )
    return said


def _part(text: str) -> str:
    known = trc(PART, text)
    if known != text:
        return known
    return retold(text) if text.endswith((".", ":")) else text


@lru_cache(maxsize=1)
def _templates() -> Sequence[tuple[re.Pattern[str], str]]:
    """The messages with fields as patterns, those with the most letters of their own first."""
    catalogue: Mapping[object, str] = getattr(_messages, "_catalog", {})
    found: list[tuple[int, re.Pattern[str], str]] = []
    for message, translation in catalogue.items():
        if not isinstance(message, str) or "\x04" in message or not _FIELD.search(message):
            continue
        own = len(re.sub(r"[\W\d_]", "", _FIELD.sub("", message)))
        if own >= _LEAST:
            found.append((own, _pattern(message), translation))
    found.sort(key=lambda one: -one[0])
    return [(pattern, translation) for _, pattern, translation in found]


def _pattern(message: str) -> re.Pattern[str]:
    text, at, seen = "", 0, set[str]()
    for field in _FIELD.finditer(message):
        name = field[1]
        some = ".+" if name.rstrip("0123456789") in _LONG_FIELDS else ".+?"
        text += re.escape(message[at : field.start()])
        text += f"(?P={name})" if name in seen else f"(?P<{name}>{some})"
        seen.add(name)
        at = field.end()
    return re.compile(text + re.escape(message[at:]), re.DOTALL)

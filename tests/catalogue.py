"""Keeps the catalogues of translations: `python -m tests.catalogue` after texts have changed.

It finds all messages in the source, brings each language's .po up to date with them (new ones are
empty, to be written by hand) and compiles the .mo files that the program reads.
"""

import ast
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from safetensors import safe_open

from core import ATTRIBUTES, QUALITY_WORDS, SHOWN_WORDS, resource
from core.pmllm.reader_config import FIVE_LEVELS, PARA_LEVELS
from curator.language import LANGUAGES, PART
from curator.library.narrowing import Orientation
from curator.services.comparing import COMPARED
from curator.services.phrases import PHRASES
from curator.ui.everyday_choices import CHOICES
from curator.worker.formats import _OTHER_FILES

ROOT = Path(__file__).resolve().parents[1]

_SHOWN = ("curator/app.py", "curator/ui", "curator/services")
"""Where messages are looked up or marked."""
_BELOW = ("core", "curator/library", "curator/services", "curator/worker", "curator/settings.py")
"""Where sentences are made in English that the window may retell."""
_NEVER = (  # only the command line, or training, says what stands in these
    *("core/training", "core/evaluation", "core/train.py", "core/evaluate.py"),
    *("core/critique", "curator/services/doctor.py", "curator/services/profiles.py"),
    *("curator/services/rating.py", "curator/library/migrations"),
)
_PARTS = (  # words that the system, or a child process, puts into such sentences
    *("Permission denied", "No such file or directory", "No space left on device"),
    *("Read-only file system", "Is a directory", "Not a directory", "File exists"),
    *("Input/output error", "Device or resource busy", "Too many open files"),
    *("Operation not permitted", "File name too long", "Directory not empty"),
    *("Disk quota exceeded", "Stale file handle", "unknown reason", "it cannot be decoded"),
    *("judge", "decoder", "file events are not available", "the system has no trash for it"),
)
_ALSO = (  # what becomes of sentences that are shortened for other work than a photo's
    "The judge's process ended unexpectedly.",
    "The judge's process took longer than {deadline_s} s.",
    "There is not enough memory for the judge to work on even one photo.",
)
_NOT = ("This is a photo of {word}.", "{path} is not below {root}")  # nobody is told these
_SENTENCE = re.compile(r"(?s)[A-Z“{].* .*[.:]|[A-Z].* .*\}")


class Message(NamedTuple):
    """What is looked up: context ("" for none), text, and the text for many ("" for none)."""

    context: str
    text: str
    many: str = ""


def messages() -> dict[Message, set[str]]:
    """All messages of the source, each with the files that it stands in."""
    found: dict[Message, set[str]] = {}
    for name in _SHOWN:
        for path in _modules(name):
            for message in _looked_up(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    for name in _BELOW:
        for path in _modules(name):
            for text in _sentences(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(Message("", text), set()).add(path.relative_to(ROOT).as_posix())
    for message in _tables():
        found.setdefault(message, set())
    return found


def po_of(language: str) -> Path:
    """A language's catalogue as it is written by hand."""
    return ROOT / "resources" / "translations" / language / "LC_MESSAGES" / "curator.po"


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    if not po_of(language).exists():
        return Catalog(locale=language, domain="curator", project="Curator")
    with po_of(language).open("rb") as file:
        return read_po(file, locale=language, domain="curator")


def updated(language: str) -> Catalog:
    """The catalogue with what is new in the source, and without what is not there any more."""
    old, new = read(language), Catalog(locale=language, domain="curator", project="Curator")
    new.fuzzy = False
    new.creation_date, new.revision_date = old.creation_date, old.revision_date
    for message, files in sorted(messages().items(), key=lambda one: (sorted(one[1]), one[0])):
        key = (message.text, message.many) if message.many else message.text
        known = old.get(message.text, message.context or None)
        written = known.string if known is not None and known.id == key else None
        new.add(
            key,
            written or (("", "") if message.many else ""),
            locations=[(file, None) for file in sorted(files)],
            flags=set() if known is None else known.flags - {"python-brace-format"},
            context=message.context or None,
        )
    return new


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _modules(name: str) -> Iterator[Path]:
    whole = ROOT / name
    for path in [whole] if whole.is_file() else sorted(whole.rglob("*.py")):
        if not path.relative_to(ROOT).as_posix().startswith(_NEVER):
            yield path


def _looked_up(tree: ast.Module) -> Iterator[Message]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        said = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
        match call.func.id, said:
            case (("tr" | "mark"), [str(text)]):
                yield Message("", text)
            case "trc", [str(context), str(text)]:
                yield Message(context, text)
            case "trn", [str(one), str(many), _]:
                yield Message("", one, many)
            case "count", [_, str(one)]:
                yield Message("", f"{{number}} {one}", f"{{number}} {one}s")
            case "count", [_, str(one), str(many)]:
                yield Message("", f"{{number}} {one}", f"{{number}} {many}")


def _sentences(tree: ast.Module) -> Iterator[str]:
    """All texts that are sentences, but for documentation; fields have the names of what is in."""
    joined = [one for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)]
    inside = {id(part) for one in joined for part in one.values}
    alone = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inside or id(node) in alone:
            continue
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = _template(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        if is_sentence(text):
            yield text


def is_sentence(text: str) -> bool:
    """Whether a text of the layers below the window may be told to a person."""
    plain = "\n" not in text and text not in _NOT and re.search(r"[a-z]{2} [a-z]", text)
    return bool(plain) and _SENTENCE.fullmatch(text) is not None


def _template(node: ast.JoinedStr) -> str:
    text, names = "", dict[str, str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            said, name = ast.unparse(part.value), _name(part.value)
            while names.setdefault(name, said) != said:
                name += "2"
            text += f"{{{name}}}"
    return text


def _name(value: ast.expr) -> str:
    """The last name of the first thing that is put in: `error.strerror or error`: "strerror"."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_")
        case ast.BoolOp(values=[first, *_]) | ast.BinOp(left=first):
            return _name(first)
        case ast.Call(args=[first, *_]) | ast.Call(func=first) | ast.Subscript(value=first):
            return _name(first)
    return "value"


def _tables() -> Iterator[Message]:
    plain: Iterable[str] = (
        *(attribute.name for attribute in ATTRIBUTES),
        *(words for phrases in PHRASES.values() for words in (*phrases.wanted, *phrases.shown)),
        *(words for pair in COMPARED.values() for words in pair),
        *(*SHOWN_WORDS, *QUALITY_WORDS, *FIVE_LEVELS, *PARA_LEVELS, *_content_words()),
        *("strongly", "clearly", "a little", *_ALSO),
    )
    for text in plain:
        yield Message("", text)
    for choice in CHOICES:
        yield Message("taste", choice.low_statement)
        yield Message("taste", choice.high_statement)
    for shape in get_args(Orientation):
        yield Message("format", shape)
    for letter in "RYGBP":
        yield Message("letter", letter)
    for part in (*_PARTS, *(said for _, said in _OTHER_FILES)):
        yield Message(PART, part)


def _content_words() -> list[str]:
    """What the content tower tells of photos."""
    with safe_open(resource("content", "content.safetensors"), framework="np") as file:
        words: list[str] = json.loads(file.metadata()["curator"])["config"]["words"]
    return words


def main() -> None:
    """Bring all catalogues up to date."""
    for language in LANGUAGES:
        if language == "en":
            continue
        catalog, po = updated(language), po_of(language)
        po.parent.mkdir(parents=True, exist_ok=True)
        with po.open("wb") as file:
            write_po(file, catalog, width=98)
        po.with_suffix(".mo").write_bytes(compiled(catalog))


if __name__ == "__main__":
    main()

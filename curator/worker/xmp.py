"""Reads ratings, flags and labels from XMP, as the various programs write them. Pure.

Reads by the rules of the XMP specification (Adobe, part 1: simple properties as attributes or
elements of a description), with a parser that knows no entities and keeps no tree.
"""

import math
from datetime import datetime
from xml.parsers import expat

from curator.library.records import Flag, Marks

MAX_BYTES = 8_000_000
"""A sidecar with masks and an edit history may have some megabytes."""

_DEEPEST = 200

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMP = "http://ns.adobe.com/xap/1.0/"
_DM = "http://ns.adobe.com/xmp/1.0/DynamicMedia/"  # Lightroom's flags
_DIGIKAM = "http://www.digikam.org/ns/1.0/"
_MECHANIC = "http://ns.camerabits.com/photomechanic/1.0/"
_DARKTABLE = "http://darktable.sf.net/"
_MICROSOFT = "http://ns.microsoft.com/photo/1.0"

# Bridge's own words beside the colours' English names; others, in other languages, stay as they are
_BRIDGE = {
    "select": "red",
    "second": "yellow",
    "approved": "green",
    "review": "blue",
    "to do": "purple",
}
_DIGIKAM_COLOURS = (
    *("red", "orange", "yellow", "green", "blue"),
    *("magenta", "grey", "black", "white"),
)
_DARKTABLE_COLOURS = ("red", "yellow", "green", "blue", "purple")
_PERCENT = {"1": 1.0, "25": 2.0, "50": 3.0, "75": 4.0, "99": 5.0}

Properties = dict[str, list[str]]  # "namespace name" -> its values


class XmpError(Exception):
    """XMP that cannot be read; its text is a sentence for the user."""


def parse_marks(data: bytes) -> Marks | None:
    """What an XMP packet says was decided; None when nothing was. Raises XmpError."""
    found = _properties(data)
    stars, rejected = _rating(found)
    marks = Marks(
        stars=stars,
        flag="reject" if rejected else _flag(found),
        colour=_colour(found),
        written_at=_time(_first(found, _XMP, "MetadataDate")),
    )
    return None if (marks.stars, marks.flag, marks.colour) == (None, None, None) else marks


def find_packet(data: bytes) -> bytes | None:
    """The first XMP packet in a photo file's bytes, which is that of the photo itself."""
    start = data.find(b"<x:xmpmeta")
    if start < 0:
        return None
    end = data.find(b"</x:xmpmeta>", start, start + MAX_BYTES)
    return None if end < 0 else data[start : end + len(b"</x:xmpmeta>")]


def _properties(data: bytes) -> Properties:
    """The simple values of the top-level descriptions."""
    reader = _Reader()
    try:
        # blanks and padding around; in UTF-16 they look otherwise
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        reader.parser.Parse(data if wide else data.strip(b"\0\r\n\t "), True)
    except expat.ExpatError as error:
        raise XmpError(
            f"The sidecar is damaged: {expat.errors.messages[error.code]} in line {error.lineno}."
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise XmpError("The sidecar is not text that can be read.") from error
    if not reader.has_rdf:
        raise XmpError("This is not an XMP sidecar: it holds no description.")
    return reader.found


class _Reader:
    """Collects attributes and elements of the descriptions right below rdf:RDF."""

    def __init__(self) -> None:
        self.found: Properties = {}
        self.has_rdf = False
        self._path: list[str] = []
        self._text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._on_doctype
        self.parser.StartElementHandler = self._on_start
        self.parser.EndElementHandler = self._on_end
        self.parser.CharacterDataHandler = self._text.append

    def _on_doctype(self, *_: object) -> None:
        raise XmpError("The sidecar declares a document type, which no XMP does: it is not read.")

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= _DEEPEST:
            raise XmpError("The sidecar is nested too deep to be XMP.")
        self.has_rdf = self.has_rdf or name == f"{_RDF} RDF"
        self._path.append(name)
        self._text.clear()
        if self._place() == 0:
            for attribute, value in attributes.items():
                self.found.setdefault(attribute, []).append(value)

    def _on_end(self, name: str) -> None:
        value = "".join(self._text).strip()
        self._text.clear()
        place = self._place()
        if value and place == 1:
            self.found.setdefault(name, []).append(value)
        elif value and place == 3 and name == f"{_RDF} li":  # property, list, item
            self.found.setdefault(self._path[-3], []).append(value)
        self._path.pop()

    def _place(self) -> int:
        """How far below a top-level description the present element is; -1: not below one."""
        try:
            top = self._path.index(f"{_RDF} RDF")
        except ValueError:
            return -1
        is_described = self._path[top + 1 : top + 2] == [f"{_RDF} Description"]
        return len(self._path) - top - 2 if is_described else -1


def _first(found: Properties, namespace: str, name: str) -> str:
    return next(iter(found.get(f"{namespace} {name}", ())), "").strip()


def _rating(found: Properties) -> tuple[float | None, bool]:
    """Stars, and whether the rating itself says rejected (-1)."""
    text = _first(found, _XMP, "Rating")
    try:
        value = float(text)
    except ValueError:
        for namespace in (_MICROSOFT, f"{_MICROSOFT}/"):  # Windows, in percent
            if stars := _PERCENT.get(_first(found, namespace, "Rating")):
                return stars, False
        return None, False
    if math.isnan(value) or value < 0.5:
        return None, value <= -1
    return min(value, 5.0), False


def _flag(found: Properties) -> Flag | None:
    pick = _first(found, _DM, "pick")
    good = _first(found, _DM, "good").lower()
    label = _first(found, _DIGIKAM, "PickLabel")
    tagged = _first(found, _MECHANIC, "Tagged").lower()
    if pick == "-1" or (not pick and good == "false") or label == "1":
        return "reject"
    if pick == "1" or (not pick and good == "true") or label == "3" or tagged == "true":
        return "pick"
    return None


def _colour(found: Properties) -> str | None:
    text = " ".join(_first(found, _XMP, "Label").split())[:80]
    if text and text.lower() != "none":
        return _BRIDGE.get(text.lower(), text.lower())
    for value, colours, start in (
        (_first(found, _DIGIKAM, "ColorLabel"), _DIGIKAM_COLOURS, 1),
        (_first(found, _DARKTABLE, "colorlabels"), _DARKTABLE_COLOURS, 0),
    ):
        if value.isascii() and value.isdecimal() and 0 <= int(value[:4]) - start < len(colours):
            return colours[int(value[:4]) - start]
    return None


def _time(text: str) -> datetime | None:
    """A time with its zone; without one it is local time."""
    try:
        return datetime.fromisoformat(text).astimezone() if text else None
    except (ValueError, OverflowError, OSError):
        return None

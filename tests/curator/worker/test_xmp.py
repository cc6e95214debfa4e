"""Ratings, flags and labels as the various programs write them, and XMP that is none."""

import csv
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from curator.library.records import Marks
from curator.worker.xmp import MAX_BYTES, XmpError, find_packet, parse_marks
from tests.curator.xmp import packet


@pytest.mark.parametrize(
    ("written", "marks"),
    [
        ({"xmp_Rating": "4"}, Marks(4, None, None)),
        ({"xmp_Rating": "3.5"}, Marks(3.5, None, None)),
        ({"xmp_Rating": "-1"}, Marks(None, "reject", None)),  # Bridge, darktable, the standard
        ({"xmp_Rating": "0"}, None),  # "unrated", as some write it
        ({"xmp_Rating": "99"}, Marks(5, None, None)),
        ({"xmp_Rating": "nan"}, None),
        ({"xmp_Rating": "many"}, None),
        ({"MicrosoftPhoto_Rating": "75"}, Marks(4, None, None)),  # Windows
        ({"MicrosoftPhoto_Rating": "75", "xmp_Rating": "2"}, Marks(2, None, None)),
        ({"xmpDM_pick": "1", "xmpDM_good": "true"}, Marks(None, "pick", None)),  # Lightroom
        ({"xmpDM_pick": "-1", "xmp_Rating": "3"}, Marks(3, "reject", None)),
        ({"xmpDM_pick": "0", "xmpDM_good": "false"}, None),  # the flag was taken away again
        ({"xmpDM_good": "False"}, Marks(None, "reject", None)),
        ({"digiKam_PickLabel": "1"}, Marks(None, "reject", None)),
        ({"digiKam_PickLabel": "2"}, None),  # pending
        ({"digiKam_PickLabel": "3", "digiKam_ColorLabel": "4"}, Marks(None, "pick", "green")),
        ({"digiKam_ColorLabel": "0"}, None),
        ({"digiKam_ColorLabel": "10"}, None),
        ({"digiKam_ColorLabel": "²"}, None),
        ({"photomechanic_Tagged": "True"}, Marks(None, "pick", None)),
        ({"photomechanic_Tagged": "False"}, None),
        ({"xmp_Label": "Red"}, Marks(None, None, "red")),
        ({"xmp_Label": "Approved"}, Marks(None, None, "green")),  # Bridge's words
        ({"xmp_Label": " Rot "}, Marks(None, None, "rot")),  # other languages stay as they are
        ({"xmp_Label": "None"}, None),
        ({}, None),
    ],
)
def test_what_programs_write(written: dict[str, str], marks: Marks | None) -> None:
    assert parse_marks(packet(**written)) == marks


def test_elements_say_the_same_as_attributes() -> None:
    inner = (
        "<xmp:Rating> 2 </xmp:Rating><xmp:Label>Blue</xmp:Label>"
        "<xmp:MetadataDate>2024-05-12T10:30:00+02:00</xmp:MetadataDate>"
    )
    when = datetime(2024, 5, 12, 10, 30, tzinfo=timezone(timedelta(hours=2)))
    assert parse_marks(packet(inner)) == Marks(2, None, "blue", when)


def test_lists_are_read_by_their_first_item() -> None:
    inner = (
        "<darktable:colorlabels><rdf:Seq><rdf:li>4</rdf:li><rdf:li>0</rdf:li></rdf:Seq>"
        "</darktable:colorlabels>"
    )
    assert parse_marks(packet(inner)) == Marks(None, None, "purple")


def test_what_is_said_of_another_photo_does_not_count() -> None:
    inner = (
        '<xmp:DerivedFrom><rdf:Description xmp:Rating="5"><xmp:Label>Red</xmp:Label>'
        "</rdf:Description></xmp:DerivedFrom>"
    )
    assert parse_marks(packet(inner)) is None


def test_times_without_a_zone_are_local() -> None:
    marks = parse_marks(packet(xmp_Rating="1", xmp_MetadataDate="2024-05-12T10:30:00"))
    assert marks is not None
    assert marks.written_at == datetime(2024, 5, 12, 10, 30).astimezone()
    odd = parse_marks(packet(xmp_Rating="1", xmp_MetadataDate="some day"))
    assert odd == Marks(1, None, None)


def test_encodings_and_padding() -> None:
    text = packet(xmp_Label="Grün").decode()
    wide = f'<?xml version="1.0" encoding="UTF-16"?>\n{text}\n'.encode("utf-16")
    for data in (b"\xef\xbb\xbf" + text.encode(), b"\n " + text.encode() + b" \n\0\0", wide):
        assert parse_marks(data) == Marks(None, None, "grün")


_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;&b;</x>'
)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "damaged"),
        (b"not XML", "damaged"),
        (packet(xmp_Rating="3")[:-20], "damaged"),
        (_BOMB, "document type"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "document type"),
        (b"<a>" * 100_000, "nested too deep"),
        (b"<html><body>Hello</body></html>", "no description"),
        (b'<?xml version="1.0" encoding="klingon"?><x/>', "sidecar"),
    ],
)
def test_what_is_no_xmp_gets_a_sentence(data: bytes, word: str) -> None:
    with pytest.raises(XmpError, match=word) as caught:
        parse_marks(data)
    assert str(caught.value).endswith(".")


def test_a_packet_is_found_in_a_file() -> None:
    first, second = packet(xmp_Rating="3"), packet(xmp_Rating="1")
    assert find_packet(b"\xff\xd8..." + first + b"..." + second) == first
    assert find_packet(b"nothing") is None
    assert find_packet(first[:-5]) is None
    assert find_packet(b"<x:xmpmeta" + b" " * MAX_BYTES + b"</x:xmpmeta>") is None


@pytest.mark.shared
def test_real_files_say_what_their_index_says(shared: Path) -> None:
    root = shared / "robustness"
    with (root / "INDEX.csv").open(newline="") as file:
        rated = {
            row["path"]: float(label.removeprefix("rating="))
            for row in csv.DictReader(file)
            for label in row["labels"].split(";")
            if label.startswith("rating=") and label != "rating=0"
        }
    assert len(rated) >= 11
    for path, stars in rated.items():
        data = (root / path).read_bytes()
        marks = parse_marks(data if path.endswith(".xmp") else find_packet(data) or b"")
        assert marks is not None
        assert marks.stars == stars, path
        assert marks.written_at is None or marks.written_at < datetime.now(UTC)

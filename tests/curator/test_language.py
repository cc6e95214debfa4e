"""The catalogues are complete and compiled; sentences from elsewhere are retold."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from curator import language
from curator.errors import LibraryError
from curator.language import LANGUAGES, install, pick, retold, tr, trc, trn
from curator.settings import Home, Settings
from tests import catalogue

TRANSLATED = [one for one in LANGUAGES if one != "en"]


def _texts(of: str | list[str] | tuple[str, ...]) -> list[str]:
    return [of] if isinstance(of, str) else list(of)


def _messages(of: str) -> list[Message]:
    return [message for message in catalogue.read(of) if message.id]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("of", TRANSLATED)
def test_every_text_of_the_source_is_in_the_catalogue_and_nothing_else(of: str) -> None:
    there = {
        catalogue.Message(message.context or "", *_texts(message.id)) for message in _messages(of)
    }
    wanted = set(catalogue.messages())
    assert sorted(wanted - there) == [], "run python -m tests.catalogue and write the new texts"
    assert sorted(there - wanted) == [], "run python -m tests.catalogue"


@pytest.mark.parametrize("of", TRANSLATED)
def test_every_text_is_translated(of: str) -> None:
    missing = [m.id for m in _messages(of) if m.fuzzy or not all(_texts(m.string or ""))]
    assert missing == []


@pytest.mark.parametrize("of", TRANSLATED)
def test_translations_have_the_fields_spaces_and_signs_of_the_source(of: str) -> None:
    odd = []
    for message in _messages(of):
        source, first = _texts(message.id), _texts(message.id)[0]
        for text in _texts(message.string):
            plain = text.replace("&&", ""), first.replace("&&", "")
            if (
                _fields(text) != _fields(source[-1])
                or text[:1].isspace() != first[:1].isspace()
                or text[-1:].isspace() != first[-1:].isspace()
                or text.endswith("…") != first.endswith("…")
                or text.endswith(".") != (first.endswith(".") and not first.endswith("..."))
                or plain[0].count("&") != plain[1].count("&")
                or sorted(re.findall(r"</?\w+>", text)) != sorted(re.findall(r"</?\w+>", first))
            ):
                odd.append((first, text))
    assert odd == []


@pytest.mark.parametrize("of", TRANSLATED)
def test_what_the_program_reads_is_what_was_written(of: str) -> None:
    compiled = catalogue.po_of(of).with_suffix(".mo").read_bytes()
    assert compiled == catalogue.compiled(catalogue.read(of)), "run python -m tests.catalogue"


def test_texts_are_looked_up_in_the_language() -> None:
    assert tr("Compare") == "Compare"
    install("de")
    assert language.current() == "de"
    assert tr("Compare") == "Vergleichen"
    assert tr("no such text") == "no such text"
    assert tr("") == ""
    assert trc("format", "landscape") == "Querformat"
    assert tr("landscape") == "Landschaft"
    assert trn("{number} photo", "{number} photos", 1) == "{number} Foto"
    assert trn("{number} photo", "{number} photos", 2) == "{number} Fotos"


def test_sentences_made_in_english_are_retold() -> None:
    empty = "The file is empty."
    assert retold(empty) == empty
    install("de")
    assert retold(empty) == "Die Datei ist leer."
    error = LibraryError("The disk is full: the library /a b/c.sqlite could not be written.")
    assert retold(error) == (
        "Der Datenträger ist voll: Die Bibliothek /a b/c.sqlite konnte nicht geschrieben werden."
    )
    assert retold("The folder /x cannot be read: Permission denied.") == (
        "Der Ordner /x kann nicht gelesen werden: Keine Berechtigung."
    )
    assert retold("/a.cr2: The file is empty. b.jpg is used in its place.") == (
        "/a.cr2: Die Datei ist leer. Stattdessen wird b.jpg verwendet."
    )
    assert retold("Something that nobody has written down.") == (
        "Something that nobody has written down."
    )


def test_whatever_stands_in_a_sentence_it_is_retold() -> None:
    install("de")
    wrong = []
    for message, files in catalogue.messages().items():
        fields = {name: f"{name}-7" for name in _fields(message.text)}
        below = any(not file.startswith("curator/ui") for file in files)
        if fields and below and catalogue.is_sentence(message.text):
            said, wanted = message.text.format(**fields), tr(message.text).format(**fields)
            if retold(said) != wanted:
                wrong.append((said, retold(said)))
    assert wrong == []


def test_names_within_sentences_stay_as_they_are() -> None:
    install("de")
    assert retold("The disk of Photos is full; dark was not copied.") == (
        "Der Datenträger von Photos ist voll; dark wurde nicht kopiert."
    )


@pytest.mark.parametrize(
    ("chosen", "system", "language"),
    [
        ("system", ["de-AT", "de", "en"], "de"),
        ("system", ["fr-FR", "de_DE"], "de"),
        ("system", ["fr-FR"], "en"),
        ("system", ["C"], "en"),
        ("en", ["de-DE"], "en"),
        ("de", ["en-GB"], "de"),
        ("xx", ["en-GB", "de"], "en"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_systems(
    chosen: str, system: list[str], language: str
) -> None:
    assert pick(chosen, system) == language


def test_the_choice_is_kept_and_a_wrong_one_is_forgotten(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert Settings.load(home).language == "system"
    Settings(language="de").save(home)
    assert Settings.load(home).language == "de"
    home.settings.write_text('{"language": "klingon"}')
    assert Settings.load(home).language == "system"

"""The traits of a profile in its form."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core import Profile
from curator.ui.about_you import TRAITS, AboutYou
from curator.ui.profile_dialog import ProfileDialog

KEYS = {
    *("age", "gender", "education", "nationality", "photography_experience", "art_experience"),
    *("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"),
    "art_interest",
}


def test_nothing_said_is_nothing_stored(qtbot: QtBot) -> None:
    about = AboutYou()
    qtbot.addWidget(about)
    assert about.fields.keys() == KEYS
    assert about.traits() == {}
    about.show_traits({})
    assert about.traits() == {}


def test_every_trait_comes_back_and_others_stay(qtbot: QtBot) -> None:
    about = AboutYou()
    qtbot.addWidget(about)
    first = {t.key: t.offered[-1] if t.offered else "x" for t in TRAITS}
    about.show_traits(first)
    assert about.traits() == first
    odd = {**dict.fromkeys(first, "my own words"), "place": "Graz"}  # of the command line
    about.show_traits(odd)
    assert about.traits() == odd
    about.show_traits({"age": "34"})
    assert about.traits() == {"age": "34"}


def test_folded_until_wanted_and_filled_by_keyboard(qtbot: QtBot) -> None:
    dialog = ProfileDialog(Profile("Anna", {"gender": "female"}))
    qtbot.addWidget(dialog)
    dialog.show()
    about, height = dialog.form.about, dialog.height()
    assert not about.body.isVisible()
    assert "optional, does not change the score" in about.header.text()
    assert about.header.text().endswith("1 given")
    qtbot.keyClick(about.header, Qt.Key.Key_Space)
    assert about.body.isVisible()
    assert dialog.height() > height
    age, openness, gender = (about.fields[k] for k in ("age", "openness", "gender"))
    assert isinstance(age, QLineEdit)
    assert isinstance(openness, QComboBox)
    assert isinstance(gender, QComboBox)
    with qtbot.waitSignal(dialog.form.changed):
        qtbot.keyClicks(age, "34")
    qtbot.keyClick(openness, Qt.Key.Key_End)
    gender.setEditText("")
    assert dict(dialog.form.profile().traits) == {"age": "34", "openness": "very high"}
    qtbot.keyClick(about.header, Qt.Key.Key_Space)
    assert not about.body.isVisible()
    assert dialog.height() == height


def test_tab_goes_through_the_fields_and_on(qtbot: QtBot) -> None:
    dialog = ProfileDialog(Profile("Anna", {"age": "34"}))
    qtbot.addWidget(dialog)
    dialog.show()
    about = dialog.form.about
    after = about.header.nextInFocusChain()
    qtbot.keyClick(about.header, Qt.Key.Key_Space)
    assert about.header.nextInFocusChain() is about.fields["age"]
    *_, last = about.fields.values()
    assert last.nextInFocusChain() is after
    assert about.traits() == {"age": "34"}

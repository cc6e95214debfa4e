"""The form of a profile, the first page, the reading."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import Correction, Profile, Reading, Statement
from curator.ui.everyday_choices import CHOICES, EverydayChoices
from curator.ui.first_run import FirstRunPage
from curator.ui.profile_dialog import ProfileDialog
from curator.ui.profile_form import ProfileForm


def test_choices_become_statements_and_come_back(qtbot: QtBot) -> None:
    choices = EverydayChoices()
    qtbot.addWidget(choices)
    assert choices.statements() == ()
    choices.choose(0, 0)
    choices.choose(3, 2)
    said = choices.statements()
    assert said == (CHOICES[0].low_statement, CHOICES[3].high_statement)
    other = EverydayChoices()
    qtbot.addWidget(other)
    assert other.take([*said, "I like fog."]) == ("I like fog.",)
    assert other.statements() == said


def test_arrows_walk_along_a_question(qtbot: QtBot) -> None:
    choices = EverydayChoices()
    qtbot.addWidget(choices)
    choices.show()
    middle = choices.findChildren(type(choices._groups[0].button(1)))[1]
    with qtbot.waitSignal(choices.changed):
        qtbot.keyClick(middle, Qt.Key.Key_Left)
    assert choices.statements() == (CHOICES[0].low_statement,)


def test_the_form_waits_for_a_pause_before_it_wants_a_reading(qtbot: QtBot) -> None:
    form = ProfileForm()
    qtbot.addWidget(form)
    wanted: list[Profile] = []
    form.reading_wanted.connect(wanted.append)
    qtbot.keyClicks(form.taste, "I like fog.")
    assert wanted == []
    qtbot.waitUntil(lambda: len(wanted) == 1)
    assert wanted[0].taste == "I like fog."


def test_a_reading_of_an_older_text_is_not_shown(qtbot: QtBot) -> None:
    form = ProfileForm()
    qtbot.addWidget(form)
    form.taste.setPlainText("I like fog.")
    old = form.profile()
    form.taste.setPlainText("I like sun.")
    form.show_reading(old, Reading((), ("I like fog.",)))
    assert "fog" not in form.reading.text()
    form.show_reading(form.profile(), Reading((), ("I like sun.",)))
    assert "I like sun." in form.reading.text()


def test_editing_keeps_traits_and_the_corrections_of_unchanged_statements(qtbot: QtBot) -> None:
    fog = Statement("I like fog.", Correction((("contrast", -0.8),)))
    light = Statement(CHOICES[0].low_statement, Correction((("warmth", 0.0),)))
    profile = Profile("Anna", {"age": "34", "place": "Graz"}, (light, fog))
    dialog = ProfileDialog(profile)
    qtbot.addWidget(dialog)
    assert dialog.form.profile() == profile
    dialog.form.taste.appendPlainText("I like rain.")
    changed = dialog.form.profile()
    assert changed.statements == (light, fog, Statement("I like rain."))
    assert dict(changed.traits) == {"age": "34", "place": "Graz"}
    dialog.form.taste.setPlainText("I like fog a lot.")
    assert dialog.form.profile().statements == (light, Statement("I like fog a lot."))
    dialog.form.taste.setPlainText("I like fog.")  # typed back: its correction is there again
    assert dialog.form.profile().statements == (light, fog)


def test_a_profile_needs_a_name(qtbot: QtBot) -> None:
    dialog = ProfileDialog()
    qtbot.addWidget(dialog)
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.form.name, "Ben")
    assert dialog.save.isEnabled()


def test_the_first_page_says_what_is_missing(qtbot: QtBot, tmp_path: Path) -> None:
    page = FirstRunPage()
    qtbot.addWidget(page)
    assert not page.start.isEnabled()
    page.form.name.setText("Anna")
    page.folder.setText(str(tmp_path / "nowhere"))
    assert not page.start.isEnabled()
    page.folder.setText(str(tmp_path))
    assert page.start.isEnabled()
    with qtbot.waitSignal(page.started) as started:
        qtbot.keyClick(page.folder, Qt.Key.Key_Return)
    profile, folder = started.args
    assert (profile.name, folder) == ("Anna", tmp_path)

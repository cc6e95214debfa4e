"""What is read is shown as it is typed, and corrected there, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core import Profile, Statement, Understood
from curator.ui.meaning_chooser import MeaningChooser
from curator.ui.meaning_row import MeaningRow
from curator.ui.profile_dialog import ProfileDialog
from curator.ui.profile_form import ProfileForm
from curator.ui.statement_block import StatementBlock
from tests.fakes import FakeJudge

DARK, TIDY = "I like dark photos.", "Tidy rooms!"


def _open(qtbot: QtBot, profile: Profile | None = None) -> ProfileDialog:
    """A dialog on the screen whose texts a judge reads."""
    dialog = ProfileDialog(profile)
    qtbot.addWidget(dialog)
    form = dialog.form
    form.reading_wanted.connect(lambda typed: form.show_reading(typed, FakeJudge().read(typed)))
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    return dialog


def _type(qtbot: QtBot, form: ProfileForm, text: str) -> None:
    with qtbot.waitSignal(form.reading_wanted):
        qtbot.keyClicks(form.taste, text)


def _block(form: ProfileForm, text: str) -> StatementBlock:
    return next(block for block in form.reading.blocks if block.statement == text)


def _row(form: ProfileForm, text: str = DARK, attribute: str = "brightness") -> MeaningRow:
    return _block(form, text).rows[attribute]


def _wish(form: ProfileForm, text: str = DARK, attribute: str = "brightness") -> float | None:
    (statement,) = (s for s in form.profile().statements if s.text == text)
    return statement.wish_of(attribute)


def _focus() -> QWidget | None:
    return QApplication.focusWidget()


@pytest.fixture
def dialog(qtbot: QtBot) -> ProfileDialog:
    dialog = _open(qtbot)
    _type(qtbot, dialog.form, f"{DARK} {TIDY}")
    return dialog


def test_each_statement_says_what_it_means(dialog: ProfileDialog) -> None:
    row = _row(dialog.form)
    assert row.text() == "Dark photos, Strongly"
    assert row.undo.isHidden()
    assert "Not understood" in _block(dialog.form, TIDY).text()
    assert _block(dialog.form, TIDY).say.isVisible()
    assert not _block(dialog.form, DARK).say.isVisible()


def test_a_reading_is_switched_off_and_on_by_keyboard(qtbot: QtBot, dialog: ProfileDialog) -> None:
    form = dialog.form
    row = _row(form)
    row.switch.setFocus()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(row.switch, Qt.Key.Key_Space)
    assert _wish(form) == 0
    assert row.text() == "Dark photos (off), Strongly, Switched off by you"
    assert not row.flip.isEnabled()
    assert _focus() is row.switch
    qtbot.keyClick(row.switch, Qt.Key.Key_Space)
    assert _wish(form) is None  # as it was read
    assert row.text() == "Dark photos, Strongly"


def test_words_switch_as_a_box_does(qtbot: QtBot, dialog: ProfileDialog) -> None:
    row = _row(dialog.form)
    qtbot.mouseClick(row.words, Qt.MouseButton.LeftButton)
    assert _wish(dialog.form) == 0
    qtbot.mouseClick(row.words, Qt.MouseButton.LeftButton)
    assert _wish(dialog.form) is None


def test_a_reading_is_turned_round_and_weakened_and_that_undone(
    qtbot: QtBot, dialog: ProfileDialog
) -> None:
    form = dialog.form
    row = _row(form)
    qtbot.keyClick(row.flip, Qt.Key.Key_Space)
    assert _wish(form) == 1
    assert row.text() == ("Bright photos, Strongly, Changed by you; read as: dark photos, strongly")
    row.strength.setFocus()
    qtbot.keyClick(row.strength, Qt.Key.Key_Up)
    assert _wish(form) == 0.5
    assert "Bright photos, Clearly, Changed by you" in row.text()
    row.undo.setFocus()
    qtbot.keyClick(row.undo, Qt.Key.Key_Space)
    assert _wish(form) is None
    assert row.text() == "Dark photos, Strongly"
    assert _focus() is row.switch  # not lost with the button
    qtbot.keyClick(row.strength, Qt.Key.Key_Up)
    qtbot.keyClick(row.strength, Qt.Key.Key_Down)
    assert _wish(form) is None  # the read strength, not a step like it


def test_what_is_not_understood_gets_a_meaning(qtbot: QtBot, dialog: ProfileDialog) -> None:
    form = dialog.form
    form.name.setText("Anna")  # it could be saved, but Return belongs to the chooser
    block = _block(form, TIDY)
    block.say.setFocus()
    qtbot.keyClick(block.say, Qt.Key.Key_Space)
    chooser = block.chooser
    assert chooser is not None
    assert not block.say.isVisible()
    assert _focus() is chooser.pole
    qtbot.keyClicks(chooser.pole, "simple")
    qtbot.keyClick(chooser.pole.completer().popup(), Qt.Key.Key_Escape)
    qtbot.keyClick(chooser.strength, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(dialog.saved):
        qtbot.keyClick(chooser.pole, Qt.Key.Key_Return)
    assert _wish(form, TIDY, "clutter") == -0.85
    row = _row(form, TIDY, "clutter")
    assert row.text() == "Simple, tidy pictures, Strongly, Added by you"
    assert _focus() is row.switch
    assert "Not understood" not in block.text()
    qtbot.keyClick(row.undo, Qt.Key.Key_Space)
    assert _wish(form, TIDY, "clutter") is None
    assert "Not understood" in block.text()
    assert _focus() is block.say


def test_escape_leaves_the_chooser_and_not_the_dialog(qtbot: QtBot, dialog: ProfileDialog) -> None:
    block = _block(dialog.form, DARK)
    qtbot.keyClick(block.more, Qt.Key.Key_Space)
    assert block.chooser is not None
    qtbot.keyClick(block.chooser.pole, Qt.Key.Key_Escape)
    assert block.chooser is None
    assert dialog.isVisible()
    assert _focus() is block.more
    assert dialog.form.profile().statements == (Statement(DARK), Statement(TIDY))


def test_the_chooser_takes_words_that_mean_one_thing(qtbot: QtBot) -> None:
    chooser = MeaningChooser(TIDY)
    qtbot.addWidget(chooser)
    chosen: list[tuple[str, float]] = []
    chooser.chosen.connect(lambda attribute, wish: chosen.append((attribute, wish)))
    texts = [chooser.pole.itemText(place) for place in range(chooser.pole.count())]
    assert len({text.casefold() for text in texts}) == len(texts)
    for typed in ("", "photos", "?!", "dark"):  # nothing yet, or the beginning of several
        chooser.pole.setEditText(typed)
        assert not chooser.add.isEnabled()
        qtbot.keyClick(chooser.pole, Qt.Key.Key_Return)
    assert chosen == []
    for typed in ("leading lines", "no leading", " Dark Photos "):
        chooser.pole.setEditText(typed)
        chooser.add.click()
    assert chosen == [("leading_lines", 0.5), ("leading_lines", -0.5), ("brightness", -0.5)]


def test_the_chooser_takes_any_words_for_what_photos_show(qtbot: QtBot) -> None:
    chooser = MeaningChooser(TIDY)
    qtbot.addWidget(chooser)
    chosen: list[tuple[str, float]] = []
    chooser.chosen.connect(lambda attribute, wish: chosen.append((attribute, wish)))
    assert chooser.taken_as.isHidden()
    said = []
    for typed in ("  Our DOG ", "landscape", "sky", "nigh"):
        chooser.pole.setEditText(typed)
        said.append(chooser.taken_as.text())
        assert chooser.add.accessibleDescription() == said[-1]
        chooser.add.click()
    assert said == ["Photos that show our dog", "Photos that show landscape", "Much sky", "Night"]
    assert chosen == [("our dog", 0.5), ("landscape", 0.5), ("sky", 0.5), ("night", 0.5)]


def test_what_photos_show_is_read_and_added_as_anything_else(qtbot: QtBot) -> None:
    text = "I like dogs."
    dialog = _open(qtbot, Profile.from_text(text, "Anna"))
    form = dialog.form
    qtbot.waitUntil(lambda: bool(form.reading.blocks))
    row = _row(form, text, "dogs")
    assert row.text() == "Dogs, Strongly"
    assert row.flip.accessibleName() == "Turn round: no dogs"
    qtbot.keyClick(row.flip, Qt.Key.Key_Space)
    assert _wish(form, text, "dogs") == -0.8
    assert row.text() == "No dogs, Strongly, Changed by you; read as: dogs, strongly"
    block = _block(form, text)
    qtbot.keyClick(block.more, Qt.Key.Key_Space)
    assert block.chooser is not None
    qtbot.keyClicks(block.chooser.pole, "snowy mountains")
    qtbot.keyClick(block.chooser.pole, Qt.Key.Key_Return)
    assert _wish(form, text, "snowy mountains") == 0.5
    assert _row(form, text, "snowy mountains").text() == "Snowy mountains, Clearly, Added by you"


def test_typing_on_keeps_corrections_rows_and_focus(qtbot: QtBot, dialog: ProfileDialog) -> None:
    form = dialog.form
    row = _row(form)
    qtbot.keyClick(row.flip, Qt.Key.Key_Space)
    row.switch.setFocus()
    with qtbot.waitSignal(form.reading_wanted):
        form.taste.appendPlainText("My kids.")
    assert [block.statement for block in form.reading.blocks] == [DARK, TIDY, "My kids."]
    assert _row(form) is row
    assert _focus() is row.switch
    assert "Bright photos" in row.text()
    with qtbot.waitSignal(form.reading_wanted):
        form.taste.setPlainText(f"{TIDY}\nReally {DARK}")
    assert [block.statement for block in form.reading.blocks] == [TIDY, f"Really {DARK}"]
    assert _row(form, f"Really {DARK}") is row  # in place
    assert row.text() == "Dark photos, Strongly"  # other words: another reading
    assert form.profile().statements == (Statement(TIDY), Statement(f"Really {DARK}"))


def test_a_late_reading_keeps_a_correction_made_meanwhile(
    qtbot: QtBot, dialog: ProfileDialog
) -> None:
    form = dialog.form
    asked = form.profile()
    qtbot.keyClick(_row(form).switch, Qt.Key.Key_Space)
    form.show_reading(asked, FakeJudge().read(asked))
    assert "Switched off by you" in _row(form).text()


def test_stored_corrections_are_there_again(qtbot: QtBot, dialog: ProfileDialog) -> None:
    form = dialog.form
    form.name.setText("Anna")
    qtbot.keyClick(_row(form).switch, Qt.Key.Key_Space)
    block = _block(form, TIDY)
    qtbot.keyClick(block.say, Qt.Key.Key_Space)
    assert block.chooser is not None
    block.chooser.pole.setEditText("simple")
    qtbot.keyClick(block.chooser.add, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.saved) as saved:
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    (profile,) = saved.args
    dialog.close()

    again = _open(qtbot, profile)
    qtbot.waitUntil(lambda: bool(again.form.reading.blocks))
    assert again.form.profile() == profile
    row = _row(again.form)
    assert row.text() == "Dark photos (off), Strongly, Switched off by you"
    assert _row(again.form, TIDY, "clutter").text() == (
        "Simple, tidy pictures, Clearly, Added by you"
    )
    qtbot.keyClick(row.switch, Qt.Key.Key_Space)
    assert again.form.profile().statements[0] == Statement(DARK)


def test_an_added_meaning_that_is_off_is_switched_on_again(qtbot: QtBot) -> None:
    profile = Profile("Anna", {}, (Statement(TIDY).with_wish("clutter", 0),))
    dialog = _open(qtbot, profile)
    qtbot.waitUntil(lambda: bool(dialog.form.reading.blocks))
    row = _row(dialog.form, TIDY, "clutter")
    assert not row.switch.isChecked()
    qtbot.keyClick(row.switch, Qt.Key.Key_Space)
    qtbot.keyClick(row.flip, Qt.Key.Key_Space)
    assert _wish(dialog.form, TIDY, "clutter") == -0.5
    qtbot.keyClick(row.switch, Qt.Key.Key_Space)
    qtbot.keyClick(row.switch, Qt.Key.Key_Space)
    assert _wish(dialog.form, TIDY, "clutter") == -0.5


def test_everything_has_its_name_and_its_turn(qtbot: QtBot, dialog: ProfileDialog) -> None:
    form = dialog.form
    form.name.setText("Anna")
    qtbot.keyClick(_row(form).flip, Qt.Key.Key_Space)
    qtbot.keyClick(_block(form, TIDY).say, Qt.Key.Key_Space)
    row, chooser = _row(form), _block(form, TIDY).chooser
    assert chooser is not None
    meant: list[QWidget] = [
        *(form.taste, _block(form, DARK).more, row.switch, row.undo, row.strength, row.flip),
        *(chooser.pole, chooser.strength, chooser.leave, form.about.header, dialog.save),
    ]
    form.taste.setFocus()
    met = [_focus()]
    for _ in meant[1:]:
        widget = _focus()
        assert widget is not None
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        met.append(_focus())
    assert met == meant  # Add is not enabled yet
    for widget in meant[1:-2]:  # the last ones say it in their text
        assert widget.accessibleName()
    assert row.switch.accessibleName() == f"Bright photos, read from “{DARK}”"
    assert row.switch.accessibleDescription().startswith("Changed by you")
    assert row.flip.accessibleName() == "Turn round: dark photos"


def test_a_problem_and_an_empty_text_take_the_statements_away(
    qtbot: QtBot, dialog: ProfileDialog
) -> None:
    form = dialog.form
    form.reading.show_problem("The judge does not answer.")
    assert form.reading.text() == "The judge does not answer."
    _type(qtbot, form, " More.")
    assert len(form.reading.blocks) == 3
    form.taste.clear()
    assert form.reading.blocks == []
    assert "Make a choice" in form.reading.text()


def test_many_meanings_and_markup_are_shown_as_they_are(qtbot: QtBot) -> None:
    text = "I love <b>fog</b> & grain."
    own = tuple(
        Understood(text, attribute, "", -1, strength, 0.9)
        for attribute, strength in (("noise", 0.2), ("contrast", 0.9), ("haze", 0.4))
    )
    block = StatementBlock()
    qtbot.addWidget(block)
    block.show_statement(Statement(text), own)
    assert block.text().splitlines() == [
        text,
        "Soft contrast, Strongly",
        "No haze, Clearly",  # of a judge that knows more
        "Clean photos without grain, A little",
    ]

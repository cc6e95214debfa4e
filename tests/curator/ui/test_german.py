"""The window in German: nothing of it stays English, and no two keys of a menu are the same."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from curator import language
from curator.language import install
from curator.settings import Home, Settings
from curator.ui.filters import Filters
from curator.ui.road import Road
from curator.ui.speaking import speak
from tests.curator.pictures import save_picture
from tests.curator.ui.test_accessible import PAGES
from tests.curator.windows import Open, first_run, wait_names

_OPEN, _CLOSE = "⟦", "⟧"
_DATA = {  # names, and what the pages of the other test are filled with
    *("Curator", "Anna", "Ann", "Ben", "photos", "jpg", "mini", "fake", "English", "Deutsch"),
    *("The small one", "A problem to close", "The file says 2 stars you said 3", "dogs"),
    *(
        "I like dark photos",
        "Tidy rooms",
        "All photos rejected by Anna",
        "All photos",
        "Details",
        "dark",
        "Ein Beispiel",
    ),
    *("Schließen", "Abbrechen", "OK"),  # Qt's own
    *("KB", "RAW", "min", "jpg"),
}
_KEYS = re.compile(r"(Strg|Umschalt|Alt|Enter|Eingabe|Rücktaste|Return|Esc|Entf|Leertaste|F\d+)\b")
_TAG = re.compile(r"<[^<>]*>")
_PATH = re.compile(r"/[\w./-]+")


class _Marking:
    """A catalogue whose texts stand in brackets, so that all others can be told from them."""

    def __init__(self) -> None:
        self._of = language._messages

    def gettext(self, message: str) -> str:
        return self._marked(self._of.gettext(message))

    def pgettext(self, context: str, message: str) -> str:
        return self._marked(self._of.pgettext(context, message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._marked(self._of.ngettext(one, many, number))

    def _marked(self, text: str) -> str:
        return text if text.startswith(_OPEN) else f"{_OPEN}{text}{_CLOSE}"


@pytest.fixture
def german(themed: QApplication) -> Iterator[None]:
    speak(themed, "de")
    yield
    speak(themed, "en")


@pytest.fixture
def marked(german: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:  # undone before another language is spoken
        patch.setattr(language, "_messages", _Marking())
        yield


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, qtbot: QtBot, marked: None, road: Road) -> QWidget:
    page = PAGES[request.param](road)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def _texts(root: QWidget) -> Iterator[str]:
    """All that is written, or said, in a window."""
    for widget in (root, *root.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        yield widget.windowTitle()
        match widget:
            case QLineEdit() | QPlainTextEdit():  # what is in them is the user's
                yield widget.placeholderText()
            case QLabel() | QAbstractButton():
                yield widget.text()
            case QComboBox():
                yield from (widget.itemText(place) for place in range(widget.count()))
            case QSpinBox():
                yield widget.text()
            case QMenu():
                yield widget.title()
            case QAbstractItemView():
                yield from _items(widget)
        for action in widget.actions():
            yield from (action.text(), action.toolTip())
    for action in root.findChildren(QAction):
        yield from (action.text(), action.toolTip())


def _items(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    roles = (
        *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole),
        *(Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole),
    )
    for row in range(0 if model is None else model.rowCount()):
        yield from (str(model.index(row, 0).data(role) or "") for role in roles)


def _foreign(text: str) -> str:
    """What of a text is not the catalogue's, nor data."""
    rest = _TAG.sub(" ", text)
    while (less := re.sub(rf"{_OPEN}[^{_OPEN}{_CLOSE}]*({_CLOSE}|$)", " ", rest)) != rest:
        rest = less
    rest = _KEYS.sub(" ", _PATH.sub(" ", rest))
    words = " ".join(re.findall(r"[^\W_]+", rest))
    for known in sorted(_DATA, key=len, reverse=True):
        words = re.sub(rf"\b{known}\b", " ", words)
    return " ".join(word for word in words.split() if re.search(r"[^\W\d_]{2}", word))


def _english(root: QWidget) -> set[str]:
    return {text for text in _texts(root) if _foreign(text)}


def test_every_text_of_every_page_is_the_catalogues(page: QWidget) -> None:
    assert _english(page) == set()


def test_the_whole_way_from_the_first_page_to_the_ranking_is_german(
    qtbot: QtBot, marked: None, open_window: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("photos") / "Bilder"
    folder.mkdir()
    for name, level in (("hell", 220), ("dunkel", 40), ("mittel", 120)):
        save_picture(folder / f"{name}.jpg", level)
    (folder / "leer.jpg").touch()
    session = open_window()
    window = session.window
    data = {"hell", "dunkel", "mittel", "leer", "Bilder", folder.parent.name}
    _DATA.update(data)
    try:
        assert _english(window) == set()
        first_run(qtbot, session, folder, "I like dark photos.")
        wait_names(qtbot, session, ["dunkel", "mittel", "hell"])
        assert session.gallery is not None
        session.gallery.decider.give_flag(session.model.ids[:2], "pick")
        session.gallery.decider.give_colour(session.model.ids[:1], "red")
        window.grid.go_to(session.model.ids[0])
        qtbot.waitUntil(lambda: "Dunkel" in window.detail.why.text().title(), timeout=20_000)
        qtbot.waitUntil(lambda: session.model.row(session.model.ids[0]).colour == "red")  # type: ignore[union-attr]
        assert _english(window) == set()
        window.filters.set_filters(Filters(min_score=100.0, min_stars=3.0, flag="reject"))
        qtbot.waitUntil(lambda: not session.model.ids, timeout=20_000)
        assert _english(window) == set()
        menu = session.gallery.menu.build([1, 2])
        qtbot.addWidget(menu)
        assert _english(menu) == set()
    finally:
        _DATA.difference_update(data - {"dark"})


def test_qt_speaks_german_too(german: None, themed: QApplication) -> None:
    assert themed.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_the_language_is_chosen_in_the_menu_and_the_window_opens_anew(
    qtbot: QtBot, home: Home, open_window: Open
) -> None:
    session = open_window()
    entry = next(one for one in session.window.languages.actions() if one.text() == "Deutsch")
    entry.trigger()
    qtbot.waitUntil(lambda: session.reopen)
    assert session.same_judge
    assert Settings.load(home).language == "de"


def test_a_new_window_speaks_the_chosen_language(
    german: None, home: Home, open_window: Open
) -> None:
    Settings(language="de").save(home)
    window = open_window().window
    assert window.first_run.start.text() == "Rangfolge s&tarten"
    assert [one.text() for one in window.languages.actions() if one.isChecked()] == ["Deutsch"]


@pytest.mark.parametrize("spoken", ["en", "de"])
def test_no_two_entries_of_a_menu_have_the_same_key(
    spoken: str, qtbot: QtBot, themed: QApplication, open_window: Open
) -> None:
    install(spoken)
    session = open_window()
    qtbot.waitUntil(lambda: session.gallery is not None)
    assert session.gallery is not None
    photo_menu = session.gallery.menu.build([1, 2])
    qtbot.addWidget(photo_menu)
    whole = session.window.menu_button.menu()
    for menu in (whole, photo_menu, *_submenus(whole), *_submenus(photo_menu)):
        keys = _keys(action.text() for action in menu.actions())
        assert [key for key, number in Counter(keys).items() if number > 1] == [], menu.title()


@pytest.mark.parametrize("spoken", ["en", "de"])
@pytest.mark.parametrize("name", PAGES)
def test_no_two_controls_of_a_page_have_the_same_key(
    spoken: str, name: str, qtbot: QtBot, themed: QApplication, road: Road
) -> None:
    install(spoken)
    page = PAGES[name](road)
    qtbot.addWidget(page)
    page.show()
    keys = _keys(
        one.text()
        for one in page.findChildren(QWidget)
        if one.isVisibleTo(page)
        and (isinstance(one, QAbstractButton) or (isinstance(one, QLabel) and one.buddy()))
    )
    assert [key for key, number in Counter(keys).items() if number > 1] == []


def _submenus(menu: QMenu) -> list[QMenu]:
    return [one for action in menu.actions() if isinstance(one := action.menu(), QMenu)]


def _keys(texts: Iterator[str]) -> list[str]:
    found = (re.search(r"&(\w)", text.replace("&&", "")) for text in texts)
    return [one[1].lower() for one in found if one is not None]


@pytest.mark.parametrize("name", PAGES)
def test_no_german_word_is_cut_off(
    name: str, qtbot: QtBot, german: None, themed: QApplication, road: Road
) -> None:
    page = PAGES[name](road)
    qtbot.addWidget(page)
    if isinstance(page, QMainWindow):
        page.resize(1280, 800)
    with qtbot.waitExposed(page):
        page.show()
    cut = [
        (one.text(), one.width(), one.sizeHint().width())
        for one in page.findChildren(QWidget)
        if isinstance(one, QLabel | QAbstractButton) and one.isVisibleTo(page) and _is_cut(one)
    ]
    assert cut == []


def _is_cut(one: QLabel | QAbstractButton) -> bool:
    if one.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored:
        return False  # shows its text as its tip, too
    if isinstance(one.parent(), QLineEdit):
        return False  # Qt's own, an icon alone
    if isinstance(one, QLabel) and one.wordWrap():
        return one.height() < one.heightForWidth(one.width())
    return one.width() < one.sizeHint().width() or one.height() < one.minimumSizeHint().height()

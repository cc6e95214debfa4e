from core import Statement, Understood
from curator.services.meanings import Meaning, meanings_of, with_wish

TEXT = "Dark tidy rooms."
OWN = (
    Understood(TEXT, "clutter", "simple", -1, 0.3, 0.9),
    Understood(TEXT, "brightness", "dark", -1, 0.80004, 0.9),  # kept to three digits
)


def test_the_person_stands_beside_what_is_read() -> None:
    statement = Statement(TEXT).with_wish("brightness", 0).with_wish("night", 0.5)
    assert meanings_of(statement, OWN) == (
        Meaning("brightness", 0.0, -0.80004, True),
        Meaning("clutter", -0.3, -0.3, False),
        Meaning("night", 0.5, 0.0, True),
    )
    assert meanings_of(Statement(TEXT), ()) == ()


def test_what_is_read_anyway_is_no_correction() -> None:
    plain = Statement(TEXT)
    changed = with_wish(plain, OWN, "brightness", 0.8)
    assert changed.wish_of("brightness") == 0.8
    assert with_wish(changed, OWN, "brightness", -0.8) == plain
    assert with_wish(plain, OWN, "night", 0) == plain.with_wish("night", 0)

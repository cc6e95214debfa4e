from pathlib import Path

from curator.services.settle import Settled, Settling, Stamp

A, B = Path("a.jpg"), Path("b.jpg")


def test_settled_when_nothing_changed_for_a_while() -> None:
    files: dict[Path, Stamp | None] = {A: (10, 1)}
    settling = Settling(still_s=1.0)
    settling.note(A)
    assert settling.look(0.0, files.get) == []  # one look is not enough
    assert settling.look(0.5, files.get) == []
    files[A] = (20, 2)  # still being written
    assert settling.look(1.2, files.get) == []
    assert settling.look(2.1, files.get) == []
    assert A in settling
    assert settling.look(2.3, files.get) == [Settled(A, (20, 2))]
    assert A not in settling
    assert len(settling) == 0


def test_an_event_begins_the_wait_anew() -> None:
    settling = Settling(still_s=1.0)
    settling.note(A)
    settling.look(0.0, lambda _: (1, 1))
    settling.note(A)
    assert settling.look(1.5, lambda _: (1, 1)) == []
    assert settling.look(2.5, lambda _: (1, 1)) == [Settled(A, (1, 1))]


def test_what_is_gone_settles_as_gone() -> None:
    files: dict[Path, Stamp | None] = {A: (10, 1), B: None}
    settling = Settling(still_s=1.0)
    settling.note(A)
    settling.note(B)
    settling.look(0.0, files.get)
    files[A] = None  # a temporary name that was renamed
    settling.look(1.0, files.get)
    assert settling.look(2.0, files.get) == [Settled(A, None)]


def test_each_path_on_its_own_and_forgotten_on_demand() -> None:
    settling = Settling(still_s=1.0)
    settling.note(A)
    settling.look(0.0, lambda _: (1, 1))
    settling.note(B)
    assert settling.look(1.0, lambda _: (1, 1)) == [Settled(A, (1, 1))]
    settling.forget([B])
    assert len(settling) == 0

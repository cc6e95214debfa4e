from curator.services.pace import Pace


def test_photos_a_second_over_the_window() -> None:
    pace = Pace(window_s=10)
    assert pace.per_second(0) == 0
    pace.start(0)
    pace.note(10, 1)
    pace.note(10, 2)
    assert pace.per_second(2) == 10
    assert pace.per_second(5) == 4
    assert pace.per_second(20) == 0  # long ago


def test_a_rest_is_not_counted_as_slowness() -> None:
    pace = Pace(window_s=10)
    pace.start(0)
    pace.note(5, 1)
    pace.rest()
    pace.start(100)
    pace.note(5, 101)
    assert pace.per_second(101) == 5

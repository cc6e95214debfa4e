"""What is loaded ahead, and when."""

from collections.abc import Iterator

from pytestqt.qtbot import QtBot

from curator.errors import LibraryError
from curator.library.records import RankQuery
from curator.ui.ahead import Ahead
from curator.ui.ranking import Ranking
from curator.ui.road import Road

_QUERY = RankQuery(judgement_of=None, profile_id=None)


def test_all_is_loaded_after_an_order_and_again_after_the_next(qtbot: QtBot, road: Road) -> None:
    steps: list[int] = []

    def load(query: RankQuery) -> Iterator[None]:
        for number in range(5):
            steps.append(number)
            yield

    ranking = Ranking(lambda query: (), road)
    ahead = Ahead(ranking, load, road, idle_ms=1)
    with qtbot.waitSignal(ahead.loaded):
        ranking.ask(_QUERY)
    assert steps == [*range(5)]
    with qtbot.waitSignal(ahead.loaded):
        ranking.ask(_QUERY)
    assert steps == [*range(5), *range(5)]


def test_it_waits_while_a_ranking_is_under_way(qtbot: QtBot, road: Road) -> None:
    begun: list[RankQuery] = []

    def load(query: RankQuery) -> Iterator[None]:
        begun.append(query)
        ranking.ask(_QUERY)  # the user is quicker
        return iter(())

    ranking = Ranking(lambda query: (), road)
    Ahead(ranking, load, road, idle_ms=1)
    ranking.ask(_QUERY)
    qtbot.waitUntil(lambda: len(begun) > 2)


def test_a_failure_is_left_to_the_next_ranking(qtbot: QtBot, road: Road) -> None:
    asked: list[str] = []

    def load(query: RankQuery) -> Iterator[None]:
        asked.append("column")
        yield
        raise LibraryError("It is locked.")

    ranking = Ranking(lambda query: asked.append("order"), road)
    Ahead(ranking, load, road, idle_ms=1)
    with qtbot.assertNotEmitted(road.failed):
        ranking.ask(_QUERY)
        qtbot.waitUntil(lambda: asked == ["order", "column"])
        ranking.ask(_QUERY)
        qtbot.waitUntil(lambda: asked == ["order", "column"] * 2)

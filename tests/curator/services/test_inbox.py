from concurrent.futures import Future

from curator.services.inbox import Inbox


def test_many_wakes_are_one() -> None:
    inbox = Inbox()
    for _ in range(1000):
        inbox.wake()
    assert inbox.next(60) is None
    done: Future[int] = Future()
    inbox.wake()
    inbox.when_done(done, lambda future: [])
    done.set_result(1)
    assert inbox.next(60) is not None  # no wake stands before a result
    assert inbox.next(0) is None

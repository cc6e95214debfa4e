"""The supervised child process, with real processes."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from curator.errors import OperationError
from curator.worker.child import Child, ChildDiedError, WorkFailedError
from curator.worker.child_main import Setup
from tests.curator.worker import odd_children
from tests.curator.worker.waiting import until

ROOT = Path(__file__).resolve().parents[3]


def make(setup: Setup, **options: float | bool | None) -> Child:
    return Child(setup, name="thing", **{"start_deadline_s": 30, **options})  # type: ignore[arg-type]


@pytest.fixture
def child() -> Iterator[Child]:
    child = make(odd_children.echo)
    yield child
    child.close()
    child.reap()


def test_answers_and_says_hello(child: Child) -> None:
    assert child.start() == child.pid != os.getpid()
    assert child.ask("hello", deadline_s=10) == "hello"


def test_arrays_come_back_whole_and_writable_in_milliseconds(child: Child) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (1365, 2048, 3), np.uint8)
    child.ask(("echo", pixels), deadline_s=10)
    begun = time.perf_counter()
    _, back, empty = child.ask(("echo", pixels, np.zeros((0, 3))), deadline_s=10)
    taken = time.perf_counter() - begun
    assert np.array_equal(back, pixels)
    assert empty.shape == (0, 3)
    assert back.flags.writeable
    assert taken < 0.5  # about 4 ms for both ways on a quiet machine


def test_a_deadline_ends_it_and_the_next_request_starts_another(child: Child) -> None:
    first = child.start()
    with pytest.raises(ChildDiedError) as died:
        child.ask(("sleep", 60), deadline_s=2)
    assert (died.value.cause, died.value.names) == ("deadline", ("sleeper",))
    assert child.ask("again", deadline_s=10) == "again"
    assert child.start() != first


def test_a_crash_names_what_it_was_at(child: Child) -> None:
    with pytest.raises(ChildDiedError) as died:
        child.ask(("die", 3), deadline_s=10)
    assert (died.value.cause, died.value.names) == ("crash", ("victim",))
    with pytest.raises(ChildDiedError) as died:
        child.ask(("die before",), deadline_s=10)
    assert (died.value.cause, died.value.names) == ("crash", ())


def test_too_much_memory_ends_it() -> None:
    child = make(odd_children.echo, memory_bytes=200_000_000)
    with pytest.raises(ChildDiedError) as died:
        child.ask(("eat", 300_000_000), deadline_s=30)
    assert (died.value.cause, died.value.names) == ("memory", ("eater",))
    child.close()


def test_an_error_in_the_work_carries_its_traceback(child: Child) -> None:
    with pytest.raises(WorkFailedError, match="ZeroDivisionError: no reason") as failed:
        child.ask(("raise",), deadline_s=10)
    assert "odd_children.py" in failed.value.__notes__[0]
    assert child.ask(1, deadline_s=10) == 1


def test_a_child_that_dies_at_each_start_is_given_up() -> None:
    child = make(odd_children.dies_at_start)
    with pytest.raises(OperationError, match="ended 3 times"):
        child.start()
    assert child.pid is None


def test_a_child_that_dies_at_its_first_start_gets_another_chance(tmp_path: Path) -> None:
    child = make(odd_children.DiesOnce(tmp_path / "mark"))
    assert child.ask(5, deadline_s=10) == 5
    child.close()
    child.reap()


def test_a_child_that_hangs_at_its_start_is_ended() -> None:
    child = make(odd_children.hangs_at_start, start_deadline_s=0.5)
    with pytest.raises(OperationError, match="did not start within"):
        child.start()


def test_a_setup_that_fails_says_why() -> None:
    with pytest.raises(OperationError, match=r"^The thing is not there\.$"):
        make(odd_children.cannot_start).start()
    with pytest.raises(OperationError, match="KeyError: 'forgotten'"):
        make(odd_children.has_a_bug).start()


def test_closing_wakes_who_waits(child: Child) -> None:
    child.start()
    threading.Timer(0.2, child.close).start()
    with pytest.raises(ChildDiedError) as died:
        child.ask(("sleep", 60), deadline_s=60)
    assert died.value.cause == "closed"
    with pytest.raises(ChildDiedError):
        child.start()


def test_leaves_no_zombie(child: Child) -> None:
    pid = child.start()
    child.close()
    child.reap()
    assert isinstance(pid, int)
    assert not psutil.pid_exists(pid)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_is_the_parents_business(child: Child) -> None:
    pid = child.start()
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGINT)
    assert child.ask("still here", deadline_s=10) == "still here"


def run(script: str, *, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env=environment,
        check=False,
    )


def test_standard_output_stays_the_parents() -> None:
    done = run(
        """
        from curator.worker.child import Child
        from tests.curator.worker.odd_children import echo
        child = Child(echo, name="thing", start_deadline_s=30)
        child.ask(("print",), deadline_s=10)
        child.close()
        """
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "neither is this" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_child_dies_with_its_parent_even_at_work() -> None:
    done = run(
        """
        import os, signal, threading
        from curator.worker.child import Child
        from tests.curator.worker.odd_children import echo
        child = Child(echo, name="thing", start_deadline_s=30)
        print(child.start(), flush=True)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGKILL)).start()
        child.ask(("sleep", 600), deadline_s=600)
        """
    )
    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    until(lambda: not psutil.pid_exists(pid) or _is_zombie(pid))


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_forgetting_to_close_does_not_hang_the_program() -> None:
    done = run(
        """
        from pathlib import Path
        from curator.worker.decode_pool import DecodePool
        from curator.worker.records import DecodeRequest
        pool = DecodePool(processes=1)
        print(pool.submit(DecodeRequest(Path("nothing.jpg"))).result().reason)
        """
    )
    assert done.returncode == 0, done.stderr
    assert "not there" in done.stdout


def test_the_program_may_be_a_script_without_a_guard(tmp_path: Path) -> None:
    """The child imports the parent's main module again; ours keep their work behind a guard."""
    script = tmp_path / "main.py"
    script.write_text(
        textwrap.dedent(
            """
            import sys
            from pathlib import Path
            from curator.worker.decode_pool import DecodePool
            from curator.worker.records import DecodeRequest

            if __name__ == "__main__":
                with DecodePool(processes=1) as pool:
                    print(pool.submit(DecodeRequest(Path("nothing.jpg"))).result().reason)
                assert "torch" not in sys.modules
                assert "PIL" not in sys.modules
            """
        )
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "not there" in done.stdout


def test_importing_the_workers_is_light() -> None:
    heavy = "('torch', 'transformers', 'PIL', 'rawpy', 'sqlalchemy', 'PySide6', 'psutil')"
    done = run(
        f"""
        import sys
        import curator.worker.decode_pool, curator.worker.judge_process, curator.worker.formats
        print([name for name in {heavy} if name in sys.modules])
        """
    )
    assert done.stdout.strip() == "[]", done.stderr

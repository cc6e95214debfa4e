from pathlib import Path

import pytest
from filelock import FileLock

from curator.errors import OperationError
from curator.services.scoring_lock import ScoringLock


def test_one_at_a_time(tmp_path: Path) -> None:
    one, other = ScoringLock(tmp_path / "lock"), ScoringLock(tmp_path / "lock")
    assert one.try_acquire()
    assert not other.try_acquire()
    one.release()
    assert other.try_acquire()
    other.release()


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), NotImplementedError()])
def test_a_lock_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def acquire(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(FileLock, "acquire", acquire)
    with pytest.raises(OperationError, match="cannot be used"):
        ScoringLock(tmp_path / "lock").try_acquire()

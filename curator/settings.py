"""Where a user's Curator keeps everything, and what its window remembers."""

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args

from platformdirs import user_data_path

from curator.errors import OperationError
from curator.language import LANGUAGES, SYSTEM
from curator.library.records import Sort

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one user's library, caches, backups and settings."""

    path: Path

    @classmethod
    def find(cls, override: Path | None = None, environ: Mapping[str, str] = os.environ) -> "Home":
        """The folder asked for, else that of CURATOR_HOME, else the system's place for user data.

        It is created when it is not there. Raises OperationError when it cannot be.
        """
        named = override or (Path(environ["CURATOR_HOME"]) if environ.get("CURATOR_HOME") else None)
        place = os.path.expanduser(named or user_data_path("Curator", appauthor=False))
        path = Path(place).absolute()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperationError(
                f"Curator's own folder {path} cannot be made: {error.strerror or error}. "
                "Name another one with --home or CURATOR_HOME."
            ) from error
        return cls(path)

    @property
    def database(self) -> Path:
        """The library."""
        return self.path / "library.sqlite"

    @property
    def cache(self) -> Path:
        """Thumbnails and other things that can be made again; may be deleted while closed."""
        return self.path / "cache.sqlite"

    @property
    def backups(self) -> Path:
        """The folder of the library's backups and of removed profiles' decisions."""
        return self.path / "backups"

    @property
    def running(self) -> Path:
        """The folder with a mark for each process that has the library open."""
        return self.path / "running"

    @property
    def opening_lock(self) -> Path:
        """The lock file of the one process that opens, checks or restores the library."""
        return self.path / "opening.lock"

    @property
    def scoring_lock(self) -> Path:
        """The lock file of the one process that scores in the background."""
        return self.path / "scoring.lock"

    @property
    def settings(self) -> Path:
        """What the window remembers."""
        return self.path / "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the window remembers between two starts.

    `geometry` and `splitter` are Qt's byte arrays in base64; `thumbnail_size` is in
    logical pixels. `filters` are those of the grid as plain values, and `saved_filters` those that
    have a name. `root_id` is the chosen folder; `photo_id` the photo that the user was on,
    `photo_y` how far below the top of the visible grid it stood, in logical pixels; `chosen` are
    those chosen with it. `text_size` is in percent of the system's, `calm` wants nothing to move by
    itself, `keep_watching` that a closed window goes on in the system's tray. `judge` is the
    window's; `judges` are those that the user has asked for besides mini, and are listed.
    `language` is that of the window, a key of LANGUAGES or SYSTEM.
    """

    last_profile_id: int | None = None
    geometry: str | None = None
    splitter: str | None = None
    thumbnail_size: int = 192
    sort: Sort = "score"
    min_score: float | None = None
    other_profile_id: int | None = None
    filters: dict[str, Any] = field(default_factory=dict)
    saved_filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    stacks_collapsed: bool = False
    root_id: int | None = None
    photo_id: int | None = None
    photo_y: int = 0
    chosen: tuple[int, ...] = ()
    show_generic: bool = False
    auto_advance: bool = False
    text_size: int = 100
    calm: bool = False
    keep_watching: bool = False
    judge: str = "mini"
    judges: tuple[str, ...] = ()
    language: str = SYSTEM

    @classmethod
    def load(cls, home: Home) -> "Settings":
        """The stored settings; what is missing, unknown or damaged falls back to the defaults."""
        try:
            stored = json.loads(home.settings.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            _log.warning("settings cannot be read, the defaults are used: %s", error)
            return cls()
        if not isinstance(stored, dict):
            return cls()
        known = {one.name for one in fields(cls)}
        good = {k: v for k, v in stored.items() if k in known and _fits(k, v)}
        for name in {"judges", "chosen"} & good.keys():
            good[name] = tuple(good[name])
        return cls(**good)

    def with_judge(self, name: str) -> "Settings":
        """The settings in which one more judge is listed."""
        known = self.judges if name == "mini" else (*self.judges, name)
        return replace(self, judges=tuple(dict.fromkeys(known)))

    def save(self, home: Home) -> None:
        """Store the settings; the old file stays whole until the new one is there.

        Raises OperationError when they cannot be written.
        """
        partial = home.settings.with_suffix(".json.part")
        try:
            partial.write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")
            os.replace(partial, home.settings)
        except OSError as error:
            raise OperationError(
                f"The settings {home.settings} cannot be written: {error.strerror or error}."
            ) from error


def _fits(name: str, value: Any) -> bool:
    """Whether a stored value has its field's type."""
    match name:
        case "last_profile_id" | "other_profile_id" | "root_id" | "photo_id":
            return value is None or type(value) is int
        case "photo_y":
            return type(value) is int
        case "chosen":
            return isinstance(value, list) and all(type(one) is int for one in value)
        case "text_size":
            return type(value) is int and 80 <= value <= 200
        case "show_generic" | "auto_advance" | "calm" | "keep_watching":
            return type(value) is bool
        case "thumbnail_size":
            return type(value) is int and 16 <= value <= 2048
        case "min_score":
            return value is None or type(value) in (int, float)
        case "filters":
            return isinstance(value, dict)
        case "saved_filters":
            return isinstance(value, dict) and all(isinstance(v, dict) for v in value.values())
        case "stacks_collapsed":
            return type(value) is bool
        case "language":
            return value == SYSTEM or value in LANGUAGES
        case "judge":
            return isinstance(value, str)
        case "judges":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "sort":
            return value in get_args(Sort)
        case _:
            return value is None or isinstance(value, str)

"""Moves photos to the system's trash: first a list that can be shown, then file by file.

Nothing is deleted: where the system has no trash for a file, the file stays, with the reason.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from send2trash import send2trash

from curator.errors import UsageError
from curator.library import Library
from curator.library.records import PhotoFile
from curator.services.rooting import is_offline

MoveToTrash = Callable[[Path], object]
"""Moves one file to a trash. Raises OSError."""


@dataclass(frozen=True, slots=True)
class TrashPhoto:
    """A photo with all its files (path, size in bytes), the main one first.

    `error` says why it will stay; `wanted_by` are the names of others who picked it or gave it
    stars.
    """

    photo_id: int
    root_id: int
    files: tuple[tuple[Path, int], ...]
    error: str | None = None
    wanted_by: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(size for _, size in self.files)


@dataclass(frozen=True, slots=True)
class Trashed:
    """What became of a file; `error` is a sentence when it is where it was."""

    photo_id: int
    path: Path
    error: str | None = None


def plan_trash(
    library: Library, photo_ids: Sequence[int], *, profile_id: int | None
) -> list[TrashPhoto]:
    """What moving these photos to the trash would take away, in their order.

    RAW files, edits and sidecars go with their photo. `profile_id` is whose rejects they are; what
    other people decided is told. Photos that are not there any more are left out.
    """
    files = library.files.of(photo_ids)
    offline = {root.id: root.path for root in library.roots.list() if is_offline(root)}
    wanted = _wanted(library, photo_ids, profile_id)
    planned = []
    for photo in library.photos.get(photo_ids):
        if photo.id not in files:
            continue
        sizes, error = _sizes(files[photo.id])
        if photo.root_id in offline:
            error = f"{offline[photo.root_id]} is not there now."
        names = tuple(wanted.get(photo.id, ()))
        planned.append(TrashPhoto(photo.id, photo.root_id, sizes, error, names))
    return planned


def move_to_trash(
    library: Library, photos: Iterable[TrashPhoto], move: MoveToTrash | None = None
) -> Iterator[Trashed]:
    """Move the files of these photos to the trash, yielding each file as it is done.

    The library is told photo by photo, so that stopping early leaves it true. What was decided
    about a photo is kept, and is there again when its file comes back. A photo whose main file
    stays keeps all its files. `move` takes the place of the system's trash.
    """
    for photo in photos:
        gone: list[Path] = []
        problem = photo.error
        try:
            for path, size in photo.files:
                said = problem or _move(path, size, move or send2trash)
                if said is None:
                    gone.append(path)
                elif path == photo.files[0][0]:
                    problem = problem or f"{photo.files[0][0].name} stays, so all of it does."
                yield Trashed(photo.photo_id, path, said)
        finally:
            _tell(library, photo.root_id, gone)


def _sizes(files: Sequence[PhotoFile]) -> tuple[tuple[tuple[Path, int], ...], str | None]:
    sizes: list[tuple[Path, int]] = []
    error = None
    for file in files:
        try:
            sizes.append((file.path, file.path.lstat().st_size))
        except OSError as problem:
            if file.role == "main":
                sizes.append((file.path, 0))
                said = problem.strerror or "unknown reason"
                error = f"{file.path.name} cannot be found: {said}."
    return tuple(sizes), error


def _move(path: Path, size: int, move: MoveToTrash) -> str | None:
    """Move one file; a sentence when it stays."""
    try:
        if path.lstat().st_size != size:
            return f"{path.name} has changed meanwhile; it was left as it is."
        move(path)
    except OSError as error:  # also what the trash raises where it cannot be used
        said = error.strerror or str(error) or "the system has no trash for it"
        return f"{path.name} was not moved: {said}."
    return None


def _tell(library: Library, root_id: int, gone: Sequence[Path]) -> None:
    # The main file last: without it, its RAW partner would become a photo of its own for a moment.
    for path in reversed(gone):
        try:
            library.photos.apply_scan(root_id, [], within=path)
        except UsageError:  # its root was removed meanwhile
            return


def _wanted(
    library: Library, photo_ids: Sequence[int], profile_id: int | None
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for stored in library.profiles.list():
        if stored.id == profile_id:
            continue
        for photo_id, decision in library.decisions.get(photo_ids, stored.id).items():
            own = decision.profile_id == stored.id
            if own and (decision.flag == "pick" or (decision.stars and decision.flag is None)):
                found.setdefault(photo_id, []).append(stored.profile.name)
    return found

"""What is known about the files of one photo, for the panel that shows it."""

from dataclasses import dataclass
from pathlib import Path

from curator.library import Library
from curator.library.records import Decision, Photo, PhotoFile


@dataclass(frozen=True, slots=True)
class PhotoDetails:
    """A photo, its files that are there, and where else its content is.

    `read`: what its files say was decided. `conflict`: that this is otherwise than the person
    decided here before the file said so.
    """

    photo: Photo
    files: tuple[PhotoFile, ...]
    also_at: tuple[Path, ...]
    read: Decision | None
    conflict: bool


def details_of(library: Library, photo_id: int, profile_id: int) -> PhotoDetails | None:
    """The details as this profile's person sees them; None for a photo that is unknown."""
    photo = next(iter(library.photos.get([photo_id])), None)
    if photo is None:
        return None
    return PhotoDetails(
        photo,
        tuple(library.files.of([photo_id]).get(photo_id, ())),
        tuple(library.files.duplicates(photo_id)),
        library.decisions.get([photo_id], None).get(photo_id),
        bool(library.decisions.conflicts([photo_id], profile_id)),
    )

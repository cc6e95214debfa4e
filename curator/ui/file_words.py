"""What is known about a photo's files, in words for the detail panel."""

from datetime import datetime

from curator.library.records import Decision, PhotoFile
from curator.services.photo_details import PhotoDetails
from curator.ui.words import count, size_in_words

_MOST_PLACES = 3
_ROLES = {"raw": "RAW", "edit": "edited", "sidecar": "sidecar"}


def file_in_words(details: PhotoDetails) -> list[tuple[str, str]]:
    """What the files say, name and value."""
    photo = details.photo
    facts = [("Name", photo.path.name)]
    if photo.taken_at is not None:
        facts.append(("Taken", _day_and_time(photo.taken_at)))
    else:  # what the date filter goes by then
        facts.append(("Changed", _day_and_time(datetime.fromtimestamp(photo.mtime_ns / 1e9))))
    size = size_in_words(photo.size)
    if photo.width and photo.height:
        size = f"{photo.width:,} × {photo.height:,} pixels, {size}"
    facts.append(("Size", size))
    if photo.camera:
        facts.append(("Camera", photo.camera))
    facts.append(("Folder", str(photo.path.parent)))
    others = [file for file in details.files if file.role != "main"]
    facts += _listed("With", [_other(file) for file in others])
    places = [str(path) for path in details.also_at[:_MOST_PLACES]]
    if (more := len(details.also_at) - len(places)) > 0:
        places.append(f"and {count(more, 'place')} more")
    facts += _listed("Also at", places)
    read = details.read
    if read is not None and read.file_name is not None:
        when = f", {_local(read.decided_at)}" if read.decided_at is not None else ""
        facts.append(("In the file", f"{_said(read)} ({read.file_name}{when})"))
    return facts


def conflict_in_words(details: PhotoDetails) -> str:
    """The conflict between a file and the person; "" when there is none."""
    read = details.read
    if not details.conflict or read is None:
        return ""
    return f"{read.file_name} says {_said(read)}, which is not what you decided here."


def _other(file: PhotoFile) -> str:
    if file.error is not None:
        return f"{file.path.name}: {file.error}"
    return f"{file.path.name} ({_ROLES[file.role]}, {size_in_words(file.size)})"


def _said(read: Decision) -> str:
    said = []
    if read.stars is not None:
        said.append("1 star" if read.stars == 1 else f"{read.stars:g} stars")
    if read.flag is not None:
        said.append("picked" if read.flag == "pick" else "rejected")
    if read.colour is not None:
        said.append(f"label {read.colour}")
    return ", ".join(said)


def _listed(name: str, values: list[str]) -> list[tuple[str, str]]:
    return [(name if number == 0 else "", value) for number, value in enumerate(values)]


def _local(when: datetime) -> str:
    return _day_and_time(when.astimezone())


def _day_and_time(when: datetime) -> str:
    return f"{when:%d %B %Y, %H:%M}".lstrip("0")

"""What is known about a photo's files, in words for the detail panel."""

from datetime import datetime

from curator.language import mark, retold, tr
from curator.library.records import Decision, PhotoFile
from curator.services.photo_details import PhotoDetails
from curator.ui.words import count, number, size_in_words, stars_in_words, time_in_words

_MOST_PLACES = 3
_ROLES = {"raw": "RAW", "edit": mark("edited"), "sidecar": mark("sidecar")}


def file_in_words(details: PhotoDetails) -> list[tuple[str, str]]:
    """What the files say, name and value."""
    photo = details.photo
    facts = [(tr("Name"), photo.path.name)]
    if photo.taken_at is not None:
        facts.append((tr("Taken"), time_in_words(photo.taken_at)))
    else:  # what the date filter goes by then
        changed = datetime.fromtimestamp(photo.mtime_ns / 1e9)
        facts.append((tr("Changed"), time_in_words(changed)))
    size = size_in_words(photo.size)
    if photo.width and photo.height:
        size = tr("{width} × {height} pixels, {size}").format(
            width=number(photo.width), height=number(photo.height), size=size
        )
    facts.append((tr("Size"), size))
    if photo.camera:
        facts.append((tr("Camera"), photo.camera))
    facts.append((tr("Folder"), str(photo.path.parent)))
    others = [file for file in details.files if file.role != "main"]
    facts += _listed(tr("With"), [_other(file) for file in others])
    places = [str(path) for path in details.also_at[:_MOST_PLACES]]
    if (more := len(details.also_at) - len(places)) > 0:
        places.append(tr("and {places} more").format(places=count(more, "place")))
    facts += _listed(tr("Also at"), places)
    read = details.read
    if read is not None and read.file_name is not None:
        when = (
            f", {time_in_words(read.decided_at.astimezone())}"
            if read.decided_at is not None
            else ""
        )
        facts.append((tr("In the file"), f"{_said(read)} ({read.file_name}{when})"))
    return facts


def conflict_in_words(details: PhotoDetails) -> str:
    """The conflict between a file and the person; "" when there is none."""
    read = details.read
    if not details.conflict or read is None:
        return ""
    said = tr("{file} says {said}, which is not what you decided here.")
    return said.format(file=read.file_name, said=_said(read))


def _other(file: PhotoFile) -> str:
    if file.error is not None:
        return f"{file.path.name}: {retold(file.error)}"
    return f"{file.path.name} ({tr(_ROLES[file.role])}, {size_in_words(file.size)})"


def _said(read: Decision) -> str:
    said = []
    if read.stars is not None:
        said.append(stars_in_words(read.stars))
    if read.flag is not None:
        said.append(tr("picked") if read.flag == "pick" else tr("rejected"))
    if read.colour is not None:
        said.append(tr("label {colour}").format(colour=tr(read.colour)))
    return ", ".join(said)


def _listed(name: str, values: list[str]) -> list[tuple[str, str]]:
    return [(name if number == 0 else "", value) for number, value in enumerate(values)]

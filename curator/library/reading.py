"""Stores what was read from photos' files."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from curator.library.connection import among
from curator.library.marks import marks_json, refresh_shared
from curator.library.models import FileRow, SketchRow
from curator.library.moves import missing_twins, take_over
from curator.library.queries import THERE, signed
from curator.library.records import PhotoReady


def store_results(connection: Connection, results: Sequence[PhotoReady]) -> list[tuple[int, int]]:
    """Store results; for each that counted, the photo's id before and after.

    They differ when the file is the new place of a photo that was missing. Results of photos that
    are gone, or whose file has changed since, do not count.
    """
    by_id = {result.photo_id: result for result in results}
    files = connection.execute(
        select(
            FileRow.id,
            FileRow.photo_id,
            FileRow.relative,
            FileRow.size,
            FileRow.mtime_ns,
            FileRow.content_hash,
        ).where(FileRow.photo_id.in_(among(by_id)), THERE)
    ).all()
    counted = [
        (file, result)
        for file in files
        if _same_version(result := by_id[file.photo_id], file.size, file.mtime_ns)
    ]
    if not counted:
        return []
    connection.execute(
        update(FileRow)
        .where(FileRow.id == bindparam("file"))
        .values(
            state="ready",
            error=None,
            content_hash=bindparam("hash"),
            width=bindparam("upright_width"),
            height=bindparam("upright_height"),
            taken_at=bindparam("taken"),
            camera=bindparam("made_by"),
            lens=bindparam("seen_through"),
            phash=bindparam("signed_phash"),
            marks=bindparam("said"),
            exposure_s=bindparam("exposed"),
            aperture=bindparam("opened"),
            iso=bindparam("sensitive"),
            bias=bindparam("biased"),
            stacked=False,
        ),
        [
            {
                "file": file.id,
                "hash": result.content_hash,
                "upright_width": result.facts.width,
                "upright_height": result.facts.height,
                "taken": result.facts.taken_at,
                "made_by": result.facts.camera,
                "seen_through": result.facts.lens,
                "signed_phash": signed(result.facts.phash),
                "said": marks_json(result.marks),
                "exposed": result.facts.exposure.seconds,
                "opened": result.facts.exposure.aperture,
                "sensitive": result.facts.exposure.iso,
                "biased": result.facts.exposure.bias,
            }
            for file, result in counted
        ],
    )
    sketches = [
        {"file_id": file.id, "grey": result.facts.sketch}
        for file, result in counted
        if result.facts.sketch is not None
    ]
    if sketches:
        new = insert(SketchRow)
        connection.execute(new.on_conflict_do_update(set_={"grey": new.excluded.grey}), sketches)
    # Only a file that was never read before may have come from elsewhere.
    arrivals = {
        file.photo_id: (result.content_hash, file.relative)
        for file, result in counted
        if file.content_hash is None
    }
    twins = missing_twins(connection, arrivals)
    for newcomer, known in twins.items():
        take_over(connection, newcomer=newcomer, known=known)
    refresh_shared(connection, {twins.get(file.photo_id, file.photo_id) for file, _ in counted})
    return [(file.photo_id, twins.get(file.photo_id, file.photo_id)) for file, _ in counted]


def _same_version(result: PhotoReady, size: int, mtime_ns: int) -> bool:
    """Whether the library still knows the file as it was when it was read."""
    return result.size in (None, size) and result.mtime_ns in (None, mtime_ns)

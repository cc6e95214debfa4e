"""The stacks: photos that are shown as one, found by the program or made by a person."""

from collections.abc import Collection, Iterable, Sequence
from math import isnan
from typing import Any

import numpy as np
from sqlalchemy import Row, and_, exists, select, update

from curator.library import facets
from curator.library.columns import Columns, Snapshot, plain_rows
from curator.library.connection import Database, among
from curator.library.models import (
    FileRow,
    RootRow,
    SketchRow,
    StackPhotoRow,
    StackRow,
)
from curator.library.queries import READY, THERE
from curator.library.records import (
    Exposure,
    FoundStack,
    Frame,
    JudgementKey,
    Stack,
    Stacked,
)
from curator.library.stacking import (
    ALONE,
    StacksBefore,
    merge_by_hand,
    put_back,
    split_by_hand,
    store_found,
)

_PRESENT = and_(THERE, RootRow.removed_at.is_(None))


class Stacks:
    """The stacks of the library; of those with one photo left that is there, nothing is shown."""

    def __init__(self, database: Database, columns: Columns) -> None:
        self._database = database
        self._columns = columns

    def has_new(self) -> bool:
        """Whether photos were read whose stacks were not looked for yet."""
        unstacked = and_(READY, FileRow.missing_since.is_(None), ~FileRow.stacked)
        with self._database.read() as connection:
            return bool(connection.scalar(select(exists().where(unstacked))))

    def frames(self) -> list[Frame]:
        """What stacks are found by, of all photos that were read and that no person stacked.

        In the order of the time taken (those without one last), then by path.
        """
        query = (
            select(
                FileRow.photo_id,
                FileRow.taken_at,
                FileRow.camera,
                FileRow.width,
                FileRow.height,
                FileRow.phash,
                FileRow.exposure_s,
                FileRow.aperture,
                FileRow.iso,
                FileRow.bias,
                FileRow.stacked,
                StackRow.id,
                StackRow.kind,
            )
            .join(RootRow, RootRow.id == FileRow.root_id)
            .join(StackPhotoRow, StackPhotoRow.photo_id == FileRow.photo_id, isouter=True)
            .join(StackRow, StackRow.id == StackPhotoRow.stack_id, isouter=True)
            .where(
                READY,
                _PRESENT,
                FileRow.phash.is_not(None),
                StackRow.by_hand.is_not(True),
            )
            .order_by(FileRow.taken_at.is_(None), FileRow.taken_at, FileRow.relative)
        )
        with self._database.read() as connection:
            return [_frame(row) for row in connection.execute(query)]

    def sketches(self, photo_ids: Sequence[int]) -> dict[int, bytes]:
        """The small grey pictures (`PhotoFacts.sketch`) of these photos, where there are some."""
        query = (
            select(FileRow.photo_id, SketchRow.grey)
            .join(SketchRow, SketchRow.file_id == FileRow.id)
            .where(THERE, FileRow.photo_id.in_(among(photo_ids)))
        )
        with self._database.read() as connection:
            return {photo_id: grey for photo_id, grey in connection.execute(query)}

    def store_found(self, found: Iterable[FoundStack], looked_at: Collection[int]) -> list[int]:
        """Make these the stacks of the photos that were looked at; the ids of those it changed.

        A stack keeps its number where most of its photos stay together. Stacks made by a person
        are left alone, and so is the place of photos that were not looked at.
        """
        with self._database.write() as connection:
            changed = store_found(connection, found, looked_at)
            connection.execute(
                update(FileRow)
                .where(FileRow.photo_id.in_(among(looked_at)), READY, ~FileRow.stacked)
                .values(stacked=True)
            )
        return changed

    def members(self, key: JudgementKey | None) -> Sequence[Stacked]:
        """All photos that are there and in a stack, stack by stack, each in its place.

        What is given is kept until something changes, and not to be changed.
        """
        tables = ("place", "root", "content", "judgement", "stack")
        with self._columns.snapshot() as snapshot:
            return snapshot.get(("members", key), tables, lambda: _members(snapshot, key))

    def numbers(self) -> dict[int, int]:
        """The number of its stack, by photo."""
        return {one.photo_id: one.stack_id for one in self.members(None)}

    def of(self, photo_id: int) -> Stack | None:
        """The stack of a photo with all its photos that are there; None where it stands alone."""
        mine = select(StackPhotoRow.stack_id).where(StackPhotoRow.photo_id == photo_id)
        query = (
            select(StackRow.id, StackRow.kind, StackRow.by_hand, StackPhotoRow.photo_id)
            .join(StackPhotoRow, StackPhotoRow.stack_id == StackRow.id)
            .join(FileRow, FileRow.photo_id == StackPhotoRow.photo_id)
            .join(RootRow, RootRow.id == FileRow.root_id)
            .where(_PRESENT, StackRow.id == mine.scalar_subquery())
            .order_by(StackPhotoRow.position)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        if len(rows) < 2:
            return None
        first = rows[0]
        return Stack(first.id, first.kind, first.by_hand, tuple(row.photo_id for row in rows))

    def merge(self, photo_ids: Sequence[int]) -> StacksBefore:
        """Make one stack of these photos, for ever; what was there before, for `restore`.

        Those that they leave behind stay as they are, for ever too.
        """
        with self._database.write() as connection:
            return merge_by_hand(connection, photo_ids)

    def split(self, photo_ids: Sequence[int]) -> StacksBefore:
        """Take these photos out of their stacks, for ever; what was there before, for `restore`.

        Several of one stack become a stack of their own; a whole stack falls apart.
        """
        with self._database.write() as connection:
            return split_by_hand(connection, photo_ids)

    def restore(self, before: StacksBefore) -> None:
        """Put back what `merge` or `split` gave."""
        with self._database.write() as connection:
            put_back(connection, before)


def _members(snapshot: Snapshot, key: JudgementKey | None) -> Sequence[Stacked]:
    query = (
        select(StackPhotoRow.photo_id, StackPhotoRow.stack_id, StackRow.kind)
        .join(StackRow, StackRow.id == StackPhotoRow.stack_id)
        .where(StackRow.kind != ALONE)
        .order_by(StackPhotoRow.stack_id, StackPhotoRow.position)
    )
    rows = snapshot.get("stacks", ("stack",), lambda: plain_rows(snapshot.connection, query))
    places = snapshot.photos.places(np.array([row[0] for row in rows], np.int64))
    there = np.flatnonzero(places >= 0)
    scores = facets.scores(snapshot, key)[places[there]].tolist()
    return [
        Stacked(photo_id, stack_id, kind, None if isnan(score) else score)
        for (photo_id, stack_id, kind), score in zip(
            (rows[number] for number in there.tolist()), scores, strict=True
        )
    ]


def _frame(row: Row[*tuple[Any, ...]]) -> Frame:
    photo_id, taken_at, camera, width, height, phash, *exposed, stacked, stack_id, kind = row
    return Frame(
        photo_id,
        taken_at,
        camera,
        width,
        height,
        phash % (1 << 64),
        Exposure(*exposed),
        not stacked,
        stack_id,
        kind,
    )

"""The tables of the library. Outside this package only the frozen records are seen."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time, stored as naive UTC text."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The library's tables; constraints have names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, datetime: UtcDateTime, bytes: LargeBinary}  # noqa: RUF012


_NEVER_REUSED = {"sqlite_autoincrement": True}


class RootRow(Base):
    """A watched folder. A removed one is kept hidden, so that its photos' decisions survive."""

    __tablename__ = "root"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(unique=True)
    online: Mapped[bool] = mapped_column(server_default=text("1"))
    removed_at: Mapped[datetime | None]


class PhotoRow(Base):
    """A photo: what decisions belong to. Its main file is the one with the role `main`."""

    __tablename__ = "photo"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    added_at: Mapped[datetime]


class FileRow(Base):
    """A file of a photo; state, error and facts are those of its present size and time of change.

    `relative` is the path below the root with slashes; `missing_since` is set when a scan did not
    find the file any more. `group_key` is `naming.group_key` of it, None where it was not worked
    out yet. `marks` are what the file's XMP says, {} for nothing, None where it was not read, with
    "stale" where the file has changed since. RAW files and edits that are not the main file are not
    decoded; their state is `ready` without a content hash. `stacked`: its photo's stack was looked
    for.
    """

    __tablename__ = "file"
    __table_args__ = (
        UniqueConstraint("root_id", "relative"),
        CheckConstraint("role IN ('main', 'raw', 'edit', 'sidecar')", name="role"),
        CheckConstraint("state IN ('new', 'ready', 'failed')", name="state"),
        Index("ix_file_photo_id", "photo_id"),
        Index("ix_file_main", "photo_id", unique=True, sqlite_where=text("role = 'main'")),
        Index(
            "ix_file_new",
            "photo_id",
            sqlite_where=text("state = 'new' AND missing_since IS NULL"),
        ),
        Index("ix_file_state", "root_id", "missing_since", "state"),
        Index("ix_file_content_hash", "content_hash"),
        Index(
            "ix_file_unstacked",
            "photo_id",
            sqlite_where=text("stacked = 0 AND state = 'ready' AND role = 'main'"),
        ),
        Index("ix_file_group", "root_id", "group_key"),
        _NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    root_id: Mapped[int] = mapped_column(ForeignKey("root.id", ondelete="CASCADE"))
    relative: Mapped[str]
    role: Mapped[str] = mapped_column(server_default=text("'main'"))
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default=text("'new'"))
    error: Mapped[str | None]
    missing_since: Mapped[datetime | None]
    content_hash: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    taken_at: Mapped[datetime | None] = mapped_column(DateTime)  # naive local time
    camera: Mapped[str | None]
    lens: Mapped[str | None]
    phash: Mapped[int | None] = mapped_column(BigInteger)  # as a signed number
    group_key: Mapped[str | None]
    marks: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    exposure_s: Mapped[float | None]
    aperture: Mapped[float | None]
    iso: Mapped[float | None]
    bias: Mapped[float | None]  # EV
    stacked: Mapped[bool] = mapped_column(server_default=text("0"))


class SketchRow(Base):
    """A file's picture in grey and very small: `records.SKETCH` bytes. Apart from the file's row,
    which rankings read by the hundred thousand."""

    __tablename__ = "sketch"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("file.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    grey: Mapped[bytes]


class LookRow(Base):
    """What was seen in a content; exact duplicates share it. `told`: its words are in `shown`."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_untold", "vision_id", sqlite_where=text("told = 0")),)

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    vision_id: Mapped[str] = mapped_column(primary_key=True)
    payload: Mapped[bytes]
    told: Mapped[bool] = mapped_column(server_default=text("0"))


class ShownRow(Base):
    """A word for what a content shows, as one vision tells it, and how sure that is, 0 to 1."""

    __tablename__ = "shown"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    vision_id: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    confidence: Mapped[float]


class LookFailureRow(Base):
    """Why a content could not be looked at; it is not tried again."""

    __tablename__ = "look_failure"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    vision_id: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]


class ProfileRow(Base):
    """A profile; the last digest is the one before the last edit that a judge would notice."""

    __tablename__ = "profile"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text(collation="NOCASE"), unique=True)
    traits: Mapped[dict[str, str]] = mapped_column(JSON)
    statements: Mapped[list[Any]] = mapped_column(JSON)  # [text, {attribute: wish} or null]
    digest: Mapped[str]
    last_digest: Mapped[str | None]


class JudgementKeyRow(Base):
    """What judgements depend on besides the photo, once for all of them."""

    __tablename__ = "judgement_key"
    __table_args__ = (UniqueConstraint("profile_digest", "judge_id", "vision_id"), _NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_digest: Mapped[str]
    judge_id: Mapped[str]
    vision_id: Mapped[str]


class JudgementRow(Base):
    """One content's scores; `levels` are float32, little-endian, in ascending order of level."""

    __tablename__ = "judgement"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key_id: Mapped[int] = mapped_column(
        ForeignKey("judgement_key.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    content_hash: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[float]
    generic: Mapped[float]
    levels: Mapped[bytes]


class DecisionRow(Base):
    """A person's decision about a photo; without a profile it was read from the file."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("photo_id", "profile_id"),
        Index(
            "ix_decision_shared", "photo_id", unique=True, sqlite_where=text("profile_id IS NULL")
        ),
        Index("ix_decision_profile_id", "profile_id"),
        CheckConstraint("stars BETWEEN 0.5 AND 5", name="stars"),
        CheckConstraint("flag IN ('pick', 'reject')", name="flag"),
        _NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    stars: Mapped[float | None]
    flag: Mapped[str | None]
    colour: Mapped[str | None]
    source: Mapped[str]
    decided_at: Mapped[datetime]
    score_was_shown: Mapped[bool]
    read_at: Mapped[datetime | None]  # only of what was read from a file


class StackRow(Base):
    """A group of photos shown as one. `by_hand`: a person made it, and the program leaves it.

    A photo that a person took out of a stack is alone in one of the kind `alone`.
    """

    __tablename__ = "stack"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    made_at: Mapped[datetime]
    by_hand: Mapped[bool] = mapped_column(server_default=text("0"))


class StackPhotoRow(Base):
    """A photo's place in its stack, from 0, mostly by the time taken."""

    __tablename__ = "stack_photo"
    __table_args__ = (Index("ix_stack_photo_stack_id", "stack_id"),)

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    stack_id: Mapped[int] = mapped_column(ForeignKey("stack.id", ondelete="CASCADE"))
    position: Mapped[int]


class ChangeRow(Base):
    """How often a kind of change was made to the tables; counted by triggers.

    See migrations 0006 and 0007. A migration that makes a table anew must make its triggers anew,
    too.
    """

    __tablename__ = "change"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class ExportRow(Base):
    """An export as it was planned; unfinished when the program ended before it did."""

    __tablename__ = "export"
    __table_args__ = _NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ExportItemRow(Base):
    """What an export did with one file; the photo may be gone from the library since."""

    __tablename__ = "export_item"
    __table_args__ = (Index("ix_export_item_export_id", "export_id"), _NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    export_id: Mapped[int] = mapped_column(ForeignKey("export.id", ondelete="CASCADE"))
    photo_id: Mapped[int | None]
    source: Mapped[str]
    target: Mapped[str]
    action: Mapped[str]
    error: Mapped[str | None]
    done_at: Mapped[datetime]

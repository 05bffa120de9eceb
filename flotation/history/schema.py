"""The tables of the history, as they are after the last migration.

Times are texts in UTC with microseconds (:mod:`flotation.history.moments`), shifts are texts in
the plant's own clock, and structured content is canonical JSON, so that equal content has equal
bytes, and one hash, in every database.
"""

import json

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from flotation.errors import HistoryError
from flotation.history.canonical import canonical

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Json(TypeDecorator):
    """Plain values as canonical JSON in a text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value, dialect):
        """The text of a value; None stays NULL."""
        return None if value is None else canonical(value)

    def process_result_value(self, value, dialect):
        """The value of a text.

        Raises
        ------
        HistoryError
            If it is not what was written.
        """
        try:
            return None if value is None else json.loads(value)
        except ValueError as error:
            raise HistoryError(
                f"a text in the history is damaged ({error}); restore a copy with 'flotation "
                "history restore FILE'"
            ) from error


def _number(name="id"):
    return Column(name, Integer, primary_key=True)


def _short(name="id"):
    return Column(name, String(16), primary_key=True)


def _text(name, **settings):
    return Column(name, Text, nullable=False, quote=True, **settings)


def _json(name):
    return Column(name, Json, nullable=False, quote=True)


def _maybe(name, kind=Text):
    return Column(name, kind, nullable=True, quote=True)


def _count(name):
    return Column(name, Integer, nullable=False, quote=True)


AUDIT = Table(
    "audit",
    METADATA,
    _number("number"),
    *(_text(name) for name in ("at", "by", "action", "subject", "digest", "previous", "hash")),
)

AUDIT_HEAD = Table("audit_head", METADATA, _number(), _count("number"), _text("hash"))

PLANT_VERSIONS = Table(
    "plant_versions",
    METADATA,
    _number(),
    _text("plant"),
    _count("number"),
    *(_text(name) for name in ("sha256", "toml", "by", "comment", "at")),
    UniqueConstraint("plant", "number"),
)

PRICE_VERSIONS = Table(
    "price_versions",
    METADATA,
    _number(),
    *(_text(name) for name in ("plant", "item", "valid_from", "by", "at")),
    _json("content"),
    Index(None, "plant", "item", "valid_from"),
)

IMPORTS = Table(
    "imports",
    METADATA,
    _number(),
    *(
        _text(name)
        for name in ("plant", "source", "file_sha256", "rows_sha256", "clock", "time_column")
    ),
    *(_count(name) for name in ("read", "accepted", "new", "known", "amended", "replaced")),
    *(_json(name) for name in ("columns", "messages", "left_out")),
    *(_text(name) for name in ("by", "at")),
    Index(None, "plant"),
)

SURVEY_ROWS = Table(
    "survey_rows",
    METADATA,
    _number(),
    *(_text(name) for name in ("plant", "shift", "sha256")),
    *(_json(name) for name in ("content", "doubtful")),
    Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("until_import", ForeignKey("imports.id"), nullable=True),
    Index(
        "uq_survey_rows_present",
        "plant",
        "shift",
        unique=True,
        sqlite_where=text("until_import IS NULL"),
        postgresql_where=text("until_import IS NULL"),
    ),
)

BALANCES = Table(
    "balances",
    METADATA,
    _number(),
    *(_text(name) for name in ("plant", "sha256", "first", "last", "by", "at")),
    _json("content"),
    UniqueConstraint("plant", "sha256"),
)

MODELS = Table(
    "models",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    *(_text(name) for name in ("plant", "plant_sha256", "survey_sha256", "by", "at")),
    _json("card"),
    Index(None, "plant"),
)

MODEL_APPROVALS = Table(
    "model_approvals",
    METADATA,
    _number(),
    Column("sha256", ForeignKey("models.sha256"), nullable=False),
    *(_text(name) for name in ("event", "by", "why", "at")),
)

QUESTIONS = Table(
    "questions",
    METADATA,
    _short(),
    Column("version", Integer, primary_key=True),
    *(_text(name) for name in ("plant", "name", "toml", "by", "at")),
    Column("removed", Boolean, nullable=False),
    Index(None, "plant"),
)

PLANS = Table(
    "plans",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    _text("plant"),
    Column("content", LargeBinary, nullable=False),
    _maybe("question", String(16)),
    _maybe("question_version", Integer),
    *(_text(name) for name in ("by", "at")),
    Index(None, "plant"),
)

ADVICE = Table(
    "advice",
    METADATA,
    _short(),
    Column("plan_sha256", ForeignKey("plans.sha256"), nullable=False),
    *(_text(name) for name in ("plant", "shift", "shown_to", "at")),
    UniqueConstraint("plan_sha256", "shift", "shown_to"),
    Index(None, "plant", "shift"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("advice_id", ForeignKey("advice.id"), primary_key=True),
    *(_text(name) for name in ("kind", "reason_code", "reason", "by", "at")),
    _json("setpoints"),
)

OUTCOMES = Table(
    "outcomes",
    METADATA,
    Column("advice_id", ForeignKey("advice.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _json("recovery"),
    _maybe("margin", Float),
    *(_text(name) for name in ("by", "at")),
)

PEOPLE = Table(
    "people",
    METADATA,
    _number(),
    *(_text(name) for name in ("name", "role", "by", "at")),
    Index(None, "name"),
)

JOBS = Table(
    "jobs",
    METADATA,
    _short(),
    *(_text(name) for name in ("kind", "state", "by", "queued_at")),
    _json("arguments"),
    _maybe("key"),
    *(_maybe(name) for name in ("worker", "started_at", "ended_at", "lease_until")),
    _count("deaths"),
    Column("progress", Float, nullable=False),
    _text("words"),
    Column("cancel_requested", Boolean, nullable=False),
    _maybe("result", Json),
    *(_maybe(name) for name in ("error", "error_id")),
    UniqueConstraint("key"),
    Index(None, "state", "queued_at"),
)

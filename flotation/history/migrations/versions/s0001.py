"""The first tables. A step that was released is never changed: the next one mends it."""

import sqlalchemy as sa
from alembic import op

revision = "s0001"
down_revision = None


def upgrade():
    """Make the tables of schema s0001."""
    _audit()
    _plants()
    _surveys()
    _models()
    _advice()
    _people_and_jobs()


def _texts(*names, nullable=False):
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _counts(*names):
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _table(name, *parts, key="id"):
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")))


def _unique(table, *columns):
    name = op.f("uq_" + "_".join([table, *columns]))
    return sa.UniqueConstraint(*columns, name=name)


def _refers(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _index(table, *columns):
    op.create_index(op.f("ix_" + "_".join([table, *columns])), table, list(columns))


def _audit():
    names = ("at", "by", "action", "subject", "digest", "previous", "hash")
    _table("audit", *_counts("number"), *_texts(*names), key="number")
    _table("audit_head", *_counts("id", "number"), *_texts("hash"))


def _plants():
    _table(
        "plant_versions",
        *_counts("id", "number"),
        *_texts("plant", "sha256", "toml", "by", "comment", "at"),
        _unique("plant_versions", "plant", "number"),
    )
    names = ("plant", "item", "valid_from", "content", "by", "at")
    _table("price_versions", *_counts("id"), *_texts(*names))
    _index("price_versions", "plant", "item", "valid_from")


def _surveys():
    _table(
        "imports",
        *_counts("id", "read", "accepted", "new", "known", "amended", "replaced"),
        *_texts("plant", "source", "file_sha256", "rows_sha256", "clock", "time_column"),
        *_texts("columns", "messages", "left_out", "by", "at"),
    )
    _index("imports", "plant")
    _table(
        "survey_rows",
        *_counts("id", "import_id"),
        sa.Column("until_import", sa.Integer(), nullable=True),
        *_texts("plant", "shift", "sha256", "content", "doubtful"),
        _refers("survey_rows", "import_id", "imports.id"),
        _refers("survey_rows", "until_import", "imports.id"),
    )
    present = sa.text("until_import IS NULL")
    op.create_index(
        "uq_survey_rows_present",
        "survey_rows",
        ["plant", "shift"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )
    _table(
        "balances",
        *_counts("id"),
        *_texts("plant", "sha256", "first", "last", "content", "by", "at"),
        _unique("balances", "plant", "sha256"),
    )


def _models():
    _table(
        "models",
        sa.Column("sha256", sa.String(64), nullable=False),
        *_texts("plant", "plant_sha256", "survey_sha256", "card", "by", "at"),
        key="sha256",
    )
    _index("models", "plant")
    _table(
        "model_approvals",
        *_counts("id"),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_texts("event", "by", "why", "at"),
        _refers("model_approvals", "sha256", "models.sha256"),
    )


def _advice():
    op.create_table(
        "questions",
        sa.Column("id", sa.String(16), nullable=False),
        *_counts("version"),
        *_texts("plant", "name", "toml", "by", "at"),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_questions")),
    )
    _index("questions", "plant")
    _table(
        "plans",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.String(16), nullable=True),
        sa.Column("question_version", sa.Integer(), nullable=True),
        *_texts("plant", "by", "at"),
        key="sha256",
    )
    _index("plans", "plant")
    _table(
        "advice",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("plan_sha256", sa.String(64), nullable=False),
        *_texts("plant", "shift", "shown_to", "at"),
        _refers("advice", "plan_sha256", "plans.sha256"),
        _unique("advice", "plan_sha256", "shift", "shown_to"),
    )
    _index("advice", "plant", "shift")
    _table(
        "decisions",
        sa.Column("advice_id", sa.String(16), nullable=False),
        *_texts("kind", "reason_code", "reason", "setpoints", "by", "at"),
        _refers("decisions", "advice_id", "advice.id"),
        key="advice_id",
    )
    op.create_table(
        "outcomes",
        sa.Column("advice_id", sa.String(16), nullable=False),
        *_counts("number"),
        *_texts("recovery", "by", "at"),
        sa.Column("margin", sa.Float(), nullable=True),
        _refers("outcomes", "advice_id", "advice.id"),
        sa.PrimaryKeyConstraint("advice_id", "number", name=op.f("pk_outcomes")),
    )


def _people_and_jobs():
    _table("people", *_counts("id"), *_texts("name", "role", "by", "at"))
    _index("people", "name")
    _table(
        "jobs",
        sa.Column("id", sa.String(16), nullable=False),
        *_texts("kind", "arguments", "state", "by", "queued_at", "words"),
        *_texts("key", "worker", "started_at", "ended_at", "lease_until", nullable=True),
        *_texts("result", "error", "error_id", nullable=True),
        *_counts("deaths"),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        _unique("jobs", "key"),
    )
    _index("jobs", "state", "queued_at")

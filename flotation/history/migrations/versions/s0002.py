"""The audit refuses in the database itself that a line be changed or taken out."""

from alembic import op

revision = "s0002"
down_revision = "s0001"

SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END
"""
FUNCTION = """
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()
"""


def upgrade():
    """Add the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        trigger, verbs = SQLITE, ("UPDATE", "DELETE")
    else:
        op.execute(FUNCTION)
        trigger, verbs = POSTGRESQL, ("UPDATE", "DELETE", "TRUNCATE")
    for verb in verbs:
        op.execute(trigger.format(verb=verb))

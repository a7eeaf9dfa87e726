"""Recorded quotes behind the wall between merchants; who else may do what here."""

from alembic import context, op

from dutiful_shared.service.tenancy import JOURNAL_ROLE, REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0007_walls"
down_revision = "0006_completed"
branch_labels = None
depends_on = None

#: Of no merchant: what the law says, and what was fetched when.
_TARIFF = ("release", "measure", "line", "area", "active", "activation", "seed")
_FEEDS = ("feed", "feed_run")


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in walled(f"{schema}.quote", may="SELECT"):
        op.execute(statement)
    op.execute(f"GRANT USAGE ON SCHEMA {schema} TO {JOURNAL_ROLE}")
    op.execute(f"GRANT INSERT ON {schema}.quote TO {JOURNAL_ROLE}")
    op.execute(f"CREATE POLICY journal ON {schema}.quote FOR INSERT TO {JOURNAL_ROLE} WITH CHECK (true)")
    tariff = ", ".join(f"{schema}.tariff_{name}" for name in (*_TARIFF, *_FEEDS))
    op.execute(f"GRANT SELECT ON {tariff} TO {REQUEST_ROLE}, {SERVICE_ROLE}")
    feeds = ", ".join(f"{schema}.tariff_{name}" for name in _FEEDS)
    op.execute(f"GRANT INSERT, UPDATE, DELETE ON {feeds} TO {SERVICE_ROLE}")


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for policy in ("own_merchant", "every_merchant", "journal"):
        op.execute(f"DROP POLICY {policy} ON {schema}.quote")
    op.execute(f"ALTER TABLE {schema}.quote DISABLE ROW LEVEL SECURITY")
    roles = f"{REQUEST_ROLE}, {SERVICE_ROLE}, {JOURNAL_ROLE}"
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {roles}")
    op.execute(f"REVOKE USAGE ON SCHEMA {schema} FROM {roles}")

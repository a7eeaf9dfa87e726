"""The journal of quotes: what was asked and what was answered, byte for byte."""

from alembic import context, op

revision = "0002_quote"
down_revision = "0001_tariff"
branch_labels = None
depends_on = None

_TABLES = (
    # `json`, not `jsonb`: the recorded text must come back as it was written.
    """
    CREATE TABLE {schema}.quote (
        id             text PRIMARY KEY,
        merchant_id    text NOT NULL,
        created_at     timestamptz NOT NULL,
        expires_at     timestamptz NOT NULL,
        status         text NOT NULL CHECK (status IN ('complete', 'partial', 'degraded', 'no_import')),
        engine_version text NOT NULL,
        releases       text[] NOT NULL,
        fingerprint    text NOT NULL,
        request        json NOT NULL,
        answer         json NOT NULL
    )
    """,
    "CREATE INDEX quote_by_merchant ON {schema}.quote (merchant_id, created_at DESC)",
)


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"DROP TABLE {schema}.quote")

"""Sessions of the console: of an id its hash alone, and of a browser two names from a list."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0019_console_sessions"
down_revision = "0018_days_of_measures"
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE {schema}.console_session (
        id_hash     bytea PRIMARY KEY CHECK (octet_length(id_hash) = 32),
        merchant_id text NOT NULL,
        key_id      text NOT NULL,
        begun_at    timestamptz NOT NULL,
        seen_at     timestamptz NOT NULL,
        ended_at    timestamptz,
        browser     text NOT NULL CHECK (length(browser) <= 40),
        system      text NOT NULL CHECK (length(system) <= 40)
    )
    """,
    "CREATE INDEX console_session_of_key ON {schema}.console_session (merchant_id, key_id) WHERE ended_at IS NULL",
    "CREATE INDEX console_session_begun_at ON {schema}.console_session (begun_at)",
)


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))
    for statement in walled(f"{schema}.console_session", may="SELECT, INSERT, UPDATE"):
        op.execute(statement)


def downgrade() -> None:
    op.execute(f"DROP TABLE {context.config.attributes['schema']}.console_session")

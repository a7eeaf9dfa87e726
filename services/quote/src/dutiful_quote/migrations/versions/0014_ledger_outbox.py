"""Committed quotes on their way to the ledger."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0014_ledger_outbox"
down_revision = "0013_shop_order_quotes"
branch_labels = None
depends_on = None

_TABLE = """
    CREATE TABLE {schema}.ledger_outbox (
        position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        merchant_id    text NOT NULL,
        kind           text NOT NULL,
        subject        text NOT NULL,
        content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{{64}}$'),
        entered_at     timestamptz NOT NULL DEFAULT clock_timestamp()
    )
"""


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(_TABLE.format(schema=schema))
    for statement in walled(f"{schema}.ledger_outbox", may="SELECT, INSERT"):
        op.execute(statement)


def downgrade() -> None:
    op.execute(f"DROP TABLE {context.config.attributes['schema']}.ledger_outbox")

"""Events of orders on their way to the papers that are made of them."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0015_paper_outbox"
down_revision = "0014_ledger_outbox"
branch_labels = None
depends_on = None

_TABLE = """
    CREATE TABLE {schema}.paper_outbox (
        position         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        merchant_id      text NOT NULL,
        quote_id         text NOT NULL,
        sequence         integer NOT NULL,
        current_quote_id text NOT NULL,
        reference        text,
        at               timestamptz NOT NULL
    )
"""


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(_TABLE.format(schema=schema))
    for statement in walled(f"{schema}.paper_outbox", may="SELECT, INSERT"):
        op.execute(statement)


def downgrade() -> None:
    op.execute(f"DROP TABLE {context.config.attributes['schema']}.paper_outbox")

"""Second factors of keys for the console, and which sessions began with one."""

import sqlalchemy as sa
from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0021_second_factor"
down_revision = "0020_ordered"
branch_labels = None
depends_on = None

_TABLE = """
    CREATE TABLE {schema}.second_factor (
        key_id       text PRIMARY KEY,
        merchant_id  text NOT NULL,
        sealed       text NOT NULL,
        begun_at     timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_step    bigint NOT NULL DEFAULT 0,
        failures     smallint NOT NULL DEFAULT 0 CHECK (failures BETWEEN 0 AND 4),
        locked_until timestamptz
    )
"""


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(_TABLE.format(schema=schema))
    for statement in walled(f"{schema}.second_factor"):
        op.execute(statement)
    # An older release begins sessions without saying: none of them had a code.
    proven = sa.Column("proven", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("console_session", proven, schema=schema)


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.drop_column("console_session", "proven", schema=schema)
    op.execute(f"DROP TABLE {schema}.second_factor")

"""The settings of merchants, every version of them."""

from alembic import op

from dutiful_shared.service.tenancy import walled

revision = "0003_profile"
down_revision = "0002_roles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE account.profile (
            merchant_id text NOT NULL REFERENCES account.merchant (id),
            version     integer NOT NULL CHECK (version >= 1),
            document    jsonb NOT NULL,
            actor       text NOT NULL,
            created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (merchant_id, version)
        )
        """
    )
    op.execute("CREATE INDEX profile_created_at ON account.profile (created_at)")
    for statement in walled("account.profile", may="SELECT, INSERT"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE account.profile")

"""What was filled into a request from the merchant's settings and catalogue, so that its replay takes the same."""

from alembic import context, op

revision = "0006_completed"
down_revision = "0005_activation_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"ALTER TABLE {schema}.quote ADD COLUMN completed json")


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"ALTER TABLE {schema}.quote DROP COLUMN completed")

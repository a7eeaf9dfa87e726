"""Why an activation was made in spite of breached checks; publications may be retired."""

from alembic import context, op

revision = "0005_activation_checks"
down_revision = "0004_feed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"ALTER TABLE {schema}.tariff_activation ADD COLUMN reason text, ADD COLUMN breaches text[]")
    op.execute(f"ALTER TABLE {schema}.tariff_activation DROP CONSTRAINT tariff_activation_action_check")
    op.execute(
        f"ALTER TABLE {schema}.tariff_activation ADD CONSTRAINT tariff_activation_action_check "
        "CHECK (action IN ('activate', 'rollback', 'retire'))"
    )


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"DELETE FROM {schema}.tariff_activation WHERE action = 'retire'")  # noqa: S608 - our own schema's name
    op.execute(f"ALTER TABLE {schema}.tariff_activation DROP CONSTRAINT tariff_activation_action_check")
    op.execute(
        f"ALTER TABLE {schema}.tariff_activation ADD CONSTRAINT tariff_activation_action_check "
        "CHECK (action IN ('activate', 'rollback'))"
    )
    op.execute(f"ALTER TABLE {schema}.tariff_activation DROP COLUMN reason, DROP COLUMN breaches")

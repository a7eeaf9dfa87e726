"""Rechecks that begin by themselves when the tariff editions change, and the news of those that have ended."""

from alembic import op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0007_edition_rechecks"
down_revision = "0006_nomenclature"
branch_labels = None
depends_on = None

_STATEMENTS = (
    # Of no merchant: which editions, taken together, were ever in force here.
    """
    CREATE TABLE classify.known_editions (
        key     text PRIMARY KEY,
        seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    f"GRANT SELECT, INSERT ON classify.known_editions TO {SERVICE_ROLE}",
    f"GRANT SELECT ON classify.known_editions TO {REQUEST_ROLE}",
    "ALTER TABLE classify.recheck ADD COLUMN editions text",
    "CREATE INDEX recheck_by_merchant ON classify.recheck (merchant_id, created_at DESC)",
    """
    CREATE TABLE classify.recheck_news (
        id          text PRIMARY KEY,
        merchant_id text NOT NULL,
        data        jsonb NOT NULL,
        created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX recheck_news_created_at ON classify.recheck_news (created_at)",
    *walled("classify.recheck_news", may="SELECT"),
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE classify.recheck_news")
    op.execute("DROP INDEX classify.recheck_by_merchant")
    op.execute("ALTER TABLE classify.recheck DROP COLUMN editions")
    op.execute("DROP TABLE classify.known_editions")

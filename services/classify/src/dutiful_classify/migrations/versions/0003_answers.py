"""Answers byte for byte, whom they are for and what they rest on; what each merchant settled for them."""

from alembic import op

from dutiful_shared.service.tenancy import JOURNAL_ROLE, REQUEST_ROLE, walled

revision = "0003_answers"
down_revision = "0002_walls"
branch_labels = None
depends_on = None

_STATEMENTS = (
    # The text as it was sent: jsonb would bring the names into an order of its own.
    """
    ALTER TABLE classify.classification
        ALTER COLUMN request TYPE json USING request::text::json,
        ALTER COLUMN answer TYPE json USING answer::text::json,
        ADD COLUMN source text NOT NULL DEFAULT 'model' CHECK (source IN ('model', 'memory', 'override')),
        ADD COLUMN sku text COLLATE "C",
        ADD COLUMN fingerprint bytea,
        ADD COLUMN hs6 text,
        ADD COLUMN probability double precision,
        ADD COLUMN created_by text NOT NULL DEFAULT ''
    """,
    # Pages go along the id, which grows with time.
    "CREATE INDEX classification_by_id ON classify.classification (merchant_id, id DESC)",
    "DROP INDEX classify.classification_by_merchant",
    f"REVOKE INSERT, UPDATE, DELETE ON classify.classification FROM {REQUEST_ROLE}",
    f"GRANT USAGE ON SCHEMA classify TO {JOURNAL_ROLE}",
    f"GRANT INSERT ON classify.classification TO {JOURNAL_ROLE}",
    f"CREATE POLICY journal ON classify.classification FOR INSERT TO {JOURNAL_ROLE} WITH CHECK (true)",
    """
    CREATE TABLE classify.settings (
        merchant_id text PRIMARY KEY,
        version     integer NOT NULL,
        document    jsonb NOT NULL,
        changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        changed_by  text NOT NULL
    )
    """,
    *walled("classify.settings", may="SELECT, INSERT, UPDATE"),
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE classify.settings")
    op.execute("DROP POLICY journal ON classify.classification")
    op.execute(f"REVOKE ALL ON classify.classification FROM {JOURNAL_ROLE}")
    op.execute(f"REVOKE USAGE ON SCHEMA classify FROM {JOURNAL_ROLE}")
    op.execute(f"GRANT INSERT, UPDATE, DELETE ON classify.classification TO {REQUEST_ROLE}")
    op.execute("DROP INDEX classify.classification_by_id")
    op.execute("CREATE INDEX classification_by_merchant ON classify.classification (merchant_id, created_at DESC)")
    op.execute(
        "ALTER TABLE classify.classification DROP COLUMN source, DROP COLUMN sku, DROP COLUMN fingerprint,"
        " DROP COLUMN hs6, DROP COLUMN probability, DROP COLUMN created_by,"
        " ALTER COLUMN request TYPE jsonb USING request::jsonb, ALTER COLUMN answer TYPE jsonb USING answer::jsonb"
    )

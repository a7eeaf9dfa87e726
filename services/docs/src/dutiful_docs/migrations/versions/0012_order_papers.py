"""Papers of orders: what a merchant wants made, the orders that were told, which paper is of which event, refusals."""

from alembic import context, op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0012_order_papers"
down_revision = "0011_issued_papers"
branch_labels = None
depends_on = None

_UP = (
    """
    CREATE TABLE {schema}.order_paper_settings (
        merchant_id text PRIMARY KEY,
        content     jsonb NOT NULL,
        since       timestamptz NOT NULL,
        updated_at  timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE {schema}.order_paper (
        merchant_id      text NOT NULL,
        quote_id         text NOT NULL,
        sequence         integer NOT NULL DEFAULT 0,
        current_quote_id text,
        reference        text,
        told_at          timestamptz,
        cart             jsonb,
        quote            jsonb,
        details          jsonb NOT NULL DEFAULT '{{}}',
        wanted           text,
        batch_id         text REFERENCES {schema}.document_batch (id),
        updated_at       timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, quote_id),
        CHECK ((sequence = 0) = (cart IS NULL AND quote IS NULL AND current_quote_id IS NULL AND told_at IS NULL))
    )
    """,
    "CREATE INDEX order_paper_by_time ON {schema}.order_paper (merchant_id, updated_at DESC, quote_id DESC)",
    "ALTER TABLE {schema}.document ADD COLUMN made_for text",
    # A batch that makes papers of an order makes one version of each, whoever works on it how often.
    "CREATE UNIQUE INDEX document_made_for ON {schema}.document (id, made_for) WHERE made_for IS NOT NULL",
    "ALTER TABLE {schema}.document_batch_item ADD COLUMN order_id text",
    # Written where papers of an order are refused; the senders of webhooks read it.
    """
    CREATE TABLE {schema}.document_refused_news (
        id          text PRIMARY KEY,
        merchant_id text NOT NULL,
        data        jsonb NOT NULL,
        created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX document_refused_news_created_at ON {schema}.document_refused_news (created_at)",
)
_DOWN = (
    "DROP TABLE {schema}.document_refused_news",
    "ALTER TABLE {schema}.document_batch_item DROP COLUMN order_id",
    "ALTER TABLE {schema}.document DROP COLUMN made_for",
    "DROP TABLE {schema}.order_paper",
    "DROP TABLE {schema}.order_paper_settings",
)
_WALLED = {
    "order_paper_settings": "SELECT, INSERT, UPDATE",
    "order_paper": "SELECT, INSERT, UPDATE",
    "document_refused_news": "SELECT, INSERT",
}


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _UP:
        op.execute(statement.format(schema=schema))
    for table, may in _WALLED.items():
        for statement in walled(f"{schema}.{table}", may=may):
            op.execute(statement)


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for table in _WALLED:
        op.execute(f"REVOKE ALL ON {schema}.{table} FROM {REQUEST_ROLE}, {SERVICE_ROLE}")
    for statement in _DOWN:
        op.execute(statement.format(schema=schema))

"""Feeds: what is known of each publisher's file, and the record of every run."""

from alembic import context, op

revision = "0004_feed"
down_revision = "0002_quote"
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE {schema}.tariff_feed (
        feed             text PRIMARY KEY,
        enabled          boolean NOT NULL DEFAULT true,
        jurisdiction     text NOT NULL,
        publication      text NOT NULL,
        url              text NOT NULL,
        interval_seconds double precision NOT NULL,
        etag             text NOT NULL DEFAULT '',
        last_modified    text NOT NULL DEFAULT '',
        -- False once the server has called two different files by one validator: it is asked for the whole file then.
        trusted          boolean NOT NULL DEFAULT true,
        sha256           text NOT NULL DEFAULT '',
        bytes            bigint,
        release_id       text,
        fetched_at       timestamptz,
        last_success_at  timestamptz,
        failures         integer NOT NULL DEFAULT 0,
        due_at           timestamptz
    )
    """,
    """
    CREATE TABLE {schema}.tariff_feed_run (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        feed        text NOT NULL REFERENCES {schema}.tariff_feed,
        started_at  timestamptz NOT NULL,
        finished_at timestamptz,
        outcome     text,
        detail      text NOT NULL DEFAULT '',
        bytes       bigint,
        sha256      text,
        release_id  text,
        CHECK ((finished_at IS NULL) = (outcome IS NULL))
    )
    """,
    "CREATE INDEX tariff_feed_run_by_feed ON {schema}.tariff_feed_run (feed, id)",
)


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"DROP TABLE {schema}.tariff_feed_run")
    op.execute(f"DROP TABLE {schema}.tariff_feed")

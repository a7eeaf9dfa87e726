"""Batches that survive their process, and rechecks of what is remembered."""

from alembic import op

from dutiful_shared.service.tenancy import walled

revision = "0005_batches"
down_revision = "0004_memory"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE classify.batch (
        id           text PRIMARY KEY,
        merchant_id  text NOT NULL,
        format       text NOT NULL CHECK (format IN ('csv', 'jsonl')),
        state        text NOT NULL DEFAULT 'receiving'
                     CHECK (state IN ('receiving', 'waiting', 'running', 'done', 'failed', 'cancelled')),
        detail       text NOT NULL DEFAULT '',
        bytes        bigint NOT NULL DEFAULT 0,
        rows_read    integer NOT NULL DEFAULT 0,
        worker       text,
        leased_until timestamptz,
        created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        created_by   text NOT NULL,
        updated_at   timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX batch_open ON classify.batch (created_at) WHERE state IN ('waiting', 'running')",
    """
    CREATE TABLE classify.batch_part (
        batch       text NOT NULL REFERENCES classify.batch ON DELETE CASCADE,
        merchant_id text NOT NULL,
        number      integer NOT NULL,
        content     bytea NOT NULL,
        PRIMARY KEY (batch, number)
    )
    """,
    """
    CREATE TABLE classify.batch_row (
        batch          text NOT NULL REFERENCES classify.batch ON DELETE CASCADE,
        merchant_id    text NOT NULL,
        number         integer NOT NULL,
        classification text REFERENCES classify.classification,
        decision       text,
        faults         jsonb,
        PRIMARY KEY (batch, number),
        CHECK ((classification IS NULL) <> (faults IS NULL))
    )
    """,
    """
    CREATE TABLE classify.recheck (
        id             text PRIMARY KEY,
        merchant_id    text NOT NULL,
        state          text NOT NULL DEFAULT 'waiting'
                       CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
        model_version  text NOT NULL,
        nomenclature   text NOT NULL,
        read_to        bigint NOT NULL DEFAULT 0,
        overrides_read integer NOT NULL DEFAULT 0,
        worker         text,
        leased_until   timestamptz,
        created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
        created_by     text NOT NULL,
        updated_at     timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX recheck_open ON classify.recheck (created_at) WHERE state IN ('waiting', 'running')",
    """
    CREATE TABLE classify.recheck_finding (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        recheck         text NOT NULL REFERENCES classify.recheck ON DELETE CASCADE,
        merchant_id     text NOT NULL,
        override        text NOT NULL REFERENCES classify.memory,
        sku             text COLLATE "C",
        title           text NOT NULL,
        kind            text NOT NULL CHECK (kind IN ('gone', 'answer_changed')),
        code_system     text NOT NULL,
        code            text NOT NULL,
        successors      text[] NOT NULL,
        hs6_then        text,
        hs6_now         text,
        probability_now double precision
    )
    """,
    "CREATE INDEX recheck_finding_by_recheck ON classify.recheck_finding (recheck, id)",
)
_WALLS = {
    "classify.batch": "SELECT, INSERT, UPDATE",
    "classify.batch_part": "SELECT, INSERT",
    "classify.batch_row": "SELECT",
    "classify.recheck": "SELECT, INSERT, UPDATE",
    "classify.recheck_finding": "SELECT",
}


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
    for table, may in _WALLS.items():
        for statement in walled(table, may=may):
            op.execute(statement)


def downgrade() -> None:
    for table in ("recheck_finding", "recheck", "batch_row", "batch_part", "batch"):
        op.execute(f"DROP TABLE classify.{table}")

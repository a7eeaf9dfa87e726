"""What people decided, and the reviews in which they do.

Of the memory's rows that hold at a moment the newest one is taken: nothing is ever overwritten, and what was decided
for a while leaves the floor to what stood before. The history of reviews is only added to.
"""

from alembic import op

from dutiful_shared.service.tenancy import JOURNAL_ROLE, SERVICE_ROLE, walled

revision = "0004_memory"
down_revision = "0003_answers"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE classify.memory (
        id            text PRIMARY KEY,
        number        bigint GENERATED ALWAYS AS IDENTITY,
        merchant_id   text NOT NULL,
        sku           text COLLATE "C",
        fingerprint   bytea,
        product       json,
        codes         jsonb NOT NULL,
        reason        text NOT NULL,
        author        text NOT NULL,
        actor         text NOT NULL,
        origin        text NOT NULL CHECK (origin IN ('override', 'review', 'feedback')),
        source        text,
        model_hs6     text,
        created_at    timestamptz NOT NULL,
        valid_from    timestamptz NOT NULL,
        valid_to      timestamptz,
        CHECK (sku IS NOT NULL OR fingerprint IS NOT NULL),
        CHECK (valid_to >= valid_from)
    )
    """,
    "CREATE INDEX memory_by_sku ON classify.memory (merchant_id, sku) WHERE sku IS NOT NULL",
    "CREATE INDEX memory_by_words ON classify.memory (merchant_id, fingerprint) WHERE fingerprint IS NOT NULL",
    "CREATE INDEX memory_by_number ON classify.memory (merchant_id, number)",
    """
    CREATE TABLE classify.review (
        id             text PRIMARY KEY,
        merchant_id    text NOT NULL,
        classification text NOT NULL REFERENCES classify.classification,
        state          text NOT NULL DEFAULT 'waiting'
                       CHECK (state IN ('waiting', 'claimed', 'confirming', 'decided')),
        cause          text NOT NULL CHECK (cause IN ('decision', 'requested', 'feedback')),
        created_at     timestamptz NOT NULL,
        sku            text COLLATE "C",
        fingerprint    bytea NOT NULL,
        product        json NOT NULL,
        hs6            text,
        probability    double precision,
        note           text NOT NULL DEFAULT '',
        claimed_by     text,
        claimed_until  timestamptz,
        proposal       jsonb,
        decision       jsonb,
        confirmed_by   text,
        override       text REFERENCES classify.memory,
        CHECK ((state = 'claimed') = (claimed_by IS NOT NULL)),
        CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
        CHECK ((state = 'decided') = (decision IS NOT NULL)),
        CHECK (state <> 'confirming' OR proposal IS NOT NULL)
    )
    """,
    "CREATE INDEX review_by_id ON classify.review (merchant_id, id)",
    "CREATE INDEX review_open ON classify.review (merchant_id, fingerprint) WHERE state <> 'decided'",
    f"GRANT INSERT ON classify.review TO {JOURNAL_ROLE}",
    """
    CREATE TABLE classify.review_event (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        review      text NOT NULL REFERENCES classify.review,
        merchant_id text NOT NULL,
        at          timestamptz NOT NULL,
        actor       text NOT NULL,
        action      text NOT NULL,
        details     jsonb NOT NULL DEFAULT '{}'
    )
    """,
    "CREATE INDEX review_event_by_review ON classify.review_event (review, id)",
    """
    CREATE TABLE classify.feedback (
        id             text PRIMARY KEY,
        merchant_id    text NOT NULL,
        classification text NOT NULL REFERENCES classify.classification,
        was_right      boolean NOT NULL,
        codes          jsonb,
        author         text NOT NULL,
        actor          text NOT NULL,
        note           text NOT NULL,
        effect         text NOT NULL CHECK (effect IN ('none', 'remembered', 'review')),
        override       text REFERENCES classify.memory,
        review         text REFERENCES classify.review,
        created_at     timestamptz NOT NULL
    )
    """,
    "CREATE INDEX feedback_by_classification ON classify.feedback (classification)",
)
_WALLS = {
    "classify.memory": "SELECT, INSERT, UPDATE",
    "classify.review": "SELECT, INSERT, UPDATE",
    "classify.review_event": "SELECT, INSERT",
    "classify.feedback": "SELECT, INSERT",
}


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
    for table, may in _WALLS.items():
        for statement in walled(table, may=may):
            op.execute(statement)
    op.execute(f"CREATE POLICY journal ON classify.review FOR INSERT TO {JOURNAL_ROLE} WITH CHECK (true)")
    op.execute(f"REVOKE UPDATE, DELETE ON classify.review_event FROM {SERVICE_ROLE}")


def downgrade() -> None:
    for table in ("feedback", "review_event", "review", "memory"):
        op.execute(f"DROP TABLE classify.{table}")

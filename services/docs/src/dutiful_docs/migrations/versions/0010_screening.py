"""Lists of sanctioned parties in editions; merchants' screenings, their runs, and what is held."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0010_screening"
down_revision = "0009_returns"
branch_labels = None
depends_on = None

_LISTS = ("screening_activation", "screening_active", "screening_entry", "screening_edition")
_WALLED = ("screening_hold", "screening_run", "screening")


def upgrade() -> None:
    _lists()
    _screenings()
    for table in _LISTS:
        op.execute(f"GRANT SELECT ON docs.{table} TO {REQUEST_ROLE}, {SERVICE_ROLE}")
    for table in _WALLED:
        # What was found stays found: a request adds and decides, it removes nothing.
        may = "SELECT, INSERT" if table == "screening_run" else "SELECT, INSERT, UPDATE"
        for statement in walled(f"docs.{table}", may=may):
            op.execute(statement)


def _lists() -> None:
    op.create_table(
        "screening_edition",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("list_id", sa.Text, nullable=False),
        sa.Column("list_date", sa.Date, nullable=False, comment="the day the publisher gives"),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False, comment="SHA-256 of the files"),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("names", sa.Integer, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Text, nullable=False),
        sa.UniqueConstraint("list_id", "digest", "list_date", name="screening_edition_once"),
        schema="docs",
    )
    op.create_table(
        "screening_entry",
        sa.Column("edition_id", sa.Text, sa.ForeignKey("docs.screening_edition.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content", pg.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "number"),
        schema="docs",
    )
    op.create_table(
        "screening_active",
        sa.Column("list_id", sa.Text, primary_key=True),
        sa.Column("edition_id", sa.Text, sa.ForeignKey("docs.screening_edition.id"), nullable=False),
        sa.Column(
            "verified_on", sa.Date, nullable=False, comment="last day on which it was found to be the current one"
        ),
        schema="docs",
    )
    op.create_table(
        "screening_activation",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("list_id", sa.Text, nullable=False),
        sa.Column("edition_id", sa.Text, nullable=False),
        sa.Column("previous_id", sa.Text, nullable=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        schema="docs",
    )


def _screenings() -> None:
    op.create_table(
        "screening",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False, comment="the merchant's own, such as an order's number"),
        sa.Column("parties", pg.JSONB, nullable=False),
        sa.Column("restrictions", pg.JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("verdict", pg.JSONB, nullable=False),
        sa.Column("lists_key", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("runs", sa.Integer, nullable=False, server_default="1"),
        schema="docs",
    )
    op.create_index("screening_by_age", "screening", ["created_at"], schema="docs")
    op.create_index("screening_by_merchant", "screening", ["merchant_id", sa.text("created_at DESC")], schema="docs")
    op.create_table(
        "screening_run",
        sa.Column("screening_id", sa.Text, sa.ForeignKey("docs.screening.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("verdict", pg.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("screening_id", "number"),
        schema="docs",
    )
    op.create_table(
        "screening_hold",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("screening_id", sa.Text, sa.ForeignKey("docs.screening.id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("hits", pg.JSONB, nullable=False),
        sa.Column("restrictions", pg.JSONB, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Text, nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_by", sa.Text, nullable=True, comment="who released it first, where four eyes must see it"),
        sa.Column("first_reason", sa.Text, nullable=True),
        sa.Column("decided_by", sa.Text, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.CheckConstraint("state IN ('open', 'claimed', 'released', 'confirmed')", name="screening_hold_state"),
        sa.CheckConstraint(
            "(state IN ('released', 'confirmed')) = (decided_by IS NOT NULL AND reason IS NOT NULL)",
            name="screening_hold_decided",
        ),
        schema="docs",
    )
    op.create_index("screening_hold_queue", "screening_hold", ["merchant_id", "state", "opened_at"], schema="docs")
    op.create_index("screening_hold_of", "screening_hold", ["screening_id"], schema="docs")


def downgrade() -> None:
    for table in (*_WALLED, *_LISTS):
        op.drop_table(table, schema="docs")

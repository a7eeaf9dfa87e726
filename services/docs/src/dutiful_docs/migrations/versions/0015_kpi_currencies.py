"""A charge in another currency leaves the sum unknown that it belongs to: duties and taxes, or fees, and not both."""

from alembic import context, op

revision = "0015_kpi_currencies"
down_revision = "0014_feed_formats"
branch_labels = None
depends_on = None

# The columns are those of before; `border` and `fees` say which charges make which sum unknown.
_KPI_SHIPMENT = """
    CREATE OR REPLACE VIEW {schema}.kpi_shipment WITH (security_invoker = true) AS
    SELECT s.id AS shipment_id, s.merchant_id, s.order_reference, s.carrier, s.lane,
           s.shipped_at, CAST(s.shipped_at AT TIME ZONE 'UTC' AS date) AS shipped_on,
           s.milestone, s.held, s.held_for_papers, s.began_at, s.cleared_at,
           CASE WHEN s.cleared_at >= s.began_at
                THEN round(extract(epoch FROM s.cleared_at - s.began_at) / 3600, 4) END AS clearance_hours,
           s.currency, s.revenue, s.shipping_cost,
           CASE WHEN coalesce(c.foreign_border, false) OR coalesce(e.foreign_currency, false) THEN NULL
                WHEN c.border IS NULL AND e.border IS NULL THEN NULL
                ELSE coalesce(c.border, 0) + coalesce(e.border, 0) END AS duties_and_taxes,
           CASE WHEN c.border IS NULL AND e.border IS NULL THEN NULL
                WHEN c.border IS NULL THEN 'expected'
                WHEN e.border IS NULL THEN 'charged' ELSE 'both' END AS duties_and_taxes_from,
           CASE WHEN coalesce(c.foreign_fees, false) THEN NULL ELSE c.fees END AS carrier_fees,
           CASE WHEN coalesce(c.foreign_fees, false) THEN NULL
                ELSE s.shipping_cost + coalesce(c.fees, 0) END AS cost,
           CASE WHEN f.scale = 'stars' THEN f.score END AS stars,
           CASE WHEN f.scale = 'nps' THEN f.score END AS nps
    FROM {schema}.shipment s
    LEFT JOIN {schema}.shipment_feedback f ON f.shipment_id = s.id
    LEFT JOIN LATERAL (
        SELECT sum(l.amount) FILTER (WHERE l.kind <> 'fee') AS border,
               sum(l.amount) FILTER (WHERE l.kind = 'fee') AS fees,
               bool_or(l.currency <> s.currency) {border} AS foreign_border,
               bool_or(l.currency <> s.currency) {fees} AS foreign_fees,
               array_agg(DISTINCT l.kind) AS kinds
        FROM {schema}.charge_line l WHERE l.shipment_id = s.id
    ) c ON true
    LEFT JOIN LATERAL (
        SELECT sum(CAST(x->>'amount' AS numeric)) AS border, bool_or(x->>'currency' <> s.currency) AS foreign_currency
        FROM jsonb_array_elements(s.content->'expected') x
        WHERE x->>'kind' <> 'fee'
          AND NOT (coalesce(CAST(x->>'at_border' AS boolean), true)
                   AND (x->>'kind' = ANY(coalesce(c.kinds, '{{}}'))
                        OR (x->>'kind' = 'additional_duty' AND 'duty' = ANY(coalesce(c.kinds, '{{}}')))))
    ) e ON true
"""


def upgrade() -> None:
    _replace("FILTER (WHERE l.kind <> 'fee')", "FILTER (WHERE l.kind = 'fee')")


def downgrade() -> None:
    _replace("", "")


def _replace(border: str, fees: str) -> None:
    schema = context.config.attributes["schema"]
    op.execute(_KPI_SHIPMENT.format(schema=schema, border=border, fees=fees))

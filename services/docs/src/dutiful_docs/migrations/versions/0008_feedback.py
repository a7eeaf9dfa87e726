"""What shoppers say of shipments, and the views that KPIs are read from."""

from alembic import context, op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0008_feedback"
down_revision = "0007_charges"
branch_labels = None
depends_on = None

_FEEDBACK = """
    CREATE TABLE {schema}.shipment_feedback (
        shipment_id text PRIMARY KEY REFERENCES {schema}.shipment (id),
        merchant_id text NOT NULL,
        scale       text NOT NULL CHECK (scale IN ('stars', 'nps')),
        score       smallint NOT NULL CHECK (score BETWEEN CASE scale WHEN 'stars' THEN 1 ELSE 0 END
                                                       AND CASE scale WHEN 'stars' THEN 5 ELSE 10 END),
        comment     text,
        given_at    timestamptz NOT NULL
    )
"""
# One row a shipment. `security_invoker`: whoever reads the view sees what they may see of the tables.
# Of a kind that was charged the charge counts, of all others what was expected; an amount in another currency than the
# shipment's leaves the sum unknown.
_KPI_SHIPMENT = """
    CREATE VIEW {schema}.kpi_shipment WITH (security_invoker = true) AS
    SELECT s.id AS shipment_id, s.merchant_id, s.order_reference, s.carrier, s.lane,
           s.shipped_at, CAST(s.shipped_at AT TIME ZONE 'UTC' AS date) AS shipped_on,
           s.milestone, s.held, s.held_for_papers, s.began_at, s.cleared_at,
           CASE WHEN s.cleared_at >= s.began_at
                THEN round(extract(epoch FROM s.cleared_at - s.began_at) / 3600, 4) END AS clearance_hours,
           s.currency, s.revenue, s.shipping_cost,
           CASE WHEN coalesce(c.foreign_currency, false) OR coalesce(e.foreign_currency, false) THEN NULL
                WHEN c.border IS NULL AND e.border IS NULL THEN NULL
                ELSE coalesce(c.border, 0) + coalesce(e.border, 0) END AS duties_and_taxes,
           CASE WHEN c.border IS NULL AND e.border IS NULL THEN NULL
                WHEN c.border IS NULL THEN 'expected'
                WHEN e.border IS NULL THEN 'charged' ELSE 'both' END AS duties_and_taxes_from,
           CASE WHEN coalesce(c.foreign_currency, false) THEN NULL ELSE c.fees END AS carrier_fees,
           CASE WHEN coalesce(c.foreign_currency, false) THEN NULL
                ELSE s.shipping_cost + coalesce(c.fees, 0) END AS cost,
           CASE WHEN f.scale = 'stars' THEN f.score END AS stars,
           CASE WHEN f.scale = 'nps' THEN f.score END AS nps
    FROM {schema}.shipment s
    LEFT JOIN {schema}.shipment_feedback f ON f.shipment_id = s.id
    LEFT JOIN LATERAL (
        SELECT sum(l.amount) FILTER (WHERE l.kind <> 'fee') AS border,
               sum(l.amount) FILTER (WHERE l.kind = 'fee') AS fees,
               bool_or(l.currency <> s.currency) AS foreign_currency, array_agg(DISTINCT l.kind) AS kinds
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
# The measures of a day, lane, carrier and currency, for tools that draw rather than compute.
_KPI_DAILY = """
    CREATE VIEW {schema}.kpi_daily WITH (security_invoker = true) AS
    SELECT merchant_id, shipped_on, lane, carrier, currency,
           count(*) AS shipments,
           count(clearance_hours) AS cleared,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY clearance_hours) AS clearance_hours_median,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY clearance_hours) AS clearance_hours_p90,
           count(*) FILTER (WHERE held_for_papers) AS held_for_papers,
           sum(revenue) FILTER (WHERE duties_and_taxes IS NOT NULL) AS revenue_with_duties_and_taxes,
           sum(duties_and_taxes) FILTER (WHERE revenue IS NOT NULL) AS duties_and_taxes,
           sum(cost) AS cost, count(cost) AS shipments_with_cost,
           sum(stars) AS stars, count(stars) AS answers_in_stars,
           count(*) FILTER (WHERE nps >= 9) AS promoters, count(*) FILTER (WHERE nps <= 6) AS detractors,
           count(nps) AS answers_in_nps
    FROM {schema}.kpi_shipment
    GROUP BY merchant_id, shipped_on, lane, carrier, currency
"""
_VIEWS = ("kpi_daily", "kpi_shipment")


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(_FEEDBACK.format(schema=schema))
    for statement in walled(f"{schema}.shipment_feedback", may="SELECT, INSERT, UPDATE"):
        op.execute(statement)
    op.execute(_KPI_SHIPMENT.format(schema=schema))
    op.execute(_KPI_DAILY.format(schema=schema))
    for view in _VIEWS:
        op.execute(f"GRANT SELECT ON {schema}.{view} TO {REQUEST_ROLE}, {SERVICE_ROLE}")


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for view in _VIEWS:
        op.execute(f"DROP VIEW {schema}.{view}")
    op.execute(f"DROP TABLE {schema}.shipment_feedback")

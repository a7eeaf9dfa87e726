"""What each column of the views means, where BI tools show it."""

from alembic import context, op

revision = "0018_kpi_comments"
down_revision = "0017_shadow_quotes"
branch_labels = None
depends_on = None

_LANE = "country of dispatch and country of destination (ISO 3166-1 alpha-2), with a hyphen"
_CURRENCY = "of all money of the row, ISO 4217"
_SHIPPED_ON = "day of shipment, UTC"
_MERCHANT = "whose shipments they are"
_CARRIER = "as the shipment names it"
_COLUMNS = {
    "kpi_shipment": {
        "shipment_id": "id of the dossier; one row each",
        "merchant_id": _MERCHANT,
        "order_reference": "order of the merchant",
        "carrier": _CARRIER,
        "lane": _LANE,
        "shipped_at": "when it was sent, or told of where that is not stated",
        "shipped_on": _SHIPPED_ON,
        "milestone": "of the parcel furthest behind, or held; null before the first event",
        "held": "whether a hold lasts",
        "held_for_papers": "whether any hold, past ones too, was for documents or data",
        "began_at": "first arrival or presentation of a parcel",
        "cleared_at": "release of the last parcel; null until then",
        "clearance_hours": "hours from began_at to cleared_at; null unless both are known, in this order",
        "currency": _CURRENCY,
        "revenue": "value of the lines, in currency; null where no lines were told",
        "shipping_cost": "what the carriage costs the merchant, in currency",
        "duties_and_taxes": "those charged, and those expected of kinds not charged; null where one is in another "
        "currency",
        "duties_and_taxes_from": "charged, expected or both",
        "carrier_fees": "fees that were charged, in currency; null where none were, or one is in another currency",
        "cost": "shipping_cost and carrier_fees, in currency",
        "stars": "answer of the shopper from 1 to 5",
        "nps": "answer of the shopper from 0 to 10",
    },
    "kpi_daily": {
        "merchant_id": _MERCHANT,
        "shipped_on": _SHIPPED_ON,
        "lane": _LANE,
        "carrier": _CARRIER,
        "currency": _CURRENCY,
        "shipments": "how many",
        "cleared": "how many of them have clearance hours",
        "clearance_hours_median": "hours, interpolated; medians of days must not be averaged",
        "clearance_hours_p90": "hours, interpolated; percentiles of days must not be averaged",
        "held_for_papers": "how many were ever held for documents or data; over shipments it is the error rate",
        "revenue_with_duties_and_taxes": "sum in currency over shipments whose duties and taxes are known too",
        "duties_and_taxes": "sum in currency over shipments whose revenue is known; over the column before, the share",
        "cost": "sum in currency over shipments_with_cost",
        "shipments_with_cost": "how many have a cost",
        "stars": "sum of the answers from 1 to 5; over answers_in_stars it is their mean",
        "answers_in_stars": "how many answered in stars",
        "promoters": "how many answered 9 or 10",
        "detractors": "how many answered 0 to 6; promoters less detractors over answers_in_nps is the NPS",
        "answers_in_nps": "how many answered from 0 to 10",
    },
}


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for view, columns in _COLUMNS.items():
        for column, meaning in columns.items():
            op.execute(f"COMMENT ON COLUMN {schema}.{view}.{column} IS '{meaning}'")


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for view, columns in _COLUMNS.items():
        for column in columns:
            op.execute(f"COMMENT ON COLUMN {schema}.{view}.{column} IS NULL")

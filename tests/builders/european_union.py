"""The law of the European Union in a few measures, and parcels to Germany under it."""

from datetime import date
from decimal import Decimal
from typing import Any

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import Fixed
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import AreaMember, Measure, MeasureKind, Mode
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

ON = date(2026, 11, 20)
_LIMIT = {"value_at_most": "150", "value_currency": "EUR", "value_of": "goods"}
_GIFT = {"seller": "consumer", "buyer": "consumer", "purpose": "gift"}
ITEM = Fixed(Decimal(3), "EUR")
CODES = ("6109100010", "640399", "6403999690", "610910", "490199", "220421", "2204210600", "2204210700")
LINES = ("6403999690", "6109100010", "4901990000", "2204210600", "2204210700")


def relief(programme: str, **changes: Any) -> Measure:
    return measure(MeasureKind.RELIEF, programme, **changes)


def notice(programme: str, **changes: Any) -> Measure:
    return measure(MeasureKind.NOTICE, programme, **changes)


def measures() -> list[Measure]:
    return [
        duty("640399", percent("8")),
        duty("610910", percent("12")),
        duty("490199", percent("0")),
        duty("220421", percent("10")),
        measure(MeasureKind.VAT, "standard", percent("19"), destination="DE"),
        measure(
            MeasureKind.FLAT_DUTY,
            "low_value_item",
            ITEM,
            conditions={**_LIMIT, "buyer": "consumer"},
            valid_from=date(2026, 7, 1),
            valid_to=date(2028, 7, 1),
        ),
        relief("ioss_limit", conditions={**_LIMIT, "not_goods": "2204"}),
        relief("gift_relief", conditions={**_LIMIT, **_GIFT, "value_at_most": "45"}),
        measure(
            MeasureKind.FLAT_DUTY,
            "gift_flat_rate",
            percent("2.5"),
            conditions={**_LIMIT, **_GIFT, "value_at_most": "700"},
        ),
        notice("item_duty_in_ioss_base", mode=Mode.UNRESOLVED),
        measure(
            MeasureKind.FEE,
            "union_handling_fee",
            Fixed(Decimal(2), "EUR"),
            mode=Mode.UNRESOLVED,
            conditions={"per": "item", "buyer": "consumer", "seller": "business"},
            valid_from=date(2026, 11, 1),
        ),
        measure(
            MeasureKind.PREFERENCE,
            "preference_VN",
            percent("1"),
            goods_code="640399",
            areas=("VN",),
            conditions={"claim": "1"},
        ),
        measure(MeasureKind.AGREEMENT, "eu_japan", name="EU-Japan agreement", areas=("EU:japan",)),
        notice("us_industrial_goods", areas=("US",)),
    ]


def eu_law(
    *more: Measure, without: tuple[str, ...] = (), on: date = ON, destination: str = "DE", **profile: str
) -> Law:
    """The law with some measures more and without those of some programmes."""
    every = [one for one in measures() if one.programme not in without]
    return law(
        [*every, *more],
        codes=CODES,
        lines=LINES,
        jurisdiction="EU",
        destination=destination,
        areas=[AreaMember("EU:japan", "JP")],
        on=on,
        profile={
            "currency": "EUR",
            "valuation_basis": "CIF",
            "tax_base": "customs_value duty excise freight",
            "freight_to_border": "yes",
            **profile,
        },
    )


def goods(*rows: tuple[str, str, str], **changes: Any) -> list[GoodsLine]:
    """Lines of (code, value, origin) with product identifiers; `changes` are for all of them."""
    return [
        line(code, value, origin=origin, id=str(i), index=i, has_product_identifier=True, **changes)
        for i, (code, value, origin) in enumerate(rows, 1)
    ]


def to_germany(
    *lines: GoodsLine, rules: Law | None = None, rates: Exchange | None = None, **changes: Any
) -> Assessment:
    """A parcel with 10 of shipping, in euro where `changes` do not say otherwise."""
    rules = rules or eu_law()
    shipment = {"currency": "EUR", "shipping": Decimal(10), "import_date": rules.on, **changes}
    cart = consignment(*lines, jurisdiction="EU", tax_territory=rules.destination, ship_to="DE", **shipment)
    return assess(cart, rules, rates or exchange("EUR"))


def notes(assessment: Assessment) -> dict[str, str]:
    """What was assumed, by the fact that it is about."""
    return {note.fact: note.text for note in assessment.assumptions}

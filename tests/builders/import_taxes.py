"""An order into a country whose taxes on import are given as measures, beside a duty of 20 %."""

from decimal import Decimal

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.measure import Measure, MeasureKind
from tests.builders.tariff import consignment, duty, exchange, law, measure, percent

ORDINARY = duty("610910", percent("20"))


def tax(rate: str | None, programme: str = "standard", **changes: object) -> Measure:
    """A tax of `rate` percent; None for one of unknown height."""
    kind = changes.pop("kind", MeasureKind.VAT)
    values = {"rate_text": f"{rate}%" if rate else "", "id": f"XX:{programme}:{rate}:{changes.get('conditions')}"}
    return measure(kind, programme, percent(rate) if rate else None, **{**values, **changes})


def assessed(*measures: Measure, cart: Consignment | None = None, **profile: str) -> Assessment:
    """What the order owes where these taxes are the law; `profile` as facts of a country have it."""
    return assess(cart or consignment(), law([ORDINARY, *measures], profile=profile), exchange())


def charged(assessment: Assessment) -> dict[str, Decimal]:
    """Tax or levy -> its amount."""
    return {charge.programme: charge.assessed.amount for charge in assessment.all_charges()}

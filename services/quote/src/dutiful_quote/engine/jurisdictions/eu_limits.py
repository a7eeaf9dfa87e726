"""What it means for the law of the Union, which speaks in euro, that the destination has another currency.

There a limit is an amount of national currency: fixed once a year by the rate of the first working day of October,
perhaps rounded, and perhaps kept while that rate moves it by less than 5 % (Directive 2006/112/EC, Art. 369zc; of
customs reliefs Regulation (EU) No 952/2013, Art. 53(2)). Those amounts are not at hand: values are compared with the
limit at the customs rate of the month, and near the limit the answer says so.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.shipment import shipment_meets

#: Programmes of which nothing is due, or something else, up to a limit in euro.
_LIMITED: Final = (
    (MeasureKind.RELIEF, "low_value_duty"),
    (MeasureKind.FLAT_DUTY, "low_value_item"),
    (MeasureKind.RELIEF, "ioss_limit"),
    (MeasureKind.RELIEF, "gift_relief"),
)
#: How far from the limit, as a share of it, the national amount may lie: what a state may keep, rounding, and the way
#: that the rate has gone since October.
_NEAR: Final = Decimal("0.10")


def note_national_limits(case: Case, law: Law) -> None:
    """Say near a limit that `law` gives in euro that the amount in the currency of the destination decides."""
    notice = next(iter(law.of_territory(MeasureKind.NOTICE, "national_limits")), None)
    if notice is None:
        return
    for limit in sorted({limit for limit in _limits(case, law) if _is_near(case, limit)}):
        text = (
            f"The goods are compared with EUR {limit:f} at the customs rate of the month. For "
            f"{case.consignment.ship_to} the limit is an amount of national currency, fixed once a year and rounded "
            f"({notice.legal_reference.text}); it is not in the loaded facts, and goods this near may be on its other "
            "side."
        )
        case.assumptions.append(Assumption("limit_in_national_currency", f"{limit:f} EUR", text, "/ship_to/country"))


def note_assessment_in_euro(case: Case) -> None:
    """Say that what such a member state assesses at import in its own currency is rounded to the cent of the euro."""
    if not case.law.of_territory(MeasureKind.NOTICE, "national_limits"):
        return
    if any(charge.follows_incoterm for state in case.lines for charge in state.charges):
        text = (
            "The charges of the import are worked out in euro and rounded to its cent. "
            f"{case.consignment.ship_to} assesses them in its own currency, so the last digits may differ."
        )
        case.assumptions.append(Assumption("assessment_currency", "EUR", text, "/ship_to/country"))


def _limits(case: Case, law: Law) -> Iterator[Decimal]:
    for kind, programme in _LIMITED:
        for measure in law.of_territory(kind, programme):
            if shipment_meets(case.consignment, measure):
                yield _limit(measure)


def _limit(measure: Measure) -> Decimal:
    return Decimal(measure.conditions["value_at_most"])


def _is_near(case: Case, limit: Decimal) -> bool:
    national = case.in_currency(limit, "EUR")
    return national is not None and abs(case.valuation.paid - national) <= national * _NEAR

"""Whether a measure's conditions of value, transport, buyer and scheme hold for a consignment."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode, covers_origin, outside
from dutiful_quote.engine.shipment import shipment_meets

#: The conditions that hold a value against a limit.
_LIMITS: Final = ("value_at_most", "value_over")


def relief(case: Case, programme: str, payable: Decimal | None = None) -> Measure | None:
    """The territory's relief of that name, if it applies to the whole consignment as it stands.

    `payable` is the duty or tax that a relief "by amount payable" looks at; without it such reliefs do not apply.
    """
    return next((one for one in _reliefs(case, programme, payable) if one.mode is not Mode.UNRESOLVED), None)


def doubtful_relief(case: Case, programme: str, payable: Decimal | None = None) -> Measure | None:
    """A relief that the sources disagree about, or of which they do not say to whom it is given."""
    return next((one for one in _reliefs(case, programme, payable) if one.mode is Mode.UNRESOLVED), None)


def _reliefs(case: Case, programme: str, payable: Decimal | None) -> Iterator[Measure]:
    for measure in case.law.of_territory(MeasureKind.RELIEF, programme):
        if (
            holds(case, measure, payable)
            and not excluded_goods(case, measure)
            and _all_origins(case, measure, case.law)
        ):
            yield measure


def relief_of_goods(case: Case, programme: str, law: Law | None = None) -> Measure | None:
    """The relief of that name, if the consignment may have it; goods that it names stay outside.

    `law` is one that stands beside the territory's own, where that is not meant.
    """
    law = law or case.law
    for measure in law.of_territory(MeasureKind.RELIEF, programme):
        if holds(case, measure) and _all_origins(case, measure, law):
            return measure
    return None


def within(state: LineState, measure: Measure) -> bool:
    """Whether the goods of the line are not of a kind that the measure leaves out."""
    return not outside(measure, state.line.code)


def holds(case: Case, measure: Measure, payable: Decimal | None = None) -> bool:
    """Whether the conditions on the consignment hold (not those on the goods).

    `payable` is the duty or tax that a threshold "by amount payable" (Switzerland) looks at.
    """
    return shipment_meets(case.consignment, measure) and _value_holds(case, measure, payable)


def has_limit(measure: Measure) -> bool:
    """Whether it depends on what the goods are worth, or come to."""
    return not measure.conditions.keys().isdisjoint(_LIMITS)


def excluded_goods(case: Case, measure: Measure) -> bool:
    """Whether a line is of a kind that the measure names as outside it."""
    return any(outside(measure, line.code) for line in case.consignment.lines)


def perhaps_excluded(case: Case, measure: Measure) -> bool:
    """Whether the measure leaves goods out and the code of a line is not known, so that it may be one of them."""
    return "not_goods" in measure.conditions and not all(line.code for line in case.consignment.lines)


def _all_origins(case: Case, measure: Measure, law: Law) -> bool:
    """Whether the measure covers the origin of every line."""
    return all(
        covers_origin(measure, origin, law.groups_of(origin))
        for origin in {line.origin for line in case.consignment.lines}
    )


def _value_holds(case: Case, measure: Measure, payable: Decimal | None) -> bool:
    conditions = measure.conditions
    if not has_limit(measure):
        return True
    currency = conditions.get("value_currency", case.currency)
    compared = compared_value(case, conditions.get("value_of", "goods"), payable)
    for name in _LIMITS:
        if name not in conditions:
            continue
        limit = case.in_currency(Decimal(conditions[name]), currency)
        if limit is None or compared is None:
            return False
        if compared > limit if name == "value_at_most" else compared <= limit:
            return False
    return True


def compared_value(case: Case, value_of: str, payable: Decimal | None) -> Decimal | None:
    """The value that a threshold is compared with, in the destination's currency."""
    if value_of == "customs_value":
        return case.valuation.customs_value
    if value_of == "claimed":
        return sum((state.value.goods for state in case.lines if state.line.claims_preference), Decimal(0))
    if value_of in {"duty", "tax"}:
        return payable
    if value_of == "item":
        return max(state.value.goods / state.line.quantity for state in case.lines)
    # Not the rounded sum: goods of USD 50 must be within a limit of USD 50 in every currency.
    return case.valuation.paid

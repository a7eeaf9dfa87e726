"""What of a quote is due at checkout, by the Incoterm and by the merchant's policy for amounts that are not known.

Never an unknown amount as zero: what the policy does not let through is refused, and the shop's own fallback applies.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from dutiful_quote.channels.bigcommerce.refusals import Refusal, TaxRefusedError
from dutiful_quote.channels.bigcommerce.tax_components import Component, component_of
from dutiful_shared.contract.incoterm import INCOTERM_RULES, Incoterm
from dutiful_shared.contract.merchant import OnUnknown
from dutiful_shared.contract.money import apportion, minor_unit

_ZERO: Final = Decimal(0)
Parts = Mapping[Component, Decimal]


@dataclass(frozen=True, slots=True)
class Due:
    """What is collected at checkout, in the cart's currency.

    Attributes:
        delivery: how the order goes at these amounts.
        lines: by line, its parts.
        consignments: by consignment, what belongs to none of its lines.
        goods: what the goods cost without what their prices included.
        tax_names: what the quote calls its taxes.
        included: the tax of each line: by it, what the prices included is shared over them.
    """

    delivery: Literal["ddp", "dap"]
    lines: Mapping[str, Parts]
    consignments: Mapping[str, Parts]
    goods: Decimal
    tax_names: frozenset[str]
    included: Mapping[str, Decimal]


def due_at_checkout(answer: Mapping[str, Any], policy: OnUnknown, schemes: bool) -> Due:
    """What is due of an answered quote (`QuoteAnswer` as plain values).

    Args:
        schemes: whether the seller is registered for a tax on sales to the destination.

    Raises:
        TaxRefusedError: the shop's own taxes apply.
    """
    if any(found["blocks"] for found in answer["restrictions"]):
        raise TaxRefusedError(Refusal.BLOCKED, "A control keeps goods of this cart out of the destination.")
    if answer["status"] == "no_import":
        raise TaxRefusedError(Refusal.DOMESTIC, "No customs border is crossed.")
    prepaid = INCOTERM_RULES[Incoterm(answer["incoterm"])].import_charges == "seller"
    if answer["status"] == "degraded" and policy is OnUnknown.REFUSE:
        raise TaxRefusedError(Refusal.UNKNOWN_AMOUNT, "The quote rests on facts older than allowed.")
    highest = None
    if answer["status"] == "partial":
        if policy is OnUnknown.REFUSE:
            raise TaxRefusedError(Refusal.UNKNOWN_AMOUNT, "An amount is not known, and the settings refuse such carts.")
        highest = _highest(answer) if prepaid and policy is OnUnknown.CHARGE_MAX else None
        prepaid = highest is not None
        if highest is None and _supply_tax_unknown(answer, schemes):
            raise TaxRefusedError(Refusal.UNKNOWN_AMOUNT, "The tax on the sale is not known.")
    return _due(answer, "ddp" if prepaid else "dap", highest)


def _due(answer: Mapping[str, Any], delivery: Literal["ddp", "dap"], highest: Decimal | None) -> Due:
    lines: dict[str, dict[Component, Decimal]] = {line["id"]: defaultdict(Decimal) for line in answer["lines"]}
    consignments: dict[str, dict[Component, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    names: set[str] = set()
    included: dict[str, Decimal] = defaultdict(Decimal)
    for line, charge in placed_charges(answer):
        amount = Decimal(charge["amount"]["amount"])
        if charge["kind"] == "tax":
            names.add(charge["name"])
            if line is not None:
                included[line] += amount
        if delivery not in charge["applies_to"] or _collected(charge, delivery) != "checkout":
            continue
        target = lines[line] if line is not None else consignments[consignment_of(charge)]
        target[component_of(charge)] += amount
    if highest is not None:
        _spread(answer, lines, highest)
    goods = Decimal(answer["goods_total"]["amount"])
    return Due(delivery, lines, consignments, goods, frozenset(names), included)


def placed_charges(answer: Mapping[str, Any]) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Every charge with the line it belongs to, None for those of a consignment."""
    for line in answer["lines"]:
        yield from ((line["id"], charge) for charge in line["charges"])
    yield from ((None, charge) for charge in answer["charges"])


def consignment_of(charge: Mapping[str, Any]) -> str:
    """The consignment that a charge belongs to: its id begins with it."""
    consignment: str = charge["id"].rpartition("-")[0]
    return consignment


def _collected(charge: Mapping[str, Any], delivery: str) -> str:
    if not charge["follows_incoterm"]:
        collected: str = charge["collected"]
        return collected
    return "checkout" if delivery == "ddp" else "delivery"


def _highest(answer: Mapping[str, Any]) -> Decimal | None:
    """What the unknown amounts come to at most; None where nothing bounds them."""
    estimate = answer["estimate"]
    if estimate is None or estimate["max"] is None:
        return None
    known = sum(
        (
            Decimal(charge["amount"]["amount"])
            for _, charge in placed_charges(answer)
            if charge["collected"] != "carrier_cost" and "ddp" in charge["applies_to"]
        ),
        _ZERO,
    )
    before = sum((Decimal(answer[name]["amount"]) for name in ("goods_total", "shipping", "insurance")), _ZERO)
    return max(Decimal(estimate["max"]) - before - known, _ZERO)


def _spread(answer: Mapping[str, Any], lines: dict[str, dict[Component, Decimal]], highest: Decimal) -> None:
    """Share the highest unknown amount over the lines whose amounts are not known, by their value."""
    unknown = [line for line in answer["lines"] if not line["calculable"]] or list(answer["lines"])
    weights = [Decimal(line["goods_value"]["amount"]) for line in unknown]
    for line, share in zip(unknown, apportion(highest, weights, minor_unit(answer["currency"])), strict=True):
        lines[line["id"]][Component.ESTIMATE] += share


def _supply_tax_unknown(answer: Mapping[str, Any], schemes: bool) -> bool:
    """Whether a tax on the sale, which is due at checkout whatever the Incoterm, may be due and is not known.

    It may rest on the duty, and on what the goods are: so it is not known of a consignment whose lines are not.
    """
    unknown = {line["consignment"] for line in answer["lines"] if not line["calculable"]}
    if not unknown:
        return False
    taxed = {
        consignment_of(charge)
        for _, charge in placed_charges(answer)
        if component_of(charge) is Component.SALE_TAX and charge["collected"] == "checkout"
    }
    without_code = {line["consignment"] for line in answer["lines"] if line["tariff_code"] is None}
    return bool(unknown & taxed) or (schemes and bool(unknown & without_code))

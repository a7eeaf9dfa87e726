"""What a carrier asks for paying duty and tax in advance, as a charge of the order sent by one of its services with
duties paid. It is a price of the carrier and no amount of law: it enters no customs value here.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dutiful_quote.quotes.totals import AssessedConsignment, highest_unknown
from dutiful_shared.contract.charge import (
    Charge,
    ChargeKind,
    ChargeTerms,
    Collected,
    LegalReference,
    Payer,
)
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shipping import DisbursementFee, ServiceOption

PROGRAMME = "carrier_disbursement"


def with_disbursement(service: ServiceOption, parts: Sequence[AssessedConsignment]) -> tuple[AssessedConsignment, ...]:
    """The order by a service, with its carrier's fee on every consignment for which something is paid in advance."""
    fee = service.disbursement
    if fee is None or not service.ddp:
        return tuple(parts)
    return tuple(_with_fee(fee, part) for part in parts)


def fee_known(service: ServiceOption, parts: Sequence[AssessedConsignment]) -> bool:
    """Whether the carrier's fee can be brought into the cart's currency."""
    fee = service.disbursement
    return fee is None or all(part.exchange.knows(fee.currency) for part in parts)


def highest_fee(service: ServiceOption, parts: Sequence[AssessedConsignment]) -> Decimal:
    """What the carrier asks the shopper at most for consignments whose amounts are not all known, in the cart's
    currency. Zero where an amount has no upper end: there is no price then either."""
    fee = service.disbursement
    if fee is None or not service.ddp or fee.paid_by != "shopper":
        return Decimal(0)
    return sum((_highest_fee(fee, part) for part in parts if not part.complete), Decimal(0))


def _highest_fee(fee: DisbursementFee, part: AssessedConsignment) -> Decimal:
    unknown = highest_unknown(part)
    if unknown is None or not part.exchange.knows(fee.currency):
        return Decimal(0)
    cart = part.consignment.currency
    known = sum((charge.amount.amount for charge in part.charges if charge.follows_incoterm), Decimal(0))
    _, gross = _asked(fee, part, known + unknown)
    amount = part.exchange.into(cart)(gross, fee.currency)
    assert amount is not None, "the exchange knows the cart's currency and the fee's"
    return Money(amount, cart).rounded().amount


def _asked(fee: DisbursementFee, part: AssessedConsignment, advanced: Decimal) -> tuple[Decimal, Decimal]:
    """What is paid in advance, and the fee with its tax, both in the fee's currency."""
    base = part.exchange.into(fee.currency)(advanced, part.consignment.currency)
    assert base is not None, "the exchange knows the cart's currency and the fee's"
    net = max(base * fee.share, fee.minimum) + fee.fixed
    return base, net * (1 + fee.tax_rate)


def _with_fee(fee: DisbursementFee, part: AssessedConsignment) -> AssessedConsignment:
    cart = part.consignment.currency
    advanced = sum((charge.amount.amount for charge in part.charges if charge.follows_incoterm), Decimal(0))
    if not advanced or not part.complete or not part.exchange.knows(fee.currency):
        return part
    base, gross = _asked(fee, part, advanced)
    amount = part.exchange.into(cart)(gross, fee.currency)
    assessed = part.exchange.convert(gross, fee.currency)
    assert amount is not None, "the exchange knows the cart's currency and the fee's"
    assert assessed is not None, "the exchange knows the fee's currency"
    terms = ChargeTerms(
        kind=ChargeKind.FEE,
        name=f"Disbursement fee of {fee.carrier}",
        rate_text=_rate_text(fee),
        applies_to=("ddp",),
        payer=Payer.SELLER,
        collected=Collected.CHECKOUT if fee.paid_by == "shopper" else Collected.CARRIER_COST,
        measure_id="",
        programme=PROGRAMME,
        legal_reference=LegalReference(f"Price list of {fee.carrier}, as the merchant has settled it"),
        valid_from=None,
        valid_to=None,
        release="",
        verified_until=None,
        follows_incoterm=False,
    )
    charge = Charge(
        id=f"{part.consignment.id}-disbursement",
        terms=terms,
        base=Money(base, fee.currency),
        formula=_formula(fee, base, gross),
        amount=Money(amount, cart).rounded(),
        assessed=Money(assessed, part.exchange.currency).rounded(),
        fx=part.exchange.rates.get(fee.currency),
    )
    return replace(part, carrier_charges=(charge,))


def _rate_text(fee: DisbursementFee) -> str:
    text = f"{(fee.share * 100).normalize():f} % of duty and tax, at least {fee.minimum:f} {fee.currency}"
    fixed = f", and {fee.fixed:f} {fee.currency}" if fee.fixed else ""
    taxed = f", with {(fee.tax_rate * 100).normalize():f} % tax" if fee.tax_rate else ""
    return text + fixed + taxed


def _formula(fee: DisbursementFee, base: Decimal, gross: Decimal) -> dict[str, Any]:
    return {
        "op": "disbursement",
        "of": "duty and tax paid in advance",
        "value": f"{base:f}",
        "share": f"{fee.share:f}",
        "minimum": f"{fee.minimum:f}",
        "fixed": f"{fee.fixed:f}",
        "tax_rate": f"{fee.tax_rate:f}",
        "currency": fee.currency,
        "unrounded": f"{gross:f}",
        "rounding": "half-up to the minor unit of the cart's currency",
    }

"""What an order was charged for duty and tax, held against what was computed for it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.order_comparisons import Outcome

__all__ = ["OrderCharges", "Outcome", "QuotedCharges", "compare"]


@dataclass(frozen=True, slots=True)
class OrderCharges:
    """What an order says. Amounts are in `currency`; None is what the order does not say, and is never taken as 0."""

    order_id: str
    currency: str
    updated_at: datetime
    quote_id: str | None = None
    duties: Decimal | None = None
    taxes: Decimal | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class QuotedCharges:
    """What the quote says: duty with additional duties, tax with excise; None where it could not be computed."""

    currency: str
    duties: Decimal | None
    taxes: Decimal | None


def compare(order: OrderCharges, quoted: QuotedCharges | None) -> Outcome:
    """How the order's duty and tax lie to the quote's. A difference below the currency's smallest unit is none.

    An order that states its duties but not its taxes, as where taxes are part of its prices, is compared by duties.
    """
    if quoted is None:
        return Outcome.NO_QUOTE
    if order.currency != quoted.currency:
        return Outcome.OTHER_CURRENCY
    if order.duties is None:
        return Outcome.NOT_STATED
    charged, computed = order.duties, quoted.duties
    if order.taxes is not None and computed is not None:
        charged, computed = charged + order.taxes, None if quoted.taxes is None else computed + quoted.taxes
    if computed is None:
        return Outcome.NOT_COMPUTED
    if abs(charged - computed) < Decimal(1).scaleb(-CURRENCY_EXPONENT[order.currency]):
        return Outcome.EQUAL
    return Outcome.OVER if charged > computed else Outcome.UNDER

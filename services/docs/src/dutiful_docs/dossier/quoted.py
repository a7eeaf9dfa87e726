"""What a quote says that the border costs, read from the quote service with the caller's own key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import httpx2

from dutiful_docs.dossier.errors import DossierUnavailableError, UnknownQuoteError, UnusableFieldError
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulError, DutifulProblem
from dutiful_shared.contract.charge import ChargeKind, Collected, Payer
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.orders import DutyTerms, OrderAnswer, OrderedChargeAnswer, OrderState, Recovery
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.shipments import ExpectedCharge, ShipmentRequest
from dutiful_shared.service.telemetry import trace_headers

#: The duty on items of low value: not repaid on a return (Delegated Regulation (EU) 2015/2446, Art. 148(3)).
_KEPT_DUTY: Final = "low_value_item"
_TIMEOUT: Final = httpx2.Timeout(1.5, connect=0.5)


@dataclass(frozen=True, slots=True)
class QuotedCharges:
    """Reads quotes. `transport` takes the place of the network in tests."""

    url: str
    transport: httpx2.AsyncBaseTransport | None = field(default=None, repr=False)

    async def expected(self, asked: ShipmentRequest, api_key: str) -> tuple[ExpectedCharge, ...]:
        """The charges of the request's quote, for the service and the way of delivery that were ordered.

        Raises:
            UnknownQuoteError: the caller has no such quote.
            UnusableFieldError: the quote has no amounts, or what was ordered does not say which.
            DossierUnavailableError: the quote service does not answer.
        """
        assert asked.quote_id is not None, "only a shipment of a quote has quoted charges"
        try:
            async with DutifulClient(
                BaseUrls(quote=self.url), api_key, timeout=_TIMEOUT, transport=self.transport, trace=trace_headers
            ) as client:
                order = await client.order(asked.quote_id)
                quote = await client.recorded_quote(order.current_quote_id)
        except DutifulProblem as exc:
            raise _refusal(exc, asked.quote_id) from exc
        except DutifulError as exc:
            raise DossierUnavailableError("the quote service does not answer") from exc
        if order.state is OrderState.VOIDED:
            raise UnusableFieldError("/quote_id", "the order of this quote was voided")
        if quote.landed_cost is None:
            raise UnusableFieldError("/quote_id", "the quote has no total: give what is expected yourself")
        if order.ordered is not None:
            return tuple(_ordered(one) for one in order.ordered.charges)
        return tuple(charges_of(quote, _delivery(order, asked)))


def _delivery(order: OrderAnswer, asked: ShipmentRequest) -> DutyTerms:
    """The way of delivery of a quote that was not ordered, or of an order whose amounts were not kept."""
    if order.service is not None:
        text = f"the order was taken by a release that did not keep the charges of its service {order.service!r}"
        raise UnusableFieldError("/expected", f"{text}: give them")
    delivery = order.delivery or asked.delivery
    if delivery is None:
        raise UnusableFieldError("/delivery", "is needed, for the quote was not committed")
    return delivery


def _ordered(charge: OrderedChargeAnswer) -> ExpectedCharge:
    return ExpectedCharge(
        kind=charge.kind,
        amount=Decimal(charge.amount.amount),
        currency=charge.amount.currency,
        line=charge.line,
        payer=charge.payer,
        recovery=_recovery(charge, of_sale=charge.of_sale),
        at_border=_at_border(charge, of_sale=charge.of_sale),
    )


def charges_of(quote: QuoteAnswer, delivery: DutyTerms) -> Iterator[ExpectedCharge]:
    """The charges that apply this way; a carrier's cost that the merchant bears is none of them."""
    placed: list[tuple[str | None, ChargeAnswer]] = [(line.id, one) for line in quote.lines for one in line.charges]
    placed += [(None, one) for one in quote.charges]
    for line, charge in placed:
        if charge.collected is Collected.CARRIER_COST or delivery not in charge.applies_to:
            continue
        of_sale = charge.kind is ChargeKind.TAX and not charge.follows_incoterm
        yield ExpectedCharge(
            kind=charge.kind,
            amount=Decimal(charge.amount.amount),
            currency=charge.amount.currency,
            line=line,
            payer=_payer(charge, delivery),
            recovery=_recovery(charge, of_sale=of_sale),
            at_border=_at_border(charge, of_sale=of_sale),
        )


def _payer(charge: ChargeAnswer, delivery: DutyTerms) -> Payer:
    if charge.follows_incoterm:
        return Payer.SELLER if delivery == "ddp" else Payer.BUYER
    return charge.payer


def _at_border(charge: ChargeAnswer | OrderedChargeAnswer, *, of_sale: bool) -> bool:
    return not of_sale and charge.collected is not Collected.SELF_ACCOUNTED


def _recovery(charge: ChargeAnswer | OrderedChargeAnswer, *, of_sale: bool) -> Recovery:
    if charge.programme == _KEPT_DUTY or charge.kind is ChargeKind.FEE:
        return Recovery.NONE
    return Recovery.TAX_RETURN if of_sale else Recovery.ON_APPLICATION


def _refusal(exc: DutifulProblem, quote_id: str) -> Exception:
    match exc.problem.code:
        case "not_found" | "invalid_request":
            return UnknownQuoteError(quote_id)
        case "forbidden":
            return UnusableFieldError("/quote_id", "the key lacks the scope quote, with which the quote is read")
        case _:
            return DossierUnavailableError("the quote service does not answer")

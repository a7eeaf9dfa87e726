"""What an order consists of: the goods and the charges of the chosen service and way of delivery, as they were quoted.

It is kept with the order, so that differences and refunds are worked out of what was promised, whatever law is loaded
by then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from dutiful_shared.contract.incoterm import INCOTERM_RULES, Incoterm
from dutiful_shared.contract.orders import DutyTerms

#: The totals of one way of delivery.
TOTALS = ("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`worth` weighs the line among those of its consignment; it is not an amount to pay."""

    id: str
    consignment: str
    quantity: Decimal
    worth: Decimal


@dataclass(frozen=True, slots=True)
class OrderCharge:
    """A charge of the order in the cart's currency; `line` is None where it is of the consignment.

    `payer` and `collected` are those of the way of delivery that was ordered.
    """

    id: str
    consignment: str
    line: str | None
    kind: str
    programme: str
    name: str
    amount: Decimal
    collected: str
    payer: str
    of_sale: bool
    law: str
    law_url: str


@dataclass(frozen=True, slots=True)
class OrderPrices:
    """What the shopper pays beside the charges, in the cart's currency, and on which terms.

    `goods` is without what the prices include, which another service may make another amount. `worth_currency` is that
    of the lines' worth.
    """

    incoterm: str
    goods: Decimal
    shipping: Decimal
    insurance: Decimal
    worth_currency: str

    def to_plain(self) -> dict[str, str]:
        """JSON values; decimals are text."""
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, str]) -> "OrderPrices":
        """Reads what `to_plain` wrote."""
        amounts = {name: Decimal(plain[name]) for name in ("goods", "shipping", "insurance")}
        return cls(incoterm=plain["incoterm"], worth_currency=plain["worth_currency"], **amounts)


@dataclass(frozen=True, slots=True)
class OrderContent:
    """`totals` by name; None where an amount is not known. `prices` is None of an order whose content an older release
    wrote down."""

    currency: str
    lines: tuple[OrderLine, ...]
    charges: tuple[OrderCharge, ...]
    totals: Mapping[str, Decimal | None]
    prices: OrderPrices | None = None

    def to_plain(self) -> dict[str, Any]:
        """JSON values; decimals are text."""
        return {
            "prices": None if self.prices is None else self.prices.to_plain(),
            "currency": self.currency,
            "lines": [{**asdict(one), "quantity": str(one.quantity), "worth": str(one.worth)} for one in self.lines],
            "charges": [{**asdict(one), "amount": str(one.amount)} for one in self.charges],
            "totals": {name: None if amount is None else str(amount) for name, amount in self.totals.items()},
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "OrderContent":
        """Reads what `to_plain` wrote."""
        return cls(
            plain["currency"],
            tuple(
                OrderLine(**{**one, "quantity": Decimal(one["quantity"]), "worth": Decimal(one["worth"])})
                for one in plain["lines"]
            ),
            tuple(OrderCharge(**{**one, "amount": Decimal(one["amount"])}) for one in plain["charges"]),
            {name: None if amount is None else Decimal(amount) for name, amount in plain["totals"].items()},
            OrderPrices.from_plain(prices) if (prices := plain.get("prices")) else None,
        )


def content_of(answer: Mapping[str, Any], option: Mapping[str, Any], delivery: DutyTerms) -> OrderContent:
    """The content of an answered quote.

    Args:
        answer: a `QuoteAnswer` as plain values; lines, charges and the total of the goods must be those of the chosen
            service. Each line also has its `quantity`.
        option: totals of the chosen service and delivery (`OptionAnswer`).
    """
    lines = tuple(
        OrderLine(line["id"], line["consignment"], Decimal(line["quantity"]), Decimal(line["goods_value"]["amount"]))
        for line in answer["lines"]
    )
    return OrderContent(
        answer["currency"],
        lines,
        tuple(_charges(answer, delivery)),
        {name: None if option[name] is None else Decimal(option[name]["amount"]) for name in TOTALS},
        OrderPrices(
            incoterm=ordered_incoterm(Incoterm(answer["incoterm"]), delivery).value,
            goods=Decimal(answer["goods_total"]["amount"]),
            shipping=Decimal(option["shipping"]["amount"]),
            insurance=Decimal(answer["insurance"]["amount"]),
            worth_currency=answer["lines"][0]["goods_value"]["currency"],
        ),
    )


def delivery_by(incoterm: Incoterm) -> DutyTerms:
    """Who pays at the import by a rule of Incoterms: under DDP alone the seller does."""
    return "ddp" if INCOTERM_RULES[incoterm].import_charges == "seller" else "dap"


def ordered_incoterm(quoted: Incoterm, delivery: DutyTerms) -> Incoterm:
    """The rule that was sold on: the quote's own where it agrees with the way of delivery, else that way's own."""
    return quoted if delivery_by(quoted) == delivery else Incoterm(delivery.upper())


def _charges(answer: Mapping[str, Any], delivery: DutyTerms) -> Iterator[OrderCharge]:
    """What the shopper pays this way. A carrier's cost that the merchant bears is none of it."""
    placed = [(line["id"], charge) for line in answer["lines"] for charge in line["charges"]]
    placed += [(None, charge) for charge in answer["charges"]]
    for line, charge in placed:
        if charge["collected"] != "carrier_cost" and delivery in charge["applies_to"]:
            yield OrderCharge(
                id=charge["id"],
                consignment=charge["id"].rpartition("-")[0],
                line=line,
                kind=charge["kind"],
                programme=charge["programme"],
                name=charge["name"],
                amount=Decimal(charge["amount"]["amount"]),
                collected=_collected(charge, delivery),
                payer=_payer(charge, delivery),
                of_sale=charge["kind"] == "tax" and not _follows_incoterm(charge),
                law=charge["legal_reference"]["text"],
                law_url=charge["legal_reference"]["url"],
            )


def _payer(charge: Mapping[str, Any], delivery: DutyTerms) -> str:
    """Who pays the authority: of charges at import the seller if duties are paid in advance, else the buyer."""
    if _follows_incoterm(charge):
        return "seller" if delivery == "ddp" else "buyer"
    payer: str = charge["payer"]
    return payer


def _collected(charge: Mapping[str, Any], delivery: DutyTerms) -> str:
    """When the shopper pays it, under the way of delivery that was ordered."""
    if _follows_incoterm(charge):
        return "checkout" if delivery == "ddp" else "delivery"
    when: str = charge["collected"]
    return when


def _follows_incoterm(charge: Mapping[str, Any]) -> bool:
    """Quotes of an older release do not say it; then no more is promised of a charge than of one that does."""
    follows: bool = charge.get("follows_incoterm", True)
    return follows

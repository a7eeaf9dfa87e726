"""Charges that carriers and brokers invoice, against what was expected."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.fields import (
    PLAIN,
    SIGNED,
    CurrencyCode,
    Day,
    Identifier,
    ShortText,
    WireModel,
    inconsistent,
    written_plainly,
)
from dutiful_shared.contract.money import minor_unit

#: What an invoice charges; a credit is negative.
ChargedAmount = Annotated[
    Decimal, Field(ge=-(10**9), le=10**9, max_digits=16, decimal_places=6, json_schema_extra=written_plainly), SIGNED
]
INVOICE_EXAMPLE: dict[str, Any] = {
    "carrier": "dhl_express",
    "number": "INV-7",
    "issued": "2026-11-28",
    "lines": [
        {"tracking_number": "1234567890", "kind": "duty", "amount": "4.80", "currency": "EUR"},
        {"tracking_number": "1234567890", "kind": "tax", "amount": "12.26", "currency": "EUR"},
    ],
}


def in_coins(amount: Decimal, currency: str, where: str) -> None:
    """Refuse an amount with more decimals than its currency has: nobody can pay it.

    Raises:
        PydanticCustomError: it names the field.
    """
    if amount % minor_unit(currency):
        raise inconsistent(where, f"has more decimals than {currency}")


class InvoiceLine(WireModel):
    """One charge. It is of the shipment with this tracking number, or else of this order."""

    tracking_number: Annotated[str, Field(min_length=4, max_length=40)] | None = None
    order_reference: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    sku: Identifier | None = None
    kind: ChargeKind
    name: ShortText | None = None
    amount: ChargedAmount
    currency: CurrencyCode

    @model_validator(mode="after")
    def _is_of_something(self) -> Self:
        if self.tracking_number is None and self.order_reference is None:
            raise inconsistent("tracking_number", "or order_reference is needed")
        in_coins(self.amount, self.currency, "amount")
        return self


class StatedRate(WireModel):
    """How many units of `to_currency` one unit of `from_currency` is worth, and who says so."""

    from_currency: CurrencyCode
    to_currency: CurrencyCode
    rate: Annotated[
        Decimal,
        Field(gt=0, le=Decimal(10_000_000), max_digits=18, decimal_places=10, json_schema_extra=written_plainly),
        PLAIN,
    ]
    source: ShortText


class InvoiceRequest(WireModel):
    """`POST /v1/charges/invoices`. An invoice is known by carrier and number and is taken once."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [INVOICE_EXAMPLE]}
    )

    carrier: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
    number: Annotated[str, Field(min_length=1, max_length=64)]
    issued: Day
    rates: Annotated[
        tuple[StatedRate, ...],
        Field(max_length=50, description="Without a rate, amounts of two currencies are not compared."),
    ] = ()
    lines: Annotated[tuple[InvoiceLine, ...], Field(min_length=1, max_length=5_000)]


class LineMatch(StrEnum):
    """Whether the shipment of an invoice's line was found, by tracking number or else by order reference.

    `ambiguous`: several shipments have it.
    """

    MATCHED = "matched"
    UNKNOWN_SHIPMENT = "unknown_shipment"
    AMBIGUOUS = "ambiguous"


class Verdict(StrEnum):
    """How what was charged stands to what was expected, to the last cent.

    * `agrees`: the same amount.
    * `overcharged`: more was charged.
    * `undercharged`: less was charged.
    * `unexpected`: nothing of this kind was expected.
    * `not_charged_yet`: no invoice has a charge of this kind.
    * `not_comparable`: two currencies and no rate between them.
    """

    AGREES = "agrees"
    OVERCHARGED = "overcharged"
    UNDERCHARGED = "undercharged"
    UNEXPECTED = "unexpected"
    NOT_CHARGED_YET = "not_charged_yet"
    NOT_COMPARABLE = "not_comparable"


class ComparisonAnswer(AnswerModel):
    """All that was charged of one kind so far, against what was expected of it.

    Where `verdict` is `not_comparable`, `difference` is null and `reason` says which rate is missing.
    """

    kind: ChargeKind
    expected: MoneyAnswer | None
    charged: tuple[MoneyAnswer, ...]
    difference: MoneyAnswer | None
    verdict: Verdict
    reason: str | None = None


class InvoiceLineAnswer(AnswerModel):
    """A line of the invoice, and the shipment that it belongs to. `position` counts from 0."""

    position: int
    match: LineMatch
    shipment_id: str | None
    kind: ChargeKind
    amount: MoneyAnswer


class ShipmentComparison(AnswerModel):
    """A shipment that the invoice names, with all that was charged for it so far, on any invoice."""

    shipment_id: str
    order_reference: str
    comparisons: tuple[ComparisonAnswer, ...]


class InvoiceAnswer(AnswerModel):
    """An invoice as it was taken in. `shipments` are those that its lines were matched with."""

    id: str
    carrier: str
    number: str
    issued: str
    created_at: datetime
    lines: tuple[InvoiceLineAnswer, ...]
    shipments: tuple[ShipmentComparison, ...]


class VarianceRow(AnswerModel):
    """`by` names what `key` is. `shipments` counts those with something charged and comparable."""

    key: str
    kind: ChargeKind
    currency: str
    shipments: int
    expected: str
    charged: str
    difference: str


class VarianceAnswer(AnswerModel):
    """Of SKUs, what was charged for a shipment is shared by what was expected for each; `complete` is false where the
    period holds more shipments than one answer counts; `not_compared` were left out for want of a rate."""

    by: Literal["sku", "lane", "carrier"]
    from_day: str
    to_day: str
    rows: tuple[VarianceRow, ...]
    not_compared: int
    complete: bool


class DisputedCharge(AnswerModel):
    """What is contested of one shipment and kind, with what supports it."""

    shipment_id: str
    order_reference: str
    tracking_numbers: tuple[str, ...]
    lane: str
    kind: ChargeKind
    verdict: Verdict
    expected: MoneyAnswer | None
    expected_from: str | None
    quote_id: str | None
    charged: tuple[MoneyAnswer, ...]
    difference: MoneyAnswer
    invoice_lines: tuple[int, ...]
    document_ids: tuple[str, ...]
    ground: str


class DisputePack(AnswerModel):
    """All that a carrier needs to check a complaint about an invoice. What could not be compared is not disputed."""

    invoice_id: str
    carrier: str
    number: str
    issued: str
    made_at: datetime
    charges: tuple[DisputedCharge, ...]
    totals: tuple[MoneyAnswer, ...]
    unmatched_lines: tuple[int, ...]
    not_comparable: tuple[str, ...]

"""`/v1/shipments`: a shipment of an order, and its dossier. No field is for personal data."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer
from dutiful_shared.contract.charge import ChargeKind, Payer
from dutiful_shared.contract.fields import (
    MAX_LINES,
    PLAIN,
    SIGNED,
    Amount,
    CountryCode,
    CurrencyCode,
    Flag,
    Identifier,
    Measured,
    Moment,
    ShortText,
    WireModel,
    all_different,
    inconsistent,
    written_plainly,
)
from dutiful_shared.contract.orders import DutyTerms, Recovery, Reference
from dutiful_shared.contract.shipment_charges import ComparisonAnswer, in_coins
from dutiful_shared.contract.shipment_events import ClearanceAnswer, EventAnswer

CarrierCode = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{1,31}$",
        description="Your name for it. The codes of `dhl_express`, `ups`, `fedex` and `upu` (posts) are known.",
        examples=["dhl_express"],
    ),
]
TrackingNumber = Annotated[str, Field(min_length=4, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]*$")]
#: Decimal degrees Celsius.
Celsius = Annotated[
    Decimal,
    Field(ge=Decimal(-200), le=Decimal(500), max_digits=7, decimal_places=3, json_schema_extra=written_plainly),
    SIGNED,
]
SHIPMENT_EXAMPLE: dict[str, Any] = {
    "order_reference": "1001",
    "carrier": "dhl_express",
    "service": "express_worldwide",
    "ship_from": "US",
    "ship_to": "FR",
    "currency": "EUR",
    "parcels": [{"tracking_number": "1234567890", "gross_weight_kg": "1.4"}],
    "lines": [{"id": "1", "sku": "TEE-1", "quantity": "2", "unit_price": "20.00", "hs_code": "610910", "origin": "BD"}],
    "shipping_cost": "14.50",
    "expected": [
        {"kind": "duty", "amount": "4.80", "currency": "EUR", "line": "1"},
        {"kind": "tax", "amount": "11.86", "currency": "EUR"},
    ],
}


class ConditionLimits(WireModel):
    """What a sensor in a parcel may read. Without a limit nothing is an exception."""

    temperature_min_c: Celsius | None = None
    temperature_max_c: Celsius | None = None
    shock_max_g: (
        Annotated[
            Decimal,
            Field(gt=0, le=Decimal(10_000), max_digits=8, decimal_places=3, json_schema_extra=written_plainly),
            PLAIN,
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.temperature_min_c, self.temperature_max_c
        if low is not None and high is not None and low > high:
            raise inconsistent("temperature_max_c", "is lower than temperature_min_c")
        return self


class Parcel(WireModel):
    """One parcel of the shipment. Its weight is gross: goods and packaging."""

    tracking_number: TrackingNumber
    gross_weight_kg: Measured | None = None


class ShipmentLine(WireModel):
    """Goods in the shipment. `id` is the line's in the quote, where there is one."""

    id: Identifier
    sku: Identifier | None = None
    description: ShortText | None = None
    hs_code: Annotated[str, Field(pattern=r"^[0-9]{6,12}$")] | None = None
    origin: CountryCode | None = None
    quantity: Annotated[
        Decimal,
        Field(gt=0, le=Decimal(10_000_000), max_digits=13, decimal_places=3, json_schema_extra=written_plainly),
        PLAIN,
    ]
    unit_price: Amount
    net_weight_kg: Annotated[Measured | None, Field(description="Of all pieces of the line.")] = None


class ExpectedCharge(WireModel):
    """What the border should cost. `line` is null where it is of the whole shipment.

    `recovery` says whether it comes back with the goods; a quote knows it, otherwise it is what you say.
    """

    kind: ChargeKind
    amount: Amount
    currency: CurrencyCode
    line: Identifier | None = None
    payer: Payer | None = None
    recovery: Recovery | None = None
    at_border: Annotated[
        Flag, Field(description="False of a tax on the sale or one that is self-accounted: no carrier charges it.")
    ] = True

    @model_validator(mode="after")
    def _can_be_paid(self) -> Self:
        in_coins(self.amount, self.currency, "amount")
        return self


class ShipmentRequest(WireModel):
    """`POST /v1/shipments`. With a `quote_id` and no `expected`, the charges are those of the quote."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [SHIPMENT_EXAMPLE]}
    )

    order_reference: Reference
    quote_id: Identifier | None = None
    delivery: Annotated[
        DutyTerms | None, Field(description="Which of the quote's charges apply, if it was not committed.")
    ] = None
    carrier: CarrierCode
    service: ShortText | None = None
    ship_from: CountryCode
    ship_to: CountryCode
    currency: CurrencyCode
    shipped_at: Annotated[Moment | None, Field(description="Default: when the shipment is told.")] = None
    parcels: Annotated[tuple[Parcel, ...], Field(min_length=1, max_length=100)]
    lines: Annotated[tuple[ShipmentLine, ...], Field(max_length=MAX_LINES)] = ()
    shipping_cost: Annotated[Amount | None, Field(description="What the carriage costs you, in `currency`.")] = None
    expected: Annotated[tuple[ExpectedCharge, ...], Field(max_length=1_000)] = ()
    document_ids: Annotated[tuple[Identifier, ...], Field(max_length=50)] = ()
    limits: ConditionLimits | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        all_different((one.tracking_number for one in self.parcels), "parcels/{}/tracking_number")
        all_different((one.id for one in self.lines), "lines/{}/id")
        all_different(self.document_ids, "document_ids/{}")
        known = {one.id for one in self.lines}
        for i, charge in enumerate(self.expected):
            if charge.line is not None and charge.line not in known:
                raise inconsistent(f"expected/{i}/line", f"there is no line {charge.line!r}")
        return self

    @property
    def lane(self) -> str:
        """From where to where, such as `US-FR`."""
        return f"{self.ship_from}-{self.ship_to}"

    @property
    def revenue(self) -> Decimal | None:
        """The value of the goods in `currency`; None where no lines were told."""
        return sum((one.quantity * one.unit_price for one in self.lines), Decimal(0)) if self.lines else None


class FeedbackAnswer(AnswerModel):
    """What the shopper said of the delivery; the newest answer holds."""

    scale: str
    score: int
    comment: str | None
    given_at: datetime


class ShipmentSummary(AnswerModel):
    """A shipment in a list."""

    id: str
    order_reference: str
    carrier: str
    lane: str
    milestone: str | None
    held: bool
    created_at: datetime


class ShipmentPaper(AnswerModel):
    """An issued paper of the shipment's order, in its newest version."""

    id: str
    kind: str
    version: int
    created_at: datetime
    path: str


class ReturnedChargeAnswer(AnswerModel):
    """The part of a charge that belongs to returned pieces. `reclaim_until` is null: no deadline is loaded."""

    line: str
    kind: ChargeKind
    amount: MoneyAnswer
    recovery: Recovery | None
    reclaimed_by: str | None
    hint: str
    reclaim_until: str | None = None


class ReturnAnswer(AnswerModel):
    """Goods that came back, with what of the charges belongs to them; `totals` are their sums by currency."""

    reference: str
    lines: dict[str, str]
    charges: tuple[ReturnedChargeAnswer, ...]
    totals: tuple[MoneyAnswer, ...]
    created_at: datetime


class ShipmentAnswer(AnswerModel):
    """The whole dossier of a shipment. `expected_from` is `quote`, `request`, or null where nothing is expected."""

    id: str
    created_at: datetime
    shipment: ShipmentRequest
    lane: str
    expected_from: str | None
    clearance: ClearanceAnswer
    events: tuple[EventAnswer, ...]
    charges: tuple[ComparisonAnswer, ...]
    returns: tuple[ReturnAnswer, ...]
    documents: Annotated[
        tuple[ShipmentPaper, ...],
        Field(description="Issued for its quote, for its order's reference, or named in `document_ids`."),
    ]
    feedback: FeedbackAnswer | None
    feedback_token: Annotated[str, Field(description="Lets the shopper answer without a key. It opens nothing else.")]


class ShipmentPage(AnswerModel):
    """Shipments, the newest first; `next` is the cursor of the following page, null on the last one."""

    shipments: tuple[ShipmentSummary, ...]
    next: str | None

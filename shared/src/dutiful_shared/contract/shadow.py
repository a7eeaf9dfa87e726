"""Shadow quotes: another provider's answer beside ours, with the carrier's invoice as the judge."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel, DecimalText
from dutiful_shared.contract.fields import (
    MAX_LINES,
    Amount,
    CurrencyCode,
    Identifier,
    WireModel,
    inconsistent,
)
from dutiful_shared.contract.orders import DutyTerms, Reference
from dutiful_shared.contract.providers import Provider
from dutiful_shared.contract.quote_request import QuoteRequest

ProviderName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{1,31}$",
        description="Your name for it. Requests and answers of `avatax`, `zonos`, `dhl` and `ups` are understood.",
        examples=["avatax"],
    ),
]
_Sku = Annotated[str, Field(min_length=1, max_length=100)]
SHADOW_EXAMPLE: Final[dict[str, Any]] = {
    "provider": "zonos",
    "order_reference": "1001",
    "cart": {
        "ship_from": {"country": "US"},
        "ship_to": {"country": "GB"},
        "currency": "USD",
        "incoterm": "DDP",
        "lines": [
            {"id": "1", "sku": "TEE-1", "hs_code": "610910", "origin": "BD", "quantity": 9, "unit_price": "40.00"}
        ],
    },
    "amounts": {"currency": "USD", "duty": "43.20", "tax": "80.64", "fees": "5.00"},
}


class Component(StrEnum):
    """What is compared. `tax` holds excise, `duty` additional duties; `total` is all of it."""

    DUTY = "duty"
    TAX = "tax"
    FEES = "fees"
    TOTAL = "total"


class TheirLine(WireModel):
    """What the other provider said of a line, or of all lines with a SKU."""

    id: Identifier | None = None
    sku: _Sku | None = None
    duty: Amount | None = None
    tax: Amount | None = None
    fees: Amount | None = None


class TheirAmounts(WireModel):
    """What the other provider answered. What it did not tell is left out, and is not taken as 0."""

    currency: CurrencyCode
    duty: Amount | None = None
    tax: Amount | None = None
    fees: Amount | None = None
    total: Annotated[Amount | None, Field(description="Of duty, tax and fees; by default their sum.")] = None
    lines: Annotated[tuple[TheirLine, ...], Field(max_length=MAX_LINES)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.duty, self.tax, self.fees, self.total) == (None, None, None, None):
            raise inconsistent("total", "or duty, tax or fees is needed")
        return self


class ShadowRequest(WireModel):
    """`POST /v1/shadow-quotes`. The cart, or a request in the provider's own shape, is quoted at this moment; an
    existing quote is named by `quote_id`. The provider's answer comes as `amounts`, or as it was (`answer`)."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [SHADOW_EXAMPLE]}
    )

    provider: ProviderName
    order_reference: Annotated[
        Reference | None, Field(description="By it, or by the quote, the shipment and its invoices are found.")
    ] = None
    provider_reference: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    delivery: Annotated[DutyTerms, Field(description="Which of our charges are compared.")] = "ddp"
    quote_id: Identifier | None = None
    cart: QuoteRequest | None = None
    request: Annotated[dict[str, Any] | None, Field(description="As the provider takes it. It is not kept.")] = None
    amounts: TheirAmounts | None = None
    answer: Annotated[
        dict[str, Any] | None, Field(description="As the provider gave it. Its amounts alone are kept.")
    ] = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if sum(one is not None for one in (self.quote_id, self.cart, self.request)) != 1:
            raise inconsistent("cart", "or quote_id or request is needed, and only one of them")
        if (self.amounts is None) == (self.answer is None):
            raise inconsistent("amounts", "or answer is needed, and not both")
        for name in ("request", "answer"):
            if getattr(self, name) is not None and self.provider not in set(Provider):
                raise inconsistent(name, f"of {self.provider} is not understood: give cart and amounts")
        return self


class ToldLineAnswer(AnswerModel):
    """Amounts of a line, or of all lines with a SKU. What was not told is null."""

    id: str | None
    sku: str | None
    duty: DecimalText | None
    tax: DecimalText | None
    fees: DecimalText | None


class ToldAnswer(AnswerModel):
    """Amounts of one side. What it did not tell is null."""

    currency: str
    duty: DecimalText | None
    tax: DecimalText | None
    fees: DecimalText | None
    total: DecimalText | None
    lines: tuple[ToldLineAnswer, ...]


class Nearer(StrEnum):
    """Whose amount lies nearer to the invoice's."""

    OURS = "ours"
    THEIRS = "theirs"
    TIE = "tie"


class Unjudged(StrEnum):
    """Why a component has no verdict.

    * `no_invoice`: no shipment of the order or quote is told, or not each of them has an invoice.
    * `not_charged`: the invoices have no line of this component.
    * `no_rate`: two currencies, and no rate on the invoice.
    * `not_by_sku`: of a SKU: the invoice, or one side, tells the amount of the whole shipment alone.
    """

    NO_INVOICE = "no_invoice"
    NOT_CHARGED = "not_charged"
    THEIRS_UNKNOWN = "theirs_unknown"
    OURS_UNKNOWN = "ours_unknown"
    NO_RATE = "no_rate"
    NOT_BY_SKU = "not_by_sku"


class JudgedAnswer(AnswerModel):
    """One component: three amounts in `currency` and whose is nearer, or why there is no verdict."""

    component: Component
    currency: str
    theirs: DecimalText | None
    ours: DecimalText | None
    invoice: DecimalText | None
    nearer: Nearer | None
    unjudged: Unjudged | None


class ShadowAnswer(AnswerModel):
    """A shadow quote, and what the invoices say so far. `ours_status` is the quote's."""

    id: str
    provider: str
    provider_reference: str | None
    order_reference: str | None
    quote_id: str | None
    lane: str
    recorded_at: datetime
    ours_status: str
    theirs: ToldAnswer
    ours: ToldAnswer
    judged: tuple[JudgedAnswer, ...]
    notes: Annotated[tuple[str, ...], Field(description="How the provider's answer was read.")] = ()


class ErrorsAnswer(AnswerModel):
    """How one side lay, over what was judged. An error is its amount less the invoice's."""

    mean_error: DecimalText | None
    mean_absolute_error: DecimalText | None
    over: int
    under: int
    exact: int


class ThreeWayRow(AnswerModel):
    """`recorded` = `judged` + all of `unjudged`."""

    key: str
    provider: str
    component: Component
    currency: str
    recorded: int
    judged: int
    unjudged: dict[Unjudged, int]
    theirs: ErrorsAnswer
    ours: ErrorsAnswer
    nearer: dict[Nearer, int]


class ThreeWayAnswer(AnswerModel):
    """`superseded` were followed by a later one of the same order and provider, which counts instead; `complete` is
    false where the period holds more than one answer counts."""

    by: Literal["lane", "sku"]
    from_day: str
    to_day: str
    uncharged: Literal["unknown", "zero"]
    rows: tuple[ThreeWayRow, ...]
    superseded: int
    complete: bool

"""What becomes of a quote: `commit`, `adjust`, `refund`, `void`, and the state of its order."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer
from dutiful_shared.contract.charge import ChargeKind, Collected, Payer
from dutiful_shared.contract.charge_answer import LegalReferenceAnswer
from dutiful_shared.contract.fields import MAX_LINES, PLAIN, Identifier, WireModel, all_different, written_plainly
from dutiful_shared.contract.quote_answer import QuoteAnswer

Reference = Annotated[str, Field(min_length=1, max_length=100, description="What the shop itself calls it.")]
DutyTerms = Literal["ddp", "dap"]


class OrderState(StrEnum):
    """How far a quote has come on its way to an order. A refund does not change it.

    * `open`: quoted and nothing more.
    * `committed`: ordered at the amounts of the quote.
    * `adjusted`: ordered, and quoted again since then.
    * `voided`: cancelled for good.
    """

    OPEN = "open"
    COMMITTED = "committed"
    ADJUSTED = "adjusted"
    VOIDED = "voided"


class OrderEventKind(StrEnum):
    """What happened to an order. Adjusting and refunding may happen several times."""

    COMMITTED = "committed"
    ADJUSTED = "adjusted"
    REFUNDED = "refunded"
    VOIDED = "voided"


class Recovery(StrEnum):
    """Whether an amount comes back when the goods do.

    * `tax_return`: whoever accounts for it (`payer`) corrects it in the next tax return.
    * `on_application`: customs may repay whoever paid it, on application, on the conditions of the destination's law.
    * `none`: it stays paid.
    """

    TAX_RETURN = "tax_return"
    ON_APPLICATION = "on_application"
    NONE = "none"


class CommitRequest(WireModel):
    """`POST /v1/quotes/{id}/commit`: the shopper has ordered at these amounts."""

    reference: Reference
    service: Annotated[Identifier | None, Field(description="The shipping service chosen; null: the cart's own.")] = (
        None
    )
    delivery: Annotated[
        DutyTerms | None, Field(description="Whether duties are paid in advance; default: as the Incoterm says.")
    ] = None
    token: Annotated[
        str | None, Field(max_length=4096, description="The token of the quote, to be sure which totals were accepted.")
    ] = None


class VoidRequest(WireModel):
    """`POST /v1/quotes/{id}/void`: the order is cancelled before anything was exported."""

    reason: Annotated[str, Field(max_length=500)] | None = None


class ReturnedLine(WireModel):
    """How many pieces of a line come back; `id` is the line's in the quote."""

    id: Identifier
    quantity: Annotated[
        Decimal,
        Field(gt=0, le=Decimal(10_000_000), max_digits=13, decimal_places=3, json_schema_extra=written_plainly),
        PLAIN,
    ]


class RefundRequest(WireModel):
    """`POST /v1/quotes/{id}/refund`: goods that come back. `reference` names the return; repeating it changes
    nothing."""

    reference: Reference
    lines: Annotated[tuple[ReturnedLine, ...], Field(min_length=1, max_length=MAX_LINES)]

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        all_different((line.id for line in self.lines), "lines/{}/id")
        return self


class OrderEventAnswer(AnswerModel):
    """One thing that happened to an order. `quote_id` is the quote that held from then on."""

    sequence: int
    kind: OrderEventKind
    created_at: datetime
    quote_id: str
    details: dict[str, Any]


class OrderedLineAnswer(AnswerModel):
    """A line of the quote as it was ordered."""

    id: str
    goods_value: Annotated[
        MoneyAnswer,
        Field(description="As a quote's line has it, by the chosen service: in the destination's currency."),
    ]


class OrderedChargeAnswer(AnswerModel):
    """A charge by the chosen service and way of delivery, in the cart's currency; `line` is null of a whole
    consignment's."""

    id: str
    line: str | None
    kind: ChargeKind
    programme: str
    name: str
    amount: MoneyAnswer
    payer: Payer
    collected: Annotated[Collected, Field(description="Under the way of delivery that was ordered.")]
    of_sale: Annotated[
        bool, Field(description="Whether it is a tax on the sale itself, which no customs office takes.")
    ]


class OrderedAnswer(AnswerModel):
    """What was ordered: the goods, the carriage and the charges by the chosen service and way of delivery."""

    incoterm: Annotated[
        str, Field(description="The quote's own, where it agrees with the way of delivery; else `DDP` or `DAP`.")
    ]
    goods_total: Annotated[
        MoneyAnswer,
        Field(
            description="As a quote has it, by the chosen service: what prices include may differ from one to another."
        ),
    ]
    shipping: MoneyAnswer
    insurance: MoneyAnswer
    landed_cost: Annotated[
        MoneyAnswer | None, Field(description="By the chosen service; null where an amount of it is not known.")
    ] = None
    lines: tuple[OrderedLineAnswer, ...]
    charges: Annotated[
        tuple[OrderedChargeAnswer, ...], Field(description="Without what stays a cost of the carrier or the merchant.")
    ]


class OrderAnswer(AnswerModel):
    """`GET /v1/quotes/{id}/order`. `quote_id` is the quote that was committed first and names the order;
    `current_quote_id` is the one that holds now. Totals are those of the chosen service and way of delivery."""

    quote_id: str
    state: OrderState
    reference: str | None
    current_quote_id: str
    service: str | None
    delivery: DutyTerms | None
    expires_at: datetime
    landed_cost: MoneyAnswer | None
    due_at_checkout: MoneyAnswer | None
    due_on_delivery: MoneyAnswer | None
    self_accounted: MoneyAnswer | None
    ordered: Annotated[
        OrderedAnswer | None,
        Field(description="Null while nothing is ordered, and of orders that an older release took and did not keep."),
    ] = None
    events: tuple[OrderEventAnswer, ...]


class ChargeDifferenceAnswer(AnswerModel):
    """A charge that came out differently; `before` or `after` is null where there was or is none."""

    line: str | None
    kind: ChargeKind
    programme: str
    name: str
    before: MoneyAnswer | None
    after: MoneyAnswer | None
    difference: MoneyAnswer


class DifferenceAnswer(AnswerModel):
    """What an adjustment changed; amounts are after less before, and null where one of both is not known."""

    previous_quote_id: str
    landed_cost: MoneyAnswer | None
    due_at_checkout: MoneyAnswer | None
    due_on_delivery: MoneyAnswer | None
    self_accounted: MoneyAnswer | None
    charges: tuple[ChargeDifferenceAnswer, ...]


class AdjustAnswer(AnswerModel):
    """`POST /v1/quotes/{id}/adjust`."""

    order: OrderAnswer
    quote: QuoteAnswer
    difference: DifferenceAnswer


class RefundedChargeAnswer(AnswerModel):
    """The part of a charge that belongs to the goods that came back, and whether it is given back by law."""

    line: str
    charge_id: str
    kind: ChargeKind
    programme: str
    name: str
    amount: MoneyAnswer
    recovery: Recovery
    payer: Annotated[str, Field(description="Who asks for it back, or corrects it: `seller` or `buyer`, who paid it.")]
    text: str
    legal_reference: LegalReferenceAnswer


class RefundDetailsAnswer(AnswerModel):
    """`total` is the sum of `charges`; the other sums divide it by `recovery`."""

    reference: str
    quote_id: str
    lines: tuple[ReturnedLine, ...]
    charges: tuple[RefundedChargeAnswer, ...]
    total: MoneyAnswer
    tax_return: MoneyAnswer
    on_application: MoneyAnswer
    none: MoneyAnswer


class RefundAnswer(AnswerModel):
    """`POST /v1/quotes/{id}/refund`."""

    order: OrderAnswer
    refund: RefundDetailsAnswer

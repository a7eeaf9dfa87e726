"""`POST /v1/quotes` answers with a `QuoteAnswer`: totals, the ways of paying, and every amount explained.

The hot path writes these shapes directly as bytes; the models serve OpenAPI, the typed client and the tests that hold
the bytes against them. Amounts are strings at the currency's precision.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, DecimalText, MoneyAnswer, SpreadAnswer
from dutiful_shared.contract.charge import ChargeKind, Collected, Payer
from dutiful_shared.contract.code_suggestion import CodeSuggestion
from dutiful_shared.contract.shipping import TransitDays


class QuoteStatus(StrEnum):
    #: Every amount is known and rests on facts recent enough.
    COMPLETE = "complete"
    #: Something that affects an amount is missing, or a control keeps goods out: no total, an estimate instead.
    PARTIAL = "partial"
    #: Every amount is known, but rests on facts older than the merchant allows, or could not be recorded.
    DEGRADED = "degraded"
    #: No customs border is crossed.
    NO_IMPORT = "no_import"


class LegalReferenceAnswer(AnswerModel):
    text: str
    url: str


class ExchangeRateAnswer(AnswerModel):
    from_currency: str
    to_currency: str
    rate: DecimalText
    source: str
    as_of: date
    valid_to: date | None
    #: False where the rate stands in for the one that the destination's law names.
    prescribed: bool = True


class AssessedAnswer(MoneyAnswer):
    """In the destination's currency, with the rate by which it became `amount`."""

    fx: ExchangeRateAnswer | None


class ChargeAnswer(AnswerModel):
    id: str
    kind: ChargeKind
    name: str
    base: MoneyAnswer | None
    rate_text: str
    formula: dict[str, Any]
    amount: MoneyAnswer
    assessed: AssessedAnswer
    applies_to: tuple[Literal["ddp", "dap"], ...]
    payer: Payer
    collected: Collected
    measure_id: str
    programme: str
    legal_reference: LegalReferenceAnswer
    valid_from: date | None
    valid_to: date | None
    release: str
    verified_until: date | None
    #: False of a tax of the sale, a reverse charge or a carrier's price: the Incoterm does not move them.
    follows_incoterm: bool = True


class MissingAnswer(AnswerModel):
    id: str
    line: str | None
    affects: Literal["amount", "clearance", "document"]
    fact: str
    question: str
    pointer: Annotated[
        str | None,
        Field(
            description="JSON Pointer of the field of the request that holds the answer. Null where no field does: the "
            "loaded law lacks a rate or does not say, and customs would have to be asked."
        ),
    ]
    spread: SpreadAnswer | None
    classification: Annotated[
        CodeSuggestion | None,
        Field(
            description="On the question about a code, where the classifier was asked and answered in time. `spread` "
            "is then that of the candidates, `likely` the best one's; the right code may be another one, so the upper "
            "end of the quote's estimate stays open."
        ),
    ] = None


class AssumptionAnswer(AnswerModel):
    fact: str
    value: str
    text: str
    pointer: str


class ReliefAnswer(AnswerModel):
    kind: str
    text: str
    line: str | None
    measure_id: str
    legal_reference: LegalReferenceAnswer


class RestrictionAnswer(AnswerModel):
    """A control on the import of a line's goods: a prohibition, or a condition. It changes no amount.

    Where it `blocks`, the goods may not come in: no way of delivery is then available and there is no price.
    """

    line: str
    text: str
    measure_id: str
    blocks: bool = False
    legal_reference: LegalReferenceAnswer


class RequiredDocumentAnswer(AnswerModel):
    """A paper that the import needs: of one line, or of the consignment where `line` is null."""

    document: str
    line: str | None
    reason: str
    legal_reference: LegalReferenceAnswer


class AlternativeAnswer(AnswerModel):
    line: str
    kind: str
    programme: str
    name: str
    requires: tuple[str, ...]
    total: MoneyAnswer
    saves: MoneyAnswer
    #: Tax on the same goods under this way, where the way changes it.
    tax: MoneyAnswer | None
    chosen: bool
    legal_reference: LegalReferenceAnswer
    valid_to: date | None


class AdviceAnswer(AnswerModel):
    """A lawful way in which the order could cost less or be paid at a better moment; only where it was asked for.

    `saves` is what the landed cost falls by; null where that is not known. Of a `fact` it is the most that an answer
    may take off what is certain to be enough.
    """

    kind: Literal["claim", "fact", "registration", "service", "transport_mode", "ship_from", "incoterm", "consignments"]
    line: str | None
    text: str
    saves: MoneyAnswer | None
    requires: tuple[str, ...]
    pointer: str
    legal_reference: LegalReferenceAnswer


class LineAnswer(AnswerModel):
    id: str
    consignment: str
    tariff_code: str | None
    origin: str
    goods_value: MoneyAnswer
    customs_value: MoneyAnswer
    calculable: bool
    reason: str | None
    duty: MoneyAnswer | None
    tax: MoneyAnswer | None
    charges: tuple[ChargeAnswer, ...]
    alternatives: tuple[AlternativeAnswer, ...]


class OptionAnswer(AnswerModel):
    """What the shopper pays if the order goes this way. Totals are null where an amount is not known, unless the
    merchant settled that the upper end of its estimate is charged; `reason` says so then."""

    available: bool
    reason: str | None
    shipping: MoneyAnswer
    landed_cost: MoneyAnswer | None
    due_at_checkout: MoneyAnswer | None
    due_on_delivery: MoneyAnswer | None
    self_accounted: MoneyAnswer | None


class ServiceAnswer(AnswerModel):
    """A service, landed both ways; `charges` are its carrier's for paying duty and tax, in `ddp` if at checkout."""

    code: str
    name: str | None = None
    carrier: str | None = None
    mode: str
    transit_days: TransitDays | None = None
    ddp: OptionAnswer
    dap: OptionAnswer
    charges: tuple[ChargeAnswer, ...] = ()


class OptionsAnswer(AnswerModel):
    ddp: OptionAnswer
    dap: OptionAnswer
    services: tuple[ServiceAnswer, ...] = ()


class ReleaseAnswer(AnswerModel):
    id: str
    jurisdiction: str
    publication: str
    edition: str
    title: str
    publisher: str
    published_on: date
    verified_until: date | None


class FreshnessAnswer(AnswerModel):
    """How old the facts are that the amounts rest on, and how far one had to go for them."""

    releases: tuple[ReleaseAnswer, ...]
    fx: tuple[ExchangeRateAnswer, ...]
    tier: Literal["memory", "redis", "postgres", "packaged"]
    verified_until: date | None
    stale: tuple[str, ...]


class QuoteAnswer(AnswerModel):
    #: Null when the quote could not be recorded: then it cannot be fetched, replayed or committed.
    id: str | None
    status: QuoteStatus
    created_at: datetime
    expires_at: datetime
    engine_version: str
    currency: str
    incoterm: str
    import_date: date
    goods_total: MoneyAnswer
    shipping: MoneyAnswer
    insurance: MoneyAnswer
    customs_value: MoneyAnswer
    duty: MoneyAnswer | None
    additional_duty: MoneyAnswer | None
    excise: MoneyAnswer | None
    tax: MoneyAnswer | None
    fees: MoneyAnswer | None
    landed_cost: MoneyAnswer | None
    due_at_checkout: MoneyAnswer | None
    due_on_delivery: MoneyAnswer | None
    self_accounted: MoneyAnswer | None
    estimate: SpreadAnswer | None
    options: OptionsAnswer
    lines: tuple[LineAnswer, ...]
    charges: tuple[ChargeAnswer, ...]
    reliefs: tuple[ReliefAnswer, ...]
    restrictions: tuple[RestrictionAnswer, ...]
    documents_required: tuple[RequiredDocumentAnswer, ...]
    buyer_data_required: tuple[str, ...]
    not_included: tuple[str, ...]
    assumptions: tuple[AssumptionAnswer, ...]
    missing: tuple[MissingAnswer, ...]
    advice: tuple[AdviceAnswer, ...] = ()
    freshness: FreshnessAnswer
    token: str | None


class ReplayAnswer(AnswerModel):
    """A recorded quote computed again from its request, its day and its releases."""

    id: str
    identical: bool
    #: JSON pointers of what came out differently.
    differences: tuple[str, ...]
    engine_version_then: str
    engine_version_now: str
    quote: QuoteAnswer


class TokenAnswer(AnswerModel):
    """`POST /v1/quotes/verify`: whether a token holds. `claims` are the quote's id, status, totals and expiry."""

    valid: bool
    reason: str | None
    claims: dict[str, Any] | None

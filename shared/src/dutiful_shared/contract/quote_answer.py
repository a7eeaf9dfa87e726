"""`POST /v1/quotes` answers with a `QuoteAnswer`: totals, the ways of paying, and every amount explained.

The hot path writes these shapes directly as bytes; the models serve OpenAPI, the typed client and the tests that hold
the bytes against them. Amounts are strings at the currency's precision.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer, SpreadAnswer
from dutiful_shared.contract.buyer_data import BuyerDataAnswer
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.finding_answers import (
    AdviceAnswer,
    AssumptionAnswer,
    MissingAnswer,
    ReliefAnswer,
    RequiredDocumentAnswer,
    RestrictionAnswer,
)
from dutiful_shared.contract.freshness_answer import FreshnessAnswer
from dutiful_shared.contract.line_answer import LineAnswer
from dutiful_shared.contract.option_answers import OptionsAnswer


class QuoteStatus(StrEnum):
    """How far the amounts of a quote can be relied on.

    * `complete`: every amount is known and rests on facts recent enough.
    * `partial`: something that affects an amount is missing, or a control keeps goods out: an estimate, no total.
    * `degraded`: every amount is known, but rests on facts older than the merchant allows, or could not be recorded.
    * `no_import`: no customs border is crossed.
    """

    COMPLETE = "complete"
    PARTIAL = "partial"
    DEGRADED = "degraded"
    NO_IMPORT = "no_import"


class QuoteAnswer(AnswerModel):
    """The landed cost of a cart, with every amount explained.

    Totals are in the cart's currency and of the whole order, not of a piece. `duty`, `additional_duty`, `excise`, `tax`
    and `fees` are sums of the charges of that kind, without what stays a cost of the carrier or the merchant; they are
    null while an amount is not known, for nothing unknown counts as zero. `landed_cost` and what is due when are null
    then too, and where a control keeps goods out.
    """

    id: Annotated[
        str | None,
        Field(
            description="Names the quote, such as `q_01939c2e7a4d7c3fb0a9d4b1f2e6c781`. Null when the quote could not "
            "be recorded: then it cannot be fetched, replayed or committed."
        ),
    ]
    status: Annotated[QuoteStatus, Field(description="Whether there is a total, and how far it can be relied on.")]
    created_at: Annotated[datetime, Field(description="When it was computed, with its offset from UTC.")]
    expires_at: Annotated[
        datetime,
        Field(
            description="Until when it can be committed, with its offset from UTC. It can be fetched and replayed "
            "afterwards too."
        ),
    ]
    engine_version: Annotated[
        str,
        Field(
            description="The version of the rules that computed it; a replay says whether another version comes to the "
            "same."
        ),
    ]
    currency: Annotated[str, Field(description="ISO 4217: the cart's currency, in which all totals are.")]
    incoterm: Annotated[
        str,
        Field(
            description="The rule of Incoterms 2020 that was applied: the request's, else the merchant's for the "
            "destination, else DDP."
        ),
    ]
    import_date: Annotated[date, Field(description="The day whose law and rates of exchange were applied.")]
    goods_total: Annotated[
        MoneyAnswer,
        Field(
            description="What the shopper pays for the goods after discounts, without carriage, insurance, duty and "
            "tax that the prices included (`prices_include`)."
        ),
    ]
    shipping: Annotated[MoneyAnswer, Field(description="Price of the carriage of all consignments.")]
    insurance: Annotated[MoneyAnswer, Field(description="Price of the insurance of all consignments.")]
    customs_value: Annotated[
        MoneyAnswer,
        Field(
            description="Sum of the lines' customs values (WTO Customs Valuation Agreement), brought into the cart's "
            "currency."
        ),
    ]
    duty: Annotated[
        MoneyAnswer | None,
        Field(
            description="Customs duty: the ordinary tariff, or the preference, suspension or flat duty in its place."
        ),
    ]
    additional_duty: Annotated[
        MoneyAnswer | None,
        Field(
            description="Duties on top of the ordinary tariff, such as anti-dumping, countervailing and safeguard "
            "duties, or those of Section 301."
        ),
    ]
    excise: Annotated[MoneyAnswer | None, Field(description="Excise duties, such as those on alcohol and tobacco.")]
    tax: Annotated[MoneyAnswer | None, Field(description="VAT, GST and other taxes on the sale or on the import.")]
    fees: Annotated[
        MoneyAnswer | None,
        Field(description="Fees of customs and of the posts that the law sets, such as for processing an entry."),
    ]
    landed_cost: Annotated[
        MoneyAnswer | None,
        Field(
            description="All that the order costs the shopper under `incoterm`: the sum of `due_at_checkout`, "
            "`due_on_delivery` and `self_accounted`."
        ),
    ]
    due_at_checkout: Annotated[
        MoneyAnswer | None,
        Field(
            description="What the shopper pays with the order: goods, shipping, insurance, and every charge collected "
            "then."
        ),
    ]
    due_on_delivery: Annotated[
        MoneyAnswer | None,
        Field(
            description="What the shopper is asked for on delivery; zero under DDP unless a charge is always taken "
            "then."
        ),
    ]
    self_accounted: Annotated[
        MoneyAnswer | None,
        Field(
            description="Tax that a business buyer accounts for in its own return (reverse charge); it is paid to "
            "nobody on the way."
        ),
    ]
    estimate: Annotated[
        SpreadAnswer | None,
        Field(description="The range of the landed cost while there is no total. Null where there is one."),
    ]
    options: Annotated[
        OptionsAnswer,
        Field(
            description="The order with duties paid and with duties unpaid, and by each shipping service asked about, "
            "whatever `incoterm` is."
        ),
    ]
    lines: Annotated[
        tuple[LineAnswer, ...], Field(description="One for each line of the cart, grouped by consignment.")
    ]
    charges: Annotated[
        tuple[ChargeAnswer, ...],
        Field(
            description="Charges of whole consignments, such as fees on an entry. Those of one line stand in `lines`."
        ),
    ]
    reliefs: Annotated[tuple[ReliefAnswer, ...], Field(description="What is not charged, and by which rule.")]
    restrictions: Annotated[
        tuple[RestrictionAnswer, ...], Field(description="Prohibitions and conditions on the import of the goods.")
    ]
    documents_required: Annotated[
        tuple[RequiredDocumentAnswer, ...], Field(description="Papers that the import needs, each with its reason.")
    ]
    buyer_data_required: Annotated[
        tuple[BuyerDataAnswer, ...] | None,
        Field(
            description="Numbers that the checkout should ask the buyer for, so that customs clears the order. Null "
            "where no source at hand says whether the destination asks such a buyer for one: that is not to say that "
            "it does not. Empty only where nothing is imported."
        ),
    ]
    not_included: Annotated[
        tuple[str, ...],
        Field(
            description="What may be due beside these amounts and is not in them, in words. Empty where nothing is "
            "known of."
        ),
    ]
    assumptions: Annotated[
        tuple[AssumptionAnswer, ...],
        Field(description="Every default that was taken, and every rule that stands in for another."),
    ]
    missing: Annotated[
        tuple[MissingAnswer, ...],
        Field(description="What was needed and not known, as questions; `affects` says which of them hinder a total."),
    ]
    advice: Annotated[
        tuple[AdviceAnswer, ...],
        Field(
            description="Lawful ways that cost less, what saves most first. Empty unless the request asks for `advice`."
        ),
    ] = ()
    freshness: Annotated[FreshnessAnswer, Field(description="How old the facts are that the amounts rest on.")]
    token: Annotated[
        str | None,
        Field(
            description="Totals and expiry, signed for the merchant (JWS, RFC 7515, HS256); `POST /v1/quotes/verify` "
            "reads it. Null where the quote has no id or no `landed_cost`."
        ),
    ]


class ReplayAnswer(AnswerModel):
    """A recorded quote computed again from its request, its day and its releases."""

    id: Annotated[str, Field(description="The quote that was computed again.")]
    identical: Annotated[bool, Field(description="Whether it came out the same.")]
    differences: Annotated[tuple[str, ...], Field(description="JSON pointers of what came out differently.")]
    engine_version_then: Annotated[str, Field(description="The version of the rules that computed the quote.")]
    engine_version_now: Annotated[str, Field(description="The version of the rules that computed it again.")]
    quote: Annotated[QuoteAnswer, Field(description="The quote as it comes out now.")]


class TokenAnswer(AnswerModel):
    """`POST /v1/quotes/verify`: whether a token holds. `claims` are the quote's id, status, totals and expiry."""

    valid: Annotated[bool, Field(description="Whether the token is this merchant's, unchanged and not expired.")]
    reason: Annotated[str | None, Field(description="Why it does not hold. Null where it does.")]
    claims: Annotated[dict[str, Any] | None, Field(description="What it says. Null where it does not hold.")]

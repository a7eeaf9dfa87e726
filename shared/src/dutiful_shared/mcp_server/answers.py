"""What the tools answer: of a quote what a person would be told of it, with the law behind each amount."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, Field

from dutiful_shared.contract.answer_values import MoneyAnswer, SpreadAnswer
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer, QuoteStatus


class Amount(BaseModel):
    """One charge. `line` is null for one of the whole consignment."""

    line: str | None
    name: str
    rate: str
    amount: MoneyAnswer
    collected: str = Field(description="checkout, delivery, self_accounted, or carrier_cost.")
    law: str


class OpenQuestion(BaseModel):
    """A fact that decides and was not stated."""

    question: str
    pointer: str | None = Field(description="JSON Pointer of the cart's field that holds the answer.")
    spread: SpreadAnswer | None


class QuotedCost(BaseModel):
    """A quote in short. Totals are null where an amount is not known: then `estimate` is the range, never a price."""

    quote_id: str | None = Field(description="For `explain_quote`; null where the quote could not be recorded.")
    status: QuoteStatus
    currency: str
    incoterm: str
    import_date: str
    goods_total: MoneyAnswer
    shipping: MoneyAnswer
    landed_cost: MoneyAnswer | None
    due_at_checkout: MoneyAnswer | None
    due_on_delivery: MoneyAnswer | None
    estimate: SpreadAnswer | None
    amounts: list[Amount]
    missing: list[OpenQuestion]
    restrictions: list[str]
    documents_required: list[str]
    buyer_data_required: list[str] | None = Field(
        description="What customs asks the buyer for and the cart does not give yet, with the pointer of its field. "
        "Null: whether anything is asked for is not known."
    )
    assumptions: list[str]
    not_included: list[str]
    stale: list[str] = Field(description="What is older than the policy allows; empty when nothing is.")


class ExplainedAmount(Amount):
    """A charge with its arithmetic: `formula` has operator, operands and rounding as text."""

    base: MoneyAnswer | None
    formula: dict[str, Any]
    law_url: str
    measure_id: str
    release: str
    verified_until: str | None


class QuoteExplanation(BaseModel):
    """How each amount of a recorded quote came about, and what was not charged."""

    quote_id: str
    status: QuoteStatus
    landed_cost: MoneyAnswer | None
    amounts: list[ExplainedAmount]
    reliefs: Annotated[list[str], Field(description="What freed the goods of a charge, with its law.")]
    assumptions: list[str]
    facts: Annotated[list[str], Field(description="The publications that the amounts rest on.")]


def quoted_cost(quote: QuoteAnswer) -> QuotedCost:
    """What an assistant is told of a quote: sums as they were answered, and each paper and control with its law."""
    return QuotedCost(
        quote_id=quote.id,
        status=quote.status,
        currency=quote.currency,
        incoterm=quote.incoterm,
        import_date=quote.import_date.isoformat(),
        goods_total=quote.goods_total,
        shipping=quote.shipping,
        landed_cost=quote.landed_cost,
        due_at_checkout=quote.due_at_checkout,
        due_on_delivery=quote.due_on_delivery,
        estimate=quote.estimate,
        amounts=[Amount(**_plain(line, charge)) for line, charge in _charges(quote)],
        missing=[OpenQuestion(question=one.question, pointer=one.pointer, spread=one.spread) for one in quote.missing],
        restrictions=[f"{one.text} ({one.legal_reference.text})" for one in quote.restrictions],
        documents_required=[f"{one.document} ({one.legal_reference.text})" for one in quote.documents_required],
        buyer_data_required=_asked(quote),
        assumptions=[one.text for one in quote.assumptions],
        not_included=list(quote.not_included),
        stale=list(quote.freshness.stale),
    )


def explanation(quote: QuoteAnswer) -> QuoteExplanation:
    """Of a recorded quote."""
    assert quote.id is not None, "a quote that was fetched has its id"
    return QuoteExplanation(
        quote_id=quote.id,
        status=quote.status,
        landed_cost=quote.landed_cost,
        amounts=[_explained(line, charge) for line, charge in _charges(quote)],
        reliefs=[f"{one.text} ({one.legal_reference.text})" for one in quote.reliefs],
        assumptions=[one.text for one in quote.assumptions],
        facts=[
            f"{one.jurisdiction} {one.publication} {one.edition}, {one.publisher}" for one in quote.freshness.releases
        ],
    )


def _asked(quote: QuoteAnswer) -> list[str] | None:
    if quote.buyer_data_required is None:
        return None
    return [
        f"{', or '.join(f'{number.name} ({number.type})' for number in one.any_of)}"
        f"{', with a copy' if one.copy_needed else ''}: {one.reason} ({one.pointer}; {one.source.text})"
        for one in quote.buyer_data_required
        if not one.given
    ]


def _charges(quote: QuoteAnswer) -> Iterator[tuple[str | None, ChargeAnswer]]:
    for line in quote.lines:
        for charge in line.charges:
            yield line.id, charge
    for charge in quote.charges:
        yield None, charge


def _plain(line: str | None, charge: ChargeAnswer) -> dict[str, Any]:
    return {
        "line": line,
        "name": charge.name,
        "rate": charge.rate_text,
        "amount": charge.amount,
        "collected": charge.collected.value,
        "law": charge.legal_reference.text,
    }


def _explained(line: str | None, charge: ChargeAnswer) -> ExplainedAmount:
    return ExplainedAmount(
        **_plain(line, charge),
        base=charge.base,
        formula=charge.formula,
        law_url=charge.legal_reference.url,
        measure_id=charge.measure_id,
        release=charge.release,
        verified_until=charge.verified_until.isoformat() if charge.verified_until else None,
    )

"""What an assessment says beside its charges, as the plain values of the contract."""

from typing import Any

from dutiful_quote.engine.findings import Alternative, Assumption, Missing, Relief, RequiredDocument, Restriction
from dutiful_quote.quotes import totals
from dutiful_quote.quotes.advice import Advice
from dutiful_quote.quotes.candidate_duties import OpenLine
from dutiful_quote.quotes.plain_values import day_answer, money_answer, reference_answer, spread_answer
from dutiful_quote.quotes.totals import AssessedConsignment


def alternative_answer(part: AssessedConsignment, way: Alternative, currency: str) -> dict[str, Any]:
    """A way to pay duty; its amounts are turned into the cart's currency at the consignment's rate."""
    return {
        "line": way.line,
        "kind": way.kind,
        "programme": way.programme,
        "name": way.name,
        "requires": way.requires,
        "total": money_answer(part.exchange.back(way.total, currency), currency),
        "saves": money_answer(part.exchange.back(way.saves, currency), currency),
        "tax": None if way.tax is None else money_answer(part.exchange.back(way.tax, currency), currency),
        "chosen": way.chosen,
        "legal_reference": reference_answer(way.legal_reference),
        "valid_to": day_answer(way.valid_to),
    }


def advice_answer(one: Advice, currency: str) -> dict[str, Any]:
    """Advice whose saving is in the cart's currency already."""
    return {
        "kind": one.kind,
        "line": one.line,
        "text": one.text,
        "saves": None if one.saves is None else money_answer(one.saves, currency),
        "requires": one.requires,
        "pointer": one.pointer,
        "legal_reference": reference_answer(one.legal_reference),
    }


def relief_answer(found: Relief) -> dict[str, Any]:
    """A relief that was granted, with its law."""
    return {
        "kind": found.kind,
        "text": found.text,
        "line": found.line,
        "measure_id": found.measure_id,
        "legal_reference": reference_answer(found.legal_reference),
    }


def restriction_answer(found: Restriction) -> dict[str, Any]:
    """A control that goods meet; one that `blocks` keeps them out."""
    return {
        "line": found.line,
        "text": found.text,
        "measure_id": found.measure_id,
        "blocks": found.blocks,
        "legal_reference": reference_answer(found.legal_reference),
    }


def document_answer(found: RequiredDocument) -> dict[str, Any]:
    """A paper that customs will ask for, with the law that asks."""
    return {
        "document": found.document,
        "line": found.line,
        "reason": found.why,
        "legal_reference": reference_answer(found.legal_reference),
    }


def assumption_answer(found: Assumption) -> dict[str, Any]:
    """A default that was taken; `pointer` is where the request would say otherwise."""
    return {"fact": found.fact, "value": found.value, "text": found.text, "pointer": found.pointer}


def missing_answer(
    missing_id: str, part: AssessedConsignment, found: Missing, open_line: OpenLine | None = None
) -> dict[str, Any]:
    """A question; that about the code of an `open_line` has the candidates beside it."""
    currency = part.consignment.currency
    spread = totals.in_cart_currency(found.spread, part) if found.spread else None
    answer: dict[str, Any] = {
        "id": missing_id,
        "line": found.line,
        "affects": found.affects.value,
        "fact": found.fact,
        "question": found.question,
        "pointer": found.pointer,
        "spread": spread_answer(spread, currency) if spread else None,
    }
    if open_line is not None and found.fact == "hs_code":
        among = open_line.spread
        if among is not None:
            answer["spread"] = spread_answer(among, currency)
        answer["classification"] = _classification_answer(open_line, currency)
    return answer


def _classification_answer(line: OpenLine, currency: str) -> dict[str, Any]:
    suggestion = line.classified.suggestion
    question = suggestion.question
    return {
        "id": suggestion.classification_id,
        "decision": suggestion.decision,
        "source": suggestion.source,
        "model": suggestion.model,
        "candidates": [
            {
                "code": one.candidate.code,
                "probability": one.candidate.probability,
                "text": one.text,
                "duty": None if one.duty is None else money_answer(one.duty, currency),
                "total": None if one.total is None else spread_answer(one.total, currency),
            }
            for one in line.duties
        ],
        "question": None
        if question is None
        else {
            "text": question.text,
            "attribute": question.attribute,
            "answers": [{"value": value, "leads_to": code} for value, code in question.answers],
        },
    }

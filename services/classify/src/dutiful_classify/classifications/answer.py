"""The answer in the contract's shape, as plain values: from what was computed, or from what a person decided."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from dutiful_classify.classifications.appraisal import Appraisal
from dutiful_classify.classifications.national import CodeSystemOf
from dutiful_classify.classifications.nomenclature import HARMONIZED_SYSTEM, Nomenclature
from dutiful_classify.classifications.records import Decided
from dutiful_classify.classifications.restricted_codes import restricted_by_code
from dutiful_classify.engine.assessment import Candidate, Question
from dutiful_classify.engine.assessment import Reason as EngineReason
from dutiful_shared.contract.classification import ClassificationRequest, Decision, NationalCode, Reason, Source

_SUBHEADING: Final = 6
#: What a person decided is not the model's guess: it stands.
_DECIDED: Final = 1.0


def from_model(
    request: ClassificationRequest, appraisal: Appraisal, decision: Decision, nomenclature: Nomenclature
) -> dict[str, Any]:
    """All but id, time, review and versions."""
    assessment = appraisal.assessment
    candidates = [_candidate(one) for one in assessment.candidates]
    reasons = [*assessment.reasons]
    if decision is Decision.RESTRICTED and not reasons and (by_code := restricted_by_code(assessment.candidates)):
        reasons.append(by_code)
    return {
        "decision": decision.value,
        "source": Source.MODEL.value,
        "candidates": candidates,
        "national": [line.model_dump(mode="json") for line in appraisal.lines],
        "question": None if assessment.question is None else _question(assessment.question),
        "reasons": [_reason(one) for one in reasons],
        "merchant_code": _weighed(request.merchant_code, candidates, nomenclature),
        "memory": None,
    }


def from_memory(
    request: ClassificationRequest, decided: Decided, nomenclature: Nomenclature, code_system_of: CodeSystemOf
) -> dict[str, Any]:
    """All but id, time, review and versions."""
    source = Source.OVERRIDE if decided.origin == "override" else Source.MEMORY
    reason = Reason(text=decided.reason, source=f"{decided.author}, {decided.created_at:%Y-%m-%d}")
    hs6 = next((code[:_SUBHEADING] for code in decided.codes.values() if len(code) >= _SUBHEADING), None)
    candidates = [] if hs6 is None else [_certain(hs6, reason)]
    return {
        "decision": Decision.AUTO.value,
        "source": source.value,
        "candidates": candidates,
        "national": list(_decided_lines(request, decided, source, reason, code_system_of)),
        "question": None,
        "reasons": [reason.model_dump()],
        "merchant_code": _weighed(request.merchant_code, candidates, nomenclature),
        "memory": {
            "override_id": decided.id,
            "matched": decided.matched,
            "codes": dict(decided.codes),
            "author": decided.author,
            "reason": decided.reason,
            "decided_at": decided.created_at,
            "valid_from": decided.valid_from,
            "valid_to": decided.valid_to,
        },
    }


def _certain(hs6: str, reason: Reason) -> dict[str, Any]:
    return {
        "hs6": hs6,
        "probability": _DECIDED,
        "hs4_probability": _DECIDED,
        "hs2_probability": _DECIDED,
        "reasons": [reason.model_dump()],
    }


def _decided_lines(
    request: ClassificationRequest, decided: Decided, source: Source, reason: Reason, code_system_of: CodeSystemOf
) -> Iterator[dict[str, Any]]:
    for destination in request.destinations:
        system = code_system_of(destination)
        code = decided.codes.get(system)
        if code is not None:
            line = NationalCode(
                destination=destination,
                code_system=system,
                code=code,
                digits=len(code),
                probability=_DECIDED,
                reasons=[reason],
                source=source,
                author=decided.author,
                decided_at=decided.created_at,
            )
            yield line.model_dump(mode="json")


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "hs6": one.hs6,
        "probability": one.probability,
        "hs4_probability": one.hs4_probability,
        "hs2_probability": one.hs2_probability,
        "reasons": [_reason(reason) for reason in one.reasons],
    }


def _question(question: Question) -> dict[str, Any]:
    answers = [
        {"value": value, "label": question.labels.get(value), "leads_to": code} for value, code in question.answers
    ]
    return {"text": question.text, "attribute": question.attribute, "answers": answers}


def _reason(reason: EngineReason) -> dict[str, str]:
    return {"text": reason.text, "source": reason.source}


def _weighed(code: str | None, candidates: list[dict[str, Any]], nomenclature: Nomenclature) -> dict[str, Any] | None:
    """The merchant's own code beside the candidates."""
    if code is None:
        return None
    first = candidates[0]["hs6"] if candidates else ""
    agreed = max((digits for digits in (0, 2, 4, _SUBHEADING) if first and code[:digits] == first[:digits]), default=0)
    agreed = min(agreed, len(code) - len(code) % 2)
    depth = min(len(code), _SUBHEADING)
    return {
        "code": code,
        "known": nomenclature.has(HARMONIZED_SYSTEM, code),
        "agrees": bool(first) and code[:depth] == first[:depth],
        "digits_agreed": agreed,
        "probability": _probability_of(code, candidates),
    }


def _probability_of(code: str, candidates: list[dict[str, Any]]) -> float | None:
    for one in candidates:
        if len(code) < _SUBHEADING:
            if one["hs6"].startswith(code[:4]):
                return float(one["hs4_probability"])
        elif one["hs6"] == code[:_SUBHEADING]:
            return float(one["probability"])
    return None


def stamped(
    plain: dict[str, Any], classification_id: str, created_at: datetime, review_id: str | None, versions: dict[str, str]
) -> dict[str, Any]:
    """The whole answer."""
    head = {"id": classification_id, "created_at": created_at}
    return {**head, **plain, "review_id": review_id, "versions": versions}

"""`check`: the reasons for which a shipment would be held."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from dutiful_docs.dossier.checks.predicates import PREDICATES, Found
from dutiful_docs.dossier.checks.rules import RULES, Rule
from dutiful_shared.contract.charge_answer import LegalReferenceAnswer
from dutiful_shared.contract.classification import Classification
from dutiful_shared.contract.shipment_checks import (
    FindingAnswer,
    NotCheckedAnswer,
    Severity,
    ShipmentCheckAnswer,
    ShipmentCheckRequest,
)

CODE_RULE: Final = "code_does_not_fit"
#: The classifier contradicts a code where another heading is at least this likely, and the declared one at most so.
_CERTAIN, _UNLIKELY = 0.8, 0.05


def check(
    request: ShipmentCheckRequest,
    today: date,
    classified: Mapping[str, Classification] | None = None,
    not_classified: str = "it was not asked for",
) -> ShipmentCheckAnswer:
    """What of the shipment would be held, by the rules of its day.

    Args:
        classified: line -> what the classifier says, as far as it was asked and answered.
        not_classified: why the other lines have no such answer.
    """
    day = request.day or today
    found = list(_broken(request, day))
    answered = classified or {}
    found += [(RULES[CODE_RULE], one) for one in _codes(request, answered)]
    checked = [name for name in PREDICATES if RULES[name].applies_on(day)]
    not_checked = [
        NotCheckedAnswer(rule=name, reason=f"it applies from {RULES[name].begins}")
        for name in PREDICATES
        if name not in checked
    ]
    if len(answered) < len(request.lines):
        not_checked.append(NotCheckedAnswer(rule=CODE_RULE, reason=not_classified))
    else:
        checked.append(CODE_RULE)
    findings = tuple(_finding(rule, one) for rule, one in found)
    return ShipmentCheckAnswer(
        ready=not any(one.severity is Severity.HOLD for one in findings),
        findings=findings,
        checked=tuple(checked),
        not_checked=tuple(not_checked),
    )


def _broken(request: ShipmentCheckRequest, day: date) -> Iterator[tuple[Rule, Found]]:
    for name, looks in PREDICATES.items():
        rule = RULES[name]
        if rule.applies_on(day):
            yield from ((rule, one) for one in looks(request))


def _codes(request: ShipmentCheckRequest, classified: Mapping[str, Classification]) -> Iterable[Found]:
    for i, line in enumerate(request.lines):
        answer = classified.get(line.id)
        if answer is None or not answer.candidates or line.hs_code is None:
            continue
        best, heading = answer.candidates[0], line.hs_code[:4]
        declared = max((one.hs4_probability for one in answer.candidates if one.hs6[:4] == heading), default=0.0)
        if best.hs6[:4] != heading and best.hs4_probability >= _CERTAIN and declared <= _UNLIKELY:
            reason = f" ({best.reasons[0].text})" if best.reasons else ""
            yield Found(f"/lines/{i}/hs_code", f"{best.hs6}{reason}")


def _finding(rule: Rule, found: Found) -> FindingAnswer:
    return FindingAnswer(
        rule=rule.name,
        severity=rule.severity,
        pointer=found.pointer,
        text=rule.text.format(value=found.value),
        fix=rule.fix,
        legal_reference=LegalReferenceAnswer(text=rule.law.text, url=rule.law.url),
    )

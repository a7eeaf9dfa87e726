"""Controls on imports: goods that may not come in, or only under a condition. They charge nothing."""

from dataclasses import replace

from dutiful_quote.engine.candidates import declarable_codes
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import Restriction
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.line_law import outside
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.shipment import shipment_meets


def note_controls(case: Case) -> None:
    """Write down every control on each line, and whether it may depend on digits that the line does not give.

    Where the destination's law consists of several (Northern Ireland), the controls of each of them are.
    """
    for state in case.lines:
        if state.line.code:
            for law in (case.law, *case.law.beside.values()):
                _note(case, state, law)


def _note(case: Case, state: LineState, law: Law) -> None:
    line = state.line
    codes = declarable_codes(law.goods[line.code])
    found: dict[str, Restriction] = {}
    covered: dict[str, set[str]] = {}
    for code in codes:
        for measure in law.of_goods(MeasureKind.CONTROL, line.code, code, line.origin):
            if shipment_meets(case.consignment, measure) and not outside(measure, code) and not _met(line, measure):
                # One control may stand as several measures, one for each goods code that it names.
                covered.setdefault(measure.name, set()).add(code)
                restriction = Restriction(line.id, measure.name, measure.legal_reference, measure.id)
                found.setdefault(measure.name, restriction)
                case.documents += _asked_for(measure)
    for text, restriction in found.items():
        if len(covered[text]) < len(codes):
            some = f"{text} (some national lines of {line.code} only)"
            case.restrictions.append(replace(restriction, text=some))
        else:
            case.restrictions.append(restriction)


def _groups(measure: Measure) -> list[list[str]]:
    return [group.split("|") for group in measure.conditions.get("documents", "").split()]


def _met(line: GoodsLine, measure: Measure) -> bool:
    """Whether the line declares a document of each group that the control asks for."""
    groups = _groups(measure)
    declared = set(line.facts.get("documents", "").split())
    return bool(groups) and all(not declared.isdisjoint(group) for group in groups)


def _asked_for(measure: Measure) -> list[str]:
    """The documents by code, "C640 or N853"; codes with a Y declare that the goods are outside the control."""
    papers = [[code for code in group if not (code[0] == "Y" or code[-1] == "Y")] for group in _groups(measure)]
    return [" or ".join(codes) for codes in papers if codes]

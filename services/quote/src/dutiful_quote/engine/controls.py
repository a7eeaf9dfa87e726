"""Controls on imports: goods that may not come in, or only under a condition. They charge nothing."""

from dataclasses import replace
from decimal import Decimal

from dutiful_quote.engine.candidates import declarable_codes
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import RequiredDocument, Restriction
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode, outside
from dutiful_quote.engine.shipment import shipment_meets


def note_controls(case: Case) -> None:
    """Write down every control on each line, and whether it may depend on digits that the line does not give.

    Where the destination's law consists of several (Northern Ireland), the controls of each of them are.
    """
    for state in case.lines:
        for law in (case.law, *case.law.beside.values()):
            if not state.line.code:
                _note_whatever_it_is(case, state, law)
            elif _controlled(law, state.line):
                _note(case, state, law)


def _controlled(law: Law, line: GoodsLine) -> bool:
    """Whether any control is on such goods at all, whatever their national code and their shipment: on most none is."""
    tariff = law.goods[line.code]
    if not tariff.has(MeasureKind.CONTROL):
        return bool(law.territory_key.of_all_goods(MeasureKind.CONTROL, line.origin))
    return tariff.derived(
        ("controlled", line.code, line.origin, law.territory_key),
        lambda: any(
            law.of_goods(MeasureKind.CONTROL, line.code, code, line.origin) for code in declarable_codes(tariff)
        ),
    )


def _note(case: Case, state: LineState, law: Law) -> None:
    line = state.line
    tariff = law.goods[line.code]
    codes = declarable_codes(tariff)
    found: dict[str, Measure] = {}
    covered: dict[str, set[str]] = {}
    for code in codes:
        for measure in law.of_goods(MeasureKind.CONTROL, line.code, code, line.origin):
            if _applies(case, state, measure) and not outside(measure, code):
                # One control may stand as several measures, one for each goods code that it names.
                covered.setdefault(measure.name, set()).add(code)
                found.setdefault(measure.name, measure)
                case.papers += _papers(state, measure)
    for text, measure in found.items():
        whole = len(covered[text]) == len(codes)
        restriction = Restriction(line.id, text, measure.legal_reference, measure.id, measure.mode is Mode.BLOCK)
        if not whole:
            some = f"{text} (some national lines of {line.code} only)"
            restriction = replace(restriction, text=some, blocks=False)
        case.restrictions.append(restriction)


def _note_whatever_it_is(case: Case, state: LineState, law: Law) -> None:
    """Controls on all goods, such as an embargo, stand whatever the code of the line may be."""
    for measure in law.territory_key.of_all_goods(MeasureKind.CONTROL, state.line.origin):
        if _applies(case, state, measure):
            blocks = measure.mode is Mode.BLOCK and "not_goods" not in measure.conditions
            case.restrictions.append(
                Restriction(state.line.id, measure.name, measure.legal_reference, measure.id, blocks)
            )


def _papers(state: LineState, measure: Measure) -> list[RequiredDocument]:
    """What the control asks to be shown."""
    names = [*measure.conditions.get("paper", "").split(), *_asked_for(measure)]
    return [RequiredDocument(name, f"{measure.name}.", measure.legal_reference, state.line.id) for name in names]


def _applies(case: Case, state: LineState, measure: Measure) -> bool:
    """Whether the control is meant for such a shipment, for articles of such a value, and not met by documents."""
    meant = shipment_meets(case.consignment, measure) and _of_value(case, state, measure)
    return meant and not _met(state.line, measure)


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


def _of_value(case: Case, state: LineState, measure: Measure) -> bool:
    """Whether one article of the line is worth what the control looks at, where it looks at that."""
    conditions = measure.conditions
    if conditions.get("value_of") != "unit":
        return True
    value = state.value.goods / state.line.quantity
    over = case.in_currency(Decimal(conditions["value_over"]), conditions["value_currency"])
    return over is None or value > over

"""Controls on imports: goods that may not come in, or only under a condition. They charge nothing."""

from dataclasses import replace
from decimal import Decimal

from dutiful_quote.engine.candidates import declarable_codes
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import RequiredDocument, Restriction
from dutiful_quote.engine.line_law import outside
from dutiful_quote.engine.measure import ALL_ORIGINS, Measure, MeasureKind, Mode
from dutiful_quote.engine.shipment import shipment_meets
from dutiful_quote.engine.tariff_slice import TariffSlice


def note_controls(case: Case) -> None:
    """Write down every control on each line, and whether it may depend on digits that the line does not give."""
    for state in case.lines:
        if not state.line.code:
            _note_whatever_it_is(case, state)
        elif any(tariff.of_kind(MeasureKind.CONTROL) for tariff in _slices(case, state)):
            _note(case, state)


def _slices(case: Case, state: LineState) -> tuple[TariffSlice, TariffSlice]:
    return case.law.goods[state.line.code], case.law.territory


def _note(case: Case, state: LineState) -> None:
    line = state.line
    codes = declarable_codes(case.law.goods[line.code])
    found: dict[str, Measure] = {}
    covered: dict[str, set[str]] = {}
    for code in codes:
        for measure in case.law.of_goods(MeasureKind.CONTROL, line.code, code, line.origin):
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


def _note_whatever_it_is(case: Case, state: LineState) -> None:
    """Controls on all goods, such as an embargo, stand whatever the code of the line may be."""
    for measure in case.law.of_territory(MeasureKind.CONTROL):
        if not measure.goods_code and measure.areas == (ALL_ORIGINS,) and _applies(case, state, measure):
            blocks = measure.mode is Mode.BLOCK and "not_goods" not in measure.conditions
            case.restrictions.append(
                Restriction(state.line.id, measure.name, measure.legal_reference, measure.id, blocks)
            )


def _papers(state: LineState, measure: Measure) -> list[RequiredDocument]:
    """What the control asks to be shown."""
    names = measure.conditions.get("paper", "").split()
    return [RequiredDocument(name, f"{measure.name}.", measure.legal_reference, state.line.id) for name in names]


def _applies(case: Case, state: LineState, measure: Measure) -> bool:
    """Whether the control is meant for such a shipment, and for articles of such a value."""
    return shipment_meets(case.consignment, measure) and _of_value(case, state, measure)


def _of_value(case: Case, state: LineState, measure: Measure) -> bool:
    """Whether one article of the line is worth what the control looks at, where it looks at that."""
    conditions = measure.conditions
    if conditions.get("value_of") != "unit":
        return True
    value = state.value.goods / state.line.quantity
    over = case.in_currency(Decimal(conditions["value_over"]), conditions["value_currency"])
    return over is None or value > over

"""What differs between the engine's answer and the oracle's on a consignment anywhere, in words."""

from fractions import Fraction

from dutiful_quote.engine.findings import Assessment, LineAssessment
from dutiful_shared.contract.charge import Charge
from tests.oracle.naive_consignment import Due, Verdict, Way

#: The gap of a way whose duty is not loaded: the engine estimates its range, and nothing here can tell it.
ESTIMATED = "estimate"
CENT = Fraction(1, 100)
#: Programme, when it is collected, amount.
Shape = tuple[tuple[str, str, Fraction], ...]


def differences(engine: Assessment, oracle: Verdict) -> list[str]:
    found: list[str] = []
    certain = True
    for number, (line, ways) in enumerate(zip(engine.lines, oracle.lines, strict=True)):
        alike = len({_shape(way.due) for way in ways}) == 1 and not any(way.gap for way in ways)
        certain = certain and alike
        found += [f"line {number}: {text}" for text in _of_line(line, ways, alike)]
    shown, owed = _shape_of_charges(engine.charges), _shape(oracle.fees)
    if certain and shown != owed:
        found.append(f"fees: engine {_text(shown)}, oracle {_text(owed)}")
    if certain and bool(engine.spreads) is not bool(oracle.open_fees):
        found.append(f"open fees: engine {engine.spreads}, oracle {oracle.open_fees}")
    return found


def _of_line(line: LineAssessment, ways: list[Way], alike: bool) -> list[str]:
    shown = _shape_of_charges(line.charges)
    if alike:
        owed = _shape(ways[0].due)
        if not line.calculable and len({way.rate for way in ways}) > 1:
            return _of_range(line, ways)  # several rates that happen to come to the same: to ask is only cautious
        if not line.calculable:
            return [f"engine uncertain ({line.reason}), oracle certain: {_text(owed)}"]
        return [] if shown == owed else [f"engine {_text(shown)}, oracle {_text(owed)}"]
    if line.calculable:
        totals = sorted({(float(way.total), way.gap) for way in ways})
        return [f"engine certain {_text(shown)}, oracle open: {totals[:8]}"]
    return _of_range(line, ways)


def _of_range(line: LineAssessment, ways: list[Way]) -> list[str]:
    """Every way whose amount is known lies in the engine's range; one whose amount is not leaves it open above."""
    assert line.spread is not None
    known = sum((Fraction(charge.assessed.amount) for charge in line.charges), Fraction(0))
    low = known + Fraction(line.spread.low)
    high = None if line.spread.high is None else known + Fraction(line.spread.high)
    wrong = []
    for way in ways:
        if not way.gap and way.total < low - CENT:
            wrong.append(f"{float(way.total)} below the engine's {float(low)}")
        if high is not None and way.gap != ESTIMATED and (way.gap or way.total > high + CENT):
            wrong.append(f"{float(way.total)} {way.gap} above the engine's {float(high)}")
    return wrong[:1]


def _shape(owed: list[Due]) -> Shape:
    return tuple(sorted((due.programme, due.collected, due.amount) for due in owed if due.amount))


def _shape_of_charges(charges: tuple[Charge, ...]) -> Shape:
    shown = ((one.programme, str(one.collected), Fraction(one.assessed.amount)) for one in charges)
    return tuple(sorted(one for one in shown if one[2]))


def _text(charges: Shape) -> str:
    return ", ".join(f"{name} {float(owed):.2f} at {when}" for name, when, owed in charges) or "nothing"

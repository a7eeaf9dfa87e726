"""The comparison itself: what differs between the engine's answer and the oracle's, in words."""

from fractions import Fraction

from dutiful_quote.engine.findings import Assessment, LineAssessment
from tests.oracle.naive_entry import Answer
from tests.oracle.naive_law import Outcome

CENT = Fraction(1, 100)


def differences(engine: Assessment, oracle: Answer) -> list[str]:
    found: list[str] = []
    certain = True
    for number, (line, outcomes) in enumerate(zip(engine.lines, oracle.lines, strict=True)):
        alike = len({_shape(outcome) for outcome in outcomes}) == 1 and not outcomes[0].gap
        certain = certain and alike
        found += _of_line(number, line, outcomes, alike, number in oracle.excise)
    fees = sorted((charge.programme, Fraction(charge.assessed.amount)) for charge in engine.charges)
    if certain and fees != sorted(oracle.fees):
        found.append(f"fees: engine {_shown(fees)}, oracle {_shown(sorted(oracle.fees))}")
    return found


def _of_line(number: int, line: LineAssessment, outcomes: list[Outcome], alike: bool, excise: bool) -> list[str]:
    charges = sorted((charge.programme, Fraction(charge.assessed.amount)) for charge in line.charges)
    if alike:
        if line.calculable is excise:
            return [f"line {number}: engine calculable={line.calculable}, oracle certain: {_shown(_due(outcomes[0]))}"]
        due = _due(outcomes[0])
        return [] if charges == due else [f"line {number}: engine {_shown(charges)}, oracle {_shown(due)}"]
    if line.calculable and len({outcome.total for outcome in outcomes}) == 1 and not any(one.gap for one in outcomes):
        # One sum by several rates: the charges are those of one of them.
        return (
            [] if charges in [_due(outcome) for outcome in outcomes] else [f"line {number}: engine {_shown(charges)}"]
        )
    if line.calculable:
        totals = sorted({(float(outcome.total), outcome.gap) for outcome in outcomes})
        return [f"line {number}: engine certain {_shown(charges)}, oracle open: {totals[:8]}"]
    return _of_range(number, line, outcomes)


def _of_range(number: int, line: LineAssessment, outcomes: list[Outcome]) -> list[str]:
    """Every outcome without a gap lies in the engine's range; with a gap the range is open above.

    Bases of two charges on shares of the value are rounded each to the cent: at a share between those that the engine
    tried, that may come to a cent more or less.
    """
    assert line.spread is not None
    known = sum((Fraction(charge.assessed.amount) for charge in line.charges), Fraction(0))
    low = known + Fraction(line.spread.low)
    high = None if line.spread.high is None else known + Fraction(line.spread.high)
    wrong = []
    for outcome in outcomes:
        if outcome.total < low - CENT:
            wrong.append(f"line {number}: outcome {float(outcome.total)} below the engine's {float(low)}")
        if high is not None and (outcome.gap or outcome.total > high + CENT):
            wrong.append(
                f"line {number}: outcome {float(outcome.total)} {outcome.gap} above the engine's {float(high)}"
            )
    return wrong[:1]


def _shape(outcome: Outcome) -> tuple[tuple[str, str, Fraction], ...]:
    """Two outcomes of one shape are the same to the importer: an additional duty of nothing is none."""
    paid = [charge for number, charge in enumerate(outcome.charges) if number == 0 or charge[2]]
    return (*sorted(paid), (outcome.gap, "", Fraction(0)))


def _due(outcome: Outcome) -> list[tuple[str, Fraction]]:
    """What is shown: the ordinary duty even where it is nothing, the others where they are something."""
    ordinary, *others = outcome.charges or [("", "", Fraction(0))]
    shown = [(ordinary[0], ordinary[2])] if outcome.charges else []
    return sorted(shown + [(programme, owed) for programme, _, owed in others if owed])


def _shown(charges: list[tuple[str, Fraction]]) -> str:
    return ", ".join(f"{programme} {float(owed):.2f}" for programme, owed in charges) or "nothing"

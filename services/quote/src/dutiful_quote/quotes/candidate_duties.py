"""What a line without a code would owe under each code that the classifier holds for possible.

The order is assessed once more for each rank of candidates: every open line has its code of that rank, or its best one
where it has fewer. Nothing of this is charged: it stands beside the question about the code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from dutiful_quote.classification.suggestion import MOST_CANDIDATES, CodeCandidate
from dutiful_quote.engine.findings import LineAssessment, Spread
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.quotes import totals
from dutiful_quote.quotes.classified import Classified
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order
from dutiful_shared.contract.charge import ChargeKind, Collected
from dutiful_shared.contract.fields import MAX_ASSESSED_LINES

_ZERO: Final = Decimal(0)
_DUTIES: Final = frozenset({ChargeKind.DUTY, ChargeKind.ADDITIONAL_DUTY})


@dataclass(frozen=True, slots=True)
class CandidateDuty:
    """A candidate with what the line would owe under it, in the cart's currency.

    Attributes:
        duty: ordinary and additional duty; None where something else is open too, such as national digits.
        total: all charges of the line; None where they could not be computed.
        text: what the subheading covers.
    """

    candidate: CodeCandidate
    text: str
    duty: Decimal | None = None
    total: Spread | None = None


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line without a code: what the classifier said, and what that would mean."""

    classified: Classified
    duties: tuple[CandidateDuty, ...] = ()

    @property
    def spread(self) -> Spread | None:
        """Among the candidates, `likely` being the best one's; None where nothing is known of them."""
        known = [one.total for one in self.duties if one.total is not None]
        if not known:
            return None
        highs = [one.high for one in known]
        first = self.duties[0].total
        return Spread(
            min(one.low for one in known),
            None if first is None else first.likely,
            None if None in highs else max(one for one in highs if one is not None),
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Of an order.

    Attributes:
        lines: the lines without a code of which the classifier said something, by id.
        likely: the landed cost with the best candidate of each, in the cart's currency; None where that leaves
            something open.
    """

    lines: Mapping[str, OpenLine] = field(default_factory=dict)
    likely: Decimal | None = None


NO_CANDIDATES: Final = Candidates()

#: The orders of each rank that could be assessed.
Trials = Sequence[tuple[AssessedConsignment, ...] | None]


def open_lines(order: Order, classified: Sequence[Classified]) -> dict[str, Classified]:
    """What was said of the lines that have no code all the same, by line."""
    without = {line.id for part in order.consignments for line in part.lines if not line.code}
    return {one.line: one for one in classified if one.line in without}


def candidate_orders(order: Order, said: Mapping[str, Classified]) -> Iterator[Order]:
    """The order with the candidates of each rank in turn, the best first; as many as one quote may assess."""
    lines = sum(len(part.lines) for part in order.consignments)
    most = MAX_ASSESSED_LINES // lines - 1 - len(order.request.services)
    ranks = max((len(one.suggestion.candidates) for one in said.values()), default=0)
    for rank in range(min(ranks, MOST_CANDIDATES, max(most, 1))):
        yield replace(order, consignments=tuple(_with_codes(part, said, rank) for part in order.consignments))


def candidates_of(said: Mapping[str, Classified], trials: Trials, texts: Mapping[str, str]) -> Candidates:
    """What the trials, in the order of their ranks, came to. `texts` are those of all candidates."""
    found = [{} if parts is None else _by_line(parts) for parts in trials]
    lines = {
        line: OpenLine(
            one,
            tuple(
                _duty(candidate, texts[candidate.code], found[rank].get(line) if rank < len(found) else None)
                for rank, candidate in enumerate(one.suggestion.candidates)
            ),
        )
        for line, one in said.items()
    }
    best = trials[0] if trials else None
    return Candidates(lines, None if best is None else totals.estimate(best).likely)


def _with_codes(part: Consignment, said: Mapping[str, Classified], rank: int) -> Consignment:
    return replace(
        part,
        lines=tuple(
            replace(line, code=code) if (code := _code(said.get(line.id), rank)) and not line.code else line
            for line in part.lines
        ),
    )


def _code(one: Classified | None, rank: int) -> str:
    candidates = one.suggestion.candidates if one else ()
    if not candidates:
        return ""
    return candidates[rank].code if rank < len(candidates) else candidates[0].code


def _by_line(parts: Sequence[AssessedConsignment]) -> dict[str, tuple[AssessedConsignment, LineAssessment]]:
    return {line.id: (part, line) for part in parts for line in part.assessment.lines}


def _duty(
    candidate: CodeCandidate, text: str, found: tuple[AssessedConsignment, LineAssessment] | None
) -> CandidateDuty:
    if found is None or (not found[1].calculable and found[1].spread is None):
        return CandidateDuty(candidate, text)
    part, line = found
    charges = [one for one in line.charges if one.collected is not Collected.CARRIER_COST]
    known = sum((one.amount.amount for one in charges), _ZERO)
    total = Spread(known, known, known)
    if line.spread is not None:
        total += totals.in_cart_currency(line.spread, part)
    duty = sum((one.amount.amount for one in charges if one.kind in _DUTIES), _ZERO) if line.calculable else None
    return CandidateDuty(candidate, text, duty, total)

"""A quote as its page shows it: the picture, the two ways of delivery, the ranges of its questions."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from dutiful_quote.console.answers import AnswerForm, answer_form
from dutiful_quote.console.waterfall import WIDTH, Waterfall, known_mark, waterfall, way_of
from dutiful_shared.contract.answer_values import SpreadAnswer
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.finding_answers import AdviceAnswer, MissingAnswer
from dutiful_shared.contract.line_answer import AlternativeAnswer
from dutiful_shared.contract.option_answers import OptionAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest

#: When money is taken, in the order in which a bar shows it.
_TIMES: Final = ("due_at_checkout", "due_on_delivery", "self_accounted")


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a bar, in thousandths of its width."""

    name: str
    amount: Decimal
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Way:
    """DDP or DAP: what is paid when."""

    name: str
    option: OptionAnswer
    quoted: bool
    portions: tuple[Portion, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A spread on a common scale, in thousandths. `likely` is None where there is no ground to say."""

    x: int
    width: int
    likely: int | None
    open_ended: bool


class QuoteView:
    """What the page asks of a quote, and of its cart where that can be read. Made for one page."""

    def __init__(self, quote: QuoteAnswer, cart: QuoteRequest | None) -> None:
        self.quote = quote
        self.cart = cart
        self.descriptions = {line.id: line.description for line in cart.lines if line.description} if cart else {}

    @cached_property
    def picture(self) -> Waterfall:
        """The waterfall from the goods to the landed cost; drawn once."""
        return waterfall(self.quote)

    @property
    def known_mark(self) -> int:
        """Up to where the bar of the total is certain, in thousandths."""
        return known_mark(self.picture)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Both ways, on one scale."""
        options = {"ddp": self.quote.options.ddp, "dap": self.quote.options.dap}
        scale = max([sum(_amounts(option).values(), Decimal(0)) for option in options.values()])
        quoted = way_of(self.quote)
        return tuple(Way(name, one, name == quoted, _portions(one, scale)) for name, one in options.items())

    @property
    def best_alternatives(self) -> list[AlternativeAnswer]:
        """Ways that would cost less than the one taken, the cheapest first."""
        ways = [way for line in self.quote.lines for way in line.alternatives]
        better = [way for way in ways if not way.chosen and Decimal(way.saves.amount) > 0]
        return sorted(better, key=lambda way: Decimal(way.saves.amount), reverse=True)

    @cached_property
    def advice(self) -> list[AdviceAnswer]:
        """Advice that is not to answer one of the questions, which stand on the page themselves."""
        asked = {one.pointer for one in self.quote.missing}
        return [one for one in self.quote.advice or () if one.kind != "fact" or one.pointer not in asked]

    def range_of(self, question: MissingAnswer) -> Range | None:
        """Where the spread of a question lies on the scale of all questions."""
        spread = question.spread
        if spread is None:
            return None
        scale = max(_reach(one.spread) for one in self.quote.missing if one.spread is not None)
        if not scale:
            return Range(0, WIDTH, None, open_ended=spread.max is None)
        low = _at(spread.min, scale)
        high = WIDTH if spread.max is None else _at(spread.max, scale)
        likely = None if spread.likely is None else _at(spread.likely, scale)
        return Range(low, max(high - low, 4), likely, open_ended=spread.max is None)

    @property
    def laws(self) -> list[tuple[str | None, list[ChargeAnswer]]]:
        """Charges by the line they belong to, None for those of the whole consignment."""
        groups: list[tuple[str | None, list[ChargeAnswer]]] = [
            (line.id, list(line.charges)) for line in self.quote.lines if line.charges
        ]
        return [*groups, (None, list(self.quote.charges))] if self.quote.charges else groups

    def answer_form(self, question: MissingAnswer) -> AnswerForm:
        """By what a question with a pointer is answered."""
        return answer_form(question)

    @property
    def papers(self) -> list[tuple[str, str, str]]:
        """Each paper that is required, once: its kind, why, and the law."""
        return sorted({(one.document, one.reason, one.legal_reference.text) for one in self.quote.documents_required})


def _amounts(option: OptionAnswer) -> dict[str, Decimal]:
    found = {name: getattr(option, name) for name in _TIMES}
    return {name: Decimal(money.amount) for name, money in found.items() if money is not None}


def _portions(option: OptionAnswer, scale: Decimal) -> tuple[Portion, ...]:
    portions, reached = [], Decimal(0)
    for name, amount in _amounts(option).items():
        if amount and scale:
            x = _at(reached, scale)
            portions.append(Portion(name, amount, x, _at(reached + amount, scale) - x))
        reached += amount
    return tuple(portions)


def _reach(spread: SpreadAnswer) -> Decimal:
    return max(Decimal(one) for one in (spread.min, spread.likely, spread.max) if one is not None)


def _at(amount: str | Decimal, scale: Decimal) -> int:
    return round(WIDTH * Decimal(amount) / scale)

"""What customs of the destination asks the buyer for, so that a checkout can ask for it in time.

The rules stand in `buyer_data.toml`, each with its source; they are read and written out once. A quote looks up its
destination and kind of buyer, and where there is no rule that is all. Which numbers a destination asks for changes no
amount, so it is no question of `missing` (ADR 0086).
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import orjson

from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order
from dutiful_shared.contract.buyer_data import BuyerDataAnswer, BuyerDataSource, BuyerNumberAnswer
from dutiful_shared.schemes.buyer_numbers import BUYER_NUMBERS

_POINTER: Final = "/buyer/tax_ids"


@dataclass(frozen=True, slots=True)
class BuyerDataRule:
    """One requirement of `buyer_data.toml`, with its answer as text: where a number is `given`, and where it is not.

    Attributes:
        modes: the ways of carriage by which it holds; empty for all.
        value_over: in `value_currency`, what the goods must be worth more than; None for any value.
    """

    role: str
    types: frozenset[str]
    modes: frozenset[str]
    value_over: Decimal | None
    value_currency: str
    valid_from: date
    given: orjson.Fragment
    asked: orjson.Fragment

    def holds(self, part: AssessedConsignment) -> bool:
        """Whether customs asks for it with this consignment."""
        one = part.consignment
        if one.import_date < self.valid_from or (self.modes and one.transport_mode not in self.modes):
            return False
        if self.value_over is None or part.exchange.currency != self.value_currency:
            return True
        return sum((line.goods_value for line in part.assessment.lines), Decimal(0)) > self.value_over


#: By destination (a country, a special territory, or a customs territory such as EU) and kind of buyer.
Rules = Mapping[tuple[str, str], Sequence[BuyerDataRule]]


@cache
def packaged_rules() -> Rules:
    """The rules that come with the service.

    Raises:
        KeyError: a rule names a number that is not in the table of numbers.
        pydantic.ValidationError: a rule lacks something, or has what it may not.
    """
    table = tomllib.loads(files("dutiful_quote.quotes").joinpath("buyer_data.toml").read_text(encoding="utf-8"))
    found: dict[tuple[str, str], list[BuyerDataRule]] = {}
    for row in table["requirement"]:
        rule = _rule(row, table["read_on"])
        for destination in row["destinations"]:
            found.setdefault((destination, row["buyer"]), []).append(rule)
    return found


def buyer_data(order: Order, parts: Sequence[AssessedConsignment]) -> list[orjson.Fragment] | None:
    """`buyer_data_required` of an answer: empty where nothing is imported, None where no rule is known to ask."""
    imported = [part for part in parts if part.assessment.import_needed]
    if not imported:
        return []
    rules, first, buyer = packaged_rules(), imported[0].consignment, order.request.buyer.type
    own = rules.get((first.ship_to, buyer)) or rules.get((first.jurisdiction, buyer))
    if own is None:
        return None
    by_buyer = order.request.importer_of_record in {None, "buyer"}
    return [
        rule.asked if rule.types.isdisjoint(first.buyer_tax_ids) else rule.given
        for rule in own
        if (by_buyer or rule.role != "importer") and any(rule.holds(part) for part in imported)
    ] or None


def _rule(row: Mapping[str, Any], read_on: date) -> BuyerDataRule:
    over = row.get("value_over")
    return BuyerDataRule(
        role=row["role"],
        types=frozenset(row["numbers"]),
        modes=frozenset(row.get("modes", ())),
        value_over=None if over is None else Decimal(over),
        value_currency=row.get("value_currency", ""),
        valid_from=row.get("valid_from", date.min),
        given=_written(row, read_on, given=True),
        asked=_written(row, read_on, given=False),
    )


def _written(row: Mapping[str, Any], read_on: date, *, given: bool) -> orjson.Fragment:
    numbers = [(type_, BUYER_NUMBERS[type_]) for type_ in row["numbers"]]
    answer = BuyerDataAnswer(
        buyer=row["buyer"],
        role=row["role"],
        reason=row["reason"],
        any_of=tuple(
            BuyerNumberAnswer(type=type_, name=number.name, form=number.form, pattern=_whole(number.pattern))
            for type_, number in numbers
        ),
        copy_needed=row.get("copy_needed", False),
        pointer=_POINTER,
        given=given,
        source=BuyerDataSource(text=row["source"], url=row["url"], read_on=read_on, standing=row["standing"]),
    )
    return orjson.Fragment(answer.model_dump_json())


def _whole(pattern: str | None) -> str | None:
    return None if pattern is None else f"^(?:{pattern})$"

"""The text of a duty rate, as a tariff prints it, to the tree that the engine evaluates.

Each tariff writes rates in a dialect of its own ("20.7¢/kg + 7.5%", "12.8% + 176.8 EUR / 100 kg", "無税"). A dialect
(see `duty_dialects`) brings the text to one canonical writing, which one LALR grammar reads. A form that this edition
does not compute becomes `NotCalculable` by an explicit pattern of its dialect; text that nothing explains is an error,
so that a release with an unknown form is never half loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args
from lark.exceptions import VisitError

from dutiful_quote.engine.duty_rate import (
    AdValorem,
    AgriculturalComponent,
    AtLeast,
    AtMost,
    Difference,
    DutyRate,
    Fixed,
    NotCalculable,
    Season,
    Seasonal,
    Specific,
    Sum,
)
from dutiful_quote.tariff.duty_dialects import DIALECTS, Dialect, measured_unit
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

#: Any leap year: seasons name days of every year, 29 February among them.
_LEAP_YEAR: Final = 2024
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS_IN_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DutyExpressionError(ValueError):
    """The text is no duty rate of the dialect.

    Attributes:
        text: the rate as it was given.
        column: where reading stopped, counted from 1 in the canonical writing.
        hint: what would have been understood there.
    """

    def __init__(self, text: str, column: int, hint: str) -> None:
        super().__init__(f"{text!r} is not understood as a duty rate at column {column}: {hint}")
        self.text = text
        self.column = column
        self.hint = hint


def parse_rate(text: str, dialect: str = "plain") -> DutyRate:
    """The tree of the rate `text`, written in `dialect` (a key of `duty_dialects.DIALECTS`).

    The tree of a text is computed once and shared: rates are immutable.

    Raises:
        DutyExpressionError: the text is not understood.
        KeyError: there is no such dialect.
    """
    return _parsed(text, dialect)


@lru_cache(maxsize=100_000)
def _parsed(text: str, dialect: str) -> DutyRate:
    rules = DIALECTS[dialect]
    prepared = rules.prepare(text)
    if isinstance(prepared, NotCalculable):
        return prepared
    return _read(prepared, text, rules)


def _read(canonical: str, text: str, rules: Dialect) -> DutyRate:
    try:
        tree = _grammar().parse(canonical)
        rate: DutyRate = _TreeBuilder(rules.units).transform(tree)
    except UnexpectedInput as error:
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        column = len(canonical) + 1 if at_end else error.column
        raise DutyExpressionError(text, column, _expected(error)) from None
    except VisitError as error:
        if isinstance(error.orig_exc, _WordError):
            raise DutyExpressionError(text, error.orig_exc.column, error.orig_exc.hint) from None
        raise
    return rate


@cache
def _grammar() -> Lark:
    source = files("dutiful_quote.tariff").joinpath("duty_expression.lark").read_text(encoding="utf-8")
    return Lark(source, parser="lalr", propagate_positions=False, maybe_placeholders=True)


#: Terminal of the grammar -> what it is to a reader.
_WORDS: Final[Mapping[str, str]] = {
    "NUMBER": "a number", "PERCENT": "%", "CURRENCY": "a currency", "PER": "'/' and a unit", "BOUND": "MIN or MAX",
    "SIGN": "+ or -", "FREE": "Free", "COMPONENT": "EA, ADSZ or ADFM", "LPAR": "'('", "RPAR": "')'", "COMMA": "','",
    "DAY": "a day", "MONTH": "a month", "MINUS": "'-'", "$END": "the end",
}  # fmt: skip


def _expected(error: UnexpectedInput) -> str:
    names = getattr(error, "allowed", None) or getattr(error, "accepts", None) or getattr(error, "expected", ())
    return "expected " + " or ".join(sorted(_WORDS.get(name, name) for name in names or ("another writing",)))


@dataclass(frozen=True, slots=True)
class _Window:
    start: tuple[int, int]
    end: tuple[int, int]


class _WordError(Exception):
    """A word that the grammar lets pass but no table knows."""

    def __init__(self, token: Token, hint: str) -> None:
        super().__init__(hint)
        self.column = token.column or 1
        self.hint = hint


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, DutyRate]):
    """Syntax tree -> rate. Method names are the rules of the grammar."""

    def __init__(self, units: Mapping[str, tuple[Decimal, str]]) -> None:
        super().__init__()
        self._units = units

    def start(self, *entries: tuple[DutyRate, tuple[_Window, ...]]) -> DutyRate:
        if len(entries) == 1 and not entries[0][1]:
            return entries[0][0]
        return Seasonal(tuple(_seasons(entries)))

    def entry(self, rate: DutyRate, windows: tuple[_Window, ...] | None) -> tuple[DutyRate, tuple[_Window, ...]]:
        return rate, windows or ()

    def windows(self, *windows: _Window) -> tuple[_Window, ...]:
        return windows

    def window(self, first: Token, first_month: Token | None, last: Token, last_month: Token) -> _Window:
        return _Window(_day(first, first_month or last_month), _day(last, last_month))

    def bounded(self, first: DutyRate, *rest: Any) -> DutyRate:
        rate = first
        for bound, side in zip(rest[::2], rest[1::2], strict=True):
            rate = AtLeast(rate, side) if bound == "MIN" else AtMost(rate, side)
        return rate

    def side(self, first: DutyRate, *rest: Any) -> DutyRate:
        rate, terms = first, [first]
        for sign, term in zip(rest[::2], rest[1::2], strict=True):
            if sign == "+":
                terms.append(term)
                rate = Sum(tuple(terms))
            else:
                rate = Difference(rate, term)
                terms = [rate]
        return rate

    def group(self, rate: DutyRate) -> DutyRate:
        return rate

    def ad_valorem(self, number: Token) -> DutyRate:
        return AdValorem(_number(number) / 100)

    def free(self, _word: Token) -> DutyRate:
        return AdValorem(Decimal(0))

    def component(self, word: Token) -> DutyRate:
        return AgriculturalComponent(str(word))

    def amount(self, number: Token, currency: Token, per: Token | None) -> DutyRate:
        if currency not in CURRENCY_EXPONENT:
            raise _WordError(currency, f"{str(currency)!r} is not an active ISO 4217 currency")
        if per is None:
            return Fixed(_number(number), str(currency))
        measured = measured_unit(str(per)[1:], self._units)
        if measured is None:
            raise _WordError(per, f"the unit {str(per)[1:].strip()!r} is not in the table of this dialect")
        return Specific(_number(number), str(currency), *measured)


def _number(token: Token) -> Decimal:
    whole, _, fraction = str(token).replace(",", "").partition(" ")
    if not fraction:
        return Decimal(whole)
    over, under = fraction.strip().split("/")
    return Decimal(whole) + Decimal(over) / Decimal(under)


def _day(day: Token, month: Token) -> tuple[int, int]:
    """(month, day). Publications print days that do not exist (31 APR): they mean the last of the month."""
    number = _MONTHS.index(str(month)) + 1
    return number, min(int(day), _DAYS_IN_MONTH[number - 1])


def _seasons(entries: tuple[tuple[DutyRate, tuple[_Window, ...]], ...]) -> Iterator[Season]:
    """One season a window; a rate without windows has the days that no other rate names."""
    named = [Season(window.start, window.end, rate) for rate, windows in entries for window in windows]
    yield from named
    for rate, windows in entries:
        if not windows:
            yield from (Season(start, end, rate) for start, end in _days_left(named))


def _days_left(named: list[Season]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    year = [date(_LEAP_YEAR, 1, 1) + timedelta(days=n) for n in range(366)]
    run: list[date] = []
    for on in [*year, None]:
        if on is not None and not any(season.covers(on) for season in named):
            run.append(on)
        elif run:
            yield (run[0].month, run[0].day), (run[-1].month, run[-1].day)
            run = []

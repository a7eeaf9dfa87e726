"""Charges as JSON text: what their terms say is written once, and each charge fills its own amounts in between.

A quote has some six charges of a kilobyte each, of which all but the amounts and the formula stands in thousands of
other quotes too (ADR 0060).
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

import orjson

from dutiful_quote.quotes.plain_values import day_answer, fx_answer, reference_answer
from dutiful_shared.contract.charge import Charge, ChargeTerms, ExchangeRate
from dutiful_shared.contract.money import MINOR_UNITS, Money

_NO_BASE: Final = "null"
#: Rates of exchange as text, by identity; there are a few for each day and pair.
_MOST_RATES: Final = 1024
_rates: Final[dict[int, tuple[ExchangeRate, str]]] = {}


class _Written(NamedTuple):
    """The text of a charge between its own values, in the order of the contract (`ChargeAnswer`)."""

    to_base: str
    to_formula: str
    to_end: str


def charge_fragment(charge: Charge) -> orjson.Fragment:
    """The charge as part of an answer that orjson writes."""
    terms = charge.terms
    written: _Written = terms.written
    if written is None:
        written = terms.written = _written(terms)
    base, amount, assessed = charge.base, charge.amount, charge.assessed
    shown = _NO_BASE if base is None else f'{{"amount":"{_amount(base)}","currency":"{base.currency}"}}'
    # An id is made of the consignment's own, which holds nothing that JSON would escape (`fields.Identifier`).
    return orjson.Fragment(
        f'{{"id":"{charge.id}"{written.to_base}{shown}{written.to_formula}{orjson.dumps(charge.formula).decode()}'
        f',"amount":{{"amount":"{_amount(amount)}","currency":"{amount.currency}"}}'
        f',"assessed":{{"amount":"{_amount(assessed)}","currency":"{assessed.currency}","fx":{_rate(charge.fx)}'
        f"{written.to_end}"
    )


def _written(terms: ChargeTerms) -> _Written:
    return _Written(
        to_base=f',{_members({"kind": terms.kind.value, "name": terms.name})},"base":',
        to_formula=f',{_members({"rate_text": terms.rate_text})},"formula":',
        to_end="},"
        + _members(
            {
                "applies_to": terms.applies_to,
                "payer": terms.payer.value,
                "collected": terms.collected.value,
                "measure_id": terms.measure_id,
                "programme": terms.programme,
                "legal_reference": reference_answer(terms.legal_reference),
                "valid_from": day_answer(terms.valid_from),
                "valid_to": day_answer(terms.valid_to),
                "release": terms.release,
                "verified_until": day_answer(terms.verified_until),
                "follows_incoterm": terms.follows_incoterm,
            }
        )
        + "}",
    )


def _members(some: Mapping[str, Any]) -> str:
    """The members of an object without its braces."""
    return orjson.dumps(some).decode()[1:-1]


def _amount(money: Money) -> Decimal:
    """The amount as it is shown: at the precision of its currency, which has no use for an exponent."""
    return money.amount.quantize(MINOR_UNITS[money.currency], ROUND_HALF_UP)


def _rate(rate: ExchangeRate | None) -> str:
    if rate is None:
        return "null"
    known = _rates.get(id(rate))
    if known is None or known[0] is not rate:
        if len(_rates) >= _MOST_RATES:
            _rates.clear()
        known = _rates[id(rate)] = (rate, orjson.dumps(fx_answer(rate)).decode())
    return known[1]

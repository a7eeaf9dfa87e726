"""Amounts, days and references as the plain values of the contract."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dutiful_quote.engine.findings import Spread
from dutiful_shared.contract.charge import ExchangeRate, LegalReference
from dutiful_shared.contract.money import MINOR_UNITS, Money


def spread_answer(spread: Spread, currency: str) -> dict[str, str | None]:
    """`min`, `likely` and `max` in `currency`; a bound that is not known is null."""

    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else Money(amount, currency).plain()["amount"]

    return {"min": text(spread.low), "likely": text(spread.likely), "max": text(spread.high), "currency": currency}


def reference_answer(reference: LegalReference) -> Mapping[str, str]:
    """A citation with its URL, empty where no document is public."""
    return {"text": reference.text, "url": reference.url}


def money_answer(amount: Decimal, currency: str) -> dict[str, str]:
    """An amount at its currency's decimals (ISO 4217), halves rounded up."""
    # No currency has so many decimals that an amount at its precision would be written with an exponent.
    return {"amount": str(amount.quantize(MINOR_UNITS[currency], ROUND_HALF_UP)), "currency": currency}


def day_answer(day: date | None) -> str | None:
    """A day in ISO 8601; None for an open end."""
    return day.isoformat() if day else None


def fx_answer(rate: ExchangeRate) -> dict[str, Any]:
    """A rate of exchange, whose decimals are written in full: no exponent."""
    return {
        "from_currency": rate.from_currency,
        "to_currency": rate.to_currency,
        "rate": f"{rate.rate:f}",
        "source": rate.source,
        "as_of": rate.as_of.isoformat(),
        "valid_to": day_answer(rate.valid_to),
        "prescribed": rate.prescribed,
    }

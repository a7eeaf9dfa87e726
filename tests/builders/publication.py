"""Publications of a country XX, as large as a test needs them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.measure import Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine
from dutiful_quote.tariff.published import PublicationInfo, PublishedTariff
from tests.builders.tariff import duty


def publication(
    edition: str,
    measures: Iterable[Measure],
    lines: Iterable[str] = (),
    *,
    name: str = "schedule",
    published_on: date = date(2026, 1, 1),
    verified_until: date | None = None,
) -> PublishedTariff:
    """One edition of the publication `name`; other measures or lines make another release."""
    measures, lines = list(measures), list(lines)
    digest = hashlib.sha256(f"{name} {edition} {measures} {lines}".encode()).hexdigest()
    info = PublicationInfo("XX", name, edition, name.title(), "Nobody", "", "CC0", published_on, verified_until)
    return PublishedTariff(
        info, digest, measures, [NomenclatureLine(code) for code in lines], profile={"currency": "USD"}
    )


def codes(number: int) -> list[str]:
    """So many goods codes of eight digits."""
    return [f"{61_000_000 + i}" for i in range(number)]


def duties(rates: Sequence[str], **changes: Any) -> list[Measure]:
    """A duty (in percent) on each of `codes(len(rates))`; those whose rate is empty have none."""
    return [rated(code, rate, **changes) for code, rate in zip(codes(len(rates)), rates, strict=True) if rate]


def rated(code: str, rate: str, **changes: Any) -> Measure:
    """A duty of `rate` percent on a code."""
    return duty(code, AdValorem(Decimal(rate) / 100), **{"rate_text": f"{rate}%", **changes})

"""The facts that come with the service, as tests look them up."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from dutiful_quote.engine.measure import Measure, MeasureKind, covers_origin
from dutiful_quote.tariff.fact_table import packaged_publications
from dutiful_quote.tariff.published import PublishedTariff

Tariffs = dict[tuple[str, str], PublishedTariff]
TODAY = date(2026, 11, 24)


@cache
def packaged_tariffs() -> Tariffs:
    """By jurisdiction and publication; nobody changes what is shared."""
    return {(tariff.info.jurisdiction, tariff.info.publication): tariff for tariff in packaged_publications()}


def measures_by_id(tariffs: Tariffs) -> dict[str, Measure]:
    return {measure.id: measure for tariff in tariffs.values() for measure in tariff.measures}


def in_force(tariff: PublishedTariff, code: str, origin: str, on: date) -> Iterator[Measure]:
    """Measures of the tariff on `code` from `origin`, the most specific code first."""
    groups = frozenset(row.area for row in tariff.areas if row.member == origin)
    found = [
        measure
        for measure in tariff.measures
        if code.startswith(measure.goods_code) and measure.in_force(on) and covers_origin(measure, origin, groups)
    ]
    return iter(sorted(found, key=lambda measure: -len(measure.goods_code)))


def programme(tariff: PublishedTariff, name: str, code: str, origin: str, on: date) -> Measure | None:
    wanted = {MeasureKind.ADDITIONAL_DUTY, MeasureKind.THIRD_COUNTRY_DUTY, MeasureKind.FEE}
    return next((m for m in in_force(tariff, code, origin, on) if m.programme == name and m.kind in wanted), None)

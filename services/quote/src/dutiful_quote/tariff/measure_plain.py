"""A measure as plain JSON values and back: the shape in which releases and the shared cache store measures.

Empty values are left out, so a stored measure is as short as its law. Dates are ISO 8601 texts, rates trees of
`duty_rate_plain`. Tuples and references that many measures share are one object in memory after decoding.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

import orjson

from dutiful_quote.engine import duty_rate_plain
from dutiful_quote.engine.duty_rate import DutyRate
from dutiful_quote.engine.measure import AreaMember, Measure, MeasureKind, Mode
from dutiful_shared.contract.charge import LegalReference

#: As they are stored -> as the engine knows them.
KINDS: Final = {one.value: one for one in MeasureKind}
_MODES: Final = {one.value: one for one in Mode}
#: Distinct values of each sort that are shared; the United States have some hundreds.
_SHARED_VALUES = 4096


def measure_to_plain(measure: Measure) -> dict[str, Any]:
    """The measure as JSON values; what is empty or None is left out."""
    plain: dict[str, Any] = {
        "id": measure.id,
        "jurisdiction": measure.jurisdiction,
        "kind": measure.kind.value,
        "programme": measure.programme,
        "name": measure.name,
        "goods_code": measure.goods_code,
        "areas": list(measure.areas),
        "excluded": list(measure.excluded),
        "destination": measure.destination,
        "rate": None if measure.rate is None else duty_rate_plain.to_plain(measure.rate),
        "rate_text": measure.rate_text,
        "mode": measure.mode.value,
        "heading": measure.heading,
        "conditions": dict(measure.conditions),
        "reference": measure.legal_reference.text,
        "url": measure.legal_reference.url,
        "valid_from": _day(measure.valid_from),
        "valid_to": _day(measure.valid_to),
        "verified_until": _day(measure.verified_until),
        "release": measure.release,
        "rank": measure.rank,
        "base": measure.base,
    }
    return {name: value for name, value in plain.items() if value}


def measure_from_plain(plain: Mapping[str, Any], release: str | None = None) -> Measure:
    """The measure of JSON values that `measure_to_plain` made.

    Args:
        release: the id of the release that holds it; by default the one written in the value.

    Raises:
        KeyError, ValueError, TypeError, decimal.InvalidOperation: the value is no stored measure.
    """
    get = plain.get
    rate, areas, excluded = get("rate"), get("areas"), get("excluded")
    valid_from, valid_to, verified_until = get("valid_from"), get("valid_to"), get("verified_until")
    destination, heading, base = get("destination"), get("heading"), get("base")
    # By place, in the order of `Measure`: a cold cart decodes thousands, and names take a tenth of the time.
    return Measure(
        plain["id"],
        _same_text(plain["jurisdiction"]),
        KINDS[plain["kind"]],
        _same_text(get("programme", "")),
        _same_text(get("name", "")),
        get("goods_code", ""),
        _same_tuple(tuple(areas)) if areas else (),
        _same_tuple(tuple(excluded)) if excluded else (),
        _same_text(destination) if destination else "",
        None if rate is None else _rate(rate),
        _same_text(get("rate_text", "")),
        _MODES[plain["mode"]],
        _same_text(heading) if heading else "",
        get("conditions") or {},
        _reference(get("reference", ""), get("url", "")),
        None if valid_from is None else _parsed_day(valid_from),
        None if valid_to is None else _parsed_day(valid_to),
        None if verified_until is None else _parsed_day(verified_until),
        _same_text(get("release", "") if release is None else release),
        get("rank", 0),
        _same_text(base) if base else "",
    )


def read_measure(stored: str, release: str) -> Measure:
    """The measure of the JSON text that a store holds of it.

    Args:
        release: the id of the release that holds it; empty where it is written in the text.

    Raises:
        what `measure_from_plain` raises.
    """
    return measure_from_plain(orjson.loads(stored), release or None)


@lru_cache(_SHARED_VALUES)
def areas_of(stored: str | None) -> tuple[str, ...]:
    """The areas of a measure, of their JSON text; None stands for none."""
    return () if stored is None else _same_tuple(tuple(orjson.loads(stored)))


def area_to_plain(row: AreaMember) -> list[str | None]:
    """A membership as `[area, member, valid_from, valid_to]`."""
    return [row.area, row.member, _day(row.valid_from), _day(row.valid_to)]


def area_from_plain(plain: list[Any]) -> AreaMember:
    """The membership of values that `area_to_plain` made.

    Raises:
        ValueError, TypeError: the value is no stored membership.
    """
    area, member, valid_from, valid_to = plain
    return AreaMember(area, member, _date(valid_from), _date(valid_to))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@lru_cache(_SHARED_VALUES)
def _parsed_day(text: str) -> date:
    return date.fromisoformat(text)


def _date(text: str | None) -> date | None:
    return None if text is None else _parsed_day(text)


@lru_cache(_SHARED_VALUES)
def _same_text(text: str) -> str:
    return text


@lru_cache(_SHARED_VALUES)
def _same_tuple(values: tuple[str, ...]) -> tuple[str, ...]:
    return values


@lru_cache(_SHARED_VALUES)
def _reference(text: str, url: str) -> LegalReference:
    return LegalReference(text, url)


@lru_cache(_SHARED_VALUES)
def _ad_valorem(rate: str) -> DutyRate:
    return duty_rate_plain.from_plain({"op": "ad_valorem", "rate": rate})


def _rate(plain: Mapping[str, Any]) -> DutyRate:
    return _ad_valorem(plain["rate"]) if plain["op"] == "ad_valorem" else duty_rate_plain.from_plain(plain)

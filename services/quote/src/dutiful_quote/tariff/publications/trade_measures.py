"""Measures as TARIC and the UK tariff model them, from whichever file: type, area, duty, dates, legal act.

Loaded are the third-country duty and the preferences that anybody with proof of origin may claim. What hangs on a
quota, on an additional code, or on conditions is counted and left out, never simplified to a rate.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dutiful_quote.tariff.errors import RowRefusedError
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.writing import FactFolder

_THIRD_COUNTRY: Final = "103"
#: Tariff preference; customs union.
_PREFERENCES: Final = frozenset({"142", "106"})
_EVERY_COUNTRY: Final = "1011"
_EUROPEAN_UNION: Final = "1013"
_ENTRY_PRICE: Final = "Entry Price"


@dataclass(frozen=True, slots=True)
class TradeMeasure:
    """One measure as a file states it. `members` are those of a group of countries, where the file names them."""

    code: str
    type_code: str
    area: str
    area_name: str
    duty: str
    members: Sequence[str] = ()
    excluded: Sequence[str] = ()
    valid_from: str = ""
    valid_to: str = ""
    reference: str = ""
    url: str = ""
    order_number: str = ""
    additional_code: str = ""
    conditions: str = ""


def add_trade_measure(folder: FactFolder, measure: TradeMeasure) -> None:
    """Add a measure, or count why it is left out.

    Raises:
        RowRefusedError: its code, area or duty is not what the model allows.
    """
    if not re.fullmatch(r"[0-9]{10}", measure.code):
        raise RowRefusedError(f"goods code: {measure.code[:20]!r} is not ten digits")
    if measure.type_code != _THIRD_COUNTRY and measure.type_code not in _PREFERENCES:
        folder.count(f"not loaded: measures of type {measure.type_code}")
    elif measure.type_code == _THIRD_COUNTRY and measure.area != _EVERY_COUNTRY:
        folder.count("not loaded: third-country duties of some areas only")
    elif measure.order_number or measure.additional_code:
        folder.count("not loaded: duties bound to a quota or an additional code")
    elif (duty := _duty(measure)) is None:
        folder.count("not loaded: duties that hang on conditions")
    elif (key := _programme(folder, measure)) is None:
        folder.count("not loaded: preferences of groups whose members the files do not name")
    else:
        folder.measures.append(
            {"goods_code": without_zeros(measure.code), "key": key, "rate": duty, "valid_from": measure.valid_from,
             "valid_to": measure.valid_to, "excluded": " ".join(_countries(measure.excluded)),
             "reference": measure.reference, "url": measure.url}
        )  # fmt: skip


def without_zeros(code: str) -> str:
    """The code at its own level: a measure on `6109000000` covers all goods of heading 6109."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def european_day(value: object) -> str:
    """A day as 2026-01-31, from 31-01-2026, from a cell of a workbook, or from a timestamp; empty stays empty.

    Raises:
        RowRefusedError: it is no day.
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value or "").strip()
    if not text:
        return ""
    turned = re.fullmatch(r"([0-9]{2})[-/.]([0-9]{2})[-/.]([0-9]{4})", text)
    text = f"{turned[3]}-{turned[2]}-{turned[1]}" if turned else text[:10]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise RowRefusedError(f"{text!r} is not a day") from None


def _duty(measure: TradeMeasure) -> str | None:
    if measure.conditions:
        return _ENTRY_PRICE if re.match(r"V\b", measure.conditions) else None
    duty = re.sub(r"\s+%", "%", measure.duty.strip())
    if not duty:
        raise RowRefusedError("duty: is empty")
    return duty


def _programme(folder: FactFolder, measure: TradeMeasure) -> str | None:
    """The key of the measure's programme, which is made where it is new; None where its origins are not known."""
    if measure.type_code == _THIRD_COUNTRY:
        return "third_country"
    area = measure.area
    key = f"preference_{area}"
    if any(row["key"] == key for row in folder.programmes):
        return key
    if re.fullmatch(r"[A-Z]{2}", area) or area == _EVERY_COUNTRY:
        areas = "*" if area == _EVERY_COUNTRY else area
    else:
        members = EU_MEMBERS if area == _EUROPEAN_UNION else _countries(measure.members)
        if not members:
            return None
        areas = f"{folder.info['jurisdiction']}:{area}"
        folder.area(areas, members)
    folder.programmes.append(
        {"key": key, "programme": key, "kind": "preference", "areas": areas, "conditions": "claim=1",
         "name": f"Preference, {measure.area_name or area}"}
    )  # fmt: skip
    return key


def _countries(codes: Sequence[str]) -> list[str]:
    """Countries among area codes; `EU` is not one, and neither are other groups."""
    found = [code for code in codes if re.fullmatch(r"[A-Z]{2}", code) and code != "EU"]
    return [*dict.fromkeys([*found, *(EU_MEMBERS if _EUROPEAN_UNION in codes or "EU" in codes else ())])]

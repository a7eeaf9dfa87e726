"""Measures as TARIC and the UK tariff model them, from whichever file: type, area, duty, conditions, dates, legal act.

Duties become duties, what may be claimed becomes a way of paying, controls become controls. What this edition does not
model is counted by its reason and left out, never simplified to a rate.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dutiful_quote.engine.measure import CLAIMED_RATES, MeasureKind
from dutiful_quote.tariff.duty_dialects import DIALECTS, measured_unit
from dutiful_quote.tariff.errors import RowRefusedError
from dutiful_quote.tariff.publications.trade_areas import EVERY_COUNTRY, area_of, countries
from dutiful_quote.tariff.publications.trade_conditions import NO_TERMS, Terms
from dutiful_quote.tariff.publications.trade_types import (
    EXCISE,
    SAFEGUARD,
    THIRD_COUNTRY,
    VAT,
    MeasureType,
    measure_type,
)
from dutiful_quote.tariff.publications.writing import FactFolder

#: Areas "subject to VAT or excise": whatever the goods are, their origin does not matter to these taxes.
_TAXED: Final = "1400"
_ENTRY_PRICE: Final = "Entry Price"
_VAT_NAMES: Final = {"VATZ": "Zero rate of VAT", "VATR": "Reduced rate of VAT", "VATE": "Exempt from VAT"}


@dataclass(frozen=True, slots=True)
class TradeMeasure:
    """One measure as a file states it.

    `members` are those of a group of countries, where the file names them. `conditions` is what a table prints of them;
    `terms` is what they come to, where the file gives them one by one.
    """

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
    terms: Terms = NO_TERMS


def add_trade_measure(folder: FactFolder, measure: TradeMeasure) -> None:
    """Add a measure, or count why it is left out.

    Raises:
        RowRefusedError: its code, area or duty is not what the model allows.
    """
    if not re.fullmatch(r"[0-9]{10}", measure.code):
        raise RowRefusedError(f"goods code: {measure.code[:20]!r} is not ten digits")
    kind = measure_type(measure.type_code)
    if kind is None:
        folder.count(f"not loaded: measures of type {measure.type_code}")
        return
    tax = kind in (VAT, EXCISE)
    areas = "*" if tax and measure.area == _TAXED else area_of(folder, measure.area, measure.members)
    if areas is None:
        folder.count("not loaded: measures of groups whose members the files do not name")
    elif kind.kind is MeasureKind.CONTROL:
        _add_control(folder, measure, kind, areas)
    elif kind.kind is MeasureKind.SUPPLEMENTARY_UNIT:
        _add_unit(folder, measure, kind, areas)
    else:
        _add_duty(folder, measure, kind, areas)


def _add_duty(folder: FactFolder, measure: TradeMeasure, kind: MeasureType, areas: str) -> None:
    terms = measure.terms
    claimed = kind.kind in CLAIMED_RATES
    duty = _duty(measure)
    if duty is None:
        folder.count("not loaded: duties that hang on conditions")
        return
    if terms.unread:
        folder.count(f"not loaded: duties under a condition {' '.join(terms.unread)} on quantity or price")
        return
    if terms.exempting and kind.kind is not MeasureKind.ADDITIONAL_DUTY:
        folder.count("not loaded: duties from which a document exempts")
        return
    conditions = [f"statement={' and '.join(needed)}"] if (needed := _needed(measure, kind, claimed)) else []
    if kind.kind is MeasureKind.QUOTA:
        conditions.append(f"quota={measure.order_number or 'without a number'}")
    if kind.claim:
        conditions.append("claim=1")
    row = {
        **_row(measure, areas),
        "key": _programme(folder, measure, kind),
        "rate": duty,
        "conditions": "; ".join(conditions),
        "destination": folder.info["jurisdiction"] if kind is VAT else "",
        "choice": "" if claimed else measure.type_code if kind in (VAT, EXCISE) else f"{measure.type_code} {areas}",
        "additional_code": measure.additional_code,
    }
    folder.measures.append(row)
    for group in terms.subheading:
        _control(folder, measure, "control_code", "The code may be declared with", areas, (group,))
    exempting = [f"documents={'|'.join(terms.exempting)}"] if terms.exempting else []
    if kind is SAFEGUARD:
        exempting.append("within_quota")  # a quota takes the place of the safeguard duty
    for number, statement in enumerate(exempting, 1):
        _add_exemption(folder, measure, f"{row['key']}_unless_{number}", areas, statement)


def _needed(measure: TradeMeasure, kind: MeasureType, claimed: bool) -> list[str]:
    """What the importer must state for the duty to apply."""
    needed = [kind.statement] if kind.statement else []
    needed += [f"documents={'|'.join(group)}" for group in measure.terms.documents]
    if claimed and measure.additional_code:
        needed.append(f"additional_code={measure.additional_code}")
    return needed


def _row(measure: TradeMeasure, areas: str) -> dict[str, str]:
    return {
        "goods_code": without_zeros(measure.code),
        "areas": "" if areas == "*" else areas,
        "excluded": " ".join(countries(measure.excluded)),
        "valid_from": measure.valid_from,
        "valid_to": measure.valid_to,
        "reference": measure.reference or f"Trade tariff, measure type {measure.type_code}",
        "url": measure.url,
    }


def _programme(folder: FactFolder, measure: TradeMeasure, kind: MeasureType) -> str:
    """The key of the measure's programme, which is made where it is new."""
    if kind.programme == THIRD_COUNTRY.programme:
        _add_programme(folder, "third_country", kind.kind, kind.name)
        key, name = "third_country", kind.name
        parts = [] if measure.area in EVERY_COUNTRY else [measure.area]
    elif kind in (VAT, EXCISE):
        key, name = kind.programme, _VAT_NAMES.get(measure.additional_code, kind.name)
        parts = []
    else:
        key = "_".join(filter(None, (kind.programme, measure.order_number, measure.area)))
        about = f" {measure.order_number}" if measure.order_number else ""
        name, parts = f"{kind.name}{about}, {measure.area_name or measure.area}", []
    programme = key
    if kind.statement and kind.kind is MeasureKind.THIRD_COUNTRY_DUTY:
        parts.append("use")
    if measure.additional_code:
        parts.append(measure.additional_code)
        name = name if kind is VAT else f"{name} ({measure.additional_code})"
    key = "_".join([key, *parts])
    if kind is VAT or kind.kind in CLAIMED_RATES:
        programme = key
    _add_programme(folder, key, kind.kind, name, programme)
    return key


def _add_programme(folder: FactFolder, key: str, kind: MeasureKind, name: str, programme: str = "") -> None:
    if not any(row["key"] == key for row in folder.programmes):
        folder.programmes.append({"key": key, "programme": programme or key, "kind": kind.value, "name": name})


def _add_exemption(folder: FactFolder, measure: TradeMeasure, key: str, areas: str, statement: str) -> None:
    programme = next(row["programme"] for row in folder.programmes if row["key"] == key.rpartition("_unless_")[0])
    _add_programme(folder, key, MeasureKind.EXEMPTION, "Outside the duty", programme)
    folder.measures.append({**_row(measure, areas), "key": key, "conditions": f"statement={statement}"})


def _add_control(folder: FactFolder, measure: TradeMeasure, kind: MeasureType, areas: str) -> None:
    groups = measure.terms.documents
    beside = f" (or by the condition {' '.join(measure.terms.unread)} on quantity)" if measure.terms.unread else ""
    _control(folder, measure, kind.programme, f"{kind.name}{beside}", areas, groups)


def _control(
    folder: FactFolder,
    measure: TradeMeasure,
    programme: str,
    name: str,
    areas: str,
    groups: tuple[tuple[str, ...], ...],
) -> None:
    key = f"{programme}_{measure.area}"
    _add_programme(folder, key, MeasureKind.CONTROL, name)
    documents = " ".join("|".join(group) for group in groups)
    needs = " and ".join(" or ".join(group) for group in groups)
    folder.measures.append(
        {**_row(measure, areas), "key": key, "name": f"{name}: {needs}" if needs else name,
         "conditions": f"documents={documents}" if documents else ""}
    )  # fmt: skip


def _add_unit(folder: FactFolder, measure: TradeMeasure, kind: MeasureType, areas: str) -> None:
    unit = supplementary_unit(measure.duty)
    if not unit:
        folder.count("not loaded: supplementary units that are not known here")
        return
    key = f"{kind.programme}_{unit}"
    _add_programme(folder, key, kind.kind, f"{kind.name} {unit}")
    folder.measures.append({**_row(measure, areas), "key": key})


def supplementary_unit(text: str) -> str:
    """The code of a printed unit, such as NAR for "100 p/st": quantities are stated in base units. Empty: not known."""
    known = measured_unit(text, DIALECTS["GB"].units) if text.strip() else None
    return known[1] if known else ""


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
    if measure.terms.entry_price:
        return _ENTRY_PRICE
    if measure.conditions:
        return _ENTRY_PRICE if re.match(r"V\b", measure.conditions) else None
    duty = re.sub(r"\s+%", "%", measure.duty.strip())
    if not duty:
        raise RowRefusedError("duty: is empty")
    return duty

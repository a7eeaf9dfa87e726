"""Commodity answers of the Trade Tariff API as small as a test needs them, and the law that is read from them."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.import_report import ImportOptions
from dutiful_quote.tariff.publications.official_sources import FactsOfFiles, read_official
from dutiful_quote.tariff.published import PublishedTariff
from tests.builders.tariff import measure, percent

OPTIONS = ImportOptions(edition="test", published_on=date(2025, 7, 14))


@dataclass(frozen=True, slots=True)
class Raw:
    """One measure of an answer; `conditions` are (code, document, action) and `members` those of a group."""

    type_code: str
    area: str
    duty: str = ""
    members: Sequence[str] = ()
    excluded: Sequence[str] = ()
    conditions: Sequence[tuple[str, str, str]] = ()
    order_number: str = ""
    additional_code: str = ""
    since: str = "2021-01-01"


def answer(code: str, measures: Iterable[Raw]) -> dict[str, Any]:
    """The JSON:API document about a commodity."""
    included: list[dict[str, Any]] = []
    references = []
    for number, raw in enumerate(measures, 1):
        references.append({"type": "measure", "id": str(number)})
        included += _measure(str(number), raw)
    return {
        "data": {
            "type": "commodity",
            "id": "1",
            "attributes": {"goods_nomenclature_item_id": code, "declarable": True},
            "relationships": {"import_measures": {"data": references}},
        },
        "included": included,
    }


def _measure(number: str, raw: Raw) -> list[dict[str, Any]]:
    def refer(kind: str, name: str) -> dict[str, Any]:
        return {"data": {"type": kind, "id": name}}

    conditions = [
        {"type": "measure_condition", "id": f"{number}-{place}",
         "attributes": {"condition_code": code, "document_code": document, "action_code": action}}
        for place, (code, document, action) in enumerate(raw.conditions)
    ]  # fmt: skip
    related = {
        "measure_type": refer("measure_type", raw.type_code),
        "geographical_area": refer("geographical_area", raw.area),
        "duty_expression": refer("duty_expression", number),
        "measure_conditions": {"data": [{"type": "measure_condition", "id": one["id"]} for one in conditions]},
        "excluded_countries": {"data": [{"type": "geographical_area", "id": code} for code in raw.excluded]},
        "legal_acts": {"data": [{"type": "legal_act", "id": "act"}]},
    }
    if raw.order_number:
        related["order_number"] = refer("order_number", raw.order_number)
    if raw.additional_code:
        related["additional_code"] = refer("additional_code", f"a{number}")
    members = {"data": [{"type": "geographical_area", "id": code} for code in raw.members]}
    return [
        {"type": "measure", "id": number, "relationships": related,
         "attributes": {"effective_start_date": f"{raw.since}T00:00:00.000Z", "effective_end_date": None}},
        {"type": "duty_expression", "id": number, "attributes": {"base": raw.duty}},
        {"type": "additional_code", "id": f"a{number}", "attributes": {"code": raw.additional_code}},
        {"type": "legal_act", "id": "act", "attributes": {"regulation_code": "S.I. 2020/1430"}},
        {"type": "geographical_area", "id": raw.area, "attributes": {"description": f"Area {raw.area}"},
         "relationships": {"children_geographical_areas": members}},
        *conditions,
    ]  # fmt: skip


def facts_of(folder: Path, document: Mapping[str, Any], source: str = "gb") -> FactsOfFiles:
    """The facts that the importer reads from an answer."""
    path = folder / "answer.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return read_official(source, [path], OPTIONS)


def tariff_of(facts: FactsOfFiles) -> PublishedTariff:
    """The facts read back as they would be loaded."""
    with tempfile.TemporaryDirectory() as scratch:
        facts.folder.write(Path(scratch), compress=False)
        (tariff,) = read_publication(Path(scratch) / facts.folder.path)
    return tariff


def law_of(tariff: PublishedTariff, on: date, asked: str = "") -> Law:
    """The law of a destination with this tariff and a standard tax of 20 %; `asked` is the code as a line has it."""
    jurisdiction = tariff.info.jurisdiction
    (line,) = tariff.lines
    asked = asked or line.goods_code
    measures = tuple(replace(one, release="payload") for one in tariff.measures)
    shared = {"jurisdiction": jurisdiction, "destination": jurisdiction}
    taxes = [
        measure(MeasureKind.VAT, programme, percent("20"), **shared)
        for programme in ("standard", "import_vat", "supply_vat")
    ]
    profile = {"currency": "GBP" if jurisdiction == "GB" else "EUR", "valuation_basis": "CIF"}
    territory = TariffSlice(jurisdiction, "", tuple(taxes), areas=tuple(tariff.areas), profile=profile)
    goods = TariffSlice(jurisdiction, asked, measures, (line,), has_nomenclature=True)
    return Law(territory, {asked: goods}, on, jurisdiction)

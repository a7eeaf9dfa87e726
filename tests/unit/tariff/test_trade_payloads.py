"""The stored answers of the Trade Tariff API: a quote of each commodity shows every measure that the answer holds."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import NotCalculable
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.law import Law
from dutiful_quote.tariff.publications.official_sources import read_official
from dutiful_quote.tariff.publications.trade_areas import countries
from dutiful_shared.contract.charge import ChargeKind
from tests.builders.payload import OPTIONS, law_of, tariff_of
from tests.builders.tariff import consignment, exchange, line

PAYLOADS = [
    "uk/api_payloads/uk_commodities_0101210000_2025-07-14",
    "uk/api_payloads/uk_commodities_0101300000",
    "uk/api_payloads/uk_commodities_0201100021_2025-02-11",
    "uk/api_payloads/uk_commodities_0406105090_2019-04-05",
    "uk/api_payloads/uk_commodities_0702000007_2020-07-22",
    "uk/api_payloads/uk_commodities_2208909110_2018-11-15",
    "uk/api_payloads/uk_commodities_2924297099_2025-07-14",
    "uk/api_payloads/uk_commodities_6911100090_filter_AD_2025-07-14",
    "uk/api_payloads/uk_headings_0501_2025-07-14",
    "eu/api_payloads/xi_commodities_0101210000_2025-07-14",
    "eu/api_payloads/xi_commodities_0101300000",
    "eu/api_payloads/xi_commodities_0201100021_2025-02-11",
    "eu/api_payloads/xi_commodities_2924297099_2025-07-14",
    "eu/api_payloads/xi_headings_0501_2025-07-14",
    "eu/api_payloads/xi_headings_0903_2025-07-14",
]
VALUE = Decimal("10000.00")
QUANTITIES = {unit: Decimal(100) for unit in ("KGM", "LTR", "LPA", "NAR", "HLT.vol")}
#: What the importer does not model, and how many measures of all payloads are so.
NOT_MODELLED = {"490"}
CLAIMED = {"106": "preference", "142": "preference", "112": "suspension", "117": "suspension_ships", "122": "quota",
           "143": "quota_preference"}  # fmt: skip


class Published(NamedTuple):
    """One measure as the answer states it, read without the importer."""

    sid: str
    type_code: str
    area: str
    origin: str
    duty: str
    order_number: str
    additional_code: str


def published(document: Mapping[str, Any]) -> Iterator[Published]:
    included = {(one["type"], one["id"]): one for one in document["included"]}

    def related(measure: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        reference = (measure["relationships"].get(name) or {}).get("data")
        return included.get((reference["type"], reference["id"]), reference) if reference else {}

    for reference in document["data"]["relationships"]["import_measures"]["data"]:
        measure = included[reference["type"], reference["id"]]
        area = related(measure, "geographical_area")
        excluded = {one["id"] for one in measure["relationships"]["excluded_countries"]["data"]}
        children = (
            area["relationships"].get("children_geographical_areas", {}).get("data", [])
            if area.get("relationships")
            else []
        )
        members = [area["id"]] if re.fullmatch("[A-Z]{2}", area["id"]) else [one["id"] for one in children]
        wanted = [code for code in countries(members) if code not in countries(sorted(excluded))]
        yield Published(
            reference["id"],
            related(measure, "measure_type")["id"],
            area["id"],
            "CN" if area["id"] in {"1011", "1008"} else wanted[0],
            (related(measure, "duty_expression").get("attributes") or {}).get("base") or "",
            related(measure, "order_number").get("id", ""),
            (related(measure, "additional_code").get("attributes") or {}).get("code", ""),
        )


def quoted(law: Law, origin: str) -> Assessment:
    (code,) = law.goods
    goods = line(code, str(VALUE), origin=origin, quantities=QUANTITIES)
    territory = law.territory
    currency = territory.profile["currency"]
    rates = {"EUR": "1.00", "GBP": "1.00"}
    rates.pop(currency)
    shipment = consignment(
        goods,
        jurisdiction=territory.jurisdiction,
        tax_territory=law.destination,
        currency=currency,
        import_date=law.on,
        buyer_type="business",
    )
    return assess(shipment, law, exchange(currency, **rates))


def shown(measure: Published, law: Law, answer: Assessment) -> bool:
    """Whether the quote shows the measure: as a charge, a way of paying, a restriction or a unit."""
    (of_line,) = answer.lines
    if measure.type_code in CLAIMED:
        area = "1013" if measure.area == "EU" else measure.area
        programme = "_".join(filter(None, (CLAIMED[measure.type_code], measure.order_number, area)))
        return any(way.programme.startswith(programme) and _same(measure, way.total) for way in of_line.alternatives)
    if measure.type_code == "103":
        ways = [way.total for way in of_line.alternatives if way.kind == "third_country_duty"]
        ways += [charge.assessed.amount for charge in of_line.charges if charge.kind is ChargeKind.DUTY]
        return any(_same(measure, total) for total in ways)
    if measure.type_code == "109":
        return all(line.units for line in law.goods[of_line.tariff_code].lines)
    kinds = {"305": ChargeKind.TAX, "306": ChargeKind.EXCISE, "695": ChargeKind.ADDITIONAL_DUTY}
    if measure.type_code in kinds:
        charged = any(charge.kind is kinds[measure.type_code] for charge in of_line.charges)
        # without a known duty there is no base yet for a tax
        return (
            charged
            or not of_line.calculable
            or any(measure.additional_code in note.text for note in answer.assumptions)
        )
    return any(found.measure_id.split(":")[1] == f"control_{measure.type_code}_{measure.area}" or
               f"control_{measure.type_code}_" in found.measure_id for found in answer.restrictions)  # fmt: skip


def _same(measure: Published, total: Decimal) -> bool:
    """Duties in per cent are worked out here too; the others are only looked for."""
    share = re.fullmatch(r"([0-9.]+) ?%", measure.duty)
    return share is None or total == VALUE * Decimal(share[1]) / 100


@pytest.mark.official
@pytest.mark.parametrize("name", PAYLOADS, ids=[name.rpartition("/")[2] for name in PAYLOADS])
def test_a_quote_shows_every_measure_of_the_answer(official_files: Path, name: str) -> None:
    path = official_files / f"{name}.json.gz"
    document = json.loads(gzip.decompress(path.read_bytes()))
    facts = read_official("gb" if name.startswith("uk/") else "eu", [path], OPTIONS)
    tariff = tariff_of(facts)
    dated = re.search(r"(\d{4}-\d{2}-\d{2})$", name)
    law = law_of(tariff, date.fromisoformat(dated[1]) if dated else date(2025, 7, 14))
    forms = {one.id for one in tariff.measures if isinstance(one.rate, NotCalculable)}
    hidden, by_form = [], 0
    answers: dict[str, Assessment] = {}
    for measure in published(document):
        answer = answers.setdefault(measure.origin, quoted(law, measure.origin))
        if not measure.duty and measure.type_code in {"103", *CLAIMED}:
            by_form += 1  # an entry price: the form is named, and the quote says that it is missing
        elif measure.type_code not in NOT_MODELLED and not shown(measure, law, answer):
            hidden.append(measure)
    assert hidden == []
    assert by_form == len(forms)
    assert facts.refused == []
    assert sum(facts.folder.counted.values()) == sum(one.type_code in NOT_MODELLED for one in published(document))

"""Lines imported into Great Britain under measures as the British schedule writes them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment, LineAssessment
from dutiful_quote.engine.measure import Measure
from dutiful_shared.contract.charge import ChargeKind
from tests.builders.payload import Raw, answer, facts_of, law_of, tariff_of
from tests.builders.tariff import consignment, exchange, line

CODE = "6911100090"
ON = date(2026, 11, 20)
ORDINARY = Raw("103", "1011", "12.00 %")


def read(folder: Path, *measures: Raw) -> list[Measure]:
    return list(tariff_of(facts_of(folder, answer(CODE, measures))).measures)


def quoted(folder: Path, *measures: Raw, origin: str = "CN", code: str = CODE, **changes: object) -> Assessment:
    """A line worth GBP 1,000 of these measures, imported into Great Britain."""
    law = law_of(tariff_of(facts_of(folder, answer(code, measures))), ON)
    goods = line(code, "1000.00", origin=origin, **changes)
    shipment = consignment(goods, jurisdiction="GB", tax_territory="GB", currency="GBP", import_date=ON)
    return assess(shipment, law, exchange("GBP"))


def of_line(folder: Path, *measures: Raw, **changes: object) -> LineAssessment:
    (found,) = quoted(folder, *measures, **changes).lines
    return found


def ways(found: LineAssessment) -> dict[str, tuple[Decimal, tuple[str, ...]]]:
    return {way.programme: (way.total, way.requires) for way in found.alternatives}


def amounts(found: LineAssessment, kind: ChargeKind) -> list[Decimal]:
    return [charge.assessed.amount for charge in found.charges if charge.kind is kind]

"""What looks for the reasons: one function for each rule of `rules.toml`, under the rule's name.

Each says what it finds and where that is demanded; `rules.toml` has the links. Amounts are in the request's currency.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_docs.code_demand import code_demand
from dutiful_docs.dossier.checks.rules import VAGUE, words_of
from dutiful_docs.european_union import EU_MEMBERS
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shipment_checks import CheckedLine, ShipmentCheckRequest

_IOSS: Final = re.compile(r"IM[0-9]{10}")
_IOSS_LIMIT: Final = Decimal(150)  # EUR
#: Per Schedule B number, from one exporter to one consignee on one carrier (15 CFR 30.37(a)).
_EEI_LIMIT: Final = Decimal(2_500)  # USD
_US_DIGITS: Final = 10
#: Our own bounds of what a piece in a parcel weighs, in kilograms.
_LIGHTEST, _HEAVIEST = Decimal("0.001"), Decimal(100)
#: Our own bounds of packing: in kilograms, and in weights of the goods.
_HEAVY_PACKING, _PACKING_TIMES = Decimal(5), Decimal(5)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a rule is broken; `value` is filled into its text."""

    pointer: str
    value: str = ""


Predicate = Callable[[ShipmentCheckRequest], Iterator[Found]]


def _lines(request: ShipmentCheckRequest) -> Iterator[tuple[str, CheckedLine]]:
    yield from ((f"/lines/{i}", line) for i, line in enumerate(request.lines))


def _value(line: CheckedLine) -> Decimal:
    return line.quantity * line.unit_price if line.line_value is None else line.line_value


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return Money(amount, currency).rounded().amount


def _money(amount: Decimal, currency: str) -> str:
    return f"{Money(amount, currency).plain()['amount']} {currency}"


def missing_description(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line without a description (19 CFR 141.86(a)(3); CN 23, box 1; Delegated Regulation (EU) 2015/2446,
    Annex B, 18 05)."""
    yield from (Found(f"{at}/description") for at, line in _lines(request) if line.description is None)


def vague_description(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every description that is but a word of `vague_terms.csv`, which names its sources, or has no word at all
    (19 CFR 141.86(a)(3); CN 23, box 1; Delegated Regulation (EU) 2015/2446, Annex B, 18 05)."""
    for at, line in _lines(request):
        if line.description is not None:
            words = words_of(line.description)
            if not words or words in VAGUE or f"{words}s" in VAGUE:
                yield Found(f"{at}/description", f"{line.description!r}")


def line_value_differs(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line whose value is not quantity times price, rounded to the currency's smallest unit
    (19 CFR 141.86(a)(5) and (9))."""
    for at, line in _lines(request):
        product = line.quantity * line.unit_price
        if line.line_value is not None and line.line_value != _rounded(product, request.currency):
            yield Found(f"{at}/line_value", _money(product, request.currency))


def declared_value_differs(request: ShipmentCheckRequest) -> Iterator[Found]:
    """A declared value that is not the sum of the lines, each rounded (19 CFR 141.86(a)(5) and (8))."""
    total = sum((_rounded(_value(line), request.currency) for line in request.lines), Decimal(0))
    if request.declared_value is not None and request.declared_value != total:
        yield Found("/declared_value", _money(total, request.currency))


def no_value(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line with a price of 0 (19 CFR 141.86(a)(5) and (6))."""
    yield from (Found(f"{at}/unit_price") for at, line in _lines(request) if not line.unit_price)


def missing_origin(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line without a country of origin (19 CFR 141.86(a)(10); CN 23, box 8)."""
    yield from (Found(f"{at}/origin") for at, line in _lines(request) if line.origin is None)


def inconsistent_origin(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line whose SKU had another origin in a line before it. Our own advice."""
    first: dict[str, str] = {}
    for at, line in _lines(request):
        if line.sku is not None and line.origin is not None:
            before = first.setdefault(line.sku, line.origin)
            if before != line.origin:
                yield Found(f"{at}/origin", before)


def missing_hs_code(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line without a tariff code, where customs demand it or by post (Delegated Regulation (EU) 2015/2446,
    Annex B, 18 09; CN 23, box 7)."""
    if _code_demanded(request):
        yield from (Found(f"{at}/hs_code") for at, line in _lines(request) if line.hs_code is None)


def missing_hs_code_elsewhere(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line without a tariff code on any other way. Our own advice."""
    if not _code_demanded(request):
        yield from (Found(f"{at}/hs_code") for at, line in _lines(request) if line.hs_code is None)


def short_us_postal_code(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every code of fewer than ten digits in mail to the United States (91 FR 38007; FR Doc. 2026-12669)."""
    if request.ship_to == "US" and request.postal and request.ship_from != "US":
        for at, line in _lines(request):
            if line.hs_code is not None and len(line.hs_code) < _US_DIGITS:
                yield Found(f"{at}/hs_code", line.hs_code)


def export_information_needed(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Goods of one number worth more than `_EEI_LIMIT` out of the United States, but to Canada (15 CFR 30.2, 30.36 and
    30.37(a)). Only in US dollars."""
    # In another currency the limit depends on a rate that is not ours to choose here.
    if request.ship_from != "US" or request.ship_to in {"US", "CA"} or request.currency != "USD":
        return
    worth: dict[str, Decimal] = {}
    for _, line in _lines(request):
        if line.hs_code is not None:
            worth[line.hs_code] = worth.get(line.hs_code, Decimal(0)) + _value(line)
    for at, line in _lines(request):
        # Each number is told once, at its first line.
        total = worth.pop(line.hs_code, Decimal(0)) if line.hs_code is not None else Decimal(0)
        if total > _EEI_LIMIT:
            yield Found(f"{at}/hs_code", _money(total, request.currency))


def missing_net_weight(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line without a net weight, or with one of 0 (CN 23, box 3)."""
    yield from (Found(f"{at}/net_weight_kg") for at, line in _lines(request) if not line.net_weight_kg)


def net_above_gross(request: ShipmentCheckRequest) -> Iterator[Found]:
    """A gross weight below the sum of the net weights that are stated, in kilograms (CN 23, boxes 3 and 4)."""
    net = _net_weight(request)
    if request.gross_weight_kg is not None and net > request.gross_weight_kg:
        yield Found("/gross_weight_kg", f"{net:f}")


def gross_far_above_net(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Packing of more than `_HEAVY_PACKING` (kg) and `_PACKING_TIMES` the goods. Our own advice."""
    net, gross = _net_weight(request), request.gross_weight_kg
    if gross is None or not net or any(not line.net_weight_kg for line in request.lines):
        return
    if gross - net > max(_HEAVY_PACKING, net * _PACKING_TIMES):
        yield Found("/gross_weight_kg", f"{gross - net:f}")


def _net_weight(request: ShipmentCheckRequest) -> Decimal:
    return sum((line.net_weight_kg or Decimal(0) for line in request.lines), Decimal(0))


def implausible_weight(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line of which a piece would weigh less than `_LIGHTEST` or more than `_HEAVIEST` (kg). Our own advice."""
    for at, line in _lines(request):
        if line.net_weight_kg:
            piece = line.net_weight_kg / line.quantity
            if not _LIGHTEST <= piece <= _HEAVIEST:
                yield Found(f"{at}/net_weight_kg", f"{piece:.6f}".rstrip("0").rstrip("."))


def missing_exporter_eori(request: ShipmentCheckRequest) -> Iterator[Found]:
    """The exporter's EORI number, where goods of a trader leave the EU or the United Kingdom (Regulation (EU)
    No 952/2013, Article 9; HMRC, Get an EORI number)."""
    if _commercial(request) and _registers(request.ship_from) and not request.exporter_eori:
        yield Found("/exporter_eori")


def missing_importer_eori(request: ShipmentCheckRequest) -> Iterator[Found]:
    """The importer's EORI number, where a business in the EU or the United Kingdom buys (Regulation (EU) No 952/2013,
    Article 9; HMRC, Get an EORI number)."""
    if request.business_buyer and _registers(request.ship_to) and not request.importer_eori:
        yield Found("/importer_eori")


def missing_ioss_number(request: ShipmentCheckRequest) -> Iterator[Found]:
    """The number of IOSS, where that is the scheme (Directive 2006/112/EC, Title XII, Chapter 6, Section 4)."""
    if request.tax_scheme == "ioss" and not request.ioss_number:
        yield Found("/ioss_number")


def malformed_ioss_number(request: ShipmentCheckRequest) -> Iterator[Found]:
    """A number of IOSS that is not IM and ten digits (Directive 2006/112/EC, Title XII, Chapter 6, Section 4; the form
    is of Implementing Regulation (EU) 2019/2026)."""
    if request.ioss_number and not _IOSS.fullmatch(request.ioss_number):
        yield Found("/ioss_number")


def ioss_above_limit(request: ShipmentCheckRequest) -> Iterator[Found]:
    """IOSS for goods worth more than `_IOSS_LIMIT` together (Directive 2006/112/EC, Article 369l). Only in euro."""
    total = sum((_value(line) for line in request.lines), Decimal(0))
    if request.tax_scheme == "ioss" and request.currency == "EUR" and total > _IOSS_LIMIT:
        yield Found("/tax_scheme", _money(total, "EUR"))


def missing_product_identifier(request: ShipmentCheckRequest) -> Iterator[Found]:
    """Every line that lacks one of the two product identifiers, where goods are sold to a consumer in the EU from
    outside (Delegated Regulation (EU) 2026/1022, as secondary sources report it)."""
    if request.ship_to not in EU_MEMBERS or request.ship_from in EU_MEMBERS:
        return
    if request.business_buyer or request.reason != "sale":
        return
    for at, line in _lines(request):
        if line.merchant_product_id is None:
            yield Found(f"{at}/merchant_product_id", "merchant's product identifier")
        if line.manufacturer_product_id is None:
            yield Found(f"{at}/manufacturer_product_id", "manufacturer's product identifier")


def missing_consignee_phone(request: ShipmentCheckRequest) -> Iterator[Found]:
    """The consignee's telephone number (CN 23, importer's telephone)."""
    if not request.consignee_phone:
        yield Found("/consignee_phone")


def _code_demanded(request: ShipmentCheckRequest) -> bool:
    return request.postal or code_demand(request.ship_from, request.ship_to) is not None


def _commercial(request: ShipmentCheckRequest) -> bool:
    return request.reason not in {"gift", "personal"}


def _registers(country: str) -> bool:
    """Whether the country gives EORI numbers."""
    return country in EU_MEMBERS or country in {"GB", "XI"}


#: Rule -> what looks for it. `code_does_not_fit` needs the classifier and is not among them.
PREDICATES: Final[Mapping[str, Predicate]] = {
    one.__name__: one
    for one in (
        missing_description,
        vague_description,
        line_value_differs,
        declared_value_differs,
        no_value,
        missing_origin,
        inconsistent_origin,
        missing_hs_code,
        missing_hs_code_elsewhere,
        short_us_postal_code,
        export_information_needed,
        missing_net_weight,
        net_above_gross,
        gross_far_above_net,
        implausible_weight,
        missing_exporter_eori,
        missing_importer_eori,
        missing_ioss_number,
        malformed_ioss_number,
        ioss_above_limit,
        missing_product_identifier,
        missing_consignee_phone,
    )
}

"""The engine's answer to consignments anywhere, from slices of the packaged tables and without a database."""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment, GoodsLine, with_derived_quantities
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import AreaMember, Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_shared.contract.charge import ExchangeRate
from dutiful_shared.contract.incoterm import Incoterm
from tests.oracle.naive_consignment import ConsignmentEntry, GoodsEntry
from tests.oracle.naive_facts import ALL_FACTS


class TerritoryTariff:
    """Every packaged publication about one territory, and the slices that the store would give of them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._by_code: dict[str, list[Measure]] = {}
        self._lines: list[NomenclatureLine] = []
        self._areas: list[AreaMember] = []
        self._profile: dict[str, str] = {}
        for release, tariff in _publications(name):
            for measure in tariff.measures:
                self._by_code.setdefault(measure.goods_code, []).append(replace(measure, release=release))
            self._lines += tariff.lines
            self._areas += tariff.areas
            self._profile.update(tariff.profile)
        self._lines.sort(key=lambda line: line.goods_code)
        self._codes = sorted(self._by_code)
        self.territory = TariffSlice(
            name, "", tuple(self._by_code.get("", ())), areas=tuple(self._areas), profile=self._profile
        )
        self._slices: dict[str, TariffSlice] = {}

    def law(self, codes: list[str], on: date, destination: str) -> Law:
        return Law(self.territory, {code: self._slice(code) for code in codes}, on, destination)

    def _slice(self, code: str) -> TariffSlice:
        known = self._slices.get(code)
        if known is None:
            known = self._slices[code] = self._made(code)
        return known

    def _made(self, code: str) -> TariffSlice:
        first, last = (bisect_left(self._lines, end, key=lambda line: line.goods_code) for end in (code, code + "~"))
        lines = self._lines[first:last]
        found = [one for length in range(1, len(code) + 1) for one in self._by_code.get(code[:length], ())]
        if code not in {line.goods_code for line in lines}:
            below = self._codes[bisect_right(self._codes, code) : bisect_left(self._codes, code + "~")]
            found += [one for goods in below for one in self._by_code[goods]]
        found.sort(key=lambda one: one.release)
        return TariffSlice(self.name, code, tuple(found), tuple(lines), has_nomenclature=bool(self._lines))


def _publications(name: str) -> Iterator[tuple[str, PublishedTariff]]:
    """What each release holds of the territory; only the folders that may hold something of it are read."""
    for head in sorted(ALL_FACTS.glob("*/*/publication.toml")):
        whose = tomllib.loads(head.read_text(encoding="utf-8"))["jurisdiction"]
        if whose in (name, "*"):
            for tariff in _published(head.parent):
                if tariff.info.jurisdiction == name:
                    yield head.parent.name, tariff


@cache
def _published(folder: Path) -> list[PublishedTariff]:
    return list(read_publication(folder))


@cache
def tariff_of(name: str) -> TerritoryTariff:
    return TerritoryTariff(name)


def world_answer(entry: ConsignmentEntry) -> Assessment:
    main, *others = laws_of(entry.jurisdiction)
    lines = tuple(_line(number, line) for number, line in enumerate(entry.lines))
    consignment = Consignment(
        id="c", ship_from=entry.ship_from, ship_to=entry.destination, jurisdiction=entry.jurisdiction,
        tax_territory=entry.tax_territory, currency=entry.currency, transport_mode=entry.mode,
        incoterm=Incoterm(entry.incoterm), purpose=entry.purpose, import_date=entry.on, lines=lines,
        shipping=_decimal(entry.shipping), insurance=_decimal(entry.insurance), discount=_decimal(entry.discount),
        seller_type=entry.seller, marketplace=entry.marketplace, registrations=entry.schemes, buyer_type=entry.buyer,
        buyer_tax_ids=frozenset({"EU_VAT", "GB_VAT"} if entry.buyer_registered else ()),
        region=entry.region,
        freight_share_to_border=None if entry.to_border is None else _decimal(entry.to_border),
    )  # fmt: skip
    codes = [line.code for line in lines]
    law = tariff_of(main).law(codes, entry.on, entry.tax_territory)
    if others:
        beside = {name: tariff_of(name).law(codes, entry.on, entry.tax_territory) for name in others}
        law = replace(law, beside=beside)
    return assess(consignment, law, _exchange(entry, law.profile["currency"]))


def _exchange(entry: ConsignmentEntry, currency: str) -> Exchange:
    rates = {
        name: ExchangeRate(name, currency, _decimal(rate), "oracle", entry.on) for name, rate in entry.rates.items()
    }
    return Exchange(currency, rates)


def _line(number: int, line: GoodsEntry) -> GoodsLine:
    stated = {"LTR": line.litres, "ASV": line.strength}
    given = {unit: _decimal(quantity) for unit, quantity in stated.items() if quantity is not None}
    weight = None if line.kilograms is None else _decimal(line.kilograms)
    return GoodsLine(
        id=str(number),
        index=number,
        code=line.code,
        origin=line.origin,
        quantity=Decimal(line.pieces),
        value=_decimal(line.value),
        quantities=with_derived_quantities(given, Decimal(line.pieces), weight),
        facts=line.facts,
        claims_preference=line.claims,
        preference_proof=line.proof or None if line.claims else None,
        direct_transport=line.direct,
        exporter_reference="X-1" if line.exporter_known else None,
        has_product_identifier=True,
    )


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator

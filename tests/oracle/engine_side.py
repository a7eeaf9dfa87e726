"""The engine's answer to the oracle's entries, from slices of the packaged tables and without a database."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment, GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import AreaMember, Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_shared.contract.incoterm import Incoterm
from tests.oracle.naive_facts import FACTS
from tests.oracle.naive_law import Entry, EntryLine


class Tariff(Protocol):
    """Whatever knows the law for some codes on a day."""

    def law(self, codes: list[str], on: date) -> Law: ...


class PackagedTariff:
    """Every publication of the United States in memory, and the slices that the store would give."""

    def __init__(self) -> None:
        self._by_code: dict[str, list[Measure]] = {}
        self._lines: list[NomenclatureLine] = []
        self._areas: list[AreaMember] = []
        self._profile: dict[str, str] = {}
        for folder in sorted(FACTS.iterdir()):
            if not (folder / "publication.toml").exists():
                continue
            for tariff in read_publication(folder):
                for measure in tariff.measures:
                    self._by_code.setdefault(measure.goods_code, []).append(replace(measure, release=folder.name))
                self._lines += tariff.lines
                self._areas += tariff.areas
                self._profile.update(tariff.profile)
        self._lines.sort(key=lambda line: line.goods_code)
        self._long_codes = sorted(self._by_code)
        self._territory = TariffSlice(
            "US", "", tuple(self._by_code.get("", ())), areas=tuple(self._areas), profile=self._profile
        )
        self._slices: dict[str, TariffSlice] = {}

    def law(self, codes: list[str], on: date) -> Law:
        return Law(self._territory, {code: self._slice(code) for code in codes}, on, "US")

    def _slice(self, code: str) -> TariffSlice:
        known = self._slices.get(code)
        if known is None:
            known = self._slices[code] = self._made(code)
        return known

    def _made(self, code: str) -> TariffSlice:
        lines = self._lines_below(code)
        found = [one for length in range(1, len(code) + 1) for one in self._by_code.get(code[:length], ())]
        if code not in {line.goods_code for line in lines}:
            first, last = bisect_right(self._long_codes, code), bisect_left(self._long_codes, code + "~")
            found += [one for goods in self._long_codes[first:last] for one in self._by_code[goods]]
        found.sort(key=lambda one: one.release)
        return TariffSlice("US", code, tuple(found), tuple(lines), has_nomenclature=True)

    def _lines_below(self, code: str) -> list[NomenclatureLine]:
        first, last = (bisect_left(self._lines, end, key=lambda line: line.goods_code) for end in (code, code + "~"))
        return self._lines[first:last]


def engine_answer(tariff: Tariff, entry: Entry) -> Assessment:
    consignment = consignment_of(entry)
    law = tariff.law([line.code for line in consignment.lines], entry.on)
    return assess(consignment, law, Exchange("USD", {}))


def consignment_of(entry: Entry) -> Consignment:
    lines = tuple(_line(number, line) for number, line in enumerate(entry.lines))
    return Consignment(
        id="c", ship_from="CN", ship_to="US", jurisdiction="US", tax_territory="US", currency="USD",
        transport_mode=entry.mode, incoterm=Incoterm.DDP, purpose="sale", import_date=entry.on, lines=lines,
        seller_type=entry.seller, buyer_type=entry.buyer, export_date=entry.exported,
    )  # fmt: skip


def _line(number: int, line: EntryLine) -> GoodsLine:
    return GoodsLine(
        id=str(number),
        index=number,
        code=line.code,
        origin=line.origin,
        quantity=Decimal(1),
        value=_decimal(line.value),
        quantities={unit: _decimal(quantity) for unit, quantity in line.quantities.items()},
        facts=line.facts,
        claims_preference=line.claims,
        preference_proof="certificate" if line.claims else None,
    )


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator

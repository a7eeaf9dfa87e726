"""Reduced rates of value added tax in the member states: of books what they are, of other goods that there are some."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.publications.eu_acts import act_url
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_json
from dutiful_quote.tariff.publications.reduced_rates import (
    ANNEX_III,
    ANNEX_III_LAW,
    BOOKS,
    OF_MEMBERS,
    ReducedRate,
)
from dutiful_quote.tariff.publications.writing import FactFolder

_ZERO: Final = Decimal(0)
#: Rates of the collection that are not for goods in the country itself: of Corsica and the overseas departments, of
#: Jungholz, of islands of Greece and of the regions of Portugal.
_ELSEWHERE: Final = {
    "FR": {"0.9", "1.05", "8.5", "13"}, "AT": {"19"}, "GR": {"4", "17"}, "PT": {"16", "22"},
}  # fmt: skip


def add_reduced_rates(folder: FactFolder, data: Path) -> None:
    """A notice for each reduced rate of each member, and the rate of books where it is known.

    Raises:
        ValueError: the rate of books that is written here is none of the member's reduced rates any more.
    """
    current = read_json(data / "eu/eu-vat-rates-data_2026-09-29.json")["rates"]
    folder.programmes.append(
        {"key": "books", "programme": "reduced", "kind": "vat", "name": "Value added tax, rate of books"}
    )
    for member in sorted(EU_MEMBERS):
        rates = set(_rates(member, current[member]))
        listed = [ReducedRate(f"{rate}%", ANNEX_III_LAW, ANNEX_III) for rate in sorted(rates, key=Decimal)]
        for reduced in (*listed, *OF_MEMBERS.get(member, ())):
            reduced.write(folder, act_url(ANNEX_III_LAW), destination=member)
        _add_books(folder, member, rates)


def _rates(member: str, row: Mapping[str, Any]) -> Iterator[str]:
    for rate in (*row["reduced"], row["super_reduced"]):
        text = "" if rate is None else f"{Decimal(str(rate)).normalize():f}"
        if text and text not in _ELSEWHERE.get(member, ()):
            yield text


def _add_books(folder: FactFolder, member: str, rates: set[str]) -> None:
    found = BOOKS.get(member)
    if found is None:
        return
    rate = found.rate.removesuffix("%")
    if Decimal(rate) != _ZERO and rate not in rates:
        raise ValueError(f"{found.rate} is no reduced rate of {member} any more")
    folder.measures += [
        {"goods_code": code, "key": "books", "destination": member, "rate": found.rate, "valid_from": found.first,
         "reference": found.law}
        for code in found.codes.split()
    ]  # fmt: skip

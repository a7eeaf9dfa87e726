"""Reduced rates of tax: among which goods they are, by country; which of these goods have which is not at hand.

The headings are those of the goods that the laws name, as widely as they may be read: a notice decides nothing, it says
that the standard rate may not be the one. In the Union Annex III of the VAT Directive limits them for every member.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dutiful_quote.tariff.publications.writing import FactFolder

_NAME: Final = "Reduced rate of tax"
#: With live animals, plants, seeds and feed.
_FOOD: Final = "01 02 03 04 05 06 07 08 09 10 11 12 1302 15 16 17 18 19 20 21 2201 2202 2209 23 2501"
_PRINTED: Final = "4901 4902 4903 4904 4905 4906 4911"
_MEDICINES: Final = "30 4014 9619"
_AIDS: Final = "8713 8714 9001 9003 9004 9018 9019 9020 9021 9022"
_CHILDRENS_WEAR: Final = "61 62 64 65"
#: Directive 2006/112/EC, Annex III, points 1 to 6, 11, 18, 26: food, water, medicines, aids for disabled people, car
#: seats, printed matter, fertilisers, plants, firewood, works of art.
ANNEX_III: Final = (
    f"{_FOOD} {_MEDICINES} {_AIDS} {_PRINTED} 31 3808 4401 4910 8523 940171 940180 9701 9702 9703 9704 9705 9706"
)
ANNEX_III_LAW: Final = "Directive 2006/112/EC, Art. 98 and Annex III"


@dataclass(frozen=True, slots=True)
class ReducedRate:
    """One rate; no `goods` stand for goods of any code."""

    rate: str
    law: str
    goods: str = ""

    def write(self, folder: FactFolder, url: str = "", **columns: str) -> None:
        """The notice, of the territory that `columns` name; `url` is that of all notices of the folder."""
        key = f"reduced_tax.{'list' if self.goods == ANNEX_III else 'own'}.{self.rate}"
        if not any(row["key"] == key for row in folder.programmes):
            folder.programmes.append(
                {
                    "key": key,
                    "programme": "reduced_tax",
                    "kind": "notice",
                    "name": _NAME,
                    "mode": "unresolved",
                    "rate": self.rate,
                    "url": url,
                }
            )
        conditions = {"conditions": f"goods={self.goods}"} if self.goods else {}
        folder.measures.append({"key": key, "reference": self.law, **conditions, **columns})


#: Zero rates of members, which the table of reduced rates does not hold, and reduced rates beyond Annex III.
OF_MEMBERS: Final[Mapping[str, tuple[ReducedRate, ...]]] = {
    "BE": (ReducedRate("0%", "Royal Decree No 20 of 20 July 1970; VAT Code, Art. 2 (newspapers)", "4902"),),
    "CZ": (ReducedRate("0%", "Act No 235/2004, § 71i (books, since 2024-01-01)", "4901 4903 4904 4905"),),
    "DK": (ReducedRate("0%", "Momsloven, § 34(1), no. 18 (newspapers)", "4902"),),
    "IE": (
        ReducedRate(
            "0%", "Value-Added Tax Consolidation Act 2010, s. 46(1)(b) and Sch. 2",
            f"{_FOOD} {_PRINTED} {_MEDICINES} {_AIDS} {_CHILDRENS_WEAR} 31",
        ),
    ),
    "LU": (ReducedRate("3%", "Law of 12 February 1979, Annex B (children's wear)", _CHILDRENS_WEAR),),
    "MT": (ReducedRate("0%", "Value Added Tax Act (Cap. 406), Fifth Schedule, Part One", f"{_FOOD} 30"),),
}  # fmt: skip

#: Country -> its reduced rates, by the law that a reader would look up.
OF_COUNTRIES: Final[Mapping[str, tuple[ReducedRate, ...]]] = {
    "AU": (ReducedRate("0%", "A New Tax System (Goods and Services Tax) Act 1999, s. 13-10 and Div. 38",
                       f"{_FOOD} {_MEDICINES} {_AIDS}"),),
    "CA": (ReducedRate("0%", "Excise Tax Act, Sch. VI, parts I to IV, and Sch. VII",
                       f"{_FOOD} {_MEDICINES} {_AIDS}"),),
    "CH": (ReducedRate("2.6%", "Mehrwertsteuergesetz (SR 641.20), Art. 25(2) and 55",
                       f"{_FOOD} {_MEDICINES} {_PRINTED} 31"),),
    "CN": (ReducedRate("9%", "Value-Added Tax Law of 2024, Art. 10(2)",
                       f"{_FOOD} {_PRINTED} 2711 31 3808 41 44 5001 51 52 53 8523"),),
    "IN": (
        ReducedRate("0%", "Central Goods and Services Tax Act 2017, s. 11 (exempt goods)"),
        ReducedRate("5%", "Notification No 9/2025-Central Tax (Rate), Sch. I (since 2025-09-22)"),
        ReducedRate("40%", "Notification No 9/2025-Central Tax (Rate), Sch. III (since 2025-09-22)"),
    ),
    "IS": (ReducedRate("11%", "Act No 50/1988, Art. 14(2)", f"{_FOOD} {_PRINTED} 9619"),),
    "JP": (ReducedRate("8%", "Consumption Tax Act, Annexed Table 1 (food and newspapers, since 2019-10-01)",
                       f"{_FOOD} 4902"),),
    "KR": (ReducedRate("0%", "Value-Added Tax Act, Art. 27 (exempt imports: unprocessed food, books)",
                       f"{_FOOD} {_PRINTED}"),),
    "MX": (ReducedRate("0%", "Ley del Impuesto al Valor Agregado, Art. 2-A and 25",
                       f"{_FOOD} {_MEDICINES} 31 {_PRINTED}"),),
    "NO": (
        ReducedRate("15%", "Merverdiavgiftsloven, § 5-2", _FOOD),
        ReducedRate("0%", "Merverdiavgiftsloven, § 6-1 to 6-4 (newspapers, periodicals, books)", _PRINTED),
    ),
    "RS": (ReducedRate("10%", "Zakon o porezu na dodatu vrednost, Art. 23(2)",
                       f"{_FOOD} {_MEDICINES} {_AIDS} {_PRINTED} 31 4401"),),
    "RU": (ReducedRate("10%", "Tax Code, Art. 164(2)",
                       f"{_FOOD} {_MEDICINES} {_AIDS} {_PRINTED} {_CHILDRENS_WEAR} 8715 94 95"),),
    "TR": (
        ReducedRate("1%", "Law No 3065, Art. 28; Decree 2007/13033, list I"),
        ReducedRate("10%", "Law No 3065, Art. 28; Decree 2007/13033, list II"),
    ),
    "UA": (ReducedRate("7%", "Tax Code, Art. 193.1", f"{_MEDICINES} {_AIDS}"),),
    "ZA": (ReducedRate("0%", "Value-Added Tax Act, 1991, s. 13(3) and Sch. 2, Part B", f"{_FOOD} 31 9619"),),
}  # fmt: skip

OF_GREAT_BRITAIN: Final = (
    ReducedRate(
        "0%", "Value Added Tax Act 1994, Sch. 8, Groups 1, 3, 12, 16, 18 and 19",
        f"{_FOOD} {_PRINTED} {_MEDICINES} {_AIDS} {_CHILDRENS_WEAR}",
    ),
    ReducedRate("5%", "Value Added Tax Act 1994, Sch. 7A, Groups 5 and 8", "3006 4014 8715 940171 940180"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookRate:
    """The rate of printed books and children's picture books."""

    rate: str
    law: str
    codes: str = "4901 4903"
    first: str = "2022-01-01"


#: Member -> the rate of books, where the law and the collected rates agree. Where the rate was changed since by a law
#: that is not at hand (CY, CZ, FI, LT, LV, SK) or there was none (DK), books are among the goods of the notice alone.
BOOKS: Final[Mapping[str, BookRate]] = {
    "AT": BookRate("10%", "Umsatzsteuergesetz 1994, § 10(2), Annex 1"),
    "BE": BookRate("6%", "Royal Decree No 20 of 20 July 1970, Table A, XIX"),
    "BG": BookRate("9%", f"{ANNEX_III_LAW}, point 6 (rate in TEDB)"),
    "DE": BookRate("7%", "Umsatzsteuergesetz, § 12(2), no. 1, with Annex 2, no. 49"),
    "EE": BookRate("9%", f"{ANNEX_III_LAW}, point 6 (rate in TEDB)"),
    "ES": BookRate("4%", "Ley 37/1992, Art. 91.Dos.1"),
    "FR": BookRate("5.5%", "Code général des impôts, Art. 278-0 bis, A, 3°"),
    "GR": BookRate("6%", f"{ANNEX_III_LAW}, point 6 (rate in TEDB)"),
    "HU": BookRate("5%", "Act CXXVII of 2007, Annex 3, Part I"),
    "IE": BookRate("0%", "Value-Added Tax Consolidation Act 2010, s. 46(1)(b) and Sch. 2", "490191 490199 4903"),
    "IT": BookRate("4%", "D.P.R. 633/1972, Tabella A, Part II, no. 18"),
    "LU": BookRate("3%", "Law of 12 February 1979, Annex B"),
    "MT": BookRate("5%", "Value Added Tax Act (Cap. 406), Eighth Schedule"),
    "NL": BookRate("9%", "Wet op de omzetbelasting 1968, Tabel I, a.30"),
    "PL": BookRate("5%", "Ustawa o podatku od towarów i usług, Annex 10"),
    "PT": BookRate("6%", "Código do IVA, Lista I, 2.1"),
    "RO": BookRate("11%", "Codul fiscal, Art. 291(2), as amended by Law No 141/2025", first="2025-08-01"),
    "SE": BookRate("6%", "Mervärdesskattelagen (2023:200), ch. 9"),
    "SI": BookRate("5%", f"{ANNEX_III_LAW}, point 6 (rate in TEDB)"),
}

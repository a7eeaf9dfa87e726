"""What each fact of a country rests on: the law where it is known, and the table or page that a number is from.

Where no document was found for a fact, its reference says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.tariff.publications.country_tax_laws import TAX_LAWS


@dataclass(frozen=True, slots=True)
class Source:
    """`url` is the page of the named material; empty where only the front page of a site is known."""

    text: str
    url: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """As columns of a table of measures."""
        return {"reference": self.text, "url": self.url}


EUROPEAN_RATES: Final = Source("Standard rate in eu-vat-rates-data 2026.9.29")
WORLD_RATES: Final = Source(
    "Standard rate in node-sales-tax 2.23.0 (2026-05-19)", "https://github.com/valeriansaliou/node-sales-tax"
)
DATED_RATES: Final = Source("Rate in kdeldycke/vat-rates (2025-09-25)", "https://github.com/kdeldycke/vat-rates")
_ASSOCIATION: Final = Source("Table of thresholds of the Global Express Association, about 2023")
POTAL: Final = Source("soulmaten7/potal, migration 012 (2026-03-07)", "https://github.com/soulmaten7/potal")
MALAYSIAN_DUTY: Final = Source(
    "Customs Duties (Exemption) Order 2017 of Malaysia, item 94", "https://mylvg.customs.gov.my"
)
MALAYSIAN_TAX: Final = Source(
    "Sales Tax (Persons Exempted from Payment of Tax) Order 2018 of Malaysia, Schedule A, item 24",
    "https://home.kpmg/my/en/home/insights/2023/03/sales-tax-on-low-value-goods-legislations-and-mylvg-portal.html",
)
MALAYSIAN_LOW_VALUE_GOODS: Final = Source(
    "Royal Malaysian Customs Department, guide on sales tax on low value goods (2023-11-03)",
    "https://mylvg.customs.gov.my",
)
_PROFILES: Final = Source("manufactogate country profiles (2026-10-01)")
_BOTH: Final = Source(
    "manufactogate country profiles (2026-10-01); soulmaten7/potal, migration 012 (2026-03-07)", POTAL.url
)
_JAPANESE_REFORM: Final = Source("Tax reform outline of Japan for fiscal 2026, as told by skadvisory.jp")
_MEXICAN_RULES: Final = Source(
    "General foreign trade rules of Mexico for 2025, rule 3.7.35 (fourth resolution of amendments)"
)
BRAZIL: Final = Source(
    "Remessa Conforme, the simplified regime of parcels and ICMS, as told by guiatributario.net",
    "https://www.gov.br/receitafederal/pt-br/assuntos/aduana-e-comercio-exterior",
)
AUSTRALIAN_GST: Final = Source("A New Tax System (Goods and Services Tax) Act 1999 of Australia")

#: Rates that no table of rates has, or has as they once were.
RATES: Final[Mapping[str, Source]] = {
    "BH": Source("VAT of Bahrain, 10 % since 2022-01-01 (general knowledge)"),
    "HK": Source("Dutiable Commodities Ordinance, Cap. 109; soulmaten7/potal, migration 012 (2026-03-07)", POTAL.url),
    "IN": Source("manufactogate country profiles (2026-10-01); node-sales-tax 2.23.0", WORLD_RATES.url),
    "QA": POTAL,
    "RU": _PROFILES,
    "TH": Source("Customs Announcement 219/2568 of Thailand; DHL Thailand, questions and answers of 2025-12-15"),
}

#: Thresholds, regimes of couriers, levies: whatever of a country is no standard rate.
REGIMES: Final[Mapping[str, Source]] = {
    "AE": _BOTH,
    "AR": Source("Decree 1065/2024 of Argentina", "https://www.argentina.gob.ar/arca/aduana"),
    "AU": _ASSOCIATION,
    "BD": _ASSOCIATION,
    "BH": _ASSOCIATION,
    "BR": BRAZIL,
    "CA": Source("CBSA Customs Notice 20-18"),
    "CL": Source("Law 21.713 of Chile"),
    "CN": Source(f"{_ASSOCIATION.text}; {POTAL.text}", POTAL.url),
    "CO": _ASSOCIATION,
    "DO": _ASSOCIATION,
    "ID": _BOTH,
    "IL": Source("comgateway.com (2026), ish-shalom.co.il and ch10.co.il on the ministerial order to raise the limit"),
    "IN": _PROFILES,
    "JP": _JAPANESE_REFORM,
    "KR": _BOTH,
    "MX": _MEXICAN_RULES,
    "MY": POTAL,
    "NG": Source("Nigeria Customs Service, from 2025-09, in soulmaten7/potal, migration 012 (2026-03-07)", POTAL.url),
    "NO": Source("Norwegian Customs, notice on VOEC of 2019", "https://www.toll.no/en/corporate/"),
    "NZ": POTAL,
    "PE": Source("agent.eshopbing.com on parcels to Peru, and general knowledge"),
    "PH": Source("Customs Modernization and Tariff Act of the Philippines, s. 423"),
    "QA": POTAL,
    "RU": _PROFILES,
    "SA": _BOTH,
    "SG": POTAL,
    "TH": Source("Customs Announcement 219/2568 of Thailand"),
    "TW": Source(f"{_ASSOCIATION.text}; {POTAL.text}", POTAL.url),
    "VN": POTAL,
}


def source_of_rate(row: Mapping[str, str], world: Mapping[str, Mapping[str, object]], europe: set[str]) -> Source:
    """What the standard rate in a row of the compiled table rests on: the act that levies it, and who has the rate.

    Args:
        world: rates of the table of the world's sales taxes by country, as shares.
        europe: countries of the table of European rates.
    """
    code = row["country"]
    table = _table_of_rate(row, world, europe)
    return Source(f"{TAX_LAWS[code]}. {table.text}", table.url) if code in TAX_LAWS else table


def _table_of_rate(row: Mapping[str, str], world: Mapping[str, Mapping[str, object]], europe: set[str]) -> Source:
    code = row["country"]
    if code in RATES:
        return RATES[code]
    if code in europe:
        return EUROPEAN_RATES
    rate = world.get(code, {}).get("rate")
    if rate is not None and Decimal(str(rate)) * 100 == Decimal(row["standard_vat_rate"]):
        return WORLD_RATES
    return without_document(row)


def source_of_regime(row: Mapping[str, str]) -> Source:
    """What a simplified regime rests on; said to be general knowledge where no document is at hand."""
    return REGIMES.get(row["country"]) or without_document(row)


def without_document(row: Mapping[str, str]) -> Source:
    """That no document was found for a fact."""
    return Source(f"General knowledge as of {row['as_of']}, confidence {row['confidence']}; no document is at hand")

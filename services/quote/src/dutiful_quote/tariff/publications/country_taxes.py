"""Taxes that are more than one standard rate on value and duty: several in a row, by region, by date, or open."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.publications.country_sources import (
    BRAZIL,
    DATED_RATES,
    POTAL,
    REGIMES,
    WORLD_RATES,
    Source,
    source_of_regime,
    without_document,
)
from dutiful_quote.tariff.publications.country_writing import Country, at_most
from dutiful_quote.tariff.publications.official_files import read_json

#: The tax is charged on the levies too, or it is not known that it is not.
_WITH_LEVIES: Final = "customs_value duty excise tax:levies"
#: Parts of the base where it is not value and duty alone.
TAX_BASES: Final = {
    "AU": "customs_value duty freight insurance excise",
    "NZ": "customs_value duty freight insurance excise",
    "ZA": "customs_value uplift:0.10 duty",
    "BD": _WITH_LEVIES,
    "BR": "customs_value duty tax:federal gross_up",
    "GH": _WITH_LEVIES,
    "IN": "customs_value duty excise tax:sws",
    "LK": _WITH_LEVIES,
    "MX": _WITH_LEVIES,
    "NG": _WITH_LEVIES,
    "PH": "customs_value duty excise stated:landing_charges",
}
#: What is known of levies is from the same page as the regime of the country; elsewhere no page at hand is about them.
_LEVIES: Final = {code: REGIMES[code] for code in ("MX", "NZ")}
#: Provinces and territories of Canada (ISO 3166-2) without a tax of their own.
_GST_ALONE: Final = ("AB", "NT", "NU", "YT")


def canada(country: Country, data: Path) -> None:
    """Harmonised tax as one rate in five provinces, provincial sales tax beside the federal one in four."""
    table = read_json(data / "world/vat/sales_tax_rates.json")["CA"]
    federal = _percent(table["rate"])
    apart = [region for region, entry in table["states"].items() if entry["type"] != "hst"]
    country.tax(federal, f"region={' '.join(sorted([*apart, *_GST_ALONE]))}", name="Goods and services tax (GST)")
    for region, entry in sorted(table["states"].items()):
        if entry["type"] == "hst":
            _harmonised(country, table["rate"], region, entry)
        else:
            country.tax(
                _percent(entry["rate"]), f"region={region}", "buyer=consumer", key=f"provincial.{region}",
                name=f"Provincial sales tax ({region})",
            )  # fmt: skip
    country.profile("import_taxes", "standard provincial")


def _harmonised(country: Country, federal: Decimal, region: str, entry: Mapping[str, Any]) -> None:
    name, since = f"Harmonised sales tax ({region})", ""
    for instant, before in sorted(entry.get("before", {}).items()):
        since = instant[:10]
        country.tax(
            _percent(federal + before["rate"]), f"region={region}", key=f"standard.{region}.before", name=name,
            valid_to=_day_before(since),
        )  # fmt: skip
    country.tax(
        _percent(federal + entry["rate"]), f"region={region}", key=f"standard.{region}", name=name, valid_from=since
    )


def _brazil(country: Country) -> None:
    """ICMS of the states is a share of itself; federal taxes of an ordinary import are not at hand."""
    for rate in (country.tax_rate, "20%"):
        country.tax(
            rate, key=f"standard.{rate}", name="ICMS of the state of delivery", mode="unresolved", **BRAZIL.columns
        )
    name = "federal taxes on an ordinary import (IPI, PIS, COFINS)"
    for key, condition in (
        ("freight", "transport_modes=air sea road rail"),
        ("business", "buyer=business"),
        ("large", "value_over=3000; value_currency=USD; value_of=goods"),
    ):
        country.tax(
            "", condition, key=f"federal.{key}", name=name, mode="unresolved", **without_document(country.row).columns
        )
    country.profile("import_taxes", "federal standard")


def _india(country: Country) -> None:
    country.measure("sws", "sws", "additional_duty", "Social welfare surcharge", rate="10%")
    country.tax(country.tax_rate)
    country.profile("tax_base:sws", "duty")
    country.profile("import_taxes", "sws standard")


def _kenya(country: Country) -> None:
    country.measure("idf", "idf", "fee", "Import declaration fee", rate="2.5%")
    country.measure("rdl", "rdl", "fee", "Railway development levy", rate="2%")
    country.tax(country.tax_rate)
    for levy in ("idf", "rdl"):
        country.profile(f"tax_base:{levy}", "customs_value")
    country.profile("import_taxes", "idf rdl standard")


def _vietnam(country: Country) -> None:
    """8 % on many goods until the end of 2026; which ones is not at hand."""
    until = {"mode": "unresolved", "valid_to": "2026-12-31", "name": "VAT"}
    country.tax("8%", key="standard.8%", **until, **POTAL.columns)
    country.tax(country.tax_rate, key=f"standard.{country.tax_rate}", **until)
    country.tax(country.tax_rate, valid_from="2027-01-01")


def _malaysia(country: Country) -> None:
    for rate, source in (("5%", POTAL), (country.tax_rate, country.rate_source)):
        country.tax(rate, key=f"standard.{rate}", mode="unresolved", name="sales tax of these goods", **source.columns)


def _china(country: Country) -> None:
    """Retail by a registered cross-border platform: no duty, and 70 % of the tax, up to CNY 5,000 an order."""
    retail = (at_most("5000", "CNY"), "scheme=CN_CBEC", "buyer=consumer")
    country.relief("duty_threshold", *retail, key="duty_threshold.cbec", name="No duty on cross-border retail")
    country.tax(
        "9.1%", *retail, key="standard.cbec", name="VAT of cross-border retail, 70 % of 13 %", rank="0",
        **source_of_regime(country.row).columns,
    )  # fmt: skip
    country.tax(country.tax_rate, rank="1")


def _changed(first: str, before: str, source: Source, since: str = "") -> Callable[[Country], None]:
    """A standard rate that replaced another one, known from `source` and in force since `since`, on the day `first`."""

    def taxes(country: Country) -> None:
        dates = {"valid_from": since, "valid_to": _day_before(first)}
        country.tax(before, key="standard.before", **dates, **source.columns)
        country.tax(country.tax_rate, valid_from=first)

    return taxes


def _since(first: str) -> Callable[[Country], None]:
    """A standard rate of which the one before is not at hand."""

    def taxes(country: Country) -> None:
        country.tax(country.tax_rate, valid_from=first)

    return taxes


def _with_levies(name: str, *conditions: str) -> Callable[[Country], None]:
    """A standard rate, and levies whose amounts are not at hand."""

    def taxes(country: Country) -> None:
        source = _LEVIES.get(country.code) or without_document(country.row)
        country.tax("", *conditions, key="levies", name=name, mode="unresolved", **source.columns)
        country.tax(country.tax_rate)
        country.profile("import_taxes", "levies standard")

    return taxes


def _south_africa(country: Country) -> None:
    country.tax(country.tax_rate, destination="ZA")  # its customs union has four other tax territories


def _ukraine(country: Country) -> None:
    """On the whole value or on what exceeds the limit: the compiled row can be read in both ways."""
    limit = f"value_over={country.row['tax_de_minimis']}; value_currency={country.row['de_minimis_currency']}"
    country.tax(
        country.tax_rate, f"{limit}; value_of=goods", "part=excess", key="standard.excess", mode="unresolved",
        name="PDV on what exceeds EUR 150", reference="Bills 4278 and 4279 of Ukraine, as told by Ukrainian News",
        url="https://ukranews.com/en/news/829167-rada-increases-vat-base-for-import-of-goods-in-international-parcels-"
        "for-individuals-from-eur-100",
    )  # fmt: skip
    country.tax(country.tax_rate, key="standard.whole", mode="unresolved", name="PDV on the whole value")


def _russia(country: Country) -> None:
    _changed("2026-01-01", "20%", WORLD_RATES)(country)
    country.relief(
        "tax_threshold", "value_over=200; value_currency=EUR; value_of=goods", "buyer=consumer",
        "transport_modes=express post", key="tax_threshold.parcel", mode="unresolved",
        name="Whether VAT is due beside the 15 % duty on a consumer's parcel is not known here",
    )  # fmt: skip


TAXES: Final[Mapping[str, Callable[[Country], None]]] = {
    "AU": _with_levies("import processing charges", "value_over=1000; value_currency=AUD; value_of=goods"),
    "MX": _with_levies("the customs processing fee (DTA)"),
    "NZ": _with_levies("import entry fees and levies", "value_over=1000; value_currency=NZD; value_of=goods"),
    "BD": _with_levies("supplementary duty, advance income tax and advance tax"), "BH": _since("2022-01-01"),
    "BR": _brazil, "CN": _china, "GH": _with_levies("levies beside VAT (NHIL, GETFund and others)"), "IN": _india,
    "KE": _kenya,
    "CH": _changed("2024-01-01", "7.7%", DATED_RATES, since="2018-01-01"),
    "IL": _changed("2025-01-01", "17%", WORLD_RATES),
    "SG": _changed("2024-01-01", "8%", WORLD_RATES, since="2023-01-01"),
    "KZ": _changed("2026-01-01", "12%", WORLD_RATES), "LK": _with_levies("levies on imports"), "MY": _malaysia,
    "NG": _with_levies("CISS and other levies"), "RU": _russia, "UA": _ukraine,
    "VN": _vietnam, "ZA": _south_africa,
}  # fmt: skip


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()

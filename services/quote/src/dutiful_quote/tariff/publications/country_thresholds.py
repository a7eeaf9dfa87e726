"""Thresholds that hang on more than the value: how the goods travel, who sells, where they come from, until when."""

from collections.abc import Callable, Mapping
from typing import Final

from dutiful_quote.tariff.publications.country_sources import (
    AUSTRALIAN_GST,
    MALAYSIAN_DUTY,
    MALAYSIAN_LOW_VALUE_GOODS,
    MALAYSIAN_TAX,
)
from dutiful_quote.tariff.publications.country_writing import Country, at_most

_CONSUMER: Final = "buyer=consumer"
_COURIER: Final = "transport_modes=express"
_ALCOHOL_AND_TOBACCO: Final = "not_goods=2203 2204 2205 2206 2207 2208 24"
_NO_LOW_VALUE_GOODS: Final = f"{_ALCOHOL_AND_TOBACCO} 854340 9614"
_UNTIL_2025: Final = "2025-12-31"
_SINCE_2026: Final = "2026-01-01"


def _tasman(country: Country) -> None:
    """Australia and New Zealand: no duty, and the tax is that of the sale, if the seller is registered for it."""
    limit = country.limit("duty_de_minimis")
    country.relief("duty_threshold", limit, _ALCOHOL_AND_TOBACCO)
    act = AUSTRALIAN_GST.columns if country.code == "AU" else {}
    country.supply_tax(f"{country.code}_GST", limit, _CONSUMER, _ALCOHOL_AND_TOBACCO, **act)
    doubt = "Up to this value a registered seller charges it at the sale to a consumer, and no such sale is stated"
    country.relief(
        "tax_threshold", limit, _ALCOHOL_AND_TOBACCO, key="tax_threshold.seller", name=doubt, mode="unresolved"
    )


def _singapore(country: Country) -> None:
    by_air_or_post = "transport_modes=express post air"
    country.relief("duty_threshold", country.limit("duty_de_minimis"))
    country.relief("tax_threshold", country.limit("tax_de_minimis"), by_air_or_post)
    country.supply_tax(
        "SG_GST", country.limit("tax_de_minimis"), by_air_or_post, _CONSUMER, valid_from="2024-01-01"
    )  # fmt: skip


def _norway(country: Country) -> None:
    """VOEC: items up to NOK 3,000 each, of sellers in the scheme; food and excise goods are outside it."""
    item = at_most(country.row["duty_de_minimis"], country.row["de_minimis_currency"], "item")
    outside = "not_goods=0 1 20 21 22 24"
    country.relief("duty_threshold", item, "scheme=VOEC", _CONSUMER, outside)
    country.supply_tax("VOEC", item, _CONSUMER, outside)


def _chile(country: Country) -> None:
    limit, since = country.limit("duty_de_minimis"), {"valid_from": "2025-10-25", "reference": "Law 21.713 of Chile"}
    country.relief("duty_threshold", limit, "scheme=CL_VAT", **since)
    country.supply_tax("CL_VAT", limit, **since)


def _malaysia(country: Country) -> None:
    """By courier and post up to MYR 500 of CIF value; sellers in the scheme charge their tax on the goods alone.

    Alcohol, tobacco, smoking pipes and electronic cigarettes are outside both.
    """
    parcel = at_most(country.row["duty_de_minimis"], country.row["de_minimis_currency"], "customs_value")
    conditions = (parcel, "transport_modes=express post", _NO_LOW_VALUE_GOODS)
    country.relief("duty_threshold", *conditions, **MALAYSIAN_DUTY.columns)
    country.relief("tax_threshold", *conditions, valid_from="2023-01-01", **MALAYSIAN_TAX.columns)
    country.supply_tax(
        "MY_LVG", country.limit("duty_de_minimis"), "base=goods", _NO_LOW_VALUE_GOODS, valid_from="2024-01-01",
        **MALAYSIAN_LOW_VALUE_GOODS.columns,
    )  # fmt: skip


def _canada(country: Country) -> None:
    """CAD 20; by courier from the United States or Mexico CAD 150 for duty and CAD 40 for tax."""
    cusma = {"reference": "CUSMA Art. 7.8(1)(f); CBSA Customs Notice 20-18"}
    by_courier = (_COURIER, "ship_from=US MX")
    for programme, more in (("duty_threshold", "150"), ("tax_threshold", "40")):
        country.relief(programme, at_most(more, "CAD"), *by_courier, key=f"{programme}.cusma", **cusma)
    usual_thresholds(country)


_LIST_CLEARANCE: Final = "Korea-United States agreement (KORUS); Korea Customs Service notice on express cargo, Art. 8"
#: What is cleared by declaration, whatever its value: food, feed, plants, supplements, medicines, medical articles.
_NOT_BY_LIST: Final = "01 02 03 04 05 06 07 08 09 10 11 12 13 15 16 17 18 19 20 21 22 23 24 30 3306 4015 9018 9619"
#: Functional cosmetics are, others are not; perfume of more than 60 ml is not by list either.
_PERHAPS_NOT_BY_LIST: Final = "3303 3304 3305 3307"


def _korea(country: Country) -> None:
    """For personal use; USD 200 for American goods by courier, of the kinds that are cleared by list."""
    for programme in ("duty_threshold", "tax_threshold"):
        country.relief(programme, country.limit("duty_de_minimis"), _CONSUMER)
        country.relief(
            programme, at_most("200", "USD"), _CONSUMER, _COURIER, f"not_goods={_NOT_BY_LIST} {_PERHAPS_NOT_BY_LIST}",
            key=f"{programme}.korus", areas="US", reference=_LIST_CLEARANCE,
        )  # fmt: skip
        country.relief(
            programme, at_most("200", "USD"), _CONSUMER, _COURIER, f"not_goods={_NOT_BY_LIST}",
            key=f"{programme}.korus_perhaps", areas="US", mode="unresolved", reference=_LIST_CLEARANCE,
            name="Whether these cosmetics are cleared by list (USD 200), which those with a function are not",
        )  # fmt: skip


def _japan(country: Country) -> None:
    """Measured on the customs value; not for leather goods, knitwear and shoes. The tax side ends on 2028-03-31."""
    limit = at_most(country.row["duty_de_minimis"], "JPY", "customs_value")
    outside = "not_goods=420211 420221 420231 420291 4203 4205 61 64"
    law = {"reference": "Customs Tariff Act of Japan, Art. 14(xviii)"}
    country.relief("duty_threshold", limit, outside, **law)
    country.relief("tax_threshold", limit, outside, **law, valid_to="2028-03-31")
    country.supply_tax("JP_JCT", limit, valid_from="2028-04-01")
    country.relief(
        "tax_threshold", limit, outside, key="tax_threshold.seller", mode="unresolved", valid_from="2028-04-01",
        name="From 2028-04-01 the seller or its platform owes it at the sale, and no registration is stated",
    )  # fmt: skip
    country.measure(
        "personal_import", "personal_import", "relief", "Goods imported for personal use", rate="60%",
        conditions=_CONSUMER,
    )  # fmt: skip


def _thailand(country: Country) -> None:
    before = {"valid_to": _UNTIL_2025, "reference": "Customs Announcement 219/2568 of Thailand"}
    since = {"valid_from": _SINCE_2026, "reference": "Customs Announcement 219/2568 of Thailand"}
    country.relief("duty_threshold", at_most("1500", "THB"), key="duty_threshold.old", **before)
    country.relief(
        "tax_threshold", at_most("1500", "THB"), key="tax_threshold.old", mode="unresolved", **before,
        name="Until 2025-12-31 THB 1,500 were free of duty; whether of VAT too is not known here",
    )  # fmt: skip
    country.relief("duty_threshold", country.limit("duty_de_minimis"), **since)
    country.relief("tax_threshold", country.limit("tax_de_minimis"), **since)


def _vietnam(country: Country) -> None:
    """VND 1,000,000 of an express parcel were free until 2025-02-17; of VAT by other ways too, as it may be."""
    limit, until = at_most("1000000", "VND"), {"valid_to": "2025-02-17"}
    for programme in ("duty_threshold", "tax_threshold"):
        country.relief(programme, limit, _COURIER, key=f"{programme}.old", **until)
    country.relief(
        "tax_threshold", limit, "transport_modes=post air sea road rail", key="tax_threshold.other", mode="unresolved",
        name="Until 2025-02-17 VND 1,000,000 were free of VAT; whether by other ways than express is not known here",
        **until,
    )  # fmt: skip


def _colombia(country: Country) -> None:
    country.relief("duty_threshold", country.limit("duty_de_minimis"))
    country.relief(
        "tax_threshold", country.limit("tax_de_minimis"), _COURIER, key="tax_threshold.agreement", mode="unresolved",
        name="Up to USD 200 by courier it is not, from countries whose agreement says so; which do is not known",
    )  # fmt: skip


def _israel(country: Country) -> None:
    country.relief("duty_threshold", country.limit("duty_de_minimis"))
    country.relief("tax_threshold", country.limit("tax_de_minimis"))
    country.relief(
        "tax_threshold", at_most("150", "USD"), key="tax_threshold.order", mode="unresolved",
        name="An order raised the exemption from USD 75 to USD 150, and it is challenged",
    )  # fmt: skip


def _argentina(country: Country) -> None:
    country.relief("duty_threshold", country.limit("duty_de_minimis"), _COURIER)


def _nigeria(country: Country) -> None:
    for programme in ("duty_threshold", "tax_threshold"):
        country.relief(programme, country.limit("duty_de_minimis"), valid_from="2025-09-01")


def _by_amount_due(country: Country) -> None:
    """Waivers of small amounts of duty and of tax, not of small values."""
    currency = country.row["de_minimis_currency"]
    for due in ("duty", "tax"):
        country.relief(f"{due}_threshold", at_most(country.row[f"{due}_de_minimis"], currency, due))


def usual_thresholds(country: Country) -> None:
    """Up to a value of the goods; a threshold of zero and one that does not exist are both no relief."""
    for programme, column in (("duty_threshold", "duty_de_minimis"), ("tax_threshold", "tax_de_minimis")):
        if country.has(column):
            country.relief(programme, country.limit(column))


def no_thresholds(_: Country) -> None:
    """They are part of the country's courier regime."""


THRESHOLDS: Final[Mapping[str, Callable[[Country], None]]] = {
    "AR": _argentina, "AU": _tasman, "CA": _canada, "CH": _by_amount_due, "CL": _chile, "CN": no_thresholds,
    "CO": _colombia, "IL": _israel, "JP": _japan, "KR": _korea, "MY": _malaysia, "NG": _nigeria, "NO": _norway,
    "NZ": _tasman, "SG": _singapore, "TH": _thailand, "VN": _vietnam,
}  # fmt: skip

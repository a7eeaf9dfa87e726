"""Simplified regimes of couriers and of the post by country: one rate in place of the tariff, or of tax too."""

from collections.abc import Callable, Mapping
from typing import Final

from dutiful_quote.tariff.publications.country_sources import without_document
from dutiful_quote.tariff.publications.country_writing import Country, at_most, between
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS

_CONSUMER: Final = "buyer=consumer"
_COURIER: Final = "transport_modes=express"
_COURIER_OR_POST: Final = "transport_modes=express post"
_DUTY: Final = "replaces=duty"
_ALL: Final = "replaces=duty tax"

#: Partners of Mexico's free-trade agreements other than the United States and Canada (WTO register of agreements, and
#: the accession of the United Kingdom to the Trans-Pacific Partnership).
_PARTNERS_OF_MEXICO: Final = (
    *EU_MEMBERS, "AU", "BN", "CH", "CL", "CO", "CR", "GB", "GT", "HN", "IL", "IS", "JP", "LI", "MY", "NI", "NO", "NZ",
    "PA", "PE", "SG", "SV", "UY", "VN",
)  # fmt: skip
#: Bags, textiles and shoes: the groups of goods that Indonesia's 7.5 % does not cover.
_INDONESIAN_GROUPS: Final = ("4202", *(str(chapter) for chapter in range(50, 65)))


def _mexico(country: Country) -> None:
    """The global rate of courier companies since 2025-08-15, in place of duty and IVA, up to USD 2,500."""
    law = {
        "valid_from": "2025-08-15",
        "reference": "General foreign trade rules of Mexico for 2025, rule 3.7.35 (fourth resolution of amendments)",
    }
    partners, neighbours = " ".join(_PARTNERS_OF_MEXICO), "US CA"
    name = "Global rate of courier companies"
    country.courier(
        "mx", "33.5%", at_most("2500", "USD"), _COURIER, _ALL, name=name, excluded=f"{neighbours} {partners}", **law
    )
    country.courier(
        "mx_free", "0%", at_most("50", "USD"), _COURIER, _ALL, name=f"{name}: nothing up to USD 50",
        areas=neighbours, **law,
    )  # fmt: skip
    country.measure(
        "courier_fee", "courier_fee", "fee", "the customs processing fee (DTA), which alone is due up to USD 50",
        mode="unresolved", areas=neighbours, conditions=f"{at_most('50', 'USD')}; {_COURIER}", **law,
    )  # fmt: skip
    country.courier("mx_117", "17%", between("50", "117", "USD"), _COURIER, _ALL, name=name, areas=neighbours, **law)
    country.courier("mx_2500", "19%", between("117", "2500", "USD"), _COURIER, _ALL, name=name, areas=neighbours, **law)
    for key, rate in (("mx_partner_low", "17%"), ("mx_partner_high", "33.5%")):
        country.courier(
            key, rate, at_most("2500", "USD"), _COURIER, _ALL, areas=partners, mode="unresolved", **law,
            name=f"{name}, goods of a partner of another agreement",
        )  # fmt: skip


def _brazil(country: Country) -> None:
    """Remessa Conforme for certified sellers, 60 % for others; up to USD 3,000 for consumers."""
    parcels = (_COURIER_OR_POST, _CONSUMER, _DUTY)
    certified = "scheme=REMESSA_CONFORME"
    country.courier(
        "br_50", "20%", at_most("50", "USD"), certified, *parcels, name="Import tax, Remessa Conforme", rank="0"
    )
    country.courier(
        "br_3000", "60% - 20 USD", between("50", "3000", "USD"), certified, *parcels, rank="0",
        name="Import tax, Remessa Conforme",
    )  # fmt: skip
    country.courier(
        "br", "60%", at_most("3000", "USD"), *parcels, rank="1", name="Import tax, simplified regime of parcels"
    )


def _indonesia(country: Country) -> None:
    """7.5 % from USD 3 to USD 1,500; bags, textiles and shoes pay 15 to 25 %."""
    conditions = (between("3", "1500", "USD"), _COURIER_OR_POST, _DUTY)
    country.courier("id", "7.5%", *conditions, name="Import duty on consignments")
    for code in _INDONESIAN_GROUPS:
        for rate in ("15%", "25%"):
            country.courier(
                f"id_{rate}", rate, *conditions, goods_code=code, mode="unresolved",
                name="Import duty on consignments of bags, textiles or shoes",
            )  # fmt: skip


def _south_africa(country: Country) -> None:
    country.courier(
        "za", "20%", at_most("500", "ZAR"), _DUTY, name="Flat duty on small consignments", destination="ZA",
        valid_from="2024-11-01",
    )  # fmt: skip


def _peru(country: Country) -> None:
    country.courier("pe", "4%", between("200", "2000", "USD"), _COURIER, _DUTY, name="Duty on courier shipments")


def _china(country: Country) -> None:
    """The single tax on personal articles, at one of three rates by goods; up to CNY 50 of it is waived."""
    for rate in ("13%", "20%", "50%"):
        country.courier(
            f"cn_{rate}", rate, _CONSUMER, _COURIER_OR_POST, _ALL, mode="unresolved", name="Tax on personal articles"
        )
    country.measure(
        "courier_threshold", "courier_threshold", "relief", "No tax on personal articles up to a small amount of it",
        conditions=f"{at_most('50', 'CNY', 'tax')}; {_CONSUMER}; {_COURIER_OR_POST}",
    )  # fmt: skip


def _russia(country: Country) -> None:
    """15 % above EUR 200: on the whole or on what exceeds it, which is not known here."""
    conditions = ("value_over=200; value_currency=EUR; value_of=goods", _CONSUMER, _COURIER_OR_POST, _DUTY)
    for key, rate in (("ru_excess", "15% - 30 EUR"), ("ru", "15%")):
        country.courier(key, rate, *conditions, mode="unresolved", name="Duty on a consumer's parcel above EUR 200")


def _turkey(country: Country) -> None:
    country.measure(
        "igv", "igv", "additional_duty", "Additional customs duty (IGV)", mode="unresolved",
        excluded=" ".join(EU_MEMBERS), **without_document(country.row).columns,
    )  # fmt: skip


REGIMES: Final[Mapping[str, Callable[[Country], None]]] = {
    "BR": _brazil, "CN": _china, "ID": _indonesia, "MX": _mexico, "PE": _peru, "RU": _russia, "TR": _turkey,
    "ZA": _south_africa,
}  # fmt: skip

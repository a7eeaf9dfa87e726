"""Consignments of low value in the European Union: reliefs, the duty of EUR 3 an item, gifts, fees on parcels.

Two rules are switches: their mode is `unresolved` until an official text confirms them. The engine then shows what they
would come to and charges nothing; `add` turns them on.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_acts import act_url
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_EUR_LEX: Final = "https://eur-lex.europa.eu"
_SHARED: Final = {"areas": "*"}
_LIMIT: Final = "value_at_most=150; value_currency=EUR; value_of=goods"
_ALCOHOL: Final = "2203 2204 2205 2206 2207 2208"
_TOBACCO: Final = "2401 2402 2403 2404"
_PERFUME: Final = "3303"
_PRIVATE_GIFT: Final = "seller=consumer; buyer=consumer; purpose=gift"
#: The last day of the item duty; Regulation (EU) 2026/382 applies it to 1 July 2028.
_LAST_DAY: Final = "2028-07-01"
#: Member states without the euro, and Northern Ireland by its tax territory.
_OTHER_CURRENCIES: Final = ("CZ", "DK", "GB", "HU", "PL", "RO", "SE")
_OFF: Final = "unresolved"


def eu_low_value(_data: Path) -> FactFolder:
    """The facts of `eu/low_value`."""
    folder = FactFolder(
        "eu/low_value",
        {
            "jurisdiction": "EU",
            "publication": "low_value",
            "edition": "2026-10",
            "title": "Consignments of low value",
            "publisher": "Council of the European Union; European Commission; France, Germany, Italy, Romania",
            "source_url": _EUR_LEX,
            "licence": "reuse under Commission Decision 2011/833/EU",
            "published_on": "2026-02-18",
            "verified_until": "2026-10-09",
            "dialect": "plain",
            "attribution": "© European Union",
            "note": "The texts of 2026 are known through public readings of them. The EUR 3 duty applies from 1 July "
            "2026 to 1 July 2028, that day included. The Union handling fee and the item duty in the base of the "
            "sale's VAT are switched off: neither is confirmed. That the parcel fees of France, Italy and Romania go "
            "on beside the Union's fee is not confirmed.",
        },
    )
    of_union = [
        {**row, "url": act_url(row["reference"])} for row in (*_of_sales(), *_of_gifts(), *_switches(), *_national())
    ]
    folder.programmes += [_small_tax_relief(), *of_union, *_of_states(), _us_industrial_goods()]
    folder.measures += [{"key": str(row["key"])} for row in folder.programmes]
    folder.area("EU", EU_MEMBERS)
    return folder


def _small_tax_relief() -> Row:
    return {
        **_SHARED, "key": "low_value_tax", "programme": "low_value_tax", "kind": "relief",
        "name": "Relief of consignments up to EUR 22 from VAT", "valid_to": "2021-06-30",
        "conditions": "value_at_most=22; value_currency=EUR; value_of=goods; "
        f"not_goods={_ALCOHOL} {_TOBACCO} {_PERFUME}",
        "reference": "Relief from VAT up to EUR 22, as the tax authorities of Ireland and the Netherlands tell of its "
        "end on 1 July 2021",
    }  # fmt: skip


def _of_sales() -> list[Row]:
    return [
        {**_SHARED, "key": "low_value_duty", "programme": "low_value_duty", "kind": "relief",
         "name": "Relief of consignments up to EUR 150", "valid_from": "2008-12-01", "valid_to": "2026-06-30",
         "conditions": f"{_LIMIT}; not_goods={_ALCOHOL} {_TOBACCO} {_PERFUME}",
         "reference": "Regulation (EC) No 1186/2009, Art. 23-24"},
        {**_SHARED, "key": "low_value_item", "programme": "low_value_item", "kind": "flat_duty", "rate": "3 EUR",
         "name": "EUR 3 for each item of a consignment up to EUR 150", "valid_from": "2026-07-01",
         "valid_to": _LAST_DAY, "conditions": f"per=item; buyer=consumer; {_LIMIT}",
         "reference": "Council Regulation (EU) 2026/382, Art. 2; Delegated Regulation (EU) 2026/1022"},
        {**_SHARED, "key": "ioss_limit", "programme": "ioss_limit", "kind": "relief", "valid_from": "2021-07-01",
         "name": "Import one-stop shop up to EUR 150",
         "conditions": f"scheme=IOSS; {_LIMIT}; not_goods={_ALCOHOL} {_TOBACCO}",
         "reference": "Directive 2006/112/EC, Art. 143(1)(ca) and 369l"},
    ]  # fmt: skip


def _of_gifts() -> list[Row]:
    return [
        {**_SHARED, "key": "gift_relief", "programme": "gift_relief", "kind": "relief",
         "name": "Gifts between private persons up to EUR 45", "valid_from": "2008-12-01",
         "conditions": f"{_PRIVATE_GIFT}; value_at_most=45; value_currency=EUR; value_of=goods; "
         f"not_goods={_ALCOHOL} {_TOBACCO} {_PERFUME}",
         "reference": "Regulation (EC) No 1186/2009, Art. 25-27; Directive 2006/79/EC"},
        {**_SHARED, "key": "gift_flat_rate", "programme": "gift_flat_rate", "kind": "flat_duty", "rate": "2.5%",
         "name": "Flat duty of 2.5 % on gifts between private persons", "valid_from": "2008-12-01",
         "conditions": f"{_PRIVATE_GIFT}; value_at_most=700; value_currency=EUR; value_of=goods; not_goods={_TOBACCO}",
         "reference": "Regulation (EEC) No 2658/87, Annex I, Part One, Section II D"},
    ]  # fmt: skip


def _switches() -> list[Row]:
    return [
        {**_SHARED, "key": "union_handling_fee", "programme": "union_handling_fee", "kind": "fee", "mode": _OFF,
         "name": "Union handling fee", "rate": "2 EUR", "valid_from": "2026-11-01",
         "conditions": "per=item; seller=business; buyer=consumer",
         "reference": "Regulation (EU) 2026/2108, Art. 20; delegated act C(2026) 6694"},
        {**_SHARED, "key": "item_duty_in_ioss_base", "programme": "item_duty_in_ioss_base", "kind": "notice",
         "mode": _OFF, "name": "The item duty in the base of VAT under IOSS", "valid_from": "2026-07-01",
         "valid_to": _LAST_DAY, "reference": "Directive 2006/112/EC, Art. 78(a)"},
    ]  # fmt: skip


def _national() -> list[Row]:
    """Where a limit in euro is an amount of national currency: which one is not at hand."""
    return [
        {**_SHARED, "key": f"national_limits_{state.lower()}", "programme": "national_limits", "kind": "notice",
         "name": "Limits in euro are amounts of national currency, fixed once a year", "destination": state,
         "valid_from": "2016-05-01",
         "reference": "Directive 2006/112/EC, Art. 369zc; Regulation (EU) No 952/2013, Art. 53(2)"}
        for state in _OTHER_CURRENCIES
    ]  # fmt: skip


def _of_states() -> list[Row]:
    return [
        {**_SHARED, "key": "parcel_fee_fr", "programme": "national_parcel_fee", "kind": "fee", "destination": "FR",
         "name": "French tax on small parcels", "rate": "2 EUR", "valid_from": "2026-03-01",
         "conditions": f"per=item; buyer=consumer; {_LIMIT}",
         "reference": "Finance act of France for 2026, tax on consignments of low value"},
        {**_SHARED, "key": "parcel_fee_it", "programme": "national_parcel_fee", "kind": "fee", "destination": "IT",
         "name": "Italian contribution on small parcels", "rate": "2 EUR", "valid_from": "2026-07-01",
         "conditions": f"per=consignment; {_LIMIT}",
         "reference": "Law of Italy No 199/2025, Art. 1(126)-(128), as postponed to 1 July 2026"},
        {**_SHARED, "key": "parcel_fee_ro", "programme": "national_parcel_fee", "kind": "fee", "destination": "RO",
         "name": "Romanian logistics fee on small parcels", "rate": "25 RON", "valid_from": "2026-01-01",
         "conditions": "per=parcel; owed_by=seller; value_at_most=149.99; value_currency=EUR; value_of=goods",
         "reference": "Law of Romania No 239/2025"},
        {**_SHARED, "key": "small_amount_de", "programme": "small_amount", "kind": "relief", "destination": "DE",
         "name": "Import charges of less than EUR 1 are not collected",
         "conditions": "value_at_most=0.99; value_currency=EUR; value_of=duty",
         "reference": "German customs, as the post of Germany tells its customers"},
    ]  # fmt: skip


def _us_industrial_goods() -> Row:
    """The lists of goods are not at hand, so this says only that a lower duty may be had."""
    return {
        **_SHARED, "key": "us_industrial_goods", "programme": "us_industrial_goods", "kind": "notice", "areas": "US",
        "name": "Lower duties on listed industrial goods of the United States", "valid_from": "2026-07-01",
        "valid_to": "2029-12-31", "reference": "Regulation of the EU on goods of the United States, Annexes I-III",
        "url": _EUR_LEX,
    }  # fmt: skip

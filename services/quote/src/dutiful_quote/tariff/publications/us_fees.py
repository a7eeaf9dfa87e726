"""United States: user fees by fiscal year, the informal entry limit and the administrative exemption of section 321."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_ECFR: Final = "https://www.ecfr.gov"
_FEDERAL_REGISTER: Final = "https://www.federalregister.gov"
#: Column of the fee table -> (programme, name, conditions, reference).
_FLAT_FEES: Final = {
    "mpf_informal_automated_usd": (
        "mpf_informal", "Merchandise processing fee, informal entry", "entry=informal", "19 CFR 24.23(b)(2)"),
    "express_consignment_per_waybill_usd": (
        "express_waybill", "Express consignment fee, per waybill", "entry=informal; transport_modes=express",
        "19 CFR 24.23(b)(4)"),
    "dutiable_mail_fee_usd": (
        "dutiable_mail", "Dutiable mail fee", "transport_modes=post", "19 U.S.C. 58c(a)(6); 19 CFR 24.22(f)"),
}  # fmt: skip
#: Notices by fiscal year, where one was seen.
_NOTICES: Final = {"FY2026": "90 FR 34665", "FY2027": "91 FR 48398"}

#: Symbol of the special column -> why its goods pay no merchandise processing fee. Jordan, Morocco, Japan and the
#: African programme are not among them.
_FEE_FREE: Final = {
    "S": "19 U.S.C. 58c(b)(10); 19 CFR 24.23(c)(3)",
    "IL": "19 CFR 24.23(c)(5)",
    "SG": "19 CFR 24.23(c)(6)",
    "CL": "19 CFR 24.23(c)(7)",
    "AU": "19 CFR 24.23(c)(8)",
    "BH": "19 CFR 24.23(c)(9)",
    "P": "19 CFR 24.23(c)(10)",
    "OM": "19 CFR 24.23(c); CSMS 18-000579",
    "PE": "19 CFR 24.23(c); CSMS 18-000579",
    "KR": "19 CFR 24.23(c); CSMS 18-000579",
    "CO": "19 CFR 24.23(c); CSMS 18-000579",
    "PA": "19 CFR 24.23(c); CSMS 18-000579",
}
_FEES_BY_VALUE: Final = ("mpf_formal", "mpf_informal")


def us_fees(data: Path) -> FactFolder:
    """The facts of `us/fees`."""
    folder = FactFolder(
        "us/fees",
        {
            "jurisdiction": "US",
            "publication": "fees",
            "edition": "fiscal year 2027",
            "title": "Customs user fees, informal entry limit, section 321 exemption",
            "publisher": "U.S. Customs and Border Protection",
            "source_url": _FEDERAL_REGISTER,
            "licence": "US government work, public domain",
            "published_on": "2026-07-31",
            "verified_until": "2026-10-05",
            "dialect": "plain",
            "note": "The express consignment fee per waybill of fiscal year 2027 is not known and not loaded. Fiscal "
            "years 2022 to 2024 are not loaded. The surcharge for manual entries is not modelled.",
        },
    )
    for row in read_rows(data / "us/us_mpf_fees_by_fiscal_year.csv"):
        _add_year(folder, row)
    _add_fee_exemptions(folder)
    _add_harbor_maintenance(folder)
    _add_reliefs(folder)
    return folder


def _add_year(folder: FactFolder, row: Row) -> None:
    year = row["fiscal_year"]
    shared = {
        "kind": "fee", "valid_from": row["effective_from"], "valid_to": row["effective_to"],
        "url": _FEDERAL_REGISTER,
    }  # fmt: skip
    notice = _NOTICES.get(year, f"fee notice of {year}")
    rate = f"{row['mpf_ad_valorem_pct']}% MIN {row['mpf_formal_min_usd']} USD MAX {row['mpf_formal_max_usd']} USD"
    key = f"mpf_formal_{year}"
    folder.programmes.append(
        {**shared, "key": key, "programme": "mpf_formal", "name": "Merchandise processing fee, formal entry",
         "conditions": "entry=formal", "rate": rate, "reference": f"19 U.S.C. 58c(a)(9); 19 CFR 24.23(b)(1); {notice}"}
    )  # fmt: skip
    folder.measures.append({"key": key})
    for column, (programme, name, conditions, reference) in _FLAT_FEES.items():
        if not row[column]:
            folder.count(f"not loaded: {programme} of a year for which no amount was found")
            continue
        key = f"{programme}_{year}"
        folder.programmes.append(
            {**shared, "key": key, "programme": programme, "name": name, "conditions": conditions,
             "rate": f"{row[column]} USD", "reference": f"{reference}; {notice}"}
        )  # fmt: skip
        folder.measures.append({"key": key})


def _add_fee_exemptions(folder: FactFolder) -> None:
    """Goods that enter under most trade agreements, and those of chapter 98, line by line."""
    reasons = [(symbol, f"claim={symbol}", reference) for symbol, reference in _FEE_FREE.items()]
    reasons.append(("returned", "statement=us_goods_returned", "19 CFR 24.23(c)(1)(i); HTSUS 9801.00.10"))
    for fee in _FEES_BY_VALUE:
        for name, conditions, reference in reasons:
            key = f"{fee}_exempt_{name}"
            folder.programmes.append(
                {"key": key, "programme": fee, "kind": "exemption", "areas": "*", "conditions": conditions,
                 "name": "No merchandise processing fee", "reference": reference, "url": _ECFR}
            )  # fmt: skip
            folder.measures.append({"key": key})


def _add_harbor_maintenance(folder: FactFolder) -> None:
    folder.programmes.append(
        {"key": "hmf", "programme": "hmf", "kind": "fee", "name": "Harbor maintenance fee", "rate": "0.125%",
         "conditions": "transport_modes=sea", "reference": "26 U.S.C. 4461; 19 CFR 24.24", "url": _ECFR}
    )  # fmt: skip
    folder.measures.append({"key": "hmf"})


def _add_reliefs(folder: FactFolder) -> None:
    """The USD 800 exemption ended for China and Hong Kong on 2025-05-02, for all other origins on 2025-08-29."""
    goods = "value_at_most=800; value_currency=USD; value_of=goods"
    shared = {
        "programme": "de_minimis", "kind": "relief", "name": "Section 321 exemption up to USD 800", "conditions": goods,
        "reference": "19 U.S.C. 1321(a)(2)(C); EO 14324", "url": _FEDERAL_REGISTER,
    }  # fmt: skip
    folder.programmes += [
        {**shared, "key": "de_minimis", "valid_to": "2025-05-01"},
        {**shared, "key": "de_minimis_without_china", "valid_from": "2025-05-02", "valid_to": "2025-08-28",
         "excluded": "CN HK"},
        {**shared, "key": "gift", "name": "Gift of one person to another up to USD 100", "url": _ECFR,
         "conditions": "value_at_most=100; value_currency=USD; value_of=goods; purpose=gift; seller=consumer; "
         "buyer=consumer", "reference": "19 U.S.C. 1321(a)(2)(A); 19 CFR 10.152, 145.32"},
        {"key": "informal_entry", "programme": "informal_entry", "kind": "relief", "name": "Informal entry up to USD "
         "2,500", "conditions": "value_at_most=2500; value_currency=USD; value_of=goods",
         "reference": "19 CFR 143.21; 91 FR 37801", "url": _ECFR},
    ]  # fmt: skip
    keys = ("de_minimis", "de_minimis_without_china", "gift", "informal_entry")
    folder.measures += [{"key": key} for key in keys]

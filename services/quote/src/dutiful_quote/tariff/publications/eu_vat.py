"""Value added tax of the European Union: standard rates by member state and date, those of special territories, and the
reduced ones.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.publications.eu_acts import act_url
from dutiful_quote.tariff.publications.eu_reduced_vat import add_reduced_rates
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_EUR_LEX: Final = "https://eur-lex.europa.eu"
_HORIZON: Final = "2016-01-01"
#: Goods move between these tax territories without a tax border: the member states, parts of them with rates of their
#: own, and Northern Ireland, where the Windsor Framework keeps the EU's rules on goods.
_TAX_AREA: Final = (*EU_MEMBERS, "PT-20", "PT-30", "XI")
#: Territory -> (its name in the table of dated rates, name of the tax, law).
_DATED: Final = {
    "GP": ("GP", "Value added tax of Guadeloupe", "Code général des impôts, Art. 296"),
    "MQ": ("MQ", "Value added tax of Martinique", "Code général des impôts, Art. 296"),
    "RE": ("RE", "Value added tax of Réunion", "Code général des impôts, Art. 296"),
    "GF": ("GF", "No value added tax in French Guiana", "Code général des impôts, Art. 294"),
    "YT": ("YT", "No value added tax in Mayotte", "Code général des impôts, Art. 294"),
    "GR-69": ("GR-69", "No value added tax on Mount Athos", "Directive 2006/112/EC, Art. 6(1)(a)"),
    "PT-30": ("PT-30", "Value added tax of Madeira, standard rate", "Directive 2006/112/EC, Art. 105"),
}
#: Of the two regional rates that are listed for Portugal, the one that is not Madeira's.
_AZORES: Final = "PT-20"
#: Territory -> (name of the tax that is due there, law); at which rate is not known.
_LOCAL: Final = {
    "IC": ("IGIC and AIEM, the taxes of the Canary Islands", "Directive 2006/112/EC, Art. 6(1)(b)"),
    "GP": ("Dock dues (octroi de mer) of Guadeloupe", "Directive 2006/112/EC, Art. 6(1)(c)"),
    "MQ": ("Dock dues (octroi de mer) of Martinique", "Directive 2006/112/EC, Art. 6(1)(c)"),
    "RE": ("Dock dues (octroi de mer) of Réunion", "Directive 2006/112/EC, Art. 6(1)(c)"),
    "GF": ("Dock dues (octroi de mer) of French Guiana", "Directive 2006/112/EC, Art. 6(1)(c)"),
    "YT": ("Dock dues (octroi de mer) of Mayotte", "Directive 2006/112/EC, Art. 6(1)(c)"),
    "IT-CAMPIONE": ("The consumption tax of Campione d'Italia", "Directive (EU) 2019/475"),
    "SM": ("The import tax of San Marino", "EU-San Marino Agreement 2002"),
}


def eu_vat(data: Path) -> FactFolder:
    """The facts of `eu/vat`: standard rates by member state, dated.

    Raises:
        ValueError: the two collections of rates disagree on a rate of today.
    """
    history = read_json(data / "eu/eu_standard_vat_history_2026-10-04.json")
    current = read_json(data / "eu/eu-vat-rates-data_2026-09-29.json")["rates"]
    folder = _folder(str(history["attribution"]))
    for code, country in sorted(history["rates"].items()):
        _add_member(folder, code.replace("EL", "GR"), country["periods"], current)
    _add_member(folder, "AX", history["rates"]["FI"]["periods"], {}, "Directive 2006/112/EC, Art. 6(1)(d)")
    _add(folder, "XI", f"{Decimal(current['XI']['standard']).normalize():f}%", "2021-01-01")
    _add_special(folder, data, current)
    add_reduced_rates(folder, data)
    return folder


def _folder(attribution: str) -> FactFolder:
    folder = FactFolder(
        "eu/vat",
        {
            "jurisdiction": "EU",
            "publication": "vat",
            "edition": "2026-10-04",
            "title": "Rates of value added tax",
            "publisher": "Member states, as collected in the Commission's TEDB by Duty27 and vatnode; special "
            "territories as collected by K. Deldycke",
            "source_url": "https://duty27.com/vat-rates/history",
            "licence": "CC BY 4.0; MIT; BSD-2-Clause",
            "published_on": "2026-10-04",
            "verified_until": "2026-10-04",
            "dialect": "plain",
            "attribution": attribution,
            "note": "Standard rates since 2016; the rate of books by the laws of the members. Which other goods have "
            "which reduced rate is not at hand: a notice names the rates and the headings among which they are. XI is "
            "Northern Ireland, where the EU's rules on goods apply with the rates of the United Kingdom. The rate of "
            "the Azores is known for 2026 only. Local taxes of special territories have no rate here.",
        },
    )
    folder.programmes += [
        {"key": "standard", "programme": "standard", "kind": "vat", "name": "Value added tax, standard rate",
         "reference": "Directive 2006/112/EC, Art. 96", "url": act_url("Directive 2006/112/EC")},
        {"key": "local_tax", "programme": "local_tax", "kind": "fee", "name": "Tax of a special territory",
         "mode": "unresolved", "url": _EUR_LEX},
    ]  # fmt: skip
    folder.profile.append({"key": "tax_area", "value": " ".join(_TAX_AREA)})
    return folder


def _add_member(
    folder: FactFolder, state: str, periods: list[Mapping[str, str]], current: Mapping[str, Any], reference: str = ""
) -> None:
    if state in current and Decimal(periods[-1]["standard"]) != Decimal(str(current[state]["standard"])):
        raise ValueError(f"the collections disagree on the standard rate of {state}")
    for period, following in zip(periods, [*periods[1:], None], strict=True):
        last = _day_before(following["effective_from"]) if following else ""
        _add(folder, state, f"{period['standard']}%", period["effective_from"], last, reference=reference)


def _add_special(folder: FactFolder, data: Path, current: Mapping[str, Any]) -> None:
    dated = {
        code: row
        for row in read_rows(data / "world/vat/kdeldycke_vat_rates_history.csv")
        for code in row["territory_codes"].split()
        if row["rate_type"] == "standard" and not row["stop_date"]
    }
    for territory, (listed, name, reference) in _DATED.items():
        rate = f"{(Decimal(dated[listed]['rate']) * 100).normalize():f}%"
        first = max(_HORIZON, dated[listed]["start_date"])
        _add(folder, territory, rate, first, name=name, reference=reference)
    madeira = Decimal(dated["PT-30"]["rate"]) * 100
    regional = [Decimal(str(rate)) for rate in current["PT"]["reduced"] if rate > current["PT"]["parking"]]
    (azores,) = [rate for rate in regional if rate != madeira]
    _add(folder, _AZORES, f"{azores.normalize():f}%", "2026-09-29", name="Value added tax of the Azores, standard rate",
         reference="Directive 2006/112/EC, Art. 105")  # fmt: skip
    for territory, (name, reference) in _LOCAL.items():
        folder.measures.append(
            {"key": "local_tax", "destination": territory, "name": name, "reference": reference, "url": _url(reference)}
        )


def _add(
    folder: FactFolder, destination: str, rate: str, first: str, last: str = "", *, name: str = "", reference: str = ""
) -> None:
    folder.measures.append(
        {"key": "standard", "destination": destination, "rate": rate, "valid_from": first, "valid_to": last,
         "name": name, "reference": reference, "url": _url(reference)}
    )  # fmt: skip


def _url(reference: str) -> str:
    """The link of a row's own reference; empty where it has none and that of the programme is meant."""
    if not reference:
        return ""
    return act_url(reference) if reference.startswith("Directive") else _EUR_LEX


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()

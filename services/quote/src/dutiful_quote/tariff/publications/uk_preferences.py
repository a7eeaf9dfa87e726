"""Great Britain: preferential rates by partner (data of March 2022), their yearly stages, and the schemes in force.

A code that is not listed for a partner has no preference there. Where a rate is known to exist and is not at hand (a
stage that the staging table lacks, a note that is not printed, an agreement or scheme that came later), the row says so
(`unresolved`), so that neither a shorter code's rate nor zero is taken for it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.publications.eu_preferences import SCHEMES_OF, TCA, TCA_FROM, TCA_URL
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.uk_commodities import answers
from dutiful_quote.tariff.publications.writing import FactFolder

_RATES: Final = "uk/uk_preferential_rates_2022-03-16.csv.gz"
#: The day of the table of stages: what it says of later years is what was agreed then.
_STAGES_OF: Final = "2022-03-24"
_STAGES: Final = "uk/uk_preferential_staging_2022-2034.csv.gz"
_SCHEMES: Final = "uk/roo_schemes_uk.json"
_VERIFIED: Final = "2022-03-16"
_UNION: Final = ("EU",)
_FIRST_YEAR, _LAST_YEAR = 2022, 2034
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
#: Partners of more than one country, by their first: the number that the tariff gives the group.
_GROUPS: Final = {"EU": "1013", "AG": "1033", "MU": "1034", "CR": "2200", "FJ": "pacific"}
#: Partners as the staging table names them.
_STAGED: Final = {
    "Singapore": "SG", "Vietnam": "VN", "Japan": "JP", "Ecuador": "EC", "Canada": "CA", "South Africa": "ZA",
    "Norway": "NO",
}  # fmt: skip
#: Schemes in force whose rates are not in the table of 2022 -> the programme by which they are claimed.
_NOT_AT_HAND: Final = {
    "australia": "preference_AU", "new-zealand": "preference_NZ", "cptpp": "preference_2051",
    "india": "preference_IN", "dcts-ldcs": "preference_1062", "dcts-general-enhanced": "preference_1061",
    "oct": "preference_2080",
}  # fmt: skip
_ISO: Final = {"XS": "RS"}


def gb_preferences(data: Path) -> FactFolder:
    """The facts of `gb/preferences`."""
    folder = FactFolder(
        "gb/preferences",
        {
            "jurisdiction": "GB",
            "publication": "preferences",
            "edition": "rates of 2022-03, stages to 2034, schemes of 2026-08",
            "title": "Preferential duties of the United Kingdom by partner",
            "publisher": "Department for International Trade; HM Revenue and Customs",
            "source_url": "https://www.gov.uk/guidance/uks-trade-agreements",
            "licence": "Crown copyright; Open Government Licence v3.0 for the schemes",
            "published_on": _VERIFIED,
            "verified_until": _VERIFIED,
            "dialect": "GB",
            "attribution": "Contains public sector information licensed under the Open Government Licence v3.0",
            "note": "Rates that apply in 2022, and later stages by calendar year; on which day of the year a stage "
            "begins is not in the table. Rates of Australia, New Zealand, CPTPP, India, overseas territories and "
            "developing countries are not at hand.",
        },
    )
    schemes = read_json(data / _SCHEMES)["schemes"]
    newer = {path.name.split("_")[2].split(".")[0] for _, path in answers(data)}
    stages = _stages(data)
    for partner, rows in _by_partner(data).items():
        key = f"preference_{_GROUPS.get(partner[0], partner[0])}"
        _add_programme(folder, key, partner, _scheme_of(schemes, partner))
        if partner == _UNION:  # its table writes out by chapters what one article of the agreement says of all goods
            folder.measures.append({"key": key, "rate": "0%"})
            continue
        found = _rows(folder, key, rows, stages.get(partner[0], {}))
        folder.measures += [row for row in found if row["goods_code"] not in newer]  # `gb/commodities` has those
    for scheme in schemes:
        if scheme["scheme_code"] in _NOT_AT_HAND:
            _add_unknown(folder, _NOT_AT_HAND[scheme["scheme_code"]], scheme)
    return folder


def _by_partner(data: Path) -> dict[tuple[str, ...], list[dict[str, str]]]:
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in read_rows(data / _RATES):
        found.setdefault(tuple(row["iso2"].split(";")), []).append(row)
    return dict(sorted(found.items()))


def _stages(data: Path) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Partner -> code -> the rows of the staging table."""
    found: defaultdict[str, defaultdict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in read_rows(data / _STAGES):
        found[_STAGED[row["country"]]][_digits(row["commodity_code"])].append(row)
    return {partner: dict(codes) for partner, codes in found.items()}


def _digits(code: str) -> str:
    return code.replace(".", "").replace(" ", "")


def _rows(
    folder: FactFolder, key: str, rows: Sequence[Mapping[str, str]], stages: Mapping[str, Sequence[Mapping[str, str]]]
) -> Iterator[dict[str, str]]:
    """The measures of one partner, by code."""
    by_code: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        by_code.setdefault(row["code_prefix"], []).append(row)
    for code in sorted(by_code.keys() | stages.keys()):
        of_code, staged = by_code.get(code, []), stages.get(code, ())
        if any(row["note_flag"] for row in of_code):
            folder.count("not loaded: rates under a note that the table does not print")
            yield {"goods_code": code, "key": key, "mode": "unresolved"}
        elif staged:
            yield from _staged(folder, key, code, staged)
        elif any(row["staged"] for row in of_code):
            folder.count("not loaded: staged rates without their stages")
            yield {"goods_code": code, "key": key, "mode": "unresolved"}
        else:
            yield _plain(folder, key, code, of_code)


def _plain(folder: FactFolder, key: str, code: str, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """One measure: one rate, or one for each season."""
    distinct = {row["season"]: row["preferential_rate_2022"] for row in rows}
    two_rates = any(distinct[row["season"]] != row["preferential_rate_2022"] for row in rows)
    if two_rates or (len(distinct) > 1 and "" in distinct):
        folder.count("not loaded: codes with two rates at one time")
        return {"goods_code": code, "key": key, "mode": "unresolved"}
    folder.count("loaded: codes with a rate of 2022")
    end_use = any("(end-use)" in rate for rate in distinct.values())
    rates = (f"{_rate(rate)} ({_season(season)})" if season else _rate(rate) for season, rate in distinct.items())
    return {"goods_code": code, "key": key, "rate": ", ".join(rates),
            "conditions": "claim=1; statement=authorised_use" if end_use else ""}  # fmt: skip


def _staged(folder: FactFolder, key: str, code: str, rows: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """One measure for each run of years with one rate; the last stage stays."""
    if len(rows) > 1:
        folder.count("not loaded: staged codes that stand in the staging table more than once")
        yield {"goods_code": code, "key": key, "mode": "unresolved"}
        return
    folder.count("loaded: codes with yearly stages")
    years = [(year, _stage(rows[0][str(year)])) for year in range(_FIRST_YEAR, _LAST_YEAR + 1) if rows[0][str(year)]]
    runs: list[tuple[int, str]] = []
    for year, rate in years:
        if not runs or runs[-1][1] != rate:
            runs.append((year, rate))
    for (year, rate), following in zip(runs, [*runs[1:], None], strict=True):
        through = following[0] - 1 if following else years[-1][0]
        yield {"goods_code": code, "key": key, "rate": rate, "valid_from": f"{year}-01-01",
               "valid_to": f"{through}-12-31" if following else "", "verified_until": _STAGES_OF,
               "conditions": "claim=1; stage=year" if year > _FIRST_YEAR else ""}  # fmt: skip


def _stage(text: str) -> str:
    """A cell of the staging table: a rate, or rates by season ("5% (01-05 to 15-05) ; 3% (16-05 to 31-05)")."""
    parts = [part.strip() for part in text.split(";")]
    written = (re.fullmatch(r"(.+?) ?\(([0-9-]+ to [0-9-]+)\)", part) for part in parts)
    return ", ".join(
        f"{_rate(match[1])} ({_season(match[2])})" if match else _rate(part)
        for part, match in zip(parts, written, strict=True)
    )


def _rate(text: str) -> str:
    return re.sub(r"\s+%", "%", text.replace("(end-use)", "").strip())


def _season(text: str) -> str:
    """ "15-04 to 30-11" as "15 APR - 30 NOV"."""
    start, end = (part.strip().split("-") for part in text.split(" to "))
    return " - ".join(f"{day} {_MONTHS[int(month) - 1]}" for day, month in (start, end))


def _scheme_of(schemes: Sequence[Mapping[str, Any]], partner: tuple[str, ...]) -> Mapping[str, Any]:
    """The agreement with the partner that was in force when the rates were published."""
    return next(
        scheme
        for scheme in schemes
        if partner[0] in {_ISO.get(country, country) for country in scheme["countries"]}
        and scheme["scheme_code"] not in _NOT_AT_HAND
        and not scheme.get("unilateral")
    )


def _add_programme(folder: FactFolder, key: str, partner: tuple[str, ...], scheme: Mapping[str, Any]) -> None:
    shared = {**_shared(key, scheme), "areas": " ".join(partner), "valid_from": f"{_FIRST_YEAR}-01-01"}
    if partner == _UNION:
        shared |= {"areas": " ".join(EU_MEMBERS), "valid_from": TCA_FROM, "reference": TCA, "url": TCA_URL,
                   "verified_until": SCHEMES_OF}  # fmt: skip
    folder.programmes.append(shared)


def _add_unknown(folder: FactFolder, key: str, scheme: Mapping[str, Any]) -> None:
    """A scheme whose rates are not at hand: it can be claimed, and what is then due is asked for."""
    members = sorted(
        {_ISO.get(code, code) for code in scheme["countries"] if re.fullmatch("[A-Z]{2}", code) and code != "EU"}
    )
    folder.programmes.append(
        {**_shared(key, scheme), "areas": " ".join(members), "valid_from": scheme["validity_start_date"],
         "mode": "unresolved", "verified_until": SCHEMES_OF}
    )  # fmt: skip
    folder.measures.append({"key": key})
    folder.count("loaded: schemes whose rates are not at hand")


def _shared(key: str, scheme: Mapping[str, Any]) -> dict[str, str]:
    title = " ".join(scheme["title"].split())
    url = next((link["url"] for link in scheme["links"] if link["url"].startswith("https://")), "")
    return {"key": key, "programme": key, "kind": "preference", "name": f"Preference, {title}",
            "conditions": "claim=1", "reference": title, "url": url}  # fmt: skip

"""Preference agreements with members, dates and proofs: of Great Britain, of the Union, and of others by party."""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.publications.eu_acts import act_url
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.notified_agreements import Notified, notified_agreements
from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

#: Serbia, as the tariffs of the Union and of the United Kingdom write it.
_ISO: Final = {"XS": "RS"}
#: Up to this value of originating goods any exporter makes out the declaration; above it one with a number.
_LIMIT: Final = "value_at_most=6000; value_currency=EUR; value_of=claimed"
#: How the British file writes that limit beside a proof.
_LIMIT_WRITTEN: Final = re.compile(r"6 ?000 euros")
_ISSUED_AT_HOME: Final = "issued in UK"
_DECLARATIONS: Final = frozenset({"origin-declaration", "invoice-declaration"})
#: What agreements of the Union that nobody continues accept beside the statement.
_EUR1_OF_OLD: Final = ({"proof_class": "eur1", "subtext": ""},)
_ON_THE_WAY: Final = frozenset({"direct transport", "direct-transport", "non-alteration"})
_UNION_KNOWLEDGE: Final = (
    "the limit of EUR 6,000 is general knowledge; other proofs as in the British agreement with the same partner"
)
#: Agreements of the Union that the file of schemes does not date, or does not hold: the addendum's short names.
_KENYA: Final = "EU-KE"
_NEW_ZEALAND: Final = "EU-NZ"
#: Its members in the file of schemes are those of 2020; the tariff's own groups (EBA, general, GSP+) are of July 2025.
_GSP: Final = "gsp"
_GSP_GROUPS: Final = frozenset({"2005", "2020", "2027"})
_GSP_ANSWER: Final = "eu/api_payloads/xi_commodities_2924297099_2025-07-14.json.gz"
#: Who left since 2021: two years after the agreement with Viet Nam began to apply on 2020-08-01, at the year's end.
_LEFT_GSP: Final = {"VN": "2022-12-31"}
_GSP_LAW: Final = "Regulation (EU) No 978/2012, Art. 4 and 5 (beneficiaries: TARIC of 2025-07-14)"
#: Free circulation, not origin, counts there.
_CUSTOMS_UNION: Final = "turkey"
#: Destinations whose agreements come from the schemes, or that have none among these; Liechtenstein's are Swiss.
_ELSEWHERE: Final = {*EU_MEMBERS, "GB", "US", "LI"}


def world_agreements(data: Path) -> FactFolder:
    """The facts of `world/agreements`."""
    folder = FactFolder(
        "world/agreements",
        {
            "jurisdiction": "*",
            "publication": "agreements",
            "edition": "2026-11",
            "title": "Preference agreements: members, dates, proofs of origin",
            "publisher": "HM Revenue and Customs (schemes of 2026-08); WTO (2021-03); national governments, compiled",
            "source_url": "https://www.gov.uk/guidance/uks-trade-agreements",
            "licence": "Open Government Licence v3.0 for the schemes; facts",
            "published_on": "2026-11-22",
            "dialect": "plain",
            "attribution": "Contains public sector information licensed under the Open Government Licence v3.0",
            "note": "No rates: they are measures of the tariff. Great Britain: schemes, dates and proofs. The Union: "
            "members only, as used for Northern Ireland; the limit of EUR 6,000 for a statement of any exporter "
            "is general knowledge, other proofs are those of the British agreement with the same partner. Elsewhere: "
            "agreements notified to the WTO until 2021-03, and those since 2022 of high confidence, without their "
            "proofs. The rules of origin of goods are not loaded.",
        },
    )
    british = {scheme["scheme_code"]: scheme for scheme in read_json(data / "uk/roo_schemes_uk.json")["schemes"]}
    for scheme in british.values():
        _add_british(folder, scheme)
    addendum = list(read_rows(data / "world/fta/fta_addendum_2022_2025_compiled.csv"))
    dated = {row["short"]: row for row in addendum}
    for scheme in _of_the_union(data, dated[_NEW_ZEALAND]):
        proofs = british.get(scheme["scheme_code"], {}).get("proofs", _EUR1_OF_OLD)
        _add_union(folder, scheme, proofs, dated[_KENYA]["in_force"] if scheme["scheme_code"] == "kenya" else "")
    known = {row["country"] for row in read_rows(data / "world/destinations.csv")} - _ELSEWHERE
    for row in addendum:
        _add_by_party(folder, row, known)
    for agreement in notified_agreements(data):
        _add_notified(folder, agreement, known)
    folder.measures.sort(key=lambda row: (row["jurisdiction"], row["key"], row.get("valid_from", "")))
    return folder


def _of_the_union(data: Path, new_zealand: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """The file's schemes, that of preferences with the beneficiaries of the tariff, and the one it does not have."""
    schemes: list[Mapping[str, Any]] = []
    for scheme in read_json(data / "eu/roo_schemes_xi.json")["schemes"]:
        if scheme["scheme_code"] != _GSP:
            schemes.append(scheme)
            continue
        schemes.append({**scheme, "countries": _beneficiaries(data)})
        for code, last in _LEFT_GSP.items():
            schemes.append({**scheme, "scheme_code": f"{_GSP}-{code.lower()}", "countries": [code], "to": last})
    return [*schemes, _new_zealand(new_zealand)]


def _beneficiaries(data: Path) -> list[str]:
    """Members of the three arrangements of the Generalised Scheme.

    Raises:
        ValueError: the answer does not name the members of each.
    """
    answer = json.loads(gzip.decompress((data / _GSP_ANSWER).read_bytes()))
    members = {
        one["id"]: [each["id"] for each in one["relationships"]["children_geographical_areas"]["data"]]
        for one in answer["included"]
        if one["type"] == "geographical_area" and one["id"] in _GSP_GROUPS
    }
    if members.keys() != _GSP_GROUPS or not all(members.values()):
        raise ValueError(f"{_GSP_ANSWER} does not name the members of {sorted(_GSP_GROUPS)}")
    return sorted(code for found in members.values() for code in found)


def _members(countries: Sequence[str]) -> list[str]:
    """Countries by ISO code, without the codes that stand for groups."""
    return [_ISO.get(code, code) for code in countries if re.fullmatch(r"[A-Z]{2}", code) and code != "EU"]


def _add(folder: FactFolder, territory: str, scheme: Mapping[str, Any], ways: Sequence[str], **shared: str) -> None:
    """One measure for each way of proving origin, written as its conditions."""
    key = f"{territory.lower()}_{scheme['scheme_code']}"
    for number, way in enumerate(ways, start=1):
        of_way = key if len(ways) == 1 else f"{key}_{number}"
        folder.programmes.append(
            {"key": of_way, "programme": key, "kind": "agreement", "name": _name(scheme), "conditions": way, **shared}
        )
        folder.measures.append({"jurisdiction": territory, "key": of_way})


def _name(scheme: Mapping[str, Any]) -> str:
    """The title without its capitals and its definition of itself."""
    title = " ".join(scheme["title"].split())
    if not title.isupper():
        return title
    partner = {"india": "India"}[scheme["scheme_code"]]
    return f"UK-{partner} Comprehensive Economic and Trade Agreement"


def _link(scheme: Mapping[str, Any]) -> str:
    """The first public address; some are paths on the publisher's own site."""
    url: str = scheme["links"][0]["url"] if scheme.get("links") else ""
    return f"https://www.gov.uk{url}" if url.startswith("/") else url


def _add_british(folder: FactFolder, scheme: Mapping[str, Any]) -> None:
    if not scheme.get("proofs"):
        folder.count("not loaded: British schemes without proofs")
        return
    on_the_way = "; direct_transport=1" if _ON_THE_WAY & set(scheme.get("articles", {}).values()) else ""
    used = [proof for proof in scheme["proofs"] if proof["subtext"] != _ISSUED_AT_HOME]
    limited = [proof for proof in used if _limited(scheme, proof)]
    free = "|".join(proof["proof_class"] for proof in used if proof not in limited)
    ways = [f"proof={free}{on_the_way}"] if free else []
    for proof in limited:
        ways += _with_limit(proof["proof_class"], on_the_way)
    _add(
        folder, "GB", scheme, ways, areas=" ".join(_members(scheme["countries"])),
        valid_from=scheme["validity_start_date"] or "", valid_to=scheme["validity_end_date"] or "",
        reference=_law(scheme), url=_link(scheme),
    )  # fmt: skip


def _law(scheme: Mapping[str, Any]) -> str:
    """The agreement's origin reference document, or the regulations that take its place."""
    document = scheme["ord"]
    if re.fullmatch(r"[0-9]+\.[0-9]+", document["ord_version"]):
        return f"{_name(scheme)}, Origin Reference Document {document['ord_version']} ({document['ord_date']})"
    return ", ".join(part for part in (document["ord_title"] or _name(scheme), document["ord_version"]) if part)


def _limited(scheme: Mapping[str, Any], proof: Mapping[str, str]) -> bool:
    """Where the file writes the limit; and the statement of an exporter in the Union, who needs a number above it."""
    of_union = scheme["scheme_code"] == "eu" and proof["proof_class"] in _DECLARATIONS
    return of_union or bool(_LIMIT_WRITTEN.search(proof["subtext"]))


def _with_limit(proof: str, on_the_way: str) -> list[str]:
    return [f"proof={proof}{on_the_way}; {_LIMIT}", f"proof={proof}{on_the_way}; exporter=registered"]


def _new_zealand(row: Mapping[str, str]) -> Mapping[str, Any]:
    """The Union's agreement with New Zealand, as a scheme: the file of schemes does not have it."""
    return {"scheme_code": "new-zealand", "title": row["name"], "countries": ["NZ"], "from": row["in_force"]}


def _add_union(folder: FactFolder, scheme: Mapping[str, Any], proofs: Sequence[Mapping[str, str]], first: str) -> None:
    if scheme["scheme_code"] == _CUSTOMS_UNION:
        folder.count("not loaded: a customs union, in which free circulation counts and not origin")
        return
    partners = [code for code in _members(scheme["countries"]) if code not in EU_MEMBERS]
    areas = "GB" if scheme["scheme_code"] == "eu" else " ".join(partners)
    ways = _with_limit("origin-declaration", "; direct_transport=1")
    others = [] if scheme.get("unilateral") else [proof["proof_class"] for proof in proofs]
    beside = "|".join(kind for kind in others if kind not in _DECLARATIONS)
    if beside:
        ways.append(f"proof={beside}; direct_transport=1")
    law = _GSP_LAW if scheme["scheme_code"].startswith(_GSP) else _name(scheme)
    _add(
        folder, "EU", scheme, ways, areas=areas, valid_from=first or scheme.get("from", ""),
        valid_to=scheme.get("to", ""), reference=f"{law} ({_UNION_KNOWLEDGE})",
        url=act_url(law) if law == _GSP_LAW else _link(scheme),
    )  # fmt: skip


def _add_by_party(folder: FactFolder, row: Mapping[str, str], known: set[str]) -> None:
    """The agreement from the side of each party that is a destination: the others, by the day on which both joined."""
    if row["confidence"] != "high":
        folder.count("not loaded: agreements of lower confidence")
        return
    joined = _joined(row)
    key = row["short"].lower().replace("-", "_")
    folder.programmes.append(
        {"key": key, "programme": key, "kind": "agreement", "name": row["name"],
         "reference": f"{row['name']} (dates: general knowledge, confidence {row['confidence']})"}
    )  # fmt: skip
    for party in sorted(known & joined.keys()):
        by_day: dict[str, list[str]] = {}
        for other, day in joined.items():
            if other != party:
                by_day.setdefault(max(day, joined[party]), []).append(other)
        folder.measures += [
            {"jurisdiction": party, "key": key, "areas": " ".join(others), "valid_from": day}
            for day, others in sorted(by_day.items())
        ]


def _add_notified(folder: FactFolder, agreement: Notified, known: set[str]) -> None:
    """The agreement from the side of each party that is a destination."""
    rows = [(party, agreement.partners_of(party)) for party in sorted(known)]
    found = [(party, partners) for party, partners in rows if partners]
    if not found:
        return
    key = "wto_" + re.sub(r"[^a-z0-9]+", "_", agreement.name.lower()).strip("_")
    folder.programmes.append(
        {"key": key, "programme": key, "kind": "agreement", "name": agreement.name, "valid_from": agreement.first,
         "reference": f"{agreement.name}, notified to the WTO, in force as of 2021-03"}
    )  # fmt: skip
    folder.measures += [{"jurisdiction": party, "key": key, "areas": " ".join(partners)} for party, partners in found]


def _joined(row: Mapping[str, str]) -> dict[str, str]:
    """Country -> the day since which it is bound; "AU;CN;VN (2022-01-01);KR (2022-02-01)" dates those before it."""
    found: dict[str, str] = {}
    waiting: list[str] = []
    for part in row["parties"].split(";"):
        match = re.fullmatch(r"([A-Z]{2})(?: \((\d{4}-\d\d-\d\d)[^)]*\))?", part.strip())
        if match is None:
            raise ValueError(f"{part!r} of {row['short']} is no party with its day")
        waiting += EU_MEMBERS if match[1] == "EU" else [match[1]]
        if match[2]:
            found |= dict.fromkeys(waiting, match[2])
            waiting = []
    return found | dict.fromkeys(waiting, row["in_force"])

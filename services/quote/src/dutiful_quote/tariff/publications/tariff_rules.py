"""Tariffs that a rule describes: those of one rate as law, weaker ones as estimates that are never charged."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_RULES: Final = "world/tariffs/mfn_rules_compiled.csv"
_RESERVED_CHAPTER: Final = "77"
_CHAPTERS: Final = tuple(f"{number:02}" for number in range(1, 98) if f"{number:02}" != _RESERVED_CHAPTER)
_SWISS_AGRICULTURAL: Final = frozenset({"33", "35", "38"})
_GULF: Final = ("AE", "BH", "KW", "OM", "QA", "SA")
_ALCOHOL_AND_TOBACCO: Final = ("22", "24")
#: Part of the rate that remained after the cut of 2022, which the copy at hand does not have.
_AFTER_THE_CUT: Final = Decimal("0.9")

_Rules = Mapping[tuple[str, str], Mapping[str, str]]


def _rules(data: Path) -> _Rules:
    return {(row["countries"], row["hs_scope"]): row for row in read_rows(data / _RULES)}


def world_rules(data: Path) -> FactFolder:
    """The facts of `world/rules`: tariffs of one rate, where the evidence is strong."""
    folder = FactFolder(
        "world/rules",
        {
            "jurisdiction": "*",
            "publication": "rules",
            "edition": "2026-11",
            "title": "Tariffs that one rule describes",
            "publisher": "National customs authorities, compiled",
            "source_url": "https://www.wcoomd.org",
            "licence": "facts",
            "published_on": "2026-11-01",
            "verified_until": "2026-11-01",
            "dialect": "plain",
            "note": "Hong Kong (no tariff), Singapore without chapter 22, Switzerland's industrial goods without the "
            "chapters that hold agricultural lines, Chile. Excise is not part of these facts.",
        },
    )
    rules = _rules(data)
    _add_rule(folder, rules[("HK", "01-99")], "HK", [""], "Dutiable Commodities Ordinance, Cap. 109")
    _add_rule(folder, rules[("CL", "01-97")], "CL", [""], "Customs tariff of Chile, uniform general rate")
    singapore = next(row for (countries, _), row in rules.items() if countries == "SG")
    _add_rule(folder, singapore, "SG", [code for code in _CHAPTERS if code != "22"], "Customs duties of Singapore")
    swiss = [code for code in _CHAPTERS if code >= "25" and code not in _SWISS_AGRICULTURAL]
    _add_rule(folder, rules[("CH", "25-97")], "CH", [*swiss, "3303", "3304", "3305", "3306", "3307"],
              "Abolition of Switzerland's industrial tariffs", "2024-01-01")  # fmt: skip
    return folder


def _add_rule(
    folder: FactFolder, rule: Mapping[str, str], country: str, codes: list[str], reference: str, first: str = ""
) -> None:
    if rule["confidence"] != "high":
        raise ValueError(f"the rule of {country} is no longer of high confidence")
    key = f"mfn_{country}"
    folder.programmes.append(
        {"key": key, "programme": "mfn", "kind": "third_country_duty", "name": "General rate", "areas": "*",
         "rate": f"{rule['mfn_pct']}%", "valid_from": first, "reference": reference}
    )  # fmt: skip
    folder.measures += [{"jurisdiction": country, "goods_code": code, "key": key} for code in codes]


def world_estimates(data: Path) -> FactFolder:
    """The facts of `world/estimates`: what is expected of tariffs that are not at hand."""
    folder = FactFolder(
        "world/estimates",
        {
            "jurisdiction": "*",
            "publication": "estimates",
            "edition": "2026-11",
            "title": "Expected duties where the tariff is not at hand",
            "publisher": "Compiled",
            "source_url": "https://www.wcoomd.org",
            "licence": "facts",
            "published_on": "2026-11-01",
            "verified_until": "2026-11-01",
            "dialect": "plain",
            "note": "None of these is the law of the country. They bound an amount that is not known and are never "
            "charged.",
        },
    )
    rules = _rules(data)
    _add_bands(folder, rules)
    _add_norway(folder, rules, data)
    _add_brazil(folder, data)
    latest = {(row["jurisdiction"], row["goods_code"]): row for row in folder.measures}
    folder.measures[:] = latest.values()
    return folder


def _add_bands(folder: FactFolder, rules: _Rules) -> None:
    """Rules of thumb that give a usual rate and how far it may go."""
    zealand, clothing = rules[("NZ", "01-97")]["mfn_pct"], rules[("NZ", "61-64,57")]["mfn_pct"]
    _estimate(folder, "NZ", "New Zealand's rates are free or 5 %, and 10 % for clothing, footwear and carpets")
    _rows(folder, "NZ", [c for c in _CHAPTERS if c not in _ALCOHOL_AND_TOBACCO], zealand, "0", zealand)
    _rows(folder, "NZ", ["57", "61", "62", "63", "64"], clothing, "0", clothing)
    _rows(folder, "NZ", _ALCOHOL_AND_TOBACCO, "", "0", "")
    gulf = rules[("AE,SA,BH,KW,OM,QA", "01-97")]["mfn_pct"]
    saudi = rules[("SA", "61,62,64,4202,94")]["mfn_pct"]
    for country in _GULF:
        raised = "; Saudi Arabia raised many lines in 2020, up to 20 %" if country == "SA" else ""
        _estimate(folder, country, f"the common tariff of the Gulf is 5 % for most goods, and free for some{raised}")
        usual = [c for c in _CHAPTERS if c not in _ALCOHOL_AND_TOBACCO]
        _rows(folder, country, usual, gulf, "0", "20" if country == "SA" else gulf)
        _rows(folder, country, _ALCOHOL_AND_TOBACCO, "", "0", "")
    _rows(folder, "SA", ["61", "62", "64", "4202", "94"], saudi, gulf, "20")
    fallback = next(row for (countries, _), row in rules.items() if countries == "AU")
    _estimate(folder, "AU", "Australia's general rates are free or 5 %, but for goods that carry excise")
    _rows(folder, "AU", fallback["hs_scope"], fallback["mfn_pct"], "0", fallback["mfn_pct"])
    _rows(folder, "AU", ["2203", "2204", "2205", "2206", "2207", "2208", "24", "2710"], "", "0", "")
    _estimate(folder, "PE", "Peru's tariff has three bands: free, 6 % and 11 %")
    _rows(folder, "PE", [""], "", "0", "11")
    _estimate(folder, "CH", "Switzerland charges agricultural goods by their gross weight")
    _rows(folder, "CH", [*[c for c in _CHAPTERS if c <= "24"], "33", "35", "38"], "", "0", "")


def _add_norway(folder: FactFolder, rules: _Rules, data: Path) -> None:
    """Industrial goods are free; clothing and textile articles pay up to 10.7 %; agricultural goods are open."""
    industrial = next(row for (countries, scope), row in rules.items() if countries == "NO" and scope.startswith("25"))
    most = rules[("NO", "61-62 (dutiable lines)")]["mfn_pct"]
    _estimate(folder, "NO", "Norway's ordinary rates are inferred: industrial goods free, clothing up to 10.7 %")
    agricultural = [*[c for c in _CHAPTERS if c <= "24"], "29", "33", "35", "38"]
    textile = ["61", "62", "63"]
    _rows(folder, "NO", agricultural, "", "0", "")
    free = [c for c in _CHAPTERS if c not in agricultural and c not in textile]
    _rows(folder, "NO", free, industrial["mfn_pct"], industrial["mfn_pct"], industrial["mfn_pct"])
    _rows(folder, "NO", textile, "", "0", most)
    seen: dict[str, list[Decimal]] = {}
    for row in read_rows(data / "world/tariffs/tariff_no_agreement_rates_2026-02.csv.gz"):
        if row["inference"] == "inferred-max-agreement-rate" and row["hs6"][:2] in textile:
            seen.setdefault(row["hs6"], []).append(Decimal(row["inferred_ordinary_pct"]))
    for subheading, shares in sorted(seen.items()):
        _rows(folder, "NO", [subheading], f"{max(shares):f}", "0", f"{max(shares):f}")


def _add_brazil(folder: FactFolder, data: Path) -> None:
    """The common tariff of Mercosur as it was before April 2022, brought from HS 2017 to HS 2022."""
    old: dict[str, list[Decimal]] = {}
    for row in read_rows(data / "world/tariffs/tariff_br_tec_pre2022_hs2017.csv.gz"):
        if row["tec_pct"].replace(".", "").isdigit():
            old.setdefault(row["hs6"], []).append(Decimal(row["tec_pct"]))
    _estimate(
        folder, "BR", "the common tariff of Mercosur before April 2022, from which a tenth has since been cut in part"
    )
    for row in read_rows(data / "world/hs/hs2022_to_hs2017_conversion.csv.gz"):
        shares = old.get(row["hs2017"])
        if shares:
            likely = sum(shares, Decimal(0)) / len(shares)
            low = min(shares) * _AFTER_THE_CUT
            _rows(folder, "BR", [row["hs2022"]], _text(likely), _text(low), _text(max(shares)))


def _estimate(folder: FactFolder, country: str, name: str) -> None:
    folder.programmes.append(
        {"key": f"estimate_{country}", "programme": "estimate", "kind": "duty_estimate", "areas": "*", "name": name,
         "reference": "compiled rule of medium confidence"}
    )  # fmt: skip


def _rows(folder: FactFolder, country: str, codes: str | Iterable[str], likely: str, low: str, high: str) -> None:
    """Add an estimate for each code, in place of an earlier one; rates in per cent, empty where not known."""
    conditions = f"estimate_from={_share(low)}" + (f"; estimate_to={_share(high)}" if high else "")
    for code in codes.split(",") if isinstance(codes, str) else codes:
        for each in _chapters(code):
            folder.measures.append(
                {"jurisdiction": country, "goods_code": each, "key": f"estimate_{country}",
                 "rate": f"{likely}%" if likely else "", "conditions": conditions}
            )  # fmt: skip


def _chapters(scope: str) -> list[str]:
    first, dash, last = scope.partition("-")
    return [chapter for chapter in _CHAPTERS if first <= chapter <= last] if dash else [scope]


def _share(percent: str) -> str:
    return f"{(Decimal(percent) / 100).normalize():f}"


def _text(percent: Decimal) -> str:
    return f"{percent.quantize(Decimal('0.01')).normalize():f}"

"""Duty rates of the combined nomenclature of 2020 carried to the codes that may be declared today (EU and UK).

The rate tables at hand name codes of 2020; the nomenclature was renumbered in 2022. A code that still exists keeps its
rate. A new code takes the rate of the old codes that it came from, by the official correlation table, but only when
they all had one and the same rate; otherwise nothing is loaded for it and the duty is reported as unknown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_text
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_CN_DIGITS: Final = 8
_TARIC_DIGITS: Final = 10


def add_rates(
    folder: FactFolder, key: str, rates: Mapping[str, str], declarable: Iterable[str], data: Path, reference: str = ""
) -> None:
    """Measures of `key` for the `declarable` ten-digit codes, from `rates` by eight- and ten-digit codes of 2020.

    Args:
        reference: law of the rates; where it is given, a rate that comes from another code names that code after it.
    """
    by_cn8: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for code, rate in rates.items():
        by_cn8[code[:_CN_DIGITS]][code] = rate
    earlier = _earlier_codes(data)
    leaves: defaultdict[str, list[str]] = defaultdict(list)
    for code in declarable:
        leaves[code[:_CN_DIGITS]].append(code)
    for cn8, codes in sorted(leaves.items()):
        known = by_cn8.get(cn8)
        folder.measures += (
            _same_code(folder, key, cn8, codes, known)
            if known
            else _renumbered(
                folder, key, cn8, {old: by_cn8.get(old, {}) for old in sorted(earlier.get(cn8, ()))}, reference
            )
        )


def _same_code(folder: FactFolder, key: str, cn8: str, codes: list[str], known: Mapping[str, str]) -> list[Row]:
    distinct = set(known.values())
    if len(distinct) == 1:
        folder.count("loaded: CN codes with the rate of the same code of 2020")
        return [{"goods_code": cn8, "key": key, "rate": distinct.pop()}]
    rows: list[Row] = [{"goods_code": code, "key": key, "rate": known[code]} for code in sorted(codes) if code in known]
    folder.count("loaded: ten-digit codes with the rate of the same code of 2020", len(rows))
    if cn8 in known:
        return [{"goods_code": cn8, "key": key, "rate": known[cn8]}, *rows]
    folder.count(
        "not loaded: ten-digit codes new since 2020 below a CN code with several rates", len(codes) - len(rows)
    )
    return rows


def _renumbered(
    folder: FactFolder, key: str, cn8: str, sources: Mapping[str, Mapping[str, str]], reference: str
) -> list[Row]:
    distinct = {rate for source in sources.values() for rate in source.values()}
    if not sources or not all(sources.values()):
        folder.count("not loaded: CN codes without a known predecessor of 2020")
        return []
    if len(distinct) > 1:
        folder.count("not loaded: CN codes whose predecessors had different rates")
        return []
    folder.count("loaded: CN codes with the one rate of their predecessors")
    row = {"goods_code": cn8, "key": key, "rate": distinct.pop()}
    if reference:
        row["reference"] = f"{reference}; as CN 2021 {', '.join(sources)} by the correlation table of CN 2021 and 2022"
    return [row]


def _earlier_codes(data: Path) -> dict[str, set[str]]:
    """CN code of 2022 -> codes of 2021 that it came from."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in read_text(data / "eu/cn2021_cn2022_correlation.csv.gz").splitlines()[1:]:
        old, _, new = (cell.replace(" ", "") for cell in line.split(",")[:3])
        if re.fullmatch(r"[0-9]{8}", old) and re.fullmatch(r"[0-9]{8}", new):
            found[new].add(old)
    return found

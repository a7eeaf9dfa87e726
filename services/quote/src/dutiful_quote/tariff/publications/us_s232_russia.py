"""Section 232 aluminium of Russia, or with any primary aluminium smelted or cast there: 200 % in place of the rest."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_FIRST: Final = "2023-03-10"
_ARTICLES: Final = "9903.85.67"
_DERIVATIVES: Final = "9903.85.68"
_METALS_FROM: Final = "2026-04-06"


def add_russian_aluminum(
    folder: FactFolder,
    data: Path,
    annexes: Mapping[str, Mapping[str, Mapping[str, set[str]]]],
    articles: Iterable[str],
) -> None:
    """Programme `s232_aluminum_russia`. Goods of other origins come under it if their seller says what they contain."""
    spans = [(code, _FIRST, "") for code in sorted(set(articles))]
    for code, first, last in [*spans, *_derivatives(data, annexes, tuple(articles))]:
        heading, what = (_ARTICLES, "articles") if first == _FIRST else (_DERIVATIVES, "derivatives")
        shared: Row = {
            "programme": "s232_aluminum_russia", "kind": "additional_duty", "heading": heading, "rate": "200%",
            "name": f"Section 232 aluminium of Russia, {what}", "valid_from": first,
            "reference": f"HTSUS {heading}; Proclamation 10522", "url": "https://www.federalregister.gov",
        }  # fmt: skip
        key = f"russia_{what}_{first}"
        if not any(known["key"] == key for known in folder.programmes):
            folder.programmes += [
                {**shared, "key": key, "areas": "RU", "rank": "10"},
                {**shared, "key": f"{key}_content", "excluded": "RU", "rank": "20",
                 "conditions": "statement=russian_aluminum"},
            ]  # fmt: skip
        folder.measures += [
            {"goods_code": code, "key": key, "valid_to": last},
            # The two headings of one code have the same number: the first day tells their ids apart.
            {"goods_code": code, "key": f"{key}_content", "valid_from": first, "valid_to": last},
        ]


def _derivatives(
    data: Path, annexes: Mapping[str, Mapping[str, Mapping[str, set[str]]]], articles: tuple[str, ...]
) -> Iterable[tuple[str, str, str]]:
    """(code, first day, last day): the lists of 2025 to 2026-04-05, and the annexes since."""
    before: dict[str, str] = {}
    for row in read_rows(data / "us/ch99/s232_derivative_products.csv"):
        if row["derivative_type"] == "aluminum":
            known = before.get(row["hts_prefix"], "9999")
            before[row["hts_prefix"]] = min(known, row["effective_date"] or "2025-03-12")
    since: dict[str, str] = {}
    for code, by_day in annexes.items():
        latest = by_day[max(by_day)]
        listed = any("aluminum" in metals for annex, metals in latest.items() if annex != "2")
        if listed and not code.startswith(articles):
            since[code] = max(min(by_day), _METALS_FROM)
    for code in sorted({*before, *since}):
        yield code, before.get(code, since.get(code, "")), "" if code in since else "2026-04-05"

"""Great Britain: all measures of the few commodities whose answers of the Trade Tariff are at hand, but their VAT.

Their ordinary duty stands in `gb/ukgt` already; of it only what an additional code or an area decides is taken. What is
left are preferences, quotas, suspensions, additional duties on goods of Russia and Belarus, and controls.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_json
from dutiful_quote.tariff.publications.trade_choices import settle_choices
from dutiful_quote.tariff.publications.trade_types import THIRD_COUNTRY, VAT
from dutiful_quote.tariff.publications.uk_tariff import ATTRIBUTION, GOV_UK, LICENCE
from dutiful_quote.tariff.publications.uk_tariff_files import add_payload_record, payload_records
from dutiful_quote.tariff.publications.writing import FactFolder, Row

#: When the answers were recorded; one that was asked for another day has that day in its file's name.
_RECORDED: Final = "2025-07-14"
#: Whole answers of 2025. Older ones hold the tariff of the Union; one of 6911 10 00 90 shows Andorra's measures alone.
_ANSWER: Final = re.compile(r"uk_(?:commodities|headings)_[0-9]+(?:_(2025-[0-9-]+))?\.json\.gz")
#: Origins of which the answers show an additional duty on each of their commodities.
_ORIGINS_IN_QUESTION: Final = {"BY": "Belarus", "RU": "Russia"}


def gb_commodities(data: Path) -> FactFolder:
    """The facts of `gb/commodities`."""
    folder = FactFolder(
        "gb/commodities",
        {
            "jurisdiction": "GB",
            "publication": "commodities",
            "edition": "2025-07",
            "title": "Measures of single commodities, and additional duties by origin",
            "publisher": "HM Revenue and Customs",
            "source_url": "https://www.trade-tariff.service.gov.uk",
            "licence": LICENCE,
            "published_on": _RECORDED,
            "verified_until": _RECORDED,
            "dialect": "GB",
            "attribution": ATTRIBUTION,
            "note": "Preferences, quotas, suspensions, additional duties and controls of 0101 21, 0101 30, "
            "0201 10 00 21, 0501 and 2924 29 70 99 only. On other goods of Russia and Belarus an additional duty is "
            "possible and its amount not known.",
        },
    )
    _add_additional_duties(folder)
    for day, path in answers(data):
        _add_commodity(folder, day, path)
    return folder


def answers(data: Path) -> Iterator[tuple[str, Path]]:
    """The day that each stored answer is about, and its file."""
    for path in sorted((data / "uk/api_payloads").glob("*")):
        match = _ANSWER.fullmatch(path.name)
        if match:
            yield match[1] or _RECORDED, path


def _add_additional_duties(folder: FactFolder) -> None:
    """Whether goods pay them that are in no answer at hand is not known."""
    for origin, country in _ORIGINS_IN_QUESTION.items():
        folder.programmes.append(
            {"key": f"additional_{origin}_perhaps", "programme": f"additional_{origin}", "kind": "additional_duty",
             "name": f"Additional duty on goods of {country} (measure type 695)", "mode": "unresolved", "areas": origin,
             "valid_from": "2022-06-01", "reference": "S.I. 2022/598 and 2022/833, as the Trade Tariff cites them",
             "url": "https://www.legislation.gov.uk"}
        )  # fmt: skip
        folder.measures.append({"key": f"additional_{origin}_perhaps"})


def _add_commodity(folder: FactFolder, day: str, path: Path) -> None:
    answer = FactFolder(folder.path, folder.info)
    for _, record in payload_records(path.name, read_json(path)):
        add_payload_record(answer, record)
    stay = settle_choices(answer)
    (line,) = answer.lines
    rows = [
        {**row, "goods_code": line["goods_code"], "verified_until": day}
        for row, stays in zip(answer.measures, stay, strict=True)
        if stays and _wanted(row)
    ]
    folder.measures += rows
    used = {row["key"] for row in rows} - {row["key"] for row in folder.programmes}
    folder.programmes += [{**row, "url": GOV_UK} for row in answer.programmes if row["key"] in used]
    known = {row["area"] for row in folder.areas}
    folder.areas += [row for row in answer.areas if row["area"] not in known]
    for what, number in answer.counted.items():
        folder.count(what, number)


def _wanted(row: Row) -> bool:
    key = row["key"]
    if key.startswith((VAT.programme, "supplementary_unit")):
        return False
    ordinary = key.startswith(THIRD_COUNTRY.programme)
    return not ordinary or bool(row.get("areas")) or "statement" in row.get("conditions", "")

"""Anti-dumping duties of the European Union on goods that shops sell, of which the acts are known.

Their rates differ by producer, and most acts are on a part of a code, so each row says what may be due at most. Duties
on other goods are not in this publication.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_acts import act_url
from dutiful_quote.tariff.publications.writing import FactFolder


@dataclass(frozen=True, slots=True)
class Defence:
    """`rate` is the highest, of all producers that are not named; empty where it is not at hand."""

    key: str
    name: str
    act: str
    codes: str
    first: str
    last: str = ""
    rate: str = ""
    areas: str = "CN"


#: Codes of the combined nomenclature, and of TARIC where the act is on a part of one.
_FASTENERS: Final = (
    "73181290 73181491 73181499 73181558 73181568 73181582 73181588 7318159519 7318159589 7318210031 7318210039 "
    "7318210095 7318210098 7318220031 7318220039 7318220095 7318220098"
)
_TABLEWARE: Final = "6911100090 6912002111 6912002191 6912002310 6912002510 6912002910"
_DEFENCES: Final = (
    Defence("fasteners", "Anti-dumping duty on iron or steel fasteners", "Implementing Regulation (EU) 2022/191",
            _FASTENERS, "2022-02-18", rate="86.5%"),
    Defence("headless_screws", "Anti-dumping duty on screws without heads", "Implementing Regulation (EU) 2025/2153",
            "73181542 73181548", "2025-10-24"),
    Defence("tableware", "Anti-dumping duty on ceramic tableware and kitchenware",
            "Implementing Regulation (EU) 2026/274", _TABLEWARE, "2026-02-07", rate="79%"),
    Defence("tableware_before", "Anti-dumping duty on ceramic tableware and kitchenware",
            "Implementing Regulation (EU) 2019/1198", _TABLEWARE, "2019-07-16", last="2026-02-06", rate="36.1%"),
    # Extended to bicycles consigned from the seven other countries.
    Defence("bicycles", "Anti-dumping duty on bicycles", "Implementing Regulation (EU) 2025/2146",
            "87120030 8712007091 8712007092 8712007099", "2025-10-24", rate="48.5%", areas="CN ID KH LK MY PH PK TN"),
)  # fmt: skip


def eu_trade_defence(data: Path) -> FactFolder:  # its facts are the acts themselves
    """The facts of `eu/trade_defence`."""
    folder = FactFolder(
        "eu/trade_defence",
        {
            "jurisdiction": "EU",
            "publication": "trade_defence",
            "edition": "2026-02",
            "title": "Anti-dumping duties on some goods",
            "publisher": "European Commission",
            "source_url": "https://eur-lex.europa.eu",
            "licence": "reuse under Commission Decision 2011/833/EU",
            "published_on": "2026-02-06",
            "verified_until": "2026-02-06",
            "dialect": "plain",
            "attribution": "© European Union",
            "note": "Fasteners, screws without heads, ceramic tableware and bicycles, mostly of China. The rate is "
            "that of producers that are not named; the rates of named ones are not loaded. Duties on other goods are "
            "not in this publication.",
        },
    )
    for one in _DEFENCES:
        folder.programmes.append(
            {"key": one.key, "programme": f"anti_dumping_{one.key.removesuffix('_before')}", "kind": "additional_duty",
             "name": one.name, "mode": "unresolved", "areas": one.areas, "rate": one.rate, "valid_from": one.first,
             "valid_to": one.last, "reference": one.act, "url": act_url(one.act)}
        )  # fmt: skip
        folder.measures += [{"goods_code": code, "key": one.key} for code in one.codes.split()]
    return folder

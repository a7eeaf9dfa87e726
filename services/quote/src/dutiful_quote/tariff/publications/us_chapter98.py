"""Chapter 98 of the schedule, as far as an online order may meet it: goods returned, repaired, or assembled abroad."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.us_hts import HTS_URL
from dutiful_quote.tariff.publications.writing import FactFolder, Row

#: Only what the importer states and proves (19 CFR 10.1, 10.8, 10.24): nothing of it is assumed.
_PARTS: Final = {
    "9802.00.50": ("Repaired or altered abroad", "repaired_abroad", "amount:repair_value",
                   "HTSUS 9802.00.40, 9802.00.50; chapter 98, subchapter II, U.S. note 3; 19 CFR 10.8"),
    "9802.00.80": ("Assembled abroad of American components", "assembled_of_us_components",
                   "less:us_components_value",
                   "HTSUS 9802.00.80; chapter 98, subchapter II, U.S. note 4; 19 CFR 10.11-10.24"),
}  # fmt: skip


def us_chapter98(_data: Path) -> FactFolder:
    """The facts of `us/chapter98`."""
    folder = FactFolder(
        "us/chapter98",
        {
            "jurisdiction": "US",
            "publication": "chapter98",
            "edition": "2026 Revision 10",
            "title": "HTSUS chapter 98: goods returned, repaired or assembled abroad",
            "publisher": "United States International Trade Commission",
            "source_url": HTS_URL,
            "licence": "US government work, public domain",
            "published_on": "2026-06-08",
            "verified_until": "2026-08-03",
            "dialect": "US",
            "note": "Of chapter 98 only headings 9801.00.10, 9802.00.40, 9802.00.50 and 9802.00.80. Metal sent abroad "
            "for processing (9802.00.60) and the free treatment of repairs under trade agreements are not covered.",
        },
    )
    folder.programmes.append(_returned())
    folder.measures.append({"key": "9801"})
    for heading, (name, fact, base, reference) in _PARTS.items():
        folder.programmes.append(
            {"key": heading, "programme": heading, "kind": "dutiable_part", "name": name, "areas": "*",
             "heading": heading, "base": base, "conditions": f"statement={fact}", "reference": reference,
             "url": HTS_URL}
        )  # fmt: skip
        folder.measures.append({"key": heading})
    return folder


def _returned() -> Row:
    """American goods whenever they come back, all others within three years, not improved while abroad."""
    return {
        "key": "9801", "programme": "9801", "kind": "preference", "areas": "*", "rate": "Free",
        "name": "Goods returned to the United States", "heading": "9801.00.10",
        "conditions": "claim=1; statement=us_goods_returned", "reference": "HTSUS 9801.00.10; 19 CFR 10.1",
        "url": HTS_URL,
    }  # fmt: skip

"""Section 232 softwood, upholstered wooden furniture, kitchen cabinets and vanities (U.S. note 37)."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.us_chapter99 import EU_GROUP, Action, listed, notes_of
from dutiful_quote.tariff.publications.writing import FactFolder

_FROM: Final = "2025-10-14"
_DEARER_FROM: Final = "2027-01-01"
_BEFORE_DEARER: Final = "2026-12-31"
_LAW: Final = "U.S. note 37; Proclamation 10976, 90 FR 48127"
_DEARER_LAW: Final = "U.S. note 37; Proclamation 10976 as amended on 2025-12-31"
#: Partner -> (area, first day, heading, act). Furniture and cabinets of it pay 15 % in all.
_DEALS: Final = (
    ("japan", "JP", _FROM, "9903.76.21", _LAW),
    ("eu", EU_GROUP, _FROM, "9903.76.22", _LAW),
    ("korea", "KR", "2025-11-14", "9903.76.23", "U.S. note 37; 90 FR 55964"),
    ("taiwan", "TW", "2026-05-01", "9903.76.24", "U.S. note 37; FR 2026-10571"),
)


def add_wood(folder: FactFolder, data: Path) -> None:
    """The programme `s232_wood`."""
    notes = notes_of(data)
    wood = Action(folder, "s232_wood", _LAW)
    wood.charge("softwood", "Section 232 softwood timber and lumber", "10%", _FROM, heading="9903.76.01")
    wood.goods(wood.keys("softwood"), listed(notes, "(b) The rates of duty set forth in heading 9903.76.01"))
    deals = _add_deals(wood)
    furniture = listed(notes, "(d) The rates of duty set forth in headings 9903.76.02")
    cabinets = listed(notes, "(f) Except for as provided by 9903.76.04, the rates of duty")
    name = "Section 232 upholstered wooden furniture"
    _add_stepped(wood, "furniture", name, "9903.76.02", "30%")
    _add_stepped(wood, "cabinets", "Section 232 kitchen cabinets, vanities and their parts", "9903.76.03", "50%")
    wood.goods(f"{wood.keys('furniture')} {deals}", furniture)
    wood.goods(wood.keys("furniture_2027"), furniture, valid_from=_DEARER_FROM)
    wood.goods(f"{wood.keys('cabinets')} {deals}", cabinets)
    wood.goods(wood.keys("cabinets_2027"), cabinets, valid_from=_DEARER_FROM)
    wood.exempt("other_furniture", "Neither a kitchen cabinet nor a vanity nor a part of one", _FROM,
                heading="9903.76.04", rank="50", conditions="when=kitchen_cabinet=false")  # fmt: skip
    wood.goods(wood.keys("other_furniture"), cabinets)


def _add_deals(wood: Action) -> str:
    keys = ["uk"]
    wood.charge("uk", "Section 232 wood products of the United Kingdom", "10%", _FROM, heading="9903.76.20", rank="20",
                areas="GB")  # fmt: skip
    for partner, area, first, heading, law in _DEALS:
        wood.charge(partner, "Section 232 wood products, at least 15 % in all", "15%", first, heading=heading,
                    rank="20", areas=area, mode="minimum_total", reference=f"HTSUS {heading}; {law}")  # fmt: skip
        keys.append(partner)
    return wood.keys(*keys)


def _add_stepped(wood: Action, key: str, name: str, heading: str, later: str) -> None:
    wood.charge(key, name, "25%", _FROM, heading=heading, rank="90", valid_to=_BEFORE_DEARER)
    wood.charge(f"{key}_2027", name, later, _DEARER_FROM, heading=heading, rank="90",
                reference=f"HTSUS {heading}; {_DEARER_LAW}")  # fmt: skip

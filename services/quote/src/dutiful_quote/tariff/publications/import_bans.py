"""Bans on imports by origin: sanctions that keep goods out whatever they are, and those on lists of goods.

Where an act forbids everything of an origin, the goods are kept out; where it forbids goods by lists, which are not
loaded, whoever imports is told to look there. The acts are known in general and were not read for this table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dutiful_quote.tariff.publications.writing import FactFolder

#: Informational materials, which 50 U.S.C. 1702(b)(3) and 4305(b)(4) leave free.
_INFORMATIONAL: Final = "not_goods=4901 4902 4903 4904 4905"
_BY_LISTS: Final = "may not be imported where a list of the act names them"


@dataclass(frozen=True, slots=True)
class Ban:
    """`where` names customs territories; empty for all but that of the origin. `conditions`: goods it leaves out."""

    key: str
    origin: str
    name: str
    act: str
    where: str = ""
    blocks: bool = False
    conditions: str = ""


_BANS: Final = (
    Ban("us_ban_cuba", "CU", "Goods of Cuba may not be imported without a licence",
        "31 CFR 515.204", "US", blocks=True, conditions=_INFORMATIONAL),
    Ban("us_ban_iran", "IR", "Goods of Iran may not be imported without a licence",
        "31 CFR 560.201", "US", blocks=True, conditions=_INFORMATIONAL),
    Ban("us_ban_north_korea", "KP", "Goods of North Korea may not be imported without a licence",
        "Executive Order 13570, section 1; 31 CFR part 510", "US", blocks=True, conditions=_INFORMATIONAL),
    Ban("us_lists_russia", "RU", f"Fish, alcohol, diamonds and other goods of Russia {_BY_LISTS}",
        "Executive Order 14068; 31 CFR part 587", "US"),
    Ban("eu_lists_north_korea", "KP", f"Textiles, food, machines, metals and other goods of North Korea {_BY_LISTS}",
        "Council Regulation (EU) 2017/1509", "EU"),
    Ban("eu_lists_russia", "RU", f"Iron and steel, gold, diamonds, wood, seafood and other goods of Russia {_BY_LISTS}",
        "Council Regulation (EU) No 833/2014, Art. 3g, 3i, 3o and 3p", "EU"),
    Ban("eu_lists_belarus", "BY", f"Wood, iron and steel, potash and other goods of Belarus {_BY_LISTS}",
        "Council Regulation (EC) No 765/2006", "EU"),
    Ban("gb_lists_north_korea", "KP", f"Goods of North Korea {_BY_LISTS}", "SI 2019/411", "GB"),
    Ban("gb_lists_russia", "RU", f"Iron and steel, gold, diamonds and other goods of Russia {_BY_LISTS}",
        "SI 2019/855", "GB"),
    Ban("gb_lists_belarus", "BY", f"Goods of Belarus {_BY_LISTS}", "SI 2019/600", "GB"),
    Ban("un_lists_north_korea", "KP", f"Goods of North Korea {_BY_LISTS}",
        "UN Security Council Resolutions 2371, 2375 and 2397 (2017)"),
)  # fmt: skip


def add_import_bans(folder: FactFolder, territories: Iterable[str]) -> None:
    """Add them to `folder`. What is forbidden by every member of the United Nations is told where no own act is."""
    known = sorted(territories)
    own = {(place, ban.origin) for ban in _BANS for place in ban.where.split()}
    for ban in _BANS:
        folder.programmes.append(
            {
                "key": ban.key, "programme": ban.key, "kind": "control", "name": ban.name, "areas": ban.origin,
                "mode": "block" if ban.blocks else "", "conditions": ban.conditions,
                "reference": f"{ban.act} (general knowledge, confidence high)",
            }
        )  # fmt: skip
        everywhere = [place for place in known if place != ban.origin and (place, ban.origin) not in own]
        for place in ban.where.split() or everywhere:
            folder.measures.append({"jurisdiction": place, "goods_code": "", "key": ban.key, "destination": ""})

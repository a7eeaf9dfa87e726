"""Geographical areas of TARIC and the UK tariff: countries, groups with their members, and codes of their own."""

import re
from collections.abc import Sequence
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.writing import FactFolder

#: Every origin, and every third country: all that crosses the border.
EVERY_COUNTRY: Final = frozenset({"1011", "1008"})
_EUROPEAN_UNION: Final = frozenset({"1013", "EU"})
#: Codes of TARIC that ISO 3166 writes otherwise: Serbia; Ceuta and Melilla, which have one code there.
_ISO: Final = {"XS": "RS", "XC": "EA", "XL": "EA"}


def area_of(folder: FactFolder, area: str, members: Sequence[str]) -> str | None:
    """The area as fact tables write it; a group is added to the folder. None where nobody names its members."""
    if area in EVERY_COUNTRY:
        return "*"
    if area not in _EUROPEAN_UNION and re.fullmatch(r"[A-Z]{2}", area):
        return _ISO.get(area, area)
    found = countries([area] if area in _EUROPEAN_UNION else members)
    if not found:
        return None
    name = f"{folder.info['jurisdiction']}:{'1013' if area in _EUROPEAN_UNION else area}"
    if not any(row["area"] == name for row in folder.areas):
        folder.area(name, found)
    return name


def countries(codes: Sequence[str]) -> list[str]:
    """ISO countries among area codes, with the members of the European Union for it; other groups are left out."""
    found = [_ISO.get(code, code) for code in codes if re.fullmatch(r"[A-Z]{2}", code) and code != "EU"]
    return [*dict.fromkeys([*found, *(() if _EUROPEAN_UNION.isdisjoint(codes) else EU_MEMBERS)])]

"""Goods that are restricted by what they are, in whatever words: the headings that name them."""

from collections.abc import Sequence
from typing import Final

from dutiful_classify.engine.assessment import Candidate, Reason

#: From this probability on that the goods are of such a heading a person shall look: a false alarm costs a look, a
#: parcel with a pistol more.
_LEAST: Final = 0.3
#: Prefix of the subheading -> what the Harmonized System 2022 covers there.
_COVERS: Final = {
    "01": "live animals",
    "0301": "live fish",
    "050710": "ivory",
    "2402": "cigars and cigarettes",
    "2403": "tobacco",
    "2404": "products for inhaling, and with nicotine",
    "3003": "medicaments",
    "3004": "medicaments",
    "3601": "propellent powders",
    "3602": "explosives",
    "3603": "fuses and detonators",
    "3604": "fireworks",
    "93": "arms and ammunition",
    "960110": "worked ivory",
}


def restricted_by_code(candidates: Sequence[Candidate]) -> Reason | None:
    """Why goods of these candidates may not be sent, or not without leave; None where they may."""
    likely = {prefix: sum(one.probability for one in candidates if one.hs6.startswith(prefix)) for prefix in _COVERS}
    # Two headings of one kind, such as medicaments, speak together.
    kinds: dict[str, float] = {}
    for prefix, chance in likely.items():
        kinds[_COVERS[prefix]] = kinds.get(_COVERS[prefix], 0.0) + chance
    kind = max(kinds, key=lambda name: kinds[name])
    if kinds[kind] < _LEAST:
        return None
    places = ", ".join(prefix for prefix, covers in _COVERS.items() if covers == kind)
    return Reason(f"{kind}: no shipment without leave", f"HS 2022, {places}")

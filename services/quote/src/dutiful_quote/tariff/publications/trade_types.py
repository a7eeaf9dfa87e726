"""What the types of measures in TARIC and the UK tariff are here: kind, programme, what a claim must state.

Types are told apart by number; those of letters are national controls. A type that is not in the table and is no
control is counted by the reader and not loaded.
"""

import re
from dataclasses import dataclass
from typing import Final

from dutiful_quote.engine.measure import MeasureKind


@dataclass(frozen=True, slots=True)
class MeasureType:
    """`claim`: proof of preferential origin is needed. `statement`: what the importer must state."""

    kind: MeasureKind
    programme: str
    name: str
    claim: bool = False
    statement: str = ""


THIRD_COUNTRY: Final = MeasureType(MeasureKind.THIRD_COUNTRY_DUTY, "third_country", "Third-country duty")
VAT: Final = MeasureType(MeasureKind.VAT, "vat", "Value added tax")
EXCISE: Final = MeasureType(MeasureKind.EXCISE, "excise", "Excise duty")
UNIT: Final = MeasureType(MeasureKind.SUPPLEMENTARY_UNIT, "supplementary_unit", "Supplementary unit")
SAFEGUARD: Final = MeasureType(MeasureKind.ADDITIONAL_DUTY, "safeguard", "Safeguard duty")

_PREFERENCE: Final = MeasureKind.PREFERENCE
_SUSPENSION: Final = MeasureKind.SUSPENSION
_QUOTA: Final = MeasureKind.QUOTA
_ADDITIONAL: Final = MeasureKind.ADDITIONAL_DUTY
_END_USE: Final = "authorised_use"

_TYPES: Final[dict[str, MeasureType]] = {
    "103": THIRD_COUNTRY,
    "105": MeasureType(THIRD_COUNTRY.kind, "third_country", "Third-country duty, authorised use", statement=_END_USE),
    "106": MeasureType(_PREFERENCE, "preference", "Customs union", claim=True),
    "142": MeasureType(_PREFERENCE, "preference", "Preference", claim=True),
    "145": MeasureType(_PREFERENCE, "preference_use", "Preference, authorised use", claim=True, statement=_END_USE),
    "112": MeasureType(_SUSPENSION, "suspension", "Suspension of duty", statement="suspension"),
    "115": MeasureType(_SUSPENSION, "suspension_use", "Suspension of duty, authorised use", statement=_END_USE),
    "117": MeasureType(_SUSPENSION, "suspension_ships", "Suspension for ships and platforms", statement=_END_USE),
    "119": MeasureType(_SUSPENSION, "suspension_aircraft", "Suspension for airworthy parts", statement="suspension"),
    "141": MeasureType(_SUSPENSION, "suspension_preference", "Preferential suspension", claim=True),
    "122": MeasureType(_QUOTA, "quota", "Tariff quota"),
    "123": MeasureType(_QUOTA, "quota_use", "Tariff quota, authorised use", statement=_END_USE),
    "143": MeasureType(_QUOTA, "quota_preference", "Preferential tariff quota", claim=True),
    "146": MeasureType(
        _QUOTA, "quota_preference_use", "Preferential tariff quota, authorised use", claim=True, statement=_END_USE
    ),
    "147": MeasureType(_QUOTA, "quota_union", "Customs union quota", claim=True),
    "305": VAT,
    "306": EXCISE,
    "109": UNIT,
    "110": UNIT,
    "551": MeasureType(_ADDITIONAL, "anti_dumping_provisional", "Provisional anti-dumping duty"),
    "552": MeasureType(_ADDITIONAL, "anti_dumping", "Anti-dumping duty"),
    "553": MeasureType(_ADDITIONAL, "countervailing_provisional", "Provisional countervailing duty"),
    "554": MeasureType(_ADDITIONAL, "countervailing", "Countervailing duty"),
    "695": MeasureType(_ADDITIONAL, "additional", "Additional duty"),
    "696": SAFEGUARD,
}  # fmt: skip

#: Controls in our own words; others are named by their number.
_CONTROLS: Final[dict[str, str]] = {
    "277": "Import prohibition",
    "362": "Controlled drugs",
    "410": "Veterinary control",
    "464": "Declaration of authorised use",
    "465": "Restriction on release",
    "482": "Plausible weight and quantity",
    "710": "Endangered species (CITES)",
    "728": "Luxury goods",
    "750": "Organic products",
    "755": "Waste",
    "761": "Chemicals (REACH)",
    "AHC": "Animal pathogens",
    "COI": "Marketing standards of fruit and vegetables",
    "CVD": "Veterinary entry document",
    "PHC": "Plant health certificate",
}
#: Import prohibitions and entry under conditions (series A and B of TARIC), and national controls.
_CONTROL_TYPE: Final = re.compile(r"27[78]|3[56][0-9]|4[1-3][0-9]|46[0-9]|47[0-9]|48[0-7]|7[0-9]{2}|[A-Z]{3}")


def measure_type(code: str) -> MeasureType | None:
    """The type of that code; None where this edition does not model it (entry prices, recipes, surveillance ...)."""
    found = _TYPES.get(code)
    if found is None and _CONTROL_TYPE.fullmatch(code):
        return MeasureType(MeasureKind.CONTROL, f"control_{code}", _CONTROLS.get(code, f"Import control {code}"))
    return found

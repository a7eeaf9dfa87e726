"""Section 232 semiconductors (U.S. note 39), unmanned aircraft (U.S. note 43) and polysilicon.

Chips of the narrow class that note 39 describes are rare among the computers of their codes: the duty is charged where
it is stated that the goods are of it. The same holds for docking stations of unmanned aircraft.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_chapter99 import EU_GROUP, Action, listed, notes_of
from dutiful_quote.tariff.publications.writing import FactFolder

_CHIPS_FROM: Final = "2026-01-15"
#: Heading -> use in the United States that is outside.
_CHIP_USES: Final = {
    "9903.79.03": "us_data_center",
    "9903.79.04": "repair",
    "9903.79.05": "research",
    "9903.79.06": "startup",
    "9903.79.07": "consumer_electronics",
    "9903.79.08": "industrial",
    "9903.79.09": "public_sector",
}
_DRONES_FROM: Final = "2026-09-03"
_LARGE: Final = ("88062400", "88062900", "88069400", "88069900")
_SMALL: Final = ("88062100", "88062200", "88062300", "88069100", "88069200", "88069300")
_DRONE_PARTS: Final = ("88071000", "88072000", "88073000", "88079090")
_DOCKING_STATIONS: Final = ("8504409580", "8537109170")
_POLYSILICON_FROM: Final = "2026-12-04"
_ALLIES: Final = f"JP KR TW CH LI {EU_GROUP}"


def add_technology(folder: FactFolder, data: Path) -> None:
    """The programmes `s232_semiconductors`, `s232_drones`, `s232_polysilicon` and `s232_polysilicon_price`."""
    _add_chips(Action(folder, "s232_semiconductors", "U.S. note 39; 91 FR 2443"), data)
    _add_drones(Action(folder, "s232_drones", "U.S. note 43; Proclamation 11055"))
    _add_polysilicon(folder, data)


def _add_chips(chips: Action, data: Path) -> None:
    chips.charge("any", "Section 232 semiconductors", "25%", _CHIPS_FROM, heading="9903.79.01",
                 conditions="statement=advanced_chip=true")  # fmt: skip
    chips.goods(
        chips.keys("any"), listed(notes_of(data), '(b) For the purposes of this note, "semiconductor articles"')
    )
    for heading, use in _CHIP_USES.items():
        chips.exempt(use, f"For this use in the United States: {use.replace('_', ' ')}", _CHIPS_FROM, heading=heading,
                     rank="50", conditions=f"statement=semiconductor_use={use}")  # fmt: skip
        chips.all_goods(chips.keys(use))


def _add_drones(drones: Action) -> None:
    name = "Section 232 unmanned aircraft"
    from_allies = "statement=allied_drone_components=true"
    drones.charge("large", f"{name}, over 25 kg, with thermal imaging, and parts", "100%", _DRONES_FROM,
                  heading="9903.08.21", rank="90")  # fmt: skip
    drones.charge("small", f"{name} up to 25 kg", "25%", _DRONES_FROM, heading="9903.08.22", rank="90")
    drones.charge("ally", f"{name}, critical components of allies, at least 15 % in all", "15%", _DRONES_FROM,
                  heading="9903.08.24", rank="20", areas=_ALLIES, mode="minimum_total",
                  conditions=from_allies)  # fmt: skip
    drones.charge("uk", f"{name}, critical components of allies", "10%", _DRONES_FROM, heading="9903.08.23", rank="20",
                  areas="GB", conditions=from_allies)  # fmt: skip
    drones.goods(drones.keys("ally", "uk"), (*_LARGE, *_SMALL, *_DRONE_PARTS))
    drones.goods(
        drones.keys("ally", "uk"),
        _DOCKING_STATIONS,
        conditions="statement=drone_part=true and allied_drone_components=true",
    )
    drones.goods(drones.keys("large"), (*_LARGE, *_DRONE_PARTS))
    drones.goods(drones.keys("large"), _SMALL, conditions="when=thermal_imager=true", rank="80")
    drones.goods(drones.keys("large"), _DOCKING_STATIONS, conditions="statement=drone_part=true")
    drones.goods(drones.keys("small"), _SMALL)
    drones.exempt("other_use", "Not for use with unmanned aircraft over 25 kg", _DRONES_FROM, heading="9903.08.20",
                  rank="30", conditions="when=drone_part=false")  # fmt: skip
    drones.goods(drones.keys("other_use"), _DRONE_PARTS)
    drones.exempt("onshoring", "Company with an approved onshoring plan", _DRONES_FROM, heading="9903.08.26", rank="50",
                  conditions="statement=onshoring_plan=true")  # fmt: skip
    drones.all_goods(drones.keys("onshoring"))


def _add_polysilicon(folder: FactFolder, data: Path) -> None:
    """15 % on ingots and what is made of them, and a minimum import price on raw polysilicon too.

    Below the price, or without the papers, a specific duty is due that depends on the entry: it is unresolved.
    """
    rows = list(read_rows(data / "us/ch99/s232_polysilicon_products_2026-12-04.csv"))
    law = "Proclamation of 2026-08-06"
    duty = Action(folder, "s232_polysilicon", law)
    name = "Section 232 polysilicon derivatives"
    duty.charge("any", name, "15%", _POLYSILICON_FROM, rank="90")
    duty.charge("ally", f"{name}, at least 15 % in all", "15%", _POLYSILICON_FROM, rank="20", areas=_ALLIES,
                mode="minimum_total")  # fmt: skip
    duty.charge("uk", f"{name} of the United Kingdom", "10%", _POLYSILICON_FROM, rank="20", areas="GB")
    duty.goods(duty.keys("any", "ally", "uk"), (row["hts10"] for row in rows if row["plus_15pct"] == "yes"))
    price = Action(folder, "s232_polysilicon_price", law)
    price.charge("any", "Section 232 minimum import price of polysilicon", "", _POLYSILICON_FROM, mode="unresolved")
    price.goods(price.keys("any"), (row["hts10"] for row in rows))
    price.exempt("met", "Entered and sold at the minimum import price or above", _POLYSILICON_FROM, rank="40",
                 conditions="statement=minimum_price_met=true")  # fmt: skip
    price.all_goods(price.keys("met"))
    for action in (duty, price):
        action.exempt("onshoring", "Company with an approved onshoring plan", _POLYSILICON_FROM, rank="50",
                      conditions="statement=onshoring_plan=true")  # fmt: skip
        action.all_goods(action.keys("onshoring"))

"""Section 232 cars, light trucks and their parts (U.S. note 33), and heavier vehicles with theirs (U.S. note 38).

The lists of parts are broad: most of their codes hold goods that have nothing to do with vehicles, and the duty is on
parts of vehicles only. Chassis stand in the list of trucks and in those of parts, and most parts stand in both lists:
they pay once. Parts that are free under the USMCA stay subject to the action (Proclamation 10984, clause 9), so they
have a heading without a rate, and what yields to vehicles yields to them too.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.us_chapter99 import (
    EU_GROUP,
    USMCA,
    USMCA_COUNTRIES,
    Action,
    enumerated,
    listed,
    notes_of,
)
from dutiful_quote.tariff.publications.us_hts import new_goods
from dutiful_quote.tariff.publications.writing import FactFolder

_CARS_FROM: Final = "2025-04-03"
_PARTS_FROM: Final = "2025-05-03"
_TRUCKS_FROM: Final = "2025-11-01"
_CAR_LAW: Final = "U.S. note 33; Proclamation 10908, 90 FR 14705"
_TRUCK_LAW: Final = "U.S. note 38; Proclamation 10984, 90 FR 48451"

#: Partner -> (area, first day, heading of cars, heading of parts, act). Its total is at least 15 %.
_DEALS: Final = (
    ("japan", "JP", "2025-09-16", "9903.94.41", "9903.94.43", "FR 2025-17908"),
    ("eu", EU_GROUP, "2025-08-01", "9903.94.51", "9903.94.53", "FR 2025-18660"),
    ("korea", "KR", "2025-11-01", "9903.94.61", "9903.94.63", "90 FR 55964"),
    ("taiwan", "TW", "2026-05-01", "", "9903.94.67", "FR 2026-10571"),
)
_UK_FROM: Final = "2025-06-30"
_UK_LAW: Final = "U.S. note 33; 90 FR 27851"
#: Electric goods vehicles of any weight: in the list of light trucks and in that of heavier ones.
_ANY_WEIGHT: Final = "87046000"
#: Chassis that the list of heavier vehicles shares with those of parts.
_CHASSIS: Final = ("87060003", "8706000520", "8706000575", "87060025")
#: Computers of every sort: parts of cars are so rare among them that they pay where it is stated only.
_RARELY_CAR_PARTS: Final = "8471"
_CAR_PARTS: Final = "(g) Subject to a manufacturer's import adjustment offset amount"
_OF_AGE: Final = "when=vehicle_age>=25"
_US_CONTENT: Final = f"{USMCA}; statement=us_content_share>0"


def add_vehicles(folder: FactFolder, data: Path) -> None:
    """Programmes, measures and exemptions of vehicles and their parts."""
    notes = notes_of(data)
    _add_cars(Action(folder, "s232_cars", _CAR_LAW), notes, " ".join(new_goods(data, "8703")))
    _add_car_parts(Action(folder, "s232_car_parts", _CAR_LAW), notes)
    _add_trucks(Action(folder, "s232_trucks", _TRUCK_LAW), notes)
    _add_truck_parts(Action(folder, "s232_truck_parts", _TRUCK_LAW), notes)


def _add_cars(cars: Action, notes: list[str], new: str) -> None:
    name = "Section 232 cars and light trucks"
    codes = listed(notes, "(b) The rates of duty set forth in headings 9903.94.01")
    cars.charge("any", name, "25%", _CARS_FROM, heading="9903.94.01", rank="90")
    cars.charge(
        "us_content", f"{name}, on the content that is not of the United States", "25%", _CARS_FROM,
        heading="9903.94.03", rank="10", areas=USMCA_COUNTRIES, base="rest:us_content_share", conditions=_US_CONTENT,
    )  # fmt: skip
    keys = ["any", "us_content"]
    for partner, area, first, heading, _, act in _DEALS:
        if heading:
            cars.charge(partner, f"{name}, at least 15 % in all", "15%", first, heading=heading, rank="20", areas=area,
                        mode="minimum_total", reference=f"HTSUS {heading}; U.S. note 33; {act}")  # fmt: skip
            keys.append(partner)
    cars.charge("uk_quota", f"{name}, quota of the United Kingdom", "7.5%", _UK_FROM, heading="9903.94.31", rank="20",
                areas="GB", conditions="when=within_quota=true", reference=f"HTSUS 9903.94.31; {_UK_LAW}")  # fmt: skip
    cars.goods(cars.keys(*keys), codes)
    cars.goods(cars.keys("uk_quota"), (code for code in codes if code.startswith("8703")))
    cars.exempt("old", "Made 25 years ago or more", _CARS_FROM, heading="9903.94.04", rank="50",
                conditions=f"{_OF_AGE}; not_goods={new}")  # fmt: skip
    cars.all_goods(cars.keys("old"))
    _neither(cars, _CARS_FROM, "9903.94.02", [_ANY_WEIGHT])
    cars.exempt("heavy", "Heavier than a light truck", _CARS_FROM, heading="9903.94.02", rank="50",
                conditions="when=heavy_vehicle=true")  # fmt: skip
    cars.goods(cars.keys("heavy"), [_ANY_WEIGHT])


def _neither(vehicles: Action, first: str, heading: str, but: list[str]) -> None:
    """Whatever is stated to be another vehicle. It is what the goods are, no way of paying to be offered for a code."""
    vehicles.exempt("other_vehicle", "Not a vehicle of the kinds that the action names", first, heading=heading,
                    rank="50", conditions=f"statement=other_vehicle=true; not_goods={' '.join(but)}")  # fmt: skip
    vehicles.all_goods(vehicles.keys("other_vehicle"))


def _add_car_parts(parts: Action, notes: list[str]) -> None:
    name = "Section 232 car parts"
    codes = listed(notes, _CAR_PARTS)
    parts.charge("any", name, "25%", _PARTS_FROM, heading="9903.94.05", rank="90")
    keys = ["any"]
    for partner, area, first, _, heading, act in _DEALS:
        parts.charge(partner, f"{name}, at least 15 % in all", "15%", first, heading=heading, rank="20", areas=area,
                     mode="minimum_total", reference=f"HTSUS {heading}; U.S. note 33; {act}")  # fmt: skip
        keys.append(partner)
    parts.goods(parts.keys(*keys), codes - {_RARELY_CAR_PARTS})
    parts.goods(parts.keys(*keys), [_RARELY_CAR_PARTS], conditions="statement=car_part=true")
    parts.charge("uk", f"{name}, 10 % in all", "10%", _UK_FROM, heading="9903.94.32", rank="20", areas="GB",
                 mode="minimum_total", reference=f"HTSUS 9903.94.32; {_UK_LAW}")  # fmt: skip
    parts.goods(parts.keys("uk"), enumerated(notes, "(j) Heading 9903.94.32 sets forth"))
    usmca = {"heading": "9903.94.06", "rank": "10", "areas": USMCA_COUNTRIES, "conditions": USMCA}
    parts.charge("usmca", f"{name}, free under the USMCA unless a knock-down kit", "Free", _PARTS_FROM, **usmca)
    parts.goods(parts.keys("usmca"), codes - {_RARELY_CAR_PARTS})
    parts.exempt("other_use", "Not a part of a passenger vehicle or light truck", _PARTS_FROM, heading="9903.94.06",
                 rank="50", conditions="when=car_part=false")  # fmt: skip
    parts.all_goods(parts.keys("other_use"))


def _add_trucks(trucks: Action, notes: list[str]) -> None:
    codes = listed(notes, "(b) The rate of duty set forth in heading 9903.74.01")
    name = "Section 232 medium and heavy vehicles"
    trucks.charge("any", name, "25%", _TRUCKS_FROM, heading="9903.74.01", rank="90")
    trucks.charge(
        "us_content", f"{name}, on the content that is not of the United States", "25%", _TRUCKS_FROM,
        heading="9903.74.03", rank="10", areas=USMCA_COUNTRIES, base="rest:us_content_share", conditions=_US_CONTENT,
    )  # fmt: skip
    trucks.goods(trucks.keys("any", "us_content"), codes)
    trucks.charge("buses", "Section 232 buses", "10%", _TRUCKS_FROM, heading="9903.74.02")
    trucks.goods(trucks.keys("buses"), listed(notes, "(c) Heading 9903.74.02 applies to buses"))
    trucks.exempt("old", "Made 25 years ago or more", _TRUCKS_FROM, heading="9903.74.07", rank="50", conditions=_OF_AGE)
    trucks.all_goods(trucks.keys("old"))
    _neither(trucks, _TRUCKS_FROM, "9903.74.05", [_ANY_WEIGHT, *_CHASSIS])
    trucks.exempt("light", "Not a medium or heavy vehicle", _TRUCKS_FROM, heading="9903.74.05", rank="50",
                  conditions="when=heavy_vehicle=false")  # fmt: skip
    trucks.goods(trucks.keys("light"), [_ANY_WEIGHT])
    trucks.exempt("car_chassis", "Chassis of a car or light truck", _TRUCKS_FROM, heading="9903.74.05", rank="50",
                  conditions="when=car_part=true")  # fmt: skip
    trucks.goods(trucks.keys("car_chassis"), codes & set(_CHASSIS))


def _add_truck_parts(parts: Action, notes: list[str]) -> None:
    name = "Section 232 parts of medium and heavy vehicles"
    codes = listed(notes, "(i) The rates of duty set forth in heading 9903.74.08 apply to parts")
    no_chassis = f"not_goods={' '.join(_CHASSIS)}"
    parts.charge("any", name, "25%", _TRUCKS_FROM, heading="9903.74.08", rank="90", conditions=no_chassis)
    parts.charge("usmca", f"{name}, free under the USMCA unless a knock-down kit", "Free", _TRUCKS_FROM,
                 heading="9903.74.10", rank="10", areas=USMCA_COUNTRIES,
                 conditions=f"{USMCA}; {no_chassis}")  # fmt: skip
    parts.goods(parts.keys("any", "usmca"), codes)
    parts.exempt("other_use", "Not a part of a medium or heavy vehicle", _TRUCKS_FROM, heading="9903.74.11", rank="50",
                 conditions="when=truck_part=false")  # fmt: skip
    parts.all_goods(parts.keys("other_use"))
    parts.exempt("car_part", "Pays as a part of a car", _TRUCKS_FROM, rank="40", conditions="when=car_part=true")
    of_cars = listed(notes, _CAR_PARTS) - {_RARELY_CAR_PARTS}
    parts.goods(parts.keys("car_part"), _in_both(codes, of_cars))


def _in_both(some: set[str], others: set[str]) -> set[str]:
    """What two lists of codes have in common; one may name a subheading of which the other names a part."""
    return {max(a, b, key=len) for a in some for b in others if a.startswith(b) or b.startswith(a)}

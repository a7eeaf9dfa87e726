"""Safeguards of section 201 (quartz, solar), section 338 duties on Canada, and the old duties on leather of Japan."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_chapter99 import SCHEDULE, USMCA, Action
from dutiful_quote.tariff.publications.us_hts import footnoted_headings, schedule_rows
from dutiful_quote.tariff.publications.us_s338_canada import add_canada
from dutiful_quote.tariff.publications.writing import FactFolder

_QUARTZ_EXEMPT: Final = "US:quartz_exempt"
#: First day, last day, rate within the quota, rate over it.
_QUARTZ_STEPS: Final = (
    ("2026-08-15", "2027-08-14", "25%", "50%"),
    ("2027-08-15", "2028-08-14", "23%", "49%"),
    ("2028-08-15", "2029-08-14", "21%", "48%"),
    ("2029-08-15", "2030-08-14", "19%", "47%"),
)
#: Quartz has a number of its own; the two others hold other articles of stone and of glass as well.
_ALWAYS_QUARTZ: Final = "6810990020"
_SOLAR_EXEMPT: Final = "US:solar_exempt"
#: Developing countries of U.S. note 18(b).
_SOLAR_EXEMPT_COUNTRIES: Final = (
    "AF AL AM AO AZ BA BF BI BJ BO BR BT BW BZ CD CF CG CI CM CV DJ DM DZ EC EG ER ET FJ GA GD GE GH GM GN GW GY HT ID "
    "IQ JM JO KE KG KH KI KM KZ LB LC LK LR LS MD ME MG MK ML MM MN MR MU MV MW MZ NA NE NG NP PG PK PY RS RW SB SL SN "
    "SO SR SS ST SZ TD TG TL TN TO TV TZ UA UG UZ VC VU WS XK YE ZA ZM ZW"
)
#: First day, last day, rate.
_SOLAR_STEPS: Final = (("2024-02-07", "2025-02-06", "14.25%"), ("2025-02-07", "2026-02-06", "14%"))
_SOLAR_CELLS: Final = "8541420010"
_SOLAR_MODULES: Final = "8541430010"
_SOLAR_LAW: Final = "U.S. note 18; Proclamation 10339, 87 FR 7357"
_LEATHER_HEADINGS: Final = {"9903.41.05", "9903.41.10"}


def us_s201_s338(data: Path) -> FactFolder:
    """The facts of `us/s201_s338`."""
    folder = FactFolder(
        "us/s201_s338",
        {
            "jurisdiction": "US",
            "publication": "s201_s338",
            "edition": "2026-10",
            "title": "Section 201 safeguards and section 338 duties of HTSUS chapter 99",
            "publisher": "United States International Trade Commission; The White House",
            "source_url": SCHEDULE,
            "licence": "US government work, public domain; compilations MIT, see attribution",
            "published_on": "2026-10-05",
            "verified_until": "2026-10-05",
            "dialect": "US",
            "attribution": "Copyright (c) 2025-2026 The Budget Lab at Yale, MIT",
            "note": "Whether a quota has room is asked. Section 338: additions of 2026-09-15 of which only the range "
            "is known are unresolved. Not loaded: solar cells that are presented with inverters or batteries, and "
            "the window of bifacial panels that closed in 2024.",
        },
    )
    _add_quartz(folder, data)
    _add_solar(folder)
    add_canada(folder, data)
    _add_leather(folder, data)
    return folder


def _add_quartz(folder: FactFolder, data: Path) -> None:
    """A tariff quota by the quarter of a year, with a duty within it and a higher one over it."""
    quartz = Action(folder, "s201_quartz", "U.S. note 41; Proclamation 11051, 91 FR 50645",
                    shared={"excluded": _QUARTZ_EXEMPT})  # fmt: skip
    exempt = {row["iso2"] for row in read_rows(data / "us/ch99/s201_quartz_exempt_countries_2026-08-15.csv")}
    folder.area(_QUARTZ_EXEMPT, sorted(exempt - {""}))
    codes = [row["hts10"] for row in read_rows(data / "us/ch99/s201_quartz_products_2026-08-15.csv")]
    for first, last, within, over in _QUARTZ_STEPS:
        quartz.charge(f"within_{first}", "Section 201 quartz, within the quota", within, first, valid_to=last,
                      heading="9903.45.30", rank="10", conditions="when=within_quota=true")  # fmt: skip
        quartz.charge(f"over_{first}", "Section 201 quartz, over the quota", over, first, valid_to=last,
                      heading="9903.45.31", rank="90")  # fmt: skip
        quartz.goods(quartz.keys(f"within_{first}", f"over_{first}"), codes, valid_from=first)
    quartz.exempt("other_material", "Not a quartz surface product", _QUARTZ_STEPS[0][0], rank="50",
                  conditions="when=quartz_surface_product=false")  # fmt: skip
    quartz.goods(quartz.keys("other_material"), (code for code in codes if code != _ALWAYS_QUARTZ))


def _add_solar(folder: FactFolder) -> None:
    """Ended on 2026-02-06. Cells are free within a quota; modules are not."""
    solar = Action(folder, "s201_solar", _SOLAR_LAW, shared={"excluded": _SOLAR_EXEMPT})
    folder.area(_SOLAR_EXEMPT, _SOLAR_EXEMPT_COUNTRIES.split())
    since, until = _SOLAR_STEPS[0][0], _SOLAR_STEPS[-1][1]
    for first, last, rate in _SOLAR_STEPS:
        for key, name, heading, code in (
            ("cells", "Section 201 solar cells, over the quota", "9903.45.22", _SOLAR_CELLS),
            ("modules", "Section 201 solar modules", "9903.45.25", _SOLAR_MODULES),
        ):
            solar.charge(f"{key}_{first}", name, rate, first, heading=heading, valid_to=last)
            solar.goods(solar.keys(f"{key}_{first}"), [code], valid_from=first)
    for key, name, heading, rank, conditions, codes in (
        ("canada", "Of Canada under the USMCA", "9903.45.27", "20", USMCA, [_SOLAR_CELLS, _SOLAR_MODULES]),
        ("within", "Within the quota of cells", "9903.45.21", "40", "when=within_quota=true", [_SOLAR_CELLS]),
        ("excluded", "Excluded product of note 18(c)", "", "30", "statement=solar_exclusion=true",
         [_SOLAR_CELLS, _SOLAR_MODULES]),
    ):  # fmt: skip
        solar.exempt(key, name, since, heading=heading, rank=rank, conditions=conditions, valid_to=until,
                     areas="CA" if key == "canada" else "*")  # fmt: skip
        solar.goods(solar.keys(key), codes)


def _add_leather(folder: FactFolder, data: Path) -> None:
    """Printed and footnoted in the schedule; whether they are still collected was not to be confirmed."""
    leather = Action(folder, "japan_leather", "HTSUS 9903.41.05 and 9903.41.10, footnoted; status not confirmed",
                     url=SCHEDULE)  # fmt: skip
    folder.programmes.append(
        {"key": "japan_leather", "programme": "japan_leather", "kind": "additional_duty", "mode": "unresolved",
         "name": "Duties on leather and footwear of Japan", "rate": "40%", "areas": "JP", "heading": "9903.41.05",
         "reference": leather.reference, "url": leather.url}
    )  # fmt: skip
    leather.goods(
        "japan_leather", (r["code"] for r in schedule_rows(data) if _LEATHER_HEADINGS & {*footnoted_headings(r)})
    )

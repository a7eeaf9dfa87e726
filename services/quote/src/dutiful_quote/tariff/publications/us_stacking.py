"""Which additional duties of the United States yield to which: dated, cited, in the order in which they are declared.

What is not in this table adds up: section 301 China to everything, section 232 polysilicon to section 301.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.writing import FactFolder, Row

_URL: Final = "https://www.federalregister.gov"
_OLD_METALS: Final = ("s232_steel", "s232_aluminum", "s232_copper")
_METALS: Final = ("s232_metals", "s232_aluminum_russia")
_ALL_METALS: Final = (*_OLD_METALS, *_METALS)
_CARS: Final = ("s232_cars", "s232_car_parts")
_TRUCKS: Final = ("s232_trucks", "s232_truck_parts")
_VEHICLES: Final = (*_CARS, *_TRUCKS)
#: Section 232 programmes whose goods pay no section 301 duty of 2026; those of section 122 are all but the medicines.
_SURCHARGED: Final = (*_METALS, *_VEHICLES, "s232_wood", "s232_semiconductors")
_DISPLACING: Final = (*_SURCHARGED, "s232_pharmaceuticals")
_SECTION_232: Final = (*_DISPLACING, "s232_drones", "s232_polysilicon")
_NORTH_AMERICA: Final = ("ieepa_fentanyl_ca", "ieepa_fentanyl_mx")
#: Emergency duties that left out goods, or the content of goods, under section 232.
_EMERGENCY: Final = ("ieepa_reciprocal", "ieepa_brazil", "ieepa_india")
_EMERGENCY_ENDED: Final = "2026-02-23"

#: (programmes, displaced by, heading, first day, last day, reference)
_RULES: Final = (
    (("s301_brazil",), _DISPLACING, "9903.05.07", "2026-07-22", "", "HTSUS 9903.05.07; U.S. note 50"),
    (("s301_forced_labor",), _DISPLACING, "9903.05.90", "2026-07-24", "", "HTSUS 9903.05.90; U.S. note 52(f)"),
    (("s301_forced_labor",), ("s232_drones",), "9903.05.90", "2026-09-03", "",
     "HTSUS 9903.05.90 as of 2026 Revision 18; U.S. note 43"),
    # From 2026-09-15 the duty on Canada is charged on top of section 232 (Proclamations 11061-11063).
    (("s338_canada",), _SECTION_232, "9903.03.15", "2026-08-22", "2026-09-14",
     "HTSUS 9903.03.15; U.S. note 51(c); Proclamations 11046-11048, clause (2)"),
    # Among the actions of section 232.
    (("s232_metals",), ("s232_aluminum_russia",), "", "2026-04-06", "", "HTSUS 9903.82.02; U.S. note 16(a)"),
    (("s232_aluminum",), ("s232_aluminum_russia",), "", "2023-03-10", "2026-04-05", "HTSUS 9903.85.67; U.S. note 19"),
    (_OLD_METALS, _CARS, "", "2025-04-03", "2026-04-05", "EO 14289 (90 FR 18907), section 3(a)(i)"),
    (_METALS, _CARS, "", "2026-04-06", "", "U.S. note 33; EO 14289 (90 FR 18907)"),
    (_OLD_METALS, _TRUCKS, "", "2025-11-01", "2026-04-05", "U.S. note 38; Proclamation 10984, clause (9)"),
    (_METALS, _TRUCKS, "", "2026-04-06", "", "U.S. note 38; Proclamation 10984, clause (9)"),
    (("s232_wood",), _CARS, "", "2025-10-14", "", "Proclamation 10976, clause (6)"),
    (("s232_wood",), _TRUCKS, "", "2025-11-01", "", "U.S. note 38; Proclamation 10984, clause (9)"),
    ((*_ALL_METALS, *_VEHICLES, "s232_wood"), ("s232_semiconductors",), "", "2026-01-15", "",
     "Proclamation of 2026-01-14 (91 FR 2443), clause (5); U.S. note 39"),
    # The surcharge of section 122.
    (("s122",), _SURCHARGED, "9903.03.06", "2026-02-24", "2026-07-23", "HTSUS 9903.03.06; U.S. note 2(aa)(v)"),
    (("s122",), _OLD_METALS, "9903.03.06", "2026-02-24", "2026-04-05", "HTSUS 9903.03.06; U.S. note 2(aa)(v)"),
    # Emergency duties on Canada and Mexico: the metals yielded to them until 2025-06-03, since then they yield.
    (_NORTH_AMERICA, _CARS, "", "2025-04-03", _EMERGENCY_ENDED, "EO 14289 (90 FR 18907), section 3(a)(i)"),
    (_NORTH_AMERICA, _TRUCKS, "", "2025-11-01", _EMERGENCY_ENDED, "Proclamation 10984, clause (9)"),
    (_NORTH_AMERICA, ("s232_wood",), "", "2025-10-14", _EMERGENCY_ENDED, "Proclamation 10976, clause (6)"),
    ((*_NORTH_AMERICA, "ieepa_fentanyl_cn"), ("s232_semiconductors",), "", "2026-01-15", _EMERGENCY_ENDED,
     "91 FR 2443, clause (5); U.S. note 39(a)(6)-(8)"),
    (("s232_steel", "s232_aluminum"), _NORTH_AMERICA, "", "2025-03-04", "2025-06-03",
     "EO 14289 (90 FR 18907), section 3(a)(ii)"),
    (_NORTH_AMERICA, ("s232_steel", "s232_aluminum"), "", "2025-06-04", _EMERGENCY_ENDED, "Proclamation 10947"),
    (_NORTH_AMERICA, ("s232_copper",), "", "2025-08-01", _EMERGENCY_ENDED, "Proclamation 10962"),
    # The reciprocal duties and those on Brazil and India: goods under section 232, or their metal content.
    (_EMERGENCY, ("s232_steel", "s232_aluminum", "s232_aluminum_russia", *_CARS), "9903.01.33", "2025-04-05",
     _EMERGENCY_ENDED, "HTSUS 9903.01.33; U.S. note 2(v)(vi)-(xi)"),
    (_EMERGENCY, ("s232_copper",), "9903.01.33", "2025-08-01", _EMERGENCY_ENDED,
     "HTSUS 9903.01.33; U.S. note 2(v)(xii)"),
    (_EMERGENCY, ("s232_wood",), "9903.01.33", "2025-10-14", _EMERGENCY_ENDED,
     "HTSUS 9903.01.33; U.S. note 2(v)(xiii)"),
    (_EMERGENCY, _TRUCKS, "9903.01.33", "2025-11-01", _EMERGENCY_ENDED,
     "HTSUS 9903.01.33; U.S. note 2(v)(xiv), (xv)"),
    (_EMERGENCY, ("s232_semiconductors",), "9903.01.33", "2026-01-15", _EMERGENCY_ENDED,
     "HTSUS 9903.01.33; U.S. note 2(v)(xvi)"),
)  # fmt: skip
#: The heading that says so for the duties on Brazil and India is another one than for the reciprocal duties.
_OTHER_NOTE: Final = {
    "ieepa_brazil": ("9903.01.83", "HTSUS 9903.01.83; U.S. note 2(x)(v)-(xv)"),
    "ieepa_india": ("9903.01.87", "HTSUS 9903.01.87; U.S. note 2(z)(iii)-(xiii)"),
}
#: Beginnings of programme names in the order in which their headings are filed (CSMS 69668138).
_FILING_ORDER: Final = "s301 s338 s122 ieepa s232 s201"


def us_stacking(data: Path) -> FactFolder:
    """The facts of `us/stacking`. They are of the law's own words, so nothing of `data` is read."""
    del data
    folder = FactFolder(
        "us/stacking",
        {
            "jurisdiction": "US",
            "publication": "stacking",
            "edition": "2026-10",
            "title": "Additional duties of HTSUS chapter 99 that yield to one another",
            "publisher": "The White House; United States International Trade Commission",
            "source_url": "https://hts.usitc.gov",
            "licence": "US government work, public domain",
            "published_on": "2026-10-05",
            "verified_until": "2026-10-05",
            "dialect": "US",
            "note": "Programmes that are not named here add up. A programme that is charged on a part of the value "
            "only leaves the rest of it to the others.",
        },
    )
    for programmes, displacing, heading, first, last, reference in _RULES:
        for programme in programmes:
            shown, law = _OTHER_NOTE.get(programme, (heading, reference))
            folder.stacking += _rows(programme, displacing, shown, first, last, law)
    folder.profile.append({"key": "filing_order", "value": _FILING_ORDER})
    return folder


def _rows(
    programme: str, displacing: tuple[str, ...], heading: str, first: str, last: str, reference: str
) -> Iterator[Row]:
    for other in displacing:
        if other != programme:
            yield {"programme": programme, "displaced_by": other, "heading": heading, "valid_from": first,
                   "valid_to": last, "reference": reference, "url": _URL}  # fmt: skip

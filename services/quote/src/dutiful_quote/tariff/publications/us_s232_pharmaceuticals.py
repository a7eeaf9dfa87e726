"""Section 232 patented medicines and their ingredients (U.S. note 40).

In force for the companies of annex III first. Which company makes a product, and what it has agreed, decides; so does
the patent. The list was split anew on 2026-09-29: numbers of the older list that the schedule at hand still has, and of
which a part stays listed, are unresolved from that day.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_chapter99 import EU_GROUP, Action
from dutiful_quote.tariff.publications.writing import FactFolder

_FROM: Final = "2026-07-31"
_ALL_FROM: Final = "2026-09-29"
_BEFORE_ALL: Final = "2026-09-28"
_LAW: Final = "U.S. note 40; Proclamation 11020; 91 FR 49406"
#: Numbers that were divided on 2026-09-29 with all their parts listed: the subheading stands for them.
_DIVIDED: Final = ("2922190900", "2934994700", "2937220000", "2941903000", "2941905000", "3004310000")
_NO_MORE: Final = ("3004200083", "3004320060", "3004390055", "3004909225")
_NEW: Final = (
    "3004200042", "3004200058", "3004200073", "3004200074", "3004200078", "3004200085", "3004320020", "3004320080",
    "3004390015", "3004390080", "3004909212", "3004909217", "3004909218", "3004909226",
)  # fmt: skip
_SUBHEADING: Final = 8

#: Heading -> (end of the key, name, first day, last day, rank, condition): what is outside.
_OUTSIDE: Final = (
    ("9903.04.67", "generic", "Not patented", _FROM, "", "30", "when=patented_pharmaceutical=false"),
    ("9903.04.61", "later_companies", "Made by a company outside annex III", _FROM, _BEFORE_ALL, "40",
     "when=pharmaceutical_annex_iii_company=false"),
    ("9903.04.65", "pricing", "Made under a pricing and onshoring agreement", _FROM, "2029-01-19", "50",
     "statement=pharmaceutical_treatment=pricing_agreement"),
    ("9903.04.66", "specialty", "Specialty product that the Secretary has named", _FROM, "", "50",
     "statement=pharmaceutical_treatment=specialty"),
    ("9903.04.68", "us_ingredient", "Its active ingredient is of the United States", _FROM, "", "50",
     "statement=pharmaceutical_treatment=us_ingredient"),
    ("9903.04.70", "research", "For clinical trials, research or other use without sale", _ALL_FROM, "", "50",
     "statement=pharmaceutical_treatment=research"),
)  # fmt: skip


def add_pharmaceuticals(folder: FactFolder, data: Path) -> None:
    """The programme `s232_pharmaceuticals`."""
    pharma = Action(folder, "s232_pharmaceuticals", _LAW)
    name = "Section 232 patented medicines"
    excluded = {"excluded": "US"}
    pharma.charge("any", f"{name}, 100 % in all", "100%", _FROM, heading="9903.04.60", rank="90", mode="minimum_total",
                  **excluded)  # fmt: skip
    pharma.charge("deal", f"{name}, at least 15 % in all", "15%", _FROM, heading="9903.04.62", rank="20",
                  mode="minimum_total", areas=f"JP {EU_GROUP} KR CH LI")  # fmt: skip
    pharma.charge("uk", f"{name} of the United Kingdom", "Free", _FROM, heading="9903.04.63", rank="20", areas="GB")
    pharma.charge("onshoring", f"{name}, company with an onshoring plan", "20%", _FROM, heading="9903.04.64", rank="30",
                  valid_to="2030-04-01", conditions="statement=pharmaceutical_treatment=onshoring_plan",
                  **excluded)  # fmt: skip
    for heading, key, what, first, last, rank, conditions in _OUTSIDE:
        pharma.exempt(key, what, first, heading=heading, rank=rank, valid_to=last, conditions=conditions)
        pharma.all_goods(pharma.keys(key))
    _add_goods(pharma, data, pharma.keys("any", "deal", "uk", "onshoring"))
    pharma.charge("divided", f"{name}, number of the older list", "100%", _ALL_FROM, rank="90", mode="unresolved",
                  **excluded)  # fmt: skip
    pharma.goods(pharma.keys("divided"), _NO_MORE)


def _add_goods(pharma: Action, data: Path, keys: str) -> None:
    first = {row["hts10"] for row in read_rows(data / "us/ch99/s232_pharma_products.csv")}
    for codes in (_DIVIDED, _NO_MORE):
        if not first.issuperset(codes):
            raise ValueError(f"the list of medicines lacks some of {codes}, which it had before 2026-09-29")
    pharma.goods(keys, first.difference(_DIVIDED, _NO_MORE) | {code[:_SUBHEADING] for code in _DIVIDED})
    pharma.goods(keys, _NO_MORE, valid_to=_BEFORE_ALL)
    pharma.goods(keys, _NEW, valid_from=_ALL_FROM)

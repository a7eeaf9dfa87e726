"""Informational materials by their codes: the emergency act's duties do not reach them (50 U.S.C. 1702(b)(3)), and the
section 122 and 301 actions exempt them by headings of their own.

The chapter's notes leave it to a statement. Of publications nobody needs to state what they are; of other printed
matter, films, recordings and art it is asked.
"""

from typing import Final

from dutiful_quote.tariff.publications.writing import FactFolder

#: Books, newspapers, picture books, music and maps: "publications" of the act, whatever they tell.
_PUBLICATIONS: Final = ("4901", "4902", "4903", "4904", "4905")
#: May be plans, posters, photographs, films, recordings or artworks, and may be labels, calendars or empty media.
_PERHAPS: Final = ("3705", "3706", "4906", "4909", "4910", "4911", "8523", "9701", "9702", "9703")
_STATED: Final = "statement=informational_material"
_ACT: Final = "50 U.S.C. 1702(b)(3)"


def add_informational(folder: FactFolder) -> None:
    """Beside each exemption of `folder` that waits for the statement, one of publications and one that asks."""
    for stated in [row for row in folder.programmes if row.get("conditions") == _STATED]:
        reference = stated["reference"] if "1702(b)" in stated["reference"] else f"{stated['reference']}; {_ACT}"
        for ending, conditions, codes in (
            ("publications", "", _PUBLICATIONS),
            ("perhaps", "when=informational_material=true", _PERHAPS),
        ):
            key = f"{stated['key']}_{ending}"
            folder.programmes.append({**stated, "key": key, "conditions": conditions, "reference": reference})
            folder.measures += [{"goods_code": code, "key": key} for code in codes]

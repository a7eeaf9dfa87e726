"""The section 122 surcharge of 10 % (HTSUS 9903.03.01), 2026-02-24 through 2026-07-23, and what was outside it."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_emergency_countries import URL, exempting
from dutiful_quote.tariff.publications.us_note_lists import ChapterNotes
from dutiful_quote.tariff.publications.us_s301_exemptions import ARTICLES
from dutiful_quote.tariff.publications.writing import FactFolder

FIRST_DAY: Final = "2026-02-24"
#: It expired at the first minute of 2026-07-24.
LAST_DAY: Final = "2026-07-23"
_PROCLAMATION: Final = "Proclamation 11012 (91 FR 9339)"
_CAFTA: Final = "CR DO GT HN NI SV"
_BY_COUNTRY: Final = "us/ch99/s301_forced_labor_exempt_by_country_FINAL_2026-07-24.csv"


def add_section_122(folder: FactFolder, data: Path, notes: ChapterNotes) -> None:
    """The programme `s122`."""
    folder.programmes.append(
        {"key": "s122", "programme": "s122", "kind": "additional_duty", "name": "Section 122 import surcharge",
         "areas": "*", "excluded": "BY CU KP RU US", "heading": "9903.03.01", "rate": "10%",
         "valid_from": FIRST_DAY, "valid_to": LAST_DAY, "reference": f"HTSUS 9903.03.01; {_PROCLAMATION}", "url": URL}
    )  # fmt: skip
    folder.measures.append({"key": "s122"})
    _exempt(folder, "transit", "9903.03.02", "exported_before=2026-02-24; transport_modes=sea", rank="10",
            last="2026-02-27")  # fmt: skip
    _exempt(folder, "usmca_ca", "9903.03.07", "claim=S", areas="CA", rank="20")
    _exempt(folder, "usmca_mx", "9903.03.08", "claim=S", areas="MX", rank="20")
    _exempt(folder, "donation", "9903.03.10", "statement=donation", rank="50")
    _exempt(folder, "information", "9903.03.11", "statement=informational_material", rank="50")
    listed = notes.codes("(ii) As provided in heading 9903.03.03", "(iii) As provided in heading 9903.03.04")
    _exempt(folder, "list", "9903.03.03", "", codes=listed)
    described = notes.codes("(iii) As provided in heading 9903.03.04", "(iv) As provided in heading 9903.03.05")
    _exempt(folder, "articles", "9903.03.04", "", codes=[], rank="50")
    folder.measures += [
        {"goods_code": code, "key": "s122_articles",
         "conditions": f"article={ARTICLES.get(code, 'the article of this code that the note describes')}"}
        for code in described
    ]  # fmt: skip
    aircraft = notes.codes("(iv) As provided in heading 9903.03.05", "(v) As provided in heading 9903.03.06")
    _exempt(folder, "aircraft", "9903.03.05", "statement=civil_aircraft_use", codes=aircraft, rank="50")
    textiles = sorted(
        {row["hts_code"] for row in read_rows(data / _BY_COUNTRY) if row["countries"] == _CAFTA.replace(" ", ";")}
    )
    _exempt(folder, "cafta", "9903.03.09", "claim=P", codes=textiles, areas=_CAFTA, rank="20")


def _exempt(
    folder: FactFolder,
    name: str,
    heading: str,
    conditions: str,
    *,
    codes: list[str] | None = None,
    areas: str = "*",
    rank: str = "30",
    last: str = LAST_DAY,
) -> None:
    """An exemption of the surcharge on `codes`, or on all goods where there are none."""
    key = f"s122_{name}"
    folder.programmes.append(
        exempting(key, "s122", heading, areas=areas, first=FIRST_DAY, last=last, conditions=conditions, rank=rank)
    )
    if codes is None:
        folder.measures.append({"key": key})
    else:
        folder.measures += [{"goods_code": code, "key": key} for code in codes]

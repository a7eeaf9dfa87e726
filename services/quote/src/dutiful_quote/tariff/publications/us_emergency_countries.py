"""Emergency duties on single countries: China, Canada and Mexico (fentanyl), Brazil, India."""

from typing import Final

from dutiful_quote.tariff.publications.us_note_lists import ChapterNotes
from dutiful_quote.tariff.publications.us_s301_exemptions import ARTICLES
from dutiful_quote.tariff.publications.writing import FactFolder, Row

URL: Final = "https://www.federalregister.gov"
#: The last day of all emergency duties: collection stopped at the beginning of 2026-02-24.
LAST_DAY: Final = "2026-02-23"
ENDED: Final = "ended by EO 14389 (91 FR 9437)"
#: From this day the lists of exempt goods stand as they are printed in 2026.
LISTS_FROM: Final = "2025-11-13"
LISTS_BEFORE: Final = "2025-11-12"

#: (key, programme, name, areas, heading, rate, first day, last day, conditions, rank, reference)
_DUTIES: Final = (
    ("fentanyl_cn_10", "ieepa_fentanyl_cn", "Emergency duty on China and Hong Kong", "CN HK", "9903.01.20", "10%",
     "2025-02-04", "2025-03-03", "", "50", "EO 14195; 90 FR 2025-02408"),
    ("fentanyl_cn_20", "ieepa_fentanyl_cn", "Emergency duty on China and Hong Kong", "CN HK", "9903.01.24", "20%",
     "2025-03-04", "2025-11-09", "", "50", "EO 14228; 90 FR 2025-03775"),
    ("fentanyl_cn_10_again", "ieepa_fentanyl_cn", "Emergency duty on China and Hong Kong", "CN HK", "9903.01.24", "10%",
     "2025-11-10", LAST_DAY, "", "50", "90 FR 2025-19825"),
    ("fentanyl_ca_25", "ieepa_fentanyl_ca", "Emergency duty on Canada", "CA", "9903.01.10", "25%", "2025-03-04",
     "2025-07-31", "", "50", "EO 14193; 90 FR 2025-03664"),
    ("fentanyl_ca_35", "ieepa_fentanyl_ca", "Emergency duty on Canada", "CA", "9903.01.10", "35%", "2025-08-01",
     LAST_DAY, "", "50", "90 FR 2025-14999"),
    ("fentanyl_ca_energy", "ieepa_fentanyl_ca", "Emergency duty on Canada, energy and critical minerals", "CA",
     "9903.01.13", "10%", "2025-03-04", LAST_DAY, "statement=energy_or_critical_mineral", "10",
     "EO 14193; 90 FR 2025-03664"),
    ("fentanyl_ca_potash", "ieepa_fentanyl_ca", "Emergency duty on Canada, potash", "CA", "9903.01.15", "10%",
     "2025-03-07", LAST_DAY, "statement=potash", "20", "U.S. note 2(l)"),
    ("fentanyl_mx_25", "ieepa_fentanyl_mx", "Emergency duty on Mexico", "MX", "9903.01.01", "25%", "2025-03-04",
     LAST_DAY, "", "50", "EO 14194; 90 FR 2025-03665"),
    ("fentanyl_mx_potash", "ieepa_fentanyl_mx", "Emergency duty on Mexico, potash", "MX", "9903.01.05", "10%",
     "2025-03-07", LAST_DAY, "statement=potash", "20", "U.S. note 2(c)"),
    ("brazil_40", "ieepa_brazil", "Emergency duty on Brazil", "BR", "9903.01.77", "40%", "2025-08-06", LAST_DAY, "",
     "50", "EO 14323 (90 FR 37739)"),
    ("india_25", "ieepa_india", "Emergency duty on India", "IN", "9903.01.84", "25%", "2025-08-27", "2026-02-06", "",
     "50", "EO 14329; 90 FR 2025-16419"),
)  # fmt: skip

#: (programme, heading, conditions, areas, first day, last day, rank)
_EXEMPTIONS: Final = (
    ("ieepa_fentanyl_cn", "9903.01.21", "statement=donation", "CN HK", "2025-02-04", LAST_DAY, "50"),
    ("ieepa_fentanyl_cn", "9903.01.22", "statement=informational_material", "CN HK", "2025-02-04", LAST_DAY, "50"),
    ("ieepa_fentanyl_cn", "9903.01.23", "exported_before=2025-02-01", "CN HK", "2025-02-04", "2025-03-06", "10"),
    ("ieepa_fentanyl_ca", "9903.01.11", "statement=donation", "CA", "2025-03-04", LAST_DAY, "50"),
    ("ieepa_fentanyl_ca", "9903.01.12", "statement=informational_material", "CA", "2025-03-04", LAST_DAY, "50"),
    ("ieepa_fentanyl_ca", "9903.01.14", "claim=S", "CA", "2025-03-07", LAST_DAY, "20"),
    ("ieepa_fentanyl_mx", "9903.01.02", "statement=donation", "MX", "2025-03-04", LAST_DAY, "50"),
    ("ieepa_fentanyl_mx", "9903.01.03", "statement=informational_material", "MX", "2025-03-04", LAST_DAY, "50"),
    ("ieepa_fentanyl_mx", "9903.01.04", "claim=S", "MX", "2025-03-07", LAST_DAY, "20"),
    ("ieepa_brazil", "9903.01.78", "exported_before=2025-08-06; transport_modes=sea", "BR", "2025-08-06", "2025-10-04",
     "10"),
    ("ieepa_brazil", "9903.01.79", "statement=donation", "BR", "2025-08-06", LAST_DAY, "50"),
    ("ieepa_brazil", "9903.01.80", "statement=informational_material", "BR", "2025-08-06", LAST_DAY, "50"),
    ("ieepa_india", "9903.01.85", "exported_before=2025-08-27; transport_modes=sea", "IN", "2025-08-27", "2025-09-16",
     "10"),
    ("ieepa_india", "9903.01.88", "statement=donation", "IN", "2025-08-27", "2026-02-06", "50"),
    ("ieepa_india", "9903.01.89", "statement=informational_material", "IN", "2025-08-27", "2026-02-06", "50"),
)  # fmt: skip
#: A listed good of a day before the lists are known.
_ASKED: Final = "when=on_exempt_list"


def add_country_duties(folder: FactFolder, notes: ChapterNotes) -> None:
    """Duties, exemptions by condition, and the lists of Brazil."""
    for key, programme, name, areas, heading, rate, first, last, conditions, rank, reference in _DUTIES:
        folder.programmes.append(
            {"key": key, "programme": programme, "kind": "additional_duty", "name": name, "areas": areas,
             "heading": heading, "rate": rate, "valid_from": first, "valid_to": last, "conditions": conditions,
             "rank": rank, "reference": f"HTSUS {heading}; {reference}; {ENDED}", "url": URL}
        )  # fmt: skip
        folder.measures.append({"key": key, "valid_from": first})
    for number, (programme, heading, conditions, areas, first, last, rank) in enumerate(_EXEMPTIONS):
        key = f"exempt_{number}_{heading}"
        folder.programmes.append(
            exempting(key, programme, heading, conditions=conditions, areas=areas, first=first, last=last, rank=rank)
        )
        folder.measures.append({"key": key})
    _add_brazil_lists(folder, notes)


def exempting(
    key: str,
    programme: str,
    heading: str,
    *,
    areas: str,
    first: str,
    last: str,
    conditions: str = "",
    rank: str = "30",
    base: str = "",
) -> Row:
    """A programme row of an exemption from an emergency duty or the surcharge."""
    return {
        "key": key, "programme": programme, "kind": "exemption", "areas": areas, "heading": heading, "rank": rank,
        "base": base, "conditions": conditions, "name": "Exempt from the additional duty", "valid_from": first,
        "valid_to": last, "reference": f"HTSUS {heading}; U.S. note 2 to subchapter III", "url": URL,
    }  # fmt: skip


def add_list(
    folder: FactFolder, codes: list[str], key: str, programme: str, heading: str, areas: str, first: str, last: str
) -> None:
    """A list of exempt goods that is known from `LISTS_FROM` on and asked about before."""
    folder.programmes += [
        exempting(f"{key}_then", programme, heading, areas=areas, first=first, last=LISTS_BEFORE, conditions=_ASKED),
        exempting(key, programme, heading, areas=areas, first=LISTS_FROM, last=last),
    ]
    for code in codes:
        folder.measures += [
            {"goods_code": code, "key": f"{key}_then", "valid_from": first},
            {"goods_code": code, "key": key, "valid_from": LISTS_FROM},
        ]


def add_articles(
    folder: FactFolder, codes: list[str], key: str, programme: str, heading: str, areas: str, first: str
) -> None:
    """Exemptions of single described articles; the codes only say where such an article may stand."""
    folder.programmes.append(exempting(key, programme, heading, areas=areas, first=first, last=LAST_DAY, rank="50"))
    folder.measures += [
        {
            "goods_code": code,
            "key": key,
            "valid_from": first,
            "conditions": f"article={ARTICLES.get(code, 'the article of this code that the note describes')}",
        }
        for code in codes
    ]


def _add_brazil_lists(folder: FactFolder, notes: ChapterNotes) -> None:
    listed = notes.codes(
        "As provided in heading 9903.01.81, the additional duties imposed by heading 9903.01.77 shall not apply to",
        "(b) As provided in heading 9903.01.90",
    )
    add_list(folder, listed, "brazil_list", "ieepa_brazil", "9903.01.81", "BR", "2025-08-06", LAST_DAY)
    described = notes.codes("(b) As provided in heading 9903.01.90", "(iv) As provided in heading 9903.01.82")
    add_articles(folder, described, "brazil_articles", "ieepa_brazil", "9903.01.90", "BR", LISTS_FROM)
    aircraft = notes.codes(
        "As provided in heading 9903.01.82, the additional duties imposed by heading 9903.01.77",
        "(v) The additional duties imposed by heading 9903.01.77 shall not apply to products of iron or steel",
    )
    folder.programmes.append(
        exempting(
            "brazil_aircraft",
            "ieepa_brazil",
            "9903.01.82",
            areas="BR",
            first="2025-08-06",
            last=LAST_DAY,
            conditions="statement=civil_aircraft_use",
            rank="50",
        )
    )
    folder.measures += [{"goods_code": code, "key": "brazil_aircraft"} for code in aircraft]

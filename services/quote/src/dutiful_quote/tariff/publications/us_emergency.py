"""Emergency (IEEPA) duties from 2025-02-04 through 2026-02-23 and the section 122 surcharge that followed them.

The reciprocal duty knew three periods: 10 % for all and country rates for a day (April 2025), country rates from
2025-08-07, and minimum totals for some partners. The lists of exempt goods are those printed in 2026; what they held
before 2025-11-13 is not at hand, so that for listed goods of earlier days the engine asks.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.us_emergency_countries import add_country_duties
from dutiful_quote.tariff.publications.us_emergency_mail import add_mail_duties
from dutiful_quote.tariff.publications.us_informational import add_informational
from dutiful_quote.tariff.publications.us_note_lists import ChapterNotes
from dutiful_quote.tariff.publications.us_reciprocal import add_reciprocal
from dutiful_quote.tariff.publications.us_section_122 import add_section_122
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://www.federalregister.gov"


def us_emergency(data: Path) -> FactFolder:
    """The facts of `us/emergency`."""
    folder = FactFolder(
        "us/emergency",
        {
            "jurisdiction": "US",
            "publication": "emergency",
            "edition": "2025-02 to 2026-07",
            "title": "Emergency duties of 2025 and 2026 and the section 122 surcharge",
            "publisher": "The President; United States International Trade Commission",
            "source_url": _URL,
            "licence": "US government work, public domain; compilation MIT, see attribution",
            "published_on": "2026-07-24",
            "verified_until": "2026-10-05",
            "dialect": "US",
            "attribution": "Copyright (c) 2025-2026 The Budget Lab at Yale, MIT",
            "note": "All of it has ended. Lists of exempt goods are known as printed from 2025-11-13; of earlier days "
            "the engine asks whether a listed good was listed then, and goods that were taken off a list on 2025-09-08 "
            "are charged. Refunds are outside a quote, and so are the duty on transshipped goods (found by customs "
            "alone) and the flat amounts by item that a postal carrier could choose.",
        },
    )
    notes = ChapterNotes.stored(data)
    add_country_duties(folder, notes)
    add_reciprocal(folder, data, notes)
    add_section_122(folder, data, notes)
    add_mail_duties(folder, data)
    add_informational(folder)
    return folder

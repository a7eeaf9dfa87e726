"""Additional duties of HTSUS chapter 99 that have no publication of their own yet: sections 232, 201 and 338.

Where the list or the amount of a programme is not fully known at the evidence date, its measures are `unresolved`: the
line then says what may apply, with the highest rate as the upper bound, and is never silently quoted without it.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.us_unresolved import add_unresolved
from dutiful_quote.tariff.publications.writing import FactFolder

_URL: Final = "https://hts.usitc.gov"


def us_ch99(data: Path) -> FactFolder:
    """The facts of `us/ch99`."""
    folder = FactFolder(
        "us/ch99",
        {
            "jurisdiction": "US",
            "publication": "ch99",
            "edition": "2026-10",
            "title": "Additional duties of HTSUS chapter 99",
            "publisher": "United States International Trade Commission; Office of the U.S. Trade Representative",
            "source_url": _URL,
            "licence": "US government work, public domain; compilations CC BY 4.0 and MIT, see attribution",
            "published_on": "2026-10-05",
            "verified_until": "2026-10-05",
            "dialect": "US",
            "attribution": "rulespec-us, The Axiom Foundation, CC BY 4.0; Copyright (c) 2025-2026 The Budget Lab at "
            "Yale, MIT",
            "note": "Section 232, 201 and 338 programmes are unresolved in this edition. Not loaded: removals from the "
            "metals annexes (such lines stay unresolved), the list "
            "of drone components, changes of the metals annex after 2026-06-08.",
        },
    )
    add_unresolved(folder, data)
    return folder

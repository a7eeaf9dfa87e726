"""Territories of member states outside the customs union, of whose tariff and taxes nothing is at hand.

Their currency alone is a fact. It lets an order be valued, so that what is not known is asked rather than refused.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.writing import FactFolder

_OUTLYING: Final = ("BL", "DE-HELIGOLAND", "EA", "IT-LIVIGNO", "MF", "PM", "VA")


def eu_outlying(_data: Path) -> FactFolder:
    """The facts of `eu/outlying`."""
    folder = FactFolder(
        "eu/outlying",
        {
            "jurisdiction": "*",
            "publication": "outlying",
            "edition": "2026-11",
            "title": "Territories of member states outside the customs union",
            "publisher": "Council of the European Union; compiled",
            "source_url": "https://eur-lex.europa.eu",
            "licence": "facts",
            "published_on": "2026-11-22",
            "verified_until": "2026-11-22",
            "dialect": "plain",
            "note": "Ceuta and Melilla (EA), Heligoland, Livigno, Vatican City and three French collectivities: "
            "outside the EU's customs and VAT territory (Regulation (EU) No 952/2013, Art. 4). They use the euro. "
            "Their own duties and taxes are not loaded.",
        },
    )
    for territory in _OUTLYING:
        values = {
            "currency": "EUR",
            "tax_name": "import tax",
            # Outside every customs union, so that tariffs elsewhere are no evidence of a duty there.
            "compared_tariffs": "no",
            "confidence": "low",
            "as_of": "2026-11-22",
        }
        folder.profile += [{"jurisdiction": territory, "key": key, "value": value} for key, value in values.items()]
    return folder

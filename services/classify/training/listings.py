"""Listings we wrote as marketplaces write them, with the subheadings that are right: for ranker and calibration only.

They are no evidence of accuracy: who wrote them knew the nomenclature. `listings.toml` holds them; no published test
set was read for it.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dutiful_classify.engine.product import Product

_FILE: Final = Path(__file__).parent / "listings.toml"


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing and the subheadings that are right for it."""

    product: Product
    right: frozenset[str]


def read_listings() -> list[Listing]:
    """Every listing of the file, in order.

    Raises:
        KeyError: a listing has no title or no code.
    """
    if not _FILE.exists():
        return []
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return [
        Listing(
            Product(
                entry["title"],
                attributes={name.lower(): str(value) for name, value in entry.get("attributes", {}).items()},
                category=entry.get("category", ""),
            ),
            frozenset(entry["codes"]),
        )
        for entry in table["listing"]
    ]

"""One article of a merchant's catalogue, as a quote needs it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """Customs facts of one SKU.

    Attributes:
        codes: goods code by code system: `HS`, or the jurisdiction whose national code it is (`US`, `EU`, `GB` ...).
        origin: country of non-preferential origin, empty where unknown.
        net_weight_kg: of one piece; None where unknown.
        quantities: of one piece, by unit of `contract.units`.
        facts: what the merchant stated about the goods, by name of `GOODS_FACTS`.
        description: customs description in the merchant's language, empty where there is none.
        descriptions: customs descriptions by language.
        not_shipped_to: countries where the merchant does not send it.
    """

    sku: str
    codes: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    net_weight_kg: Decimal | None = None
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    not_shipped_to: frozenset[str] = frozenset()

    def code_for(self, jurisdictions: tuple[str, ...]) -> tuple[str, str]:
        """(code system, code) that says most in a destination of these laws; two empty texts where none is known.

        A national code of the destination comes first, then the code of the Harmonized System, then the first six
        digits of any other country's code, which all countries share.
        """
        for system in (*jurisdictions, "HS"):
            if self.codes.get(system):
                return system, self.codes[system]
        for system in sorted(self.codes):
            return system, self.codes[system]
        return "", ""


class Catalogue(Protocol):
    """Where a quote looks articles up."""

    async def find(self, merchant_id: str, skus: Collection[str]) -> Mapping[str, CatalogueItem]:
        """The known ones among these SKUs; empty when the catalogue is out of reach, for a quote must not wait."""
        ...

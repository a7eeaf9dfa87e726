"""What the engine is asked to assess: a consignment and its lines, with every default already taken."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Final

from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.value_class import value_class

#: Digits of the Harmonized System that all national codes share.
HS_DIGITS: Final = 6


@value_class
class GoodsLine:
    """One line of a consignment.

    Attributes:
        index: position in the caller's request, for pointers.
        code: digits that are valid in the destination's tariff: all of them where the caller gave its national code,
            else the six of the Harmonized System; empty when unknown.
        value: what is paid for the whole line after its own discount, in the cart's currency, before what
            `prices_include` says is solved out of it.
        quantities: line totals by unit of `contract.units`.
        facts: what the caller stated about the goods, as text.
    """

    id: str
    index: int
    code: str
    origin: str
    quantity: Decimal
    value: Decimal
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    claims_preference: bool = False
    preference_proof: str | None = None
    #: Whether the goods travel from the country of origin directly; None where it was not stated.
    direct_transport: bool | None = None
    #: The number under which customs of the origin knows the exporter for proofs of origin (REX, approved exporter).
    exporter_reference: str | None = None
    description: str | None = None
    #: Whose tariff the digits beyond the six of the Harmonized System are of; empty for the consignment's own.
    code_of: str = ""
    has_product_identifier: bool = False

    def code_in(self, jurisdiction: str) -> str:
        """The digits that hold in the tariff of `jurisdiction`: all of its own, six of another's."""
        return self.code if self.code_of in ("", jurisdiction) else self.code[:HS_DIGITS]


@value_class
class Consignment:
    """Goods that cross one border together.

    Attributes:
        ship_from, ship_to: codes of territories: a country, or a special part of one ("IC" for the Canary Islands).
        jurisdiction: customs territory of the destination ("EU" for DE).
        tax_territory: where VAT or GST is due ("DE"); it names measures' `destination`.
        currency: of the cart; all amounts here are in it.
        shipping, insurance, discount: of the whole consignment; the discount lowers the goods, not the shipping.
        registrations: schemes under which the seller is registered, such as IOSS.
        prices_include: names of `IncludedInPrice`.
        freight_share_to_border: share of the shipping that is for the way to the customs border, None if not stated.
        parcels: how many it travels in; 1 where it was not stated.
        home_tax_rate: VAT share that the prices contain when `home_tax` is included, None where unknown.
    """

    id: str
    ship_from: str
    ship_to: str
    jurisdiction: str
    tax_territory: str
    currency: str
    transport_mode: str
    incoterm: Incoterm
    purpose: str
    import_date: date
    lines: tuple[GoodsLine, ...]
    shipping: Decimal = Decimal(0)
    insurance: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    seller_type: str = "business"
    marketplace: bool = False
    registrations: frozenset[str] = frozenset()
    buyer_type: str = "consumer"
    buyer_tax_ids: frozenset[str] = frozenset()
    prices_include: frozenset[str] = frozenset()
    #: When the goods left, for clauses on goods in transit; None where it was not stated.
    export_date: date | None = None
    #: When the goods were sold, for taxes of the sale; None stands for the day of the import.
    sale_date: date | None = None
    freight_share_to_border: Decimal | None = None
    home_tax_rate: Decimal | None = None
    parcels: int = 1
    #: Part of the country (second half of ISO 3166-2) where the goods are delivered; empty where it was not stated.
    region: str = ""

    @property
    def by_post(self) -> bool:
        """Whether the posts carry it, Express Mail Service (EMS) included."""
        return self.transport_mode in {"post", "ems"}


def with_derived_quantities(
    given: Mapping[str, Decimal], quantity: Decimal, net_weight_kg: Decimal | None
) -> dict[str, Decimal]:
    """All quantities that follow from what was stated, without assuming anything.

    Pieces follow from the line's quantity; grams, carats (0.2 g) and kilograms from each other; litres of pure alcohol
    and hectolitres times strength from litres and the alcoholic strength in per cent by volume. Proof litres are not
    derived: proof is defined by weight and temperature tables, not by twice the strength alone.
    """
    if not given:
        known = {"NAR": quantity}
        if net_weight_kg is not None:
            known |= {"KGM": net_weight_kg, "GRM": net_weight_kg * 1000}
        return known
    known = dict(given)
    known.setdefault("NAR", quantity)
    if net_weight_kg is not None:
        known.setdefault("KGM", net_weight_kg)
    if "KGM" not in known and "GRM" in known:
        known["KGM"] = known["GRM"] / 1000
    if "KGM" in known:
        known.setdefault("GRM", known["KGM"] * 1000)
    if "LTR" in known and "ASV" in known:
        known.setdefault("LPA", known["LTR"] * known["ASV"] / 100)
        known.setdefault("HLT.vol", known["LTR"] / 100 * known["ASV"])
    return known

"""`Paper`: everything that any customs paper of a shipment says, once. A kind prints the part of it that it needs.

Amounts and weights are exact decimals; amounts are in the paper's currency, weights in kilograms, dimensions in
centimetres. `None` or an empty text means that nobody has said it.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import orjson

#: "IM" and ten digits (Council Implementing Regulation (EU) 2019/2026), with the blanks that people put between them.
IOSS_NUMBER: Final = re.compile(r"\bIM(?:[ -]?[0-9]){10}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Registered:
    """A number that a party is registered under."""

    type: str
    number: str

    @property
    def secret(self) -> bool:
        """An IOSS number, whatever it is called: told to customs as data, and never printed, since whoever reads it
        could ship under it."""
        return self.type == "IOSS" or IOSS_NUMBER.search(self.number) is not None


@dataclass(frozen=True, slots=True)
class Party:
    """Whom the paper names. `country` is ISO 3166-1 alpha-2; `type` is business or consumer."""

    name: str | None
    contact: str | None = None
    street: tuple[str, ...] = ()
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None
    type: str | None = None
    registrations: tuple[Registered, ...] = ()

    def number(self, *types: str) -> str | None:
        """The first number of one of these types."""
        return next((one.number for one in self.registrations if one.type in types), None)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """Goods of one kind. `value` is what the quote says the goods cost after every discount; `unit_price` times
    `quantity` less `discount`, rounded to the currency's decimals, is that value. All three are in the paper's currency
    and without what the shop's prices include beside the goods; `net_weight_kg` is of the whole line, and `unit` a code
    of UN/ECE Recommendation 20.

    Attributes:
        description_language: of the description, None where nobody says.
        code_system: whose tariff the code is of: EU, the country, or HS for the Harmonized System alone.
        free: nothing is paid for it, and the value is stated for customs.
        packing_instruction: of its batteries by air (IATA).
    """

    id: str
    description: str | None
    second_description: str | None
    sku: str | None
    tariff_code: str | None
    origin: str | None
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount: Decimal
    value: Decimal
    net_weight_kg: Decimal | None = None
    composition: str | None = None
    manufacturer_id: str | None = None
    merchant_product_id: str | None = None
    manufacturer_product_id: str | None = None
    standard_product_id: str | None = None
    preference: bool = False
    origin_criterion: str | None = None
    schedule_b: str | None = None
    eccn: str | None = None
    licence: str | None = None
    domestic: bool | None = None
    lithium_batteries: str | None = None
    dangerous_goods_number: str | None = None
    packing_instruction: str | None = None
    description_language: str | None = None
    code_system: str | None = None
    free: bool = False

    @property
    def marked_description(self) -> str | None:
        """The description with the number of dangerous goods, for forms that have no place of its own for that."""
        if self.description is None or self.dangerous_goods_number is None:
            return self.description
        return f"{self.description} ({self.dangerous_goods_number})"

    @property
    def hs6(self) -> str | None:
        """The six digits that all countries share."""
        digits = (self.tariff_code or "").replace(".", "").replace(" ", "")
        return digits[:6] if len(digits) >= 6 else None

    @property
    def classifications(self) -> tuple[tuple[str, str], ...]:
        """The list of codes and the code, for messages: the six digits of the Harmonized System, and the national code
        by the tariff it is of (UNTDID 7143: `ZZZ` is one that the parties agree on)."""
        digits = (self.tariff_code or "").replace(".", "").replace(" ", "")
        if self.hs6 is None:
            return ()
        if digits == self.hs6:
            return (("HS", digits),)
        national = self.code_system if self.code_system not in {None, "HS"} else "ZZZ"
        return (("HS", self.hs6), (national, digits))


@dataclass(frozen=True, slots=True)
class PackedLine:
    """So much of a line as lies in a package; `net_weight_kg` is of that `quantity`, to the gram."""

    line: str
    sku: str | None
    description: str | None
    second_description: str | None
    quantity: Decimal
    unit: str
    net_weight_kg: Decimal | None


@dataclass(frozen=True, slots=True)
class PaperPackage:
    """A package: outer dimensions in centimetres, weights of the whole package in kilograms.

    Attributes:
        kind: a code of UN/ECE Recommendation 21.
        net_weight_kg: of the goods without any packing.
        volumetric_weight_kg: by the carrier's divisor, None without dimensions.
        ispm15_mark: of packaging of solid `wood` (ISPM 15).
    """

    number: str
    kind: str
    marks: str | None
    length_cm: Decimal | None
    width_cm: Decimal | None
    height_cm: Decimal | None
    gross_weight_kg: Decimal | None
    net_weight_kg: Decimal | None
    volumetric_weight_kg: Decimal | None
    wood: bool
    ispm15_mark: str | None
    contents: tuple[PackedLine, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """A duty, tax or fee that was paid in advance, in the paper's currency: told apart, since it is no part of the
    customs value."""

    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """`total` is goods, shipping and insurance, all in the paper's currency; `memo` stands beside it. Weights, in
    kilograms, are `None` where one is unknown."""

    goods: Decimal
    discount: Decimal
    shipping: Decimal
    insurance: Decimal
    total: Decimal
    memo: tuple[Memo, ...]
    net_weight_kg: Decimal | None
    gross_weight_kg: Decimal | None
    packages: int


@dataclass(frozen=True, slots=True)
class Carriage:
    """How the goods travel. Countries are ISO 3166-1 alpha-2; `postage` is what was paid to the post, charges included,
    in the paper's currency; `item_id` is the post's own number (UPU S10)."""

    carrier: str | None
    service: str | None
    tracking_number: str | None
    item_id: str | None
    from_country: str
    to_country: str
    port_of_entry: str | None
    port_of_export: str | None
    postage: Decimal | None
    office_of_origin: str | None
    posting_date: date | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """What the invoice itself is known by."""

    number: str | None
    date: date | None
    order_reference: str | None
    payment_terms: str | None
    place_of_sale: str | None


@dataclass(frozen=True, slots=True)
class OriginClaim:
    """`text` is the treaty's own wording in `language`, filled in; `None` where no agreement was named. Above
    `reference_above` of `reference_above_currency`, which need not be the paper's, the exporter's reference is due."""

    agreement: str | None
    title: str | None
    text: str | None
    language: str
    exporter_reference: str | None
    certifier: str | None
    blanket_from: date | None
    blanket_to: date | None
    reference_above: Decimal | None
    reference_above_currency: str | None
    limit: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Export:
    """What a shipper's letter of instruction says beside the goods; None where nobody has said it."""

    related_parties: bool | None
    routed: bool | None
    consignee_type: str | None
    state_of_origin: str | None
    foreign_trade_zone: str | None
    hazardous: bool | None
    in_bond: str | None
    mode: str | None
    itn: str | None
    insurance_wanted: bool | None
    instructions: str | None


@dataclass(frozen=True, slots=True)
class Returned:
    """Goods that come back. `repair_charge` is in `repair_charge_currency`, which need not be the paper's."""

    original_invoice: str | None
    original_export: str | None
    original_export_date: date | None
    reason: str | None
    goods_unaltered: bool | None
    repair_charge: Decimal | None
    repair_charge_currency: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, where and on which day."""

    name: str | None
    title: str | None
    place: str | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole of it. `currency` is ISO 4217, and `decimals` how many its amounts have in print at least; `sold_to` is
    business or consumer: as the consignee or the buyer is said to be, else as the quote or order has it;
    `prices_without` names what the shop's prices include and the paper's do not."""

    kind: str
    draft: bool
    language: str
    second_language: str | None
    quote_id: str | None
    currency: str
    decimals: int
    incoterm: str | None
    incoterm_place: str | None
    reason_for_export: str
    reason_text: str | None
    sold_to: str
    invoice: Invoice
    exporter: Party | None
    consignee: Party | None
    buyer: Party | None
    importer: Party | None
    producer: Party | None
    forwarder: Party | None
    lines: tuple[PaperLine, ...]
    packages: tuple[PaperPackage, ...]
    totals: Totals
    carriage: Carriage
    origin: OriginClaim
    export: Export
    returned: Returned
    remarks: str | None
    signature: Signature | None
    prices_without: tuple[str, ...] = ()

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody whom the paper names, the exporter first."""
        roles = (self.exporter, self.consignee, self.buyer, self.importer, self.producer, self.forwarder)
        return tuple(party for party in roles if party is not None)


def plain(value: Any) -> Any:
    """A paper, or a part of one, as JSON values: decimals and days become texts."""
    return orjson.loads(orjson.dumps(value, default=_decimal))


def _decimal(value: Any) -> str:
    assert isinstance(value, Decimal), "all else of a paper is what JSON has, or a day"
    return f"{value:f}"

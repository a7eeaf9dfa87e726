"""`POST /v1/quotes`: what a checkout or an order system asks."""

import itertools
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from dutiful_shared.contract.fields import (
    INCONSISTENT,
    MAX_LINES,
    Amount,
    CountryCode,
    CurrencyCode,
    Day,
    Identifier,
    Measured,
    ShortText,
    WireModel,
)
from dutiful_shared.contract.incoterm import INCOTERM_RULES, Incoterm
from dutiful_shared.contract.units import UNIT_QUESTIONS


class TransportMode(StrEnum):
    EXPRESS = "express"
    POST = "post"
    #: Express Mail Service of the posts: mail to every law but where it is named.
    EMS = "ems"
    AIR = "air"
    SEA = "sea"
    ROAD = "road"
    RAIL = "rail"


class Purpose(StrEnum):
    SALE = "sale"
    GIFT = "gift"
    SAMPLE = "sample"
    RETURN = "return"
    REPAIR = "repair"


class IncludedInPrice(StrEnum):
    """What the prices already contain; the engine solves it out of them."""

    FREIGHT = "freight"
    INSURANCE = "insurance"
    DUTY = "duty"
    HOME_TAX = "home_tax"
    DESTINATION_TAX = "destination_tax"


class Place(WireModel):
    """Where goods leave or arrive. The country decides the tariff and the tax, unless the postal code, the region (ISO
    3166-2, with or without the country) or the town points to a special territory, such as the Canary Islands."""

    country: CountryCode
    region: Annotated[str, Field(max_length=64)] | None = None
    postal_code: Annotated[str, Field(max_length=20)] | None = None
    city: Annotated[str, Field(max_length=100)] | None = None


class Registration(WireModel):
    """A tax registration of the seller: IOSS, GB_VAT, VOEC, AU_GST, NZ_GST, SG_GST, UKIMS ..."""

    scheme: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,19}$", examples=["IOSS"])]
    number: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Seller(WireModel):
    country: CountryCode | None = None
    type: Literal["business", "consumer"] = "business"
    marketplace: bool = False
    registrations: Annotated[tuple[Registration, ...], Field(max_length=20)] = ()


class TaxId(WireModel):
    type: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,19}$", examples=["EU_VAT"])]
    number: Annotated[str, Field(min_length=1, max_length=40)]


class Buyer(WireModel):
    type: Literal["consumer", "business"] = "consumer"
    tax_ids: Annotated[tuple[TaxId, ...], Field(max_length=10)] = ()


class ServiceOption(WireModel):
    """A shipping service to be quoted landed, beside the cart's own shipping."""

    code: Identifier
    mode: TransportMode
    shipping: Amount
    ddp: bool = True


class ConsignmentPart(WireModel):
    """Goods that really travel apart from the rest; each one is its own import."""

    id: Identifier
    ship_from: Place
    shipping: Amount | None = None
    parcels: Annotated[tuple[dict[str, Any], ...], Field(max_length=100)] = ()


class PreferenceClaim(WireModel):
    """Whether a preferential origin is claimed; without a claim and its proof none is ever applied."""

    claim: bool = False
    proof: Annotated[str, Field(max_length=100)] | None = None
    direct_transport: bool | None = None
    exporter_reference: Annotated[str, Field(max_length=40)] | None = None


class Identifiers(WireModel):
    product: Annotated[str, Field(max_length=100)] | None = None
    manufacturer: Annotated[str, Field(max_length=100)] | None = None


class Line(WireModel):
    """One line of the cart. `unit_price` is per unit; `net_weight_kg`, `quantities` and `discount` are line totals."""

    id: Identifier
    consignment: Identifier | None = None
    sku: Annotated[str, Field(max_length=100)] | None = None
    description: ShortText | None = None
    hs_code: (
        Annotated[
            str,
            Field(
                pattern=r"^\d{4}([. ]?\d{2}){0,3}$|^\d{9}$",
                description="4 to 10 digits; dots or spaces between pairs are fine.",
                examples=["6109100012"],
            ),
        ]
        | None
    ) = None
    code_system: Annotated[
        str,
        Field(
            pattern=r"^(HS|[A-Z]{2})$",
            description="HS, or the jurisdiction whose national code it is (US, EU, GB, JP ...).",
        ),
    ] = "HS"
    origin: CountryCode | None = None
    quantity: Annotated[Decimal, Field(gt=0, le=Decimal(10_000_000), max_digits=13, decimal_places=3)]
    unit_price: Amount | None = None
    line_total: Amount | None = None
    discount: Amount = Decimal(0)
    declared_value: Amount | None = None
    net_weight_kg: Measured | None = None
    quantities: Annotated[dict[str, Measured], Field(max_length=20)] = Field(default_factory=dict)
    facts: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")], Annotated[str, Field(max_length=100)]],
        Field(max_length=30),
    ] = Field(default_factory=dict)
    preference: PreferenceClaim = PreferenceClaim()
    identifiers: Identifiers = Identifiers()

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if (self.unit_price is None) == (self.line_total is None):
            raise _wrong("unit_price", "give either unit_price or line_total, not both and not neither")
        if self.discount > self.gross:
            raise _wrong("discount", f"the discount {self.discount} exceeds the line's value {self.gross}")
        for unit in self.quantities:
            if unit not in UNIT_QUESTIONS:
                raise _wrong(
                    f"quantities/{unit}", f"{unit!r} is no unit of quantity; known: {', '.join(UNIT_QUESTIONS)}"
                )
        return self

    @property
    def gross(self) -> Decimal:
        """The value of the line before its discount, in the cart's currency."""
        return self.line_total if self.line_total is not None else (self.unit_price or Decimal(0)) * self.quantity


class QuoteRequest(WireModel):
    """A cart to be landed. Every default that is taken stands in the answer's `assumptions`."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "ship_from": {"country": "CN"},
                    "ship_to": {"country": "US", "region": "CA", "postal_code": "94107"},
                    "currency": "USD",
                    "incoterm": "DDP",
                    "transport_mode": "express",
                    "import_date": "2026-11-20",
                    "shipping": "12.50",
                    "lines": [
                        {
                            "id": "1",
                            "sku": "TEE-01",
                            "description": "Men's cotton T-shirt, knitted",
                            "hs_code": "6109100012",
                            "code_system": "US",
                            "origin": "CN",
                            "quantity": 2,
                            "unit_price": "19.99",
                            "net_weight_kg": "0.40",
                        }
                    ],
                }
            ]
        },
    )

    ship_from: Place
    ship_to: Place
    currency: CurrencyCode
    incoterm: Incoterm | None = None
    transport_mode: TransportMode | None = None
    purpose: Purpose = Purpose.SALE
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    seller: Seller = Seller()
    buyer: Buyer = Buyer()
    importer_of_record: Literal["buyer", "seller", "carrier"] | None = None
    sale_date: Day | None = None
    export_date: Day | None = None
    import_date: Day | None = None
    prices_include: Annotated[tuple[IncludedInPrice, ...], Field(max_length=5)] = ()
    shipping: Amount = Decimal(0)
    insurance: Amount = Decimal(0)
    discount: Amount = Decimal(0)
    freight_share_to_border: Annotated[
        Decimal | None,
        Field(
            ge=0,
            le=1,
            description="Share of the shipping that is for the way to the customs border of the destination, where its "
            "law counts only that much in the customs value (European Union). Postal charges count in full.",
        ),
    ] = None
    advice: Annotated[bool, Field(description="Whether to look for lawful ways that cost less; it takes longer.")] = (
        False
    )
    services: Annotated[tuple[ServiceOption, ...], Field(max_length=10)] = ()
    consignments: Annotated[tuple[ConsignmentPart, ...], Field(max_length=20)] = ()
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=MAX_LINES)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _no_duplicate((line.id for line in self.lines), "lines", "id")
        _no_duplicate((part.id for part in self.consignments), "consignments", "id")
        _no_duplicate((service.code for service in self.services), "services", "code")
        parts = {part.id for part in self.consignments}
        for i, line in enumerate(self.lines):
            if line.consignment is not None and line.consignment not in parts:
                raise _wrong(f"lines/{i}/consignment", f"{line.consignment!r} is not among the cart's consignments")
            if parts and line.consignment is None:
                raise _wrong(f"lines/{i}/consignment", "the cart has consignments, so each line names its own")
        goods = sum(line.gross - line.discount for line in self.lines)
        if self.discount > goods:
            raise _wrong("discount", f"the discount {self.discount} exceeds the value of the goods, {goods}")
        if self.incoterm and INCOTERM_RULES[self.incoterm].sea_only and self.transport_mode not in (None, "sea"):
            raise _wrong(
                "incoterm", f"{self.incoterm} is a rule for sea and inland waterway, not {self.transport_mode}"
            )
        self._dates_in_order()
        return self

    def _dates_in_order(self) -> None:
        given: list[tuple[str, date]] = [
            (name, day)
            for name, day in (
                ("sale_date", self.sale_date),
                ("export_date", self.export_date),
                ("import_date", self.import_date),
            )
            if day is not None
        ]
        for (earlier, first), (later, second) in itertools.pairwise(given):
            if second < first:
                raise _wrong(later, f"{later} {second} lies before {earlier} {first}")


class TokenRequest(WireModel):
    """`POST /v1/quotes/verify`."""

    token: Annotated[str, Field(min_length=1, max_length=4096, description="The `token` of a quote.")]


def _wrong(where: str, what: str) -> PydanticCustomError:
    """A refusal that names the field; the edge adds `where` to the pointer of the model it belongs to."""
    context: Mapping[str, Any] = {"where": where, "what": what}
    return PydanticCustomError(INCONSISTENT, "{what}", dict(context))


def _no_duplicate(names: Any, where: str, field: str) -> None:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            raise _wrong(f"{where}/{i}/{field}", f"{name!r} is used twice; each {field} is unique")
        seen.add(name)

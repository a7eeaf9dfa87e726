"""`POST /v1/quotes`: what a checkout or an order system asks."""

import itertools
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.cart_parties import Buyer, Place, Seller
from dutiful_shared.contract.fields import (
    MAX_ASSESSED_LINES,
    MAX_LINES,
    PLAIN,
    Amount,
    CurrencyCode,
    Day,
    Flag,
    Identifier,
    Language,
    WireModel,
    all_different,
    inconsistent,
    written_plainly,
)
from dutiful_shared.contract.incoterm import INCOTERM_RULES, Incoterm
from dutiful_shared.contract.shipping import MAX_SERVICES, ServiceOption, TransportMode

#: The id of the consignment of a cart that names none.
ONLY_CONSIGNMENT: Final = "c1"


class Purpose(StrEnum):
    """Why the goods are sent. Reliefs for gifts and returned goods depend on it where the destination's law has them;
    where one is not applied, `assumptions` says so."""

    SALE = "sale"
    GIFT = "gift"
    SAMPLE = "sample"
    RETURN = "return"
    REPAIR = "repair"


class IncludedInPrice(StrEnum):
    """What the prices already contain; the engine solves it out of them.

    `home_tax` is the VAT of the seller's country, which goods that leave it do not bear; `destination_tax` is that of
    the country of arrival.
    """

    FREIGHT = "freight"
    INSURANCE = "insurance"
    DUTY = "duty"
    HOME_TAX = "home_tax"
    DESTINATION_TAX = "destination_tax"


class ConsignmentPart(WireModel):
    """Goods that really travel apart from the rest; each one is its own import.

    `shipping` is its own part of the cart's; what is left of the cart's is shared by those that state none.
    """

    id: Annotated[Identifier, Field(description="Names the consignment; lines refer to it. Each one once.")]
    ship_from: Annotated[Place, Field(description="Where its goods leave, in place of the cart's `ship_from`.")]
    shipping: Annotated[
        Amount | None,
        Field(
            description="Its own part of the cart's `shipping`, in the cart's currency. Null: a share of what is left "
            "of it."
        ),
    ] = None
    parcels: Annotated[
        tuple[dict[str, Any], ...],
        Field(
            max_length=100,
            description="One entry for each parcel that these goods travel in: a fee that the law takes on each "
            "parcel (Romania) counts them. Empty: they are one parcel. What an entry holds is the caller's own note, "
            "kept with the quote and read by nothing: weights are those of the lines, and the price of carriage is "
            "`shipping`.",
        ),
    ] = ()


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

    ship_from: Annotated[
        Place, Field(description="Where the goods leave. It is also the country of origin of a line that names none.")
    ]
    ship_to: Annotated[Place, Field(description="Where the goods arrive. It decides whose law is applied.")]
    currency: Annotated[
        CurrencyCode,
        Field(
            description="ISO 4217: the currency of the sale, of every amount of the request, and of the answer's "
            "totals."
        ),
    ]
    incoterm: Annotated[
        Incoterm | None,
        Field(
            description="Rule of Incoterms 2020 of the sale. Null: that of the merchant's settings for the "
            "destination, else DDP."
        ),
    ] = None
    transport_mode: Annotated[
        TransportMode | None, Field(description="How the goods are carried. Null: express courier.")
    ] = None
    purpose: Annotated[Purpose, Field(description="Why the goods are sent.")] = Purpose.SALE
    language: Annotated[
        Language,
        Field(
            description="Language of the lines' descriptions and of the classifier's question. Left out: that of the "
            "merchant's settings."
        ),
    ] = "en"
    seller: Annotated[
        Seller,
        Field(
            description="Who sells. Country and registrations that are left out are those of the merchant's settings."
        ),
    ] = Seller()
    buyer: Annotated[Buyer, Field(description="Who buys.")] = Buyer()
    importer_of_record: Annotated[
        Literal["buyer", "seller", "carrier"] | None,
        Field(
            description="Who declares the goods for import. It decides whether `buyer_data_required` names what the "
            "importer alone is asked for, such as an EORI; no amount depends on it. Null: taken to be the buyer there."
        ),
    ] = None
    sale_date: Annotated[
        Day | None,
        Field(description="Day of the sale, whose law a tax on the sale follows. Null: the day of the import."),
    ] = None
    export_date: Annotated[
        Day | None,
        Field(description="Day on which the goods leave, which clauses on goods in transit look at. Null: not stated."),
    ] = None
    import_date: Annotated[
        Day | None,
        Field(
            description="Day of the import, whose law and rates of exchange are applied. Null: `export_date`, else "
            "`sale_date`, else today."
        ),
    ] = None
    prices_include: Annotated[
        tuple[IncludedInPrice, ...],
        Field(
            max_length=5,
            description="What the prices of the lines already contain. Left out: what the merchant's settings say.",
        ),
    ] = ()
    shipping: Annotated[Amount, Field(description="Price of the carriage of the whole cart, in its currency.")] = (
        Decimal(0)
    )
    insurance: Annotated[
        Amount, Field(description="Price of the insurance of the whole cart's carriage, in its currency.")
    ] = Decimal(0)
    discount: Annotated[
        Amount,
        Field(
            description="Discount on the goods of the whole cart, in its currency, beside those of single lines. It "
            "lowers the value of the goods, not the shipping."
        ),
    ] = Decimal(0)
    freight_share_to_border: Annotated[
        Annotated[Decimal, Field(ge=0, le=1, json_schema_extra=written_plainly), PLAIN] | None,
        Field(
            description="Share of the shipping that is for the way to the customs border of the destination, where its "
            "law counts only that much in the customs value (European Union). Postal charges count in full.",
        ),
    ] = None
    advice: Annotated[Flag, Field(description="Whether to look for lawful ways that cost less; it takes longer.")] = (
        False
    )
    services: Annotated[
        tuple[ServiceOption, ...],
        Field(
            max_length=MAX_SERVICES,
            description=f"Each is quoted landed. Lines times (1 + services) are {MAX_ASSESSED_LINES} at most.",
        ),
    ] = ()
    services_from_settings: Annotated[
        Flag, Field(description="Whether the rate tables of the merchant's settings give `services`, if it is empty.")
    ] = False
    consignments: Annotated[
        tuple[ConsignmentPart, ...],
        Field(
            max_length=20,
            description="Parts of the cart that travel apart; every line then names its own. Empty: all goods travel "
            "together.",
        ),
    ] = ()
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=MAX_LINES, description="The goods of the cart.")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        all_different((line.id for line in self.lines), "lines/{}/id")
        all_different((part.id for part in self.consignments), "consignments/{}/id")
        all_different((service.code for service in self.services), "services/{}/code")
        if self.services and len(self.lines) * (1 + len(self.services)) > MAX_ASSESSED_LINES:
            most = MAX_ASSESSED_LINES // len(self.lines) - 1
            raise inconsistent(
                "services", f"a cart of {len(self.lines)} lines can be quoted by {most} services at most"
            )
        parts = {part.id for part in self.consignments}
        for i, line in enumerate(self.lines):
            if line.consignment is not None and line.consignment not in parts:
                raise inconsistent(
                    f"lines/{i}/consignment", f"{line.consignment!r} is not among the cart's consignments"
                )
            if parts and line.consignment is None:
                raise inconsistent(f"lines/{i}/consignment", "the cart has consignments, so each line names its own")
        for i, service in enumerate(self.services):
            for part in service.shares:
                if part not in (parts or {ONLY_CONSIGNMENT}):
                    raise inconsistent(f"services/{i}/shares/{part}", f"{part!r} is not among the cart's consignments")
        self._consignments_in_use(parts)
        goods = sum(line.gross - line.discount for line in self.lines)
        if self.discount > goods:
            raise inconsistent("discount", f"the discount {self.discount} exceeds the value of the goods, {goods}")
        if self.incoterm and INCOTERM_RULES[self.incoterm].sea_only and self.transport_mode not in (None, "sea"):
            raise inconsistent(
                "incoterm", f"{self.incoterm} is a rule for sea and inland waterway, not {self.transport_mode}"
            )
        self._dates_in_order()
        return self

    def _consignments_in_use(self, parts: set[str]) -> None:
        """No consignment without goods, and no shipping that is stated and then not counted."""
        used = {line.consignment for line in self.lines}
        for i, part in enumerate(self.consignments):
            if part.id not in used:
                raise inconsistent(f"consignments/{i}/id", f"no line is in the consignment {part.id!r}")
        own = [part.shipping for part in self.consignments if part.shipping is not None]
        if not own or not self.shipping:
            return
        if sum(own) > self.shipping or (len(own) == len(parts) and sum(own) != self.shipping):
            text = f"the consignments' own shipping, {sum(own)}, does not fit into the shipping of all, {self.shipping}"
            raise inconsistent("shipping", text)

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
                raise inconsistent(later, f"{later} {second} lies before {earlier} {first}")


class TokenRequest(WireModel):
    """`POST /v1/quotes/verify`."""

    token: Annotated[str, Field(min_length=1, max_length=4096, description="The `token` of a quote.")]

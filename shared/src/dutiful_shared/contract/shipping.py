"""Shipping services: what a request or a merchant's rate tables say of them, and what their carriers ask."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from dutiful_shared.contract.fields import (
    ANYWHERE,
    PLAIN,
    WHOLE,
    Amount,
    CurrencyCode,
    Destination,
    Flag,
    Identifier,
    Measured,
    ShortText,
    WireModel,
    all_different,
    inconsistent,
    written_plainly,
)

#: More services than any checkout shows.
MAX_SERVICES: Final = 50

Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6, json_schema_extra=written_plainly), PLAIN]


class TransportMode(StrEnum):
    """How goods are carried. `express` is a courier, `post` the mail, and `ems` the Express Mail Service of the posts:
    mail to every law but where it is named. The others carry cargo."""

    EXPRESS = "express"
    POST = "post"
    EMS = "ems"
    AIR = "air"
    SEA = "sea"
    ROAD = "road"
    RAIL = "rail"


class DisbursementFee(WireModel):
    """What a carrier asks for paying duty and tax in advance: the greater of a share of them and a minimum, and a fixed
    part. `currency` is that of `minimum` and `fixed`."""

    carrier: Annotated[Identifier, Field(description="Code of the carrier, as a service names it.")]
    destinations: Annotated[
        tuple[Destination, ...],
        Field(min_length=1, max_length=300, description="Countries that it is asked for; * is every other one."),
    ] = (ANYWHERE,)
    currency: Annotated[CurrencyCode, Field(description="ISO 4217: the currency of `minimum` and `fixed`.")]
    share: Annotated[Share, Field(description="Share of the duty and tax paid in advance: 0.02 is 2 %.")] = Decimal(0)
    minimum: Annotated[
        Amount, Field(description="The least that the share comes to, for a consignment, in `currency`.")
    ] = Decimal(0)
    fixed: Annotated[Amount, Field(description="What comes on top of it, for a consignment, in `currency`.")] = Decimal(
        0
    )
    tax_rate: Annotated[Share, Field(description="VAT or GST that the carrier adds.")] = Decimal(0)
    paid_by: Annotated[
        Literal["shopper", "merchant"],
        Field(description="Who bears it: the shopper at checkout, or the merchant, in which case it is in no total."),
    ] = "shopper"


class TransitDays(WireModel):
    """How long a service takes from dispatch to delivery, in days."""

    min: Annotated[int, Field(ge=0, le=365, description="The fewest days."), WHOLE]
    max: Annotated[int, Field(ge=0, le=365, description="The most days, not fewer than `min`."), WHOLE]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max < self.min:
            raise inconsistent("max", f"{self.max} days at most are fewer than {self.min} at least")
        return self


class ServiceOption(WireModel):
    """A shipping service to be quoted landed, beside the cart's own shipping."""

    code: Annotated[Identifier, Field(description="Names the service in the answer; each one once.")]
    name: Annotated[ShortText | None, Field(description="Its name for shoppers.")] = None
    carrier: Annotated[
        Identifier | None,
        Field(description="Code of its carrier, by which the disbursement fees of the merchant's settings are found."),
    ] = None
    mode: Annotated[TransportMode, Field(description="How it carries goods. The law may depend on it.")]
    shipping: Annotated[
        Amount, Field(description="Price of the carriage of the whole order by this service, in the cart's currency.")
    ]
    shares: Annotated[
        dict[Identifier, Amount],
        Field(
            max_length=20,
            description="The part of `shipping` that is for each consignment, by its id; shared by value if left out.",
        ),
    ] = Field(default_factory=dict)
    ddp: Annotated[Flag, Field(description="Whether it can be sent with duties paid.")] = True
    transit_days: Annotated[
        TransitDays | None,
        Field(description="From dispatch to delivery; it is repeated in the answer and changes no amount."),
    ] = None
    disbursement: Annotated[
        DisbursementFee | None,
        Field(description="What its carrier asks for paying duty and tax; default: the merchant's settings."),
    ] = None

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        if self.shares and sum(self.shares.values()) != self.shipping:
            raise inconsistent("shares", f"the shares do not add up to the shipping, {self.shipping}")
        return self


class BandBasis(StrEnum):
    """What the bands of a service's prices are counted in."""

    WEIGHT = "weight"
    GOODS_VALUE = "goods_value"
    ITEM_COUNT = "item_count"


class PriceBand(WireModel):
    """A price for everything above the band before it and up to `up_to`, which is included. Without it there is no
    upper limit. `up_to` is in kg, in the table's currency or in pieces, as the service's `basis` says."""

    up_to: Measured | None = None
    price: Amount


class ZonePrices(WireModel):
    """The prices of one service into one zone. Goods worth `free_above` or more, in the table's currency, go free."""

    zone: Identifier
    bands: Annotated[tuple[PriceBand, ...], Field(min_length=1, max_length=100)]
    free_above: Amount | None = None

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for i, (band, following) in enumerate(zip(self.bands, self.bands[1:], strict=False)):
            if band.up_to is None:
                raise inconsistent(f"bands/{i}/up_to", "a band without an upper limit is the last one")
            if following.up_to is not None and following.up_to <= band.up_to:
                raise inconsistent(f"bands/{i + 1}/up_to", "each band reaches higher than the one before it")
        return self


class ServiceFee(WireModel):
    """What comes on top of a band's price: a share of it (fuel), a fixed part (handling), and the tax on both."""

    name: ShortText
    share: Annotated[
        Decimal, Field(ge=0, le=10, max_digits=8, decimal_places=6, json_schema_extra=written_plainly), PLAIN
    ] = Decimal(0)
    fixed: Amount = Decimal(0)
    tax_rate: Annotated[Share, Field(description="VAT or GST on this fee.")] = Decimal(0)


class RatedService(WireModel):
    """A service of a rate table. `code` never changes its meaning, for shops store it with orders."""

    code: Identifier
    name: ShortText
    carrier: Identifier | None = None
    mode: TransportMode = TransportMode.EXPRESS
    ddp: Flag = True
    transit_days: TransitDays | None = None
    basis: BandBasis = BandBasis.WEIGHT
    fees: Annotated[tuple[ServiceFee, ...], Field(max_length=10)] = ()
    prices: Annotated[tuple[ZonePrices, ...], Field(min_length=1, max_length=100)]


class ZoneDestination(WireModel):
    """A country, or parts of it: regions (ISO 3166-2, with or without the country) or beginnings of postal codes."""

    country: Destination
    regions: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=64)], ...], Field(max_length=100)] = ()
    postal_prefixes: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=20)], ...], Field(max_length=1000)
    ] = ()


class ShippingZone(WireModel):
    """Where prices are the same. `origins` are countries or codes of the merchant's origins; none: from everywhere."""

    code: Identifier
    origins: Annotated[tuple[Identifier, ...], Field(max_length=200)] = ()
    destinations: Annotated[tuple[ZoneDestination, ...], Field(min_length=1, max_length=300)]


class RateTable(WireModel):
    """Prices of shipping: zone x band x service, in one currency. A shipment is in the first zone that it matches."""

    code: Identifier
    currency: CurrencyCode
    packaging_kg: Annotated[Measured, Field(description="Weight of the packaging of each consignment.")] = Decimal(0)
    zones: Annotated[tuple[ShippingZone, ...], Field(min_length=1, max_length=100)]
    services: Annotated[tuple[RatedService, ...], Field(min_length=1, max_length=MAX_SERVICES)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        zones = {zone.code for zone in self.zones}
        all_different((zone.code for zone in self.zones), "zones/{}/code")
        for i, service in enumerate(self.services):
            all_different((prices.zone for prices in service.prices), f"services/{i}/prices/{{}}/zone")
            for j, prices in enumerate(service.prices):
                if prices.zone not in zones:
                    raise inconsistent(f"services/{i}/prices/{j}/zone", f"the table has no zone {prices.zone!r}")
        return self

"""What BigCommerce sends to a shipping provider: a rate request, and the options a merchant connected with."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from dutiful_quote.channels.bigcommerce.lenient import (
    Country,
    LenientModel,
    Number,
    SignedAmount,
    Text,
    or_empty,
    or_no_list,
)
from dutiful_quote.channels.weights import grams_in

MAX_ITEMS: Final = 200


class RateAddress(LenientModel):
    """`zip` may be cut to three characters (United Kingdom, Canada), and anything may be missing."""

    country_iso2: Country = ""
    state_iso2: Text = ""
    city: Text = ""
    zip: Text = ""


class RateAmount(LenientModel):
    """An amount in units of its currency, not in cents. Without a currency it was not told."""

    currency: Text = ""
    amount: SignedAmount = Decimal(0)


class RateWeight(LenientModel):
    """A weight; `units` is the store's: grams, ounces, or one that is not read."""

    units: Text = ""
    value: Number = Decimal(0)

    @property
    def grams(self) -> Decimal | None:
        """None where the weight is not told, or its unit is not one of the platform's."""
        unit = self.units.lower()
        return grams_in(self.value, unit) if unit in ("g", "oz") and self.value > 0 else None


class RateAttribute(LenientModel):
    """A metafield of the product or the variant."""

    key: Text = ""
    value: Text = ""
    resource_type: Text = ""


class RateItem(LenientModel):
    """A line of the cart: weight and prices are of one piece."""

    sku: Text = ""
    variant_id: Text = ""
    name: Text = ""
    quantity: Number = Decimal(1)
    weight: Annotated[RateWeight, BeforeValidator(or_empty)] = RateWeight()
    discounted_price: Annotated[RateAmount, BeforeValidator(or_empty)] = RateAmount()
    declared_value: Annotated[RateAmount, BeforeValidator(or_empty)] = RateAmount()
    attributes: Annotated[tuple[RateAttribute, ...], BeforeValidator(or_no_list)] = ()

    @property
    def price(self) -> RateAmount:
        """Of one piece, after discounts where they are told."""
        return self.discounted_price if self.discounted_price.currency else self.declared_value

    def properties(self) -> Mapping[str, str]:
        """Metafields by key in lower case; a variant's come before its product's."""
        ordered = sorted(self.attributes, key=lambda one: one.resource_type == "variant")
        return {one.key.lower(): one.value for one in ordered if one.key and one.value}


class BaseOptions(LenientModel):
    """The cart of a rate request: from where to where, and which goods."""

    origin: Annotated[RateAddress, BeforeValidator(or_empty)] = RateAddress()
    destination: Annotated[RateAddress, BeforeValidator(or_empty)] = RateAddress()
    items: Annotated[tuple[RateItem, ...], BeforeValidator(or_no_list), Field(max_length=MAX_ITEMS)] = ()
    store_id: Text = ""


def _texts(value: Any) -> dict[str, str]:
    return {str(key): one for key, one in value.items() if isinstance(one, str)} if isinstance(value, dict) else {}


class RateRequest(LenientModel):
    """`connection_options` are what the merchant typed in when connecting; the secret is among them."""

    base_options: Annotated[BaseOptions, BeforeValidator(or_empty)] = BaseOptions()
    connection_options: Annotated[dict[str, str], BeforeValidator(_texts)] = Field(default_factory=dict, repr=False)
    store_id: Text = ""

    @property
    def store(self) -> str:
        """The store hash; a check of the connection has it at the top."""
        return self.base_options.store_id or self.store_id

"""What BigCommerce sends to a tax provider: a quote request, one document for each way from an origin to a destination.

Only what customs needs is read. `price.amount` is the line's total after discounts, its quantity already in it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AliasChoices, BeforeValidator, Field, ValidationError

from dutiful_quote.channels.bigcommerce.lenient import (
    Country,
    Flag,
    LenientModel,
    Number,
    SignedAmount,
    Text,
    or_empty,
    or_no_list,
    or_none,
    or_nothing,
)
from dutiful_quote.channels.bigcommerce.refusals import Refusal, TaxRefusedError
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

#: The id of the document that holds what is downloaded, not sent.
_DIGITAL: Final = "DigitalDelivery"
#: More than a cart has; a document is a consignment of the quote.
MAX_DOCUMENTS: Final = 20


class Address(LenientModel):
    """Where goods leave or arrive; any part may be missing."""

    country_code: Country = ""
    region_code: Text = ""
    city: Text = ""
    postal_code: Text = ""


class Price(LenientModel):
    """A line's total after discounts, in units of the message's currency; with `tax_inclusive` it contains tax."""

    amount: SignedAmount = Decimal(0)
    tax_inclusive: Flag = False


class Property(LenientModel):
    """A tax property of the store: one of them may hold the HS code, another the country of origin."""

    code: Text = ""
    value: Text = ""


_Properties = Annotated[tuple[Property, ...], BeforeValidator(or_no_list)]


class TaxLine(LenientModel):
    """An item, the shipping, the handling or a wrapping. `item_reference` is its SKU, `item_code` its UPC or SKU."""

    id: Text = ""
    type: Text = ""
    item_code: Text = ""
    item_reference: Text = ""
    name: Text = ""
    price: Annotated[Price, BeforeValidator(or_empty)] = Price()
    quantity: Number = Decimal(1)
    tax_exempt: Flag = False
    tax_properties: _Properties = ()
    wrapping: Annotated["TaxLine | None", BeforeValidator(or_none)] = None

    @property
    def amount(self) -> Decimal:
        """The line's total after discounts, its quantity already in it."""
        return self.price.amount

    @property
    def skus(self) -> tuple[str, ...]:
        """What may be the SKU, the surest first."""
        return tuple(dict.fromkeys(text for text in (self.item_reference, self.item_code) if text))

    def properties(self) -> Mapping[str, str]:
        """Its tax properties by code in lower case, without the empty ones."""
        return by_code(self.tax_properties)


class TaxDocument(LenientModel):
    """What goes from one origin to one destination: a consignment of the quote."""

    id: Text = ""
    destination_address: Annotated[Address, BeforeValidator(or_empty)] = Address()
    origin_address: Annotated[Address, BeforeValidator(or_empty)] = Address()
    shipping: Annotated[TaxLine, BeforeValidator(or_empty)] = TaxLine()
    handling: Annotated[TaxLine, BeforeValidator(or_empty)] = TaxLine()
    items: Annotated[tuple[TaxLine, ...], BeforeValidator(or_no_list)] = ()

    @property
    def digital(self) -> bool:
        """Whether it holds downloads, which cross no customs border."""
        return self.id.startswith(_DIGITAL)

    def lines(self) -> Iterator[TaxLine]:
        """Everything that has a price."""
        for item in self.items:
            yield item
            if item.wrapping is not None:
                yield item.wrapping
        yield self.shipping
        yield self.handling


class TaxCustomer(LenientModel):
    """The buyer, known by tax properties alone."""

    tax_properties: _Properties = ()

    def properties(self) -> Mapping[str, str]:
        """The buyer's tax properties by code in lower case, without the empty ones."""
        return by_code(self.tax_properties)


class TaxMessage(LenientModel):
    """A cart or an order; `id` is stable for its life. `documents` may be empty, but what has none is no cart."""

    id: Text = ""
    currency_code: Annotated[Text, Field(validation_alias=AliasChoices("currency_code", "currency"))] = ""
    customer: Annotated[TaxCustomer, BeforeValidator(or_empty)] = TaxCustomer()
    documents: Annotated[tuple[TaxDocument, ...], BeforeValidator(or_nothing), Field(max_length=MAX_DOCUMENTS)]

    @property
    def costs_nothing(self) -> bool:
        """Whether nothing in it has a price: a trial of the connection. There is no tax on it, whoever computes it."""
        return not any(line.amount for document in self.documents for line in document.lines())


def by_code(properties: tuple[Property, ...]) -> dict[str, str]:
    """The values that are not empty, by code in lower case."""
    return {one.code.lower(): one.value for one in properties if one.code and one.value}


def read_message(body: bytes) -> TaxMessage:
    """The message in a body.

    Raises:
        TaxRefusedError: it is none.
    """
    try:
        message = TaxMessage.model_validate_json(body)
    except ValidationError as exc:
        faults = sorted({".".join(str(part) for part in error["loc"]) for error in exc.errors(include_input=False)})
        raise TaxRefusedError(
            Refusal.MALFORMED, f"Not a quote request: {', '.join(faults[:5]) or 'no JSON'}."
        ) from None
    if message.documents and message.currency_code not in CURRENCY_EXPONENT:
        raise TaxRefusedError(Refusal.MALFORMED, "currency_code is no active ISO 4217 currency.")
    return message

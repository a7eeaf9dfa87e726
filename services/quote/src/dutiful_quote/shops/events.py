"""What shops tell us, in our own words: the body of generic webhooks, and what other platforms are translated into."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, Field, ValidationError

from dutiful_quote.shops.comparison import OrderCharges
from dutiful_quote.shops.inbox_event import PoisonedEventError
from dutiful_quote.shops.variant import digits_of
from dutiful_shared.contract.fields import Amount, CountryCode, CurrencyCode, Destination, Moment, WireModel

#: A shop's own id of something: short, printable.
ShopId = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")]
QuoteRef = Annotated[str, Field(pattern=r"^q_[0-9a-f]{32}$", description="The `id` of the quote the order came from.")]
HsCode = Annotated[str, Field(pattern=r"^[0-9]{4}[0-9. ]{0,12}$", description="4 digits or more; dots are fine.")]


class Topic(StrEnum):
    """The events that a shop may tell."""

    ORDER_CREATED = "order.created"
    ORDER_UPDATED = "order.updated"
    ORDER_CANCELLED = "order.cancelled"
    REFUND_CREATED = "refund.created"
    PRODUCT_UPDATED = "product.updated"


ORDERS: Final = (Topic.ORDER_CREATED, Topic.ORDER_UPDATED, Topic.ORDER_CANCELLED)


class OrderLine(WireModel):
    """A line of an order. `quote_id` where the lines of one order were quoted apart."""

    id: ShopId
    sku: Annotated[str, Field(max_length=128)] | None = None
    quantity: Annotated[Decimal, Field(gt=0, le=1_000_000, max_digits=13, decimal_places=6)] | None = None
    quote_id: QuoteRef | None = None


class Order(WireModel):
    """An order as it now is. Send no names or addresses: nothing here needs them."""

    id: ShopId
    currency: CurrencyCode
    updated_at: Moment
    quote_id: QuoteRef | None = None
    duties_charged: Amount | None = Field(None, description="Duties the shopper paid; leave it out if unknown.")
    taxes_charged: Amount | None = Field(None, description="Import taxes the shopper paid; leave it out if unknown.")
    cancelled: bool = False
    lines: Annotated[tuple[OrderLine, ...], Field(max_length=500)] = ()

    def charges(self) -> OrderCharges:
        """What is compared: the order's quote is its own, or the one that all its lines name."""
        of_lines = {line.quote_id for line in self.lines if line.quote_id}
        quote_id = self.quote_id or (of_lines.pop() if len(of_lines) == 1 else None)
        return OrderCharges(
            self.id, self.currency, self.updated_at, quote_id, self.duties_charged, self.taxes_charged, self.cancelled
        )


class Refund(WireModel):
    """What a shop gave back of an order's duties and taxes, in units of its currency."""

    id: ShopId
    order_id: ShopId
    currency: CurrencyCode
    duties_refunded: Amount = Decimal(0)
    taxes_refunded: Amount = Decimal(0)


class Variant(WireModel):
    """What can be bought. `hs_codes` by destination, `*` for any other."""

    id: ShopId
    sku: Annotated[str, Field(max_length=128)] | None = None
    title: Annotated[str, Field(max_length=255)] | None = None
    weight_grams: Annotated[Decimal, Field(ge=0, le=100_000_000, max_digits=16, decimal_places=6)] | None = None
    hs_codes: Annotated[dict[Destination, HsCode], Field(max_length=300)] = Field(default_factory=dict)
    origin: CountryCode | None = None

    def digits_by_place(self) -> dict[str, str]:
        """The codes by destination, as bare digits; what is no code is left out."""
        return {place: digits for place, code in self.hs_codes.items() if (digits := digits_of(code)) is not None}


class Product(WireModel):
    """A product with all its variants; one that is no longer listed is taken out."""

    id: ShopId
    updated_at: Moment
    title: Annotated[str, Field(max_length=255)] | None = None
    deleted: bool = False
    variants: Annotated[tuple[Variant, ...], Field(max_length=2_000)] = ()


class OrderMessage(WireModel):
    """The body of `order.created`, `order.updated` and `order.cancelled`."""

    type: Topic
    timestamp: Moment
    data: Order


class RefundMessage(WireModel):
    """The body of `refund.created`."""

    type: Topic
    timestamp: Moment
    data: Refund


class ProductMessage(WireModel):
    """The body of `product.updated`."""

    type: Topic
    timestamp: Moment
    data: Product


MESSAGES: Final[dict[Topic, type[OrderMessage] | type[RefundMessage] | type[ProductMessage]]] = {
    **dict.fromkeys(ORDERS, OrderMessage),
    Topic.REFUND_CREATED: RefundMessage,
    Topic.PRODUCT_UPDATED: ProductMessage,
}
Message = OrderMessage | RefundMessage | ProductMessage


def poisoned(exc: ValidationError, model: type[BaseModel]) -> PoisonedEventError:
    """An event that does not have the form of `model`: the names of its faulty fields, and nothing of their values."""
    known = set(model.model_fields)
    names = sorted({str(part) for error in exc.errors() for part in error["loc"][:1] if str(part) in known})
    return PoisonedEventError(f"not a {model.__name__.lower()}: {', '.join(names) or 'unknown fields'}")


def as_utc(text: str) -> datetime:
    """An ISO 8601 time; one without an offset is in UTC.

    Raises:
        ValueError: it is no time.
    """
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found

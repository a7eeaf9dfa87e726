"""What a rate table looks at: goods that leave one place together."""

from dataclasses import dataclass
from decimal import Decimal

from dutiful_quote.engine.exchange import Exchange
from dutiful_shared.contract.cart_parties import Place


@dataclass(frozen=True, slots=True)
class Shipment:
    """One consignment as a carrier sees it.

    Attributes:
        exchange: rates into the cart's currency, of the day and the source that the quote uses.
        goods_value: after discounts, in the cart's currency.
        pieces: of all lines together.
        weight_kg: of all goods without packaging; None where that of a line is not known.
        without_weight: positions of the lines whose weight is not known.
        origin: the merchant's own code of the place the goods leave, where the caller knows it.
    """

    ship_from: Place
    ship_to: Place
    exchange: Exchange
    goods_value: Decimal
    pieces: Decimal
    weight_kg: Decimal | None
    without_weight: tuple[int, ...] = ()
    origin: str = ""

    @property
    def currency(self) -> str:
        """The cart's."""
        return self.exchange.currency

    def value_in(self, currency: str) -> Decimal | None:
        """The value of the goods in another currency; None where no rate is known."""
        return self.exchange.back(self.goods_value, currency) if self.exchange.knows(currency) else None

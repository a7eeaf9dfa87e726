"""From BigCommerce's documents to quotes: documents of one destination are the consignments of one quote.

The wrapping of goods is packing and belongs to their customs value (WTO Agreement on Customs Valuation, Art. 8.1(a)).
Shipping, handling and fees are what the shopper pays for carriage. What is given back (negative amounts) lowers the
price of what is left, as an order's discount does.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.channels.bigcommerce.delivery import incoterm_of
from dutiful_quote.channels.bigcommerce.goods_facts import line_facts
from dutiful_quote.channels.bigcommerce.lenient import money
from dutiful_quote.channels.bigcommerce.refusals import Refusal, TaxRefusedError
from dutiful_quote.channels.bigcommerce.tax_messages import Address, TaxDocument, TaxLine, TaxMessage
from dutiful_quote.shops.mirror import CartVariants
from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.quote_request import IncludedInPrice, QuoteRequest
from dutiful_shared.schemes.buyer_numbers import BUYER_NUMBERS
from dutiful_shared.schemes.registration_numbers import fits

_ZERO: Final = Decimal(0)
#: Customer properties that carry a number of the buyer; those of traders make a business of it. None is of a person.
_OF_TRADERS: Final = frozenset({"EU_VAT", "GB_VAT", "AU_ABN", "NZ_GST", "SG_GST", "JP_JCT", "BR_CNPJ"})
_TAX_IDS: Final = _OF_TRADERS | BUYER_NUMBERS.keys()
#: More than this no quote takes.
_MOST_TAX_IDS: Final = 10
_TAX_PARTS: Final = frozenset({IncludedInPrice.HOME_TAX, IncludedInPrice.DESTINATION_TAX})


@dataclass(frozen=True, slots=True)
class Merchandising:
    """What a cart is read with: the shop's and the merchant's settings, and what is known of the variants."""

    settings: ShopSettings
    profile: MerchantProfile
    variants: CartVariants = field(default_factory=lambda: CartVariants({}, {}))

    @property
    def default_origin(self) -> Place | None:
        """Where goods leave that name no origin: the shop's default, or the merchant's only place."""
        origins = self.profile.origins
        named = [one.place for one in origins if one.code == self.settings.default_origin_code]
        if named:
            return named[0]
        return origins[0].place if len(origins) == 1 else None


@dataclass(frozen=True, slots=True)
class TaxCart:
    """The documents of one destination.

    Attributes:
        destination: tells this destination from others; nothing can be read from it.
        documents: their positions in the message.
        request: what is quoted; its lines are `document.item` and its consignments `d` and the document.
        given: the goods' prices as they came, less what is given back, in the cart's currency.
    """

    destination: str
    country: str
    documents: tuple[int, ...]
    request: QuoteRequest
    given: Decimal


def carts_of(message: TaxMessage, known: Merchandising) -> tuple[TaxCart, ...]:
    """The quotes to ask for. Documents without goods are in none.

    Raises:
        TaxRefusedError: the shop's own taxes apply.
    """
    if known.settings.collects_duties_natively:
        raise TaxRefusedError(Refusal.SWITCHED_OFF, "This shop collects duties itself, so ours are switched off.")
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for i, document in enumerate(message.documents):
        if document.digital and any(item.amount for item in document.items):
            raise TaxRefusedError(Refusal.NO_GOODS, "What is downloaded crosses no customs border.")
        if goods_in(document):
            groups.setdefault(_destination(document), []).append(i)
    carts = tuple(_cart(message, place, positions, known) for place, positions in groups.items())
    found = tuple(cart for cart in carts if cart is not None)
    if not found and not any(line.amount < 0 or is_return(line) for doc in message.documents for line in doc.lines()):
        raise TaxRefusedError(Refusal.NO_GOODS, "No document holds goods that have a price.")
    return found


def goods_in(document: TaxDocument) -> list[tuple[int, TaxLine]]:
    """The items that are goods with a price, with their positions. A line that was given back in full has none."""
    returned = any(line.amount < 0 or is_return(line) for line in document.lines())
    return [
        (i, item)
        for i, item in enumerate(document.items)
        if not is_return(item) and item.type != "fee" and _worth(item) >= 0
        if _worth(item) > 0 or (item.quantity > 0 and not returned)
    ]


def is_return(line: TaxLine) -> bool:
    """Whether the line takes goods back rather than selling them."""
    return line.type == "refund"


def _worth(item: TaxLine) -> Decimal:
    return max(item.amount, _ZERO) + (max(item.wrapping.amount, _ZERO) if item.wrapping else _ZERO)


def _destination(document: TaxDocument) -> tuple[str, str, str, str]:
    to: Address = document.destination_address
    if not to.country_code:
        raise TaxRefusedError(Refusal.NO_ADDRESS, "A document names no country of destination.")
    return to.country_code, to.region_code[:64], to.postal_code[:20], to.city[:100]


def _cart(
    message: TaxMessage, place: tuple[str, str, str, str], positions: list[int], known: Merchandising
) -> TaxCart | None:
    documents = [(i, message.documents[i]) for i in positions]
    currency, country = message.currency_code, place[0]
    lines = [_line(i, j, item, country, currency, known) for i, doc in documents for j, item in goods_in(doc)]
    total = sum((line["line_total"] for line in lines), _ZERO)
    given_back = -sum((min(money(line.amount, currency), _ZERO) for _, doc in documents for line in _goods(doc)), _ZERO)
    if given_back and given_back >= total:
        return None
    consignments = [_consignment(i, doc, currency, known) for i, doc in documents]
    fields: dict[str, Any] = {
        "ship_from": consignments[0]["ship_from"],
        "ship_to": _place(*place),
        "currency": currency,
        "buyer": _buyer(message.customer.properties()),
        "prices_include": _included(documents, known.profile, country),
        "shipping": sum((one["shipping"] for one in consignments), _ZERO),
        "discount": given_back,
        "consignments": consignments,
        "lines": lines,
    }
    chosen = {incoterm_of(doc.shipping, known.settings.service_naming) for _, doc in documents} - {None}
    if len(chosen) == 1:
        fields["incoterm"] = chosen.pop()
    try:
        request = QuoteRequest.model_validate(fields)
    except ValidationError as exc:
        faults = ", ".join(sorted({".".join(str(part) for part in error["loc"][:3]) for error in exc.errors()})[:5])
        raise TaxRefusedError(Refusal.MALFORMED, f"The cart cannot be quoted: {faults}.") from None
    digest = hashlib.sha256("\n".join(place).encode()).hexdigest()[:16]
    return TaxCart(digest, country, tuple(positions), request, total - given_back)


def _line(
    document: int, position: int, item: TaxLine, country: str, currency: str, known: Merchandising
) -> dict[str, Any]:
    variant = next((found for sku in item.skus if (found := known.variants.of(None, sku)) is not None), None)
    packing = max(item.wrapping.amount, _ZERO) if item.wrapping else _ZERO
    sku = (variant.sku if variant else None) or (item.skus[0] if item.skus else None)
    facts = line_facts(item.properties(), variant, country, known.settings.customs_properties)
    named = {} if "description" in facts or not item.name else {"description": item.name[:255]}
    return {
        "id": f"{document}.{position}",
        "consignment": f"d{document}",
        "quantity": _pieces(item.quantity),
        "line_total": money(max(item.amount, _ZERO), currency) + money(packing, currency),
        **({"sku": sku[:100]} if sku else {}),
        **named,
        **facts,
    }


def _pieces(quantity: Decimal) -> Decimal:
    """Of a line with a price there is at least one piece."""
    return quantity.quantize(Decimal("0.001")).normalize() if quantity >= Decimal("0.001") else Decimal(1)


def _goods(document: TaxDocument) -> Iterable[TaxLine]:
    """Items and their wrappings: what can be given back of the goods' price."""
    for item in document.items:
        yield item
        if item.wrapping is not None:
            yield item.wrapping


def _consignment(position: int, document: TaxDocument, currency: str, known: Merchandising) -> dict[str, Any]:
    origin = document.origin_address
    ship_from = known.default_origin
    if origin.country_code:
        ship_from = _place(origin.country_code, origin.region_code[:64], origin.postal_code[:20], origin.city[:100])
    if ship_from is None:
        raise TaxRefusedError(Refusal.NO_ADDRESS, "A document names no origin, and the shop has no default one.")
    return {"id": f"d{position}", "ship_from": ship_from, "shipping": carriage(document, currency)}


def carriage(document: TaxDocument, currency: str) -> Decimal:
    """Shipping, handling and fees of the order."""
    fees = (item for item in document.items if item.type == "fee")
    return sum(
        (max(money(one.amount, currency), _ZERO) for one in (document.shipping, document.handling, *fees)), _ZERO
    )


def _place(country: str, region: str, postal_code: str, city: str) -> Place:
    return Place(country=country, region=region or None, postal_code=postal_code or None, city=city or None)


def _included(
    documents: list[tuple[int, TaxDocument]], profile: MerchantProfile, country: str
) -> tuple[IncludedInPrice, ...]:
    """What the prices hold: tax as the call says, duty as the merchant has settled.

    Raises:
        TaxRefusedError: some prices hold tax and others do not, so that they cannot be added.
    """
    told = {line.price.tax_inclusive for _, doc in documents for line in doc.lines() if line.amount}
    if len(told) > 1:
        raise TaxRefusedError(Refusal.MIXED_PRICES, "Prices with and without tax are mixed.")
    settled = profile.prices_include_for(country)
    duty = tuple(part for part in settled if part is IncludedInPrice.DUTY)
    if True not in told:
        return duty
    tax = tuple(part for part in settled if part in _TAX_PARTS) or (IncludedInPrice.DESTINATION_TAX,)
    return (*duty, *tax)


def _buyer(properties: Mapping[str, str]) -> dict[str, Any]:
    """A buyer who has told a number for tax on sales is taken for a trader (Regulation (EU) 282/2011, Art. 18)."""
    numbers = {code.upper(): value.strip().upper()[:40] for code, value in properties.items()}
    # What a shopper has typed in wrongly must not keep the cart from being quoted.
    found = [(scheme, numbers[scheme]) for scheme in sorted(_TAX_IDS & numbers.keys()) if fits(scheme, numbers[scheme])]
    found = found[:_MOST_TAX_IDS]
    kind = "business" if any(scheme in _OF_TRADERS for scheme, _ in found) else "consumer"
    return {"type": kind, "tax_ids": tuple({"type": scheme, "number": number} for scheme, number in found)}

"""Which requests of a platform that asks once for each origin belong to one order.

A shopper's cart whose goods lie in several places reaches us as several requests, each with the goods of one origin.
They name no common cart. What they share is the shop, the destination, the currency, a few seconds, and where the
platform sends it a cart id or the totals of the whole cart: that is the context key.

Knowable: that parts of what looks like one order were asked for apart, from how many origins, and the value of each
part seen so far. Not knowable: whether a part is still to come; whether two shoppers at one address ordered at the same
time; whether the platform answers one of the parts from its own cache, so that it never reaches us; whether the order
is placed at all. Therefore no amount ever depends on the context: the law counts thresholds by consignment (what is
dispatched together), and each origin is a consignment of its own. The context only lets the answer say that the parts
were valued apart.

Addresses are kept as digests, for the seconds of the window.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.findings import Assumption
from dutiful_shared.contract.cart_parties import Place

#: The calls of one cart come together; a shopper who changes the cart asks anew for all of it.
WINDOW: Final = timedelta(seconds=60)
#: Carts remembered at most, the one asked about longest ago leaves first.
MOST_CONTEXTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class OriginPart:
    """The goods of one origin, as they were last asked about. `goods_value` is in the currency of the context."""

    origin: str
    goods_value: Decimal
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OrderContext:
    """The parts of what looks like one order, one for each origin."""

    parts: tuple[OriginPart, ...]

    @property
    def apart(self) -> bool:
        """Whether the platform asked for goods of more than one origin."""
        return len(self.parts) > 1

    def assumptions(self) -> tuple[Assumption, ...]:
        """What the answer to one of the parts says; nothing while there is only one."""
        if not self.apart:
            return ()
        text = (
            f"The platform asked for the goods of {len(self.parts)} origins apart: each is a consignment of its own, "
            "valued and held against thresholds alone."
        )
        return (Assumption("order_context", str(len(self.parts)), text, "/ship_from"),)


def context_key(shop: str, ship_to: Place, currency: str, cart: str = "") -> str:
    """The digest that the parts of one order share.

    Args:
        shop: whose cart it is; keys of different shops never meet.
        cart: what the platform sends about the whole cart (its id, its totals), empty where it sends nothing.
    """
    address = (ship_to.country, ship_to.region, ship_to.postal_code, ship_to.city)
    words = (shop, *("".join((part or "").upper().split()) for part in address), currency, cart)
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


def joined(known: Iterable[OriginPart], now: datetime) -> OrderContext:
    """The newest part of each origin among those not older than the window, by origin."""
    newest: dict[str, OriginPart] = {}
    for part in sorted(known, key=lambda one: one.asked_at):
        if now - part.asked_at <= WINDOW:
            newest[part.origin] = part
    return OrderContext(tuple(newest[origin] for origin in sorted(newest)))


class OrderContexts:
    """Contexts in the memory of one process: bounded, forgetful, without I/O."""

    def __init__(self, most: int = MOST_CONTEXTS) -> None:
        self._most = most
        self._known: OrderedDict[str, OrderContext] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def join(self, key: str, part: OriginPart) -> OrderContext:
        """The context with one more part."""
        return self.learn(key, (part,), part.asked_at)

    def learn(self, key: str, parts: Iterable[OriginPart], now: datetime) -> OrderContext:
        """The context with parts that this or another process has seen."""
        known = self._known.get(key)
        context = joined((*(known.parts if known else ()), *parts), now)
        self._known[key] = context
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return context

"""What the doors of shops need of the application behind them: the quote service, or the webhook host."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path, Request

from dutiful_quote.shops.errors import InboxOverloadedError, InboxUnavailableError, ShopsUnavailableError
from dutiful_quote.shops.inbox_event import ReceivedEvent
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, Shop
from dutiful_shared.account.admission import admit
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.service.problems import ProblemException, problem, problem_responses, unavailable
from dutiful_shared.service.state import room_of
from dutiful_shared.service.telemetry import note

ShopPath = Annotated[str, Path(pattern=r"^shop_[0-9a-f]{20}$", description="The shop's id in the register.")]
WEBHOOK_PROBLEMS: Final = problem_responses(
    "malformed_json",
    "json_too_deep",
    "unauthenticated",
    "body_too_large",
    "invalid_request",
    "internal_error",
    "overloaded",
    "unavailable",
)
#: Of one shop's callbacks at checkout. Shopify calls a shop busy at 50 a second; whoever merely knows the shop's name
#: must not be able to ask for more than that means.
_OF_ONE_SHOP: Final = KeyLimits(requests_per_second=100.0, burst=300, concurrency=50)


async def _shops(request: Request) -> ShopRooms:
    return room_of(request, "shops", ShopRooms)


Shops = Annotated[ShopRooms, Depends(_shops)]


def shop_at(rooms: ShopRooms, shop_id: str, platform: Platform) -> Shop:
    """The shop a request is for. One that does not exist answers as a wrong signature does.

    Raises:
        ProblemException: `unauthenticated`, or `unavailable` where no shops are known yet.
    """
    try:
        shop = rooms.directory.by_id(shop_id, platform)
    except ShopsUnavailableError as exc:
        raise unavailable("Shops cannot be read now.") from exc
    if shop is None:
        raise not_signed()
    note(merchant_id=shop.merchant_id, shop_id=shop.id)
    return shop


@dataclass(frozen=True, slots=True)
class _ShopAtCheckout:
    """A shop in the place of a key."""

    key_id: str
    limits: KeyLimits = _OF_ONE_SHOP


async def admit_callback(request: Request, shop: Shop) -> None:
    """Let a callback that need not be signed in, within what one shop may ask for.

    Raises:
        ProblemException: `rate_limited`; the platform then shows what the merchant has set for such cases.
    """
    await admit(request, _ShopAtCheckout(shop.id))


def not_signed() -> ProblemException:
    """The problem (401) for a missing and for a false signature alike: it does not say which."""
    return problem("unauthenticated", "The signature is missing or does not fit.")


async def take_in(rooms: ShopRooms, delivery: ReceivedEvent) -> None:
    """Put the event into the inbox; return when it is on disk.

    Raises:
        ProblemException: `unavailable`, or `overloaded` before anything was done; the platform sends the event again.
    """
    try:
        outcome = await rooms.inbox.accept(delivery)
    except InboxOverloadedError as exc:
        raise unavailable("More events wait to be stored than can be in time.", "overloaded") from exc
    except InboxUnavailableError as exc:
        raise unavailable("The event could not be stored.") from exc
    note(topic=delivery.topic, inbox=outcome.value)

"""What the routes need, made once at start and typed: no globals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request

from dutiful_quote.api.scenarios import Scenarios
from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.orders.service import OrderService
from dutiful_quote.quotes.batch import BatchLane
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.tariff.browser import TariffBrowser
from dutiful_quote.tariff.cache import CachedSchedule
from dutiful_quote.tariff.change_log import ChangeLog
from dutiful_quote.webhooks.lifecycle import WebhookRooms
from dutiful_shared.account.administration import MerchantAdministration
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.account.limits_gate import Limits
from dutiful_shared.idempotency.claims import Idempotency
from dutiful_shared.service.state import resources_of


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that the edge opens onto."""

    quotes: QuoteService
    browser: TariffBrowser
    changes: ChangeLog
    keys: KeyDirectory
    administration: MerchantAdministration
    limits: Limits
    idempotency: Idempotency
    schedule: CachedSchedule
    orders: OrderService
    lane: BatchLane
    shops: ShopRooms
    webhooks: WebhookRooms
    now: Callable[[], datetime]
    catalogue: CatalogueRooms
    scenarios: Scenarios

    def today(self) -> date:
        """The present day in UTC."""
        return self.now().date()


async def _rooms(request: Request) -> Rooms:
    return resources_of(request, Rooms)


State = Annotated[Rooms, Depends(_rooms)]

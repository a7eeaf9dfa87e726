"""What the routes need, made once at start and typed: no globals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request

from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.tariff.browser import TariffBrowser
from dutiful_quote.tariff.cache import CachedSchedule
from dutiful_quote.tariff.change_log import ChangeLog
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.service.state import resources_of


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that the edge opens onto."""

    quotes: QuoteService
    browser: TariffBrowser
    changes: ChangeLog
    keys: KeyDirectory
    schedule: CachedSchedule
    now: Callable[[], datetime]

    def today(self) -> date:
        """The present day in UTC."""
        return self.now().date()


def _rooms(request: Request) -> Rooms:
    return resources_of(request, Rooms)


State = Annotated[Rooms, Depends(_rooms)]

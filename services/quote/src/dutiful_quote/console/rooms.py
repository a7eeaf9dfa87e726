"""What the pages need besides the rooms of the API."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from fastapi import Depends, Request

from dutiful_quote.console.hosts import Hosts
from dutiful_quote.console.session import Sessions
from dutiful_quote.console_settings import SecondFactorRule
from dutiful_quote.sessions.register import SessionRegister
from dutiful_quote.sessions.second_factors import SecondFactors
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.vault import Vault
from dutiful_shared.client import BaseUrls
from dutiful_shared.service.settings import Environment, key_ring
from dutiful_shared.service.state import room_of


@dataclass(frozen=True, slots=True)
class Doors:
    """What the settings say of the doors of shops: where they are from outside (empty where it is not said), those of
    webhooks apart, and the names of those settings of an app that are `given`."""

    shopify_url: str
    bigcommerce_url: str
    webhooks_url: str
    given: frozenset[str]

    @classmethod
    def of(cls, settings: QuoteSettings) -> Self:
        """What the settings say; no secret is kept, only that it is given."""
        values = {
            "DUTIFUL_SHOPIFY_CLIENT_ID": settings.shopify_client_id,
            "DUTIFUL_SHOPIFY_CLIENT_SECRET": settings.shopify_client_secret.get_secret_value(),
            "DUTIFUL_SHOPIFY_APP_URL": settings.shopify_app_url,
            "DUTIFUL_BIGCOMMERCE_CLIENT_ID": settings.bigcommerce_client_id,
            "DUTIFUL_BIGCOMMERCE_CLIENT_SECRET": settings.bigcommerce_client_secret.get_secret_value(),
            "DUTIFUL_BIGCOMMERCE_PUBLIC_URL": settings.bigcommerce_public_url,
            "DUTIFUL_BIGCOMMERCE_TAX_PROVIDER_ID": settings.bigcommerce_tax_provider_id,
        }
        return cls(
            settings.shopify_app_url.rstrip("/"),
            settings.bigcommerce_public_url.rstrip("/"),
            settings.shop_webhooks_url.rstrip("/"),
            frozenset(name for name, value in values.items() if value),
        )


@dataclass(frozen=True, slots=True)
class ConsoleRooms:
    """`sessions` are what browsers hold, and `register` says which of them go on. `factors` are the second factors of
    keys; where `factor_required`, a session without one reaches the page that sets it up alone. `key_file` holds the
    key with which everybody on this machine looks in; None where people sign in. Facts older than `old_after` make a
    quote degraded. `neighbours` are the other services, `named` those that the settings name (`classify`, `docs`)."""

    sessions: Sessions
    register: SessionRegister
    factors: SecondFactors
    factor_required: bool
    key_file: Path | None
    old_after: timedelta
    neighbours: BaseUrls
    named: frozenset[str]
    doors: Doors
    hosts: Hosts

    @classmethod
    def open(cls, settings: QuoteSettings, register: SessionRegister, factors: SecondFactors) -> Self:
        """The rooms that the settings describe; nothing is called for it."""
        urls = {"classify": settings.classify_url, "docs": settings.docs_url}
        sessions = Sessions(
            Vault(key_ring(settings.secret_keys.get_secret_value())),
            settings.token_secret.get_secret_value().encode(),
            secure=settings.environment is Environment.PRODUCTION,
        )
        return cls(
            sessions,
            register,
            factors,
            settings.console_second_factor is SecondFactorRule.REQUIRED,
            settings.console_key_file,
            timedelta(days=settings.max_tariff_age_days),
            BaseUrls(**urls),
            frozenset(name for name, url in urls.items() if url),
            Doors.of(settings),
            Hosts.of(settings),
        )


def console_of(request: Request) -> ConsoleRooms:
    """The console's rooms, as a dependency of its routes."""
    return room_of(request, "console", ConsoleRooms)


Console = Annotated[ConsoleRooms, Depends(console_of)]


async def under_a_name_of_ours(request: Request, console: Console) -> None:
    """A dependency of every page.

    Raises:
        ProblemException: `misdirected`: the browser went by a name that the pages are not served under.
    """
    console.hosts.check(request)

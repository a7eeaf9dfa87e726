"""What the pages need besides the rooms of the API."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Protocol, Self, cast

from fastapi import Depends, Request

from dutiful_quote.console.session import Sessions
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.vault import Vault
from dutiful_shared.client import BaseUrls
from dutiful_shared.service.settings import Environment, key_ring


@dataclass(frozen=True, slots=True)
class ConsoleRooms:
    """`key_file` holds the key with which everybody on this machine looks in; None where people sign in. Facts older
    than `old_after` make a quote degraded. `neighbours` are the other services, `named` those that the
    settings name (`classify`, `docs`)."""

    sessions: Sessions
    key_file: Path | None
    old_after: timedelta
    neighbours: BaseUrls
    named: frozenset[str]

    @classmethod
    def open(cls, settings: QuoteSettings) -> Self:
        urls = {"classify": settings.classify_url, "docs": settings.docs_url}
        sessions = Sessions(
            Vault(key_ring(settings.secret_keys.get_secret_value())),
            settings.token_secret.get_secret_value().encode(),
            secure=settings.environment is Environment.PRODUCTION,
        )
        return cls(
            sessions,
            settings.console_key_file,
            timedelta(days=settings.max_tariff_age_days),
            BaseUrls(**urls),
            frozenset(name for name, url in urls.items() if url),
        )


class HasConsole(Protocol):
    """What the resources of an application with these pages must have."""

    @property
    def console(self) -> ConsoleRooms: ...


def console_of(request: Request) -> ConsoleRooms:
    return cast("HasConsole", request.app.state.resources).console


Console = Annotated[ConsoleRooms, Depends(console_of)]

"""`EndpointRegister`: merchants' endpoints; secrets are shown once and sealed."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dutiful_quote.webhooks.endpoint import PREVIOUS_LASTS, Endpoint, UnknownEndpointError, check_url, context_of
from dutiful_quote.webhooks.endpoint_repository import EndpointRepository
from dutiful_quote.webhooks.event_type import EventType
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.signing import new_secret

_ID_BYTES: Final = 10
#: The most events that one replay sends.
MOST_REPLAYED: Final = 10_000


@dataclass(frozen=True, slots=True)
class EndpointRegister:
    """Changes of endpoints; each leaves a line in the audit, with its `actor`. `now` is the clock, in UTC."""

    repository: EndpointRepository
    vault: Vault
    now: Callable[[], datetime]
    allow_loopback: bool = False

    async def endpoints(self, merchant_id: str) -> list[Endpoint]:
        """All of the merchant's, disabled ones too."""
        return await self.repository.endpoints(merchant_id)

    async def endpoint(self, merchant_id: str, endpoint_id: str) -> Endpoint:
        """One endpoint.

        Raises:
            UnknownEndpointError: the merchant has no such endpoint.
            EndpointsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        found = await self.repository.endpoint(merchant_id, endpoint_id)
        if found is None:
            raise UnknownEndpointError(endpoint_id)
        return found

    async def add(
        self,
        merchant_id: str,
        url: str,
        event_types: Sequence[EventType],
        *,
        endpoint_id: str | None = None,
        actor: str = "cli",
    ) -> tuple[str, str]:
        """Register an endpoint; its id, and its secret, which is said this once.

        Args:
            endpoint_id: its id, where it was chosen beforehand. What an earlier attempt made under it gets another
                secret, for nobody has heard of the first.

        Raises:
            MalformedUrlError: webhooks cannot be sent there.
            TooManyEndpointsError: the merchant has as many as there may be.
            EndpointsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        check_url(url, allow_loopback=self.allow_loopback)
        endpoint_id, secret = endpoint_id or f"whe_{secrets.token_hex(_ID_BYTES)}", new_secret()
        sealed = self.vault.seal(secret.encode(), context_of(endpoint_id))
        await self.repository.add(merchant_id, endpoint_id, url, event_types, sealed, actor)
        return endpoint_id, secret

    async def change(
        self, merchant_id: str, endpoint_id: str, url: str, event_types: Sequence[EventType], *, actor: str = "cli"
    ) -> None:
        """Set what an endpoint is, and enable it again.

        Raises:
            MalformedUrlError: webhooks cannot be sent there.
            UnknownEndpointError: the merchant has no such endpoint.
            EndpointsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        check_url(url, allow_loopback=self.allow_loopback)
        await self.repository.change(merchant_id, endpoint_id, url, event_types, actor)

    async def rotate(
        self, merchant_id: str, endpoint_id: str, *, attempt: str | None = None, actor: str = "cli"
    ) -> str:
        """Give the endpoint another secret, which is said this once; the old one signs along for a day.

        Args:
            attempt: tells a repeated rotation; the secret of the first, of which nobody has heard, is then replaced,
                and the one before it signs on.

        Raises:
            UnknownEndpointError: the merchant has no such endpoint.
            EndpointsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        secret = new_secret()
        sealed = self.vault.seal(secret.encode(), context_of(endpoint_id))
        await self.repository.rotate(merchant_id, endpoint_id, sealed, self.now() + PREVIOUS_LASTS, attempt, actor)
        return secret

    async def remove(self, merchant_id: str, endpoint_id: str, *, actor: str = "cli") -> None:
        """Forget an endpoint with all that waits for it.

        Raises:
            UnknownEndpointError: the merchant has no such endpoint.
            EndpointsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        await self.repository.remove(merchant_id, endpoint_id, actor)

    async def replay(
        self, merchant_id: str, endpoint_id: str, since: datetime, until: datetime, *, delivered_too: bool
    ) -> int:
        """Send the events of this time (again): the dead ones and those never tried, or all; how many.

        Raises:
            UnknownEndpointError: the merchant has no such endpoint.
            EndpointsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        await self.endpoint(merchant_id, endpoint_id)
        return await self.repository.replay(
            merchant_id, endpoint_id, since, until, MOST_REPLAYED, delivered_too=delivered_too
        )

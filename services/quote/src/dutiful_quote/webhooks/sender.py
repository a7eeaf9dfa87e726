"""The senders: each event goes to each endpoint until it is taken, or is put with the dead letters."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import httpx2
import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from dutiful_quote.webhooks.address_wall import AddressRefusedError
from dutiful_quote.webhooks.delivery import Delivery, RestTimes
from dutiful_quote.webhooks.endpoint import Endpoint, context_of
from dutiful_quote.webhooks.repository import WebhookRepository
from dutiful_shared.account.vault import SealError, Vault
from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.postgres import STORE_ERRORS
from dutiful_shared.service.signing import sign_message, standard_key

_USER_AGENT: Final = "dutiful-webhooks"
_LOOK_SECONDS: Final = 1.0
#: Then another endpoint has its turn: a busy one must not keep a sender for itself.
_MOST_IN_A_ROW: Final = 50
_GAUGE_SECONDS: Final = 15.0
_FORGET_SECONDS: Final = 3_600.0
_GONE: Final = 410
_MINUTE, _HOUR = 60.0, 3_600.0
#: Waits (seconds) before each further attempt: the schedule that the Standard Webhooks specification recommends.
RETRY_WAITS: Final = (
    5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SenderSettings:
    """How the senders of one process behave.

    Attributes:
        concurrency: endpoints served at the same time.
        timeout_seconds: for one attempt as a whole.
        retry_waits: as `RETRY_WAITS`; each is lengthened by up to a tenth, so that what failed together parts.
        keep_days: how long events can be replayed.
    """

    concurrency: int = 4
    timeout_seconds: float = 15.0
    lease_seconds: float = 60.0
    retry_waits: tuple[float, ...] = RETRY_WAITS
    rest: RestTimes = field(default_factory=RestTimes)
    keep_days: int = 30
    chance: Callable[[], float] = random.random


class WebhookSender:
    """Sends until it is closed. `now` is the clock of the signature, in UTC."""

    def __init__(
        self,
        repository: WebhookRepository,
        vault: Vault,
        transport: httpx2.AsyncBaseTransport,
        registry: CollectorRegistry,
        now: Callable[[], datetime],
        settings: SenderSettings | None = None,
    ) -> None:
        self._repository = repository
        self._vault = vault
        self._now = now
        self._settings = settings or SenderSettings()
        self._client = httpx2.AsyncClient(
            transport=transport,
            follow_redirects=False,
            timeout=self._settings.timeout_seconds,
            headers={"User-Agent": _USER_AGENT},
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._gauging = Periodic("webhook-gauges", self._gauge, _GAUGE_SECONDS, passing=STORE_ERRORS)
        self._forgetting = Periodic("webhook-retention", self._forget, _FORGET_SECONDS, passing=STORE_ERRORS)
        self._depth = Gauge("dutiful_webhook_deliveries", "Webhooks to send, by state.", ("state",), registry=registry)
        self._open = Gauge("dutiful_webhook_endpoints_open", "Endpoints that rest after failures.", registry=registry)
        self._sent = Counter("dutiful_webhook_attempts_total", "Webhooks sent.", ("outcome",), registry=registry)
        self._seconds = Histogram("dutiful_webhook_attempt_seconds", "Time of an attempt.", registry=registry)

    async def start(self) -> None:
        """Begin to send, to count and to forget."""
        await self._gauging.start()
        await self._forgetting.start()
        self._tasks = [
            asyncio.create_task(self._work(), name=f"webhook-sender-{i}") for i in range(self._settings.concurrency)
        ]

    async def close(self) -> None:
        """Stop at once; what was under way is sent again when its lease is over."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._forgetting.close()
        await self._gauging.close()
        await self._client.aclose()

    async def drain(self) -> int:
        """Send what is due now; how many attempts were made."""
        made = 0
        while (endpoint := await self._repository.claim(self._settings.lease_seconds)) is not None:
            made += await self._serve(endpoint)
        return made

    async def _work(self) -> None:
        failing = False
        while True:
            try:
                await self.drain()
                failing = False
            except Exception as exc:
                # The loop must outlive whatever happens; the endpoint comes back when its lease ends.
                if not failing:
                    logger().warning("webhooks cannot be sent", error=type(exc).__name__)
                failing = True
            await asyncio.sleep(_LOOK_SECONDS * (0.5 + self._settings.chance()))

    async def _serve(self, endpoint: Endpoint) -> int:
        """Send some of what waits for the endpoint, one after the other, until nothing is due or it rests."""
        made, lease = 0, self._settings.lease_seconds
        try:
            while made < _MOST_IN_A_ROW and (delivery := await self._repository.next_delivery(endpoint, lease)):
                made += 1
                if not await self._attempt(endpoint, delivery):
                    break
        finally:
            with suppress(*STORE_ERRORS):
                await self._repository.release(endpoint)
        return made

    async def _attempt(self, endpoint: Endpoint, delivery: Delivery) -> bool:
        """Whether the endpoint can be sent the next one."""
        with self._seconds.time():
            status, error = await self._post(endpoint, delivery)
        if status is not None and 200 <= status < 300:
            await self._repository.delivered(endpoint, delivery, status)
            self._sent.labels("delivered").inc()
            return True
        if status == _GONE:
            await self._repository.gone(endpoint, delivery, status)
            logger().warning("webhook endpoint is gone", endpoint=endpoint.id, merchant_id=endpoint.merchant_id)
            self._sent.labels("gone").inc()
            return False
        waits = self._settings.retry_waits
        again = delivery.attempts < len(waits)
        retry_in = waits[delivery.attempts] * (1 + self._settings.chance() / 10) if again else None
        rests = await self._repository.failed(
            endpoint, delivery, status, error, retry_in=retry_in, rest=self._settings.rest
        )
        self._sent.labels("failed" if again else "dead").inc()
        logger().warning(
            "webhook failed", endpoint=endpoint.id, event_id=delivery.event_id, error=error, rests=rests, dead=not again
        )
        return not rests

    async def _post(self, endpoint: Endpoint, delivery: Delivery) -> tuple[int | None, str]:
        """The status that was answered, or None; and what went wrong. The answer's body is not read."""
        plain = {"type": delivery.type, "timestamp": delivery.created_at, "data": delivery.data}
        body = orjson.dumps(plain)
        try:
            headers = sign_message(*self._keys(endpoint, delivery, body))
            headers["content-type"] = "application/json"
            async with (
                asyncio.timeout(self._settings.timeout_seconds),
                self._client.stream("POST", endpoint.url, content=body, headers=headers) as response,
            ):
                return response.status_code, f"answered {response.status_code}"
        except AddressRefusedError as exc:
            return None, str(exc)
        except SealError:
            return None, "the endpoint's secret cannot be opened"
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, TimeoutError) as exc:
            return None, type(exc).__name__

    def _keys(
        self, endpoint: Endpoint, delivery: Delivery, body: bytes
    ) -> tuple[bytes, str, datetime, bytes, *tuple[bytes, ...]]:
        """The arguments of the signature: with the current key, and the one before while it lasts."""
        context, now = context_of(endpoint.id), self._now()
        current = standard_key(self._vault.open(endpoint.sealed, context))
        others: tuple[bytes, ...] = ()
        if endpoint.sealed_previous and endpoint.previous_until and endpoint.previous_until > now:
            others = (standard_key(self._vault.open(endpoint.sealed_previous, context)),)
        return current, delivery.event_id, now, body, *others

    async def _gauge(self) -> None:
        waiting, dead, resting = await self._repository.gauges()
        self._depth.labels("waiting").set(waiting)
        self._depth.labels("dead").set(dead)
        self._open.set(resting)

    async def _forget(self) -> None:
        await self._repository.forget(self._settings.keep_days)

"""A merchant, the register of endpoints, and a sender that does not wait between attempts."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhooks.delivery import RestTimes
from dutiful_quote.webhooks.endpoint_repository import EndpointRepository
from dutiful_quote.webhooks.register import EndpointRegister
from dutiful_quote.webhooks.repository import WebhookRepository
from dutiful_quote.webhooks.sender import SenderSettings, WebhookSender
from dutiful_quote.webhooks.transport import GuardedTransport
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

MakeSender = Callable[..., WebhookSender]


@pytest.fixture
def settings(database_url: str) -> QuoteSettings:
    return QuoteSettings(database_url=database_url, database_pool_size=4)


@pytest.fixture
async def requests_engine(settings: QuoteSettings) -> AsyncIterator[AsyncEngine]:
    engine = connect(settings, "tests", role=REQUEST_ROLE)
    yield engine
    await engine.dispose()


@pytest.fixture
async def service_engine(settings: QuoteSettings) -> AsyncIterator[AsyncEngine]:
    engine = connect(settings, "tests", role=SERVICE_ROLE)
    yield engine
    await engine.dispose()


@pytest.fixture
async def merchant_id(settings: QuoteSettings) -> AsyncIterator[str]:
    engine = connect(settings, "tests")
    yield (await AccountRepository(engine).create_merchant(f"Merchant {uuid4().hex[:8]}", "tests")).id
    await engine.dispose()


@pytest.fixture
def vault() -> Vault:
    return Vault({"k": b"k" * 32})


@pytest.fixture
def repository(service_engine: AsyncEngine) -> WebhookRepository:
    return WebhookRepository(service_engine)


@pytest.fixture
def register(requests_engine: AsyncEngine, vault: Vault) -> EndpointRegister:
    return EndpointRegister(EndpointRepository(requests_engine), vault, lambda: datetime.now(UTC), allow_loopback=True)


@pytest.fixture
async def make_sender(repository: WebhookRepository, vault: Vault) -> AsyncIterator[MakeSender]:
    senders: list[WebhookSender] = []

    def make(*, waits: tuple[float, ...] = (0.0, 0.0), rest: RestTimes | None = None, timeout: float = 2.0):  # type: ignore[no-untyped-def]
        chosen = SenderSettings(
            retry_waits=waits, rest=rest or RestTimes(opens_at=100), timeout_seconds=timeout, chance=lambda: 0.0
        )
        transport = GuardedTransport(allow_loopback=True)
        sender = WebhookSender(repository, vault, transport, CollectorRegistry(), lambda: datetime.now(UTC), chosen)
        senders.append(sender)
        return sender

    yield make
    for sender in senders:
        await sender.close()

"""A catalogue is held against a tariff that comes into force, once, and its merchant is told what is gone."""

import asyncio
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhooks.catalogue_news import announce_catalogues
from dutiful_quote.webhooks.event_type import EventType
from dutiful_quote.webhooks.register import EndpointRegister
from dutiful_shared.service.postgres import connect
from tests.integration.webhooks.conftest import MakeSender
from tests.integration.webhooks.receiver import receiving

pytestmark = pytest.mark.integration

_RELEASE = text(
    """
    INSERT INTO quote.tariff_release (id, jurisdiction, publication, edition, title, publisher, source_url, licence,
                                      published_on, digest, profile, line_count, status)
    VALUES (:id, 'QZ', 'test', '1', '', '', '', '', '2026-11-01', :id, '{}', 2, 'ready')
    """
)
_LINES = text(
    "INSERT INTO quote.tariff_line (release_id, goods_code, units) SELECT :id, unnest(CAST(:codes AS text[])), '{}'"
)
_ACTIVE = text(
    """
    INSERT INTO quote.tariff_active (jurisdiction, publication, release_id, activated_at, activated_by)
    VALUES ('QZ', 'test', :id, clock_timestamp(), 'tests')
    ON CONFLICT (jurisdiction, publication) DO UPDATE SET release_id = :id
    """
)
_ACTIVATION = text(
    """
    INSERT INTO quote.tariff_activation (jurisdiction, publication, release_id, action, activated_at, activated_by)
    VALUES ('QZ', 'test', :id, 'activate', clock_timestamp(), 'tests')
    """
)
_ARTICLE = text(
    """
    INSERT INTO quote.catalogue_article (merchant_id, sku, stated, changed_by, action)
    VALUES (:merchant, :sku, jsonb_build_object('codes', jsonb_build_object('QZ', CAST(:code AS text))), 'tests', 'put')
    """
)


async def test_a_catalogue_is_held_against_a_release_once(
    register: EndpointRegister,
    make_sender: MakeSender,
    service_engine: AsyncEngine,
    settings: QuoteSettings,
    merchant_id: str,
) -> None:
    owner, release = connect(settings, "tests"), f"QZ:test:{uuid4().hex}"
    articles = {"shirt": "61091000", "also a shirt": "6109", "old": "61099090", "older": "61099090"}
    async with receiving() as receiver:
        await register.add(merchant_id, receiver.url, [EventType.CATALOGUE_RECHECKED])
        async with owner.begin() as connection:
            await connection.execute(_RELEASE, {"id": release})
            await connection.execute(_LINES, {"id": release, "codes": ["61091000", "61099010"]})
            await connection.execute(_ACTIVE, {"id": release})
            await connection.execute(_ACTIVATION, {"id": release})
            for sku, code in articles.items():
                await connection.execute(_ARTICLE, {"merchant": merchant_id, "sku": sku, "code": code})
        made = await asyncio.gather(*(announce_catalogues(service_engine) for _ in range(4)))
        assert sorted(made) == [0, 0, 0, 1]
        await make_sender().drain()
    await owner.dispose()
    (message,) = receiver.received
    data = orjson.loads(message.body)["data"]
    assert (data["release"], data["codes_checked"], data["codes_gone"]) == (release, 3, 1)
    assert (data["gone"], data["articles_affected"]) == (["61099090"], 2)

"""The typed client's way to settings, keys and audit, against the real service."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.merchant_account import KeyRequest, Scope
from tests.integration.merchant_api.conftest import Administrator

pytestmark = pytest.mark.integration

PROFILE = MerchantProfile(incoterms={"DE": Incoterm.DDP})


@pytest.fixture
async def client(app: FastAPI, administrator: Administrator) -> AsyncIterator[DutifulClient]:
    async with DutifulClient(BaseUrls(), administrator.key, transport=httpx2.ASGITransport(app=app)) as client:
        yield client


async def test_settings_are_replaced_on_top_of_what_was_read(client: DutifulClient) -> None:
    read = await client.merchant.settings()
    replaced = await client.merchant.replace_settings(PROFILE, read.etag)
    assert (await client.merchant.settings()) == replaced
    assert replaced.settings.incoterms == PROFILE.incoterms


async def test_a_change_in_the_meantime_is_a_problem(client: DutifulClient) -> None:
    read = await client.merchant.settings()
    await client.merchant.replace_settings(PROFILE, read.etag)
    with pytest.raises(DutifulProblem, match="precondition_failed"):
        await client.merchant.replace_settings(MerchantProfile(), read.etag)


async def test_a_key_is_made_rotated_and_revoked(client: DutifulClient) -> None:
    made = await client.merchant.create_key(KeyRequest(scopes=(Scope.QUOTE,), label="till"))
    rotated = await client.merchant.rotate_key(made.id)
    await client.merchant.revoke_key(made.id)
    keys = {key.id: key for key in (await client.merchant.keys()).keys}
    assert (keys[made.id].revoked_at is None, keys[rotated.id].revoked_at, rotated.label) == (False, None, "till")


async def test_the_audit_is_read_page_by_page(client: DutifulClient) -> None:
    await client.merchant.replace_settings(PROFILE, "*")
    newest = await client.merchant.audit(limit=1)
    older = await client.merchant.audit(limit=1, cursor=newest.next)
    assert newest.entries[0].action == "settings.replace"
    assert older.entries[0].id < newest.entries[0].id

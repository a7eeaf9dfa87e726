"""A request repeated under its `Idempotency-Key` has one effect and one answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_local.ports import free_port
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.tenancy import REQUEST_ROLE, as_merchant
from tests.integration.shared_service.test_services import running
from tests.integration.shared_service.workshop import Workshop, merchants_key, workshop_app

pytestmark = pytest.mark.integration

COPIES = "/v1/things/7/copies"
Post = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@pytest.fixture
async def key(accounts: AccountRepository) -> str:
    return await merchants_key(accounts, "First")


@pytest.fixture
async def service(settings: ServiceSettings, workshop: Workshop, key: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with running(workshop_app(settings, workshop)) as client:
        client.headers["authorization"] = f"Bearer {key}"
        yield client


@pytest.fixture
def name() -> str:
    return str(uuid4())


@pytest.fixture
def post(service: httpx2.AsyncClient, name: str) -> Post:
    async def send(path: str = COPIES, *, named: str | None = None, bearer: str = "", **order: Any) -> httpx2.Response:
        headers = {"idempotency-key": name if named is None else named}
        if bearer:
            headers["authorization"] = f"Bearer {bearer}"
        return await service.post(path, json={"name": "cup", **order}, headers=headers)

    return send


async def change(engine: AsyncEngine, statement: str, **values: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), values)


async def count(engine: AsyncEngine, name: str) -> int:
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT count(*) FROM account.idempotency WHERE key = :name"), {"name": name}
        )
        return int(rows.scalar_one())


async def test_a_repetition_gets_the_bytes_of_the_first_answer(post: Post, workshop: Workshop) -> None:
    first, second = await post(), await post()

    assert (second.status_code, second.content) == (first.status_code, first.content) == (201, b'{"made":  1}')
    assert second.headers["content-type"] == first.headers["content-type"]
    assert ("idempotent-replayed" in first.headers, second.headers["idempotent-replayed"]) == (False, "true")
    assert len(workshop.made) == 1


async def test_repetitions_that_come_together_all_get_the_first_answer(post: Post) -> None:
    await post()
    answers = await asyncio.gather(*(post() for _ in range(10)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, b'{"made":  1}')}


async def test_an_answer_in_pieces_is_repeated_as_well(post: Post) -> None:
    first, second = await post(how="in pieces"), await post(how="in pieces")

    assert first.content == second.content == b'{"made":1}\n'
    assert second.headers["content-type"] == "application/x-ndjson"


async def test_the_key_in_quotes_and_the_bare_key_are_one(post: Post, name: str) -> None:
    await post(named=f'"{name}"')
    assert (await post()).headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize(
    ("path", "order"),
    [
        pytest.param(COPIES, {"name": "saucer"}, id="another body"),
        pytest.param("/v1/things/8/copies", {}, id="another path of the same route"),
        pytest.param(f"{COPIES}?fast=1", {}, id="another query"),
    ],
)
async def test_a_key_cannot_be_used_for_another_request(post: Post, path: str, order: dict[str, Any]) -> None:
    await post()
    answer = await post(path, **order)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_another_route_has_keys_of_its_own(post: Post) -> None:
    await post()
    assert (await post("/v1/things/7/views")).json() == {"guarded": True}


async def test_while_the_first_is_being_answered_the_others_are_told_to_wait(post: Post, workshop: Workshop) -> None:
    first = asyncio.create_task(post(how="slowly"))
    await workshop.begun.wait()
    second = await post(how="slowly")
    workshop.go.set()

    assert (second.status_code, second.json()["code"]) == (409, "request_in_progress")
    assert second.headers["retry-after"] == "1"
    assert (await first).status_code == 201


async def test_fifty_at_once_have_one_effect_and_one_answer(post: Post, workshop: Workshop) -> None:
    async def until_answered() -> bytes:
        while (answer := await post()).status_code == 409:
            await asyncio.sleep(0.25)
        assert answer.status_code == 201
        return answer.content

    answers = await asyncio.gather(*(until_answered() for _ in range(50)))

    assert set(answers) == {b'{"made":  1}'}
    assert len(workshop.made) == 1


async def test_another_merchant_does_not_see_the_answer(
    post: Post, workshop: Workshop, accounts: AccountRepository, service: httpx2.AsyncClient
) -> None:
    other = await merchants_key(accounts, "Second")
    await post()
    answer = await post(bearer=other)

    assert (answer.status_code, "idempotent-replayed" in answer.headers) == (201, False)
    assert len(workshop.made) == 2


async def test_a_key_without_the_scope_is_not_given_the_stored_answer(post: Post, accounts: AccountRepository) -> None:
    await post()
    answer = await post(bearer=await merchants_key(accounts, "First", frozenset({"documents"})))
    assert answer.status_code == 403


async def test_an_invalid_request_leaves_its_key_free(post: Post, engine: AsyncEngine, name: str) -> None:
    assert (await post(colour="red")).status_code == 422
    assert await count(engine, name) == 0
    assert (await post()).status_code == 201


async def test_a_refused_request_leaves_its_key_free(post: Post) -> None:
    assert (await post(how="nothing there")).status_code == 404
    assert (await post()).status_code == 201


async def test_after_a_failure_the_next_attempt_has_the_same_subject(post: Post, workshop: Workshop) -> None:
    failed, done, replayed = [await post(how="badly") for _ in range(3)]

    assert [failed.status_code, done.status_code, replayed.status_code] == [500, 201, 201]
    assert replayed.headers["idempotent-replayed"] == "true"
    (first, again_first), (second, again_second) = workshop.made
    assert (first, again_first, again_second) == (second, False, True)


async def test_after_a_deadline_the_next_attempt_is_answered_at_once(
    service: httpx2.AsyncClient, post: Post, workshop: Workshop, name: str
) -> None:
    hurried = {"idempotency-key": name, "x-request-deadline-ms": "200"}
    late = await service.post(COPIES, json={"name": "cup", "how": "slowly"}, headers=hurried)
    workshop.go.set()
    again = await post(how="slowly")

    assert (late.status_code, late.json()["code"]) == (504, "deadline_exceeded")
    assert (again.status_code, workshop.made[0][1], len(workshop.made)) == (201, True, 1)


async def test_a_claim_that_comes_after_the_deadline_is_given_up(
    service: httpx2.AsyncClient, post: Post, engine: AsyncEngine, name: str
) -> None:
    async with engine.begin() as held:
        await held.execute(text("LOCK TABLE account.idempotency IN ACCESS EXCLUSIVE MODE"))
        hurried = {"idempotency-key": name, "x-request-deadline-ms": "100"}
        late = await service.post(COPIES, json={"name": "cup"}, headers=hurried)

    # A claim that is held instead stands for longer than two seconds.
    async with asyncio.timeout(2):
        while (answer := await post()).status_code == 409:
            await asyncio.sleep(0.05)

    assert (late.status_code, answer.status_code) == (504, 201)


async def test_an_answer_that_was_left_open_is_not_repeated(post: Post, workshop: Workshop) -> None:
    await post(how="in part")
    assert "idempotent-replayed" not in (await post(how="in part")).headers
    assert [again for _, again in workshop.made] == [False, True]


async def test_a_crashed_attempt_keeps_the_request_until_its_lease_has_run_out(
    post: Post, workshop: Workshop, engine: AsyncEngine, name: str
) -> None:
    await post()
    crashed = "UPDATE account.idempotency SET status = NULL, body = NULL WHERE key = :name"
    await change(engine, crashed, name=name)
    assert (await post()).status_code == 409
    await change(engine, "UPDATE account.idempotency SET lease_until = now() WHERE key = :name", name=name)
    assert (await post()).status_code == 201
    assert workshop.made[0][0] == workshop.made[1][0]


async def test_what_has_expired_counts_as_gone_and_is_deleted(
    post: Post, service: httpx2.AsyncClient, engine: AsyncEngine, workshop: Workshop, name: str
) -> None:
    await post()
    expire = "UPDATE account.idempotency SET expires_at = now() WHERE key = :name"
    await change(engine, expire, name=name)
    assert "idempotent-replayed" not in (await post(name="saucer")).headers
    assert workshop.made[0][0] != workshop.made[1][0]

    await change(engine, expire, name=name)
    store = service._transport.app.state.resources.idempotency.store  # type: ignore[attr-defined]
    await store.clean()
    assert await count(engine, name) == 0


async def test_an_answer_is_kept_for_a_day_at_least(post: Post, engine: AsyncEngine, name: str) -> None:
    await post()
    async with engine.connect() as connection:
        query = "SELECT expires_at - created_at >= interval '24 hours' FROM account.idempotency WHERE key = :name"
        assert (await connection.execute(text(query), {"name": name})).scalar_one()


async def test_the_wall_hides_the_claims_of_other_merchants(post: Post, settings: ServiceSettings, name: str) -> None:
    await post()
    requests = connect(settings, role=REQUEST_ROLE)
    async with as_merchant(requests, "mer_other") as connection:
        seen = (await connection.execute(text("SELECT count(*) FROM account.idempotency"))).scalar_one()
    await requests.dispose()
    assert seen == 0


@pytest.mark.parametrize(
    "name", ['""', '"open', "two words", "a,b", "", b"\xe9", "x" * 256, '"a";b=1', '"' + "x" * 256 + '"']
)
async def test_a_key_of_another_form_is_refused(post: Post, name: str | bytes) -> None:
    answer = await post()
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.json()["errors"][0]["parameter"] == "header.idempotency-key"


@pytest.mark.parametrize("name", ["x" * 255, '"two words"', r'"a\"b\\"', "Zm9v/+==", "2f1c8a"])
async def test_strings_and_tokens_are_keys(post: Post, name: str) -> None:
    await post()
    assert (await post()).headers["idempotent-replayed"] == "true"


async def test_two_keys_are_refused(service: httpx2.AsyncClient) -> None:
    headers = [("idempotency-key", "a"), ("idempotency-key", "b")]
    answer = await service.post(COPIES, json={"name": "cup"}, headers=headers)
    assert answer.status_code == 400


async def test_a_get_does_not_look_at_the_key(service: httpx2.AsyncClient) -> None:
    assert (await service.get("/v1/things/7", headers={"idempotency-key": "not a key"})).status_code == 200


async def test_the_document_tells_of_the_header(service: httpx2.AsyncClient) -> None:
    paths = (await service.get("/openapi.json")).json()["paths"]
    operation = paths["/v1/things/{thing}/copies"]["post"]
    assert [parameter["name"] for parameter in operation["parameters"]] == ["thing", "fast", "Idempotency-Key"]
    assert {"400", "409", "422", "503"} <= set(operation["responses"])
    assert "Idempotency-Key" not in str(paths["/v1/things/{thing}"])


async def test_without_its_store_only_routes_without_an_effect_answer(
    settings: ServiceSettings, workshop: Workshop, key: str, name: str
) -> None:
    away = settings.model_copy(
        update={"database_url": ServiceSettings(database_url=f"postgresql://a@127.0.0.1:{free_port()}/b").database_url}
    )
    headers = {"authorization": f"Bearer {key}", "idempotency-key": name}
    async with running(workshop_app(away, workshop, keys_from=settings)) as client:
        copied = await client.post(COPIES, json={"name": "cup"}, headers=headers)
        viewed = await client.post("/v1/things/7/views", json={"name": "cup"}, headers=headers)
        del headers["idempotency-key"]
        unnamed = await client.post(COPIES, json={"name": "cup"}, headers=headers)

    assert (copied.status_code, copied.json()["code"], copied.headers["retry-after"]) == (503, "unavailable", "1")
    assert viewed.json() == {"guarded": False}
    assert unnamed.status_code == 201

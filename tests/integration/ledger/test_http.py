"""`/v1/ledger` as a caller sees it: proofs for everybody, entries for our own services, openings for their merchant."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.ledger.attachment import Proof
from dutiful_docs.ledger.checkpoint import keys_in_pem, opened
from dutiful_docs.ledger.lifecycle import LedgerRooms
from dutiful_docs.ledger.opening import Opening, new_leaf
from dutiful_docs.ledger.verification import verify_growth, verify_opening
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES, DEFAULT_SCOPES
from dutiful_shared.service.internal import DEV_INTERNAL_KEY
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.ticket import Purpose
from tests.builders.service_tickets import ticket_headers

pytestmark = pytest.mark.integration

ANSWER = b'{"id":"q_1"}'


@pytest.fixture
async def app(settings: DocsSettings) -> AsyncIterator[FastAPI]:
    # Turns are made by the tests.
    made = create_app(settings.model_copy(update={"ledger_batch_seconds": 3_600}))
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def rooms(app: FastAPI) -> LedgerRooms:
    found: LedgerRooms = app.state.resources.ledger
    return found


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://docs") as client:
        yield client


async def _merchant(settings: DocsSettings, name: str, scopes: Any) -> tuple[str, dict[str, str]]:
    """The id of a fresh merchant, and the header with its key."""
    engine = connect(settings, "tests")
    accounts = AccountRepository(engine)
    merchant, key = await accounts.create_merchant(name, "tests"), new_key("test")
    await accounts.create_key(merchant.id, key, scopes, "", "tests")
    await engine.dispose()
    return merchant.id, {"Authorization": f"Bearer {key.plain}"}


@pytest.fixture
async def owner_of_q1(settings: DocsSettings) -> tuple[str, dict[str, str]]:
    return await _merchant(settings, "Mine", ALL_SCOPES)


def entry(merchant: str = "mer_1", subject: str = "q_1", content: bytes = ANSWER) -> dict[str, str]:
    hash_ = hashlib.sha256(content).hexdigest()
    return {"merchant": merchant, "kind": "quote", "subject": subject, "content_sha256": hash_}


async def entered(http: httpx2.AsyncClient, *entries: dict[str, str]) -> list[dict[str, str]]:
    answer = await http.post(
        "/v1/ledger/entries", json={"entries": list(entries)}, headers=ticket_headers(Purpose.ENTER_INTO_LEDGER)
    )
    assert answer.status_code == 200, answer.text
    return list(answer.json()["entries"])


async def test_what_was_entered_is_proven_to_whoever_has_content_opening_and_key(
    http: httpx2.AsyncClient, rooms: LedgerRooms, owner_of_q1: tuple[str, dict[str, str]]
) -> None:
    merchant, key = owner_of_q1
    await entered(http, entry(merchant))
    await rooms.worker.turn()

    (told,) = (await http.get("/v1/ledger/entries", params={"subject_id": "q_1"}, headers=key)).json()["openings"]
    proof = (await http.get(f"/v1/ledger/leaves/{told['leaf']}/proof")).json()
    pem = (await http.get("/v1/ledger/keys")).json()["keys"][0]["pem"]

    opening = Opening(told["leaf"], told["salt"], "quote", "q_1", hashlib.sha256(ANSWER).hexdigest())
    verdict = verify_opening(opening, keys_in_pem(pem.encode()), Proof.from_plain(proof))
    assert (told["status"], verdict.index, verdict.head.size) == ("included", 0, 1)


async def test_the_entry_of_a_proof_is_the_text_that_is_hashed(
    http: httpx2.AsyncClient, rooms: LedgerRooms, owner_of_q1: tuple[str, dict[str, str]]
) -> None:
    merchant, key = owner_of_q1
    (leaf,) = await entered(http, entry(merchant))
    await rooms.worker.turn()
    (told,) = (await http.get("/v1/ledger/entries", params={"subject_id": "q_1"}, headers=key)).json()["openings"]
    lines = ("dutiful-ledger/1", told["salt"], told["leaf"], "quote", "q_1", told["content_sha256"], "")
    by_hand = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    proof = (await http.get(f"/v1/ledger/leaves/{leaf['leaf']}/proof")).json()
    assert proof["entry"] == f"{leaf['leaf']} {by_hand}\n"


async def test_a_repeated_entry_is_the_same_leaf(http: httpx2.AsyncClient) -> None:
    first = await entered(http, entry(), entry(subject="q_2"))
    again = await entered(http, entry(subject="q_2"), entry(), entry())
    assert [one["leaf"] for one in again] == [first[1]["leaf"], first[0]["leaf"], first[0]["leaf"]]


async def test_a_pending_leaf_says_so_where_the_code_on_a_paper_leads(http: httpx2.AsyncClient) -> None:
    (leaf,) = await entered(http, entry())
    answer = (await http.get(f"/v1/ledger/verify/{leaf['leaf']}")).json()
    assert (answer["status"], answer["proof"]) == ("pending", None)


async def test_where_the_code_on_a_paper_leads_stands_the_proof_and_nothing_of_the_merchant(
    http: httpx2.AsyncClient, rooms: LedgerRooms
) -> None:
    (leaf,) = await entered(http, entry("mer_private", "q_private"))
    await rooms.worker.turn()
    answer = await http.get(f"/v1/ledger/verify/{leaf['leaf']}")
    assert (answer.json()["status"], answer.json()["proof"]["index"]) == ("included", 0)
    assert "private" not in answer.text


async def test_a_browser_that_follows_the_code_on_a_paper_gets_a_page(
    http: httpx2.AsyncClient, rooms: LedgerRooms
) -> None:
    (leaf,) = await entered(http, entry())
    await rooms.worker.turn()
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = await http.get(f"/v1/ledger/verify/{leaf['leaf']}", headers=browser)

    assert (answer.headers["Content-Type"], answer.headers["Vary"]) == ("text/html; charset=utf-8", "Accept")
    assert "This entry is in the ledger" in answer.text
    assert leaf["leaf"] in answer.text


async def test_a_proof_of_what_waits_is_refused_for_now(http: httpx2.AsyncClient) -> None:
    (leaf,) = await entered(http, entry())
    answer = await http.get(f"/v1/ledger/leaves/{leaf['leaf']}/proof")
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (409, "conflict", "2")


@pytest.mark.parametrize("path", ["leaves/{}/proof", "verify/{}"])
async def test_a_leaf_that_nobody_entered_is_not_there(path: str, http: httpx2.AsyncClient) -> None:
    answer = await http.get(f"/v1/ledger/{path.format(new_leaf())}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_heads_are_signed_by_the_published_key(http: httpx2.AsyncClient, rooms: LedgerRooms) -> None:
    await entered(http, entry())
    await rooms.worker.turn()
    newest = (await http.get("/v1/ledger/heads/latest")).json()
    same = (await http.get("/v1/ledger/heads/1")).json()
    (key,) = (await http.get("/v1/ledger/keys")).json()["keys"]
    head = opened(newest["note"], keys_in_pem(key["pem"].encode()))
    assert newest == same
    assert (head.size, head.root.hex(), key["current"]) == (newest["size"], newest["root"], True)


async def test_growth_is_proven_between_two_heads(http: httpx2.AsyncClient, rooms: LedgerRooms) -> None:
    for number in range(5):
        await entered(http, entry(subject=f"q_{number}"))
        await rooms.worker.turn()
    answer = (await http.get("/v1/ledger/consistency", params={"first": 2, "second": 5})).json()
    keys = tuple(rooms.keys.values())
    before, after = [opened((await http.get(f"/v1/ledger/heads/{size}")).json()["note"], keys) for size in (2, 5)]
    verify_growth(before, after, [bytes.fromhex(one) for one in answer["path"]])
    assert (answer["first"], answer["second"]) == (2, 5)


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        pytest.param({"first": 2, "second": 1}, 422, "query.first", id="backwards"),
        pytest.param({"first": -1}, 422, "query.first", id="below nothing"),
        pytest.param({"first": 0, "second": 1 << 63}, 422, "query.second", id="larger than any"),
        pytest.param({}, 422, "query.first", id="not said"),
        pytest.param({"first": 7}, 404, None, id="larger than the log"),
    ],
)
async def test_a_bad_question_about_growth_names_its_fault(
    query: dict[str, int], status: int, named: str | None, http: httpx2.AsyncClient
) -> None:
    answer = await http.get("/v1/ledger/consistency", params=query)
    faults = [one.get("parameter") for one in answer.json().get("errors", [])]
    assert (answer.status_code, faults) == (status, [named] if named else [])


async def test_a_proof_under_a_named_head_may_be_kept_for_ever(http: httpx2.AsyncClient, rooms: LedgerRooms) -> None:
    (leaf,) = await entered(http, entry())
    await rooms.worker.turn()
    newest = await http.get(f"/v1/ledger/leaves/{leaf['leaf']}/proof")
    named = await http.get(f"/v1/ledger/leaves/{leaf['leaf']}/proof", params={"size": 1})
    assert newest.json() == named.json()
    assert ("immutable" in newest.headers["Cache-Control"], "immutable" in named.headers["Cache-Control"]) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"Authorization": "Bearer "}, id="an empty key"),
        pytest.param({"Authorization": "Bearer dk_test_x"}, id="another key"),
        pytest.param({"Authorization": f"Bearer {DEV_INTERNAL_KEY}"}, id="the key that signs tickets"),
        pytest.param(ticket_headers(Purpose.TELL_OF_ORDERS), id="a ticket for something else"),
        pytest.param(ticket_headers(Purpose.ENTER_INTO_LEDGER, "classify"), id="a ticket of another service"),
    ],
)
async def test_only_our_own_services_enter(headers: dict[str, str], http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/ledger/entries", json={"entries": [entry()]}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_merchants_key_does_not_enter(
    http: httpx2.AsyncClient, owner_of_q1: tuple[str, dict[str, str]]
) -> None:
    answer = await http.post("/v1/ledger/entries", json={"entries": [entry()]}, headers=owner_of_q1[1])
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"content_sha256": "AB" * 32}, "/entries/0/content_sha256"),
        ({"subject": "two words"}, "/entries/0/subject"),
        ({"kind": "Quote"}, "/entries/0/kind"),
        ({"more": 1}, "/entries/0/more"),
    ],
)
async def test_a_faulty_entry_names_its_fault(change: dict[str, Any], pointer: str, http: httpx2.AsyncClient) -> None:
    answer = await http.post(
        "/v1/ledger/entries", json={"entries": [entry() | change]}, headers=ticket_headers(Purpose.ENTER_INTO_LEDGER)
    )
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])


async def test_anothers_openings_are_not_there(
    http: httpx2.AsyncClient, settings: DocsSettings, owner_of_q1: tuple[str, dict[str, str]]
) -> None:
    (leaf,) = await entered(http, entry(owner_of_q1[0]))
    _, intruder = await _merchant(settings, "Intruder", ALL_SCOPES)
    asked = await http.get("/v1/ledger/entries", params={"subject_id": "q_1"}, headers=intruder)
    erased = await http.delete(f"/v1/ledger/entries/{leaf['leaf']}", headers=intruder)
    mine = await http.get("/v1/ledger/entries", params={"subject_id": "q_1"}, headers=owner_of_q1[1])
    assert (asked.status_code, erased.status_code, mine.status_code) == (404, 404, 200)


async def test_an_erased_opening_is_gone_and_its_proof_stays(
    http: httpx2.AsyncClient, rooms: LedgerRooms, owner_of_q1: tuple[str, dict[str, str]]
) -> None:
    merchant, key = owner_of_q1
    (leaf,) = await entered(http, entry(merchant))
    await rooms.worker.turn()
    erased = await http.delete(f"/v1/ledger/entries/{leaf['leaf']}", headers=key)
    asked = await http.get("/v1/ledger/entries", params={"subject_id": "q_1"}, headers=key)
    proof = await http.get(f"/v1/ledger/leaves/{leaf['leaf']}/proof")
    assert (erased.status_code, asked.status_code, proof.status_code) == (204, 404, 200)


async def test_a_key_that_may_not_administer_does_not_erase(http: httpx2.AsyncClient, settings: DocsSettings) -> None:
    merchant, key = await _merchant(settings, "Checkout", DEFAULT_SCOPES)
    (leaf,) = await entered(http, entry(merchant))
    answer = await http.delete(f"/v1/ledger/entries/{leaf['leaf']}", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_the_ledger_counts_itself(http: httpx2.AsyncClient, rooms: LedgerRooms) -> None:
    await entered(http, entry())
    await rooms.worker.turn()
    metrics = (await http.get("/metrics")).text
    assert "dutiful_ledger_appended_total 1.0" in metrics
    assert "dutiful_ledger_head_age_seconds" in metrics


async def test_without_postgresql_the_ledger_says_that_it_passes(servers: Any) -> None:
    away = DocsSettings(database_url="postgresql://nobody@127.0.0.1:1/none", redis_url=servers.redis_url)
    app = create_app(away)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://docs") as client,
    ):
        answer = await client.get("/v1/ledger/heads/latest")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")

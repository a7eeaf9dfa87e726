"""`dutiful ledger`, against a service that listens."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from dutiful_docs.app import create_app
from dutiful_docs.ledger.commands import app as command
from dutiful_docs.ledger.lifecycle import LedgerRooms
from dutiful_docs.ledger.opening import new_leaf
from dutiful_docs.ledger.papers import seal, with_proof
from dutiful_docs.settings import DocsSettings
from dutiful_shared.service.settings import key_ring
from dutiful_shared.service.tenancy import as_merchant
from tests.builders.ledger import OTHER_KEY, pdf
from tests.builders.listening import listening
from tests.integration.ledger.conftest import MERCHANT

pytestmark = pytest.mark.integration


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    rooms: LedgerRooms
    key: Path
    folder: Path


async def run(*arguments: object) -> Result:
    """The command in a thread of its own, as the service answers in this one."""
    return await asyncio.to_thread(CliRunner().invoke, command, [str(one) for one in arguments])


@pytest.fixture
async def served(settings: DocsSettings, tmp_path: Path) -> AsyncIterator[Served]:
    app = create_app(settings.model_copy(update={"ledger_batch_seconds": 3_600}))
    async with app.router.lifespan_context(app), listening(app, lifespan="off") as port:
        rooms: LedgerRooms = app.state.resources.ledger
        key = tmp_path / "public.pem"
        key.write_text(next(iter(rooms.keys.values())).pem)
        yield Served(f"http://127.0.0.1:{port}", rooms, key, tmp_path)


async def sealed(served: Served, requests_engine: AsyncEngine, subject: str = "doc_1:1") -> Path:
    """A paper as the papers' room makes it, sealed before its leaf is in the log."""
    leaf = new_leaf()
    url = f"{served.url}/v1/ledger/verify/{leaf}"
    async with as_merchant(requests_engine, MERCHANT) as connection:
        content, _ = await seal(
            served.rooms.ledger, connection, MERCHANT, subject, pdf(subject), leaf=leaf, verify_url=url
        )
    paper = served.folder / f"{leaf}.pdf"
    paper.write_bytes(content)
    return paper


async def test_a_paper_is_verified_with_the_key_alone(served: Served, requests_engine: AsyncEngine) -> None:
    paper = await sealed(served, requests_engine)
    await served.rooms.worker.turn()
    result = await run("verify", paper, "--key", served.key)
    assert (result.exit_code, "VERIFIED" in result.output, "doc_1:1" in result.output) == (0, True, True)


async def test_a_paper_with_its_proof_inside_is_verified_offline(served: Served, requests_engine: AsyncEngine) -> None:
    paper = await sealed(served, requests_engine)
    await served.rooms.worker.turn()
    proof = (await served.rooms.reader.inclusion(paper.stem)).proof
    paper.write_bytes(with_proof(paper.read_bytes(), proof))
    result = await run("verify", paper, "--key", served.key, "--offline")
    assert result.exit_code == 0, result.output


async def test_a_paper_is_verified_with_a_proof_that_was_kept(served: Served, requests_engine: AsyncEngine) -> None:
    paper = await sealed(served, requests_engine)
    await served.rooms.worker.turn()
    proof = served.folder / "proof.json"
    async with httpx2.AsyncClient() as client:
        proof.write_bytes((await client.get(f"{served.url}/v1/ledger/leaves/{paper.stem}/proof")).content)
    result = await run("verify", paper, "--key", served.key, "--offline", "--proof", proof)
    assert result.exit_code == 0, result.output


async def test_a_paper_that_was_changed_is_not_verified(served: Served, requests_engine: AsyncEngine) -> None:
    paper = await sealed(served, requests_engine)
    await served.rooms.worker.turn()
    paper.write_bytes(paper.read_bytes().replace(b"/MediaBox [ 0 0 200 200 ]", b"/MediaBox [ 0 0 200 201 ]"))
    result = await run("verify", paper, "--key", served.key)
    assert (result.exit_code, "NOT VERIFIED" in result.output) == (1, True)


async def test_another_key_verifies_nothing(served: Served, requests_engine: AsyncEngine) -> None:
    paper = await sealed(served, requests_engine)
    await served.rooms.worker.turn()
    served.key.write_text(OTHER_KEY.public.pem)
    result = await run("verify", paper, "--key", served.key)
    assert (result.exit_code, "not signed by the given key" in result.output) == (1, True)


async def test_a_paper_that_waits_is_told_from_a_forged_one(served: Served, requests_engine: AsyncEngine) -> None:
    paper = await sealed(served, requests_engine)
    result = await run("verify", paper, "--key", served.key)
    assert (result.exit_code, "not in the log yet" in result.output) == (3, True)


async def test_offline_a_paper_without_a_proof_says_so(served: Served, requests_engine: AsyncEngine) -> None:
    paper = await sealed(served, requests_engine)
    result = await run("verify", paper, "--key", served.key, "--offline")
    assert (result.exit_code, "carries no proof" in result.output) == (3, True)


async def test_a_quote_is_verified_with_its_opening(served: Served, requests_engine: AsyncEngine) -> None:
    quote, opening = served.folder / "quote.json", served.folder / "opening.json"
    quote.write_bytes(b'{"id":"q_1"}')
    hash_ = hashlib.sha256(quote.read_bytes()).hexdigest()
    async with as_merchant(requests_engine, MERCHANT) as connection:
        leaf = await served.rooms.ledger.enter(connection, MERCHANT, "quote", "q_1", hash_)
    await served.rooms.worker.turn()
    plain = {"leaf": leaf.name, "salt": leaf.opening.salt, "kind": "quote", "subject": "q_1", "content_sha256": hash_}
    opening.write_text(json.dumps({"openings": [plain | {"status": "included"}]}))
    result = await run("verify", quote, "--key", served.key, "--opening", opening, "--url", served.url)
    assert result.exit_code == 0, result.output
    quote.write_bytes(b'{"id":"q_2"}')
    result = await run("verify", quote, "--key", served.key, "--opening", opening, "--url", served.url)
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("paper.pdf", b"no paper", 1, id="no paper"),
        pytest.param("public.pem", b"no key", 2, id="no key"),
    ],
)
async def test_what_cannot_be_read_is_told(name: str, content: bytes, code: int, served: Served) -> None:
    (served.folder / "paper.pdf").write_bytes(pdf())
    (served.folder / name).write_bytes(content)
    result = await run("verify", served.folder / "paper.pdf", "--key", served.key)
    assert (result.exit_code, result.exception.__class__) == (code, SystemExit)


async def test_the_monitor_believes_a_log_that_grows(served: Served, requests_engine: AsyncEngine) -> None:
    state = served.folder / "head"
    codes = []
    for number in range(4):
        result = await run("monitor", served.url, "--key", served.key, "--state", state)
        codes.append(result.exit_code)
        await sealed(served, requests_engine, f"doc_{number}:1")
        await served.rooms.worker.turn()
    assert codes == [0] * 4
    assert "continues the log of 2" in result.output


async def test_the_monitor_notices_a_log_that_was_written_anew(
    served: Served, requests_engine: AsyncEngine, owner: AsyncEngine
) -> None:
    state = served.folder / "head"
    await sealed(served, requests_engine)
    await served.rooms.worker.turn()
    await run("monitor", served.url, "--key", served.key, "--state", state)
    kept = state.read_text()
    await write_anew(owner)
    for subject in ("doc_2:1", "doc_3:1"):
        await sealed(served, requests_engine, subject)
    await served.rooms.worker.turn()

    result = await run("monitor", served.url, "--key", served.key, "--state", state)

    assert (result.exit_code, "CONTRADICTS ITSELF" in result.output) == (1, True)
    assert state.read_text() == kept


async def test_two_roots_of_one_size_are_kept_as_evidence(
    served: Served, requests_engine: AsyncEngine, owner: AsyncEngine
) -> None:
    state = served.folder / "head"
    await sealed(served, requests_engine)
    await served.rooms.worker.turn()
    await run("monitor", served.url, "--key", served.key, "--state", state)
    await write_anew(owner)
    await sealed(served, requests_engine, "doc_2:1")
    await served.rooms.worker.turn()

    result = await run("monitor", served.url, "--key", served.key, "--state", state)

    evidence = [state.with_name(f"head.{name}").read_text() for name in ("contradicted", "contradicting")]
    assert (result.exit_code, evidence[0] == state.read_text(), evidence[0] != evidence[1]) == (1, True, True)


async def test_a_silent_ledger_is_not_a_false_one(served: Served) -> None:
    result = await run("monitor", "http://127.0.0.1:1", "--key", served.key, "--state", served.folder / "head")
    assert result.exit_code == 3


async def test_only_https_is_asked_outside_of_this_machine(served: Served) -> None:
    result = await run("monitor", "http://docs.example", "--key", served.key, "--state", served.folder / "head")
    assert (result.exit_code, "not https" in result.output) == (3, True)


async def test_a_new_key_is_a_setting_that_works() -> None:
    result = await run("new-key", "k2027")
    secret, retired = (line.split()[1] for line in result.output.splitlines()[:2])
    settings = DocsSettings(ledger_keys=secret)
    assert settings.ledger_signer.public.raw == key_ring(retired)["k2027"]
    assert settings.ledger_signer.public.pem in result.output


async def write_anew(owner: AsyncEngine) -> None:
    """Empty the log, which its triggers refuse."""
    tables = ("ledger_leaf", "ledger_node", "ledger_head", "ledger_outbox", "ledger_opening")
    async with owner.begin() as connection:
        for table in tables[:3]:
            await connection.execute(text(f"ALTER TABLE docs.{table} DISABLE TRIGGER USER"))
        for table in tables:
            await connection.execute(text(f"TRUNCATE docs.{table}"))

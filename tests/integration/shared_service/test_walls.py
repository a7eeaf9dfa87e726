"""The wall between merchants, as PostgreSQL itself keeps it: whatever a query forgets to ask for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.roles import ROLES
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.tenancy import JOURNAL_ROLE, REQUEST_ROLE, SERVICE_ROLE, as_merchant

pytestmark = pytest.mark.integration

#: Table -> the column that names the merchant.
WALLED = {
    "account.merchant": "id",
    "account.api_key": "merchant_id",
    "account.audit": "merchant_id",
    "account.profile": "merchant_id",
    "quote.quote": "merchant_id",
    "classify.classification": "merchant_id",
    "classify.settings": "merchant_id",
    "classify.memory": "merchant_id",
    "classify.review": "merchant_id",
    "classify.review_event": "merchant_id",
    "classify.feedback": "merchant_id",
    "classify.batch": "merchant_id",
    "classify.batch_part": "merchant_id",
    "classify.batch_row": "merchant_id",
    "classify.recheck": "merchant_id",
    "classify.recheck_finding": "merchant_id",
    "classify.recheck_news": "merchant_id",
    "docs.document": "merchant_id",
    "docs.document_batch": "merchant_id",
    "docs.document_batch_item": "merchant_id",
    "docs.ledger_opening": "merchant_id",
    "docs.ledger_outbox": "merchant_id",
    "docs.ledger_leaf": "merchant_id",
    "quote.ledger_outbox": "merchant_id",
    "docs.shipment": "merchant_id",
    "docs.shipment_parcel": "merchant_id",
    "docs.shipment_event": "merchant_id",
    "docs.carrier_feed": "merchant_id",
    "docs.clearance_news": "merchant_id",
    "docs.document_news": "merchant_id",
    "docs.charge_invoice": "merchant_id",
    "docs.charge_line": "merchant_id",
    "docs.shipment_feedback": "merchant_id",
    "docs.shipment_return": "merchant_id",
    "docs.screening": "merchant_id",
    "docs.screening_run": "merchant_id",
    "docs.screening_hold": "merchant_id",
}
_ROWS = (
    """
    INSERT INTO quote.quote (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint,
                             request, answer)
    VALUES ('q_' || :merchant, :merchant, now(), now(), 'complete', '1', '{}', '', '{}', '{}')
    """,
    """
    INSERT INTO classify.classification (id, merchant_id, decision, request, answer, model_version, nomenclature)
    VALUES ('c_' || :merchant, :merchant, 'auto', '{}', '{}', '1', 'HS2022')
    """,
    """
    INSERT INTO docs.document (id, version, merchant_id, kind, draft, language, content, sha256, pages)
    VALUES ('d_' || :merchant, 1, :merchant, 'commercial_invoice', false, 'en', '{}', '', 1)
    """,
    "INSERT INTO classify.settings (merchant_id, version, document, changed_by) VALUES (:merchant, 1, '{}', 'tests')",
    """
    INSERT INTO classify.memory (id, merchant_id, sku, codes, reason, author, actor, origin, created_at, valid_from)
    VALUES ('m_' || :merchant, :merchant, 'a', '{}', '', '', '', 'override', now(), now())
    """,
    """
    INSERT INTO classify.review (id, merchant_id, classification, cause, created_at, fingerprint, product)
    VALUES ('r_' || :merchant, :merchant, 'c_' || :merchant, 'requested', now(), '', '{}')
    """,
    """
    INSERT INTO classify.review_event (review, merchant_id, at, actor, action)
    VALUES ('r_' || :merchant, :merchant, now(), '', 'claim')
    """,
    """
    INSERT INTO classify.feedback (id, merchant_id, classification, was_right, author, actor, note, effect, created_at)
    VALUES ('f_' || :merchant, :merchant, 'c_' || :merchant, true, '', '', '', 'none', now())
    """,
    "INSERT INTO classify.batch (id, merchant_id, format, created_by) VALUES ('b_' || :merchant, :merchant, 'csv', '')",
    """
    INSERT INTO classify.batch_part (batch, merchant_id, number, content)
    VALUES ('b_' || :merchant, :merchant, 0, '')
    """,
    """
    INSERT INTO classify.batch_row (batch, merchant_id, number, faults)
    VALUES ('b_' || :merchant, :merchant, 1, '[]')
    """,
    """
    INSERT INTO classify.recheck (id, merchant_id, model_version, nomenclature, created_by)
    VALUES ('k_' || :merchant, :merchant, '', '', '')
    """,
    """
    INSERT INTO classify.recheck_finding (recheck, merchant_id, override, title, kind, code_system, code, successors)
    VALUES ('k_' || :merchant, :merchant, 'm_' || :merchant, '', 'gone', 'HS', '', '{}')
    """,
    """
    INSERT INTO docs.document_batch (id, merchant_id, state, result_form, wanted, asked_by)
    VALUES ('b_' || :merchant, :merchant, 'waiting', 'zip', 1, 'dk_1')
    """,
    """
    INSERT INTO docs.document_batch_item (batch_id, number, merchant_id, request, document_id)
    VALUES ('b_' || :merchant, 0, :merchant, '{}', 'd_' || :merchant)
    """,
    """
    INSERT INTO docs.ledger_opening (leaf, merchant_id, kind, subject, content_sha256, salt)
    VALUES (md5(:merchant), :merchant, 'document', 'd_1:1', repeat('a', 64), repeat('b', 64))
    """,
    """
    INSERT INTO docs.ledger_outbox (leaf, commitment, merchant_id)
    VALUES (md5(:merchant), repeat('a', 64), :merchant)
    """,
    """
    INSERT INTO docs.ledger_leaf (index, leaf, commitment, merchant_id)
    SELECT count(*), md5('log' || CAST(:merchant AS text)), repeat('a', 64), :merchant FROM docs.ledger_leaf
    """,
    """
    INSERT INTO quote.ledger_outbox (merchant_id, kind, subject, content_sha256)
    VALUES (:merchant, 'quote', 'q_' || CAST(:merchant AS text), repeat('a', 64))
    """,
    """
    INSERT INTO docs.shipment (id, merchant_id, order_reference, carrier, lane, currency, content, shipped_at,
                               created_at)
    VALUES ('s_' || :merchant, :merchant, '1', 'ups', 'US-FR', 'EUR', '{}', now(), now())
    """,
    """
    INSERT INTO docs.shipment_parcel (merchant_id, carrier, tracking_number, shipment_id)
    VALUES (:merchant, 'ups', '1', 's_' || :merchant)
    """,
    """
    INSERT INTO docs.shipment_event (merchant_id, carrier, source, subject, event_id, shipment_id, content, received_at)
    VALUES (:merchant, 'ups', 'carrier', '1', '1', 's_' || :merchant, '{}', now())
    """,
    """
    INSERT INTO docs.carrier_feed (id, merchant_id, carrier, sealed, created_at)
    VALUES ('f_' || :merchant, :merchant, 'ups', '', now())
    """,
    "INSERT INTO classify.recheck_news (id, merchant_id, data) VALUES ('n_' || :merchant, :merchant, '{}')",
    "INSERT INTO docs.clearance_news (id, merchant_id, data) VALUES ('n_' || :merchant, :merchant, '{}')",
    "INSERT INTO docs.document_news (id, merchant_id, data) VALUES ('n_' || :merchant, :merchant, '{}')",
    """
    INSERT INTO docs.charge_invoice (id, merchant_id, carrier, number, issued, rates, fingerprint, created_at)
    VALUES ('i_' || :merchant, :merchant, 'ups', '1', current_date, '[]', '', now())
    """,
    """
    INSERT INTO docs.charge_line (merchant_id, invoice_id, position, match, kind, amount, currency)
    VALUES (:merchant, 'i_' || :merchant, 0, 'unknown_shipment', 'duty', 1, 'EUR')
    """,
    """
    INSERT INTO docs.shipment_feedback (shipment_id, merchant_id, scale, score, given_at)
    VALUES ('s_' || :merchant, :merchant, 'nps', 9, now())
    """,
    """
    INSERT INTO docs.shipment_return (merchant_id, shipment_id, reference, lines, answer, created_at)
    VALUES (:merchant, 's_' || :merchant, '1', '{}', '{}', now())
    """,
    """
    INSERT INTO docs.screening (id, merchant_id, reference, parties, restrictions, state, verdict, lists_key,
                                created_at, screened_at)
    VALUES ('s_' || :merchant, :merchant, '', '[]', '[]', 'clear', '{}', '', now(), now())
    """,
    """
    INSERT INTO docs.screening_run (screening_id, number, merchant_id, at, state, verdict)
    VALUES ('s_' || :merchant, 1, :merchant, now(), 'clear', '{}')
    """,
    """
    INSERT INTO docs.screening_hold (id, merchant_id, screening_id, state, hits, restrictions, opened_at)
    VALUES ('h_' || :merchant, :merchant, 's_' || :merchant, 'open', '[]', '[]', now())
    """,
)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two merchants, each with a row in every walled table."""

    mine: str
    other: str


@pytest.fixture
async def neighbours(accounts: AccountRepository, engine: AsyncEngine, request: pytest.FixtureRequest) -> Neighbours:
    ids = []
    for side in ("mine", "other"):
        merchant = await accounts.create_merchant(f"{side} of {request.node.name}", "tests")
        await accounts.create_key(merchant.id, new_key("test"), ["quote"], "", "tests")
        await ProfileRepository(engine).replace(merchant.id, MerchantProfile(language="fr"), 0, "tests")
        async with engine.begin() as connection:
            for row in _ROWS:
                await connection.execute(text(row), {"merchant": merchant.id})
        ids.append(merchant.id)
    return Neighbours(*ids)


async def _engine_of(settings: ServiceSettings, role: str) -> AsyncIterator[AsyncEngine]:
    made = connect(settings, "tests", role=role)
    yield made
    await made.dispose()


@pytest.fixture
async def requests_engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    async for made in _engine_of(settings, REQUEST_ROLE):
        yield made


@pytest.fixture
async def service_engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    async for made in _engine_of(settings, SERVICE_ROLE):
        yield made


@pytest.fixture
async def journal_engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    async for made in _engine_of(settings, JOURNAL_ROLE):
        yield made


async def test_the_roles_own_nothing_and_pass_by_no_wall(engine: AsyncEngine) -> None:
    roles = text("SELECT count(*) FROM pg_roles WHERE rolname = ANY(:roles) AND NOT rolsuper AND NOT rolbypassrls")
    owned = text(
        "SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = ANY(:roles)"
        " UNION ALL SELECT n.nspname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner"
        " WHERE r.rolname = ANY(:roles)"
    )
    members = text(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = ANY(:roles)"
    )
    async with engine.connect() as connection:
        assert (await connection.execute(roles, {"roles": list(ROLES)})).scalar_one() == len(ROLES)
        assert (await connection.execute(owned, {"roles": list(ROLES)})).all() == []
        assert (await connection.execute(members, {"roles": list(ROLES)})).scalar_one() == 0


async def test_every_table_that_names_a_merchant_is_behind_the_wall(engine: AsyncEngine) -> None:
    query = text(
        """
        SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS walled, a.attnotnull AS filled
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'merchant_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p')
        """
    )
    async with engine.connect() as connection:
        tables = {row.name: (row.walled, row.filled) for row in await connection.execute(query)}
    assert WALLED.keys() - {"account.merchant"} <= tables.keys()
    assert {name for name, state in tables.items() if state != (True, True)} == set()


@pytest.mark.parametrize("table", WALLED)
async def test_without_a_merchant_a_request_sees_nothing(
    table: str, neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    async with requests_engine.connect() as connection:
        assert (await connection.execute(text(f"SELECT * FROM {table}"))).all() == []


@pytest.mark.parametrize(("table", "column"), WALLED.items())
async def test_with_a_merchant_a_request_sees_the_own_rows_alone(
    table: str, column: str, neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    async with as_merchant(requests_engine, neighbours.mine) as connection:
        seen = (await connection.execute(text(f"SELECT DISTINCT {column} FROM {table}"))).scalars().all()
    assert seen == [neighbours.mine]


@pytest.mark.parametrize(("table", "column"), WALLED.items())
async def test_the_background_sees_every_merchant(
    table: str, column: str, neighbours: Neighbours, service_engine: AsyncEngine
) -> None:
    async with service_engine.connect() as connection:
        seen = set((await connection.execute(text(f"SELECT {column} FROM {table}"))).scalars())
    assert {neighbours.mine, neighbours.other} <= seen


async def test_the_merchant_of_one_transaction_is_forgotten_in_the_next(
    neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    async with as_merchant(requests_engine, neighbours.mine):
        pass
    async with requests_engine.connect() as connection:
        assert (await connection.execute(text("SELECT * FROM quote.quote"))).all() == []


async def test_a_request_cannot_write_in_the_name_of_another(
    neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        await _write_document(requests_engine, neighbours.mine, neighbours.other)


async def _write_document(engine: AsyncEngine, acting: str, named: str) -> None:
    async with as_merchant(engine, acting) as connection:
        await connection.execute(text(_ROWS[2].replace("'d_'", "'e_'")), {"merchant": named})


async def test_a_request_cannot_change_a_recorded_quote(neighbours: Neighbours, requests_engine: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with as_merchant(requests_engine, neighbours.mine) as connection:
            await connection.execute(text("UPDATE quote.quote SET status = 'partial'"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE classify.classification SET decision = 'auto'",
        "DELETE FROM classify.memory",
        "UPDATE classify.review_event SET actor = ''",
        "DELETE FROM classify.feedback",
        "UPDATE classify.batch_row SET number = 2",
    ],
)
async def test_a_request_rewrites_nothing_that_was_answered_or_decided(
    statement: str, neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with as_merchant(requests_engine, neighbours.mine) as connection:
            await connection.execute(text(statement))


@pytest.mark.parametrize("statement", ["UPDATE account.audit SET actor = ''", "DELETE FROM account.audit"])
async def test_nobody_who_serves_rewrites_the_audit(
    statement: str, requests_engine: AsyncEngine, service_engine: AsyncEngine
) -> None:
    for engine in (requests_engine, service_engine):
        with pytest.raises(ProgrammingError, match="permission denied"):
            await _run(engine, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM quote.quote",
        "UPDATE quote.quote SET status = 'partial'",
        "DELETE FROM quote.quote",
        "SELECT * FROM quote.tariff_release",
        "SELECT * FROM account.merchant",
        "SELECT * FROM docs.document",
        "SELECT id FROM classify.classification",
        "DELETE FROM classify.review",
        "SELECT * FROM classify.memory",
    ],
)
async def test_the_journal_can_do_nothing_but_append(statement: str, journal_engine: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await _run(journal_engine, statement)


async def test_the_journal_appends_for_any_merchant(journal_engine: AsyncEngine) -> None:
    async with journal_engine.begin() as connection:
        quote = await connection.execute(text(_ROWS[0]), {"merchant": "mer_appended"})
        answer = await connection.execute(text(_ROWS[1]), {"merchant": "mer_appended"})
    assert (quote.rowcount, answer.rowcount) == (1, 1)


async def test_feeds_are_written_by_the_background_and_read_by_all(
    requests_engine: AsyncEngine, service_engine: AsyncEngine
) -> None:
    insert = (
        "INSERT INTO quote.tariff_feed (feed, jurisdiction, publication, url, interval_seconds)"
        " VALUES ('wall', 'US', 'hts', 'https://example.org', 60)"
    )
    await _run(service_engine, insert)
    async with requests_engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM quote.tariff_feed"))).scalar_one() >= 1
    with pytest.raises(ProgrammingError, match="permission denied"):
        await _run(requests_engine, "DELETE FROM quote.tariff_feed")


async def _run(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))

"""Files of articles: what becomes of rows, and what a crash leaves to do."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text

from dutiful_quote.catalogue.columns import MOST_COLUMNS
from dutiful_quote.catalogue.errors import ImportDoneError, ImportNotFoundError, TooManyColumnsError
from dutiful_quote.catalogue.imports.reader import read_rows
from dutiful_quote.catalogue.imports.repository import ImportQueue, ImportRepository
from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.contract.catalogue_imports import ImportState
from dutiful_shared.service.job_lease import LeaseLostError
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.stored_body import PART_BYTES
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE
from tests.builders.catalogue import ended, file_of, imported, opened, somebody

CSV = b"""sku,codes.HS,codes.US,origin,net_weight_kg,length_cm,width_cm,height_cm,facts.steel_share,descriptions.en
A 1,610910,6109.10.0012,PT,0.21,30,20,2.5,,"T-shirt, knitted"
B/2,640411,,VN,0.8,,,,,"Shoes
for sports"
"""


async def test_rows_of_a_csv_file_become_articles(catalogue: CatalogueRooms) -> None:
    merchant = somebody()

    answer = await imported(catalogue, merchant, CSV, RowFormat.CSV)

    assert (answer.state, answer.rows_read, answer.rows_written, answer.rows_refused) == (ImportState.DONE, 2, 2, 0)
    shoes = (await catalogue.articles.get(merchant, "B/2")).article
    assert (shoes.codes, shoes.descriptions) == ({"HS": "640411"}, {"en": "Shoes\nfor sports"})


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        (b'{"sku": "x", "origin": "ZZ"}', "/origin"),
        (b'{"sku": "x", "codes": {"HS": "61"}}', "/codes/HS"),
        (b'{"sku": "x", "dimensions": {"length_cm": "1", "width_cm": "1"}}', "/dimensions/height_cm"),
        (b'{"sku": "x", "facts": {"repair_value": "1"}}', "/facts/repair_value"),
        (b'{"sku": "x", "descriptions": {"en": "a\\u0000b"}}', ""),
        (b'{"sku": "x", "colour": "red"}', "/colour"),
        (b'{"sku": "\\ud800"}', ""),
        (b"[" * 5000, ""),
        (b"no JSON", ""),
        (b'{"origin": "PT"}', "/sku"),
    ],
)
async def test_a_refused_row_names_its_place_and_stops_no_other(
    row: bytes, pointer: str, catalogue: CatalogueRooms
) -> None:
    merchant = somebody()
    body = b'{"sku": "before"}\n' + row + b'\n{"sku": "after"}\n'

    answer = await imported(catalogue, merchant, body, RowFormat.JSONL)

    assert [(fault.row, fault.pointer) for fault in answer.faults] == [(2, pointer)]
    assert [one.sku for one in (await catalogue.articles.page(merchant, "", (), 9)).articles] == ["after", "before"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (b"x,ZZ,,,,", "origin"),
        (b"x,PT,61,,,", "codes.HS"),
        (b"x,PT,610910,1,,", "height_cm"),
        (b"x,PT,610910,,much,", "facts.steel_share"),
        (b"x,PT,610910,,,,,one,too,many", ""),
    ],
)
async def test_a_refused_cell_names_its_column(cells: bytes, column: str, catalogue: CatalogueRooms) -> None:
    header = b"sku,origin,codes.HS,length_cm,facts.steel_share,width_cm\n"

    answer = await imported(catalogue, somebody(), header + cells, RowFormat.CSV)

    assert column in {fault.pointer.split(", ")[-1] for fault in answer.faults}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"name\nx\n", "sku"),
        (b"sku,colour\nx,red\n", "colour"),
        (b"sku,sku\nx,y\n", "twice"),
        (b"", "sku"),
        (b"sku\n\xff\n", "UTF-8"),
        (b"sku\n" + b"x" * 300_000, "longer"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(body: bytes, why: str, catalogue: CatalogueRooms) -> None:
    answer = await imported(catalogue, somebody(), body, RowFormat.CSV)

    assert (answer.state, why in answer.detail) == (ImportState.FAILED, True)


async def test_rows_before_an_unreadable_place_stand(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    body = b'{"sku": "sound"}\n' * 3 + b"x" * 300_000

    answer = await imported(catalogue, merchant, body, RowFormat.JSONL)

    assert (answer.state, answer.rows_read) == (ImportState.FAILED, 3)
    assert (await catalogue.articles.get(merchant, "sound")).version == 1


async def test_of_rows_with_one_sku_the_last_one_stays(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    body = b'{"sku": "a", "origin": "PT"}\n{"sku": "a", "origin": "CN"}\n'

    answer = await imported(catalogue, merchant, body, RowFormat.JSONL)

    assert answer.rows_written == 2
    assert (await catalogue.articles.get(merchant, "a")).article.origin == "CN"


async def test_a_second_import_of_the_same_file_changes_nothing(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await imported(catalogue, merchant, CSV, RowFormat.CSV)

    again = await imported(catalogue, merchant, CSV, RowFormat.CSV)

    assert (again.rows_written, again.rows_unchanged) == (0, 2)
    assert (await catalogue.articles.get(merchant, "A 1")).version == 1


async def test_an_import_whose_process_died_goes_on_behind_its_last_block(database_url: str) -> None:
    merchant, name = somebody(), f"imp_{uuid4().hex}"
    body = b"".join(b'{"sku": "%d", "origin": "PT"}\n' % number for number in range(5))
    settings = QuoteSettings(database_url=database_url)
    requests, service = connect(settings, role=REQUEST_ROLE), connect(settings, role=SERVICE_ROLE)
    taking, dying = ImportRepository(requests), ImportQueue(service, "dies")
    await taking.begin(name, merchant, RowFormat.JSONL, "tests")
    await taking.add_part(name, merchant, 0, body)
    await taking.received(name, merchant, len(body))
    job = await dying.claim()
    assert job is not None
    block = list(read_rows([body], RowFormat.JSONL))
    await dying.write(job, block[:2])
    async with service.begin() as connection:
        await connection.execute(text("UPDATE quote.catalogue_import SET leased_until = now() - interval '1 s'"))

    async with opened(database_url) as rooms:
        answer = await ended(rooms, merchant, name)
        assert (answer.rows_read, answer.rows_written, answer.rows_unchanged) == (5, 5, 0)
    with pytest.raises(LeaseLostError):
        await dying.write(job, block[2:])
    await requests.dispose()
    await service.dispose()


async def test_an_import_whose_process_was_killed_loses_and_repeats_nothing(database_url: str) -> None:
    merchant, rows = somebody(), 20_000
    body = b"".join(b'{"sku": "%d", "origin": "PT"}\n' % number for number in range(rows))
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.builders.import_process", database_url, merchant, stdin=PIPE, stdout=PIPE
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(body)
    worker.stdin.close()
    name = (await worker.stdout.readline()).decode().strip()
    worker.kill()
    await worker.wait()
    engine = connect(QuoteSettings(database_url=database_url), role=SERVICE_ROLE)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE quote.catalogue_import SET leased_until = now() - interval '1 s'"))
        read = await connection.execute(
            text("SELECT rows_read FROM quote.catalogue_import WHERE id = :id"), {"id": name}
        )
        assert 0 < read.scalar_one() < rows
    await engine.dispose()

    async with opened(database_url) as rooms:
        answer = await ended(rooms, merchant, name)

    assert (answer.rows_read, answer.rows_written, answer.rows_unchanged) == (rows, rows, 0)


async def test_a_resumed_import_is_taken_up_and_a_finished_one_is_not(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    failed = await imported(catalogue, merchant, b"name\nx\n", RowFormat.CSV)
    done = await imported(catalogue, merchant, CSV, RowFormat.CSV)

    await catalogue.imports.resume(merchant, failed.id)

    assert (await ended(catalogue, merchant, failed.id)).state is ImportState.FAILED
    with pytest.raises(ImportDoneError):
        await catalogue.imports.resume(merchant, done.id)


async def test_an_import_is_its_merchants_alone(catalogue: CatalogueRooms) -> None:
    done = await imported(catalogue, somebody(), CSV, RowFormat.CSV)

    with pytest.raises(ImportNotFoundError):
        await catalogue.imports.find(somebody(), done.id, 0, 1)


async def test_two_imports_of_the_same_articles_both_end(database_url: str) -> None:
    merchant = somebody()
    rows = [b'{"sku": "%d", "origin": "%s"}\n' % (number, b"PT") for number in range(3_000)]
    other = [row.replace(b"PT", b"CN") for row in reversed(rows)]

    async with opened(database_url) as one, opened(database_url) as two:
        answers = await asyncio.gather(
            imported(one, merchant, b"".join(rows), RowFormat.JSONL),
            imported(two, merchant, b"".join(other), RowFormat.JSONL),
        )

    assert {answer.state for answer in answers} == {ImportState.DONE}


async def test_the_exported_csv_has_the_columns_that_are_stated(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await imported(catalogue, merchant, CSV, RowFormat.CSV)

    first = (await file_of(catalogue, merchant, RowFormat.CSV)).splitlines()[0]

    assert first.decode() == (
        "sku,origin,net_weight_kg,length_cm,width_cm,height_cm,not_shipped_to,codes.HS,codes.US,descriptions.en"
    )


async def test_articles_of_more_columns_than_a_table_may_have_are_exported_as_json_lines_alone(
    catalogue: CatalogueRooms,
) -> None:
    merchant, each = somebody(), 20
    rows = [
        orjson.dumps({"sku": f"s{i}", "materials": {f"m{i}-{j}": "0.01" for j in range(each)}})
        for i in range(MOST_COLUMNS // each + 1)
    ]
    await imported(catalogue, merchant, b"\n".join(rows), RowFormat.JSONL)

    with pytest.raises(TooManyColumnsError):
        await anext(catalogue.export(merchant, RowFormat.CSV))

    lines = b"".join([portion async for portion in catalogue.export(merchant, RowFormat.JSONL)]).splitlines()
    assert len(lines) == len(rows)


async def test_a_body_that_breaks_off_leaves_nothing_behind(catalogue: CatalogueRooms, database_url: str) -> None:
    merchant = somebody()

    async def body() -> AsyncIterator[bytes]:
        yield b"sku\n" + b"x" * PART_BYTES
        raise ConnectionError("the caller hung up")

    with pytest.raises(ConnectionError):
        await catalogue.imports.take(merchant, RowFormat.CSV, body(), "test")

    engine = connect(QuoteSettings(database_url=database_url), role=SERVICE_ROLE)
    async with engine.connect() as connection:
        found = await connection.execute(
            text("SELECT count(*) FROM quote.catalogue_import_part WHERE merchant_id = :id"), {"id": merchant}
        )
        assert found.scalar_one() == 0
    await engine.dispose()

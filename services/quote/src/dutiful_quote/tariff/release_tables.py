"""The SQL that writes releases: loading one, moving the pointer to it, remembering what was seeded.

Each function works on a connection within the caller's transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_quote.tariff.published import PublishedTariff

#: Any fixed number: activations wait for each other, so that their ids become visible in order.
_ACTIVATION_LOCK = 0x7A21FF

_FIND = text("SELECT id FROM quote.tariff_release WHERE jurisdiction = :j AND publication = :p AND digest = :d")
_INSERT = text(
    """
    INSERT INTO quote.tariff_release
        (id, jurisdiction, publication, edition, title, publisher, source_url, licence, published_on, verified_until,
         digest, profile)
    VALUES (:id, :jurisdiction, :publication, :edition, :title, :publisher, :source_url, :licence, :published_on,
            :verified_until, :digest, CAST(:profile AS jsonb))
    ON CONFLICT DO NOTHING RETURNING id
    """
)
_FINISH = text(
    "UPDATE quote.tariff_release SET measure_count = :measures, line_count = :lines, status = 'ready' WHERE id = :id"
)
# Measures that could be due together on the same goods of the same origin and day, where the law means but one of them.
# Those of different headings (additional codes) or conditions are told apart by the declaration.
_OVERLAPS = text(
    """
    WITH rule AS (
        SELECT id, release_id, goods_code, kind, data, count(*) OVER (
                   PARTITION BY goods_code, kind, data->>'programme', data->>'destination', data->>'heading',
                                data->'conditions') AS alike
        FROM quote.tariff_measure WHERE release_id = ANY(:releases)
        -- Unresolved taxes, flat duties and notices of one programme are the possible answers, no contradiction.
        AND NOT (kind IN ('vat', 'flat_duty', 'notice') AND data->>'mode' = 'unresolved')
    ), span AS (
        SELECT id, release_id, goods_code, area,
               daterange((data->>'valid_from')::date, (data->>'valid_to')::date, '[]') AS days,
               lag(id) OVER same AS earlier,
               lag(release_id) OVER same AS earlier_release,
               lag(daterange((data->>'valid_from')::date, (data->>'valid_to')::date, '[]')) OVER same AS earlier_days
        FROM rule CROSS JOIN LATERAL jsonb_array_elements_text(data->'areas') AS area
        WHERE alike > 1
        WINDOW same AS (
            PARTITION BY goods_code, kind, data->>'programme', data->>'destination', data->>'heading',
                         data->'conditions', area
            ORDER BY coalesce((data->>'valid_from')::date, '-infinity'), id, release_id)
    )
    SELECT earlier, id, goods_code, min(area) AS area FROM span
    WHERE days && earlier_days AND (release_id <> earlier_release OR cardinality(CAST(:releases AS text[])) = 1)
    GROUP BY earlier, id, goods_code ORDER BY goods_code, id LIMIT :most
    """
)
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_RELEASE = text("SELECT jurisdiction, publication FROM quote.tariff_release WHERE id = :id AND status = 'ready'")
_ACTIVE = text("SELECT release_id FROM quote.tariff_active WHERE jurisdiction = :j AND publication = :p")
_BESIDE = text("SELECT release_id FROM quote.tariff_active WHERE jurisdiction = :j AND publication <> :p")
_POINT = text(
    """
    INSERT INTO quote.tariff_active (jurisdiction, publication, release_id, activated_at, activated_by)
    VALUES (:j, :p, :release, :at, :by)
    ON CONFLICT (jurisdiction, publication) DO UPDATE
    SET release_id = excluded.release_id, activated_at = excluded.activated_at, activated_by = excluded.activated_by
    """
)
_REMEMBER = text(
    """
    INSERT INTO quote.tariff_activation
        (jurisdiction, publication, release_id, previous_release_id, action, activated_at, activated_by, reason,
         breaches)
    VALUES (:j, :p, :release, :previous, :action, :at, :by, :reason, :breaches)
    """
)
_BEFORE = text(
    """
    SELECT previous_release_id FROM quote.tariff_activation
    WHERE jurisdiction = :j AND publication = :p AND release_id = :release AND action = 'activate'
    ORDER BY id DESC LIMIT 1
    """
)
_RETIRE = text("DELETE FROM quote.tariff_active WHERE jurisdiction = :j AND publication = :p")
_SEEDED = text("SELECT 1 FROM quote.tariff_seed WHERE fingerprint = :fingerprint")
_SEED = text("INSERT INTO quote.tariff_seed (fingerprint, seeded_at) VALUES (:fingerprint, :at) ON CONFLICT DO NOTHING")


class RowStandsTwiceError(Exception):
    """Two rows of a release have the same key."""


async def lift_timeout(connection: AsyncConnection) -> None:
    """Let this transaction take its time: a load is longer than what serving allows a statement."""
    await connection.execute(text("SET LOCAL statement_timeout = 0"))


async def find_release(connection: AsyncConnection, tariff: PublishedTariff) -> str | None:
    """The id of the release made of the same facts, if there is one."""
    values = {"j": tariff.info.jurisdiction, "p": tariff.info.publication, "d": tariff.digest}
    found: str | None = (await connection.execute(_FIND, values)).scalar_one_or_none()
    return found


async def insert_release(connection: AsyncConnection, release: str, tariff: PublishedTariff) -> bool:
    """Begin a release; false where another process has just loaded the same facts (it is waited for)."""
    info = tariff.info
    values = {
        "id": release,
        "jurisdiction": info.jurisdiction,
        "publication": info.publication,
        "edition": info.edition,
        "title": info.title,
        "publisher": info.publisher,
        "source_url": info.source_url,
        "licence": info.licence,
        "published_on": info.published_on,
        "verified_until": info.verified_until,
        "digest": tariff.digest,
        "profile": orjson.dumps(dict(tariff.profile)).decode(),
    }
    return (await connection.execute(_INSERT, values)).scalar_one_or_none() is not None


async def copy_rows(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Stream rows into a table of the schema by COPY, within the present transaction.

    Raises:
        RowStandsTwiceError: a row of this key is there already; the transaction is lost.
    """
    driver: Any = (await connection.get_raw_connection()).driver_connection
    try:
        await driver.copy_records_to_table(table, schema_name="quote", columns=columns, records=rows)
    except asyncpg.UniqueViolationError as exc:
        raise RowStandsTwiceError(exc.detail or str(exc)) from exc


async def finish_release(connection: AsyncConnection, release: str, measures: int, lines: int) -> None:
    """Mark a release as ready and let the planner know the tables' new size."""
    await connection.execute(_FINISH, {"id": release, "measures": measures, "lines": lines})


async def analyze(connection: AsyncConnection) -> None:
    """Refresh the planner's statistics after a large load."""
    await connection.execute(text("ANALYZE quote.tariff_measure, quote.tariff_line, quote.tariff_area"))


async def overlaps(connection: AsyncConnection, releases: Sequence[str], most: int) -> list[tuple[str, str, str, str]]:
    """Pairs of measures that say two things of the same case: (one id, other id, goods code, area).

    Within one release, or between several.
    """
    result = await connection.execute(_OVERLAPS, {"releases": list(releases), "most": most})
    return [(row.earlier, row.id, row.goods_code, row.area) for row in result]


async def lock_activations(connection: AsyncConnection) -> None:
    """Wait until no other activation is under way; held until the transaction ends."""
    await connection.execute(_LOCK, {"key": _ACTIVATION_LOCK})


async def publication_of(connection: AsyncConnection, release: str) -> tuple[str, str] | None:
    """(jurisdiction, publication) of a ready release."""
    row = (await connection.execute(_RELEASE, {"id": release})).one_or_none()
    return None if row is None else (row.jurisdiction, row.publication)


async def active_release(connection: AsyncConnection, jurisdiction: str, publication: str) -> str | None:
    """The release that the pointer of the publication is at."""
    values = {"j": jurisdiction, "p": publication}
    found: str | None = (await connection.execute(_ACTIVE, values)).scalar_one_or_none()
    return found


async def active_beside(connection: AsyncConnection, jurisdiction: str, publication: str) -> list[str]:
    """The active releases of the jurisdiction's other publications."""
    result = await connection.execute(_BESIDE, {"j": jurisdiction, "p": publication})
    return [row.release_id for row in result]


async def move_pointer(
    connection: AsyncConnection, place: tuple[str, str], release: str, previous: str | None, action: str,
    at: datetime, by: str, reason: str | None = None, breaches: Sequence[str] = (),
) -> None:  # fmt: skip
    """Point the publication at `release` and write it into the history, with the breaches that were accepted."""
    jurisdiction, publication = place
    values = {"j": jurisdiction, "p": publication, "release": release, "at": at, "by": by}
    await connection.execute(_POINT, values)
    history = {"previous": previous, "action": action, "reason": reason, "breaches": list(breaches)}
    await connection.execute(_REMEMBER, {**values, **history})


async def retire(connection: AsyncConnection, place: tuple[str, str], release: str, at: datetime, by: str) -> None:
    """Take the pointer of a publication away and write it into the history."""
    values = {"j": place[0], "p": place[1], "release": release, "at": at, "by": by}
    await connection.execute(_RETIRE, {"j": place[0], "p": place[1]})
    await connection.execute(
        _REMEMBER, {**values, "previous": release, "action": "retire", "reason": None, "breaches": []}
    )


async def release_before(connection: AsyncConnection, place: tuple[str, str], release: str) -> str | None:
    """The release that was active when `release` was last activated."""
    values = {"j": place[0], "p": place[1], "release": release}
    found: str | None = (await connection.execute(_BEFORE, values)).scalar_one_or_none()
    return found


async def is_seeded(connection: AsyncConnection, fingerprint: str) -> bool:
    """Whether the packaged facts of this fingerprint have been loaded already."""
    return (await connection.execute(_SEEDED, {"fingerprint": fingerprint})).scalar_one_or_none() is not None


async def remember_seed(connection: AsyncConnection, fingerprint: str, at: datetime) -> None:
    """Note that the packaged facts of this fingerprint are loaded."""
    await connection.execute(_SEED, {"fingerprint": fingerprint, "at": at})

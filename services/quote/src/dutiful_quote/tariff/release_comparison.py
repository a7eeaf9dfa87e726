"""The SQL that compares a candidate release with another one, for the checks before it is activated."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COUNTS = text(
    """
    SELECT (SELECT count(*) FROM quote.tariff_line WHERE release_id = :id) AS lines,
           (SELECT count(*) FROM quote.tariff_line l WHERE l.release_id = :id AND NOT EXISTS (
                SELECT 1 FROM generate_series(1, length(l.goods_code)) AS depth
                JOIN quote.tariff_measure m ON m.release_id = :id AND m.goods_code = left(l.goods_code, depth)
                     AND m.kind = 'third_country_duty')) AS unrated
    """
)
_KINDS = text("SELECT kind, count(*) AS number FROM quote.tariff_measure WHERE release_id = :id GROUP BY kind")
_LOST_LINES = text(
    """
    SELECT goods_code FROM quote.tariff_line WHERE release_id = :before
    EXCEPT SELECT goods_code FROM quote.tariff_line WHERE release_id = :after
    """
)
# Rates that are a plain share of the value on both sides; other forms are compared by their text alone.
_RATES = text(
    """
    SELECT count(*) AS compared,
           count(*) FILTER (WHERE one.data->'rate' IS DISTINCT FROM other.data->'rate') AS changed,
           count(*) FILTER (WHERE abs((one.data->'rate'->>'rate')::numeric - (other.data->'rate'->>'rate')::numeric)
                                  >= CAST(:jump AS numeric)) AS jumped
    FROM quote.tariff_measure one JOIN quote.tariff_measure other
         ON other.release_id = :after AND other.id = one.id
    WHERE one.release_id = :before AND one.data ? 'rate' AND other.data ? 'rate'
    """
)
_JUMPS = text(
    """
    SELECT one.id, one.data->>'rate_text' AS before, other.data->>'rate_text' AS after
    FROM quote.tariff_measure one JOIN quote.tariff_measure other ON other.release_id = :after AND other.id = one.id
    WHERE one.release_id = :before
      AND abs((one.data->'rate'->>'rate')::numeric - (other.data->'rate'->>'rate')::numeric) >= CAST(:jump AS numeric)
    ORDER BY abs((one.data->'rate'->>'rate')::numeric - (other.data->'rate'->>'rate')::numeric) DESC, one.id LIMIT :most
    """
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a release holds. `unrated` lines have no duty at any level of their code."""

    lines: int
    unrated: int
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class RateChanges:
    """Of `compared` measures that both releases rate, how many `changed`, and how many `jumped`; the largest jumps."""

    compared: int
    changed: int
    jumped: int
    examples: tuple[str, ...]


async def extent(connection: AsyncConnection, release: str) -> Extent:
    """What one release holds."""
    row = (await connection.execute(_COUNTS, {"id": release})).one()
    kinds = {found.kind: found.number for found in await connection.execute(_KINDS, {"id": release})}
    return Extent(row.lines, row.unrated, kinds)


async def lost_lines(connection: AsyncConnection, before: str, after: str) -> int:
    """How many declarable codes of `before` are not in `after`."""
    return len((await connection.execute(_LOST_LINES, {"before": before, "after": after})).all())


async def rate_changes(connection: AsyncConnection, before: str, after: str, jump: str, most: int) -> RateChanges:
    """How the rates of common measures differ. `jump` is the smallest difference of shares that counts as one."""
    values = {"before": before, "after": after, "jump": jump}
    row = (await connection.execute(_RATES, values)).one()
    found = await connection.execute(_JUMPS, {**values, "most": most})
    examples = tuple(f"{one.id}: {one.before} -> {one.after}" for one in found)
    return RateChanges(row.compared, row.changed, row.jumped, examples)

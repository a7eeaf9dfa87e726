"""How fit a catalogue is for quoting: what articles lack, codes that do not exist, words that contradict each other.

Codes are compared with the Harmonized System and with the active tariffs; two codes contradict each other where neither
begins with the other.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.catalogue.repository import LACKS, reachable
from dutiful_shared.contract.catalogue_health import CatalogueHealth, HealthFinding, HealthProblem
from dutiful_shared.service.tenancy import as_merchant

_USED = text(
    """
    SELECT DISTINCT substr(field.key, 7) AS system, field.value->>0 AS value
    FROM quote.catalogue_article, jsonb_each(known) AS field
    WHERE merchant_id = :merchant_id AND NOT deleted AND field.key LIKE 'codes.%'
    """
)
_LACKS: Final = ", ".join(f"CASE WHEN {condition} THEN '{lack.value}' END" for lack, condition in LACKS.items())
# What is read of a large catalogue is then held in memory between the passes over it, not on disk.
_MEMORY: Final = text("SELECT set_config('work_mem', '64MB', true)")
# A code is judged once, however many articles have it. Nomenclatures are those of the active releases that list lines.
_REPORT = text(
    f"""
    WITH article AS MATERIALIZED (
        SELECT sku, known, overrides, synced, classifier, array_remove(ARRAY[{_LACKS}], NULL) AS lacks
        FROM quote.catalogue_article WHERE merchant_id = :merchant_id AND NOT deleted
    ), code AS MATERIALIZED (
        SELECT sku, substr(field.key, 7) AS system, field.key AS field, field.value->>0 AS value
        FROM article CROSS JOIN LATERAL jsonb_each(known) AS field WHERE field.key LIKE 'codes.%'
    ), nomenclature AS MATERIALIZED (
        SELECT a.jurisdiction, a.release_id
        FROM quote.tariff_active a JOIN quote.tariff_release r ON r.id = a.release_id WHERE r.line_count > 0
    ), compared AS MATERIALIZED (
        SELECT system, value,
               (SELECT count(*) FROM quote.tariff_line l WHERE l.release_id = n.release_id
                AND l.goods_code >= value COLLATE "C" AND l.goods_code < (value || ':') COLLATE "C") AS below,
               EXISTS (SELECT FROM generate_series(4, length(value)) AS d JOIN quote.tariff_line l
                       ON l.release_id = n.release_id AND l.goods_code = left(value, d)) AS above
        FROM (SELECT DISTINCT system, value FROM code) AS used JOIN nomenclature n ON n.jurisdiction = used.system
    ), judged AS MATERIALIZED (
        SELECT system, value, sum(below) AS below, bool_or(above) AS above FROM compared GROUP BY system, value
    ), shop_code AS MATERIALIZED (
        SELECT sku, overrides, classifier, shop.key AS shop, said.key AS field, said.value #>> '{{}}' AS value
        FROM article CROSS JOIN LATERAL jsonb_each(synced) AS shop
        CROSS JOIN LATERAL jsonb_each(shop.value->'values') AS said WHERE said.key LIKE 'codes.%'
    ), finding AS MATERIALIZED (
        SELECT sku, 'missing_' || lack AS problem, lack AS field, '' AS value, '' AS other
        FROM article CROSS JOIN LATERAL unnest(lacks) AS lack
        UNION ALL
        SELECT sku, 'unknown_hs_code', field, value, '' FROM code
        WHERE (system, value) IN (SELECT * FROM unnest(CAST(:systems AS text[]), CAST(:unknown AS text[])))
        UNION ALL
        SELECT sku, 'unknown_national_code', field, value, '' FROM code JOIN judged USING (system, value)
        WHERE below = 0 AND NOT above
        UNION ALL
        SELECT sku, 'ambiguous_code', field, value, below::text FROM code JOIN judged USING (system, value)
        WHERE below > 1
        UNION ALL
        SELECT sku, 'override_conflict', field, overrides->field->>'value', value FROM shop_code
        WHERE overrides->field IS NOT NULL AND NOT starts_with(value, overrides->field->>'value')
          AND NOT starts_with(overrides->field->>'value', value)
        UNION ALL
        SELECT sku, 'classifier_conflict', field, value, classifier->>'code' FROM shop_code
        WHERE classifier IS NOT NULL AND left(value, 6) <> left(classifier->>'code', length(left(value, 6)))
    )
    SELECT 'count' AS part, '' AS sku, problem, '' AS field, '' AS value, count(*)::text AS other
    FROM finding GROUP BY problem
    UNION ALL
    (SELECT 'finding', sku, problem, field, value, other FROM finding
     WHERE (CAST(:problem AS text) IS NULL OR problem = :problem)
       AND (sku COLLATE "C", problem COLLATE "C", field COLLATE "C") > (:sku, :after_problem, :field)
     ORDER BY sku COLLATE "C", problem COLLATE "C", field COLLATE "C" LIMIT :most)
    """  # noqa: S608 - constants only
)
_ARTICLES = text("SELECT count(*) FROM quote.catalogue_article WHERE merchant_id = :merchant_id AND NOT deleted")


class Nomenclature(Protocol):
    """Which codes the Harmonized System has; `HarmonizedSystem` in production."""

    def wrong(self, written: str, system: str) -> str:
        """Why a code of a system cannot be one; nothing where it can. Chapters 98 and 99 are of national ones alone."""


@dataclass(frozen=True, slots=True)
class CatalogueHealthReport:
    """Reads one merchant's catalogue through, at the cost of its size."""

    requests: AsyncEngine
    nomenclature: Nomenclature

    async def report(self, merchant_id: str, problem: HealthProblem | None, cursor: str, most: int) -> CatalogueHealth:
        """Counts of everything, and a page of findings, of one problem if it is named.

        Raises:
            CatalogueUnavailableError: PostgreSQL is out of reach, or the report took too long.
        """
        sku, after_problem, field = (*cursor.split("\n"), "", "", "")[:3]
        async with reachable(), as_merchant(self.requests, merchant_id) as connection:
            await connection.execute(_MEMORY)
            articles = (await connection.execute(_ARTICLES, {"merchant_id": merchant_id})).scalar_one()
            used = (await connection.execute(_USED, {"merchant_id": merchant_id})).all()
            unknown = [one for one in used if self.nomenclature.wrong(one.value, one.system)]
            values = {
                "merchant_id": merchant_id,
                "systems": [one.system for one in unknown],
                "unknown": [one.value for one in unknown],
                "problem": problem.value if problem else None,
                "sku": sku,
                "after_problem": after_problem,
                "field": field,
                "most": most,
            }
            rows = (await connection.execute(_REPORT, values)).all()
        counts = {row.problem: int(row.other) for row in rows if row.part == "count"}
        findings = tuple(HealthFinding.model_validate(row._mapping) for row in rows if row.part == "finding")
        last = findings[-1] if len(findings) == most else None
        return CatalogueHealth(
            articles=articles,
            counts={one: counts.get(one.value, 0) for one in HealthProblem},
            findings=findings,
            next=f"{last.sku}\n{last.problem.value}\n{last.field}" if last else None,
        )

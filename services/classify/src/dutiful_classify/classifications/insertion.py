"""The statement that keeps answers, and opens the reviews that they ask for: all of a group, or nothing."""

from collections.abc import Sequence
from typing import Any, Final

from dutiful_classify.classifications.records import AnswerRecord

_COLUMNS: Final = (
    ("id", "text"),
    ("merchant_id", "text"),
    ("created_at", "timestamptz"),
    ("decision", "text"),
    ("source", "text"),
    ("request", "text"),
    ("answer", "text"),
    ("model_version", "text"),
    ("nomenclature", "text"),
    ("sku", "text"),
    ("fingerprint", "bytea"),
    ("hs6", "text"),
    ("probability", "float8"),
    ("created_by", "text"),
    ("review_id", "text"),
    ("cause", "text"),
)
_NAMES: Final = ", ".join(name for name, _ in _COLUMNS)
_ARRAYS: Final = ", ".join(f"${number}::{kind}[]" for number, (_, kind) in enumerate(_COLUMNS, 1))
#: For asyncpg itself. The conflicts name no column, since that would need the right to read it; one that is kept
#: already stays as it is.
INSERT_ANSWERS: Final = f"""
    WITH answered AS (SELECT * FROM unnest({_ARRAYS}) AS one ({_NAMES})),
    kept AS (
        INSERT INTO classify.classification
            (id, merchant_id, created_at, decision, source, request, answer, model_version, nomenclature, sku,
             fingerprint, hs6, probability, created_by)
        SELECT id, merchant_id, created_at, decision, source, request::json, answer::json, model_version, nomenclature,
               sku, fingerprint, hs6, probability, created_by
        FROM answered
        ON CONFLICT DO NOTHING
    )
    INSERT INTO classify.review (id, merchant_id, classification, cause, created_at, sku, fingerprint, product, hs6,
                                 probability)
    SELECT review_id, merchant_id, id, cause, created_at, sku, fingerprint, request::json, hs6, probability
    FROM answered WHERE review_id IS NOT NULL
    ON CONFLICT DO NOTHING
    """  # noqa: S608 - constants only


def columns_of(records: Sequence[AnswerRecord]) -> list[list[Any]]:
    """The arguments of `INSERT_ANSWERS`."""
    return [[getattr(record, name) for record in records] for name, _ in _COLUMNS]

"""The schemas of what Shopify takes for an answer, written from its documentation."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).resolve().parents[1] / "contract" / "schemas" / "shopify"


def valid(answer: Any, schema: str) -> Any:
    """The answer, which must fit the schema of this name."""
    Draft202012Validator(json.loads((SCHEMAS / f"{schema}.json").read_text())).validate(answer)
    return answer

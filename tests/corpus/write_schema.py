"""`python -m tests.corpus.write_schema`: write the JSON Schema of files of worked cases anew."""

import json

from pydantic import TypeAdapter

from tests.corpus.case import WorkedCase
from tests.corpus.reading import CASES

SCHEMA = CASES / "schema.json"


def schema_text() -> str:
    schema = TypeAdapter(list[WorkedCase]).json_schema()
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Worked cases of Dutiful", **schema}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")

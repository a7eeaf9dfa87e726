"""`python -m tests.contract.write_openapi`: write the committed OpenAPI documents anew."""

import json
from pathlib import Path

from tests.contract.openapi_documents import SERVICES, document

FOLDER = Path(__file__).resolve().parents[2] / "openapi"


def main() -> None:
    for service in SERVICES:
        text = json.dumps(document(service), indent=1, ensure_ascii=False, sort_keys=True)
        (FOLDER / f"{service}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

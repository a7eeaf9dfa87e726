"""`python -m tests.contract.write_typescript`: write the TypeScript declarations anew from the committed documents."""

import json

from tests.contract.openapi_documents import SERVICES
from tests.contract.typescript import declarations
from tests.contract.write_openapi import FOLDER

TYPESCRIPT = FOLDER / "typescript"


def written(service: str) -> str:
    """The declarations of a service's committed document."""
    document = json.loads((FOLDER / f"{service}.json").read_text(encoding="utf-8"))
    return declarations(document, f"openapi/{service}.json")


def main() -> None:
    TYPESCRIPT.mkdir(exist_ok=True)
    for service in SERVICES:
        (TYPESCRIPT / f"{service}.d.ts").write_text(written(service), encoding="utf-8")


if __name__ == "__main__":
    main()

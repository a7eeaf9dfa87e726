"""The OpenAPI document of each service, made without starting it."""

from typing import Any

from dutiful_classify.app import create_app as classify
from dutiful_docs.app import create_app as docs
from dutiful_quote.app import create_app as quote

SERVICES = {"quote": quote, "classify": classify, "docs": docs}


def document(service: str) -> dict[str, Any]:
    """What the service would serve at `/openapi.json`."""
    return SERVICES[service]().openapi()

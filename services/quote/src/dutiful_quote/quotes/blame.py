"""Whose the fault is: what the request did not say itself is not blamed on it, but on where it was taken from."""

from collections.abc import Mapping

from pydantic import BaseModel

from dutiful_quote.quotes.errors import QuoteError
from dutiful_shared.contract.quote_request import QuoteRequest


def blamed(error: QuoteError, request: QuoteRequest) -> QuoteError:
    """The error as whoever sent `request` can mend it.

    Args:
        error: of the request as it was filled in from the merchant's settings and catalogue.
    """
    others = [blamed(one, request) for one in error.others]
    path = [part.replace("~1", "/").replace("~0", "~") for part in error.pointer.split("/")[1:]]
    kind = type(error)
    if _states(request, path):
        return kind(error.pointer, error.text, others)
    match path:
        case ["lines", index, *_] if sku := request.lines[int(index)].sku:
            text = f"the catalogue's article {sku!r} has a wrong {path[2]}: {error.text}"
            return kind(f"/lines/{index}/sku", text, others)
        case ["seller" | "prices_include" as name, *_]:
            return kind(f"/{name}", f"the merchant's settings do not fit: {error.text}", others)
    return kind(error.pointer, error.text, others)


def _states(request: QuoteRequest, path: list[str]) -> bool:
    """Whether the request has something of its own there."""
    here: object = request
    for part in path:
        if isinstance(here, BaseModel):
            here = getattr(here, part, None) if part in here.model_fields_set else None
        elif isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, tuple | list) and part.isdecimal() and int(part) < len(here):
            here = here[int(part)]
        else:
            here = None
        if here is None:
            return False
    return True

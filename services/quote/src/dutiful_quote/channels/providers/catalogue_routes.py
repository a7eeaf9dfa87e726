"""`/v1/import/{provider}/catalog`: another provider's catalogue into the merchant's own."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Depends, Query, Request

from dutiful_quote.catalogue.errors import CatalogueUnavailableError
from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.channels.providers.catalogue_export import Converted, from_csv, from_json, named_columns
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.fields import Language
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.providers import CatalogueImportAnswer, Provider
from dutiful_shared.idempotency.route import IdempotentRoute
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable
from dutiful_shared.service.row_files import CSV_TYPE, RowFormat, UnreadableError
from dutiful_shared.service.state import room_of

router = APIRouter(prefix="/v1/import", tags=["import"], route_class=IdempotentRoute)

ROUTE: Final = "/v1/import/{provider}/catalog"
#: Some 50,000 articles; a larger catalogue comes in several files.
BODY_BYTES: Final = 16 * 1024 * 1024
_JSON: Final = "application/json"
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {CSV_TYPE: {"schema": {"type": "string", "format": "binary"}}, _JSON: {"schema": {}}},
    }
}


async def _catalogue(request: Request) -> CatalogueRooms:
    return room_of(request, "catalogue", CatalogueRooms)


@router.post(
    "/{provider}/catalog",
    operation_id="import_provider_catalogue",
    summary="Import a provider's catalogue",
    status_code=202,
    responses=problem_responses(*BODY_PROBLEMS, *AUTH_PROBLEMS, "invalid_request", "internal_error", "unavailable"),
    openapi_extra=_BODY,
)
async def import_provider_catalogue(
    provider: Provider,
    request: Request,
    caller: Annotated[Caller, Depends(authenticated("catalog"))],
    catalogue: Annotated[CatalogueRooms, Depends(_catalogue)],
    column: Annotated[
        list[str] | None,
        Query(max_length=100, description="`their column=our column`, such as `HTS=codes.US`; may be repeated."),
    ] = None,
    language: Annotated[Language, Query(description="Of the descriptions.")] = "en",
) -> CatalogueImportAnswer:
    """Each row does what a PUT of its SKU would do; rows are worked off after the answer, as of any import."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in {CSV_TYPE, _JSON}:
        raise problem("unsupported_media_type", f"The body must be {CSV_TYPE} or {_JSON}; got {sent or 'nothing'}.")
    body = await request.body()
    try:
        columns = named_columns(column or ())
        found = (
            from_csv(provider, body, columns, language)
            if sent == CSV_TYPE
            else from_json(provider, orjson.loads(body), language)
        )
    except orjson.JSONDecodeError as exc:
        raise problem("malformed_json", "The body is not valid JSON.") from exc
    except UnreadableError as exc:
        fault = ProblemError(code="unreadable", detail=str(exc), pointer="")
        raise problem("invalid_request", "The file cannot be read.", errors=[fault]) from exc
    try:
        taken = await catalogue.imports.take(caller.merchant_id, RowFormat.JSONL, _lines(found), actor_of(caller))
    except CatalogueUnavailableError as exc:
        raise unavailable("The catalogue cannot be read or changed now.") from exc
    return CatalogueImportAnswer(
        provider=provider,
        imported=taken,
        rows=len(found.rows),
        ignored=found.ignored,
        left_out=tuple(found.left_out),
        readings=tuple(found.readings),
    )


async def _lines(found: Converted) -> AsyncIterator[bytes]:
    for row in found.rows:
        yield orjson.dumps(row) + b"\n"

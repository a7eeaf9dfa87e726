"""`/v1/catalog/import`, `/imports` and `/export`: the catalogue as a file."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from dutiful_quote.api.catalogue import CatalogCaller, ReportCaller
from dutiful_quote.api.catalogue_refusals import READING, WRITING, refused
from dutiful_quote.api.state import State
from dutiful_quote.catalogue.articles import PAGE_SIZE
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.catalogue_imports import ImportAnswer
from dutiful_shared.idempotency.route import IdempotentRoute
from dutiful_shared.idempotency.streamed_route import StreamedRoute
from dutiful_shared.service.problems import problem, problem_responses
from dutiful_shared.service.row_files import CSV_TYPE, JSONL_TYPE, ROW_FORMATS, RowFormat

router = APIRouter(prefix="/v1/catalog", tags=["catalogue"], route_class=StreamedRoute)
#: Apart from the import itself, whose body is never held as a whole.
resume_router = APIRouter(prefix="/v1/catalog", tags=["catalogue"], route_class=IdempotentRoute)

#: Requests that may take longer than others.
IMPORT_PATH: Final = "/v1/catalog/import"
HEALTH_PATH: Final = "/v1/catalog/health"
#: Some 300,000 articles as CSV; a larger catalogue comes in several files.
IMPORT_BYTES: Final = 64 * 1024 * 1024
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in (CSV_TYPE, JSONL_TYPE)},
    }
}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file.", "content": {CSV_TYPE: {}, JSONL_TYPE: {}}}
}
_ImportId = Annotated[str, Path(pattern=r"^imp_[0-9a-f]{32}$", description="As given when the import was taken in.")]


@router.post(
    "/import",
    operation_id="import_articles",
    summary="Import a file of articles",
    status_code=202,
    responses=WRITING,
    openapi_extra=_BODY,
)
async def import_articles(request: Request, caller: CatalogCaller, state: State) -> ImportAnswer:
    """Take in CSV or JSON Lines, 64 MB at most; each row does what a PUT of its SKU would do.

    The rows are worked off after the answer, in their order; one that is refused stops no other. An
    `Idempotency-Key` is refused: a row that stands as stated already is left as it is.
    """
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = ROW_FORMATS.get(sent)
    if form is None:
        raise problem(
            "unsupported_media_type", f"An import is {CSV_TYPE} or {JSONL_TYPE}; got {sent or 'no Content-Type'}."
        )
    with refused():
        return await state.catalogue.imports.take(caller.merchant_id, form, request.stream(), actor_of(caller))


@router.get("/imports/{import_id}", operation_id="get_import", summary="How far an import is", responses=READING)
async def get_import(
    import_id: _ImportId,
    caller: CatalogCaller,
    state: State,
    cursor: Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE_SIZE, description="The most faults of a page.")] = PAGE_SIZE,
) -> ImportAnswer:
    """Rows read, written, unchanged and refused, and why each was refused."""
    with refused():
        return await state.catalogue.imports.find(caller.merchant_id, import_id, cursor, limit)


@resume_router.post(
    "/imports/{import_id}/resume",
    operation_id="resume_import",
    summary="Resume an import",
    status_code=202,
    responses={**READING, **problem_responses("conflict")},
)
async def resume_import(import_id: _ImportId, caller: CatalogCaller, state: State) -> ImportAnswer:
    """Go on behind the last row that was done; one that is being worked on goes on anyway."""
    with refused():
        return await state.catalogue.imports.resume(caller.merchant_id, import_id)


@router.get(
    "/export",
    operation_id="export_articles",
    summary="The catalogue as a file",
    response_class=Response,
    responses={**READING, **problem_responses("not_acceptable"), **_FILE},
)
async def export_articles(
    caller: ReportCaller,
    state: State,
    # OpenAPI ignores a parameter of this name: the media types of the answer say what there is.
    accept: Annotated[str, Header(max_length=200, include_in_schema=False)] = CSV_TYPE,
) -> Response:
    """What the merchant stated of every article, as an import takes it; CSV unless JSON Lines are asked for.

    It counts as 20 requests of the key.
    """
    wanted = [one.partition(";")[0].strip().lower() for one in accept.split(",")]
    chosen = next((name for name in wanted if name in ROW_FORMATS or name in {"*/*", "text/*"}), None)
    if chosen is None:
        raise problem("not_acceptable", f"The catalogue comes as {CSV_TYPE} or {JSONL_TYPE}.")
    form = ROW_FORMATS.get(chosen, RowFormat.CSV)
    file = state.catalogue.export(caller.merchant_id, form)
    with refused():
        # The first portion is read before the answer begins, so that a store out of reach is still told as such.
        first = await anext(file, b"")

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for portion in file:
            yield portion

    return StreamingResponse(whole(), media_type=CSV_TYPE if form is RowFormat.CSV else JSONL_TYPE)

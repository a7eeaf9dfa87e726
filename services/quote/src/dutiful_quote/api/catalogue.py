"""`/v1/catalog`: what the merchant sells, as customs need to know it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response

from dutiful_quote.api.catalogue_paths import PathSku
from dutiful_quote.api.catalogue_refusals import (
    READING,
    WRITING,
    IfMatch,
    IfNoneMatch,
    expected_version,
    refused,
)
from dutiful_quote.api.state import State
from dutiful_quote.catalogue.articles import PAGE_SIZE
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.catalogue import (
    MAX_SKU,
    Article,
    ArticleAnswer,
    ArticlePage,
    HistoryPage,
    Lack,
    OverridesRequest,
)
from dutiful_shared.contract.catalogue_health import CatalogueHealth, HealthProblem
from dutiful_shared.service.etag import etag_of
from dutiful_shared.service.problems import problem_responses

router = APIRouter(prefix="/v1/catalog", tags=["catalogue"])

_JSON = "application/json"
#: It stands before the SKU of a path: who may not ask is told so, whatever the path says.
CatalogCaller = Annotated[Caller, Depends(authenticated("catalog"))]
#: Of a route that reads the whole catalogue: it counts as so many requests.
ReportCaller = Annotated[Caller, Depends(authenticated("catalog", cost=20))]
_Most = Annotated[int, Query(ge=1, le=PAGE_SIZE, description="The most entries of a page.")]
_NO_NUL: Final = r"^[^\x00]*$"
_After = Annotated[str, Query(max_length=MAX_SKU, pattern=_NO_NUL, description="`next` of the page before.")]
_Number = Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$", description="`next` of the page before.")]


@router.get("", operation_id="list_articles", summary="The articles of the catalogue", responses=READING)
async def list_articles(
    caller: CatalogCaller,
    state: State,
    cursor: _After = "",
    missing: Annotated[list[Lack] | None, Query(max_length=4, description="Only those that lack all of it.")] = None,
    limit: _Most = PAGE_SIZE,
) -> ArticlePage:
    """Articles in the order of their SKUs, a page at a time."""
    with refused():
        return await state.catalogue.articles.page(caller.merchant_id, cursor, missing or (), limit)


@router.get("/health", operation_id="get_catalogue_health", summary="What is wrong in the catalogue", responses=READING)
async def get_health(
    caller: ReportCaller,
    state: State,
    problem: Annotated[HealthProblem | None, Query(description="List only this one.")] = None,
    cursor: Annotated[str, Query(max_length=300, pattern=_NO_NUL, description="`next` of the page before.")] = "",
    limit: _Most = PAGE_SIZE,
) -> CatalogueHealth:
    """How many articles lack what quotes need, have codes that do not exist, or contradict each other; and which.

    It counts as 20 requests of the key.
    """
    with refused():
        return await state.catalogue.health.report(caller.merchant_id, problem, cursor, limit)


@router.put(
    "/{sku}",
    operation_id="put_article",
    summary="State an article",
    response_model=ArticleAnswer,
    responses={**WRITING, 201: {"model": ArticleAnswer, "description": "There was no such article before."}},
)
async def put_article(
    caller: CatalogCaller,
    sku: PathSku,
    article: Article,
    state: State,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Create the article, or replace all that the merchant stated of it. Overrides and what shops say stay."""
    expected = expected_version(if_match, if_none_match)
    with refused():
        answer, created = await state.catalogue.articles.put(
            caller.merchant_id, sku, article, actor_of(caller), expected
        )
    return _answered(answer, 201 if created else 200)


@router.get(
    "/{sku}", operation_id="get_article", summary="One article", response_model=ArticleAnswer, responses=READING
)
async def get_article(caller: CatalogCaller, sku: PathSku, state: State) -> Response:
    """What the merchant stated, what people fixed, what shops say, and what of all that a quote takes."""
    with refused():
        return _answered(await state.catalogue.articles.get(caller.merchant_id, sku))


@router.delete(
    "/{sku}",
    operation_id="delete_article",
    summary="Delete an article",
    status_code=204,
    responses={**READING, **problem_responses("precondition_failed")},
)
async def delete_article(caller: CatalogCaller, sku: PathSku, state: State, if_match: IfMatch = None) -> None:
    """Quotes no longer take it; its history stays."""
    expected = expected_version(if_match)
    with refused():
        await state.catalogue.articles.delete(caller.merchant_id, sku, actor_of(caller), expected)


@router.get(
    "/{sku}/history", operation_id="get_article_history", summary="Every change of an article", responses=READING
)
async def get_history(
    caller: CatalogCaller, sku: PathSku, state: State, cursor: _Number = None, limit: _Most = PAGE_SIZE
) -> HistoryPage:
    """Who changed what and when, newest first, also of a deleted article."""
    before = int(cursor) if cursor else None
    with refused():
        return await state.catalogue.articles.history(caller.merchant_id, sku, before, limit)


@router.put(
    "/{sku}/overrides",
    operation_id="put_article_overrides",
    summary="Fix values of an article",
    response_model=ArticleAnswer,
    responses=WRITING,
)
async def put_overrides(
    caller: CatalogCaller, sku: PathSku, asked: OverridesRequest, state: State, if_match: IfMatch = None
) -> Response:
    """Codes, origin or weight that a person vouches for. They win over files and shops until they are taken back."""
    expected = expected_version(if_match)
    with refused():
        answer = await state.catalogue.articles.override(caller.merchant_id, sku, asked, actor_of(caller), expected)
    return _answered(answer)


def _answered(answer: ArticleAnswer, status: int = 200) -> Response:
    return Response(answer.model_dump_json(), status, {"ETag": etag_of(answer.version)}, _JSON)

"""A typed client of Dutiful's services, for order systems. It needs the base install alone.

async with DutifulClient(BaseUrls(), api_key="dk_test_...") as dutiful:
    answer = await dutiful.quote(QuoteRequest(...))
"""

from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from dutiful_shared.contract.classification import Classification, ClassificationRequest
from dutiful_shared.contract.documents import Document, DocumentRequest
from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE, Problem
from dutiful_shared.contract.quote_answer import QuoteAnswer, ReplayAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.reference_answer import CountryAnswer, TariffAnswer
from dutiful_shared.contract.tariff_changes import TariffChangesAnswer, TariffReleasesAnswer

Answer = TypeVar("Answer", bound=BaseModel)

#: Seconds. A quote takes milliseconds; longer than this, a checkout is better served by its own fallback.
DEFAULT_TIMEOUT: Final = httpx2.Timeout(5.0, connect=1.0)
_JSON: Final = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class BaseUrls:
    """Where the services are, without a path; the defaults are those of a local run."""

    quote: str = "http://127.0.0.1:8080"
    classify: str = "http://127.0.0.1:8081"
    docs: str = "http://127.0.0.1:8082"


class DutifulError(Exception):
    """A call did not bring the answer it was made for."""


class DutifulProblem(DutifulError):  # noqa: N818 - it carries a problem, and is named as the standard names it
    """The service answered with a problem (RFC 9457).

    `retry_after` is the number of seconds after which repeating is worth while; None if the service did not say.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem
        self.retry_after = retry_after

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def status(self) -> int:
        return self.problem.status


class DutifulUnreachableError(DutifulError):
    """No answer came: the service is out of reach, or took longer than the timeout."""


class UnexpectedAnswerError(DutifulError):
    """Something answered, but not in the contract's shape: an older service, or something that is not Dutiful."""


class DutifulClient:
    """Calls the services with one API key. Use it as a context manager, or `aclose()` it; it is safe to share.

    Args:
        base_urls: where the services are.
        api_key: sent with every request.
        timeout: of each request.
        transport: instead of the network, such as `httpx2.ASGITransport(app)` in tests.

    Every call raises `DutifulProblem`, `DutifulUnreachableError` or `UnexpectedAnswerError` if it has no answer.
    """

    def __init__(
        self,
        base_urls: BaseUrls,
        api_key: str,
        *,
        timeout: httpx2.Timeout = DEFAULT_TIMEOUT,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._urls = base_urls
        self._http = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {api_key}", "Accept": f"application/json, {PROBLEM_MEDIA_TYPE}"},
            timeout=timeout,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def quote(self, cart: QuoteRequest, *, idempotency_key: str | None = None) -> QuoteAnswer:
        """What the cart costs to land. Repeating with the same key gives the same quote."""
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return await self._post(f"{self._urls.quote}/v1/quotes", cart, QuoteAnswer, headers)

    async def recorded_quote(self, quote_id: str) -> QuoteAnswer:
        """A quote as it was answered."""
        return await self._call("GET", f"{self._urls.quote}/v1/quotes/{quote_id}", QuoteAnswer)

    async def replay_quote(self, quote_id: str) -> ReplayAnswer:
        """A recorded quote computed anew with the law, the day and the exchange rates of then."""
        return await self._call("POST", f"{self._urls.quote}/v1/quotes/{quote_id}/replay", ReplayAnswer)

    async def tariff(
        self, country: str, code: str, *, origin: str | None = None, on: date | None = None
    ) -> TariffAnswer:
        """What a country's tariff says about a code on a day (default: today), for one origin or all."""
        parameters = {"origin": origin, "date": on.isoformat() if on else None}
        return await self._call(
            "GET", f"{self._urls.quote}/v1/tariffs/{country}/{code}", TariffAnswer, params=_given(parameters)
        )

    async def tariff_releases(self, *, country: str | None = None) -> TariffReleasesAnswer:
        """The active releases of a jurisdiction or of all, with source and age."""
        return await self._call(
            "GET", f"{self._urls.quote}/v1/tariffs/releases", TariffReleasesAnswer, params=_given({"country": country})
        )

    async def tariff_changes(
        self, first: date, last: date, *, country: str | None = None, code: str | None = None, cursor: int = 0
    ) -> TariffChangesAnswer:
        """A page of what begins and ends between two days; `next` of it is the cursor of the following one."""
        parameters = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "country": country,
            "code": code,
            "cursor": str(cursor),
        }
        return await self._call(
            "GET", f"{self._urls.quote}/v1/tariffs/changes", TariffChangesAnswer, params=_given(parameters)
        )

    async def country(self, country: str, *, on: date | None = None) -> CountryAnswer:
        """What is known of a destination on a day (default: today)."""
        parameters = {"date": on.isoformat() if on else None}
        return await self._call(
            "GET", f"{self._urls.quote}/v1/countries/{country}", CountryAnswer, params=_given(parameters)
        )

    async def classify(self, product: ClassificationRequest) -> Classification:
        """Candidates for a product's tariff code."""
        return await self._post(f"{self._urls.classify}/v1/classifications", product, Classification)

    async def create_document(self, wanted: DocumentRequest) -> Document:
        """A customs paper for a quote or an order."""
        return await self._post(f"{self._urls.docs}/v1/documents", wanted, Document)

    async def _post(
        self, url: str, body: BaseModel, answer: type[Answer], headers: dict[str, str] | None = None
    ) -> Answer:
        # Fields the caller left alone stay out, so that the service's own defaults (and a merchant's) apply.
        content = body.model_dump_json(exclude_unset=True, by_alias=True).encode()
        return await self._call("POST", url, answer, content=content, headers={**_JSON, **(headers or {})})

    async def _call(self, method: str, url: str, answer: type[Answer], **request: Any) -> Answer:
        try:
            response = await self._http.request(method, url, **request)
        except httpx2.TransportError as exc:
            raise DutifulUnreachableError(f"{method} {url}: {type(exc).__name__}: {exc}") from exc
        if response.is_success:
            return _read(response, answer)
        media_type = response.headers.get("content-type", "").partition(";")[0]
        if media_type != PROBLEM_MEDIA_TYPE:
            raise UnexpectedAnswerError(
                f"{method} {url} answered {response.status_code} with {media_type or 'no body'}"
            )
        raise DutifulProblem(_read(response, Problem), _seconds(response.headers.get("retry-after")))


def _read(response: httpx2.Response, shape: type[Answer]) -> Answer:
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as exc:
        raise UnexpectedAnswerError(f"{response.request.url} did not answer with a {shape.__name__}") from exc


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() else None


def _given(parameters: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if value is not None}

"""`ClassifyClient`: asks the classification service over HTTP, with what whoever asks for the quote may show."""

from collections.abc import AsyncGenerator, Sequence
from typing import Final, Protocol

import httpx2
from pydantic import ValidationError

from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.classification_batch import LineResult
from dutiful_shared.service.telemetry import trace_headers

_PATH: Final = "/v1/classifications/lines"
_JSON_LINES: Final = "application/jsonl"


class ClassifierUnreachableError(Exception):
    """It gave no answer, or one that is none: asking for other goods would fail as well."""


class ClassifierRefusedError(Exception):
    """It refused this request: the key, its scopes or its limits, or the body. Others may be answered."""


class Classifying(Protocol):
    """Where goods are classified; `ClassifyClient` in production."""

    def classify(self, credential: str, products: Sequence[ClassificationRequest]) -> AsyncGenerator[LineResult]:
        """A result for each product, in their order, as they are ready.

        Raises:
            ClassifierUnreachableError, ClassifierRefusedError
        """
        ...


class ClassifyClient:
    """A `Classifying` over HTTP.

    Args:
        base_url: of the classification service, without a path. Credentials go there and nowhere else: no redirect
            is followed.
        timeout_seconds: of connecting, and of each pause within an answer.
        connections: the most at a time.
        transport: instead of the network, such as `httpx2.ASGITransport(app)` in tests.
    """

    def __init__(
        self,
        base_url: str,
        timeout_seconds: float,
        connections: int,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx2.AsyncClient(
            base_url=base_url,
            headers={"Content-Type": _JSON_LINES, "Accept": _JSON_LINES},
            timeout=timeout_seconds,
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def classify(self, credential: str, products: Sequence[ClassificationRequest]) -> AsyncGenerator[LineResult]:
        """See `Classifying.classify`.

        Raises:
            ClassifierUnreachableError: no answer in time, a status of 500 or more, or a line in another shape than the
                contract's; the results before it have been given.
            ClassifierRefusedError: any other status than success.
        """
        body = b"\n".join(product.model_dump_json(exclude_unset=True).encode() for product in products)
        headers = {"Authorization": f"Bearer {credential}", **trace_headers()}
        try:
            async with self._http.stream("POST", _PATH, content=body, headers=headers) as response:
                if response.status_code >= 500:
                    raise ClassifierUnreachableError(f"status {response.status_code}")
                if not response.is_success:
                    raise ClassifierRefusedError(f"status {response.status_code}")
                async for line in response.aiter_lines():
                    yield _read(line)
        except httpx2.HTTPError as exc:
            raise ClassifierUnreachableError(type(exc).__name__) from exc


def _read(line: str) -> LineResult:
    try:
        return LineResult.model_validate_json(line)
    except ValidationError as exc:
        raise ClassifierUnreachableError("the answer is not in the contract's shape") from exc

"""From the rooms' errors to problems."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from dutiful_classify.batch.errors import BatchesUnavailableError, BatchNotFoundError
from dutiful_classify.classifications.errors import (
    ClassificationNotFoundError,
    ClassificationsUnavailableError,
    ModelBusyError,
)
from dutiful_classify.rechecks.errors import RecheckNotFoundError, RechecksUnavailableError
from dutiful_classify.review.errors import (
    MemoryUnavailableError,
    OverrideNotFoundError,
    ReviewConflictError,
    ReviewNotFoundError,
    UnusableOverrideError,
)
from dutiful_shared.account.authentication import AUTH_PROBLEMS
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable

READING: Final = problem_responses(*AUTH_PROBLEMS, "not_found", "invalid_request", "internal_error", "unavailable")
WRITING: Final = {**READING, **problem_responses(*BODY_PROBLEMS, "invalid_request", "conflict")}


#: What the merchant has none of.
_NOT_THERE: Final[dict[type[Exception], str]] = {
    ClassificationNotFoundError: "classification",
    OverrideNotFoundError: "override",
    ReviewNotFoundError: "review",
    BatchNotFoundError: "batch",
    RecheckNotFoundError: "recheck",
}
#: What passes by itself.
_PASSING: Final[dict[type[Exception], str]] = {
    ClassificationsUnavailableError: "Classifications cannot be read or kept now.",
    MemoryUnavailableError: "What people decided cannot be read or changed now.",
    BatchesUnavailableError: "Batches cannot be reached now.",
    RechecksUnavailableError: "Rechecks cannot be reached now.",
    ModelBusyError: "Too many products wait for the model.",
}


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the rooms behind the edge refuse into a problem."""
    try:
        yield
    except tuple(_NOT_THERE) as exc:
        raise problem("not_found", f"There is no {_NOT_THERE[type(exc)]} {exc}.") from exc
    except tuple(_PASSING) as exc:
        raise unavailable(_PASSING[type(exc)]) from exc
    except ReviewConflictError as exc:
        raise problem("conflict", str(exc)) from exc
    except UnusableOverrideError as exc:
        fault = ProblemError(code=exc.code, detail=exc.text, pointer=exc.pointer)
        raise problem("invalid_request", "One field is not valid.", errors=[fault]) from exc

"""From the catalogue's errors to problems, and from ETags to versions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import Header

from dutiful_quote.catalogue.errors import (
    ArticleNotFoundError,
    CatalogueUnavailableError,
    ImportDoneError,
    ImportNotFoundError,
    StaleArticleError,
    TooManyColumnsError,
    UnusableArticleError,
)
from dutiful_quote.catalogue.stored import Expected
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.etag import precondition
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable

READING: Final = problem_responses(
    "unauthenticated",
    "forbidden",
    "not_found",
    "invalid_request",
    "internal_error",
    "unavailable",
    "authentication_unavailable",
)
WRITING: Final = {
    **READING,
    **problem_responses(*BODY_PROBLEMS, "precondition_failed"),
}

IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=200, description="The ETag that the article must have.")
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", max_length=40, description="* where there must be no such article.")
]


def expected_version(if_match: str | None, if_none_match: str | None = None) -> Expected | None:
    """What the article's version must be; None where nothing is asked.

    Raises:
        ProblemException: `invalid_request` for an `If-Match` that is no list of ETags.
    """
    if if_none_match == "*":
        return lambda version: version == 0
    if if_match is None:
        return None
    named = precondition(if_match)
    return lambda version: version > 0 and named(version)


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the catalogue refuses into a problem."""
    try:
        yield
    except ArticleNotFoundError as exc:
        raise problem("not_found", f"The catalogue has no article {str(exc)!r}.") from exc
    except ImportNotFoundError as exc:
        raise problem("not_found", f"There is no import {exc}.") from exc
    except ImportDoneError as exc:
        raise problem("conflict", f"The import {exc} is done.") from exc
    except TooManyColumnsError as exc:
        text = "The articles state more different things than a CSV file has columns; ask for application/jsonl."
        raise problem("not_acceptable", text) from exc
    except StaleArticleError as exc:
        raise problem("precondition_failed", f"Somebody else was faster: {exc}.") from exc
    except UnusableArticleError as exc:
        fault = ProblemError(code=exc.code, detail=exc.text, pointer=exc.pointer)
        raise problem("invalid_request", "One field is not valid.", errors=[fault]) from exc
    except CatalogueUnavailableError as exc:
        raise unavailable("The catalogue cannot be reached now.") from exc

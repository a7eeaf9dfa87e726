"""From the use case's errors to problems."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from dutiful_docs.documents.batches.room import BatchNotFoundError
from dutiful_docs.documents.errors import DocumentsUnavailableError, VersionTakenError
from dutiful_docs.documents.ledger_port import NotInLedgerError, ProofPendingError
from dutiful_docs.documents.quote_source import QuoteForbiddenError, QuoteMissingError, QuotesUnreachableError
from dutiful_docs.documents.refusal import RefusedError
from dutiful_docs.documents.screening_port import HeldError, ScreeningUnreachableError
from dutiful_docs.documents.service import DocumentNotFoundError, KindChangedError, NoSuchPageError
from dutiful_docs.documents.typesetting import TypesettingBusyError
from dutiful_docs.order_papers.room import UnknownOrderError
from dutiful_docs.storage.objects import StorageUnavailableError
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem, unavailable

_SAID: Final[dict[type[Exception], str]] = {
    QuotesUnreachableError: "Quotes cannot be read now.",
    ScreeningUnreachableError: "Nobody can be screened now.",
    TypesettingBusyError: "More papers wait to be set than may wait.",
    StorageUnavailableError: "The store of papers is out of reach.",
    DocumentsUnavailableError: "Documents cannot be read or written now.",
}
_OUT_OF_REACH: Final = tuple(_SAID)
#: What there is not; `{}` is what was asked for.
_MISSING: Final[dict[type[Exception], str]] = {
    DocumentNotFoundError: "There is no document {}, or no such version of it.",
    NoSuchPageError: "There is no such page: {}.",
    NotInLedgerError: "The document {} has no leaf in the ledger that its PDF could prove.",
    UnknownOrderError: "Nothing was told of an order of the quote {}.",
    QuoteMissingError: "There is no quote {}.",
    BatchNotFoundError: "There is no batch {}, or it has no result.",
}
_NOT_FOUND: Final = tuple(_MISSING)


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the rooms behind the edge refuse into a problem of the catalogue."""
    try:
        yield
    except RefusedError as exc:
        code, detail = ("invalid_request", "The paper cannot be made of this.")
        if exc.incomplete:
            code, detail = ("document_incomplete", "Fields that this kind of paper must have are missing.")
        faults = [ProblemError(code=one.code, detail=one.detail, pointer=one.pointer) for one in exc.listed]
        raise problem(code, f"{detail} {exc.unlisted}".rstrip(), errors=faults) from exc
    except HeldError as exc:
        faults = [ProblemError(code="held", detail=text, pointer=pointer) for pointer, text in exc.findings]
        raise problem("conflict", exc.detail, errors=faults) from exc
    except KindChangedError as exc:
        fault = ProblemError(code="kind_changed", detail=str(exc), pointer="/kind")
        raise problem("invalid_request", "A correction stays of its kind.", errors=[fault]) from exc
    except _NOT_FOUND as exc:
        raise problem("not_found", _MISSING[type(exc)].format(exc)) from exc
    except ProofPendingError as exc:
        raise problem("conflict", f"The document {exc} waits for the next head of the ledger; ask again.") from exc
    except VersionTakenError as exc:
        raise problem("conflict", f"Another version of {exc} was written at the same time.") from exc
    except QuoteForbiddenError as exc:
        raise problem("forbidden", "The key lacks the scope quote, which reading the quote needs.") from exc
    except _OUT_OF_REACH as exc:
        raise unavailable(_SAID[type(exc)]) from exc

"""What the routes of the dossier share: their rooms, their caller, and how refusals become problems."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import Depends, Path, Request

from dutiful_docs.dossier.acquire import DossierRooms
from dutiful_docs.dossier.errors import (
    ConflictError,
    DossierUnavailableError,
    UnknownFeedError,
    UnknownInvoiceError,
    UnknownQuoteError,
    UnknownShadowError,
    UnknownShipmentError,
    UnusableFieldError,
    UnusableParameterError,
)
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable
from dutiful_shared.service.state import room_of


def _rooms(request: Request) -> DossierRooms:
    return room_of(request, "dossier", DossierRooms)


Dossier = Annotated[DossierRooms, Depends(_rooms)]
DocumentsCaller = Annotated[Caller, Depends(authenticated("documents"))]
ShipmentId = Annotated[str, Path(pattern=r"^shp_[0-9a-f]{20}$", description="As given in the shipment's `id`.")]
CALLED: Final = (*AUTH_PROBLEMS, "invalid_request", "internal_error", "unavailable")
READ: Final = problem_responses(*CALLED, "not_found")
SENT: Final = problem_responses(*CALLED, *BODY_PROBLEMS, "not_found", "conflict")


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the dossier refuses into a problem of the catalogue."""
    try:
        yield
    except UnknownShipmentError as exc:
        raise problem("not_found", f"There is no shipment {exc}.") from exc
    except UnknownQuoteError as exc:
        raise problem("not_found", f"There is no quote {exc}.") from exc
    except UnknownShadowError as exc:
        raise problem("not_found", f"There is no shadow quote {exc}.") from exc
    except UnknownInvoiceError as exc:
        raise problem("not_found", f"There is no invoice {exc}.") from exc
    except UnknownFeedError as exc:
        raise problem("not_found", f"There is no feed {exc}.") from exc
    except ConflictError as exc:
        raise problem("conflict", str(exc)) from exc
    except UnusableFieldError as exc:
        fault = ProblemError(code="unusable", detail=f"{exc.text[:1].upper()}{exc.text[1:]}.", pointer=exc.pointer)
        raise problem("invalid_request", "A field cannot be used.", errors=[fault]) from exc
    except UnusableParameterError as exc:
        fault = ProblemError(
            code="unusable", detail=f"{exc.text[:1].upper()}{exc.text[1:]}.", parameter=f"query.{exc.name}"
        )
        raise problem("invalid_request", "A parameter cannot be used.", errors=[fault]) from exc
    except DossierUnavailableError as exc:
        raise unavailable(f"{exc}.".capitalize()) from exc

"""`/v1/merchant/settings` and `/v1/merchant/audit`, for keys with the scope `admin`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from dutiful_shared.account.administration import MerchantAdministration
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account.profile_repository import ProfileConflictError, StoredProfile
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.account.settings_checks import faults_in
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.merchant_account import AuditAnswer, AuditEntry
from dutiful_shared.service.etag import etag_of, precondition
from dutiful_shared.service.problems import BODY_PROBLEMS, ProblemException, problem, problem_responses, unavailable
from dutiful_shared.service.state import room_of

router = APIRouter(prefix="/v1/merchant", tags=["merchant"])


def _administration(request: Request) -> MerchantAdministration:
    return room_of(request, "administration", MerchantAdministration)


Administrator = Annotated[Caller, Depends(authenticated("admin"))]
Administration = Annotated[MerchantAdministration, Depends(_administration)]

#: What every route of an administrator can answer.
ADMIN_PROBLEMS: Final = (*AUTH_PROBLEMS, "invalid_request", "internal_error", "unavailable")
_SETTINGS_ANSWER: Final[dict[str, Any]] = {
    "headers": {"ETag": {"description": "The version of the settings.", "schema": {"type": "string"}}}
}
PAGE: Final = 50


def actor_of(caller: Caller) -> str:
    """How a caller is named in the audit."""
    return f"key:{caller.key_id}"


@contextmanager
def reachable() -> Iterator[None]:
    """Turn a register out of reach into a problem."""
    try:
        yield
    except RegisterUnavailableError as exc:
        raise unavailable("The register of merchants cannot be used now.") from exc


@router.get(
    "/settings",
    operation_id="get_merchant_settings",
    summary="The merchant's settings",
    responses={200: _SETTINGS_ANSWER, **problem_responses(*ADMIN_PROBLEMS)},
)
async def get_merchant_settings(
    caller: Administrator, administration: Administration, response: Response
) -> MerchantProfile:
    """The settings as they are in force, with their version in `ETag`; version 0 stands for the defaults."""
    with reachable():
        stored = await administration.settings(caller.merchant_id)
    return _answer(stored, response)


@router.put(
    "/settings",
    operation_id="replace_merchant_settings",
    summary="Replace the merchant's settings",
    responses={
        200: _SETTINGS_ANSWER,
        **problem_responses(*ADMIN_PROBLEMS, *BODY_PROBLEMS, "precondition_failed", "precondition_required"),
    },
)
async def replace_merchant_settings(
    settings: MerchantProfile,
    caller: Administrator,
    administration: Administration,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=200, description="`ETag` of the version to replace.")] = None,
) -> MerchantProfile:
    """The whole document is replaced; quotes follow it within seconds, recorded quotes stay as they are."""
    if if_match is None:
        raise problem("precondition_required", "Send the ETag of the settings you read in If-Match.")
    faults = faults_in(settings)
    if faults:
        raise problem("invalid_request", "The settings would have quotes refused.", errors=faults)
    with reachable():
        current = (await administration.settings(caller.merchant_id)).version
        if not precondition(if_match)(current):
            raise _changed(current)
        try:
            stored = await administration.replace_settings(caller.merchant_id, settings, current, actor_of(caller))
        except ProfileConflictError as exc:
            raise _changed(exc.version) from exc
    return _answer(stored, response)


@router.get(
    "/audit",
    operation_id="get_merchant_audit",
    summary="Who changed what",
    responses=problem_responses(*ADMIN_PROBLEMS),
)
async def get_merchant_audit(
    caller: Administrator,
    administration: Administration,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
    cursor: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next` of the page before.")] = None,
) -> AuditAnswer:
    """Changes to the merchant's settings, keys and secrets, the newest first."""
    with reachable():
        lines = await administration.audit(caller.merchant_id, limit + 1, cursor)
    entries = tuple(
        AuditEntry(
            id=line.id,
            at=line.at,
            actor=line.actor,
            action=line.action,
            subject=line.subject,
            details=dict(line.details),
        )
        for line in lines[:limit]
    )
    return AuditAnswer(entries=entries, next=entries[-1].id if len(lines) > limit else None)


def _answer(stored: StoredProfile, response: Response) -> MerchantProfile:
    response.headers["ETag"] = etag_of(stored.version)
    response.headers["Cache-Control"] = "no-store"
    return stored.profile


def _changed(version: int) -> ProblemException:
    return problem(
        "precondition_failed", f"The settings have version {version} by now.", headers={"ETag": etag_of(version)}
    )

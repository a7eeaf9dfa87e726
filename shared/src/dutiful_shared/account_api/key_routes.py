"""`/v1/merchant/keys`, for keys with the scope `admin`."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from dutiful_shared.account.administration import IssuedKey, MerchantAdministration
from dutiful_shared.account.key_repository import KeyTerms
from dutiful_shared.account.records import KeyRecord, TooManyKeysError, UnknownKeyIdError
from dutiful_shared.account_api.merchant_routes import (
    ADMIN_PROBLEMS,
    Administration,
    Administrator,
    actor_of,
    reachable,
)
from dutiful_shared.contract.merchant_account import KeyAnswer, KeyRequest, KeyRotation, KeysAnswer, NewKeyAnswer
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id
from dutiful_shared.idempotency.seals import NO_STORE
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses

router = APIRouter(prefix="/v1/merchant/keys", tags=["merchant"], route_class=IdempotentRoute)

KeyId = Annotated[str, Path(pattern=r"^key_[0-9a-f]{20}$", description="As given in the key's `id`.")]


@router.get("", operation_id="list_merchant_keys", summary="API keys", responses=problem_responses(*ADMIN_PROBLEMS))
async def list_merchant_keys(caller: Administrator, administration: Administration) -> KeysAnswer:
    """Every key of the merchant; only their first parts are known."""
    with reachable():
        records = await administration.keys(caller.merchant_id)
    return KeysAnswer(keys=tuple(KeyAnswer(**_shown(record)) for record in records))


@router.post(
    "",
    operation_id="create_merchant_key",
    summary="Make an API key",
    status_code=status.HTTP_201_CREATED,
    responses=problem_responses(*ADMIN_PROBLEMS, *BODY_PROBLEMS, "conflict"),
)
async def create_merchant_key(
    wanted: KeyRequest, caller: Administrator, administration: Administration, response: Response
) -> NewKeyAnswer:
    """The answer holds the key in plain, this once. It has the limits of the key that asks for it."""
    environment = wanted.environment or caller.environment
    if environment == "live" and caller.environment != "live":
        raise problem("forbidden", "A test key makes test keys alone.")
    _must_be_ahead(wanted.expires_at, administration)
    scopes = frozenset(scope.value for scope in wanted.scopes)
    terms = KeyTerms(scopes, wanted.label, wanted.expires_at, caller.limits)
    with reachable():
        try:
            made = await administration.create_key(
                caller.merchant_id, terms, environment, actor_of(caller), key_id=chosen_id("key_")
            )
        except TooManyKeysError as exc:
            raise problem("conflict", f"{str(exc).capitalize()}.") from exc
    return _issued(made, response)


@router.post(
    "/{key_id}/rotate",
    operation_id="rotate_merchant_key",
    summary="Make a second key like this one",
    status_code=status.HTTP_201_CREATED,
    responses=problem_responses(*ADMIN_PROBLEMS, *BODY_PROBLEMS, "not_found", "conflict"),
)
async def rotate_merchant_key(
    key_id: KeyId,
    caller: Administrator,
    administration: Administration,
    response: Response,
    asked: KeyRotation | None = None,
) -> NewKeyAnswer:
    """Both keys live until the old one is revoked, or as long as the request says; a body is not needed."""
    wanted = asked or KeyRotation()
    _must_be_ahead(wanted.expires_at, administration)
    grace = wanted.end_old_after_seconds
    end_old_at = None if grace is None else administration.now() + timedelta(seconds=grace)
    with reachable():
        try:
            made = await administration.rotate_key(
                caller.merchant_id,
                key_id,
                actor_of(caller),
                end_old_at=end_old_at,
                expires_at=wanted.expires_at,
                new_key_id=chosen_id("key_"),
            )
        except UnknownKeyIdError as exc:
            raise problem("not_found", f"There is no live key {key_id}.") from exc
        except TooManyKeysError as exc:
            raise problem("conflict", f"{str(exc).capitalize()}.") from exc
    return _issued(made, response)


@router.delete(
    "/{key_id}",
    operation_id="revoke_merchant_key",
    summary="Revoke an API key",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problem_responses(*ADMIN_PROBLEMS, "not_found"),
)
async def revoke_merchant_key(key_id: KeyId, caller: Administrator, administration: Administration) -> None:
    """The key stops working everywhere within five seconds, for good."""
    with reachable():
        try:
            await administration.revoke_key(caller.merchant_id, key_id, actor_of(caller))
        except UnknownKeyIdError as exc:
            raise problem("not_found", f"There is no live key {key_id}.") from exc


def _must_be_ahead(expires_at: datetime | None, administration: MerchantAdministration) -> None:
    if expires_at is not None and expires_at <= administration.now():
        fault = ProblemError(code="past", detail="must be in the future", pointer="/expires_at")
        raise problem("invalid_request", "One field is not valid.", errors=[fault])


def _issued(made: IssuedKey, response: Response) -> NewKeyAnswer:
    response.headers["Cache-Control"] = NO_STORE
    return NewKeyAnswer(**_shown(made.record), key=made.key.plain)


def _shown(record: KeyRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "label": record.label,
        "environment": record.environment,
        "begins_with": f"dk_{record.environment}_{record.prefix}",
        "scopes": tuple(sorted(record.scopes)),
        "created_at": record.created_at,
        "last_used_at": record.last_used_at,
        "expires_at": record.expires_at,
        "revoked_at": record.revoked_at,
        "requests_per_second": record.limits.requests_per_second,
        "burst": record.limits.burst,
        "concurrency": record.limits.concurrency,
    }

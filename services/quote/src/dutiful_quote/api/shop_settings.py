"""`/v1/shops/{id}/settings` and `/v1/shops/{id}/secrets/{name}`."""

import hashlib
from enum import StrEnum
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Header, Response
from pydantic import Field

from dutiful_quote.api.shops import CALLED, SENT, ShopId, refused
from dutiful_quote.api.state import State
from dutiful_quote.shops.errors import ShopChangedError
from dutiful_quote.shops.shop import SecretName, ShopSettings
from dutiful_shared.account_api.merchant_routes import Administrator, actor_of
from dutiful_shared.contract.fields import WireModel
from dutiful_shared.contract.secret_text import SECRET
from dutiful_shared.service.etag import etag_of, precondition
from dutiful_shared.service.problems import ProblemException, problem, problem_responses

router = APIRouter(prefix="/v1/shops/{shop_id}", tags=["shops"])

_SETTINGS_ANSWER: Final[dict[str, Any]] = {
    "headers": {"ETag": {"description": "The version of the settings.", "schema": {"type": "string"}}}
}


class SettableSecret(StrEnum):
    """The secrets that a merchant brings along."""

    CLIENT_SECRET = SecretName.CLIENT_SECRET.value
    ACCESS_TOKEN = SecretName.ACCESS_TOKEN.value
    REFRESH_TOKEN = SecretName.REFRESH_TOKEN.value
    WEBHOOK_HEADER = SecretName.WEBHOOK_HEADER.value


class SecretRequest(WireModel):
    """A secret to keep. No route answers it again."""

    value: Annotated[str, Field(min_length=16, max_length=4_096, repr=False), SECRET]


@router.get(
    "/settings",
    operation_id="get_shop_settings",
    summary="A shop's settings",
    responses={200: _SETTINGS_ANSWER, **problem_responses(*CALLED, "not_found")},
)
async def get_shop_settings(shop_id: ShopId, caller: Administrator, state: State, response: Response) -> ShopSettings:
    """How the shop wants to be served, with the version in `ETag`."""
    with refused():
        settings = (await state.shops.register.shop(shop_id, caller.merchant_id)).settings
    response.headers["ETag"] = etag_of(_version(settings))
    return settings


@router.put(
    "/settings",
    operation_id="replace_shop_settings",
    summary="Replace a shop's settings",
    responses={
        200: _SETTINGS_ANSWER,
        **problem_responses(*CALLED, *SENT, "not_found", "precondition_failed", "precondition_required"),
    },
)
async def replace_shop_settings(
    shop_id: ShopId,
    settings: ShopSettings,
    caller: Administrator,
    state: State,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=200, description="`ETag` of the version to replace.")] = None,
) -> ShopSettings:
    """The whole document is replaced; the shop is served by it within seconds."""
    if if_match is None:
        raise problem("precondition_required", "Send the ETag of the settings you read in If-Match.")
    register = state.shops.register
    with refused():
        current = (await register.shop(shop_id, caller.merchant_id)).settings
        if not precondition(if_match)(_version(current)):
            raise _changed()
        try:
            await register.set_settings(
                caller.merchant_id, shop_id, settings, instead_of=current, actor=actor_of(caller)
            )
        except ShopChangedError as exc:
            raise _changed() from exc
        await state.shops.directory.refresh()
    response.headers["ETag"] = etag_of(_version(settings))
    return settings


@router.put(
    "/secrets/{name}",
    operation_id="set_shop_secret",
    summary="Set a shop's secret",
    status_code=204,
    responses=problem_responses(*CALLED, *SENT, "not_found"),
)
async def set_shop_secret(
    shop_id: ShopId, name: SettableSecret, asked: SecretRequest, caller: Administrator, state: State
) -> Response:
    """Sealed at once and never answered. A new client secret leaves the one before in force for 24 hours."""
    register = state.shops.register
    with refused():
        await register.shop(shop_id, caller.merchant_id)
        secrets = {SecretName(name.value): asked.value.encode()}
        await register.set_secrets(caller.merchant_id, shop_id, secrets, actor=actor_of(caller))
        await state.shops.directory.refresh()
    return Response(status_code=204)


def _version(settings: ShopSettings) -> str:
    plain = orjson.dumps(settings.model_dump(mode="json", exclude_unset=True), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(plain).hexdigest()[:20]


def _changed() -> ProblemException:
    return problem("precondition_failed", "The settings are others by now; read them again.")

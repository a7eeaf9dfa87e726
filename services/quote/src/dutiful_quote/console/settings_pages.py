"""What a merchant has settled for all quotes, and a shop for its own calls, as forms; the same as over `PUT`.

Who sends a form has seen a version of the settings. Where another one is in force by then nothing is changed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Path, Request
from pydantic import ValidationError
from starlette.responses import Response

from dutiful_quote.api.shops import refused
from dutiful_quote.api.state import State
from dutiful_quote.console.pages import render, see_other
from dutiful_quote.console.rooms import Console
from dutiful_quote.console.session import FORM_FIELD
from dutiful_quote.console.settings_form import (
    as_typed,
    field_at,
    merchant_as_sent,
    merchant_fields,
    registration_rows,
    rows_as_typed,
    schemes,
    shop_as_sent,
    shop_fields,
)
from dutiful_quote.console.visitor import Visitor, visitor
from dutiful_quote.shops.errors import ShopChangedError
from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.account.profile_repository import ProfileConflictError, StoredProfile
from dutiful_shared.account.scopes import Scope
from dutiful_shared.account.settings_checks import faults_in
from dutiful_shared.account_api.merchant_routes import Administration, actor_of, reachable
from dutiful_shared.contract.faults import faults_of, true_errors
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.problems import ProblemError

router = APIRouter(include_in_schema=False)

_PATH: Final = "/console/settings"
_MOST_FIELDS: Final = 200
_INVALID: Final = 422
_CHANGED: Final = 412
_Administrator = Annotated[Visitor, Depends(visitor(Scope.ADMIN))]
_ShopId = Annotated[str, Path(pattern=r"^shop_[0-9a-f]{20}$")]


@router.get(_PATH)
async def show_settings(
    request: Request, who: _Administrator, administration: Administration, saved: str = ""
) -> Response:
    """The merchant's settings."""
    with reachable():
        stored = await administration.settings(who.caller.merchant_id)
    return _merchant_page(request, who, stored, saved=bool(saved))


@router.post(_PATH)
async def change_settings(
    request: Request, who: _Administrator, console: Console, administration: Administration
) -> Response:
    """Replace what the form has fields for."""
    sent = await _sent(request, console)
    merchant_id, version = who.caller.merchant_id, _first(sent, "version")
    with reachable():
        stored = await administration.settings(merchant_id)
        if version != str(stored.version):
            return _merchant_page(request, who, stored, status=_CHANGED)
        document = merchant_as_sent(stored.profile, sent, who.words.decimal_sign)
        try:
            profile = MerchantProfile.model_validate_json(orjson.dumps(document))
        except ValidationError as exc:
            return _merchant_page(request, who, stored, faults=_faults(exc, document), sent=sent)
        if faults := faults_in(profile):
            return _merchant_page(request, who, stored, faults=faults, sent=sent)
        try:
            await administration.replace_settings(merchant_id, profile, stored.version, actor_of(who.caller))
        except ProfileConflictError:
            stored = await administration.settings(merchant_id)
            return _merchant_page(request, who, stored, status=_CHANGED)
    return see_other(f"{_PATH}?saved=1")


@router.get("/console/shops/{shop_id}/settings")
async def show_shop_settings(
    request: Request,
    who: _Administrator,
    state: State,
    administration: Administration,
    shop_id: _ShopId,
    saved: str = "",
) -> Response:
    """A shop's settings."""
    with refused():
        shop = await state.shops.register.shop(shop_id, who.caller.merchant_id)
    origins = await _origins(who, administration)
    return _shop_page(request, who, shop_id, shop.external_id, shop.settings, origins, saved=bool(saved))


@router.post("/console/shops/{shop_id}/settings")
async def change_shop_settings(
    request: Request,
    who: _Administrator,
    state: State,
    console: Console,
    administration: Administration,
    shop_id: _ShopId,
) -> Response:
    """Replace what the form has fields for."""
    sent = await _sent(request, console)
    merchant_id, register = who.caller.merchant_id, state.shops.register
    with refused():
        shop = await register.shop(shop_id, merchant_id)
    shown = (request, who, shop_id, shop.external_id)
    origins = await _origins(who, administration)
    if _first(sent, "version") != _version(shop.settings):
        return _shop_page(*shown, shop.settings, origins, status=_CHANGED)
    document = shop_as_sent(shop.settings, sent)
    try:
        settings = ShopSettings.model_validate_json(orjson.dumps(document))
    except ValidationError as exc:
        return _shop_page(*shown, shop.settings, origins, faults=_faults(exc, document), sent=sent)
    with refused():
        try:
            await register.set_settings(
                merchant_id, shop_id, settings, instead_of=shop.settings, actor=actor_of(who.caller)
            )
        except ShopChangedError:
            now = (await register.shop(shop_id, merchant_id)).settings
            return _shop_page(*shown, now, origins, status=_CHANGED)
        await state.shops.directory.refresh()
    return see_other(f"/console/shops/{shop_id}/settings?saved=1")


async def _sent(request: Request, console: Console) -> dict[str, list[str]]:
    form = await request.form(max_fields=_MOST_FIELDS)
    console.sessions.check_form(request, str(form.get(FORM_FIELD, "")))
    sent: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            sent.setdefault(name, []).append(value)
    return sent


async def _origins(who: Visitor, administration: Administration) -> list[str]:
    with reachable():
        stored = await administration.settings(who.caller.merchant_id)
    return [one.code for one in stored.profile.origins]


def _merchant_page(
    request: Request,
    who: Visitor,
    stored: StoredProfile,
    *,
    faults: Sequence[ProblemError] = (),
    sent: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
    saved: bool = False,
) -> Response:
    fields = merchant_fields(stored.profile, who.words.decimal_sign)
    rows = registration_rows(stored.profile)
    values: dict[str, Any] = {
        "action": _PATH,
        "shop": "",
        "version": str(stored.version),
        "fields": fields if sent is None else as_typed(fields, sent),
        "registrations": rows if sent is None else rows_as_typed(sent),
        "schemes": schemes(),
        "saved": saved,
    }
    return _page(request, who, values, faults, status)


def _shop_page(
    request: Request,
    who: Visitor,
    shop_id: str,
    name: str,
    settings: ShopSettings,
    origins: Sequence[str],
    *,
    faults: Sequence[ProblemError] = (),
    sent: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
    saved: bool = False,
) -> Response:
    fields = shop_fields(settings, origins)
    values: dict[str, Any] = {
        "action": f"/console/shops/{shop_id}/settings",
        "shop": name,
        "version": _version(settings),
        "fields": fields if sent is None else as_typed(fields, sent),
        "registrations": (),
        "schemes": (),
        "saved": saved,
    }
    return _page(request, who, values, faults, status)


def _page(
    request: Request, who: Visitor, values: Mapping[str, Any], faults: Sequence[ProblemError], status: int
) -> Response:
    told = [(field_at(one.pointer or ""), one.detail) for one in faults]
    changed = status == _CHANGED
    return render(
        request,
        who,
        "settings.html",
        status=_INVALID if faults else status,
        page="shops",
        faults=told,
        wrong={name for name, _ in told},
        changed=changed,
        **values,
    )


def _faults(exception: ValidationError, document: Mapping[str, Any]) -> list[ProblemError]:
    errors = [{**one, "loc": ("body", *one["loc"])} for one in true_errors(exception.errors())]
    return faults_of(errors, document)


def _first(sent: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(sent.get(name, ())), "")


def _version(settings: ShopSettings) -> str:
    plain = orjson.dumps(settings.model_dump(mode="json", exclude_unset=True), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(plain).hexdigest()[:20]

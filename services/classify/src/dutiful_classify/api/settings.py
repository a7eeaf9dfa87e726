"""`/v1/classifications/settings`: the merchant's thresholds."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Response

from dutiful_classify.api.classifications import ClassifyCaller
from dutiful_classify.api.refusals import READING, WRITING, refused
from dutiful_classify.api.state import State
from dutiful_classify.classifications.errors import SettingsConflictError
from dutiful_classify.classifications.merchant_settings import StoredSettings
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.classification_settings import ClassificationSettings
from dutiful_shared.service.etag import etag_of, precondition
from dutiful_shared.service.problems import ProblemException, problem, problem_responses

router = APIRouter(prefix="/v1/classifications/settings", tags=["classifications"])

Administrator = Annotated[Caller, Depends(authenticated("admin"))]
_ANSWER: Final[dict[str, Any]] = {
    "headers": {"ETag": {"description": "The version of the settings.", "schema": {"type": "string"}}}
}


@router.get(
    "",
    operation_id="get_classification_settings",
    summary="The merchant's thresholds",
    responses={200: _ANSWER, **READING},
)
async def get_settings(caller: ClassifyCaller, state: State, response: Response) -> ClassificationSettings:
    """The settings in force, with their version in `ETag`; version 0 stands for the defaults."""
    with refused():
        return _answer(await state.settings.find(caller.merchant_id), response)


@router.put(
    "",
    operation_id="replace_classification_settings",
    summary="Replace the merchant's thresholds",
    responses={200: _ANSWER, **WRITING, **problem_responses("precondition_failed", "precondition_required")},
)
async def replace_settings(
    settings: ClassificationSettings,
    caller: Administrator,
    state: State,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=200, description="`ETag` of the version to replace.")] = None,
) -> ClassificationSettings:
    """The whole document is replaced, for what is classified from now on; answers that were given stay as they are."""
    if if_match is None:
        raise problem("precondition_required", "Send the ETag of the settings you read in If-Match.")
    with refused():
        current = (await state.settings.find(caller.merchant_id)).version
        if not precondition(if_match)(current):
            raise _changed(current)
        try:
            stored = await state.settings.replace(caller.merchant_id, settings, current, actor_of(caller))
        except SettingsConflictError as exc:
            raise _changed(exc.version) from exc
    return _answer(stored, response)


def _answer(stored: StoredSettings, response: Response) -> ClassificationSettings:
    response.headers["ETag"] = etag_of(stored.version)
    response.headers["Cache-Control"] = "no-store"
    return stored.settings


def _changed(version: int) -> ProblemException:
    return problem(
        "precondition_failed", f"The settings have version {version} by now.", headers={"ETag": etag_of(version)}
    )

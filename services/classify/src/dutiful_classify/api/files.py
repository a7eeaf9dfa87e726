"""Files as answers: CSV, or JSON Lines where they are asked for."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import Header, Response
from fastapi.responses import StreamingResponse

from dutiful_shared.service.problems import problem, problem_responses
from dutiful_shared.service.row_files import CSV_TYPE, JSONL_TYPE, ROW_FORMATS, RowFormat

#: OpenAPI ignores a parameter of this name: the media types of the answer say what there is.
Accept = Annotated[str, Header(max_length=200, include_in_schema=False)]
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file.", "content": {CSV_TYPE: {}, JSONL_TYPE: {}}},
    **problem_responses("not_acceptable"),
}
_MEDIA_TYPES: Final = {RowFormat.CSV: CSV_TYPE, RowFormat.JSONL: JSONL_TYPE}
_ANY: Final = dict.fromkeys(("*/*", "text/*"), RowFormat.CSV)


def accepted(accept: str) -> RowFormat:
    """The first format of the header that there is.

    Raises:
        ProblemException: `not_acceptable`.
    """
    wanted = (one.partition(";")[0].strip().lower() for one in accept.split(","))
    for name in wanted:
        form = ROW_FORMATS.get(name) or _ANY.get(name)
        if form is not None:
            return form
    raise problem("not_acceptable", f"The file comes as {CSV_TYPE} or {JSONL_TYPE}.")


async def file_answer(file: AsyncIterator[bytes], form: RowFormat) -> Response:
    """The file as it is made; what its first portion raises is raised here, before the answer begins."""
    first = await anext(file, b"")

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for portion in file:
            yield portion

    return StreamingResponse(whole(), media_type=_MEDIA_TYPES[form])

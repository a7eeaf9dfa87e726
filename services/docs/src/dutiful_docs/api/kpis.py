"""`/v1/kpis`: how clearance goes, and the rows behind it as files."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from dutiful_docs.api.charges import in_order
from dutiful_docs.api.dossier_edge import CALLED, DocumentsCaller, Dossier, refused
from dutiful_docs.dossier.kpi_service import MOST_PARQUET_ROWS, TooManyRowsError
from dutiful_shared.contract.fields import Day
from dutiful_shared.contract.kpis import KpiAnswer, KpiBy
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/kpis", tags=["kpis"])

_CSV: Final = "text/csv; charset=utf-8"
_PARQUET: Final = "application/vnd.apache.parquet"
_From = Annotated[Day, Query(alias="from", description="First day of shipment, UTC.")]
_To = Annotated[Day, Query(alias="to", description="Last day, included.")]
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "One row a shipment, with the columns of the view `docs.kpi_shipment`.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            _PARQUET: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get("", operation_id="get_kpis", summary="How clearance goes", responses=problem_responses(*CALLED))
async def get_kpis(
    caller: DocumentsCaller,
    rooms: Dossier,
    since: _From,
    until: _To,
    by: KpiBy = KpiBy.MONTH,
    lane: Annotated[str | None, Query(pattern=r"^[A-Z]{2}-[A-Z]{2}$")] = None,
    carrier: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{1,31}$")] = None,
) -> KpiAnswer:
    """Clearance time, error rate, duties and taxes as a share of revenue, cost per shipment and satisfaction."""
    with refused():
        return await rooms.kpis.kpis(caller.merchant_id, *in_order(since, until), by, lane, carrier)


@router.get(
    "/export",
    operation_id="export_kpis",
    summary="The shipments behind the KPIs, as a file",
    response_class=Response,
    responses={**problem_responses(*CALLED), **_FILES},
)
async def export_kpis(
    caller: DocumentsCaller,
    rooms: Dossier,
    since: _From,
    until: _To,
    form: Annotated[Literal["csv", "parquet"], Query(alias="format")] = "csv",
) -> Response:
    """One row a shipment. A Parquet file holds 200,000 at most."""
    first, last = in_order(since, until)
    if form == "csv":
        return StreamingResponse(rooms.kpis.csv(caller.merchant_id, first, last), media_type=_CSV)
    with refused():
        try:
            content = await rooms.kpis.parquet(caller.merchant_id, first, last)
        except TooManyRowsError as exc:
            text = f"The period holds more than {MOST_PARQUET_ROWS} shipments: ask for a shorter one, or for CSV."
            raise problem("invalid_request", text) from exc
    return Response(content, media_type=_PARQUET)

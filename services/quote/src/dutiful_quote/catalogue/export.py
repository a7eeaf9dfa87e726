"""The catalogue as a file, in the shape that an import takes: what the merchant stated, article by article."""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import orjson

from dutiful_quote.catalogue.columns import MOST_COLUMNS, header_of, to_cells
from dutiful_quote.catalogue.errors import TooManyColumnsError
from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_shared.service.row_files import RowFormat

#: Articles read at a time.
_PORTION: Final = 1_000
#: Cells written at a time: the loop that writes them serves others too.
_PORTION_CELLS: Final = 50_000


async def exported(repository: CatalogueRepository, merchant_id: str, form: RowFormat) -> AsyncIterator[bytes]:
    """The file, portion by portion, in the order of SKUs; articles changed meanwhile come as they are then.

    Raises:
        TooManyColumnsError: the articles need more columns than a CSV file may have.
        CatalogueUnavailableError: PostgreSQL is out of reach; the file then breaks off.
    """
    header: list[str] = []
    if form is RowFormat.CSV:
        header = header_of(await repository.stated_keys(merchant_id, MOST_COLUMNS))
        if len(header) > MOST_COLUMNS:
            raise TooManyColumnsError
        yield written_csv([header])
    after, most = "", max(1, min(_PORTION, _PORTION_CELLS // (len(header) or 1)))
    while portion := await repository.stated_after(merchant_id, after, most):
        if form is RowFormat.CSV:
            yield written_csv([to_cells(header, sku, stated) for sku, stated in portion])
        else:
            yield b"".join(_json(sku, stated) for sku, stated in portion)
        after = portion[-1][0]


def written_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows of cells as lines of a file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _json(sku: str, stated: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"sku": sku, **stated}, option=orjson.OPT_APPEND_NEWLINE)

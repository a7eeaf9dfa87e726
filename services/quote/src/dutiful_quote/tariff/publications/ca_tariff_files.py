"""The table of the Canada Border Services Agency: one row a tariff item, one column a treatment."""

import re
from collections.abc import Mapping
from typing import Any, Final

from dutiful_quote.tariff.errors import RowRefusedError
from dutiful_quote.tariff.publications.ca_tariff import add_tariff_item
from dutiful_quote.tariff.publications.writing import FactFolder

TABLE_FIELDS: Final = frozenset({"TARIFF", "EFF_DATE", "DESC1", "UOM", "MFN", "UST", "MXT"})
ITEM_FIELDS: Final = frozenset({"tariff_item", "mfn", "UST", "MXT"})
_ITEM_DIGITS: Final = 8
_STATISTICAL_DIGITS: Final = 10


def add_table_row(folder: FactFolder, row: Mapping[str, Any]) -> None:
    """Add one row of the agency's table; headings and statistical suffixes have no rates of their own.

    Raises:
        RowRefusedError: its number is no tariff item.
    """
    cells = {name: "" if value is None else str(value).strip() for name, value in row.items()}
    number, ordinary = cells["TARIFF"].replace(".", "").replace(" ", ""), cells["MFN"]
    if not re.fullmatch(r"[0-9]{4,10}", number):
        raise RowRefusedError(f"TARIFF: {cells['TARIFF'][:20]!r} is not a tariff item such as 6109.10.00")
    if not ordinary:
        folder.count("passed over: headings and statistical suffixes without rates")
        return
    if len(number) == _STATISTICAL_DIGITS and number.endswith("00"):
        number = number[:_ITEM_DIGITS]
    treatments = {name: "" if value == "N/A" else value for name, value in cells.items()}
    add_tariff_item(folder, {**treatments, "tariff_item": number, "mfn": ordinary})

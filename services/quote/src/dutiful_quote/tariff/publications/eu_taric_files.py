"""Files of TARIC: the workbook of import duties, the list of codes, and the table of Common Customs Tariff rates."""

import re
from collections.abc import Mapping
from typing import Any, Final

from dutiful_quote.tariff.errors import RowRefusedError
from dutiful_quote.tariff.publications.eu_taric import declarable_code
from dutiful_quote.tariff.publications.trade_measures import TradeMeasure, add_trade_measure, european_day
from dutiful_quote.tariff.publications.writing import FactFolder

DUTY_FIELDS: Final = frozenset(
    {"Goods code", "Add code", "Order No.", "Start date", "End date", "Origin", "Duty", "Origin code",
     "Meas. type code"}
)  # fmt: skip
CODE_FIELDS: Final = frozenset({"Goods code", "End date", "IS_LEAF"})
RATE_FIELDS: Final = frozenset({"commodity", "cet_duty_rate"})


def add_duty_row(folder: FactFolder, row: Mapping[str, Any]) -> None:
    """Add one row of the workbook "Duties Import 01-99".

    Raises:
        RowRefusedError: no duty stands on its code.
    """
    cells = {name: "" if value is None else str(value).strip() for name, value in row.items()}
    code, _, suffix = cells["Goods code"].partition(" ")
    if suffix not in {"", "80"}:
        raise RowRefusedError(f"goods code: {cells['Goods code'][:20]!r} is a heading that no duty stands on")
    duty, _, conditions = cells["Duty"].partition("Cond:")
    add_trade_measure(
        folder,
        TradeMeasure(
            code=code,
            type_code=cells["Meas. type code"],
            area=cells["Origin code"],
            area_name=re.sub(r"\s*\([^()]*\)$", "", cells["Origin"]),
            duty=duty,
            valid_from=european_day(row["Start date"]),
            valid_to=european_day(row["End date"]),
            reference=cells.get("Legal base", ""),
            order_number=cells["Order No."],
            additional_code=cells["Add code"],
            conditions=conditions.strip(),
        ),
    )


def add_code_row(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the list of codes.

    Raises:
        RowRefusedError: its code is not ten digits and a suffix.
    """
    if not re.fullmatch(r"[0-9]{10} [0-9]{2}", row["Goods code"]):
        raise RowRefusedError(f"goods code: {row['Goods code'][:20]!r} is not ten digits and a suffix")
    code = declarable_code(row)
    if code:
        folder.lines.append({"goods_code": code})
    else:
        folder.count("passed over: codes that may not be declared")


def add_rate_row(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the table of rates."""
    if not row["cet_duty_rate"]:
        folder.count("passed over: codes without a rate")
        return
    folder.measures.append({"goods_code": row["commodity"], "key": "third_country", "rate": row["cet_duty_rate"]})

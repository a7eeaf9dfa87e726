"""Which of several measures of one type on one code applies: chosen by an additional code that is declared.

Without the declaration the measure for everything else applies: the one without a code, or with the code for all other
companies (it ends with 999), or else the dearest. The others then need their code as a statement.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from dutiful_quote.tariff.publications.writing import FactFolder, Row

_ALL_OTHERS: Final = "999"
#: Rates of excise are for different drinks and tobaccos: none of them is for everything else.
_EXCISE: Final = "306"
_SHARE: Final = re.compile(r"([0-9.]+)%")


def settle_choices(folder: FactFolder) -> Sequence[bool]:
    """Bind rows to their additional codes and tell rows apart that would else have one id; which rows stay."""
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, row in enumerate(folder.measures):
        if row.get("choice"):
            groups[row["goods_code"], row["choice"]].append(index)
    for indices in groups.values():
        codes = {folder.measures[index].get("additional_code", "") for index in indices}
        if len(codes) > 1:
            rows = [folder.measures[index] for index in indices]
            _bind(folder, indices, None if rows[0]["choice"] == _EXCISE else _for_everything_else(rows))
    return _tell_apart(folder)


def _bind(folder: FactFolder, indices: list[int], residual: str | None) -> None:
    for index in indices:
        row = folder.measures[index]
        code = row.get("additional_code", "")
        if code == residual:
            folder.measures[index] = {**row, "rank": "1"}
        else:
            folder.measures[index] = {**row, "conditions": _stating(row.get("conditions", ""), code)}


def _stating(conditions: str, code: str) -> str:
    parts = [part for part in conditions.split("; ") if part]
    stated = next((part for part in parts if part.startswith("statement=")), "")
    rest = [part for part in parts if part != stated]
    return "; ".join([f"{stated} and additional_code={code}" if stated else f"statement=additional_code={code}", *rest])


def _for_everything_else(rows: list[Row]) -> str:
    codes = {row.get("additional_code", ""): row for row in rows}
    if "" in codes:
        return ""
    others = next((code for code in sorted(codes) if code.endswith(_ALL_OTHERS)), None)
    return others or max(sorted(codes), key=lambda code: _dearness(codes[code]["rate"]))


def _dearness(rate: str) -> Decimal:
    """The share of a rate; a specific one counts as dearer than any share."""
    shares = _SHARE.fullmatch(rate.replace(" ", ""))
    return Decimal(shares[1]) if shares else Decimal("Infinity")


def _tell_apart(folder: FactFolder) -> list[bool]:
    """Rows of one key, code and first day: the same row twice is dropped, others get a key of their own.

    Two duties that nobody has to claim stay as they are: that is a contradiction, which the load refuses.
    """
    seen: dict[tuple[str, str, str], list[Row]] = {}
    stay = []
    for index, row in enumerate(folder.measures):
        before = seen.setdefault((row["key"], row.get("goods_code", ""), row.get("valid_from", "")), [])
        again = row in before
        stay.append(not again)
        folder.count("passed over: the same measure twice", int(again))
        if not again and before and "areas" in row and not row.get("choice"):
            folder.measures[index] = _under_own_key(folder, row, len(before) + 1)
        before.append(row)
    return stay


def _under_own_key(folder: FactFolder, row: Row, number: int) -> Row:
    key = f"{row['key']}_{number}"
    if not any(programme["key"] == key for programme in folder.programmes):
        like = next(programme for programme in folder.programmes if programme["key"] == row["key"])
        folder.programmes.append({**like, "key": key})
    return {**row, "key": key}

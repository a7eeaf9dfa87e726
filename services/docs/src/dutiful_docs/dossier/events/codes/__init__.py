"""`CODES`: what the codes of carriers and posts mean, as far as that is certain. The tables lie beside this file."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, get_args

from dutiful_shared.contract.shipment_events import CodeSystem, HoldReason, Milestone


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says of the clearance. `hold_reason` is set where, and only where, the milestone is `held`."""

    milestone: Milestone
    hold_reason: HoldReason | None
    text: str


SYSTEMS: Final[tuple[str, ...]] = get_args(CodeSystem)
UNKNOWN: Final = Meaning(Milestone.UNKNOWN, None, "")


def read_codes(text: str) -> dict[str, Meaning]:
    """The table in a CSV file.

    Raises:
        ValueError: a milestone or reason that there is none of, a hold without a reason, or a code that occurs twice.
    """
    table: dict[str, Meaning] = {}
    for row in csv.DictReader(text.splitlines()):
        milestone = Milestone(row["milestone"])
        reason = HoldReason(row["hold_reason"]) if row["hold_reason"] else None
        if (milestone is Milestone.HELD) != (reason is not None) or row["code"] in table:
            raise ValueError(f"the row of {row['code']!r} does not say one thing")
        table[row["code"]] = Meaning(milestone, reason, row["meaning"])
    return table


CODES: Final[Mapping[str, Mapping[str, Meaning]]] = {
    system: read_codes((files(__name__) / f"{system}.csv").read_text()) for system in SYSTEMS
}


def meaning_of(system: str | None, code: str) -> Meaning:
    """What a code means; `UNKNOWN` where no table says so. It is compared as it is written.

    `type/code` means what its type means, where the table knows no more.
    """
    table = CODES.get(system or "", {})
    return table.get(code) or table.get(code.partition("/")[0], UNKNOWN)

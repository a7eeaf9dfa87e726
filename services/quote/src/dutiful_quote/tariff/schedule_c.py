"""Schedule C of the U.S. Census Bureau: the four-digit country codes that an American entry names origins by."""

import csv
from collections.abc import Mapping
from importlib.resources import files


class ScheduleC:
    """ISO 3166 alpha-2 -> Schedule C."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        self._codes = codes

    @classmethod
    def packaged(cls) -> "ScheduleC":
        """The table that comes with the service (`facts/schedule_c.csv`)."""
        text = files("dutiful_quote.tariff.facts").joinpath("schedule_c.csv").read_text(encoding="utf-8")
        return cls({row["country"]: row["schedule_c"] for row in csv.DictReader(text.splitlines())})

    def of(self, country: str) -> str | None:
        """The code of a country; None where the table has none."""
        return self._codes.get(country)

"""One country of `world/countries`: its row of the compiled table, and the facts that are written of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.tariff.publications.country_sources import Source, source_of_regime
from dutiful_quote.tariff.publications.writing import FactFolder

#: Programmes of the taxes whose rate is the country's standard one.
_STANDARD: Final = frozenset({"standard", "provincial"})


@dataclass(frozen=True, slots=True)
class Country:
    """`row` is that of the compiled table of destinations, `rate_source` what its standard rate of tax rests on."""

    folder: FactFolder
    row: Mapping[str, str]
    rate_source: Source

    @property
    def code(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.row["country"]

    @property
    def tax_rate(self) -> str:
        """The standard rate of the tax on imports, as `19%`."""
        return f"{self.row['standard_vat_rate']}%"

    def has(self, column: str) -> bool:
        """Whether the table has a threshold above zero in `column`."""
        return re.fullmatch(r"[0-9.]+", self.row[column]) is not None and Decimal(self.row[column]) > 0

    def limit(self, column: str) -> str:
        """The condition of the threshold in `column`."""
        return at_most(self.row[column], self.row["de_minimis_currency"])

    def measure(self, key: str, programme: str, kind: str, name: str, **columns: str) -> None:
        """Write a measure; `key` tells it from the others of its programme, in all countries."""
        if not any(row["key"] == key for row in self.folder.programmes):
            self.folder.programmes.append({"key": key, "programme": programme, "kind": kind, "name": name})
        source = self.rate_source if programme in _STANDARD else source_of_regime(self.row)
        cited = {} if "reference" in columns else source.columns
        shared = {"jurisdiction": self.code, "verified_until": self.row["as_of"], **cited}
        self.folder.measures.append({**shared, "key": key, "name": name, **columns})

    def relief(self, programme: str, *conditions: str, key: str = "", name: str = "", **columns: str) -> None:
        """A threshold; several of one programme need keys of their own, and its first condition names the limit."""
        named = name or _name_of_threshold(programme, conditions[0])
        self.measure(key or programme, programme, "relief", named, conditions="; ".join(conditions), **columns)

    def tax(self, rate: str, *conditions: str, key: str = "standard", name: str = "", **columns: str) -> None:
        """A tax on imports; `key` is that of its programme, and what tells it from others after a dot."""
        named = name or f"{self.row['tax_name']}, standard rate"
        self.measure(
            key, key.split(".", maxsplit=1)[0], "vat", named, rate=rate, conditions="; ".join(conditions), **columns
        )

    def supply_tax(self, scheme: str, *conditions: str, **columns: str) -> None:
        """A tax at the point of sale by sellers registered under `scheme`."""
        name = f"{self.row['tax_name']} at the point of sale"
        self.tax(self.tax_rate, f"scheme={scheme}", *conditions, key="supply", name=name, **columns)

    def courier(self, key: str, rate: str, *conditions: str, name: str, **columns: str) -> None:
        """A rate of a simplified regime."""
        self.measure(
            f"courier.{key}", "courier", "flat_duty", name, rate=rate, conditions="; ".join(conditions), **columns
        )

    def profile(self, key: str, value: str) -> None:
        """Say something of the country itself; an empty value is left out."""
        if value:
            self.folder.profile.append({"jurisdiction": self.code, "key": key, "value": value})


def at_most(amount: str, currency: str, value_of: str = "goods") -> str:
    """A threshold as the tables of facts write conditions. `value_of` is what is compared: see `conditions.py`."""
    return f"value_at_most={amount}; value_currency={currency}; value_of={value_of}"


def between(low: str, high: str, currency: str) -> str:
    """Above `low` and at most `high`."""
    return f"value_over={low}; value_at_most={high}; value_currency={currency}; value_of=goods"


def _name_of_threshold(programme: str, limit: str) -> str:
    what = "duty" if programme == "duty_threshold" else "import tax"
    amount, currency, value_of = (part.partition("=")[2] for part in limit.split("; "))
    due = f", where it comes to at most {currency} {amount}" if value_of in {"duty", "tax"} else ""
    return f"No {what}{due or f' up to {currency} {amount}'}"

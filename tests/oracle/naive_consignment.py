"""What a consignment to anywhere but the United States says, and what the oracle answers about it."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class GoodsEntry:
    """One line. Weights and volumes are of the whole line and None where they were not stated."""

    code: str
    origin: str
    value: Fraction
    pieces: int = 1
    kilograms: Fraction | None = None
    litres: Fraction | None = None
    strength: Fraction | None = None
    facts: dict[str, str] = field(default_factory=dict)
    claims: bool = False
    #: The kind of proof of origin at hand; empty for none.
    proof: str = "origin-declaration"
    #: Whether it is stated to travel directly; None where nothing is.
    direct: bool | None = None
    #: Whether customs of the origin knows the exporter by a number.
    exporter_known: bool = False


@dataclass(frozen=True)
class ConsignmentEntry:
    """Amounts are in `currency`; `rates` say what one unit of a currency is in the destination's."""

    jurisdiction: str
    destination: str
    tax_territory: str
    ship_from: str
    currency: str
    on: date
    mode: str
    lines: list[GoodsEntry]
    shipping: Fraction = Fraction(0)
    insurance: Fraction = Fraction(0)
    discount: Fraction = Fraction(0)
    to_border: Fraction | None = None
    purpose: str = "sale"
    seller: str = "business"
    buyer: str = "consumer"
    buyer_registered: bool = False
    marketplace: bool = False
    schemes: frozenset[str] = frozenset()
    incoterm: str = "DDP"
    region: str = ""
    rates: dict[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """One amount: its programme, how much in the destination's currency, and when it is taken."""

    programme: str
    amount: Fraction
    collected: str


@dataclass
class Way:
    """One thing that may come of a line; `gap` names what keeps its amount from being known."""

    due: list[Due] = field(default_factory=list)
    gap: str = ""
    #: Of the ordinary duty, as the tariff writes it.
    rate: str = ""

    @property
    def total(self) -> Fraction:
        return sum((due.amount for due in self.due), Fraction(0))


@dataclass
class Verdict:
    """Of each line all that may come of it; and the charges of the whole consignment."""

    lines: list[list[Way]] = field(default_factory=list)
    fees: list[Due] = field(default_factory=list)
    #: Programmes of the whole whose amount nobody can say.
    open_fees: list[str] = field(default_factory=list)

"""The eleven Incoterms 2020 (ICC publication 723E): who pays carriage, insurance and import charges."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Incoterm(StrEnum):
    """A rule of Incoterms 2020 (ICC publication 723E). Under DDP alone the seller pays duty and tax of the import;
    FAS, FOB, CFR and CIF are for sea and inland waterway only."""

    EXW = "EXW"
    FCA = "FCA"
    FAS = "FAS"
    FOB = "FOB"
    CPT = "CPT"
    CIP = "CIP"
    CFR = "CFR"
    CIF = "CIF"
    DPU = "DPU"
    DAP = "DAP"
    DDP = "DDP"


@dataclass(frozen=True, slots=True)
class IncotermRule:
    """One rule of Incoterms 2020.

    `carriage` and `import_charges` name the party that pays; `sea_only` marks the four rules for sea and inland
    waterway.
    """

    carriage: str
    import_charges: str
    sea_only: bool = False


INCOTERM_RULES: Final[dict[Incoterm, IncotermRule]] = {
    Incoterm.EXW: IncotermRule("buyer", "buyer"),
    Incoterm.FCA: IncotermRule("buyer", "buyer"),
    Incoterm.FAS: IncotermRule("buyer", "buyer", sea_only=True),
    Incoterm.FOB: IncotermRule("buyer", "buyer", sea_only=True),
    Incoterm.CPT: IncotermRule("seller", "buyer"),
    Incoterm.CIP: IncotermRule("seller", "buyer"),
    Incoterm.CFR: IncotermRule("seller", "buyer", sea_only=True),
    Incoterm.CIF: IncotermRule("seller", "buyer", sea_only=True),
    Incoterm.DPU: IncotermRule("seller", "buyer"),
    Incoterm.DAP: IncotermRule("seller", "buyer"),
    Incoterm.DDP: IncotermRule("seller", "seller"),
}

"""VAT and excise of the British schedule: which of several rates is charged."""

from decimal import Decimal
from pathlib import Path

import pytest

from dutiful_shared.contract.charge import ChargeKind
from tests.builders.british_measures import ORDINARY, amounts, of_line, quoted
from tests.builders.payload import Raw


def test_a_zero_rate_for_the_goods_stands_before_the_standard_one(tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, Raw("305", "1400", "0.00 %", additional_code="VATZ"))
    assert amounts(found, ChargeKind.TAX) == [Decimal("0.00")]


@pytest.mark.parametrize(("code", "rate", "tax"), [("VATZ", "0.00 %", "0.00"), ("VATR", "5.00 %", "56.00"),
                                                   ("VATE", "0.00 %", "0.00")])  # fmt: skip
def test_a_declared_code_chooses_the_rate_of_tax(code: str, rate: str, tax: str, tmp_path: Path) -> None:
    measures = (ORDINARY, Raw("305", "1400", "20.00 %"), Raw("305", "1400", rate, additional_code=code))
    found = of_line(tmp_path, *measures, facts={"additional_code": code})
    assert amounts(found, ChargeKind.TAX) == [Decimal(tax)]


def test_the_standard_rate_applies_else_and_the_other_is_told(tmp_path: Path) -> None:
    measures = (ORDINARY, Raw("305", "1400", "20.00 %"), Raw("305", "1400", "5.00 %", additional_code="VATR"))
    found = quoted(tmp_path, *measures)
    assert amounts(found.lines[0], ChargeKind.TAX) == [Decimal("224.00")]
    assert [note.fact for note in found.assumptions if "VATR" in note.text] == ["additional_code"]


SPIRIT = "2208909110"


def test_excise_is_charged_rounded_down_and_taxed(tmp_path: Path) -> None:
    excise = Raw("306", "1400", "28.74 GBP / l alc. 100%", additional_code="X451")
    found = of_line(
        tmp_path, Raw("103", "1011", "0.00 %"), excise, code=SPIRIT,
        quantities={"NAR": Decimal(1), "LPA": Decimal("0.2783")},
    )  # fmt: skip
    # 0.2783 x 28.74 = 7.998342 -> 7.99; (1,000.00 + 7.99) x 20 % = 201.598 -> 201.60
    assert amounts(found, ChargeKind.EXCISE) == [Decimal("7.99")]
    assert amounts(found, ChargeKind.TAX) == [Decimal("201.60")]


def test_excise_without_its_quantity_is_asked_for(tmp_path: Path) -> None:
    excise = Raw("306", "1400", "28.74 GBP / l alc. 100%", additional_code="X451")
    found = quoted(tmp_path, Raw("103", "1011", "0.00 %"), excise, code=SPIRIT)
    assert [one.fact for one in found.missing] == ["quantity LPA"]


def test_one_of_several_rates_of_excise_is_chosen_by_its_code(tmp_path: Path) -> None:
    rates = [
        Raw("306", "1400", f"{rate} GBP / l", additional_code=code)
        for code, rate in (("X411", "2.00"), ("X421", "3.00"))
    ]
    measures = (Raw("103", "1011", "0.00 %"), *rates)
    quantities = {"NAR": Decimal(1), "LTR": Decimal(10)}
    asked = quoted(tmp_path, *measures, code=SPIRIT, quantities=quantities)
    chosen = of_line(tmp_path, *measures, code=SPIRIT, quantities=quantities, facts={"additional_code": "X421"})
    assert [one.fact for one in asked.missing] == ["excise"]
    assert amounts(chosen, ChargeKind.EXCISE) == [Decimal("30.00")]

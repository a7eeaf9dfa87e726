"""Exports of other providers' catalogues become rows of ours."""

from typing import Any

import pytest
from pydantic import ValidationError

from dutiful_quote.channels.providers.catalogue_export import Converted, from_csv, from_json, named_columns
from dutiful_shared.contract.catalogue import ArticleRow
from dutiful_shared.contract.providers import Provider
from dutiful_shared.service.row_files import UnreadableError

HEADER = (
    "SKU,Product ID,Name,Customs description,Weight units,Weight,Country of origin,HS code,Restricted countries,Brand"
)


def zonos(*rows: str, columns: tuple[str, ...] = ()) -> Converted:
    return from_csv(Provider.ZONOS, "\n".join((HEADER, *rows)).encode(), named_columns(columns), "en")


def test_columns_of_zonos_are_those_of_an_article() -> None:
    found = zonos('TEE-1,1,T-shirt,"T-shirt, cotton",pound,0.5,bd,6109.10,"AU,KR",Loom')

    assert found.rows == [
        {
            "sku": "TEE-1",
            "descriptions": {"en": "T-shirt, cotton"},
            "origin": "BD",
            "codes": {"HS": "610910"},
            "net_weight_kg": "0.226796",
            "not_shipped_to": ["AU", "KR"],
        }
    ]
    assert found.ignored == ("Brand",)
    ArticleRow.model_validate(found.rows[0])


def test_without_a_unit_a_weight_is_in_pounds_as_their_template_says_and_that_is_told() -> None:
    found = zonos("TEE-1,,,,,1,,,,")

    assert found.rows[0]["net_weight_kg"] == "0.453592"
    assert list(found.readings) == ["rows without weight units: read as pound, as the template of Zonos says"]


@pytest.mark.parametrize("column", ["Weight Unit", "weight_units", "WEIGHT-UNIT"])
def test_the_unit_of_a_weight_may_be_spelled_otherwise(column: str) -> None:
    content = f"SKU,Weight,{column}\nTEE-1,0.2,kilogram\nTEE-2,200,gram\n".encode()
    found = from_csv(Provider.ZONOS, content, {}, "en")

    assert [row["net_weight_kg"] for row in found.rows] == ["0.2", "0.2"]
    assert not found.readings


@pytest.mark.parametrize(
    ("header", "column"),
    [
        pytest.param("SKU,Weight,Unit of weight", "Unit of weight", id="weight"),
        pytest.param("SKU,Length,Width,Height,Weight units,UOM", "UOM", id="size"),
    ],
)
def test_a_column_that_may_hold_a_unit_is_not_passed_over(header: str, column: str) -> None:
    with pytest.raises(UnreadableError, match=f"the column '{column}' may hold the unit"):
        from_csv(Provider.ZONOS, f"{header}\nTEE-1\n".encode(), {}, "en")


def test_a_weight_of_an_unknown_unit_is_left_to_the_catalogue_to_refuse() -> None:
    row = zonos("TEE-1,,,,stone,0.2,,,,").rows[0]

    assert row["net_weight_kg"] == "0.2 stone"
    with pytest.raises(ValidationError):
        ArticleRow.model_validate(row)


def test_a_code_without_a_country_is_good_for_six_digits() -> None:
    found = zonos("TEE-1,,,,,,,6109100012,,")

    assert found.rows[0]["codes"] == {"HS": "610910"}
    assert "six are taken" in " ".join(found.readings)


def test_what_is_no_number_is_left_to_the_catalogue_to_refuse() -> None:
    assert zonos("TEE-1,,,,pound,heavy,,,,").rows[0]["net_weight_kg"] == "heavy"


def test_a_row_without_a_sku_is_left_out_and_named() -> None:
    assert zonos(",,T-shirt,,,,,,,").left_out == ["row 1: has no SKU"]


def test_a_named_column_comes_before_those_that_are_known() -> None:
    found = zonos("TEE-1,,,,,,,610910,,6109100012", columns=("Brand=codes.US",))

    assert found.rows[0]["codes"] == {"HS": "610910", "US": "6109100012"}
    assert found.ignored == ()


@pytest.mark.parametrize("column", ["Brand", "=codes.US", "Brand=colour"])
def test_a_column_that_is_none_is_refused(column: str) -> None:
    with pytest.raises(UnreadableError):
        zonos("TEE-1,,,,,,,,,", columns=(column,))


def test_items_of_avatax_bring_their_classifications() -> None:
    item: dict[str, Any] = {
        "id": 7,
        "itemCode": "BAG-1",
        "description": "Handbag",
        "taxCode": "P0000000",
        "classifications": [
            {"productCode": "4202.21.00.10", "systemCode": "TARIC"},
            {"productCode": "4202.21.90", "systemCode": "US"},
            {"productCode": "420221", "systemCode": "UNKNOWN"},
        ],
    }
    found = from_json(Provider.AVATAX, {"value": [item]}, "en")

    assert found.rows == [
        {
            "sku": "BAG-1",
            "descriptions": {"en": "Handbag"},
            "codes": {"EU": "4202210010", "US": "42022190", "HS": "420221"},
        }
    ]
    assert found.ignored == ("id", "taxCode")


def test_the_item_template_of_avatax_is_read() -> None:
    content = b"Item,ItemDescription,TaxCode\nBAG-1,Handbag,P0000000\n"
    found = from_csv(Provider.AVATAX, content, {}, "en")

    assert (found.rows, found.ignored) == ([{"sku": "BAG-1", "descriptions": {"en": "Handbag"}}], ("TaxCode",))


def test_a_provider_without_a_known_export_takes_named_columns_alone() -> None:
    found = from_csv(Provider.DHL, b"Part,HTS\nBAG-1,420221\n", named_columns(["Part=sku", "HTS=codes.HS"]), "en")

    assert found.rows == [{"sku": "BAG-1", "codes": {"HS": "420221"}}]

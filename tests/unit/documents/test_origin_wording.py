"""What agreements want to be written, filled in."""

import pytest

from dutiful_docs.documents.origin_wording import wordings
from dutiful_docs.documents.subject import NotStatedError
from tests.builders.papers import order, paper


def lines_of(*origins: str) -> dict[str, object]:
    lines = order()["lines"]
    return order(lines=[{**line, "origin": origin} for line, origin in zip(lines, origins, strict=False)])


def test_the_text_names_the_reference_and_the_origin() -> None:
    made = paper(
        "origin_statement",
        order=lines_of("GB", "GB", "GB"),
        origin={"agreement": "EU_UK", "exporter_reference": "GB123456789000"},
    )
    assert made.origin.text == (
        "The exporter of the products covered by this document (Exporter Reference No GB123456789000) declares that, "
        "except where otherwise clearly indicated, these products are of the United Kingdom preferential origin."
    )


def test_a_paper_in_a_language_of_the_agreement_has_its_wording() -> None:
    made = paper("origin_statement", order=lines_of("DE", "DE", "DE"), origin={"agreement": "EU_UK"}, language="de-AT")
    assert made.origin.language == "de"
    assert made.origin.text == (
        "Der Ausführer der Erzeugnisse, auf die sich dieses Dokument bezieht (Ausführer-Referenznummer ...) erklärt, "
        "dass diese Erzeugnisse, sofern nicht ausdrücklich anders angegeben, präferenzbegünstigte Ursprungserzeugnisse "
        "Europäische Union sind."
    )


def test_a_paper_in_another_language_has_the_english_wording() -> None:
    made = paper("origin_statement", order=lines_of("GB", "GB", "GB"), origin={"agreement": "EU_UK"}, language="ja")
    assert (made.origin.language, (made.origin.text or "")[:12]) == ("en", "The exporter")


def test_a_wording_that_is_asked_for_and_missing_is_refused() -> None:
    with pytest.raises(NotStatedError, match="in 'es' is missing; it is known in en, de, fr") as refused:
        paper("origin_statement", order=lines_of("GB", "GB", "GB"), origin={"agreement": "EU_UK", "language": "es"})
    assert refused.value.pointer == "/origin/language"


def test_a_statement_under_ceta_names_both_parties() -> None:
    made = paper("origin_statement", order=lines_of("FR", "DE", "FR"), origin={"agreement": "EU_CA"})
    assert "are of Canada/EU preferential origin" in (made.origin.text or "")


def test_members_of_the_union_are_one_party() -> None:
    made = paper("origin_statement", order=lines_of("DE", "FR", "PL"), origin={"agreement": "EU_JP"})
    assert "of the European Union preferential origin" in (made.origin.text or "")


def test_a_destination_that_is_no_party_is_refused() -> None:
    with pytest.raises(NotStatedError, match="the goods go to FR, which is no party"):
        paper("origin_certificate", order=lines_of("MX", "MX", "MX"), origin={"agreement": "USMCA"})


def test_an_origin_that_is_no_party_is_refused() -> None:
    with pytest.raises(NotStatedError, match="no party"):
        paper("origin_statement", order=lines_of("GB", "CN", "GB"), origin={"agreement": "EU_UK"})


def test_an_agreement_whose_wording_is_not_known_is_refused() -> None:
    with pytest.raises(NotStatedError, match="known are EU_UK"):
        paper("origin_statement", origin={"agreement": "EU_XX"})


@pytest.mark.parametrize("key", [pytest.param(key, id=key) for key in wordings()])
def test_every_wording_cites_its_agreement(key: str) -> None:
    wording = wordings()[key]
    assert wording.source
    assert (wording.reference_above is None) == (wording.reference_currency is None) == (wording.limit is None)


def test_the_period_is_told_in_the_language_of_the_wording() -> None:
    origin = {"agreement": "EU_JP", "blanket_from": "2026-01-01", "blanket_to": "2026-12-31"}
    made = paper("origin_statement", order=lines_of("FR", "FR", "FR"), origin=origin, language="fr")
    assert (made.origin.text or "").startswith("(Période: du 2026-01-01 au 2026-12-31) L'exportateur")

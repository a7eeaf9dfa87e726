"""What agreements want to be written, filled in."""

from typing import Any

import pytest

from dutiful_docs.documents.origin_wording import wordings
from tests.builders.papers import EXPORTER, complete, faults, order, paper


def lines_of(*origins: str) -> dict[str, object]:
    lines = order()["lines"]
    return order(lines=[{**line, "origin": origin} for line, origin in zip(lines, origins, strict=False)])


def between(origin: str, destination: str) -> dict[str, object]:
    return {**lines_of(origin), "ship_to": {"country": destination}}


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


def test_a_wording_that_is_asked_for_and_missing_is_refused_with_those_there_are() -> None:
    asked = complete("origin_statement", origin={"agreement": "EU_UK", "language": "es"})
    assert faults(asked) == [
        (
            "/origin/language",
            "the wording of EU-UK Trade and Cooperation Agreement in 'es' is missing; it is known in en, de, fr",
        )
    ]


def test_the_second_language_of_a_paper_comes_before_english() -> None:
    origin = {"agreement": "EU_UK"}
    made = paper("origin_statement", order=lines_of("GB"), origin=origin, language="ja", second_language="fr")
    assert (made.origin.language, (made.origin.text or "")[2:13]) == ("fr", "exportateur")


def test_a_statement_under_ceta_names_both_parties() -> None:
    made = paper("origin_statement", order=lines_of("FR", "DE", "FR"), origin={"agreement": "EU_CA"})
    assert "are of Canada/EU preferential origin" in (made.origin.text or "")


def test_members_of_the_union_are_one_party() -> None:
    made = paper("origin_statement", order=lines_of("DE", "FR", "PL"), origin={"agreement": "EU_JP"})
    assert "of the European Union preferential origin" in (made.origin.text or "")


@pytest.mark.parametrize(
    ("changes", "pointer", "said"),
    [
        pytest.param({"order": between("GB", "US")}, "/origin/agreement", "the goods go to US", id="destination"),
        pytest.param(
            {"order": lines_of("GB", "CN")}, "/origin/agreement", "line '2' is of origin CN", id="origin of a line"
        ),
        pytest.param(
            {"parties": {"exporter": EXPORTER}}, "/parties/exporter/country", "the exporter", id="who states the origin"
        ),
        pytest.param({"origin": {"agreement": "EU_XX"}}, "/origin/agreement", "known are EU_UK", id="the agreement"),
    ],
)
def test_what_is_no_party_to_the_agreement_is_refused(changes: dict[str, Any], pointer: str, said: str) -> None:
    ((where, detail),) = faults(complete("origin_statement", **{"goods": [], "packages": [], "parties": {}, **changes}))
    assert (where, said in detail) == (pointer, True)


@pytest.mark.parametrize(
    ("kind", "agreement", "said"),
    [
        pytest.param("origin_statement", "USMCA", "origin_certificate", id="a certification as a statement"),
        pytest.param("commercial_invoice", "USMCA", "origin_certificate", id="a certification on an invoice"),
        pytest.param("ups_paperless", "USMCA", "origin_certificate", id="a certification on a carrier's invoice"),
        pytest.param("origin_certificate", "EU_UK", "origin_statement", id="a statement as a certificate"),
    ],
)
def test_what_an_agreement_wants_stated_is_not_certified_and_the_other_way(
    kind: str, agreement: str, said: str
) -> None:
    places = between("MX", "US") if agreement == "USMCA" else between("FR", "GB")
    asked = complete(kind, order=places, origin={"agreement": agreement}, goods=[], packages=[], parties={})
    ((where, detail),) = faults(asked)
    assert (where, said in detail) == ("/kind", True)


def test_an_invoice_of_another_may_carry_the_exporters_statement() -> None:
    parties = {"exporter": {**EXPORTER, "country": "CH"}}
    asked = complete(
        "commercial_invoice",
        order=lines_of("GB"),
        origin={"agreement": "EU_UK"},
        goods=[],
        packages=[],
        parties=parties,
    )
    assert faults(asked) == []


@pytest.mark.parametrize("place", ["MC", "AX", "IC", "RE"])
def test_what_is_of_the_unions_customs_territory_is_of_its_party(place: str) -> None:
    made = complete("origin_statement", order=between("GB", place), goods=[], packages=[], parties={})
    assert faults(made) == []


@pytest.mark.parametrize("key", [pytest.param(key, id=key) for key in wordings()])
def test_every_wording_cites_its_agreement(key: str) -> None:
    wording = wordings()[key]
    assert wording.source
    assert (wording.reference_above is None) == (wording.reference_currency is None) == (wording.limit is None)


def test_the_period_is_told_in_the_language_of_the_wording() -> None:
    origin = {"agreement": "EU_JP", "blanket_from": "2026-01-01", "blanket_to": "2026-12-31"}
    made = paper("origin_statement", order=lines_of("FR", "FR", "FR"), origin=origin, language="fr")
    assert (made.origin.text or "").startswith("(Période: du 2026-01-01 au 2026-12-31) L'exportateur")

"""Answers to customs, in the language of the authority."""

import string

import pytest

from dutiful_docs.dossier.replies.reply import TEXTS, reply
from dutiful_shared.contract.shipment_checks import ReplyLanguage, ReplyRequest, RequestedInformation
from tests.builders.dossier import shipment_of

ALL = tuple(RequestedInformation)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", list(ReplyLanguage))
def test_a_language_says_what_english_says(language: ReplyLanguage) -> None:
    texts = TEXTS[language.value]

    assert {name: _fields(text) for name, text in texts.items()} == {
        name: _fields(text) for name, text in TEXTS["en"].items()
    }


@pytest.mark.parametrize("language", list(ReplyLanguage))
def test_a_draft_holds_the_facts_of_the_shipment(language: ReplyLanguage) -> None:
    asked = ReplyRequest(asked_for=ALL, language=language, authority_reference="Z-1", enclosed=("invoice.pdf",))
    answer = reply(shipment_of(), asked)

    facts = ("1234567890", "1001", "Z-1", "invoice.pdf", "610910", "BD", "20.00 EUR", "40.00 EUR")
    assert [fact for fact in facts if fact not in answer.text + answer.subject] == []
    assert "{" not in answer.text


@pytest.mark.parametrize(
    ("country", "language", "theirs"),
    [
        ("FR", "fr", True),
        ("DE", "de", True),
        ("BR", "pt", True),
        ("PL", "pl", True),
        ("JP", "ja", True),
        ("BG", "en", False),
    ],
)
def test_the_language_is_that_of_the_authority(country: str, language: str, theirs: bool) -> None:
    answer = reply(shipment_of(ship_to=country), ReplyRequest(asked_for=ALL))

    assert (answer.language.value, answer.language_of_authority) == (language, theirs)


def test_what_is_not_known_stays_blank_and_is_listed() -> None:
    answer = reply(shipment_of(), ReplyRequest(asked_for=(RequestedInformation.DESCRIPTION,)))

    assert answer.missing == ("/lines/0/description",)
    assert "____" in answer.text


def test_braces_in_a_description_are_text() -> None:
    lines = [{"id": "1", "description": "{order} {0}", "quantity": "1", "unit_price": "2.00"}]
    answer = reply(shipment_of(lines=lines, expected=[]), ReplyRequest(asked_for=(RequestedInformation.DESCRIPTION,)))

    assert "{order} {0}" in answer.text

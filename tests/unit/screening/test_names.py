"""How names are made comparable, and how alike they are found."""

import pytest

from dutiful_docs.screening.engine.listed import SubjectKind
from dutiful_docs.screening.engine.names import ascii_of, name_form
from dutiful_docs.screening.engine.scoring import name_score, word_likeness
from dutiful_docs.screening.engine.screen import THRESHOLD

PERSON, FIRM, UNKNOWN = SubjectKind.PERSON, SubjectKind.ORGANISATION, SubjectKind.UNKNOWN


def score(asked: str, listed: str, kind: SubjectKind = PERSON) -> float:
    return name_score(name_form(asked, kind), name_form(listed, kind))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Jérôme  Müller-Łoś", "jerome muller los"),
        ("O\u2019Connell", "oconnell"),
        ("G.m.b.H.", "gmbh"),
        ("Павлин", "pavlin"),
        ("\uff21\uff22\uff23", "abc"),
        ("...", ""),
    ],
    ids=["accents", "apostrophe", "dots", "Cyrillic", "full width", "no letters"],
)
def test_every_script_becomes_small_latin_letters(text: str, plain: str) -> None:
    assert ascii_of(text) == plain


def test_a_legal_form_is_no_part_of_a_firm() -> None:
    assert name_form("Halverdun Chemie GmbH", FIRM).plain == name_form("OOO Halverdun Chemie", FIRM).plain


def test_a_title_is_no_part_of_a_person() -> None:
    assert name_form("Colonel Pavlin Grundelvov", PERSON).plain == name_form("Mr Grundelvov, Pavlin", PERSON).plain


def test_a_firm_that_is_called_by_its_form_alone_keeps_it() -> None:
    assert name_form("The Company Ltd", FIRM).tokens


def test_a_name_without_letters_is_like_no_other() -> None:
    assert score("!!!", "Pavlin Grundelvov") == 0.0


SAME = [
    ("Grundelvov Pavlin", "Pavlin GRUNDELVOV", PERSON, "another order"),
    ("Павлин Грунделвов", "Pavlin Grundelvov", PERSON, "another script"),
    ("Dr Pavlin Grundelvov", "Pavlin Grundelvov", PERSON, "a title"),
    ("Halverdun Chemie S.A.", "Halverdun Chemie GmbH", FIRM, "another legal form"),
]
SIMILAR = [
    ("Pavlin Grundelwow", "Pavlin Grundelvov", PERSON, "German letters"),
    ("Pawlin Grundelvof", "Pavlin Grundelvov", PERSON, "letters heard"),
    ("Pavlin T. Grundelvov", "Pavlin Teodrik Grundelvov", PERSON, "an initial"),
    ("Pavlin Grundelvov", "Pavlin Teodrik Grundelvov", PERSON, "no middle name"),
    ("Pavlin Grundelov", "Pavlin Grundelvov", PERSON, "a letter left out"),
    ("Khaldoun Marzoufi", "Xaldun al-Marzufi", PERSON, "other transliterations"),
    ("Abdul Rahman Marzoufi", "Abdulrahman Marzoufi", PERSON, "written together"),
    ("Ventrasol Quimex Trading", "Ventrasol Quimex LLC", FIRM, "a word of business more"),
]
OTHERS = [
    ("Pavlin Ostermark", "Pavlin Grundelvov", PERSON, "one name of two"),
    ("Grundelvov", "Pavlin Grundelvov", PERSON, "a family name alone"),
    ("Global Trading Company", "International Trading Company", FIRM, "words of business alone"),
    ("Ma Li", "Ma Lin", PERSON, "short names"),
    ("Zhang Wei Ming", "Zhang Wen Ling", PERSON, "Chinese names a letter apart"),
]


@pytest.mark.parametrize(("asked", "listed", "kind"), [pytest.param(*one[:3], id=one[3]) for one in SAME])
def test_a_name_in_another_form_is_the_same(asked: str, listed: str, kind: SubjectKind) -> None:
    assert score(asked, listed, kind) == 100.0


@pytest.mark.parametrize(("asked", "listed", "kind"), [pytest.param(*one[:3], id=one[3]) for one in SIMILAR])
def test_a_name_spelled_otherwise_is_above_the_threshold(asked: str, listed: str, kind: SubjectKind) -> None:
    assert score(asked, listed, kind) >= THRESHOLD


@pytest.mark.parametrize(("asked", "listed", "kind"), [pytest.param(*one[:3], id=one[3]) for one in OTHERS])
def test_another_name_is_below_the_threshold(asked: str, listed: str, kind: SubjectKind) -> None:
    assert score(asked, listed, kind) < THRESHOLD


def test_a_word_is_less_like_one_with_another_beginning() -> None:
    assert word_likeness("grundelvov", "brundelvov") < word_likeness("grundelvov", "grundelvob")

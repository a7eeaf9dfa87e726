"""What holds of the comparison of names, whatever they are."""

from datetime import date
from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st

from dutiful_docs.screening.engine.index import NameIndex
from dutiful_docs.screening.engine.listed import Edition, Listed, ListedName, NameQuality, SubjectKind
from dutiful_docs.screening.engine.names import MOST_TOKENS, ascii_of, name_form
from dutiful_docs.screening.engine.party import Party, PartyRole, State
from dutiful_docs.screening.engine.scoring import name_score
from dutiful_docs.screening.engine.screen import Screening

WORD: Final = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=12)
NAME: Final = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
ANYTHING: Final = st.text(max_size=400)
KIND: Final = st.sampled_from(SubjectKind)
DAY: Final = date(2026, 11, 20)


@given(ANYTHING, ANYTHING, KIND)
def test_a_score_is_between_nothing_and_a_hundred(one: str, other: str, kind: SubjectKind) -> None:
    assert 0.0 <= name_score(name_form(one, kind), name_form(other, kind)) <= 100.0


@given(NAME, NAME, KIND)
def test_a_score_is_the_same_both_ways(one: str, other: str, kind: SubjectKind) -> None:
    left, right = name_form(one, kind), name_form(other, kind)

    assert abs(name_score(left, right) - name_score(right, left)) < 1e-9


@given(st.lists(WORD, min_size=1, max_size=5), st.randoms(use_true_random=False), KIND)
def test_the_order_of_words_says_nothing(words: list[str], random: st.DataObject, kind: SubjectKind) -> None:
    assume(len(ascii_of(" ".join(words)).split()) <= MOST_TOKENS)  # what is longer is cut
    other = [*words]
    random.shuffle(other)  # type: ignore[attr-defined]

    assert name_score(name_form(" ".join(words), kind), name_form(" ".join(other), kind)) == 100.0


@given(st.lists(NAME, min_size=1, max_size=20), st.integers(min_value=0), KIND)
def test_a_listed_name_is_always_among_the_candidates(names: list[str], number: int, kind: SubjectKind) -> None:
    index = NameIndex([(name_form(name, kind), place) for place, name in enumerate(names)])
    place = number % len(names)

    assert place in [subject for _, subject in index.candidates(name_form(names[place], kind))]


@given(st.lists(NAME, min_size=1, max_size=10), st.integers(min_value=0), st.dates(), st.sampled_from(["DE", "RU"]))
def test_whoever_is_listed_is_never_clear(names: list[str], number: int, born: date, country: str) -> None:
    listed = [
        Listed(str(place), SubjectKind.PERSON, (ListedName(name, NameQuality.PRIMARY),), countries=frozenset({"RU"}))
        for place, name in enumerate(names)
        if name_form(name, SubjectKind.PERSON).tokens
    ]
    if not listed:
        return
    chosen = listed[number % len(listed)].names[0].text
    party = Party("p", PartyRole.BUYER, (chosen,), SubjectKind.PERSON, country, born)
    screening = Screening([(Edition("un@1", "un", DAY, "", DAY), listed)])

    assert screening.screen([party], DAY).state is State.HELD


@given(st.lists(ANYTHING, min_size=1, max_size=5).map(tuple))
def test_whatever_a_party_is_called_it_is_answered(names: tuple[str, ...]) -> None:
    listed = Listed("1", SubjectKind.PERSON, (ListedName("Pavlin Grundelvov", NameQuality.PRIMARY),))
    screening = Screening([(Edition("un@1", "un", DAY, "", DAY), [listed])])

    assert screening.screen([Party("p", PartyRole.BUYER, names)], DAY).state in (State.CLEAR, State.HELD)

"""What `Screening` finds, what holds, and what is never clear."""

from datetime import date, timedelta

import pytest

from dutiful_docs.screening.engine.listed import Birth, Edition, Listed, ListedName, NameQuality, SubjectKind
from dutiful_docs.screening.engine.party import Evidence, Party, PartyRole, Restriction, State, Verdict
from dutiful_docs.screening.engine.screen import THRESHOLD, Screening

TODAY = date(2026, 11, 20)
EDITION = Edition("un@2026-11-19-aaaa", "un", TODAY - timedelta(days=1), "a" * 64, TODAY - timedelta(days=1))
GRUNDELVOV = Listed(
    "T.1",
    SubjectKind.PERSON,
    (
        ListedName("Pavlin Grundelvov", NameQuality.PRIMARY),
        ListedName("Pawlin Grundelwow", NameQuality.ALIAS),
        ListedName("Silent Otter", NameQuality.WEAK),
    ),
    (Birth(1961, 5, 17),),
    frozenset({"RU"}),
    ("TEST",),
)
FIRM = Listed("T.2", SubjectKind.ORGANISATION, (ListedName("Halverdun Chemie GmbH", NameQuality.PRIMARY),))
BLOCKED = Restriction("1", "prohibited", "m1", True, "Art. 1")
SCREENING = Screening([(EDITION, (GRUNDELVOV, FIRM))])


def party(name: str, **facts: object) -> Party:
    return Party("p1", PartyRole.CONSIGNEE, (name,), **facts)  # type: ignore[arg-type]


def screened(name: str, **facts: object) -> Verdict:
    return SCREENING.screen([party(name, **facts)], TODAY)


def test_somebody_else_is_clear() -> None:
    assert screened("Jane Example").state is State.CLEAR


def test_a_clear_verdict_says_which_lists_were_asked() -> None:
    (asked,) = screened("Jane Example").lists

    assert (asked.edition_id, asked.list_date, asked.stale) == (EDITION.id, EDITION.list_date, False)


def test_a_hit_holds_and_says_why() -> None:
    verdict = screened("GRUNDELVOV, Pavlin", country="RU")
    (hit,) = verdict.hits

    assert verdict.state is State.HELD
    assert (hit.reference, hit.matched_name, hit.list_date) == ("T.1", "Pavlin Grundelvov", EDITION.list_date)
    assert set(hit.evidence) == {Evidence.SAME_NAME, Evidence.SAME_COUNTRY}


def test_an_entry_is_hit_once_by_its_most_alike_name() -> None:
    (hit,) = screened("Pawlin Grundelwow").hits

    assert (hit.matched_name, hit.score) == ("Pawlin Grundelwow", 100.0)


def test_other_names_of_a_party_are_asked_too() -> None:
    two = Party("p1", PartyRole.BUYER, ("Example Ltd", "Pavlin Grundelvov"))

    assert [hit.party_name for hit in SCREENING.screen([two], TODAY).hits] == ["Pavlin Grundelvov"]


def test_every_party_is_asked() -> None:
    parties = [party("Jane Example"), Party("p2", PartyRole.NOTIFY, ("Halverdun Chemie",))]

    assert [hit.party_id for hit in SCREENING.screen(parties, TODAY).hits] == ["p2"]


def test_the_birthday_speaks_for_a_hit() -> None:
    same = screened("Pavlen Gundelov", born_on=date(1961, 5, 17)).hits[0]
    silent = screened("Pavlen Gundelov").hits[0]

    assert same.score == pytest.approx(silent.score + 5)


def test_another_birthday_lets_a_similar_name_go() -> None:
    assert screened("Pavlen Gundelov").hits
    assert not screened("Pavlen Gundelov", born_on=date(1990, 1, 1)).hits


def test_another_birthday_never_lets_the_same_name_go() -> None:
    (hit,) = screened("Pavlin Grundelvov", born_on=date(1990, 1, 1), country="FR", kind=SubjectKind.ORGANISATION).hits

    assert hit.score >= THRESHOLD
    assert Evidence.BIRTH_DIFFERS in hit.evidence


def test_a_weak_alias_alone_holds_nobody() -> None:
    assert screened("Silent Otter").state is State.CLEAR


@pytest.mark.parametrize("facts", [{"born_on": date(1961, 5, 17)}, {"country": "RU"}], ids=["birthday", "country"])
def test_a_weak_alias_with_something_more_holds(facts: dict[str, object]) -> None:
    (hit,) = screened("Silent Otter", **facts).hits

    assert Evidence.WEAK_ALIAS in hit.evidence


def test_without_a_list_nobody_is_clear() -> None:
    assert Screening([]).screen([party("Jane Example")], TODAY).state is State.NO_LISTS


def test_without_a_required_list_nobody_is_clear() -> None:
    verdict = Screening([(EDITION, (FIRM,))], required=["un", "eu"]).screen([party("Jane Example")], TODAY)

    assert (verdict.state, verdict.missing) == (State.NO_LISTS, ("eu",))


@pytest.mark.parametrize(("days", "state"), [(9, State.CLEAR), (10, State.STALE)], ids=["10 days old", "11 days old"])
def test_on_an_old_list_nobody_is_clear(days: int, state: State) -> None:
    assert SCREENING.screen([party("Jane Example")], TODAY + timedelta(days=days)).state is state


def test_a_hit_on_an_old_list_is_held() -> None:
    assert SCREENING.screen([party("Pavlin Grundelvov")], TODAY + timedelta(days=90)).state is State.HELD


def test_goods_that_may_not_go_there_are_held() -> None:
    assert SCREENING.screen([party("Jane Example")], TODAY, [BLOCKED]).state is State.HELD


def test_a_condition_that_does_not_block_is_told_and_holds_nothing() -> None:
    condition = Restriction("1", "needs a certificate", "m2", False, "Art. 2")
    verdict = SCREENING.screen([party("Jane Example")], TODAY, [condition])

    assert (verdict.state, verdict.restrictions) == (State.CLEAR, (condition,))


def test_a_list_that_was_verified_is_fresh_again() -> None:
    screening = Screening([(EDITION, (FIRM,))])
    later = TODAY + timedelta(days=30)
    screening.verified([Edition(EDITION.id, "un", EDITION.list_date, EDITION.digest, later)])

    assert screening.screen([party("Jane Example")], later).state is State.CLEAR

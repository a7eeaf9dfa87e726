"""`Screening`: the parties of an order against every list that is active."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from dutiful_docs.screening.engine.index import NameIndex
from dutiful_docs.screening.engine.listed import Edition, Listed, ListedName, NameQuality, SubjectKind
from dutiful_docs.screening.engine.names import NameForm, name_form
from dutiful_docs.screening.engine.party import Evidence, Hit, Party, Restriction, State, UsedList, Verdict
from dutiful_docs.screening.engine.scoring import name_score

#: The published threshold: a party with a hit of this score or more is held. `make bench-screening` measures what it
#: lets through and what it holds for nothing; handbook/screening.md gives the numbers and the reason.
THRESHOLD: Final = 83.0
#: What evidence adds to a name's score, or takes off. A name that is the same stays above the threshold whatever else
#: differs: lists are often wrong in dates and countries.
_WEIGHTS: Final = {
    Evidence.BORN_SAME_DAY: 5.0,
    Evidence.BIRTH_DIFFERS: -10.0,
    Evidence.SAME_COUNTRY: 3.0,
    Evidence.COUNTRY_DIFFERS: -2.0,
    # A weak alias needs a birthday, or the name in full and a country, to hold anybody.
    Evidence.WEAK_ALIAS: -19.0,
    # A person is not meant by a ship of the same name, but firms and persons do share names.
    Evidence.KIND_DIFFERS: -5.0,
}
#: More hits than this for one party tell nothing more.
_MOST_HITS: Final = 25
#: Parties whose hits are kept until other editions are active.
_REMEMBERED: Final = 4_096


@dataclass(frozen=True, slots=True)
class _Meant:
    edition: Edition
    listed: Listed
    name: ListedName


class Screening:
    """Screens parties against the active editions. Made anew when they change; safe to share between threads.

    Args:
        editions: each active edition with its entries.
        required: ids of lists that must be loaded.
        lacking: ids of other lists that are not loaded: nobody is clear of them.
        oldest_days: lists that nobody has found current for longer than this are stale.
    """

    def __init__(
        self,
        editions: Iterable[tuple[Edition, Iterable[Listed]]],
        *,
        required: Iterable[str] = (),
        lacking: Iterable[str] = (),
        oldest_days: int = 10,
        threshold: float = THRESHOLD,
    ) -> None:
        self._editions: tuple[Edition, ...] = ()
        self._required = frozenset(required)
        self._lacking = frozenset(lacking)
        self._oldest = timedelta(days=oldest_days)
        self._threshold = threshold

        def names() -> Iterable[tuple[NameForm, _Meant]]:
            for edition, entries in editions:
                self._editions += (edition,)
                for listed in entries:
                    for name in listed.names:
                        yield name_form(name.text, listed.kind), _Meant(edition, listed, name)

        self._index: NameIndex[_Meant] = NameIndex(names())
        # An issued paper is screened and recorded, and a merchant's own names stand on each of its papers.
        self._known = lru_cache(maxsize=_REMEMBERED)(self.hits)

    @property
    def editions(self) -> Sequence[Edition]:
        """Those that parties are screened against."""
        return self._editions

    @property
    def threshold(self) -> float:
        """The score from which on a party is held."""
        return self._threshold

    def verified(self, editions: Iterable[Edition]) -> None:
        """Take note of the days on which the editions were verified; they are the same editions."""
        self._editions = tuple(editions)

    def stale(self, today: date) -> Sequence[str]:
        """Ids of lists that are stale on that day."""
        return [one.list_id for one in self._editions if today - one.verified_on > self._oldest]

    @property
    def names(self) -> int:
        """How many listed names are looked at."""
        return len(self._index)

    def screen(self, parties: Sequence[Party], today: date, restrictions: Sequence[Restriction] = ()) -> Verdict:
        """What is found of the parties, the most alike first.

        Args:
            today: the day by which lists are fresh or stale.
            restrictions: of the goods and the destination, from the quote; one that blocks holds the order.
        """
        hits = tuple(hit for party in parties for hit in self._known(party))
        lists = tuple(
            UsedList(one.list_id, one.id, one.list_date, one.verified_on, today - one.verified_on > self._oldest)
            for one in self._editions
        )
        required = self._required - {one.list_id for one in self._editions}
        missing = tuple(sorted(required | self._lacking))
        state = self._state(hits, lists, required, restrictions)
        return Verdict(state, hits, lists, missing, tuple(restrictions), self._threshold)

    def hits(self, party: Party) -> list[Hit]:
        """The entries that the party may be: one hit for each, with the name that is most alike."""
        best: dict[tuple[str, str], Hit] = {}
        for name in party.names:
            asked = name_form(name, party.kind)
            if not asked.tokens:
                continue
            for form, meant in self._index.candidates(asked):
                hit = self._hit(party, name, asked, form, meant)
                key = (meant.edition.id, meant.listed.reference)
                if hit is not None and (key not in best or best[key].score < hit.score):
                    best[key] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.list_id, hit.reference))[:_MOST_HITS]

    def _hit(self, party: Party, name: str, asked: NameForm, form: NameForm, meant: _Meant) -> Hit | None:
        alike = name_score(asked, form)
        if alike < self._threshold - _WEIGHTS[Evidence.BORN_SAME_DAY] - _WEIGHTS[Evidence.SAME_COUNTRY]:
            return None
        same = asked.plain == form.plain
        evidence = (Evidence.SAME_NAME if same else Evidence.SIMILAR_NAME, *_evidence(party, meant))
        score = alike + sum(_WEIGHTS.get(one, 0.0) for one in evidence)
        if same and meant.name.quality is not NameQuality.WEAK:
            score = max(score, self._threshold)
        if score < self._threshold:
            return None
        return Hit(
            party_id=party.id,
            party_name=name,
            list_id=meant.edition.list_id,
            edition_id=meant.edition.id,
            list_date=meant.edition.list_date,
            reference=meant.listed.reference,
            listed_as=meant.listed.names[0].text,
            matched_name=meant.name.text,
            matched_quality=meant.name.quality,
            kind=meant.listed.kind,
            programmes=meant.listed.programmes,
            score=round(min(100.0, score), 1),
            evidence=evidence,
        )

    def _state(
        self,
        hits: Sequence[Hit],
        lists: Sequence[UsedList],
        required: Collection[str],
        restrictions: Sequence[Restriction],
    ) -> State:
        if hits or any(one.blocks for one in restrictions):
            return State.HELD
        if not lists or required:
            return State.NO_LISTS
        if any(one.stale for one in lists):
            return State.STALE
        return State.CLEAR_OF_LOADED if self._lacking else State.CLEAR


def _evidence(party: Party, meant: _Meant) -> Iterable[Evidence]:
    listed = meant.listed
    if meant.name.quality is NameQuality.WEAK:
        yield Evidence.WEAK_ALIAS
    if party.born_on is not None and listed.births:
        born = party.born_on
        if any(birth.is_of(born) for birth in listed.births):
            yield Evidence.BORN_SAME_DAY
        elif all(birth.differs_from(born) for birth in listed.births):
            yield Evidence.BIRTH_DIFFERS
    if party.country is not None and listed.countries:
        yield Evidence.SAME_COUNTRY if party.country in listed.countries else Evidence.COUNTRY_DIFFERS
    if SubjectKind.UNKNOWN not in (party.kind, listed.kind) and party.kind is not listed.kind:
        yield Evidence.KIND_DIFFERS

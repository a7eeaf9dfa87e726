"""What a classifier says never changes what is charged, and a cart whose lines have codes never meets it."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from dutiful_quote.catalogue.item import CatalogueItem
from dutiful_quote.classification.desk import Asker, ClassifierDesk, DeskLimits
from dutiful_quote.classification.memory import SuggestionMemory
from dutiful_quote.quotes.answer import write
from dutiful_quote.quotes.classified import LineClassifier
from dutiful_quote.quotes.completed import Completed
from dutiful_quote.quotes.completion import Completion
from dutiful_quote.quotes.landing import Landing
from dutiful_quote.quotes.packaged import packaged_landing
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.contract.classification import Candidate, Classification, ClassificationRequest, Decision, Versions
from dutiful_shared.contract.classification_batch import LineResult
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.breaker import Breaker, BreakerPolicy
from tests.builders.memory_schedule import COUNTRY, MemorySchedule
from tests.builders.tariff import ON

NOW: Final = datetime(ON.year, ON.month, ON.day, tzinfo=UTC)
ASKER: Final = Asker("mer_1", "dk_test_1")
#: Duties of subheadings in percent; of the last one nothing is known.
RATES: Final = {"610910": "0", "610990": "12", "420221": "3.7", "392690": "6.5", "620520": None}

codes = st.sampled_from(list(RATES))
candidates = st.lists(st.tuples(codes, st.floats(0, 1)), max_size=7, unique_by=lambda one: one[0])


_PACKAGED: Final = packaged_landing(MemorySchedule(RATES), CollectorRegistry(), QuoteSettings())


@dataclass(slots=True)
class Service:
    """Says of every product what it is told to."""

    said: Sequence[tuple[str, float]] = ()
    decision: Decision = Decision.REVIEW
    calls: int = 0

    async def classify(self, credential: str, products: Sequence[ClassificationRequest]) -> AsyncGenerator[LineResult]:
        self.calls += 1
        found = [
            Candidate(hs6=code, probability=share, hs4_probability=share, hs2_probability=share, reasons=[])
            for code, share in self.said
        ]
        for row in range(1, len(products) + 1):
            versions = Versions(model="m", nomenclature="n")
            answer = Classification(
                id="cls_1", decision=self.decision, candidates=found, national=[], versions=versions
            )
            yield LineResult(row=row, classification=answer)


class NoArticles:
    async def find(self, merchant_id: str, skus: Collection[str]) -> Mapping[str, CatalogueItem]:
        return {}


@dataclass(frozen=True, slots=True)
class Merchants:
    use_classified_codes: bool

    def of(self, merchant_id: str) -> MerchantProfile:
        return MerchantProfile(use_classified_codes=self.use_classified_codes)


@dataclass(slots=True)
class Workshop:
    """A quote service without its stores, with a classifier and without."""

    service: Service = field(default_factory=Service)
    schedule: MemorySchedule = field(default_factory=lambda: MemorySchedule(RATES))
    take: bool = False
    landing: Landing = field(init=False)

    def __post_init__(self) -> None:
        self.landing = replace(_PACKAGED, schedule=self.schedule)

    def completion(self, *, classifying: bool) -> Completion:
        desk = ClassifierDesk(
            self.service,
            SuggestionMemory(100, 300.0, 30.0),
            Breaker(BreakerPolicy()),
            DeskLimits(30.0, 30.0, 8),
            CollectorRegistry(),
        )
        landing = self.landing
        classifier = LineClassifier(desk, landing.nomenclature, landing.territories, 0.8) if classifying else None
        return Completion(Merchants(self.take), NoArticles(), landing.territories, landing.rates, classifier)

    def completed(self, cart: QuoteRequest, *, classifying: bool) -> Completed:
        return asyncio.run(self.completion(classifying=classifying).complete("mer_1", cart, ON, ASKER))

    def answer(self, completed: Completed) -> dict[str, Any]:
        return orjson.loads(orjson.dumps(write(asyncio.run(self.landing.land(completed, NOW)), "q_1")))


@st.composite
def carts(draw: st.DrawFn, *, coded: bool) -> QuoteRequest:
    """Carts whose lines have codes; or of which at least one has none."""
    number = draw(st.integers(1, 4))
    open_line = None if coded else draw(st.integers(0, number - 1))
    lines = [
        {
            "id": str(i),
            "description": draw(st.sampled_from(["a shirt", "a bag", "a thing"])),
            "origin": "CN",
            "quantity": draw(st.integers(1, 3)),
            "unit_price": draw(st.decimals("0.01", "2000", places=2)),
            "hs_code": None if i == open_line or (not coded and draw(st.booleans())) else draw(codes),
        }
        for i in range(number)
    ]
    return QuoteRequest.model_validate(
        {
            "ship_from": {"country": "CN"},
            "ship_to": {"country": COUNTRY},
            "currency": "USD",
            "shipping": draw(st.decimals("0", "100", places=2)),
            "lines": lines,
        }
    )


def plain(answer: Mapping[str, Any]) -> bytes:
    return orjson.dumps(answer)


def without_suggestions(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer as if nothing had been said of lines without a code."""
    changed: dict[str, Any] = orjson.loads(plain(answer))
    for found in changed["missing"]:
        if found.pop("classification", None) is not None:
            found["spread"] = None
    for found in changed["missing"]:
        if found["fact"] == "hs_code":
            found["spread"] = None
    if changed["estimate"]:
        changed["estimate"]["likely"] = None
    return changed


@settings(deadline=None, max_examples=50)
@given(cart=carts(coded=True), take=st.booleans())
def test_a_cart_whose_lines_have_codes_is_answered_byte_for_byte_alike(cart: QuoteRequest, take: bool) -> None:
    shop = Workshop(take=take)
    answers = [plain(shop.answer(shop.completed(cart, classifying=on))) for on in (False, True)]

    assert answers[0] == answers[1]
    assert shop.service.calls == 0
    assert len(shop.schedule.lookups) == 2
    assert shop.schedule.lookups[0] == shop.schedule.lookups[1]


@settings(deadline=None, max_examples=50)
@given(cart=carts(coded=True))
def test_a_cart_whose_lines_have_codes_waits_for_nothing(cart: QuoteRequest) -> None:
    waiting = Workshop().completion(classifying=True).complete("mer_1", cart, ON, ASKER)

    with pytest.raises(StopIteration):  # it came to its end without giving up control once
        waiting.send(None)


@settings(deadline=None, max_examples=50)
@given(cart=carts(coded=False), said=candidates, decision=st.sampled_from(list(Decision)))
def test_what_is_said_of_a_line_changes_nothing_but_its_question(
    cart: QuoteRequest, said: list[tuple[str, float]], decision: Decision
) -> None:
    shop = Workshop(Service(said, decision))
    usual, asked = (shop.answer(shop.completed(cart, classifying=on)) for on in (False, True))

    assert without_suggestions(asked) == without_suggestions(usual)
    assert (shop.service.calls, len(shop.schedule.lookups)) == (1, 2)


@settings(deadline=None, max_examples=50)
@given(cart=carts(coded=False), said=candidates.filter(bool))
def test_ranges_are_in_order_and_the_upper_end_of_the_whole_stays_open(
    cart: QuoteRequest, said: list[tuple[str, float]]
) -> None:
    shop = Workshop(Service(said))
    answer = shop.answer(shop.completed(cart, classifying=True))

    spreads = [one["spread"] for one in answer["missing"] if "classification" in one]
    spreads += [
        candidate["total"]
        for one in answer["missing"]
        for candidate in one.get("classification", {}).get("candidates", ())
        if candidate["total"] is not None
    ]
    ranges = [[Decimal(one[end]) for end in ("min", "likely", "max") if one[end] is not None] for one in spreads]
    assert all(each == sorted(each) for each in ranges)
    assert answer["estimate"]["max"] is None
    assert all(len(one["classification"]["candidates"]) <= 5 for one in answer["missing"] if "classification" in one)


@settings(deadline=None, max_examples=50)
@given(cart=carts(coded=False), said=candidates, take=st.booleans())
def test_what_is_recorded_lands_as_it_did(cart: QuoteRequest, said: list[tuple[str, float]], take: bool) -> None:
    shop = Workshop(Service(said, Decision.AUTO), take=take)
    completed = shop.completed(cart, classifying=True)
    text = completed.to_json()
    assert text is not None

    assert plain(shop.answer(Completed.from_json(text))) == plain(shop.answer(completed))


@settings(deadline=None, max_examples=50)
@given(cart=carts(coded=False), share=st.floats(0, 1), take=st.booleans(), decision=st.sampled_from(list(Decision)))
def test_a_code_is_taken_only_if_it_may_be_and_is_sure(
    cart: QuoteRequest, share: float, take: bool, decision: Decision
) -> None:
    shop = Workshop(Service([("610990", share)], decision), take=take)
    completed = shop.completed(cart, classifying=True)

    taken = {one.line for one in completed.classified if one.taken}
    without = {line.id for line in cart.lines if line.hs_code is None}
    assert taken == (without if take and decision is Decision.AUTO and share >= 0.8 else set())

"""The desk that asks the classifier: what it waits for, what it remembers, and when it lets the classifier be."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from prometheus_client import CollectorRegistry

from dutiful_quote.classification.client import ClassifierRefusedError, ClassifierUnreachableError
from dutiful_quote.classification.desk import OUTCOMES, Asker, ClassifierDesk, DeskLimits
from dutiful_quote.classification.memory import SuggestionMemory
from dutiful_quote.classification.suggestion import Suggestion
from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.contract.classification import Candidate, Classification, ClassificationRequest, Decision, Versions
from dutiful_shared.contract.classification_batch import LineResult
from dutiful_shared.service.breaker import Breaker, BreakerPolicy

SHOP, OTHER_SHOP = Asker("mer_1", "dk_test_1"), Asker("mer_2", "dk_test_2")


def product(title: str) -> ClassificationRequest:
    return ClassificationRequest(title=title)


def answer(title: str, row: int) -> LineResult:
    candidate = Candidate(hs6="610910", probability=0.9, hs4_probability=0.9, hs2_probability=0.9, reasons=[])
    return LineResult(
        row=row,
        classification=Classification(
            id=f"cls_{title}",
            decision=Decision.AUTO,
            candidates=[candidate],
            national=[],
            versions=Versions(model="m", nomenclature="n"),
        ),
    )


class Service:
    """Answers each title by its own, once `open` is set; a title that says so is refused or fails."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def classify(self, credential: str, products: Sequence[ClassificationRequest]) -> AsyncGenerator[LineResult]:
        titles = [one.title for one in products]
        self.calls.append((credential, titles))
        for row, title in enumerate(titles, 1):
            if title == "slow":
                await self.open.wait()
            if title == "down":
                raise ClassifierUnreachableError
            if title == "forbidden":
                raise ClassifierRefusedError
            if title in {"unclear", "unavailable"}:
                yield LineResult(row=row, faults=(RowFault(row=row, pointer="", code=title, detail=""),))
            else:
                yield answer(title, row)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Workshop:
    def __init__(self, *, budget: float = 5.0, flights: int = 4, failures: int = 2, flight: float = 30.0) -> None:
        self.service, self.clock, self.registry = Service(), Clock(), CollectorRegistry()
        self.desk = ClassifierDesk(
            self.service,
            SuggestionMemory(100, 300.0, 30.0, self.clock),
            Breaker(BreakerPolicy(volume=failures, pause_seconds=10.0), self.clock),
            DeskLimits(budget, flight, flights),
            self.registry,
        )

    async def ask(self, *titles: str, asker: Asker = SHOP) -> list[str | None]:
        found = await self.desk.suggest(asker, [product(title) for title in titles])
        return [_id(one) for one in found]

    def outcomes(self) -> dict[str, float]:
        name = "dutiful_quote_classified_lines_total"
        found = {one: self.registry.get_sample_value(name, {"outcome": one}) or 0.0 for one in OUTCOMES}
        return {one: number for one, number in found.items() if number}


def _id(suggestion: Suggestion | None) -> str | None:
    return None if suggestion is None else suggestion.classification_id


async def test_all_products_are_asked_about_at_once_with_the_askers_key() -> None:
    shop = Workshop()

    assert await shop.ask("a", "b", "a") == ["cls_a", "cls_b", "cls_a"]
    assert shop.service.calls == [("dk_test_1", ["a", "b"])]


async def test_what_was_asked_before_is_not_asked_again() -> None:
    shop = Workshop()
    await shop.ask("a")

    assert await shop.ask("a", "b") == ["cls_a", "cls_b"]
    assert shop.service.calls[1:] == [("dk_test_1", ["b"])]
    assert shop.outcomes() == {"answered": 2, "memory": 1}


async def test_answers_of_one_merchant_are_none_of_another() -> None:
    shop = Workshop()
    await shop.ask("a")
    await shop.ask("a", asker=OTHER_SHOP)

    assert [key for key, _ in shop.service.calls] == ["dk_test_1", "dk_test_2"]


async def test_an_answer_grows_old() -> None:
    shop = Workshop()
    await shop.ask("a")
    shop.clock.now = 300.0
    await shop.ask("a")

    assert len(shop.service.calls) == 2


async def test_refused_words_are_not_asked_about_again_soon() -> None:
    shop = Workshop()

    assert [await shop.ask("unclear"), await shop.ask("unclear")] == [[None], [None]]
    assert (len(shop.service.calls), shop.outcomes()) == (1, {"refused": 2})


async def test_what_could_not_be_answered_just_now_is_asked_again() -> None:
    shop = Workshop()
    await shop.ask("unavailable")
    await shop.ask("unavailable")

    assert (len(shop.service.calls), shop.outcomes()) == (2, {"failed": 2})


async def test_lines_that_were_ready_in_time_are_used_though_others_are_late() -> None:
    shop = Workshop(budget=0.05)
    shop.service.open.clear()
    first = await shop.ask("a", "slow")
    late = shop.outcomes()
    shop.service.open.set()

    assert first == ["cls_a", None]
    assert late == {"answered": 1, "late": 1}
    assert await shop.ask("slow") == ["cls_slow"]
    assert len(shop.service.calls) == 1


async def test_a_quote_waits_for_what_another_one_asked_already() -> None:
    shop = Workshop()
    shop.service.open.clear()
    first = asyncio.create_task(shop.ask("slow"))
    await asyncio.sleep(0)
    second = asyncio.create_task(shop.ask("slow"))
    await asyncio.sleep(0)
    shop.service.open.set()

    assert [await first, await second] == [["cls_slow"], ["cls_slow"]]
    assert len(shop.service.calls) == 1


async def test_no_more_requests_are_under_way_than_allowed() -> None:
    shop = Workshop(budget=0.02, flights=1)
    shop.service.open.clear()
    await shop.ask("slow")

    assert await shop.ask("a") == [None]
    assert (len(shop.service.calls), shop.outcomes()) == (1, {"late": 1, "busy": 1})
    await shop.desk.close()


async def test_a_service_that_fails_is_left_alone_for_a_while() -> None:
    shop = Workshop(failures=2)
    for _ in range(3):
        await shop.ask("down")
    paused = len(shop.service.calls)
    shop.clock.now = 10.0
    found = await shop.ask("a")

    assert (paused, found) == (2, ["cls_a"])
    assert shop.outcomes() == {"failed": 2, "paused": 1, "answered": 1}


async def test_a_key_that_is_refused_pauses_no_other() -> None:
    shop = Workshop(failures=1)
    await shop.ask("forbidden")

    assert await shop.ask("a", asker=OTHER_SHOP) == ["cls_a"]


async def test_a_request_that_takes_too_long_is_given_up() -> None:
    shop = Workshop(flight=0.02, failures=1)
    shop.service.open.clear()
    await shop.ask("slow")

    assert await shop.ask("a") == [None]
    assert shop.outcomes() == {"failed": 1, "paused": 1}


async def test_closing_stops_what_is_under_way() -> None:
    shop = Workshop(budget=0.02)
    shop.service.open.clear()
    await shop.ask("slow")
    await shop.desk.close()
    shop.service.open.set()

    assert await shop.ask("slow") == ["cls_slow"]
    assert len(shop.service.calls) == 2


async def test_a_key_is_never_shown() -> None:
    assert SHOP.credential not in repr(SHOP)


def test_memory_holds_no_more_than_its_bound_and_forgets_what_was_asked_for_longest_ago() -> None:
    memory = SuggestionMemory(2, 300.0, 30.0, Clock())
    suggestion = Suggestion("cls_1", "auto", "model", "m")
    for key in (b"a", b"b"):
        memory.keep(key, suggestion)
    memory.find(b"a")
    memory.keep(b"c", suggestion)

    assert [memory.find(key) is not None for key in (b"a", b"b", b"c")] == [True, False, True]

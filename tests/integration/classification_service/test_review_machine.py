"""Any series of steps of two reviewers and a clock, on a real PostgreSQL, held against a model in a few lines."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from dutiful_classify.classifications.nomenclature import PackagedNomenclature
from dutiful_classify.review.errors import ReviewConflictError
from dutiful_classify.review.queue import ReviewQueue
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.reviews import DecideRequest, Review
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

pytestmark = pytest.mark.integration

KEYS = ("key:a", "key:b")
CODES = ("620520", "610510")
LEASE = 10
_CLASSIFICATION = """
    INSERT INTO classify.classification (id, merchant_id, decision, request, answer, model_version, nomenclature)
    VALUES (:classification, :merchant, 'review', '{}', '{}', 'm', 'n')
    """
_REVIEW = """
    INSERT INTO classify.review (id, merchant_id, classification, cause, created_at, fingerprint, product)
    VALUES (:id, :merchant, :classification, 'requested', now(), 'x', '{}')
    """
_SETTINGS = """
    INSERT INTO classify.settings (merchant_id, version, document, changed_by)
    VALUES (:merchant, 1, jsonb_build_object('four_eyes', CAST(:four_eyes AS boolean)), 'tests')
    """


class Desk:
    """The queue of one review, called from outside of any event loop."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        values: Any = ClassifySettings(database_url=url)  # type: ignore[arg-type]
        self.owner = connect(values)
        self.service = connect(values, role=SERVICE_ROLE)
        self.requests = connect(values, role=REQUEST_ROLE)
        self.now = datetime(2026, 11, 29, tzinfo=UTC)
        self.queue = ReviewQueue(self.requests, PackagedNomenclature(), lambda: self.now)
        self.merchant = self.review = ""

    def close(self) -> None:
        for engine in (self.owner, self.service, self.requests):
            self.runner.run(engine.dispose())
        self.runner.close()

    def open(self, four_eyes: bool) -> None:
        unique = uuid4().hex

        async def insert() -> None:
            self.merchant = (await AccountRepository(self.owner).create_merchant(f"Shop {unique}", "tests")).id
            values = {"classification": f"cls_{unique}", "merchant": self.merchant, "id": self.review}
            async with self.service.begin() as connection:
                for statement in (_CLASSIFICATION, _REVIEW, _SETTINGS):
                    await connection.execute(text(statement), {**values, "four_eyes": four_eyes})

        self.review = f"rev_{unique}"
        self.runner.run(insert())

    def at_once(self, *steps: Any) -> list[Review | ReviewConflictError]:
        async def run() -> list[Any]:
            return await asyncio.gather(*steps, return_exceptions=True)

        found = self.runner.run(run())
        for one in found:
            if isinstance(one, BaseException) and not isinstance(one, ReviewConflictError):
                raise one
        return found

    def remembered(self) -> int:
        async def count() -> int:
            async with self.service.connect() as connection:
                query = text("SELECT count(*) FROM classify.memory WHERE merchant_id = :merchant")
                return int((await connection.execute(query, {"merchant": self.merchant})).scalar_one())

        return self.runner.run(count())


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    opened = Desk(database_url)
    yield opened
    opened.close()


class Machine(RuleBasedStateMachine):
    """Two reviewers, who may also act at the same moment."""

    desk: ClassVar[Desk]

    @initialize(four_eyes=st.booleans())
    def begin(self, four_eyes: bool) -> None:
        self.desk.open(four_eyes)
        self.four_eyes = four_eyes
        self.holder, self.until = "", self.desk.now
        self.proposal: tuple[str, str] | None = None
        self.decision: tuple[str, str] | None = None

    def holds(self, key: str) -> bool:
        return self.holder == key and self.desk.now < self.until

    def held_by_another(self, key: str) -> bool:
        return bool(self.holder) and self.holder != key and self.desk.now < self.until

    def may_claim(self, key: str) -> bool:
        proposer = self.proposal[0] if self.proposal else ""
        return self.decision is None and not self.held_by_another(key) and proposer != key

    @rule(minutes=st.sampled_from((1, LEASE)))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(key=st.sampled_from(KEYS))
    def claim(self, key: str) -> None:
        expected = self.may_claim(key)
        (found,) = self.desk.at_once(self.desk.queue.claim(self.desk.merchant, self.desk.review, key, LEASE))
        assert isinstance(found, Review) == expected
        if expected:
            self.holder, self.until = key, self.desk.now + timedelta(minutes=LEASE)

    @rule()
    def both_claim_at_once(self) -> None:
        able = {key for key in KEYS if self.may_claim(key)}
        found = self.desk.at_once(
            *(self.desk.queue.claim(self.desk.merchant, self.desk.review, key, LEASE) for key in KEYS)
        )
        winners = {one.claimed_by for one in found if isinstance(one, Review)}
        assert len(winners) == bool(able)
        assert winners <= able
        for winner in winners:
            self.holder, self.until = str(winner), self.desk.now + timedelta(minutes=LEASE)

    @rule(key=st.sampled_from(KEYS))
    def take_the_next(self, key: str) -> None:
        free = self.decision is None and not (self.holder and self.desk.now < self.until)
        expected = free and self.may_claim(key)
        (found,) = self.desk.at_once(self.desk.queue.claim_next(self.desk.merchant, key, LEASE))
        assert (found is not None) == expected
        if expected:
            self.holder, self.until = key, self.desk.now + timedelta(minutes=LEASE)

    @rule(key=st.sampled_from(KEYS))
    def release(self, key: str) -> None:
        (found,) = self.desk.at_once(self.desk.queue.release(self.desk.merchant, self.desk.review, key))
        assert isinstance(found, Review) == (self.decision is None and not self.held_by_another(key))
        if self.holds(key):
            self.holder = ""

    @rule(key=st.sampled_from(KEYS), code=st.sampled_from(CODES))
    def decide(self, key: str, code: str) -> None:
        asked = DecideRequest.model_validate({"codes": {"HS": code}, "reason": "r"})
        (found,) = self.desk.at_once(self.desk.queue.decide(self.desk.merchant, self.desk.review, asked, key))
        if not self.holds(key) or self.decision is not None:
            return
        assert isinstance(found, Review)
        self.holder = ""
        if not self.four_eyes or (self.proposal and self.proposal[1] == code):
            self.decision = (self.proposal or (key, code))[0], code
        else:
            self.proposal = (key, code)

    @invariant()
    def stands_as_the_model_says(self) -> None:
        if not self.desk.review:
            return
        (found,) = self.desk.at_once(self.desk.queue.find(self.desk.merchant, self.desk.review))
        assert isinstance(found, Review)
        holder = self.holder if self.holder and self.desk.now < self.until and self.decision is None else None
        assert found.claimed_by == holder
        said = found.decision and (found.decision.actor, found.decision.codes["HS"])
        assert said == self.decision
        assert self.desk.remembered() == (self.decision is not None)
        if self.four_eyes and self.decision is not None:
            assert found.confirmed_by != self.decision[0]


def test_no_series_of_steps_leads_the_queue_astray(desk: Desk) -> None:
    Machine.desk = desk
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

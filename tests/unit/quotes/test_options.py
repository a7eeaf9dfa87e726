"""What is offered where an amount is not known, by the merchant's policy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Spread
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.quotes.answer import Landed, write
from dutiful_quote.quotes.completed import Completed
from dutiful_quote.quotes.disbursement import with_disbursement
from dutiful_quote.quotes.options import OfferPolicy
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.merchant import OnDegraded, OnUnknown
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.shipping import DisbursementFee, ServiceOption
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

CART = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "US"},
    "currency": "USD",
    "lines": [{"id": "1", "quantity": 1, "unit_price": "1.00"}],
}
BOUNDED = Spread(Decimal(0), Decimal(4), Decimal("7.50"))
UNBOUNDED = Spread(Decimal(0), None, None)
#: On goods of 100: a duty of 12 and VAT of 21.28.
TARIFF = [duty("610910", percent("12")), measure(MeasureKind.VAT, "standard", percent("19"))]


def answered(
    policy: OnUnknown | OnDegraded,
    *unknown: Spread,
    services: tuple[ServiceOption, ...] = (),
    stale: tuple[str, ...] = (),
) -> dict[str, Any]:
    goods = consignment(line())
    found = assess(goods, law(TARIFF), exchange())
    part = AssessedConsignment(goods, replace(found, spreads=unknown), exchange())
    order = Order(QuoteRequest.model_validate(CART), (goods,), Incoterm.DDP, ON, ())
    offered = tuple((service, with_disbursement(service, (part,))) for service in services)
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    offers = OfferPolicy(on_unknown=policy) if isinstance(policy, OnUnknown) else OfferPolicy(on_degraded=policy)
    landed = Landed(order, (part,), offered, (), "memory", stale, None, moment, timedelta(hours=1), (), offers)
    return orjson.loads(orjson.dumps(write(landed, "q")))


@pytest.mark.parametrize("policy", OnUnknown)
def test_where_all_is_known_the_policy_changes_nothing(policy: OnUnknown) -> None:
    assert answered(policy) == answered(OnUnknown.DAP_ONLY)


def test_by_default_what_is_not_known_is_left_to_delivery() -> None:
    options = answered(OnUnknown.DAP_ONLY, BOUNDED)["options"]
    assert (options["ddp"]["available"], options["dap"]["available"]) == (False, True)
    assert options["ddp"]["due_at_checkout"] is None


def test_the_upper_end_is_charged_where_the_merchant_says_so() -> None:
    ddp = answered(OnUnknown.CHARGE_MAX, BOUNDED)["options"]["ddp"]
    assert ddp["available"]
    assert "upper end" in ddp["reason"]
    assert ddp["landed_cost"] == ddp["due_at_checkout"] == {"amount": "140.78", "currency": "USD"}
    assert ddp["due_on_delivery"] == {"amount": "0.00", "currency": "USD"}


def test_the_upper_end_of_several_unknowns_is_their_sum() -> None:
    ddp = answered(OnUnknown.CHARGE_MAX, BOUNDED, BOUNDED)["options"]["ddp"]
    assert ddp["due_at_checkout"]["amount"] == "148.28"


def test_what_has_no_upper_end_is_never_charged() -> None:
    ddp = answered(OnUnknown.CHARGE_MAX, BOUNDED, UNBOUNDED)["options"]["ddp"]
    assert (ddp["available"], ddp["due_at_checkout"]) == (False, None)


def test_charging_the_upper_end_makes_no_quote_complete() -> None:
    answer = answered(OnUnknown.CHARGE_MAX, BOUNDED)
    assert (answer["status"], answer["landed_cost"]) == ("partial", None)


def test_a_merchant_that_refuses_offers_neither_way() -> None:
    options = answered(OnUnknown.REFUSE, BOUNDED)["options"]
    assert not options["ddp"]["available"]
    assert not options["dap"]["available"]
    assert "fallback" in options["dap"]["reason"]


@pytest.mark.parametrize("policy", [OnUnknown.CHARGE_MAX, OnUnknown.REFUSE])
def test_the_policy_stands_in_the_assumptions_where_it_matters(policy: OnUnknown) -> None:
    said = [(one["fact"], one["value"]) for one in answered(policy, BOUNDED)["assumptions"]]
    assert ("on_unknown", policy.value) in said


def test_a_carriers_fee_is_taken_on_the_upper_end_too() -> None:
    fee = DisbursementFee(carrier="dhl", currency="USD", share="0.5")
    service = ServiceOption(code="express", mode="express", shipping="0", ddp=True, disbursement=fee)
    (offered,) = answered(OnUnknown.CHARGE_MAX, BOUNDED, services=(service,))["options"]["services"]
    # Half of 12 + 21.28 + 7.50 on top of 140.78.
    assert offered["ddp"]["due_at_checkout"]["amount"] == "161.17"


@pytest.mark.parametrize(
    ("policy", "ddp", "dap"),
    [(OnDegraded.OFFER, True, True), (OnDegraded.DAP_ONLY, False, True), (OnDegraded.REFUSE, False, False)],
)
def test_what_rests_on_old_facts_is_offered_as_the_merchant_says(policy: OnDegraded, ddp: bool, dap: bool) -> None:
    answer = answered(policy, stale=("The tariff is old.",))
    assert answer["status"] == "degraded"
    assert (answer["options"]["ddp"]["available"], answer["options"]["dap"]["available"]) == (ddp, dap)


@pytest.mark.parametrize("policy", OnDegraded)
def test_facts_that_are_not_old_are_no_matter_of_that_policy(policy: OnDegraded) -> None:
    assert answered(policy) == answered(OnDegraded.OFFER)


@pytest.mark.parametrize("policy", [OnDegraded.DAP_ONLY, OnDegraded.REFUSE])
def test_the_policy_on_old_facts_stands_in_the_assumptions(policy: OnDegraded) -> None:
    said = {(one["fact"], one["value"]) for one in answered(policy, stale=("The tariff is old.",))["assumptions"]}
    assert ("on_degraded", policy.value) in said


@pytest.mark.parametrize("offers", [OfferPolicy(one, other) for one in OnUnknown for other in OnDegraded], ids=str)
def test_the_policy_is_kept_with_the_recorded_request(offers: OfferPolicy) -> None:
    text = Completed(QuoteRequest.model_validate(CART), (), offers).to_json()
    kept = OfferPolicy() if text is None else Completed.from_json(text).offers
    assert kept == offers

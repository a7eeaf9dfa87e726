"""A sure code is taken where the merchant said so, and is said, recorded and replayed."""

import httpx2
import pytest

from tests.e2e.classified_lines.quoting import Merchant, Open, cart, code_question, recorded, settle


async def test_a_sure_code_is_not_taken_unless_the_merchant_said_so(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a t-shirt"), merchant.key)

    assert (answer["status"], answer["lines"][0]["tariff_code"]) == ("partial", None)
    assert code_question(answer)["classification"]["decision"] == "auto"


async def test_a_sure_code_that_may_be_taken_is_said_and_recorded(
    open_quoting: Open, classify_port: int, merchant: Merchant, seeded_database_url: str
) -> None:
    quoting = await open_quoting(classify_port)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart("a t-shirt"), merchant.key)

    (said,) = (one for one in answer["assumptions"] if one["fact"] == "classified_code")
    (kept,) = (await recorded(seeded_database_url, answer["id"]))["classified"]
    assert answer["landed_cost"] is not None
    assert answer["lines"][0]["tariff_code"] == "610910"
    assert (said["value"], said["pointer"]) == ("610910", "/lines/0/hs_code")
    assert "0.90" in said["text"]
    assert kept["suggestion"]["classification_id"] in said["text"]
    assert (kept["source"], kept["taken"], kept["probability"]) == ("classifier", "610910", 0.9)


async def test_an_unsure_code_is_never_taken(open_quoting: Open, classify_port: int, merchant: Merchant) -> None:
    quoting = await open_quoting(classify_port)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart("a shirt"), merchant.key)

    assert (answer["status"], answer["lines"][0]["tariff_code"]) == ("partial", None)


async def test_no_threshold_of_a_merchant_goes_below_that_of_the_service(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port, classify_take_at=0.95)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart("a t-shirt"), merchant.key)

    assert (answer["status"], code_question(answer)["classification"]["decision"]) == ("partial", "auto")


@pytest.mark.parametrize("words", [pytest.param("a t-shirt", id="taken"), pytest.param("a shirt", id="asked")])
async def test_a_replay_needs_no_classifier_and_is_identical(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient, words: str
) -> None:
    quoting = await open_quoting(classify_port)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart(words), merchant.key)
    headers = {"Authorization": f"Bearer {merchant.key}"}
    replay = (await quote_api.post(f"/v1/quotes/{answer['id']}/replay", headers=headers)).json()

    assert (replay["identical"], replay["differences"]) == (True, [])

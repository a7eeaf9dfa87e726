"""What the handbook shows as JSON is taken as it stands there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dutiful_quote.shops.events import MESSAGES, Topic
from dutiful_shared.account.settings_checks import faults_in
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.classification_settings import ClassificationSettings
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.overrides import OverrideRequest
from dutiful_shared.contract.screening import ScreeningRequest
from dutiful_shared.contract.shipping import RateTable

HANDBOOK = Path(__file__).parents[3] / "handbook"


def _blocks(page: str) -> list[str]:
    return re.findall(r"```json\n(.*?)```", (HANDBOOK / page).read_text(encoding="utf-8"), re.DOTALL)


def _documents(text: str) -> Iterator[dict[str, Any]]:
    """The JSON documents of a block, which stand one behind the other."""
    decoder = json.JSONDecoder()
    while text := text.strip():
        document, end = decoder.raw_decode(text)
        yield document
        text = text[end:]


def test_the_settings_of_the_page_on_merchants_may_be_put() -> None:
    (block,) = _blocks("merchants.md")

    assert faults_in(MerchantProfile.model_validate_json(block)) == []


def test_the_parties_of_the_page_on_screening_may_be_screened() -> None:
    (block,) = _blocks("screening.md")

    assert ScreeningRequest.model_validate_json(block).parties


def test_the_rate_table_of_the_page_on_orders_is_one() -> None:
    assert RateTable.model_validate_json(_blocks("orders.md")[0]).services


def test_the_events_of_the_page_on_channels_have_the_forms_of_their_types() -> None:
    told = list(_documents(_blocks("channels/README.md")[0].replace('"..."', '"2026-11-29T08:00:00Z"')))

    for document in told:
        text = json.dumps(document).replace("q_...", "q_" + "0" * 32)
        MESSAGES[Topic(document["type"])].model_validate_json(text)
    assert len(told) == 3


def test_the_documents_of_the_page_on_classification_may_be_sent() -> None:
    request, settings, override = _blocks("classification.md")

    assert ClassificationRequest.model_validate_json(request).sku == "TEE-CREW-M"
    assert ClassificationSettings.model_validate_json(settings).four_eyes
    assert OverrideRequest.model_validate_json(override).codes["EU"] == "6109100010"

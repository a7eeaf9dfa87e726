"""The examples in the contracts of classify and docs are what the models say."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from dutiful_shared.contract import classification, classification_examples, documents


@pytest.mark.parametrize(
    ("model", "example"),
    [
        pytest.param(
            classification.ClassificationRequest, classification_examples.REQUEST_EXAMPLE, id="classification request"
        ),
        pytest.param(classification.Classification, classification_examples.ANSWER_EXAMPLE, id="classification"),
        pytest.param(documents.DocumentRequest, documents.REQUEST_EXAMPLE, id="document request"),
        pytest.param(documents.Document, documents.ANSWER_EXAMPLE, id="document"),
    ],
)
def test_the_example_is_the_model(model: type[BaseModel], example: dict[str, Any]) -> None:
    read = model.model_validate(example)
    written = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert written == example


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"title": ""}, "title", id="no title"),
        pytest.param({"destinations": ["US", "US"]}, "once", id="a destination twice"),
        pytest.param({"destinations": ["XX"]}, "ISO 3166-1", id="no such country"),
        pytest.param({"merchant_code": "61.09"}, "merchant_code", id="a code with dots"),
        pytest.param({"language": "English"}, "language", id="a language by name"),
        pytest.param({"titel": "x"}, "titel", id="an unknown field"),
    ],
)
def test_a_classification_request_out_of_shape_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        classification.ClassificationRequest.model_validate({**classification_examples.REQUEST_EXAMPLE, **changes})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"quote_id": None}, "exactly one", id="nothing to make it for"),
        pytest.param({"kind": "poem"}, "kind", id="no such kind"),
        pytest.param({"second_language": "en"}, "differ", id="the same language twice"),
    ],
)
def test_a_document_request_out_of_shape_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        documents.DocumentRequest.model_validate({**documents.REQUEST_EXAMPLE, **changes})

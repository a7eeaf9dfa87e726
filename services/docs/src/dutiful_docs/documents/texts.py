"""The texts of a paper, and those that no paper may carry."""

from collections.abc import Iterator
from typing import Any, Final

from dutiful_docs.documents.paper import IOSS_NUMBER, Paper
from dutiful_docs.documents.refusal import Fault, contradiction
from dutiful_shared.contract.document_parties import named, unprintable
from dutiful_shared.contract.documents import DocumentRequest

_OF_LINES: Final = (
    "description",
    "second_description",
    "sku",
    "manufacturer_id",
    "merchant_product_id",
    "manufacturer_product_id",
    "composition",
)


def text_faults(paper: Paper, wanted: DocumentRequest) -> Iterator[Fault]:
    """Texts of a quote or order were taken under other rules than those of a request for a paper, and none may say a
    number that is never printed."""
    said = list(texts(paper, wanted))
    printed = "\n".join([text for pointer, text in said if "/registrations/" not in pointer])
    secret = IOSS_NUMBER.search(printed) is not None  # looked for in all of them at once: nearly never there is one
    for pointer, text in said:
        found = unprintable(text)
        if found is not None:
            yield contradiction(pointer, f"holds {named(found)}, which no paper may carry: give another text in goods")
        elif secret and IOSS_NUMBER.search(text) and "/registrations/" not in pointer:
            yield contradiction(
                pointer, "holds an IOSS number, which is never printed: give it as a registration of the type IOSS"
            )


def texts(paper: Paper, wanted: DocumentRequest) -> Iterator[tuple[str, str]]:
    """Every text that was sent, with where a request would say it otherwise."""
    entries = [entry.line for entry in wanted.goods]
    entries += [line.id for line in paper.lines if line.id not in entries]
    for line in paper.lines:
        place = entries.index(line.id)
        for field in _OF_LINES:
            text = getattr(line, field)
            if text:
                yield f"/goods/{place}/{field}", text
    yield from _strings("", wanted.model_dump(mode="json", exclude={"order", "goods"}, exclude_none=True))


def _strings(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _strings(f"{pointer}/{key}", one)
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from _strings(f"{pointer}/{i}", one)

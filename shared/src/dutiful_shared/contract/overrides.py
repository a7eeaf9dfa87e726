"""`/v1/overrides`: codes that people vouch for. Whatever is classified again is answered with them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dutiful_shared.contract.catalogue import Sku
from dutiful_shared.contract.classification import ClassificationRequest, Digits
from dutiful_shared.contract.fields import CodeSystem, Moment, WireModel, inconsistent

#: More code systems than any shop sends goods to.
MAX_CODES: Final = 100
_SHARED_DIGITS: Final = 6

Codes = Annotated[
    dict[CodeSystem, Digits],
    Field(
        min_length=1,
        max_length=MAX_CODES,
        description="By code system: HS, EU, or the country whose national code it is. Their first six digits agree.",
        examples=[{"HS": "610910", "US": "6109100012"}],
    ),
]
Reasoning = Annotated[str, Field(min_length=1, max_length=2_000, description="Why: a note, a ruling, an expert.")]
Author = Annotated[str, Field(min_length=1, max_length=200, description="Who says so; without it, the key.")]


def one_subheading(codes: dict[str, str], where: str = "codes") -> None:
    """Refuse codes none of which has six digits, or whose first six (or as many as they have) are not the same.

    Raises:
        PydanticCustomError: it names the one to blame.
    """
    first, *others = codes.items()
    if all(len(code) < _SHARED_DIGITS for code in codes.values()):
        raise inconsistent(f"{where}/{first[0]}", "is too short: one of the codes must have six digits or more")
    for system, code in others:
        shared = min(len(code), len(first[1]), _SHARED_DIGITS)
        if code[:shared] != first[1][:shared]:
            raise inconsistent(f"{where}/{system}", f"does not begin like the code of {first[0]}, {first[1]}")


class OverrideRequest(WireModel):
    """What is so from `valid_from` on: for a SKU, for the words of a product, or for both."""

    sku: Sku | None = None
    product: Annotated[
        ClassificationRequest | None, Field(description="Products of the same words are answered alike.")
    ] = None
    codes: Codes
    reason: Reasoning
    author: Author | None = None
    valid_from: Annotated[Moment | None, Field(description="Without it, from now on.")] = None
    valid_to: Annotated[Moment | None, Field(description="Not any more from this moment on.")] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.sku is None and self.product is None:
            raise inconsistent("sku", "is needed where no product is described")
        if self.sku and self.product and self.product.sku not in {None, self.sku}:
            raise inconsistent("product/sku", "is another SKU than that of the override")
        one_subheading(self.codes)
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise inconsistent("valid_to", "must lie behind valid_from")
        return self


class Origin(StrEnum):
    """How an override came about."""

    OVERRIDE = "override"
    REVIEW = "review"
    FEEDBACK = "feedback"


class Override(BaseModel):
    """What a person said. Of several that hold at the same time the newest one is taken, and a SKU before words."""

    model_config = ConfigDict(frozen=True)

    id: str
    sku: str | None
    product: dict[str, Any] | None
    codes: dict[str, str]
    reason: str
    author: str
    actor: str = Field(description="The key that wrote it.")
    origin: Origin
    source: Annotated[str | None, Field(description="The review or the classification that it came from.")] = None
    created_at: datetime
    valid_from: datetime
    valid_to: datetime | None


class OverridePage(BaseModel):
    """Overrides, the newest first. `next` is null on the last page."""

    model_config = ConfigDict(frozen=True)

    overrides: list[Override]
    next: Annotated[str | None, Field(description="The cursor of the following page.")]

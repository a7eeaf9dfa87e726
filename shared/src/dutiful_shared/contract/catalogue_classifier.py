"""`POST /v1/catalog/classifier`: what a classifier says of many articles."""

from decimal import Decimal
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dutiful_shared.contract.catalogue import GoodsCode, Sku
from dutiful_shared.contract.fields import PLAIN, WireModel, all_different, written_plainly

MAX_CLASSIFIER_CODES: Final = 500


class ArticleCode(WireModel):
    """A code for one article, with the calibrated probability that it is right."""

    sku: Sku
    code: GoodsCode
    probability: Annotated[
        Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6, json_schema_extra=written_plainly), PLAIN
    ]


class ClassifierCodesRequest(WireModel):
    """Codes of articles, each article once. They are shown and compared; no quote takes them."""

    codes: Annotated[tuple[ArticleCode, ...], Field(min_length=1, max_length=MAX_CLASSIFIER_CODES)]

    @model_validator(mode="after")
    def _each_article_once(self) -> Self:
        all_different((one.sku for one in self.codes), "codes/{}/sku")
        return self


class ClassifierCodesAnswer(BaseModel):
    """What became of them."""

    model_config = ConfigDict(frozen=True)

    written: int
    unchanged: int
    unknown: Annotated[tuple[str, ...], Field(description="SKUs that the catalogue does not have.")]

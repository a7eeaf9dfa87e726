"""A merchant's catalogue on the wire: articles, what was fixed by people, and history."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from urllib.parse import quote

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.fields import (
    PLAIN,
    CountryCode,
    Language,
    Measured,
    ShortText,
    WireModel,
    inconsistent,
    written_plainly,
)
from dutiful_shared.contract.units import UNIT_QUESTIONS

#: As long as the `sku` of a cart's line may be.
MAX_SKU: Final = 100
#: Values that a person may fix: `origin`, `net_weight_kg`, or `codes.` and a code system.
FIXABLE: Final = r"^(origin|net_weight_kg|codes\.(HS|[A-Z]{2}))$"
CODE_PATTERN: Final = r"^[0-9]{4}([. ]?[0-9]{2}){0,3}$|^[0-9]{9}$"
#: Paths of the catalogue's own routes; a SKU of such a name is sent with its first letter percent-encoded.
_ROUTES: Final = frozenset({"export", "health", "import", "imports"})


def _sku(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise ValueError("a SKU has printable characters only and neither begins nor ends with a blank")
    return text


def _digits(code: str) -> str:
    return code.replace(".", "").replace(" ", "")


def sku_in_path(sku: str) -> str:
    """The SKU as one segment of a path of `/v1/catalog/...`, whatever characters it has."""
    if sku in _ROUTES or not sku.strip("."):
        return f"%{ord(sku[0]):02X}{quote(sku[1:], safe='')}"
    return quote(sku, safe="")


Sku = Annotated[
    str,
    Field(min_length=1, max_length=MAX_SKU, description="Any printable characters; in a path percent-encoded."),
    AfterValidator(_sku),
]
CodeSystem = Annotated[str, Field(pattern=r"^(HS|[A-Z]{2})$")]
GoodsCode = Annotated[
    str, Field(pattern=CODE_PATTERN, description="4 to 10 digits; dots are fine."), AfterValidator(_digits)
]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Material = Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[^\s.](.*\S)?$")]
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=7, decimal_places=6, json_schema_extra=written_plainly), PLAIN]


class Dimensions(WireModel):
    """Of one packed piece, in centimetres."""

    length_cm: Measured
    width_cm: Measured
    height_cm: Measured


class Article(WireModel):
    """What the merchant states about one article; every measure is that of one piece. A PUT replaces all of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "codes": {"HS": "610910", "US": "6109100012"},
                    "origin": "PT",
                    "net_weight_kg": "0.21",
                    "materials": {"cotton": "1"},
                    "descriptions": {"en": "T-shirt of cotton, knitted"},
                }
            ]
        }
    )

    codes: Annotated[
        dict[CodeSystem, GoodsCode],
        Field(max_length=60, description="HS, or the jurisdiction whose national code it is (US, EU, GB, JP ...)."),
    ] = Field(default_factory=dict)
    origin: CountryCode | None = None
    net_weight_kg: Measured | None = None
    dimensions: Dimensions | None = None
    quantities: Annotated[dict[str, Measured], Field(max_length=20)] = Field(default_factory=dict)
    materials: Annotated[
        dict[Material, Share], Field(max_length=20, description="Material -> share of the weight, 0 to 1.")
    ] = Field(default_factory=dict)
    facts: Annotated[dict[FactName, Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=30)] = Field(
        default_factory=dict
    )
    descriptions: Annotated[
        dict[Language, ShortText], Field(max_length=20, description="The customs description by language.")
    ] = Field(default_factory=dict)
    not_shipped_to: Annotated[
        tuple[CountryCode, ...], Field(max_length=300, description="Where the merchant does not send it.")
    ] = ()

    @model_validator(mode="after")
    def _known_units_and_shares(self) -> Self:
        for unit in self.quantities:
            if unit not in UNIT_QUESTIONS:
                raise inconsistent(f"quantities/{unit}", f"{unit!r} is no unit; known: {', '.join(UNIT_QUESTIONS)}")
        total = sum(self.materials.values())
        if total > 1:
            raise inconsistent("materials", f"the shares add up to {total}, which is more than the whole")
        return self


class ArticleRow(Article):
    """An article of an import or export, with its SKU."""

    sku: Sku


class Override(WireModel):
    """A value that a person fixes. It wins over what the merchant's files and the shops say, until it is taken back."""

    field: Annotated[str, Field(pattern=FIXABLE, examples=["codes.US", "origin"])]
    value: Annotated[str, Field(min_length=1, max_length=30)]
    author: (
        Annotated[str, Field(min_length=1, max_length=100, description="Default: the key of the request.")] | None
    ) = None
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class OverridesRequest(WireModel):
    """All overrides of an article; those that are not named are taken back."""

    overrides: Annotated[tuple[Override, ...], Field(max_length=70)]

    @model_validator(mode="after")
    def _each_field_once(self) -> Self:
        fields = [one.field for one in self.overrides]
        for i, field in enumerate(fields):
            if field in fields[:i]:
                raise inconsistent(f"overrides/{i}/field", f"{field} is fixed twice")
        return self


class KnownValue(AnswerModel):
    """A value that quotes take, and who says so: `override`, `merchant` or `shop:<id>`."""

    value: str
    source: str


class OverrideAnswer(AnswerModel):
    """A value that a person fixed, with who, why and when. It wins over the merchant's files and the shops."""

    value: str
    author: str
    reason: str
    at: datetime


class ShopValues(AnswerModel):
    """What a shop said last of the article."""

    variant_id: str
    updated_at: datetime
    title: str = ""
    values: Mapping[str, str] = Field(default_factory=dict)


class ClassifierCode(AnswerModel):
    """A suggestion; no quote takes it by itself."""

    code: str
    probability: Decimal


class ArticleAnswer(AnswerModel):
    """An article: what the merchant stated, what people fixed, what shops say, and what of all that quotes take."""

    sku: str
    version: int
    changed_at: datetime
    article: Article
    overrides: Mapping[str, OverrideAnswer]
    shops: Mapping[str, ShopValues]
    classifier: ClassifierCode | None
    values: Mapping[str, KnownValue] = Field(description="By field: `origin`, `net_weight_kg`, `codes.<system>`.")


class Lack(StrEnum):
    """What an article may lack."""

    CODE = "code"
    ORIGIN = "origin"
    WEIGHT = "weight"
    DESCRIPTION = "description"


class ArticlePage(AnswerModel):
    """Articles by SKU, a page at a time."""

    articles: tuple[ArticleAnswer, ...]
    next: str | None = Field(description="The cursor of the following page; null on the last one.")


class ArticleChange(AnswerModel):
    """One change, with the whole state before and after: `stated`, `overrides`, `synced`, `classifier`, `deleted`."""

    version: int
    at: datetime
    actor: str = Field(description="`key:<id>`, `import:<id>`, `shop:<id>` or a name.")
    action: str = Field(description="`put`, `delete`, `override`, `import`, `sync` or `classify`.")
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


class HistoryPage(AnswerModel):
    """What happened to one article; `next` is the cursor of the following page, null on the last one."""

    changes: tuple[ArticleChange, ...] = Field(description="Newest first.")
    next: str | None

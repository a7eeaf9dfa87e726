"""A merchant's catalogue on the wire: articles, what was fixed by people, history, imports and health."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from dutiful_shared.contract.fields import (
    INCONSISTENT,
    PLAIN,
    CountryCode,
    Language,
    Measured,
    ShortText,
    WireModel,
    written_plainly,
)
from dutiful_shared.contract.units import UNIT_QUESTIONS

#: As long as the `sku` of a cart's line may be.
MAX_SKU: Final = 100
#: Values that a person may fix: `origin`, `net_weight_kg`, or `codes.` and a code system.
FIXABLE: Final = r"^(origin|net_weight_kg|codes\.(HS|[A-Z]{2}))$"
CODE_PATTERN: Final = r"^\d{4}([. ]?\d{2}){0,3}$|^\d{9}$"
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
                raise _wrong(f"quantities/{unit}", f"{unit!r} is no unit; known: {', '.join(UNIT_QUESTIONS)}")
        total = sum(self.materials.values())
        if total > 1:
            raise _wrong("materials", f"the shares add up to {total}, which is more than the whole")
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
                raise _wrong(f"overrides/{i}/field", f"{field} is fixed twice")
        return self


def _wrong(where: str, what: str) -> PydanticCustomError:
    return PydanticCustomError(INCONSISTENT, "{what}", {"where": where, "what": what})


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class KnownValue(_Answer):
    """A value that quotes take, and who says so: `override`, `merchant` or `shop:<id>`."""

    value: str
    source: str


class OverrideAnswer(_Answer):
    value: str
    author: str
    reason: str
    at: datetime


class ShopValues(_Answer):
    """What a shop said last of the article."""

    variant_id: str
    updated_at: datetime
    title: str = ""
    values: Mapping[str, str] = Field(default_factory=dict)


class ClassifierCode(_Answer):
    """A suggestion; no quote takes it by itself."""

    code: str
    probability: Decimal


class ArticleAnswer(_Answer):
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


class ArticlePage(_Answer):
    articles: tuple[ArticleAnswer, ...]
    next: str | None = Field(description="The cursor of the following page; null on the last one.")


class ArticleChange(_Answer):
    """One change, with the whole state before and after: `stated`, `overrides`, `synced`, `classifier`, `deleted`."""

    version: int
    at: datetime
    actor: str = Field(description="`key:<id>`, `import:<id>`, `shop:<id>` or a name.")
    action: str = Field(description="`put`, `delete`, `override`, `import`, `sync` or `classify`.")
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


class HistoryPage(_Answer):
    changes: tuple[ArticleChange, ...] = Field(description="Newest first.")
    next: str | None


class ImportState(StrEnum):
    """How far an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    #: The rest of the body cannot be read; what was read before stands.
    FAILED = "failed"


class RowFault(_Answer):
    """A row that was refused. `row` counts from 1, without the header."""

    row: int
    pointer: str = Field(description="The column of a CSV file, or a JSON Pointer into the row of JSON Lines.")
    code: str
    detail: str


class ImportAnswer(_Answer):
    """An import: its progress, and a page of the rows that were refused."""

    id: str
    state: ImportState
    detail: str = Field(description="Why it failed; else empty.")
    created_at: datetime
    updated_at: datetime
    bytes: int
    rows_read: int
    rows_written: int
    rows_unchanged: int
    rows_refused: int
    faults: tuple[RowFault, ...]
    next: str | None = Field(description="The cursor of the following page of faults.")


class HealthProblem(StrEnum):
    """What may be wrong with an article."""

    MISSING_CODE = "missing_code"
    MISSING_ORIGIN = "missing_origin"
    MISSING_WEIGHT = "missing_weight"
    MISSING_DESCRIPTION = "missing_description"
    #: Not in the Harmonized System.
    UNKNOWN_HS_CODE = "unknown_hs_code"
    #: Not in the active tariff of the country whose national code it is.
    UNKNOWN_NATIONAL_CODE = "unknown_national_code"
    #: Several lines of that tariff begin with it.
    AMBIGUOUS_CODE = "ambiguous_code"
    #: A shop's code is another one than a person's.
    OVERRIDE_CONFLICT = "override_conflict"
    #: A shop's code is another one than the classifier's.
    CLASSIFIER_CONFLICT = "classifier_conflict"


class HealthFinding(_Answer):
    sku: str
    problem: HealthProblem
    field: str
    value: str
    other: str = Field(description="The other code of a conflict; the number of lines of an ambiguous code.")


class CatalogueHealth(_Answer):
    """How fit the catalogue is for quoting."""

    articles: int
    counts: Mapping[HealthProblem, int]
    findings: tuple[HealthFinding, ...]
    next: str | None

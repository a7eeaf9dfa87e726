"""Articles as they are kept, and what a quote takes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import orjson

from dutiful_quote.catalogue.errors import UnusableArticleError
from dutiful_quote.catalogue.item import CatalogueItem
from dutiful_quote.engine.goods_facts import GOODS_FACTS, FactKind, wrong_with
from dutiful_shared.contract.catalogue import Article, ArticleAnswer, ClassifierCode, KnownValue
from dutiful_shared.service.escaped_nul import nul_in

_CODE_PREFIX: Final = "codes."
_FALLBACK_LANGUAGE: Final = "en"

#: Field -> (value, source), as the database's `catalogue_known` makes it of the layers.
Known = Mapping[str, tuple[str, str]]

#: Whether an article of this version may be changed; 0 where there is none.
Expected = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with its layers as plain JSON values."""

    sku: str
    version: int
    changed_at: datetime
    stated: Mapping[str, Any]
    overrides: Mapping[str, Any]
    synced: Mapping[str, Any]
    classifier: Mapping[str, Any] | None
    known: Known

    def to_answer(self) -> ArticleAnswer:
        """The article as the contract shows it, with every layer and what comes of them."""
        return ArticleAnswer(
            sku=self.sku,
            version=self.version,
            changed_at=self.changed_at,
            article=Article.model_validate(self.stated),
            overrides=dict(self.overrides),
            shops=dict(self.synced),
            classifier=ClassifierCode.model_validate(self.classifier) if self.classifier else None,
            values={field: KnownValue(value=value, source=source) for field, (value, source) in self.known.items()},
        )


def document_of(article: Article) -> str:
    """What the merchant stated, as the one JSON text that is kept of it.

    Raises:
        UnusableArticleError: a fact is none that a law turns on, or belongs to a cart; or a text has a NUL character.
    """
    for name, text in article.facts.items():
        if (wrong := _wrong_fact(name, text)) is not None:
            raise UnusableArticleError(f"/facts/{name}", "unusable_fact", wrong)
    document = orjson.dumps(article.model_dump(mode="json", exclude_defaults=True, exclude={"sku"}))
    if nul_in(document) is not None:
        raise UnusableArticleError("", "nul_character", "NUL characters are not allowed")
    return document.decode()


def _wrong_fact(name: str, text: str) -> str | None:
    fact = GOODS_FACTS.get(name)
    if fact is not None and fact.kind is FactKind.AMOUNT:
        return f"{name} is an amount of a whole line in the destination's currency; state it in the cart"
    return wrong_with(name, text)


def item_of(sku: str, known: Known, stated: Mapping[str, Any], language: str) -> CatalogueItem:
    """What a quote takes of an article."""
    weight = known.get("net_weight_kg")
    return CatalogueItem(
        sku=sku,
        codes={
            field.removeprefix(_CODE_PREFIX): value
            for field, (value, _) in known.items()
            if field.startswith(_CODE_PREFIX)
        },
        origin=known["origin"][0] if "origin" in known else "",
        net_weight_kg=Decimal(weight[0]) if weight else None,
        quantities={unit: Decimal(each) for unit, each in stated.get("quantities", {}).items()},
        facts=stated.get("facts", {}),
        description=_description(stated.get("descriptions", {}), language),
        descriptions=stated.get("descriptions", {}),
        not_shipped_to=frozenset(stated.get("not_shipped_to", ())),
    )


def _description(by_language: Mapping[str, str], language: str) -> str:
    """In the language, its base language, English, or whatever language there is."""
    for wanted in (language, language.partition("-")[0], _FALLBACK_LANGUAGE, *sorted(by_language)):
        if wanted in by_language:
            return by_language[wanted]
    return ""

"""The tables of texts: those of the pages, and those of what the law and the engine say."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def page_texts(language: str) -> Mapping[str, str]:
    """What the pages say: `section.key` -> text."""
    return _table(f"{language}.toml")


@cache
def said_texts(language: str) -> Mapping[str, str]:
    """What the law and the engine say: `section.key` -> text. That of English has their own sentences, as templates."""
    return _table("said", f"{language}.toml")


def _table(*path: str) -> Mapping[str, str]:
    table = tomllib.loads(files(__package__).joinpath(*path).read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, texts in table.items() for key, text in texts.items()}

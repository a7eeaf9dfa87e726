"""Words of services, of restricted things and of things that name nothing: `natures.toml`."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files


def load_nature_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Kind (`not_goods`, `restricted`, `harmless`, `vague`) -> language -> phrases."""
    tables = tomllib.loads((files("dutiful_classify.lexicon") / "natures.toml").read_text(encoding="utf-8"))
    return {
        kind: {language: tuple(word.strip() for word in words.split("|")) for language, words in languages.items()}
        for kind, languages in tables.items()
    }

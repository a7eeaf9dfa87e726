"""The ways of proving preferential origin, by the names that agreements give them."""

import re
from collections.abc import Mapping
from typing import Final

#: Kind -> how it is named to people.
PROOFS: Final[Mapping[str, str]] = {
    "origin-declaration": "origin declaration or statement on origin",
    "invoice-declaration": "invoice declaration",
    "importers-knowledge": "importer's knowledge",
    "eur1": "movement certificate EUR.1",
    "eur-med": "movement certificate EUR-MED",
    "gsp-form-a": "certificate of origin Form A",
    "certificate-of-origin": "certificate of origin",
}
#: A statement that the exporter makes on the invoice is one thing under two names.
_SAME: Final = {"invoice-declaration": "origin-declaration"}
#: Words by which a stated proof is known, the most telling first.
_WORDS: Final = (
    ("origin-declaration", r"declaration|statement|certification|\brex\b"),
    ("importers-knowledge", r"knowledge"),
    ("eur-med", r"\beur ?med\b"),
    ("eur1", r"\beur ?1\b"),
    ("gsp-form-a", r"\bform a\b"),
    ("certificate-of-origin", r"certificate"),
)


def proof_kind(text: str) -> str:
    """The kind of the proof that a claim names in its own words; empty where it cannot be told."""
    plain = re.sub(r"[^a-z0-9]+", " ", text.lower())
    return next((kind for kind, words in _WORDS if re.search(words, plain)), "")


def accepts(accepted: str, kind: str) -> bool:
    """Whether a condition `proof` (kinds separated by |; empty accepts any) accepts a proof of this kind."""
    return not accepted or kind in {_SAME.get(one, one) for one in accepted.split("|")}


def named(accepted: str) -> str:
    """The accepted kinds, for people."""
    return " or ".join(PROOFS.get(kind, kind) for kind in accepted.split("|") if kind)

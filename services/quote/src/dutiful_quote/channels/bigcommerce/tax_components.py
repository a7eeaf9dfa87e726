"""The named parts of a line's tax, as shoppers read them at checkout and on the invoice.

BigCommerce keeps integer ids only and groups equal ids over an order's lines, so each kind of charge has its own,
which never changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final


class Component(IntEnum):
    """The `id` of a part in `sales_tax_summary`."""

    DUTY = 1
    ADDITIONAL_DUTY = 2
    EXCISE = 3
    IMPORT_TAX = 4
    #: Tax on the sale, which the seller is registered for.
    SALE_TAX = 5
    FEE = 6
    #: What an amount that is not known may come to at most; the merchant's settings have it charged.
    ESTIMATE = 7


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language. `{tax}` stands for the name of the tax."""

    duty: str
    additional_duty: str
    excise: str
    import_tax: str
    fee: str
    estimate: str
    vat: str
    tax: str


_WORDS: Final = {
    "en": Vocabulary(
        "Import duty", "Additional duty", "Excise", "Import {tax}", "Customs processing fee",
        "Estimated duty and tax", "VAT", "tax",
    ),
    "de": Vocabulary(
        "Zoll", "Zusatzzoll", "Verbrauchsteuer", "{tax} bei der Einfuhr", "Zollabfertigungsgebühr",
        "Zoll und Steuern (Schätzung)", "MwSt.", "Steuer",
    ),
    "fr": Vocabulary(
        "Droits de douane", "Droits additionnels", "Accise", "{tax} à l'importation", "Frais de dédouanement",
        "Droits et taxes estimés", "TVA", "Taxe",
    ),
    "es": Vocabulary(
        "Derechos de importación", "Derechos adicionales", "Impuestos especiales", "{tax} a la importación",
        "Gastos de despacho de aduanas", "Derechos e impuestos estimados", "IVA", "Impuesto",
    ),
    "it": Vocabulary(
        "Dazio", "Dazio aggiuntivo", "Accisa", "{tax} all'importazione", "Spese di sdoganamento",
        "Dazi e imposte stimati", "IVA", "Imposta",
    ),
    "nl": Vocabulary(
        "Invoerrechten", "Aanvullende rechten", "Accijns", "{tax} bij invoer", "Inklaringskosten",
        "Geschatte rechten en belastingen", "btw", "Belasting",
    ),
}  # fmt: skip
_VAT_WORDS: Final = ("vat", "value added", "mwst", "mva", "pdv", "tva", "iva", "moms")
_GST_WORDS: Final = ("gst", "goods and services")


def component_of(charge: dict[str, Any]) -> Component:
    """The part of the tax that a charge of a quote belongs to."""
    match charge["kind"]:
        case "duty":
            return Component.DUTY
        case "additional_duty":
            return Component.ADDITIONAL_DUTY
        case "excise":
            return Component.EXCISE
        case "tax":
            return Component.IMPORT_TAX if charge["follows_incoterm"] else Component.SALE_TAX
        case _:
            return Component.FEE


def names_for(language: str, country: str, tax_names: Iterable[str]) -> dict[Component, str]:
    """What each part is called in the merchant's language.

    Args:
        country: of destination; it stands behind the taxes.
        tax_names: what the quote calls its taxes; they tell a VAT from a GST.
    """
    words = _WORDS.get(language.partition("-")[0], _WORDS["en"])
    called = {_kind_of_tax(name, words) for name in tax_names}
    tax = called.pop() if len(called) == 1 else words.tax
    sale = tax[0].upper() + tax[1:]
    imported = words.import_tax.format(tax=tax)
    return {
        Component.DUTY: words.duty,
        Component.ADDITIONAL_DUTY: words.additional_duty,
        Component.EXCISE: words.excise,
        Component.IMPORT_TAX: f"{imported[0].upper()}{imported[1:]} ({country})",
        Component.SALE_TAX: f"{sale} ({country})",
        Component.FEE: words.fee,
        Component.ESTIMATE: words.estimate,
    }


def _kind_of_tax(name: str, words: Vocabulary) -> str:
    lower = name.lower()
    if any(word in lower for word in _GST_WORDS):
        return "GST"
    return words.vat if any(word in lower for word in _VAT_WORDS) else words.tax


def component_named(name: str) -> Component | None:
    """The part of a tax that we call so in any of our languages; None for a name that is none of ours."""
    plain = name.rpartition(" (")[0] if name.endswith(")") and name not in _NAMED else name
    return _NAMED.get(plain)


def _all_names() -> dict[str, Component]:
    named: dict[str, Component] = {}
    for language in _WORDS:
        for tax in ("vat", "gst", "?"):
            for component, name in names_for(language, "", [tax]).items():
                named.setdefault(name.removesuffix(" ()"), component)
    return named


_NAMED: Final = _all_names()

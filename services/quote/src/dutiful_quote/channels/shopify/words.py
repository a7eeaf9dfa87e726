"""What shoppers read of a rate, in their language; in English where there is no translation."""

from dataclasses import dataclass
from typing import Final

from dutiful_quote.shops.shop import ServiceNaming


@dataclass(frozen=True, slots=True)
class Words:
    """The ways of paying duty and tax, in one language.

    Attributes:
        prepaid: everything is paid with the order.
        on_delivery: duty and tax are asked for when the parcel comes.
        nothing_due: neither way is anything to be paid on delivery.
        partly: the tax of the sale is paid with the order, the rest on delivery.
    """

    prepaid: str
    on_delivery: str
    nothing_due: str
    partly: str


_ENGLISH: Final = Words(
    "Duties and taxes included",
    "Duties and taxes due on delivery",
    "No duties or taxes due on delivery",
    "Tax included, further charges due on delivery",
)
_WORDS: Final = {
    "en": _ENGLISH,
    "de": Words(
        "Zölle und Steuern inbegriffen",
        "Zölle und Steuern bei Lieferung fällig",
        "Bei Lieferung fallen keine Zölle oder Steuern an",
        "Steuer inbegriffen, weitere Abgaben bei Lieferung fällig",
    ),
    "fr": Words(
        "Droits et taxes inclus",
        "Droits et taxes à payer à la livraison",
        "Aucun droit ni taxe à payer à la livraison",
        "Taxe incluse, autres frais à payer à la livraison",
    ),
    "es": Words(
        "Aranceles e impuestos incluidos",
        "Aranceles e impuestos a pagar en la entrega",
        "Sin aranceles ni impuestos en la entrega",
        "Impuesto incluido, otros cargos a pagar en la entrega",
    ),
    "it": Words(
        "Dazi e imposte inclusi",
        "Dazi e imposte da pagare alla consegna",
        "Nessun dazio o imposta alla consegna",
        "Imposta inclusa, altri oneri da pagare alla consegna",
    ),
    "nl": Words(
        "Invoerrechten en belastingen inbegrepen",
        "Invoerrechten en belastingen te betalen bij levering",
        "Geen invoerrechten of belastingen bij levering",
        "Belasting inbegrepen, overige kosten bij levering",
    ),
    "pt": Words(
        "Direitos e impostos incluídos",
        "Direitos e impostos a pagar na entrega",
        "Sem direitos nem impostos na entrega",
        "Imposto incluído, outros encargos a pagar na entrega",
    ),
    "pl": Words(
        "Cła i podatki wliczone",
        "Cła i podatki płatne przy dostawie",
        "Brak ceł i podatków przy dostawie",
        "Podatek wliczony, pozostałe opłaty przy dostawie",
    ),
    "sv": Words(
        "Tull och skatter ingår",
        "Tull och skatter betalas vid leverans",
        "Ingen tull eller skatt vid leverans",
        "Skatt ingår, övriga avgifter betalas vid leverans",
    ),
    "ja": Words(
        "関税・税金込み",
        "関税・税金は配達時のお支払い",
        "配達時の関税・税金はありません",
        "税金込み、その他の費用は配達時のお支払い",
    ),
    "zh": Words("含关税和税费", "关税和税费在收货时支付", "收货时无需支付关税和税费", "已含税,其他费用在收货时支付"),
    "ko": Words(
        "관세 및 세금 포함",
        "관세 및 세금 배송 시 납부",
        "배송 시 납부할 관세 및 세금 없음",
        "세금 포함, 기타 비용은 배송 시 납부",
    ),
}


def words_in(locale: str) -> Words:
    """The words for a locale such as `fr-CA`, `zh-Hans` or nothing at all."""
    return _WORDS.get(_language(locale), _ENGLISH)


def language_of(locale: str) -> str | None:
    """The language as quotes take it (`fr`, `fr-CA`); None where the locale names none."""
    language = _language(locale)
    if len(language) != 2 or not (language.isascii() and language.isalpha()):
        return None
    region = locale.replace("_", "-").rpartition("-")[2].upper() if "-" in locale.replace("_", "-") else ""
    known = len(region) == 2 and region.isascii() and region.isalpha()
    return f"{language}-{region}" if known else language


def suffixes_in(locale: str, naming: ServiceNaming) -> tuple[str, str]:
    """What is put behind a service's name if it goes with duties paid, and if not: the shop's own words where it has
    chosen any."""
    words = words_in(locale)
    chosen = naming.model_fields_set
    ddp = naming.ddp_suffix if "ddp_suffix" in chosen else words.prepaid
    dap = naming.dap_suffix if "dap_suffix" in chosen else words.on_delivery
    return ddp, dap


def _language(locale: str) -> str:
    return locale.replace("_", "-").partition("-")[0].lower()

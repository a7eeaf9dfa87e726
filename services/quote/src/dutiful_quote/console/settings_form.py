"""The settings that people change on a page: which fields there are, what stands in them, and what a sent form means.

A form has the settings that one or two words answer. What it has no field for (origins, rate tables, single
destinations) stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from dutiful_quote.console.typed import read_number, written_number
from dutiful_quote.console.words import LANGUAGES
from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.fields import ANYWHERE
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.merchant import MerchantProfile, OnDegraded, OnUnknown
from dutiful_shared.contract.quote_request import IncludedInPrice
from dutiful_shared.schemes.registration_numbers import SCHEMES

#: What a flag sends where it is set.
SET: Final = "on"
_UNSET: Final = ""
#: Where the contract has a setting that the form names otherwise -> the name there.
_FIELDS: Final[Mapping[str, str]] = {
    "rounding/step": "rounding_step",
    "rounding/direction": "rounding_direction",
    "incoterms": "incoterm",
}


class Kind(StrEnum):
    """How a setting is filled in."""

    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class SettingField:
    """One field. `value` is what stands in it, of `several` the values that are chosen."""

    name: str
    kind: Kind
    value: str | Sequence[str]
    choices: Sequence[str] = ()
    most: int = 64


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """A registration of the seller; the last row is empty, for one more."""

    scheme: str
    number: str


def merchant_fields(profile: MerchantProfile, sign: str) -> list[SettingField]:
    """The fields of a merchant's settings; `sign` stands before decimals in the page's language."""
    settled = profile.incoterms.get(ANYWHERE)
    included = profile.prices_include.get(ANYWHERE, ())
    return [
        _choice("seller_country", profile.seller_country or _UNSET, [_UNSET, *sorted(COUNTRY_CODES)]),
        _choice("incoterm", settled.value if settled else _UNSET, [_UNSET, *Incoterm]),
        _choice("on_unknown", profile.on_unknown, list(OnUnknown)),
        _choice("on_degraded", profile.on_degraded, list(OnDegraded)),
        SettingField("rounding_step", Kind.NUMBER, written_number(f"{profile.rounding.step:f}", sign), most=8),
        _choice("rounding_direction", profile.rounding.direction, ["half_up", "up", "down"]),
        _choice("language", profile.language, sorted({*LANGUAGES, profile.language})),
        _flag("use_classified_codes", profile.use_classified_codes),
        SettingField("prices_include", Kind.SEVERAL, [one.value for one in included], list(IncludedInPrice)),
    ]


def registration_rows(profile: MerchantProfile) -> list[RegistrationRow]:
    """The seller's registrations, and an empty row."""
    rows = [RegistrationRow(one.scheme, one.number or "") for one in profile.registrations]
    return [*rows, RegistrationRow(_UNSET, "")]


def schemes() -> list[str]:
    """The schemes that a seller can be registered under."""
    return sorted(SCHEMES)


def merchant_as_sent(profile: MerchantProfile, sent: Mapping[str, Sequence[str]], sign: str) -> dict[str, Any]:
    """The settings as the contract has them, with what the form says in place of what it has a field for."""
    document = profile.model_dump(mode="json", exclude_unset=True)
    one = {name: values[0].strip() for name, values in sent.items() if values}
    step = one.get("rounding_step", "")
    document |= {
        "seller_country": one.get("seller_country") or None,
        "on_unknown": one.get("on_unknown"),
        "on_degraded": one.get("on_degraded"),
        "language": one.get("language"),
        "use_classified_codes": one.get("use_classified_codes") == SET,
        "rounding": {"step": read_number(step, sign) or step, "direction": one.get("rounding_direction")},
        "registrations": _registrations(sent),
    }
    document["incoterms"] = _for_anywhere(document.get("incoterms"), one.get("incoterm"))
    document["prices_include"] = _for_anywhere(document.get("prices_include"), list(sent.get("prices_include", ())))
    return document


def shop_fields(settings: ShopSettings, origins: Sequence[str]) -> list[SettingField]:
    """The fields of a shop's settings; `origins` are the codes of the merchant's places that goods are sent from."""
    known = sorted({*origins, *([settings.default_origin_code] if settings.default_origin_code else [])})
    in_shipping = {None: _UNSET, True: "yes", False: "no"}[settings.charges_in_shipping]
    return [
        _choice("weight_unit", settings.weight_unit or _UNSET, [_UNSET, "g", "kg", "lb", "oz"]),
        _choice("default_origin_code", settings.default_origin_code or _UNSET, [_UNSET, *known]),
        _choice("charges_in_shipping", in_shipping, [_UNSET, "yes", "no"]),
        SettingField("budget_ms", Kind.NUMBER, str(settings.budget_ms), most=4),
        SettingField("hs_code_field", Kind.TEXT, settings.hs_code_field),
        SettingField("origin_field", Kind.TEXT, settings.origin_field),
        _flag("collects_duties_natively", settings.collects_duties_natively),
        _flag("require_rate_signature", settings.require_rate_signature),
    ]


def shop_as_sent(settings: ShopSettings, sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """As `merchant_as_sent`, of a shop."""
    one = {name: values[0].strip() for name, values in sent.items() if values}
    budget = one.get("budget_ms", "")
    return settings.model_dump(mode="json", exclude_unset=True) | {
        "weight_unit": one.get("weight_unit") or None,
        "default_origin_code": one.get("default_origin_code") or None,
        "charges_in_shipping": {"yes": True, "no": False}.get(one.get("charges_in_shipping", "")),
        "budget_ms": int(budget) if budget.isdecimal() else budget,
        "hs_code_field": one.get("hs_code_field"),
        "origin_field": one.get("origin_field"),
        "collects_duties_natively": one.get("collects_duties_natively") == SET,
        "require_rate_signature": one.get("require_rate_signature") == SET,
    }


def as_typed(fields: Sequence[SettingField], sent: Mapping[str, Sequence[str]]) -> list[SettingField]:
    """The fields with what was sent in them, to be put right."""
    return [
        replace(field, value=list(sent.get(field.name, ())) if field.kind is Kind.SEVERAL else _one(sent, field.name))
        for field in fields
    ]


def rows_as_typed(sent: Mapping[str, Sequence[str]]) -> list[RegistrationRow]:
    """The rows of registrations as they were sent, and an empty one where there is none."""
    rows = [RegistrationRow(scheme, number) for scheme, number in _rows(sent) if scheme or number]
    return [*rows, RegistrationRow(_UNSET, "")]


def field_at(pointer: str) -> str:
    """The name of the field that a fault at this pointer of the settings is about."""
    parts = pointer.strip("/").split("/")
    return _FIELDS.get("/".join(parts[:2])) or _FIELDS.get(parts[0], parts[0])


def _choice(name: str, value: str, choices: Sequence[str]) -> SettingField:
    return SettingField(name, Kind.CHOICE, str(value), [str(one) for one in choices])


def _flag(name: str, value: bool) -> SettingField:
    return SettingField(name, Kind.FLAG, SET if value else _UNSET)


def _for_anywhere(before: Mapping[str, Any] | None, value: Any) -> dict[str, Any]:
    others = {place: one for place, one in (before or {}).items() if place != ANYWHERE}
    return {**others, ANYWHERE: value} if value else others


def _one(sent: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(sent.get(name, ())), "")


def _rows(sent: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
    return zip(sent.get("scheme", ()), sent.get("number", ()), strict=False)


def _registrations(sent: Mapping[str, Sequence[str]]) -> list[dict[str, str | None]]:
    """Rows without a scheme are taken away."""
    return [{"scheme": scheme, "number": number.strip() or None} for scheme, number in _rows(sent) if scheme]

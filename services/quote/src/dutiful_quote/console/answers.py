"""How the question of a quote is answered on its page: by which field, and what the field's value means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from dutiful_quote.engine.goods_facts import GOODS_FACTS, FactKind
from dutiful_shared.contract.finding_answers import MissingAnswer
from dutiful_shared.schemes.registration_numbers import SCHEMES

REGISTRATIONS: Final = "/seller/registrations"
_OF_FACT: Final = re.compile(r"/lines/\d+/facts/([a-z0-9_]+)")
_DIRECTLY: Final = re.compile(r"/lines/\d+/preference/direct_transport")
_PARTS: Final = re.compile(r"\(([A-Z0-9]{1,3}(?:, [A-Z0-9]{1,3})+)\)")
_CODES: Final = re.compile(r"\b\d{8,10}\b")
_HUNDRED: Final = Decimal(100)


class AnswerField(StrEnum):
    """What a question is answered by."""

    YES_NO = "yes_no"
    #: A share, which people type in per cent.
    PERCENT = "percent"
    #: One of the codes that the question names, if not another one.
    CODE = "code"
    #: A part of the country.
    REGION = "region"
    #: A scheme and the seller's number in it.
    REGISTRATION = "registration"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The field of one question, and what may be chosen there."""

    field: AnswerField
    choices: Sequence[str] = ()


def answer_form(question: MissingAnswer) -> AnswerForm:
    """By what the question is answered; it has a pointer."""
    pointer = question.pointer or ""
    fact = _OF_FACT.fullmatch(pointer)
    if fact is not None and (known := GOODS_FACTS.get(fact[1])) is not None:
        fields = {FactKind.YES_NO: AnswerField.YES_NO, FactKind.SHARE: AnswerField.PERCENT}
        return AnswerForm(fields.get(known.kind, AnswerField.TEXT))
    if _DIRECTLY.fullmatch(pointer):
        return AnswerForm(AnswerField.YES_NO)
    if pointer == REGISTRATIONS:
        return AnswerForm(AnswerField.REGISTRATION, sorted(SCHEMES))
    if question.fact == "region" and (parts := _PARTS.search(question.question)):
        return AnswerForm(AnswerField.REGION, parts[1].split(", "))
    if question.fact == "hs_code":
        return AnswerForm(AnswerField.CODE, list(dict.fromkeys(_CODES.findall(question.question))))
    return AnswerForm(AnswerField.TEXT)


def share_of(percent: str) -> str:
    """What was typed in per cent as a share; what is no number stays as it is, for the cart's own check to refuse."""
    try:
        return f"{(Decimal(percent) / _HUNDRED).normalize():f}"
    except InvalidOperation:
        return percent


def registered(cart: Mapping[str, Any], scheme: str, number: str) -> list[Any]:
    """The registrations of the cart's seller, with one more in place of any in the same scheme."""
    before = cart.get("seller", {}).get("registrations", [])
    return [*(one for one in before if one.get("scheme") != scheme), {"scheme": scheme, "number": number}]

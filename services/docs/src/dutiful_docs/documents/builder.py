"""From a subject and a request to the paper. Pure: the same input gives the same paper."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from pydantic import BaseModel

from dutiful_docs.documents.batteries import packing_instruction
from dutiful_docs.documents.given_away import is_given_away, with_customs_values
from dutiful_docs.documents.labels import base_language
from dutiful_docs.documents.origin_wording import claim_of
from dutiful_docs.documents.paper import (
    Carriage,
    Export,
    Invoice,
    Memo,
    PackedLine,
    Paper,
    PaperLine,
    PaperPackage,
    Party,
    Registered,
    Returned,
    Signature,
    Totals,
)
from dutiful_docs.documents.subject import Subject, SubjectLine
from dutiful_docs.packing.volumetric import volumetric_weight
from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.document_details import GoodsDetail, Package
from dutiful_shared.contract.document_parties import DocumentParties, DocumentParty
from dutiful_shared.contract.documents import DocumentRequest
from dutiful_shared.contract.money import exponent
from dutiful_shared.contract.quote_request import IncludedInPrice

#: Decimals of a unit price that is worked out, and as many more as the pieces of a line need to come to its amount.
_PRICE_DECIMALS: Final = 6
_VOLUMETRIC_DIVISOR: Final = 5000
#: By which word of the labels a paper calls what prices may include.
_CALLED: Final = {
    IncludedInPrice.FREIGHT: "shipping",
    IncludedInPrice.INSURANCE: "insurance",
    IncludedInPrice.DUTY: "duty",
    IncludedInPrice.HOME_TAX: "home_tax",
    IncludedInPrice.DESTINATION_TAX: "tax",
}
#: Modes of transport of a letter of instruction, or of a cart, that no aircraft has a part in.
_ON_THE_GROUND: Final = frozenset({"ocean", "truck", "rail", "sea", "road"})


def build(wanted: DocumentRequest, subject: Subject, packages: tuple[Package, ...]) -> Paper:
    """The paper that `wanted` asks for.

    What the request says of lines that the subject does not have is left out; `contradictions` tells of it.

    Args:
        packages: those of the request, or those that the service packed.
    """
    details = {detail.line: detail for detail in wanted.goods}
    subject = with_customs_values(subject)
    lines = tuple(_line(line, details.get(line.cart.id), wanted, subject) for line in subject.lines)
    named = {line.id: line for line in lines}
    divisor = wanted.packing.divisor if wanted.packing is not None else _VOLUMETRIC_DIVISOR
    packed = tuple(_package(one, named, divisor) for one in packages)
    reason = wanted.reason_for_export.value if wanted.reason_for_export else subject.cart.purpose.value
    parties = wanted.parties
    return Paper(
        kind=wanted.kind.value,
        draft=wanted.draft,
        language=wanted.language,
        second_language=wanted.second_language,
        quote_id=subject.quote_id,
        currency=subject.currency,
        decimals=exponent(subject.currency),
        incoterm=subject.incoterm,
        incoterm_place=wanted.transport.incoterm_place,
        reason_for_export=reason,
        reason_text=wanted.reason_text,
        sold_to=_sold_to(parties, subject),
        invoice=Invoice(**_values(wanted.invoice)),
        exporter=_party(parties.exporter),
        consignee=_party(parties.consignee),
        buyer=_party(parties.buyer),
        importer=_party(parties.importer),
        producer=_party(parties.producer),
        forwarder=_party(parties.forwarder),
        lines=lines,
        packages=packed,
        totals=_totals(subject, lines, packed),
        carriage=_carriage(wanted, subject),
        origin=claim_of(wanted.origin, lines, wanted.language, wanted.second_language),
        export=Export(**_values(wanted.export)),
        returned=Returned(**_values(wanted.returned)),
        remarks=wanted.remarks,
        signature=None if wanted.signatory is None else Signature(**_values(wanted.signatory)),
        prices_without=tuple(_CALLED[one] for one in IncludedInPrice if one in subject.cart.prices_include),
    )


def _values(model: BaseModel) -> dict[str, Any]:
    """Field name -> value; a part of a request and the part of the paper it becomes have the same fields."""
    return dict(model)


def _sold_to(parties: DocumentParties, subject: Subject) -> str:
    said = (party.type for party in (parties.consignee, parties.buyer) if party is not None and party.type is not None)
    return next(said, subject.cart.buyer.type)


def _line(line: SubjectLine, detail: GoodsDetail | None, wanted: DocumentRequest, subject: Subject) -> PaperLine:
    said = detail or GoodsDetail(line=line.cart.id)
    cart = line.cart
    price = _unit_price(line, exponent(subject.currency))
    named, language = _named(said, line, wanted.language, subject)
    second = wanted.second_language and (said.second_description or _described(cart, wanted.second_language, subject))
    return PaperLine(
        id=cart.id,
        description=named,
        second_description=None if second == named else second,
        sku=said.sku or cart.sku,
        tariff_code=line.tariff_code,
        origin=line.origin or said.origin,
        quantity=cart.quantity,
        unit=said.unit,
        unit_price=price,
        discount=line.full - line.value,
        value=line.value,
        net_weight_kg=cart.net_weight_kg or said.net_weight_kg,
        composition=said.composition,
        manufacturer_id=said.manufacturer_id or cart.identifiers.manufacturer,
        merchant_product_id=said.merchant_product_id or cart.identifiers.product,
        manufacturer_product_id=said.manufacturer_product_id,
        standard_product_id=said.standard_product_id,
        preference=cart.preference.claim,
        origin_criterion=said.origin_criterion,
        schedule_b=said.schedule_b,
        eccn=said.eccn,
        licence=said.licence,
        domestic=said.domestic,
        lithium_batteries=said.lithium_batteries,
        dangerous_goods_number=said.dangerous_goods_number,
        packing_instruction=_packing_instruction(said, wanted, subject),
        description_language=language,
        code_system=line.code_system,
        free=is_given_away(line),
    )


def _named(said: GoodsDetail, line: SubjectLine, language: str, subject: Subject) -> tuple[str | None, str | None]:
    """What the goods are called, and in which language that is; none where nobody says."""
    described = said.description or _described(line.cart, language, subject)
    if described is not None:
        return described, base_language(language)
    return line.cart.description, _language_of(subject)


def _described(cart: Line, language: str, subject: Subject) -> str | None:
    """The customs description in a language or its base; None where there is none, for none is translated."""
    base = base_language(language)
    own = cart.description if _language_of(subject) == base else None
    return cart.descriptions.get(language) or cart.descriptions.get(base) or own


def _language_of(subject: Subject) -> str | None:
    """The language of the cart's own descriptions (ISO 639-1), where the cart says it."""
    cart = subject.cart
    return cart.language.partition("-")[0] if "language" in cart.model_fields_set else None


def _packing_instruction(said: GoodsDetail, wanted: DocumentRequest, subject: Subject) -> str | None:
    """That of the line's batteries, unless they are known to travel on the ground alone."""
    carried = subject.cart.transport_mode
    mode = wanted.export.mode if carried is None else carried.value
    if mode in _ON_THE_GROUND:
        return None
    return packing_instruction(said.dangerous_goods_number, said.lithium_batteries)


def _unit_price(line: SubjectLine, decimals: int) -> Decimal:
    """The price whose product with the quantity, rounded to the currency's `decimals`, is the value before discounts.

    It is the cart's own where that leads there. Where the cart has a total, or its prices include what is no price of
    goods, it is the value's share, to as many decimals as half of the last one comes to less than half of the
    currency's for all pieces together.
    """
    cart = line.cart
    if cart.unit_price is not None:
        product = (cart.unit_price * cart.quantity).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if product == line.full:
            return cart.unit_price
    needed = max(_PRICE_DECIMALS, decimals + len(str(int(cart.quantity))))
    return (line.full / cart.quantity).quantize(Decimal(1).scaleb(-needed), ROUND_HALF_UP)


def _party(party: DocumentParty | None) -> Party | None:
    if party is None:
        return None
    values = _values(party)
    values["registrations"] = tuple(Registered(one.type, one.number) for one in party.registrations)
    return Party(**values)


def _package(package: Package, lines: dict[str, PaperLine], divisor: int) -> PaperPackage:
    contents = []
    for one in package.contents:
        line = lines.get(one.line)
        if line is None:
            continue
        weight = None if line.net_weight_kg is None else line.net_weight_kg * one.quantity / line.quantity
        contents.append(
            PackedLine(
                line=line.id,
                sku=line.sku,
                description=line.description,
                second_description=line.second_description,
                quantity=one.quantity,
                unit=line.unit,
                net_weight_kg=_grams(weight),
            )
        )
    net = package.net_weight_kg or _whole([one.net_weight_kg for one in contents])
    size = package.size
    return PaperPackage(
        number=package.number,
        kind=package.kind,
        marks=package.marks,
        length_cm=size.length_cm if size else None,
        width_cm=size.width_cm if size else None,
        height_cm=size.height_cm if size else None,
        gross_weight_kg=package.gross_weight_kg,
        net_weight_kg=net,
        volumetric_weight_kg=volumetric_weight(size, divisor) if size else None,
        wood=package.wood,
        ispm15_mark=package.ispm15_mark,
        contents=tuple(contents),
    )


def _totals(subject: Subject, lines: tuple[PaperLine, ...], packages: tuple[PaperPackage, ...]) -> Totals:
    gross = _whole([one.gross_weight_kg for one in packages])
    return Totals(
        goods=subject.goods,
        discount=sum((line.discount for line in lines), Decimal(0)),
        shipping=subject.shipping,
        insurance=subject.insurance,
        total=subject.goods + subject.shipping + subject.insurance,
        memo=tuple(Memo(kind, amount) for kind, amount in subject.prepaid),
        net_weight_kg=_whole([line.net_weight_kg for line in lines]),
        gross_weight_kg=gross,
        packages=len(packages),
    )


def _carriage(wanted: DocumentRequest, subject: Subject) -> Carriage:
    said = wanted.transport
    return Carriage(
        carrier=said.carrier,
        service=said.service,
        tracking_number=said.tracking_number,
        item_id=said.item_id,
        from_country=subject.cart.ship_from.country,
        to_country=subject.cart.ship_to.country,
        port_of_entry=said.port_of_entry,
        port_of_export=said.port_of_export,
        postage=said.postage,
        office_of_origin=said.office_of_origin,
        posting_date=said.posting_date,
    )


def _whole(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where there is nothing to sum or one part is unknown."""
    found = list(parts)
    if not found or any(part is None for part in found):
        return None
    return sum((part for part in found if part is not None), Decimal(0))


def _grams(weight: Decimal | None) -> Decimal | None:
    return None if weight is None else weight.quantize(Decimal("0.001"), ROUND_HALF_UP)

"""From the wire to the engine: a `QuoteRequest` becomes consignments, and every default taken is written down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.goods import HS_DIGITS, Consignment, GoodsLine, with_derived_quantities
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.quotes.addresses import passed_over
from dutiful_quote.quotes.completed import Withheld
from dutiful_quote.quotes.tax_numbers import unread_numbers
from dutiful_quote.tariff.subdivisions import region_code
from dutiful_quote.tariff.territories import Territories, Territory
from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.money import apportion, minor_unit
from dutiful_shared.contract.quote_request import ONLY_CONSIGNMENT, QuoteRequest
from dutiful_shared.contract.shipping import ServiceOption
from dutiful_shared.contract.value_class import value_class


@value_class
class Order:
    """A request ready for the engine: consignments with all defaults taken, and the list of those defaults."""

    request: QuoteRequest
    consignments: tuple[Consignment, ...]
    incoterm: Incoterm
    import_date: date
    assumptions: tuple[Assumption, ...]
    #: Lines that the merchant does not send there.
    withheld: tuple[Withheld, ...] = ()


def to_order(request: QuoteRequest, territories: Territories, today: date) -> Order:
    """The consignments of a request. `today` stands in for an import date that was not given."""
    assumptions: list[Assumption] = []
    incoterm = request.incoterm or Incoterm.DDP
    if request.incoterm is None:
        assumptions.append(
            Assumption("incoterm", "DDP", "No Incoterm was given: charges are collected at checkout.", "/incoterm")
        )
    mode = request.transport_mode.value if request.transport_mode else "express"
    if request.transport_mode is None:
        assumptions.append(
            Assumption("transport_mode", mode, "No mode of transport was given: express courier.", "/transport_mode")
        )
    import_date = import_day(request, today)
    if request.import_date is None:
        assumptions.append(
            Assumption(
                "import_date",
                import_date.isoformat(),
                "No import date was given: the law of this day is applied.",
                "/import_date",
            )
        )
    consignments = tuple(
        _consignment(request, territories, part, incoterm, mode, import_date, assumptions) for part in parts_of(request)
    )
    assumptions.extend(passed_over(request, territories))
    assumptions.extend(unread_numbers(request))
    return Order(request, consignments, incoterm, import_date, tuple(assumptions))


def import_day(request: QuoteRequest, today: date) -> date:
    """The day whose law and exchange rates apply."""
    return request.import_date or request.export_date or request.sale_date or today


def for_service(order: Order, service: ServiceOption) -> Order:
    """The same order by another shipping service; what is not said to be for one consignment is shared by value."""
    step = minor_unit(order.request.currency)
    if service.shares:
        shares = [service.shares.get(consignment.id, Decimal(0)) for consignment in order.consignments]
    else:
        weights = [_goods(consignment) for consignment in order.consignments]
        shares = apportion(service.shipping.quantize(step), weights, step)
    consignments = tuple(
        replace(consignment, transport_mode=service.mode.value, shipping=share)
        for consignment, share in zip(order.consignments, shares, strict=True)
    )
    return replace(order, consignments=consignments)


@value_class
class Part:
    """A consignment of the request: its lines with their positions, and its part of what the order pays as a whole."""

    id: str
    ship_from: Place
    lines: tuple[tuple[int, Line], ...]
    shipping: Decimal
    insurance: Decimal
    discount: Decimal
    parcels: int = 1


def parts_of(request: QuoteRequest) -> list[Part]:
    """The consignments that have goods."""
    numbered = tuple(enumerate(request.lines))
    if not request.consignments:
        return [
            Part(ONLY_CONSIGNMENT, request.ship_from, numbered, request.shipping, request.insurance, request.discount)
        ]
    step = minor_unit(request.currency)
    groups = [tuple((i, line) for i, line in numbered if line.consignment == part.id) for part in request.consignments]
    used = [(part, group) for part, group in zip(request.consignments, groups, strict=True) if group]
    weights = [sum((line.gross - line.discount for _, line in group), Decimal(0)) for _, group in used]
    shippings = _shippings(request, [part.shipping for part, _ in used], weights, step)
    insurances = _shares(request.insurance, weights, step)
    discounts = _shares(request.discount, weights, step)
    return [
        Part(
            part.id,
            part.ship_from,
            group,
            shipping,
            insurance,
            discount,
            max(1, len(part.parcels)),
        )
        for (part, group), shipping, insurance, discount in zip(used, shippings, insurances, discounts, strict=True)
    ]


def _shippings(
    request: QuoteRequest, own: Sequence[Decimal | None], weights: Sequence[Decimal], step: Decimal
) -> list[Decimal]:
    """What each consignment's way costs: its own, or a share of what the others leave of the cart's shipping."""
    rest = max(request.shipping - sum((one for one in own if one is not None), Decimal(0)), Decimal(0))
    sharing = [weight for weight, one in zip(weights, own, strict=True) if one is None]
    shares = iter(_shares(rest, sharing, step) if sharing else [])
    return [next(shares) if one is None else one for one in own]


def _shares(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    return apportion(total.quantize(step), weights, step)


def _consignment(
    request: QuoteRequest,
    territories: Territories,
    part: Part,
    incoterm: Incoterm,
    mode: str,
    import_date: date,
    assumptions: list[Assumption],
) -> Consignment:
    territory = _territory(territories, request.ship_to)
    return Consignment(
        id=part.id,
        ship_from=_territory(territories, part.ship_from).code,
        ship_to=territory.code,
        region=region_code(request.ship_to.country, request.ship_to.region or ""),
        jurisdiction=territory.customs_territory,
        tax_territory=territory.tax_territory,
        currency=request.currency,
        transport_mode=mode,
        incoterm=incoterm,
        purpose=request.purpose.value,
        import_date=import_date,
        export_date=request.export_date,
        sale_date=request.sale_date,
        lines=tuple(
            [
                _line(line, i, part.ship_from.country, territory.customs_territory, territories, assumptions)
                for i, line in part.lines
            ]
        ),
        shipping=part.shipping,
        insurance=part.insurance,
        discount=part.discount,
        parcels=part.parcels,
        freight_share_to_border=request.freight_share_to_border,
        seller_type=request.seller.type,
        marketplace=request.seller.marketplace,
        registrations=frozenset([entry.scheme for entry in request.seller.registrations]),
        buyer_type=request.buyer.type,
        buyer_tax_ids=frozenset([entry.type for entry in request.buyer.tax_ids]),
        prices_include=frozenset([kind.value for kind in request.prices_include]),
    )


def _territory(territories: Territories, place: Place) -> Territory:
    return territories.at(place.country, place.postal_code, place.region, place.city)


def _line(
    line: Line, index: int, ship_from: str, jurisdiction: str, territories: Territories, assumptions: list[Assumption]
) -> GoodsLine:
    if line.origin is None:
        assumptions.append(
            Assumption(
                "origin",
                ship_from,
                f"Line {line.id} names no origin: the country it ships from is taken.",
                f"/lines/{index}/origin",
            )
        )
    system = _system(line, jurisdiction, territories)
    code = _usable_digits(line, system)
    if line.code_system == "HS" and line.hs_code and len(code) < len(_digits(line.hs_code)):
        text = f"Line {line.id} has a code of more than six digits and does not say of which tariff: six digits count."
        assumptions.append(Assumption("code_system", "HS", text, f"/lines/{index}/code_system"))
    net = line.gross - line.discount
    if not net and line.declared_value:
        net = line.declared_value
        assumptions.append(
            Assumption(
                "customs_price",
                f"{net:f}",
                f"Line {line.id} is given away: its declared value stands in for a price.",
                f"/lines/{index}/declared_value",
            )
        )
    return GoodsLine(
        id=line.id,
        index=index,
        code=code,
        code_of=system,
        origin=line.origin or ship_from,
        quantity=line.quantity,
        value=net,
        quantities=with_derived_quantities(line.quantities, line.quantity, line.net_weight_kg),
        facts=line.facts,
        claims_preference=line.preference.claim,
        preference_proof=line.preference.proof,
        direct_transport=line.preference.direct_transport,
        exporter_reference=line.preference.exporter_reference,
        description=line.description,
        has_product_identifier=bool(line.identifiers.product and line.identifiers.manufacturer),
    )


def _usable_digits(line: Line, system: str) -> str:
    """The digits of the line's code that hold in the destination: six of a foreign national code, all of its own."""
    if line.hs_code is None:
        return ""
    digits = _digits(line.hs_code)
    return digits if system else digits[:HS_DIGITS]


def _digits(code: str) -> str:
    return code if code.isdigit() else code.replace(".", "").replace(" ", "")


def _system(line: Line, jurisdiction: str, territories: Territories) -> str:
    """The tariff of whose digits the code is, if it is one that goods to `jurisdiction` are declared in."""
    if line.code_system == "HS":
        return ""
    system = laws_of(territories.of(line.code_system).customs_territory)[-1]  # of Northern Ireland: the EU's
    return system if system in laws_of(jurisdiction) else ""


def _goods(consignment: Consignment) -> Decimal:
    return sum((line.value for line in consignment.lines), Decimal(0))

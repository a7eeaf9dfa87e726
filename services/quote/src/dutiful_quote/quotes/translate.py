"""From the wire to the engine: a `QuoteRequest` becomes consignments, and every default taken is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.goods import HS_DIGITS, Consignment, GoodsLine, with_derived_quantities
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.tariff.territories import Territories, Territory
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.money import apportion, minor_unit
from dutiful_shared.contract.quote_request import Line, Place, QuoteRequest, ServiceOption


@dataclass(frozen=True, slots=True)
class Order:
    """A request ready for the engine: consignments with all defaults taken, and the list of those defaults."""

    request: QuoteRequest
    consignments: tuple[Consignment, ...]
    incoterm: Incoterm
    import_date: date
    assumptions: tuple[Assumption, ...]


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
    import_date = request.import_date or request.export_date or request.sale_date or today
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
        _consignment(request, territories, part_id, origin, lines, shared, incoterm, mode, import_date, assumptions)
        for part_id, origin, lines, shared in _parts(request)
    )
    return Order(request, consignments, incoterm, import_date, tuple(assumptions))


def for_service(order: Order, service: ServiceOption) -> Order:
    """The same order by another shipping service."""
    step = minor_unit(order.request.currency)
    weights = [_goods(consignment) for consignment in order.consignments]
    shares = apportion(service.shipping.quantize(step), weights, step)
    consignments = tuple(
        replace(consignment, transport_mode=service.mode.value, shipping=share)
        for consignment, share in zip(order.consignments, shares, strict=True)
    )
    return replace(order, consignments=consignments)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A consignment's part of what the order pays as a whole."""

    shipping: Decimal
    insurance: Decimal
    discount: Decimal


_Part = tuple[str, Place, list[tuple[int, Line]], _Shared]


def _parts(request: QuoteRequest) -> list[_Part]:
    """(id, where it ships from, its lines with their positions, its shared amounts) of each consignment."""
    numbered = list(enumerate(request.lines))
    if not request.consignments:
        whole = _Shared(request.shipping, request.insurance, request.discount)
        return [("c1", request.ship_from, numbered, whole)]
    step = minor_unit(request.currency)
    groups = [[(i, line) for i, line in numbered if line.consignment == part.id] for part in request.consignments]
    used = [(part, group) for part, group in zip(request.consignments, groups, strict=True) if group]
    weights = [sum((line.gross - line.discount for _, line in group), Decimal(0)) for _, group in used]
    shippings = _shares(request.shipping, weights, step)
    insurances = _shares(request.insurance, weights, step)
    discounts = _shares(request.discount, weights, step)
    return [
        (
            part.id,
            part.ship_from,
            group,
            _Shared(part.shipping if part.shipping is not None else shipping, insurance, discount),
        )
        for (part, group), shipping, insurance, discount in zip(used, shippings, insurances, discounts, strict=True)
    ]


def _shares(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    return apportion(total.quantize(step), weights, step)


def _consignment(
    request: QuoteRequest,
    territories: Territories,
    part_id: str,
    ship_from: Place,
    lines: list[tuple[int, Line]],
    shared: _Shared,
    incoterm: Incoterm,
    mode: str,
    import_date: date,
    assumptions: list[Assumption],
) -> Consignment:
    territory = _territory(territories, request.ship_to)
    return Consignment(
        id=part_id,
        ship_from=_territory(territories, ship_from).code,
        ship_to=territory.code,
        region=_region(request.ship_to),
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
            _line(line, i, ship_from.country, territory.customs_territory, territories, assumptions)
            for i, line in lines
        ),
        shipping=shared.shipping,
        insurance=shared.insurance,
        discount=shared.discount,
        freight_share_to_border=request.freight_share_to_border,
        seller_type=request.seller.type,
        marketplace=request.seller.marketplace,
        registrations=frozenset(entry.scheme for entry in request.seller.registrations),
        buyer_type=request.buyer.type,
        buyer_tax_ids=frozenset(entry.type for entry in request.buyer.tax_ids),
        prices_include=frozenset(kind.value for kind in request.prices_include),
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
        code=usable_code(line, jurisdiction, territories),
        code_of=_system(line, jurisdiction, territories),
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


def usable_code(line: Line, jurisdiction: str, territories: Territories) -> str:
    """The digits of the line's code that hold in `jurisdiction`: six of a foreign national code, all of its own."""
    if line.hs_code is None:
        return ""
    digits = line.hs_code.replace(".", "").replace(" ", "")
    return digits if _system(line, jurisdiction, territories) else digits[:HS_DIGITS]


def _system(line: Line, jurisdiction: str, territories: Territories) -> str:
    """The tariff of whose digits the code is, if it is one that goods to `jurisdiction` are declared in."""
    if line.code_system == "HS":
        return ""
    system = laws_of(territories.of(line.code_system).customs_territory)[-1]  # of Northern Ireland: the EU's
    return system if system in laws_of(jurisdiction) else ""


def _region(place: Place) -> str:
    """The region without the country that ISO 3166-2 writes before it: `CA-ON` is `ON`."""
    return (place.region or "").strip().upper().removeprefix(f"{place.country}-")


def _goods(consignment: Consignment) -> Decimal:
    return sum((line.value for line in consignment.lines), Decimal(0))

"""Lawful ways in which an order could cost less, or be paid at a better moment, each with what it needs and its law.

Every saving is computed: from the alternatives and ranges that the assessment holds already, or by assessing the
order again with one thing changed. Splitting one order is never proposed; for consignments that really travel apart the
effect is explained. Nothing here runs unless the request asks for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.findings import Affects, Alternative
from dutiful_quote.engine.goods import Consignment, GoodsLine
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.quotes import totals
from dutiful_quote.quotes.totals import AssessedConsignment, blocking, in_cart_currency
from dutiful_quote.quotes.translate import Order
from dutiful_shared.contract.charge import LegalReference
from dutiful_shared.contract.shipping import ServiceOption

#: Kinds of alternatives that are chosen by claiming them; the others depend on what the goods are.
_CLAIMED: Final = frozenset({"preference", "suspension", "quota"})
#: A shop changes between ways of carrying parcels, or between ways of carrying cargo.
_PARCELS: Final = frozenset({"express", "post", "ems"})
#: More advice than this is no advice.
_MOST: Final = 20
_INCOTERMS: Final = LegalReference("Incoterms 2020: DDP and DAP", "https://iccwbo.org")
_OF_MEASURES: Final = LegalReference("The rates that the question compares, as their measures cite")
_OF_RELIEFS: Final = LegalReference("The thresholds of the destination, as each relief cites")
_OF_CARRIAGE: Final = LegalReference("The charges of both ways of carriage, as each one cites")
_FREE_CIRCULATION: Final = LegalReference("Goods in free circulation cross no customs border")

Parts = tuple[AssessedConsignment, ...]
#: Each shipping service of the request with the order as assessed by it.
Services = Sequence[tuple[ServiceOption, Parts]]
#: Assesses a changed order with the same tariff.
Reassess = Callable[[Order], Parts]
#: The slices of a consignment's law: its territory's and those of its goods.
LawOf = Callable[[Consignment], Sequence[TariffSlice]]


@dataclass(frozen=True, slots=True)
class Advice:
    """`saves` is what the order's landed cost falls by, in the cart's currency; None where that is not known."""

    kind: str
    text: str
    saves: Decimal | None
    legal_reference: LegalReference
    pointer: str
    requires: tuple[str, ...] = ()
    line: str | None = None


def advise(order: Order, parts: Parts, services: Services, reassess: Reassess, law_of: LawOf) -> tuple[Advice, ...]:
    """All advice on an order, what saves most first; none on an order that a control keeps out."""
    if blocking(parts):
        return ()
    found = [
        *_claims(parts),
        *_answers(parts),
        *_services(parts, services),
        *_direct(order, parts, reassess),
        *_registrations(order, parts, reassess, law_of),
        *_modes(order, parts, reassess, law_of),
        *_stock(parts),
        *_incoterm(order, parts),
        *_apart(parts),
    ]
    return tuple(sorted(found, key=lambda one: -(one.saves or Decimal(0)))[:_MOST])


def _claims(parts: Parts) -> Iterator[Advice]:
    """Rates that could be claimed in place of the ordinary one, and what a true statement would open."""
    for part in parts:
        for line, goods in zip(part.assessment.lines, part.consignment.lines, strict=True):
            yield from (_claim(part, goods, way) for way in line.alternatives if way.saves > 0 and way.requires)


def _claim(part: AssessedConsignment, goods: GoodsLine, way: Alternative) -> Advice:
    currency = part.consignment.currency
    total, saves = (part.exchange.back(amount, currency) for amount in (way.total, way.saves))
    would = f"the duty would be {total:.2f} {currency}."
    if way.kind in _CLAIMED:
        kind, text, field = "claim", f"{way.name} may be claimed for line {way.line}: {would}", "preference"
    else:
        kind, text, field = "fact", f"If it can be stated that {way.name} applies to line {way.line}, {would}", "facts"
    return Advice(kind, text, saves, way.legal_reference, f"/lines/{goods.index}/{field}", way.requires, way.line)


def _answers(parts: Parts) -> Iterator[Advice]:
    """Facts that would lower what is certain to be enough: `saves` is the most that an answer may take off it."""
    for part in parts:
        for found in part.assessment.missing:
            if found.affects is not Affects.AMOUNT or found.spread is None or found.pointer is None:
                continue
            spread = in_cart_currency(found.spread, part)
            most = None if spread.high is None else spread.high - spread.low
            if most is None or most > 0:
                text = f"An answer narrows the range of the order. {found.question}"
                yield Advice("fact", text, most, _OF_MEASURES, found.pointer, (found.fact,), found.line)


def _services(parts: Parts, services: Services) -> Iterator[Advice]:
    """Shipping services of the request by which the order lands for less than by the cart's own."""
    for index, (service, assessed) in enumerate(services):
        saves = _saved(parts, assessed)
        if saves is not None and saves > 0:
            text = f"By the service {service.code} the order lands for less, carriage and charges together."
            yield Advice("service", text, saves, _OF_CARRIAGE, f"/services/{index}")


def _direct(order: Order, parts: Parts, reassess: Reassess) -> Iterator[Advice]:
    """Sending the goods straight from their origin, where a claim fails for the way they take."""
    wanted = {found.line for part in parts for found in part.assessment.missing if found.fact == "direct_transport"} - {
        None
    }
    if not wanted:
        return

    def straight(consignment: Consignment) -> Consignment:
        lines = [replace(one, direct_transport=True) if one.id in wanted else one for one in consignment.lines]
        return replace(consignment, lines=tuple(lines))

    saves = _saved(parts, reassess(_changed(order, straight)))
    if saves is not None and saves > 0:
        reference = _claimed_law(parts, wanted)
        lines = ", ".join(sorted(map(str, wanted)))
        text = f"Sent straight from the country of origin, the claim for line {lines} stands."
        yield Advice("ship_from", text, saves, reference, "/ship_from/country", ("direct_transport",))


def _claimed_law(parts: Parts, lines: set[str | None]) -> LegalReference:
    ways = (way for part in parts for line in part.assessment.lines if line.id in lines for way in line.alternatives)
    return next((way.legal_reference for way in ways if way.kind == "preference"), _OF_MEASURES)


def _registrations(order: Order, parts: Parts, reassess: Reassess, law_of: LawOf) -> Iterator[Advice]:
    """Schemes of the destination that the seller is not registered for and that would change when tax is paid."""
    schemes: dict[str, Measure] = {}
    for part in parts:
        for measure in _in_force(order, law_of(part.consignment)[:1]):
            scheme = measure.conditions.get("scheme")
            if scheme and scheme not in part.consignment.registrations:
                schemes.setdefault(scheme, measure)
    before = totals.option(parts, ddp=False)
    for scheme, measure in schemes.items():
        trial = reassess(_registered(order, scheme))
        after = totals.option(trial, ddp=False)
        saves = _saved(parts, trial)
        if after.due_on_delivery < before.due_on_delivery:
            yield Advice(
                "registration",
                f"Registered for {scheme}, the seller would collect the tax of this order at checkout: under DAP the "
                f"shopper would then pay {after.due_on_delivery:.2f} on delivery, not {before.due_on_delivery:.2f}.",
                saves,
                measure.legal_reference,
                "/seller/registrations",
                (scheme,),
            )


def _modes(order: Order, parts: Parts, reassess: Reassess, law_of: LawOf) -> Iterator[Advice]:
    """Other ways of carriage, where the destination's law names them in what it charges."""
    named: dict[str, Measure] = {}
    for part in parts:
        for measure in _in_force(order, law_of(part.consignment)):
            if measure.kind is not MeasureKind.CONTROL:
                for mode in measure.conditions.get("transport_modes", "").split():
                    named.setdefault(mode, measure)
    used = {part.consignment.transport_mode for part in parts}
    parcels = not used.isdisjoint(_PARCELS)
    for mode in sorted(mode for mode in named.keys() - used if (mode in _PARCELS) is parcels):
        trial = reassess(_carried(order, mode))
        saves = _saved(parts, trial)
        if saves is not None and saves > 0:
            yield Advice(
                "transport_mode",
                f"The law treats {mode} differently: at the same price of carriage the order would owe less by it.",
                saves,
                named[mode].legal_reference,
                "/transport_mode",
            )


def _stock(parts: Parts) -> Iterator[Advice]:
    """Stock that lies in the destination's territory already, as another consignment of the order shows."""
    at_home = {part.consignment.jurisdiction: part for part in parts if not part.assessment.import_needed}
    for part in parts:
        home = at_home.get(part.consignment.jurisdiction)
        if home is not None and part.assessment.import_needed and part.complete:
            place = home.consignment.ship_from
            text = (
                f"If the goods of consignment {part.consignment.id} are also in stock in {place}, in free circulation, "
                "from there they cross no customs border; the tax of the domestic sale is not counted."
            )
            saves = totals.option([part], ddp=True).landed_cost - _before_charges(part)
            yield Advice("ship_from", text, saves, _FREE_CIRCULATION, "/consignments")


def _before_charges(part: AssessedConsignment) -> Decimal:
    return totals.goods_net([part]) + totals.carriage([part]) + totals.insurance([part])


def _incoterm(order: Order, parts: Parts) -> Iterator[Advice]:
    """What the other Incoterm would change: not what is due, but who asks for it and when."""
    if not all(part.complete for part in parts):
        return
    paid, unpaid = totals.option(parts, ddp=True), totals.option(parts, ddp=False)
    if paid.due_on_delivery == unpaid.due_on_delivery:
        return
    if order.incoterm == "DDP":
        text = f"Under DAP the shopper would be asked for {unpaid.due_on_delivery:.2f} on delivery, and might refuse."
    else:
        text = f"Under DDP the {unpaid.due_on_delivery:.2f} due on delivery would be collected at checkout."
    text += " What carriers ask for paying in advance is not counted."
    now, other = (paid, unpaid) if order.incoterm == "DDP" else (unpaid, paid)
    yield Advice("incoterm", text, now.landed_cost - other.landed_cost, _INCOTERMS, "/incoterm")


def _apart(parts: Parts) -> Iterator[Advice]:
    """How consignments that really travel apart are looked at."""
    if len(parts) > 1:
        text = (
            f"The {len(parts)} consignments travel apart, so each is an import of its own, with its own value for each "
            "threshold. Goods of one order that are only packed apart count together."
        )
        yield Advice("consignments", text, None, _OF_RELIEFS, "/consignments")


def _registered(order: Order, scheme: str) -> Order:
    return _changed(order, lambda one: replace(one, registrations=one.registrations | {scheme}))


def _carried(order: Order, mode: str) -> Order:
    return _changed(order, lambda one: replace(one, transport_mode=mode))


def _changed(order: Order, change: Callable[[Consignment], Consignment]) -> Order:
    return replace(order, consignments=tuple(change(one) for one in order.consignments))


def _in_force(order: Order, slices: Sequence[TariffSlice]) -> Iterator[Measure]:
    for tariff in slices:
        yield from (measure for measure in tariff.measures if measure.in_force(order.import_date))


def _saved(before: Parts, after: Parts) -> Decimal | None:
    """What the landed cost falls by; None where one of both is not known, or a control keeps the goods out."""
    if blocking(after) or not all(part.complete for part in (*before, *after)):
        return None
    return totals.option(before, ddp=True).landed_cost - totals.option(after, ddp=True).landed_cost

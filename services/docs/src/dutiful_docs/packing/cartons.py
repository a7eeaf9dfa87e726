"""Which cartons hold a shipment: items of known size and weight, packed by the `packvium` solver.

The search is bounded by counted work and not by a clock, so that the same shipment is always packed the same way.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from packvium import pack_from_dict

from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.document_details import Carton, Dimensions, GoodsDetail, Package, PackageContent
from dutiful_shared.contract.documents import DocumentRequest

#: More pieces than this are not packed by search: they travel on pallets, which people plan.
MOST_PIECES: Final = 200
_EFFORT: Final = 20_000
_FUSE_MS: Final = 60_000
_GRAM: Final = Decimal("0.001")


class CannotPackError(ValueError):
    """A shipment cannot be packed; `faults` are what is missing or does not fit, by the pointers that lead to it."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__("; ".join(detail for _, detail in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Piece:
    """One unit of a line."""

    line: str
    size: Dimensions
    weight_kg: Decimal
    upright: bool


def packed(wanted: DocumentRequest, lines: Sequence[Line]) -> tuple[Package, ...]:
    """The packages of the request, or those that its cartons make of the cart's lines.

    Raises:
        CannotPackError: a line's size, weight or whole number of pieces is not known, or something fits no carton.
    """
    if wanted.packing is None:
        return wanted.packages
    pieces = _pieces(wanted, lines)
    counts = {line.id: int(line.quantity) for line in lines}
    cartons = {carton.code: carton for carton in wanted.packing.cartons}
    result = pack_from_dict(_question(pieces, counts, wanted.packing.cartons))
    if not result["complete"]:
        raise CannotPackError(("/packing/cartons", "not every item fits into one of the cartons"))
    filled = result["containers"]
    return tuple(
        _package(
            i + 1,
            len(filled),
            cartons[one["container_type"]],
            [placement["item_type"] for placement in one["placements"]],
            pieces,
        )
        for i, one in enumerate(filled)
    )


def _pieces(wanted: DocumentRequest, lines: Sequence[Line]) -> dict[str, _Piece]:
    details = {detail.line: detail for detail in wanted.goods}
    # A line without an entry in `goods` is told at the place that its entry would be added at.
    entries = [*details, *(line.id for line in lines if line.id not in details)]
    found: dict[str, _Piece] = {}
    faults: list[tuple[str, str]] = []
    for line in lines:
        i, detail = entries.index(line.id), details.get(line.id) or GoodsDetail(line=line.id)
        weight = detail.net_weight_kg or line.net_weight_kg
        if detail.item_size is None:
            faults.append((f"/goods/{i}/item_size", f"to pack line {line.id!r} its size must be known"))
        if weight is None:
            faults.append((f"/goods/{i}/net_weight_kg", f"to pack line {line.id!r} its weight must be known"))
        if line.quantity % 1:
            faults.append((f"/goods/{i}/line", f"line {line.id!r} is no whole number of pieces"))
        if detail.item_size is not None and weight is not None:
            found[line.id] = _Piece(line.id, detail.item_size, weight / line.quantity, detail.this_side_up)
    total = sum(int(line.quantity) for line in lines)
    if total > MOST_PIECES:
        faults.append(("/packing", f"{total} pieces are more than are packed by search ({MOST_PIECES})"))
    if faults:
        raise CannotPackError(*faults)
    return found


def _question(pieces: dict[str, _Piece], counts: dict[str, int], cartons: tuple[Carton, ...]) -> dict[str, Any]:
    return {
        "units": {"length": "cm"},
        "items": [
            {
                "id": piece.line,
                "quantity": counts[piece.line],
                "dimensions": _measures(piece.size),
                "weight": f"{(piece.weight_kg * 1000).quantize(_GRAM, ROUND_HALF_UP):f}",
                **({"allowed_rotations": ["LWH", "WLH"]} if piece.upright else {}),
            }
            for piece in pieces.values()
        ],
        "containers": [_container(carton, sum(counts.values())) for carton in cartons],
        "configuration": {
            "solver_profile": "balanced",
            "time_limit_ms": _FUSE_MS,
            "minimum_support_ratio": 0.75,
            "alternatives": 1,
            "effort_budget": {"max_candidates_evaluated": _EFFORT},
        },
    }


def _container(carton: Carton, pieces: int) -> dict[str, Any]:
    question: dict[str, Any] = {
        "id": carton.code,
        "quantity": pieces,
        "inner_dimensions": _measures(carton.inner),
        "tare_weight": f"{carton.tare_kg * 1000:f}",
    }
    if carton.most_kg is not None:
        question["max_payload"] = f"{carton.most_kg * 1000:f}"
    return question


def _measures(size: Dimensions) -> dict[str, str]:
    return {"length": f"{size.length_cm:f}", "width": f"{size.width_cm:f}", "height": f"{size.height_cm:f}"}


def _package(number: int, of: int, carton: Carton, placed: list[str], pieces: dict[str, _Piece]) -> Package:
    contents = Counter(placed)
    net = sum((pieces[line].weight_kg * count for line, count in contents.items()), Decimal(0))
    return Package(
        number=f"{number}/{of}",
        kind="CT",
        size=carton.outer or carton.inner,
        net_weight_kg=net.quantize(_GRAM, ROUND_HALF_UP),
        gross_weight_kg=(net + carton.tare_kg).quantize(_GRAM, ROUND_HALF_UP),
        contents=tuple(
            PackageContent(line=line, quantity=Decimal(contents[line])) for line in pieces if contents.get(line)
        ),
    )

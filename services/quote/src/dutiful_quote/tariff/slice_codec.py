"""A `TariffSlice` as bytes for the shared cache, so that no reader ever trusts a value it does not understand.

Layout: the four bytes `DTS` + schema version, a BLAKE2b checksum of eight bytes and the length (four bytes) of the
head, then the head and the places, all JSON. The head names each place with its length and its checksum: slices of one
cart share most of theirs, and a place that is known needs neither to be checked nor to be read. Measures stand at their
place as the store has them, each a text of its own beside its kind and areas. A value of another schema, a truncated or
altered one is an error, which the cache counts as a miss.
"""

from collections.abc import MutableMapping
from decimal import InvalidOperation
from hashlib import blake2b
from typing import Any, Final, TypeAlias

import orjson

from dutiful_quote.engine.places import Entry, Place, PlacedMeasures
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.measure_plain import (
    KINDS,
    area_from_plain,
    area_to_plain,
    areas_of,
    measure_to_plain,
    read_measure,
)

#: Raise it whenever a stored slice would be read differently; it is part of the cache keys too.
SLICE_SCHEMA: Final = 3
_MAGIC: Final = b"DTS%d" % SLICE_SCHEMA
_CHECKSUM_BYTES: Final = 8
_LENGTH_BYTES: Final = 4
_START: Final = len(_MAGIC) + _CHECKSUM_BYTES + _LENGTH_BYTES
#: What the head of a slice says of a place, and the place.
WrittenPlace: TypeAlias = tuple[list[Any], bytes]


class SliceDecodeError(ValueError):
    """The bytes are no slice of this schema."""


def encode_slice(tariff: TariffSlice, written: MutableMapping[Place, WrittenPlace] | None = None) -> bytes:
    """The slice as bytes that `decode_slice` reads.

    Args:
        written: places of other slices that are encoded with it, which is added to.
    """
    known = {} if written is None else written
    places = [known.get(place) or known.setdefault(place, _written(place)) for place in tariff.placed.places]
    head = orjson.dumps(
        {
            "jurisdiction": tariff.jurisdiction,
            "goods_code": tariff.goods_code,
            "places": [named for named, _ in places],
            "lines": [[line.goods_code, *line.units] for line in tariff.lines],
            "areas": [area_to_plain(row) for row in tariff.areas],
            "has_nomenclature": tariff.has_nomenclature,
            "profile": dict(tariff.profile),
        }
    )
    start = _MAGIC + _checksum(head) + len(head).to_bytes(_LENGTH_BYTES, "big")
    return b"".join([start, head, *[entries for _, entries in places]])


def decode_slice(raw: bytes, shared: MutableMapping[tuple[str, str], Place] | None = None) -> TariffSlice:
    """The slice that was encoded.

    Args:
        shared: places by release and goods code of other slices that were decoded with it, which is added to.

    Raises:
        SliceDecodeError: another schema, a wrong checksum, or content that is no slice.
    """
    if not raw.startswith(_MAGIC):
        raise SliceDecodeError(f"the value does not begin with {_MAGIC!r}")
    whole = memoryview(raw)
    ends = _START + int.from_bytes(raw[_START - _LENGTH_BYTES : _START], "big")
    head = whole[_START:ends]
    if raw[len(_MAGIC) : _START - _LENGTH_BYTES] != _checksum(head):
        raise SliceDecodeError("the checksum does not fit the value")
    try:
        plain = orjson.loads(head)
        places = _places(plain["places"], whole[ends:], {} if shared is None else shared)
        return _from_plain(plain, places)
    except (KeyError, ValueError, TypeError, AttributeError, InvalidOperation) as exc:
        raise SliceDecodeError(f"the value is no slice: {exc!r}") from exc


def _places(
    named: list[list[Any]], rest: memoryview, shared: MutableMapping[tuple[str, str], Place]
) -> tuple[Place, ...]:
    found = []
    at = 0
    for release, code, length, checksum in named:
        place = shared.get((release, code))
        if place is None:
            raw = rest[at : at + length]
            if _checksum(raw).hex() != checksum:
                raise SliceDecodeError("the checksum does not fit a place of the value")
            entries = [
                Entry(seq, KINDS[kind], areas_of(areas), stored) for seq, kind, areas, stored in orjson.loads(raw)
            ]
            place = shared[release, code] = Place(code, release, entries, read_measure)
        found.append(place)
        at += length
    if at != len(rest):
        raise SliceDecodeError("the value is shorter or longer than it says")
    return tuple(found)


def _from_plain(plain: dict[str, Any], places: tuple[Place, ...]) -> TariffSlice:
    return TariffSlice(
        jurisdiction=plain["jurisdiction"],
        goods_code=plain["goods_code"],
        measures=PlacedMeasures(places),
        lines=tuple(NomenclatureLine(code, tuple(units)) for code, *units in plain["lines"]),
        areas=tuple(area_from_plain(row) for row in plain["areas"]),
        has_nomenclature=plain["has_nomenclature"],
        profile=plain["profile"],
    )


def _written(place: Place) -> WrittenPlace:
    """What the head says of a place, and its entries as `[seq, kind, areas, measure]`, two JSON texts last."""
    entries = orjson.dumps(
        [
            [
                entry.seq,
                entry.kind.value,
                orjson.dumps(entry.areas).decode() if entry.areas else None,
                entry.stored or orjson.dumps(measure_to_plain(place.measure_of(entry))).decode(),
            ]
            for entry in place.entries
        ]
    )
    return [place.release, place.goods_code, len(entries), _checksum(entries).hex()], entries


def _checksum(payload: bytes | memoryview) -> bytes:
    return blake2b(payload, digest_size=_CHECKSUM_BYTES).digest()

"""A `TariffSlice` as bytes for the shared cache, so that no reader ever trusts a value it does not understand.

Layout: the four bytes `DTS` + schema version, a BLAKE2b checksum of eight bytes, then JSON. A value of another schema,
a truncated or altered one is an error, which the cache counts as a miss. Measures stand in it as the store has them,
each a text of its own beside its kind and areas, so that a reader reads those that it needs.
"""

from collections.abc import MutableMapping
from decimal import InvalidOperation
from hashlib import blake2b
from typing import Any, Final

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
_HEADER: Final = len(_MAGIC) + _CHECKSUM_BYTES


class SliceDecodeError(ValueError):
    """The bytes are no slice of this schema."""


def encode_slice(tariff: TariffSlice, written: MutableMapping[Place, bytes] | None = None) -> bytes:
    """The slice as bytes that `decode_slice` reads.

    Args:
        written: places of other slices that are encoded with it, which is added to: they share most of theirs.
    """
    known = {} if written is None else written
    for place in tariff.placed.places:
        if place not in known:
            known[place] = orjson.dumps(_place_to_plain(place))
    payload = orjson.dumps(
        {
            "jurisdiction": tariff.jurisdiction,
            "goods_code": tariff.goods_code,
            "places": [orjson.Fragment(known[place]) for place in tariff.placed.places],
            "lines": [[line.goods_code, *line.units] for line in tariff.lines],
            "areas": [area_to_plain(row) for row in tariff.areas],
            "has_nomenclature": tariff.has_nomenclature,
            "profile": dict(tariff.profile),
        }
    )
    return _MAGIC + _checksum(payload) + payload


def decode_slice(raw: bytes, shared: MutableMapping[tuple[str, str], Place] | None = None) -> TariffSlice:
    """The slice that was encoded.

    Args:
        shared: places by release and goods code of other slices that were decoded with it, which is added to.

    Raises:
        SliceDecodeError: another schema, a wrong checksum, or content that is no slice.
    """
    if not raw.startswith(_MAGIC):
        raise SliceDecodeError(f"the value does not begin with {_MAGIC!r}")
    payload = memoryview(raw)[_HEADER:]
    if raw[len(_MAGIC) : _HEADER] != _checksum(payload):
        raise SliceDecodeError("the checksum does not fit the value")
    try:
        return _from_plain(orjson.loads(payload), {} if shared is None else shared)
    except (KeyError, ValueError, TypeError, AttributeError, InvalidOperation) as exc:
        raise SliceDecodeError(f"the value is no slice: {exc!r}") from exc


def _from_plain(plain: dict[str, Any], shared: MutableMapping[tuple[str, str], Place]) -> TariffSlice:
    return TariffSlice(
        jurisdiction=plain["jurisdiction"],
        goods_code=plain["goods_code"],
        measures=PlacedMeasures(tuple([_place(place, shared) for place in plain["places"]])),
        lines=tuple(NomenclatureLine(code, tuple(units)) for code, *units in plain["lines"]),
        areas=tuple(area_from_plain(row) for row in plain["areas"]),
        has_nomenclature=plain["has_nomenclature"],
        profile=plain["profile"],
    )


def _place_to_plain(place: Place) -> list[Any]:
    """A place as `[release, goods code, entries]`; an entry is `[seq, kind, areas, measure]`, two JSON texts last."""
    entries = [
        [
            entry.seq,
            entry.kind.value,
            orjson.dumps(entry.areas).decode() if entry.areas else None,
            entry.stored or orjson.dumps(measure_to_plain(place.measure_of(entry))).decode(),
        ]
        for entry in place.entries
    ]
    return [place.release, place.goods_code, entries]


def _place(plain: list[Any], shared: MutableMapping[tuple[str, str], Place]) -> Place:
    release, code, entries = plain
    known = shared.get((release, code))
    if known is None:
        read = [Entry(seq, KINDS[kind], areas_of(areas), stored) for seq, kind, areas, stored in entries]
        known = shared[release, code] = Place(code, release, read, read_measure)
    return known


def _checksum(payload: bytes | memoryview) -> bytes:
    return blake2b(payload, digest_size=_CHECKSUM_BYTES).digest()

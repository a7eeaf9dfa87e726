"""A `TariffSlice` as bytes for the shared cache, so that no reader ever trusts a value it does not understand.

Layout: the four bytes `DTS` + schema version, a BLAKE2b checksum of eight bytes, then JSON. A value of another schema,
a truncated or altered one is an error, which the cache counts as a miss.
"""

from decimal import InvalidOperation
from hashlib import blake2b
from typing import Any, Final

import orjson

from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.measure_plain import area_from_plain, area_to_plain, measure_from_plain, measure_to_plain

#: Raise it whenever a stored slice would be read differently; it is part of the cache keys too.
SLICE_SCHEMA: Final = 2
_MAGIC: Final = b"DTS%d" % SLICE_SCHEMA
_CHECKSUM_BYTES: Final = 8
_HEADER: Final = len(_MAGIC) + _CHECKSUM_BYTES


class SliceDecodeError(ValueError):
    """The bytes are no slice of this schema."""


def encode_slice(tariff: TariffSlice) -> bytes:
    """The slice as bytes that `decode_slice` reads."""
    payload = orjson.dumps(
        {
            "jurisdiction": tariff.jurisdiction,
            "goods_code": tariff.goods_code,
            "measures": [measure_to_plain(measure) for measure in tariff.measures],
            "lines": [[line.goods_code, *line.units] for line in tariff.lines],
            "areas": [area_to_plain(row) for row in tariff.areas],
            "has_nomenclature": tariff.has_nomenclature,
            "profile": dict(tariff.profile),
        }
    )
    return _MAGIC + _checksum(payload) + payload


def decode_slice(raw: bytes) -> TariffSlice:
    """The slice that was encoded.

    Raises:
        SliceDecodeError: another schema, a wrong checksum, or content that is no slice.
    """
    if not raw.startswith(_MAGIC):
        raise SliceDecodeError(f"the value does not begin with {_MAGIC!r}")
    payload = raw[_HEADER:]
    if raw[len(_MAGIC) : _HEADER] != _checksum(payload):
        raise SliceDecodeError("the checksum does not fit the value")
    try:
        return _from_plain(orjson.loads(payload))
    except (KeyError, ValueError, TypeError, AttributeError, InvalidOperation) as exc:
        raise SliceDecodeError(f"the value is no slice: {exc!r}") from exc


def _from_plain(plain: dict[str, Any]) -> TariffSlice:
    return TariffSlice(
        jurisdiction=plain["jurisdiction"],
        goods_code=plain["goods_code"],
        measures=tuple(measure_from_plain(measure) for measure in plain["measures"]),
        lines=tuple(NomenclatureLine(code, tuple(units)) for code, *units in plain["lines"]),
        areas=tuple(area_from_plain(row) for row in plain["areas"]),
        has_nomenclature=plain["has_nomenclature"],
        profile=plain["profile"],
    )


def _checksum(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=_CHECKSUM_BYTES).digest()

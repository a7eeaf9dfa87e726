"""Entries, parties and verdicts as plain values, as they are stored."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from dutiful_docs.screening.engine.listed import Birth, Listed, ListedName, NameQuality, SubjectKind
from dutiful_docs.screening.engine.party import (
    Evidence,
    Hit,
    Party,
    PartyRole,
    Restriction,
    State,
    UsedList,
    Verdict,
)


def plain_entry(entry: Listed) -> dict[str, Any]:
    """Short keys: there are tens of thousands of entries."""
    return {
        "r": entry.reference,
        "k": entry.kind.value,
        "n": [[name.text, name.quality.value] for name in entry.names],
        "b": [[birth.year, birth.month, birth.day, birth.circa] for birth in entry.births],
        "c": sorted(entry.countries),
        "p": list(entry.programmes),
        "t": entry.remarks,
    }


def entry_of(plain: Mapping[str, Any]) -> Listed:
    """The entry that `plain_entry` wrote."""
    return Listed(
        plain["r"],
        SubjectKind(plain["k"]),
        tuple(ListedName(text, NameQuality(quality)) for text, quality in plain["n"]),
        tuple(Birth(*birth) for birth in plain["b"]),
        frozenset(plain["c"]),
        tuple(plain["p"]),
        plain["t"],
    )


def plain_parties(parties: Iterable[Party]) -> list[dict[str, Any]]:
    """Parties as JSON values, but for days, which the writer of JSON takes as they are."""
    return [asdict(party) for party in parties]


def party_of(plain: Mapping[str, Any]) -> Party:
    """Reads what `plain_parties` wrote."""
    born = plain["born_on"]
    return Party(
        plain["id"],
        PartyRole(plain["role"]),
        tuple(plain["names"]),
        SubjectKind(plain["kind"]),
        plain["country"],
        date.fromisoformat(born) if born else None,
    )


def plain_restrictions(restrictions: Iterable[Restriction]) -> list[dict[str, Any]]:
    """Restrictions as JSON values."""
    return [asdict(one) for one in restrictions]


def restriction_of(plain: Mapping[str, Any]) -> Restriction:
    """Reads what `plain_restrictions` wrote."""
    return Restriction(**plain)


def plain_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON values, but for days, which the writer of JSON takes as they are."""
    return asdict(verdict)


def verdict_of(plain: Mapping[str, Any]) -> Verdict:
    """Reads what `plain_verdict` wrote."""
    return Verdict(
        State(plain["state"]),
        tuple(hit_of(hit) for hit in plain["hits"]),
        tuple(
            UsedList(
                one["list_id"],
                one["edition_id"],
                date.fromisoformat(one["list_date"]),
                date.fromisoformat(one["verified_on"]),
                one["stale"],
            )
            for one in plain["lists"]
        ),
        tuple(plain["missing"]),
        tuple(restriction_of(one) for one in plain["restrictions"]),
        plain["threshold"],
    )


def hit_of(plain: Mapping[str, Any]) -> Hit:
    """Reads a hit of a stored verdict."""
    return Hit(
        **{
            **plain,
            "list_date": date.fromisoformat(plain["list_date"]),
            "matched_quality": NameQuality(plain["matched_quality"]),
            "kind": SubjectKind(plain["kind"]),
            "programmes": tuple(plain["programmes"]),
            "evidence": tuple(Evidence(one) for one in plain["evidence"]),
        }
    )

"""Why a subheading is a candidate: the words, the facts, the note, the nearest cited example, the heading's text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dutiful_classify.engine.assessment import Reason
from dutiful_classify.engine.candidates import Evidence
from dutiful_classify.engine.concept_match import ConceptMatch
from dutiful_classify.engine.reading import Reading
from dutiful_classify.lexicon.notes import Note

#: An example less near than this (cosine) is no evidence.
_LEAST_SIMILARITY: Final = 0.5
_LEAST_SHARE: Final = 0.02


def reasons_of(
    hs6: str, reading: Reading, evidence: Evidence, notes: Sequence[Note], texts: Mapping[str, str]
) -> tuple[Reason, ...]:
    """Reasons for `hs6`, the strongest first; the text of the subheading closes them."""
    found = [*_words(hs6, evidence.matches, reading), *_notes(hs6, notes, evidence), *_example(hs6, evidence)]
    if hs6 in texts:
        found.append(Reason(texts[hs6], f"HS 2022, {hs6[:4]}.{hs6[4:]}"))
    return tuple(found)


def _words(hs6: str, matches: Sequence[ConceptMatch], reading: Reading) -> Iterator[Reason]:
    for match in matches[:3]:
        if match.codes.get(hs6, 0.0) < _LEAST_SHARE:
            continue
        conditions = {
            f"{name}: {value}"
            for code in match.concept.codes
            if code.hs6 == hs6
            for name, values in code.conditions.items()
            for value in sorted(reading.facts.get(name, frozenset()) & set(values))
        }
        stated = f" ({', '.join(sorted(conditions))})" if conditions else ""
        yield Reason(f"“{match.phrase}” is {match.concept.name}{stated}", "title")
        if match.concept.note:
            yield Reason(match.concept.note, "practice")
        return


def _notes(hs6: str, notes: Sequence[Note], evidence: Evidence) -> Iterator[Reason]:
    yield from (Reason(note.text, note.cite) for note in notes if note.factor > 1 and note.speaks_of(hs6))
    against = {note.cite: note for note in notes if note.factor < 1 and not note.speaks_of(hs6)}
    rivals = _spoken_for(evidence)
    yield from (Reason(note.text, note.cite) for note in against.values() if _shuts_out(note, hs6, rivals))


def _shuts_out(note: Note, hs6: str, rivals: frozenset[str]) -> bool:
    """Whether the note turned what might have been the subheading's rival away: a neighbour in its heading, or in the
    chapters around it one that words or examples speak for. What a note says of other goods is no reason for these."""
    if any(len(prefix) > len(hs6[:4]) and prefix.startswith(hs6[:4]) for prefix in note.within):
        return True
    near = (code for code in rivals if abs(int(code[:2]) - int(hs6[:2])) <= 1)
    return any(note.speaks_of(code) for code in near)


def _spoken_for(evidence: Evidence) -> frozenset[str]:
    """The subheadings for which a named concept or a near example speaks."""
    named = {code for match in evidence.matches for code, share in match.codes.items() if share >= _LEAST_SHARE}
    near = {one.hs6 for one in evidence.neighbours if one.similarity >= _LEAST_SIMILARITY}
    return frozenset(named | near)


def _example(hs6: str, evidence: Evidence) -> Iterator[Reason]:
    for neighbour in evidence.neighbours:
        if neighbour.hs6 == hs6 and neighbour.similarity >= _LEAST_SIMILARITY:
            yield Reason(f"Near a classified example ({neighbour.similarity:.0%} alike)", neighbour.source)
            return

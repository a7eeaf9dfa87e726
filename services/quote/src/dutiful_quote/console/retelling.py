"""What the law and the engine say, in the language of the page.

They speak English, in sentences with values in them. `texts/said/en.toml` has the template of each sentence under a
stable code, the tables beside it the same in other languages. A sentence is known by its template; the values in it
are written as the page's language does, and a sentence within a sentence is told in turn. What no template knows stays
English, and is marked so (`lang="en"`, WCAG 3.1.2), as are citations of law and the names of agreements.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from dutiful_quote.console.said_values import FORMS, NESTED, OWN_WORDS, SEPARATORS, value_as_written
from dutiful_quote.console.said_values import in_english as marked
from dutiful_quote.console.texts import said_texts

if TYPE_CHECKING:
    from dutiful_quote.console.words import Words

_HOLE: Final = re.compile(r"\{([a-z]+)(_[0-9])?\}")
#: Where one sentence ends and another begins.
_BETWEEN: Final = re.compile(r"(?<=[.?!:;]) (?=[A-Z'\"])")
#: A template that says less by itself is no help where what stands in it is not known: `{said}.`
_TELLING: Final = 12
#: Longer texts, or texts of more pieces, are nobody's sentence; looking for templates in them would take long.
_LONGEST: Final = 3000
_MOST_PIECES: Final = 24
_PIECE: Final = re.compile(r"[.?!:;] ")
#: So many pieces between separators may be one value that holds the separator.
_MOST_JOINED: Final = 6
#: So many sentences are kept as they were told.
_MOST_KEPT: Final = 8192


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence for a page. `whole`: nothing of it was left in English for lack of a template."""

    html: Markup
    whole: bool


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence of the English table: what it looks like, and the holes in it from left to right. `longest` is the
    longest piece between them, `said` the length of all."""

    code: str
    pattern: re.Pattern[str]
    longest: str
    said: int
    holes: tuple[str, ...]


def told(words: "Words", text: str) -> Told:
    """`text` in the language of `words`; in English it is left as it is."""
    if words.language == "en":
        return Told(escape(text), whole=True)
    return _told(words, text)


@cache
def templates() -> Sequence[Template]:
    """All that have holes, those that say most first."""
    made = [_template(code, text) for code, text in said_texts("en").items() if _HOLE.search(text)]
    return sorted(made, key=lambda one: -one.said)


@cache
def plain_codes() -> Mapping[str, str]:
    """Sentences without holes -> their codes."""
    return {text: code for code, text in said_texts("en").items() if not _HOLE.search(text)}


@lru_cache(maxsize=_MOST_KEPT)
def _told(words: "Words", text: str) -> Told:
    code = plain_codes().get(text)
    if code is not None:
        return Told(escape(said_texts(words.language)[code]), whole=True)
    if len(text) > _LONGEST or len(_PIECE.findall(text)) > _MOST_PIECES:
        return Told(marked(text), whole=False)
    partly: Told | None = None
    for template in templates():
        # Nearly all are passed over by their longest piece, which is found faster than a pattern is matched.
        if template.longest not in text or (found := template.pattern.fullmatch(text)) is None:
            continue
        one = _filled(words, template, found)
        if one.whole:
            return one
        if partly is None and template.said >= _TELLING:
            partly = one
    return _in_turn(words, text) or partly or Told(marked(text), whole=False)


def _filled(words: "Words", template: Template, found: re.Match[str]) -> Told:
    values: dict[str, Told] = {}
    for hole, value in zip(template.holes, found.groups(), strict=True):
        values[hole] = _value(words, hole.partition("_")[0], value)
    html = _substituted(said_texts(words.language)[template.code], values)
    return Told(html, whole=all(one.whole for one in values.values()))


def _substituted(text: str, values: Mapping[str, Told]) -> Markup:
    parts: list[Markup] = []
    end = 0
    for hole in _HOLE.finditer(text):
        parts += [escape(text[end : hole.start()]), values[hole[0][1:-1]].html]
        end = hole.end()
    return Markup("").join([*parts, escape(text[end:])])


def _value(words: "Words", form: str, value: str) -> Told:
    if form not in NESTED:
        return Told(value_as_written(words, form, value), whole=True)
    if form == OWN_WORDS:
        own = _told(words, value)
        return own if own.whole else Told(escape(value), whole=True)
    separator, written = SEPARATORS.get(form, ("", ""))
    some = _each(words, value, separator)
    between = escape(said_texts(words.language)[written]) if written else Markup("; ")
    return Told(between.join(one.html for one in some), whole=all(one.whole for one in some))


def _each(words: "Words", value: str, separator: str) -> Sequence[Told]:
    """What stands between separators; a part may hold one itself, so the longest that is known counts."""
    if not separator:
        return [_told(words, value)]
    pieces, found = value.split(separator), list[Told]()
    while pieces:
        for count in range(min(len(pieces), _MOST_JOINED), 0, -1):
            one = _told(words, separator.join(pieces[:count]).strip(" ,"))
            if one.whole or count == 1:
                found.append(one)
                pieces = pieces[count:]
                break
    return found


def _in_turn(words: "Words", text: str) -> Told | None:
    """Several sentences, each by itself, the longest that is known first; None where not even one is known."""
    ends = [match.start() for match in _BETWEEN.finditer(text)]
    for end in reversed(ends):
        head = _told(words, text[:end])
        if not head.whole:
            continue
        rest = _told(words, text[end + 1 :])
        return Told(head.html + _gap(words) + rest.html, rest.whole)
    for end in ends:  # the first one is not known: perhaps a later one is
        rest = _told(words, text[end + 1 :])
        if rest.whole:
            return Told(marked(text[:end]) + Markup(" ") + rest.html, whole=False)
    return None


def _gap(words: "Words") -> Markup:
    return Markup("") if words.language == "ja" else Markup(" ")


def _template(code: str, text: str) -> Template:
    pattern, end, holes = "", 0, []
    literals: list[str] = []
    for hole in _HOLE.finditer(text):
        literal = text[end : hole.start()]
        pattern += re.escape(literal) + f"({FORMS[hole[1]]})"
        literals.append(literal)
        holes.append(hole[0][1:-1])
        end = hole.end()
    literals.append(text[end:])
    whole = re.compile(pattern + re.escape(text[end:]), re.DOTALL)
    return Template(code, whole, max(literals, key=len), sum(map(len, literals)), tuple(holes))


def holes_of(text: str) -> Iterable[str]:
    """The names of the holes of a template."""
    return [hole[0][1:-1] for hole in _HOLE.finditer(text)]

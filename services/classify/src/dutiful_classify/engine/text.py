"""Words as they are compared: folded, without markup, sizes, counts, model numbers and sellers' praise.

What goes is noise for a tariff: a shirt is no other goods in XL, in a pack of ten or because it is a bestseller.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from dutiful_classify.lexicon.noise import load_noise

#: Characters of a text that are looked at; what stands beyond says nothing that the beginning did not.
MAX_CHARACTERS: Final = 4_000

_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]{0,500}>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+", re.IGNORECASE)
_UNIT = (
    r"(?:mm|cm|dm|m|km|inch(?:es)?|in|ft|feet|yards?|yd|\"|''|″|mah|wh|kwh|oz|lbs?|kg|g|gr|grams?|mg|ml|cl|l|ltr|"
    r"liters?|litres?|hz|khz|mhz|ghz|gb|tb|mb|dpi|gsm|denier|d|mp|px|rpm|psi|bar|lm|lumens?|k|°c|℃|°f|%)"
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_DIMENSIONS = re.compile(
    rf"(?<![\d.,]){_NUMBER}\s*{_UNIT}?(?:\s*[x\u00d7*]\s*{_NUMBER}\s*{_UNIT}?)+(?!\w)", re.IGNORECASE
)
_MEASURE = re.compile(rf"(?<![\w.]){_NUMBER}(?:\s*[-/~]\s*{_NUMBER})*\s*{_UNIT}(?!\w)", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:pack|set|lot|box)\s+of\s+\d+\b|\b\d+\s*-?\s*(?:pcs?|pieces?|pack|pk|packs|pairs?|sets?|lots?|count|ct|rolls?|"
    r"sheets|bags?|units?|stück|stk|pièces|piezas|pezzi|stuks|szt|peças|个|件|条|支|枚|個|本)\b(?:\s*/\s*(?:lot|bag|set|pack|box))?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SIZES = re.compile(r"\b(?:\d{0,2}x{1,3}[sl]|size \d+|sz \d+|eu\s?\d{2}|us\s?\d{1,2}|uk\s?\d{1,2})\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(?:19|20)\d{2}(?:\s*[-~/]\s*(?:19|20)?\d{2})?\b")
_MODEL = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])[a-z0-9]{8,}(?:-[a-z0-9]+)*\b", re.IGNORECASE)
#: What parts a listing: marks between its parts, and a size or capacity that stood there. One word between spaces.
_BREAK: Final = "\x1f"
#: What follows a capacity (`16GB RAM`, `4000mAh battery`) is a part of the goods, as after a `with`.
_TURN: Final = "\x1e"
_CAPACITY = re.compile(rf"(?<![\w.]){_NUMBER}\s*(?:[gtm]b|mah|mp)(?!\w)", re.IGNORECASE)
_PART_MARK = re.compile(r"[,;|/()\[\]\u2022\u00b7\u2013\u2014\u3001\u3002\uff0c]|\s-\s")
_NOT_WORD = re.compile(rf"[^\w&+'{_BREAK}{_TURN}-]+|_")
_LONELY_MARK = re.compile(r"(?<!\w)[-'&+]+|[-'&+]+(?!\w)")
_POSSESSIVE = re.compile(r"'s?(?!\w)")
_JOINT = re.compile(r"[-'&+]+")
#: An electric or electronic thing: an `e-bike` is no bike.
_ELECTRIC = re.compile(r"\be-(?=[^\W\d_]{3})")
#: Fineness of gold in words a shop uses; a number with `k` alone is a size or a price.
_KARAT = re.compile(
    r"\b(?:8|9|10|14|18|20|21|22|24)\s?(?:k|kt|karat|carat|ct)\b(?=(?:\s+\w+)?\s+gold\b)", re.IGNORECASE
)
#: The same where the metal is said first (`ouro 18k`, `or 18 carats`, `or jaune`); what is plated is said before it.
_PLATED: Final = (
    "placcato placcata placcati placcate plaqué plaquée plaqués plaquées plaque chapado_en chapada_en chapados_en "
    "chapadas_en bañado_en bañada_en bañados_en bañadas_en baño_de banhado_a banhada_a banhados_a banhado_em "
    "banhada_em folheado_a folheada_a folheados_a laminado_en laminado_de"
)
_METAL_FIRST = re.compile(
    "".join(f"(?<!{said.replace('_', ' ')} )" for said in _PLATED.split())
    + r"\b(?:(?:oro|ouro|or|goud)\s+(?:de\s+|di\s+|a\s+)?(?:8|9|10|14|18|20|21|22|24)\s?"
    r"(?:k|kt|karats?|carats?|carati|quilates|karaat)\b|or(?=\s+(?:jaune|blanc|massif)\b))",
    re.IGNORECASE,
)
_FINENESS: Final = frozenset({"925", "999", "750", "585"})
_SPACES = re.compile(r"\s+")
_NOISE = load_noise()
_PRAISE = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, _NOISE.praise))})\b|{'|'.join(map(re.escape, _NOISE.unspaced_praise))}",
    re.IGNORECASE,
)
#: Words that may fall out of a name without loss.
_LINKS: Final = frozenset({"a", "an", "the", "of", "for", "and", "with", "to", "s"})
#: Plurals that are other goods than their singular names: `short sleeve` is no `shorts`, and `nylon` no stockings.
_PLURAL_ONLY: Final = frozenset({"shorts", "tights", "thermals", "nylons", "sweets", "smalls"})
#: What may begin markup, an entity or an address.
_MARKS: Final = frozenset("<&@:")
#: What stands between words and is none.
_MARKERS: Final = frozenset({"", _BREAK, _TURN})
#: Control, formatting, private, unassigned and pictographic characters: nothing a reader reads.
_UNREAD: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "So"})


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text ready to be compared.

    Attributes:
        plain: lower-case words in their order with single spaces, accents kept; what an encoder reads.
        words: the same without stop words, accents folded, singular where a plural is plain.
        turns: the places in `words` before which a `for`, `with` or `in`, or a capacity stands: what follows is beside
            the goods.
        breaks: the places in `words` before which a mark or a size stands: words on its two sides are no one name.
        ofs: the places in `words` before which a `de` or `di` stands: the thing comes before it.
        purposes: the places in `words` before which a `for` stands; each is among the turns as well.
    """

    plain: str
    words: tuple[str, ...]
    turns: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    ofs: tuple[int, ...] = ()
    purposes: tuple[int, ...] = ()


def clean(text: str) -> CleanText:
    """The words of `text` that can tell goods from goods. Of the empty text: no words."""
    plain = _noiseless(visible(text[:MAX_CHARACTERS])).casefold()
    plain = _LONELY_MARK.sub(" ", _NOT_WORD.sub(" ", plain))
    shown = _SPACES.sub(" ", plain.replace(_BREAK, " ").replace(_TURN, " ")).strip()
    return CleanText(shown, *_parted(plain))


def words_of(plain: str) -> tuple[str, ...]:
    """The words of a text that is clean already: hyphens and apostrophes part words, fineness of silver stays."""
    return _parted(plain)[0]


def _parted(
    plain: str,
) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """What `CleanText` holds beside its plain text, in its order."""
    words: list[str] = []
    turns: list[int] = []
    breaks: list[int] = []
    ofs: list[int] = []
    purposes: list[int] = []
    for word in _spelt(_POSSESSIVE.sub("", plain)):
        if word == _BREAK:
            breaks.append(len(words))
        elif (word == _TURN or word in _NOISE.beside) and words:
            turns.append(len(words))
            if word in _NOISE.purpose:
                purposes.append(len(words))
        elif word in _NOISE.of and words:
            ofs.append(len(words))
        if word not in _MARKERS and word not in _NOISE.stop and (not word.isdigit() or word in _FINENESS):
            words.append(stem(fold(word)))
    once = tuple(dict.fromkeys(breaks)), tuple(dict.fromkeys(ofs)), tuple(purposes)
    return tuple(words), tuple(turns), *once


def _spelt(plain: str) -> list[str]:
    """The words, parted at spaces, hyphens, apostrophes and signs for `and`; empty ones among them."""
    return _JOINT.sub(" ", _ELECTRIC.sub("e", plain)).split(" ")


def name_words(name: str) -> tuple[str, ...]:
    """The words by which a name is found; none where it no longer names its goods once it is clean.

    Of `5g phone` no more than `phone` would be left, and of `di box` no more than `box`.
    """
    words = clean(name).words
    if len(words) != 1 or is_unspaced(name):
        return words
    said = [word for word in _spelt(_NOT_WORD.sub(" ", name.casefold())) if word and word not in _LINKS]
    return words if len(said) <= 1 else ()


def turns_aside(name: str) -> bool:
    """Whether a `for`, `with` or `in` is part of the name itself."""
    return not _NOISE.beside.isdisjoint(name.casefold().split())


def is_unspaced(text: str) -> bool:
    """Whether the text is in a script that writes no spaces between words (Han, Kana)."""
    return not text.isascii() and any("\u3040" <= sign <= "\u30ff" or "\u3400" <= sign <= "\u9fff" for sign in text)


def visible(text: str) -> str:
    """What a reader sees of `text`: no markup, no addresses, no control, formatting or pictographic characters."""
    if text.isascii() and text.isprintable() and _MARKS.isdisjoint(text) and "www." not in text:
        return text
    shown = _ADDRESS.sub(" ", _TAG.sub(" ", html.unescape(text)))
    shown = unicodedata.normalize("NFKC", shown)
    return "".join(" " if unicodedata.category(sign) in _UNREAD else sign for sign in shown)


def fold(word: str) -> str:
    """The word without accents: `böhse` as `bohse`; scripts other than Latin stay as they are."""
    if word.isascii():
        return word
    bare = unicodedata.normalize("NFD", word.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("æ", "ae"))
    if not any("a" <= sign <= "z" for sign in bare):
        return word
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def stem(word: str) -> str:
    """The singular where English grammar makes it plain; other words unchanged."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _PLURAL_ONLY:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def _noiseless(text: str) -> str:
    text = _METAL_FIRST.sub("karat gold", text)
    if _DIGIT.search(text):
        text = _KARAT.sub("karat", text)
        text = _COUNT.sub(" ", text)
        text = _CAPACITY.sub(f" {_TURN} ", text)
        for size in (_DIMENSIONS, _MEASURE):
            text = size.sub(f" {_BREAK} ", text)
        for noise in (_YEARS, _MODEL):
            text = noise.sub(" ", text)
    return _PART_MARK.sub(f" {_BREAK} ", _PRAISE.sub(" ", _SIZES.sub(" ", text)))

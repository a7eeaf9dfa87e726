"""XML read record by record, in little memory, and deaf to all that XML can do to its reader.

No document type, no entities, nothing fetched: defusedxml refuses them. Depth, size and text are bounded.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from dutiful_docs.screening.lists.bounds import BoundedFile
from dutiful_docs.screening.lists.errors import ListFileError

_PIECE: Final = 64 * 1024
_DEEPEST: Final = 32
_LONGEST_TEXT: Final = 200_000
_MOST_CHILDREN: Final = 50_000


@dataclass(slots=True)
class Node:
    """An element without its namespace. `text` is stripped."""

    tag: str
    attributes: Mapping[str, str]
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> Iterator["Node"]:
        """The descendants under this path of tags."""
        for child in self.children:
            if child.tag == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.all(*path[1:])

    def texts(self, *path: str) -> list[str]:
        """The texts of the descendants under this path, without empty ones."""
        return [found.text for found in self.all(*path) if found.text]

    def first(self, *path: str) -> str:
        """The first of `texts`, or an empty one."""
        return next(iter(self.texts(*path)), "")


class _Builder:
    """Makes a `Node` of each element whose tag is wanted; of the others only tag and attributes are seen."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = wanted
        self._open: list[Node] = []
        self._depth = self._size = 0
        self._texts: list[str] = []
        self.found: list[Node] = []
        self.root: Node | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ListFileError("The XML is nested too deeply.")
        node = Node(tag.rpartition("}")[2], {name.rpartition("}")[2]: value for name, value in attributes.items()})
        if self.root is None:
            self.root = node
        if not self._open:
            if node.tag not in self._wanted:
                return
            self._size = 0
        else:
            self._size += 1
            if self._size > _MOST_CHILDREN:
                raise ListFileError(f"A {self._open[0].tag} of the XML is too large.")
            self._open[-1].children.append(node)
        self._open.append(node)
        self._texts = []

    def data(self, text: str) -> None:
        if self._open:
            self._texts.append(text)
            if sum(map(len, self._texts)) > _LONGEST_TEXT:
                raise ListFileError(f"A text in a {self._open[0].tag} of the XML is too long.")

    def end(self, tag: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        node = self._open.pop()
        node.text = " ".join("".join(self._texts).split())
        self._texts = []
        if not self._open:
            self.found.append(node)

    def close(self) -> None:
        """Nothing is left to do."""


def records(file: BoundedFile, *wanted: str) -> Iterator[Node]:
    """The root without its children, and then each element with one of the wanted tags, as soon as it is read.

    Raises:
        ListFileError: the XML is broken, brings a document type or entities, or is beyond the bounds.
    """
    builder = _Builder(frozenset(wanted))
    # The parser is `Any` to the type checker: defusedxml has no types.
    parser: Any = XMLParser(target=builder, forbid_dtd=True)
    told_root = False
    try:
        while piece := file.read(_PIECE):
            parser.feed(piece)
            if builder.root is not None and not told_root:
                told_root = True
                yield Node(builder.root.tag, builder.root.attributes)
            found, builder.found = builder.found, []
            yield from found
        parser.close()
    except ParseError as exc:
        raise ListFileError(f"The XML is broken or cut off: {exc}.") from exc
    except DefusedXmlException as exc:
        raise ListFileError("The XML brings a document type or entities, which no official list does.") from exc
    except (ValueError, LookupError) as exc:  # an encoding that nobody knows
        raise ListFileError(f"The XML cannot be read: {exc}.") from exc
    yield from builder.found

"""OpenDocument texts: their paragraphs in order, and a title where they state one."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from index.files.decoding import UnreadableError, named
from index.files.documents.blocks import Block

_NO_TEXT = "is a damaged or no OpenDocument text ({}); fetch or save it again"
_ENCRYPTED = "is encrypted; save a copy without password"
_MAX_UNPACKED_BYTES = 200_000_000
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_HEADINGS = ("Title", "Heading_20_1", "Heading 1")
_LEFT_OUT = frozenset(
    (
        *(f"{_TEXT}{name}" for name in ("tracked-changes", "note", "ruby-text", "hidden-text")),
        *(f"{_TEXT}{name}" for name in ("table-of-content", "alphabetical-index", "user-index")),
        *(f"{_TEXT}{name}" for name in ("sequence-decls", "variable-decls", "user-field-decls")),
        *(f"{_OFFICE}{name}" for name in ("annotation", "annotation-end", "forms")),
    )
)
_SPACES = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_MOST_SPACES = 100
_SPACE = re.compile(r"[ \t\r\n]+")


def read_odt(data: bytes) -> tuple[list[Block], str]:
    """The paragraphs, and the title that the file states of itself; hidden text is left out.

    Raises:
        UnreadableError: it is damaged, encrypted, or no OpenDocument text.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > _MAX_UNPACKED_BYTES:
                raise UnreadableError(f"unpacks to more than {_MAX_UNPACKED_BYTES:,} bytes")
            if _encrypted(package):
                raise UnreadableError(_ENCRYPTED)
            content = _parsed(package, "content.xml")
            parts = [
                _parsed(package, n) for n in ("styles.xml", "meta.xml") if n in package.namelist()
            ]
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise UnreadableError(_NO_TEXT.format(named(error))) from error
    except (
        *(zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, ValueError),
        *(EOFError, OSError, NotImplementedError, RuntimeError),
    ) as error:
        raise UnreadableError(_NO_TEXT.format(named(error))) from error
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableError("is an OpenDocument file, but no text: export it as text or PDF")
    looks = _Looks([*parts, content])
    title = next((found.text or "" for part in parts for found in part.iter(_TITLE)), "")
    return list(_blocks(body, looks)), title


def _parsed(package: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(package.read(name), parser)


def _encrypted(package: zipfile.ZipFile) -> bool:
    if any(part.flag_bits & 0x1 for part in package.infolist()):
        return True
    name = "META-INF/manifest.xml"
    if name not in package.namelist():
        return False
    return any(True for _ in _parsed(package, name).iter(f"{_MANIFEST}encryption-data"))


class _Looks:
    """What styles say of paragraphs and words: which are headings, and which nobody sees."""

    def __init__(self, trees: list[Any]) -> None:
        self._styles: Mapping[str, Any] = {
            style.get(f"{_STYLE}name"): style
            for tree in trees
            for style in tree.iter(f"{_STYLE}style")
        }

    def heading(self, element: Any) -> bool:
        if element.tag == f"{_TEXT}h":
            return bool(element.get(f"{_TEXT}outline-level", "1") == "1")
        name = element.get(f"{_TEXT}style-name")
        return any(one in _HEADINGS for one in (name, *self._based_on(name)))

    def hidden(self, element: Any) -> bool:
        if element.get(f"{_TEXT}display") == "none":  # a section
            return True
        name = element.get(f"{_TEXT}style-name")
        for one in (name, *self._based_on(name)):
            style = self._styles.get(one)
            for properties in (
                style.iterfind(f"{_STYLE}text-properties") if style is not None else ()
            ):
                if shown := properties.get(f"{_TEXT}display"):
                    return bool(shown == "none")
        return False

    def _based_on(self, name: str | None) -> Iterator[str]:
        met: set[str] = set()
        while name and name in self._styles and name not in met:
            met.add(name)
            name = self._styles[name].get(f"{_STYLE}parent-style-name")
            if name:
                yield name


def _blocks(body: Any, looks: _Looks) -> Iterator[Block]:
    """The paragraphs and headings in order, those in tables, lists and frames too."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element.tag in _LEFT_OUT or (element is not body and looks.hidden(element)):
            continue
        if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            inner: list[Any] = []
            text = "".join(_words(element, looks, inner))
            if text.strip():
                yield Block(text.strip(), looks.heading(element))
            waiting += reversed(inner)
        else:
            waiting += [one for one in reversed(element) if isinstance(one.tag, str)]


def _words(paragraph: Any, looks: _Looks, inner: list[Any]) -> Iterator[str]:
    """The words of a paragraph; paragraphs in it, such as of a frame, are put into `inner`."""
    waiting: list[tuple[Any, bool]] = [(paragraph, False)]
    while waiting:
        element, behind = waiting.pop()
        if behind:
            yield _SPACE.sub(" ", element.tail or "")
            continue
        if element is not paragraph:
            waiting.append((element, True))
            if (
                not isinstance(element.tag, str)
                or element.tag in _LEFT_OUT
                or looks.hidden(element)
            ):
                continue
            if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                inner.append(element)
                continue
        yield _SPACES.get(element.tag) or _SPACE.sub(" ", element.text or "")
        if element.tag == f"{_TEXT}s":
            yield " " * min(_number(element.get(f"{_TEXT}c", "1")), _MOST_SPACES)
        waiting += [(one, False) for one in reversed(element)]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 1

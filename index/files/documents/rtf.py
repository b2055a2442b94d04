"""Rich text: its paragraphs, and a title where it states one or sets one apart.

The control words are read as the specification has them (Rich Text Format 1.9.1), by the tables of
striprtf, which knows the destinations that are no text and the code pages of fonts. It reads no
hidden text and no styles apart, hence the reader here.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index.files.decoding import UnreadableError, one_line
from index.files.documents.blocks import Block

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)",
    re.S,
)
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
_DEEPEST = 2_000
_HEADING_STYLE = re.compile(r"(?:title|titel|titre|heading 1|uberschrift 1|überschrift 1)\b", re.I)
_BREAKS = frozenset(("par", "sect", "page", "row", "nestrow", "cell", "nestcell", "column"))
_HIDDEN = frozenset(("v", "webhidden", "deleted"))
# shapes have a picture and, for older programs, what it shows; text boxes are text
_ENTERED = frozenset(("shptxt", "shp", "shpinst", "result", "fldrslt"))
_SKIPPED = frozenset(
    ("listtext", "bkmkstart", "footnote", "nonshppict", "shprslt", "xmlopen", "fldinst", "pict")
)
_MARKS = {"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "line": "\n"}
_MARKS |= {"ldblquote": "“", "rdblquote": "”", "tab": "\t", "emspace": " ", "enspace": " "}
_MARKS |= {"softline": "\n", "qmspace": " ", "zwj": "\u200d", "zwnj": "\u200c"}
_SYMBOLS = {"~": "\u00a0", "_": "-", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\"}


@dataclass(slots=True)
class _State:
    """What holds in a group, and is put back behind it."""

    skipped: bool = False
    hidden: bool = False
    font: int | None = None
    skip: int = 1  # characters that stand in for one of Unicode
    destination: str = ""
    style: int = 0


@dataclass(slots=True)
class _Reader:
    """A reader of one file, of which `run` is called once."""

    state: _State = field(default_factory=_State)
    above: list[_State] = field(default_factory=list)
    charset: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    default: int | None = None
    styles: dict[int, str] = field(default_factory=dict)
    title: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    passing: int = 0
    starred: bool = False
    named: list[str] = field(default_factory=list)

    def run(self, text: str) -> Iterator[Block]:
        for match in _TOKEN.finditer(text):
            word, number, code, symbol, brace, plain = match.groups()
            if self.raw and not code and not (plain and self._half()):
                self._flush()
            if word:
                yield from self._word(word, int(number) if number else None)
            elif code:
                self._byte(int(code, 16))
            elif symbol:
                yield from self._symbol(symbol)
            elif brace:
                if not self._brace(brace):
                    break
            elif plain:
                self._plain(plain)
        self._flush()
        yield from self._paragraph()

    # -- what is shown -------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        state = self.state
        if state.destination == "title":
            self.title.append(text)
        elif state.destination == "stylesheet":
            self.named.append(text)
        elif not state.skipped and not state.hidden:
            self.words.append(text)

    def _plain(self, text: str) -> None:
        if self.passing:
            text, self.passing = text[self.passing :], max(0, self.passing - len(text))
        if self.raw and text:  # the second half of a character of two bytes
            self.raw += text[0].encode("latin-1", "replace")
            self._flush()
            text = text[1:]
        if text:
            self._say(text.encode("latin-1", "replace").decode(self._encoding(), "replace"))

    def _byte(self, value: int) -> None:
        if self.passing:
            self.passing -= 1
        else:
            self.raw.append(value)

    def _half(self) -> bool:
        """Whether the bytes so far end in the first half of a character."""
        try:
            self.raw.decode(self._encoding())
        except UnicodeDecodeError as error:
            return error.reason == "incomplete multibyte sequence"
        return False

    def _flush(self) -> None:
        if self.raw:
            data = bytes(self.raw)
            self.raw.clear()
            self._say(data.decode(self._encoding(), "replace"))

    def _encoding(self) -> str:
        font = self.state.font if self.state.font is not None else self.default
        return self.fonts.get(font, self.charset) if font is not None else self.charset

    def _paragraph(self) -> Iterator[Block]:
        text = "".join(self.words)
        self.words.clear()
        if text.strip():
            styled = self.styles.get(self.state.style, "")
            yield Block(text, bool(_HEADING_STYLE.match(styled)))

    # -- control words -------------------------------------------------------------------------

    def _symbol(self, symbol: str) -> Iterator[Block]:
        self.passing = 0
        if symbol == "*":
            self.starred = True
        elif symbol in "\r\n":
            yield from self._broken()
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])

    def _brace(self, brace: str) -> bool:
        """Whether the document goes on behind a brace."""
        self.passing = 0
        self.starred = False
        if brace == "{":
            if len(self.above) >= _DEEPEST:
                raise UnreadableError(f"has groups in groups, more than {_DEEPEST:,} deep")
            self.above.append(replace(self.state))
            return True
        if self.state.destination == "stylesheet" and self.named:
            name = "".join(self.named).strip(" ;")
            self.styles.setdefault(self.state.style, name)
            self.named.clear()
        if self.above:
            self.state = self.above.pop()
        return bool(self.above)

    def _word(self, word: str, number: int | None) -> Iterator[Block]:
        self.passing = 0
        starred, self.starred = self.starred, False
        state = self.state
        if word == "u" and number is not None:
            self._say(_unit(number))
            self.passing = state.skip
        elif word in _BREAKS:
            yield from self._broken()
        elif word in _MARKS:
            self._say(_MARKS[word])
        elif word in _HIDDEN:
            state.hidden = number != 0
        elif word in ("title", "stylesheet", "fonttbl"):
            state.destination = word
            state.skipped = True
        elif word == "ud" and state.destination == "upr":
            state.destination, state.skipped = "", False
        elif word == "upr" and not state.skipped:  # the same in old letters, then in Unicode
            state.destination, state.skipped = word, True
        elif self._is_skipped(word, starred):
            state.skipped = True
        else:
            self._set(word, number)

    def _broken(self) -> Iterator[Block]:
        if not self.state.skipped:
            yield from self._paragraph()

    def _is_skipped(self, word: str, starred: bool) -> bool:
        from striprtf.striprtf import destinations

        if word in _ENTERED:
            return False
        return starred or word in _SKIPPED or word in destinations

    def _set(self, word: str, number: int | None) -> None:
        from striprtf.striprtf import charset_map

        state = self.state
        if word == "plain":
            state.hidden, state.font = False, None
        elif word == "pard":
            state.style = 0
        elif word == "s":
            state.style = number or 0
        elif word == "uc":
            state.skip = min(max(number if number is not None else 1, 0), 10)
        elif word == "f":
            state.font = number
        elif word == "deff":
            self.default = number
        elif word == "fcharset" and state.destination == "fonttbl" and state.font is not None:
            if number:  # 0 and 1 are the document's own
                name = charset_map.get(number, self.charset)
                self.fonts[state.font] = _known(name, self.charset)
        elif word in ("ansicpg", "mac", "pc", "pca"):
            named = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word, f"cp{number}")
            self.charset = _known("utf-8" if named == "cp65001" else named, self.charset)


def _known(name: str, otherwise: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return otherwise


def _unit(number: int) -> str:
    """The character of a code; those beyond the first plane come as two, put together later."""
    code = number + 0x10000 if number < 0 else number
    return chr(code) if 0 <= code <= 0x10FFFF else "\ufffd"


def read_rtf(data: bytes) -> tuple[list[Block], str]:
    """The paragraphs, and the title that the file states of itself; hidden text is left out.

    Raises:
        UnreadableError: it is no rich text, or its groups are nested too deep.
    """
    data = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not data.startswith(b"{\\rtf"):
        raise UnreadableError("is no rich text: it does not begin with {\\rtf")
    reader = _Reader()
    blocks = list(reader.run(_without_binary(data).decode("latin-1")))
    return [
        replace(block, text=_whole(block.text)) for block in blocks if block.text.strip()
    ], one_line("".join(reader.title))


def _whole(text: str) -> str:
    """`text` with the halves of characters put together."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _without_binary(data: bytes) -> bytes:
    """`data` without the bytes of pictures, which are no text."""
    parts, at = [], 0
    while match := _BINARY.search(data, at):
        parts.append(data[at : match.start()])
        at = match.end() + int(match[1])
    return b"".join((*parts, data[at:]))

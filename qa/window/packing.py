"""What is sent is sent small: replies packed as a client takes them, and files packed once."""

import hashlib
import mimetypes
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Send

FOR_EVER = "public, max-age=31536000, immutable"
"""Of what bears a hash of its content in its name."""

ASK_AGAIN = "private, no-cache"
"""Of what may be kept, and is shown only once the server says that it is still so."""

_WORTH_IT = 400
"""Less than so many bytes are not packed: they fit into one packet."""
_TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Packed:
    """A file of type `media` as it is sent, and kept in each packing once it was asked for."""

    content: bytes
    media: str
    cached: str
    _packed: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def named(cls, name: str, content: bytes) -> "Packed":
        """A file whose name says its type and holds a hash of its content."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return cls(content, "text/javascript" if name.endswith(".js") else kind, FOR_EVER)

    def pack(self, packing: str = "br") -> bytes:
        """The content as small as it gets, which takes some time when it is done first."""
        if packing not in self._packed:
            self._packed[packing] = _smallest(self.content, packing)
        return self._packed[packing]

    def is_packed(self, headers: Headers) -> bool:
        """Whether a reply to those headers is at hand."""
        packing = self._packing(headers)
        return not packing or packing in self._packed

    @cached_property
    def tag(self) -> str:
        """Stands for the content in `ETag`."""
        return f'W/"{hashlib.sha256(self.content).hexdigest()[:32]}"'

    def reply(self, headers: Headers) -> Response:
        """The reply to a GET or HEAD with those headers; without a body if they know the tag."""
        told = {"Cache-Control": self.cached, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if self.tag in headers.get("if-none-match", ""):
            return Response(None, 304, told, media_type=self.media)
        packing = self._packing(headers)
        if packing:
            told["Content-Encoding"] = packing
        content = self.pack(packing) if packing else self.content
        return Response(content, 200, told, media_type=self.media)

    def _packing(self, headers: Headers) -> str | None:
        worth_it = self.media.startswith(_TEXTS) and len(self.content) > _WORTH_IT
        return _packing(headers) if worth_it else None


def packed(headers: Headers, send: Send) -> Send:
    """Sends on a reply's text, packed as these headers of its request take it.

    Nothing is held back: whatever comes in one piece arrives by itself.
    """
    packing = _packing(headers)
    pack: Callable[[bytes, bool], bytes] | None = None
    held: list[Message] = []

    async def sent(message: Message) -> None:
        nonlocal pack
        if message["type"] == "http.response.start":
            held.append(message)  # until it is known how much there is to pack
            return
        if message["type"] == "http.response.body":
            body, more = message.get("body", b""), message.get("more_body", False)
            if held and packing and _is_worth_it(start := held[0], body, more=more):
                pack = _PACKERS[packing]()
                told = MutableHeaders(scope=start)
                told["Content-Encoding"] = packing
                told.add_vary_header("Accept-Encoding")
                del told["Content-Length"]
            if pack:
                message = {**message, "body": pack(body, not more)}
        while held:
            await send(held.pop())
        await send(message)

    return sent


def _packing(headers: Headers) -> str | None:
    asked = headers.get("accept-encoding", "").replace(" ", "").split(",")
    taken = {one.partition(";")[0] for one in asked if not one.endswith((";q=0", ";q=0.0"))}
    return next((name for name in _PACKERS if name in taken), None)


def _is_worth_it(start: Message, body: bytes, *, more: bool) -> bool:
    told = Headers(raw=start["headers"])
    is_text = told.get("content-type", "").startswith(_TEXTS)
    return is_text and "content-encoding" not in told and (more or len(body) > _WORTH_IT)


@lru_cache(maxsize=128)
def _smallest(content: bytes, packing: str) -> bytes:
    if packing == "br":
        return bytes(brotli.compress(content, quality=11))
    pack = zlib.compressobj(9, wbits=_GZIP)
    return pack.compress(content) + pack.flush()


def _brotli() -> Callable[[bytes, bool], bytes]:
    pack = brotli.Compressor(quality=4, lgwin=18)

    def put(body: bytes, last: bool) -> bytes:
        return bytes(pack.process(body) + (pack.finish() if last else pack.flush()))

    return put


def _gzip() -> Callable[[bytes, bool], bytes]:
    pack = zlib.compressobj(6, wbits=_GZIP)

    def put(body: bytes, last: bool) -> bytes:
        return pack.compress(body) + pack.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)

    return put


_PACKERS = {"br": _brotli, "gzip": _gzip}

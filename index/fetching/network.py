"""Connections to the very address that was checked: a name is looked up once, here.

Where a name stands for several addresses, one that is forbidden refuses the name. The connection is
then made to a checked address and not to the name, so that a DNS that answers otherwise the next
moment changes nothing; TLS and the `Host` header still go by the name.
"""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpcore
import httpx

from index.errors import FetchError
from index.fetching.addresses import Target, forbidden, is_allowed
from index.fetching.responses import FOUND, Hop, Limits, agent, refused_type, unpacked
from index.wordlists import WordLists

_TYPES = WordLists("index.fetching", "types.yaml")

Resolve = Callable[[str, int], Sequence[str]]
"""Host, port → the addresses that it stands for. Raises OSError where there are none."""


def resolved(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Deadline:
    """When what is being fetched must be done, whatever its server does meanwhile."""

    def __init__(self) -> None:
        self._end: float | None = None

    def begin(self, seconds: float) -> None:
        """So many seconds from now."""
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None) -> float | None:
        """`timeout`, or what is left if that is less.

        Raises:
            TimeoutError: nothing is left.
        """
        if self._end is None:
            return timeout
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left if timeout is None else min(left, timeout)


class CheckedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses alone, and to the hosts that are `allowed` by name."""

    def __init__(self, resolve: Resolve, allowed: Collection[str], deadline: Deadline) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers.

        Raises:
            FetchError: it has none, or one that is not asked.
            httpcore.ConnectError, httpcore.ConnectTimeout: none answers.
        """
        failed: Exception = httpcore.ConnectError("no address")
        for address in self._checked(host, port):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Stream(stream, self._deadline)
        raise failed

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # such as parts of a name that are empty, or long
            raise FetchError(host, "no server of this name is known") from error
        if not addresses:
            raise FetchError(host, "no server of this name is known")
        if is_allowed(host, port, self._allowed):
            return addresses
        for address in addresses:
            if why := forbidden(address):
                raise FetchError(host, f"is not asked: {why}")
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection that ends with the deadline, however slowly its bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Wire:
    """Connections to servers, and one answer at a time. Nothing else is kept between two.

    Through a `proxy` it is the proxy that looks names up and connects.
    """

    def __init__(
        self, limits: Limits, resolve: Resolve, allowed: Collection[str], proxy: Target | None
    ) -> None:
        self._limits = limits
        self._proxy = proxy
        self._deadline = Deadline()
        named = {proxy.place, f"{proxy.host}:{proxy.port}"} if proxy else allowed
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            proxy=httpcore.Proxy(proxy.url) if proxy else None,
            max_keepalive_connections=10,
            keepalive_expiry=30,
            network_backend=CheckedNetwork(resolve, named, self._deadline),
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def ask(
        self, target: Target, conditions: Mapping[str, str], most: int, *, cut: bool
    ) -> tuple[Hop, bytes]:
        """The answer of a server, and up to `most` bytes of a body that is whole, unpacked.

        With `cut`, a longer one is cut there, and any type is taken.

        Raises:
            FetchError: there is none, or it is not read.
        """
        self._deadline.begin(self._limits.total_seconds)
        with (
            self._named(target),
            self._begun(target, conditions) as answer,
        ):
            hop = _hop(target, answer)
            if hop.status != FOUND:
                return hop, b""
            if not cut and (why := refused_type(hop.header("content-type"))):
                raise FetchError(target.url, why)
            encoding = hop.header("content-encoding").strip().lower()
            body = b"".join(unpacked(answer.iter_stream(), encoding, most))
            if len(body) > most and not cut:
                raise FetchError(target.url, f"holds more than {most:,} bytes, the limit")
            return hop, body[:most]

    def _begun(
        self, target: Target, conditions: Mapping[str, str]
    ) -> AbstractContextManager[httpcore.Response]:
        limits = self._limits
        headers = {
            "Host": target.place,
            "User-Agent": agent(),
            "Accept": " ".join(_TYPES.named("accepted")),
            "Accept-Encoding": "gzip, deflate",
            **conditions,
        }
        timeouts = {
            "connect": limits.connect_seconds,
            "read": limits.read_seconds,
            "write": limits.read_seconds,
            "pool": limits.connect_seconds,
        }
        # in its parts, so that nobody reads the address in another way than it was checked
        url = httpcore.URL(
            scheme=target.scheme,
            host=target.host,
            port=None if target.is_usual else target.port,
            target=target.asked,
        )
        return self._pool.stream(
            "GET", url, headers=list(headers.items()), extensions={"timeout": timeouts}
        )

    @contextmanager
    def _named(self, target: Target) -> Iterator[None]:
        """What goes wrong on the way, in words."""
        try:
            yield
        except FetchError as error:
            raise FetchError(target.url, error.why) from error
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise FetchError(
                target.url,
                "its server is too slow: it did not answer, or not to the end within "
                f"{self._limits.total_seconds:g} seconds",
            ) from error
        except (httpcore.NetworkError, ssl.SSLError, OSError) as error:
            through = f" through the proxy {self._proxy.place}" if self._proxy else ""
            raise FetchError(
                target.url, f"its server cannot be reached{through} ({_short(error)})"
            ) from error
        except (httpcore.ProtocolError, httpcore.ProxyError, zlib.error) as error:
            raise FetchError(target.url, f"its server's answer is broken ({error})") from error


def _hop(target: Target, answer: httpcore.Response) -> Hop:
    return Hop(
        target.url,
        answer.status,
        answer.extensions.get("reason_phrase", b"").decode("latin-1"),
        tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.headers),
    )


def _short(error: BaseException) -> str:
    return str(error).strip() or type(error).__name__

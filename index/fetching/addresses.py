"""Which addresses may be asked: those of public servers, whatever spelling they come in.

A name is checked by the addresses that it stands for, all of them, when a connection is made (see
`network`), so that no answer of the DNS leads elsewhere. What can be told from the URL alone is
told here, before anything is looked up.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

from index.errors import FetchError
from index.wordlists import WordLists

_LISTS = WordLists("index.fetching", "addresses.yaml")
_PORTS = {"http": 80, "https": 443}
_GIVEN_OUT = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)\.?", re.I)
_LAST_PORT = 65_535
_LONGEST = 4_000  # characters
_UNWRITTEN = re.compile(r"[\x00-\x20\x7f\\]")
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid)$")


@dataclass(frozen=True, slots=True)
class Target:
    """An address as it is asked: `url` in one spelling, without fragment; its parts."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def place(self) -> str:
        """Host and port, the port left out where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.is_usual else f"{host}:{self.port}"

    @property
    def is_usual(self) -> bool:
        """Whether the port is the one that its scheme has."""
        return self.port == _PORTS[self.scheme]

    @property
    def asked(self) -> str:
        """Path and query, as the server is asked for them."""
        return self.url.removeprefix(self.origin)

    @property
    def origin(self) -> str:
        """Scheme and place, such as "https://courier.example:8443"."""
        return f"{self.scheme}://{self.place}"


def is_address(name: str) -> bool:
    """Whether what was typed is a web address, and not a file's name."""
    return re.match(r"https?://", name.strip(), re.I) is not None


def target_of(url: str) -> Target:
    """The parts of an address, written in one way: no fragment, no marks of where it was clicked.

    Raises:
        FetchError: it is none that can be asked; nothing was looked up.
    """
    import httpx  # who only reads an archive needs none

    shown = url if len(url) <= 200 else f"{url[:200]}…"
    url = url.strip()
    if len(url) > _LONGEST or _UNWRITTEN.search(url):
        raise FetchError(shown, "is not a web address: spaces, backslashes or far too long")
    try:
        parsed = httpx.URL(url)
        name = parsed.host  # decoded here, which a name that only looks like IDNA refuses
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(shown, f"is not a web address ({error})") from error
    if parsed.scheme not in _PORTS or not name:
        raise FetchError(shown, "is not asked: only http:// and https:// addresses are")
    if parsed.userinfo:
        whose = f"{parsed.scheme}://…@{name}"
        raise FetchError(whose, "holds a name or a password; take them out of the address")
    host = parsed.raw_host.decode("ascii").lower().rstrip(".")
    port = parsed.port or _PORTS[parsed.scheme]
    if port > _LAST_PORT:
        raise FetchError(shown, f"is not a web address: there is no port {port}")
    kept = [(k, v) for k, v in parsed.params.multi_items() if not _TRACKING.match(k)]
    if len(kept) < len(parsed.params.multi_items()):
        parsed = parsed.copy_with(params=kept) if kept else parsed.copy_with(query=None)
    target = Target("", parsed.scheme, host, port)
    path = parsed.raw_path.decode("ascii")
    return Target(f"{target.origin}{path}", parsed.scheme, host, port)


def refused_host(host: str) -> str:
    """Why a host is not asked, as far as its name tells; empty where it may be looked up."""
    try:
        return forbidden(host)
    except ValueError:
        pass
    labels = host.split(".")
    if ":" in host or _NUMBER.fullmatch(labels[-1]):
        return f"{host} is no proper address; write it as four numbers, or by its name"
    ends = {".".join(labels[-n:]) for n in (1, 2)}
    if len(labels) < 2 or ends & _LISTS.among("names"):
        return f"{host} is a name within a network, not of a public server"
    return ""


def forbidden(address: str) -> str:
    """Why an IP address is not asked; empty where it is one of a public server.

    Raises:
        ValueError: it is no address.
    """
    found = ip_address(address.partition("%")[0])
    inner = _embedded(found)
    if what := _what(inner):
        through = f" ({address})" if inner is not found else ""
        return f"{inner}{through} is {what}"
    return ""


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one leads to, where it does; else itself."""
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _what(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return next((what for network, what in _ipv4() if address in network), "")
    found = next((what for network, what in _ipv6() if address in network), "")
    return found or ("" if address in _GIVEN_OUT else "a reserved address")


@cache
def _ipv4() -> list[tuple[IPv4Network, str]]:
    return [(IPv4Network(network), what) for network, what in _LISTS.mapped("ipv4").items()]


@cache
def _ipv6() -> list[tuple[IPv6Network, str]]:
    return [(IPv6Network(network), what) for network, what in _LISTS.mapped("ipv6").items()]


def is_allowed(host: str, port: int, allowed: Collection[str]) -> bool:
    """Whether `allowed` names this host, or this port of it: "127.0.0.1:8080", "cms.lan"."""
    shown = f"[{host}]" if ":" in host else host
    if not {host, shown}.isdisjoint(allowed):
        return port in _PORTS.values()
    return f"{shown}:{port}" in allowed

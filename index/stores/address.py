"""Where a Chroma server is: an address as people give it and as an archive remembers it."""

import os
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urlsplit

from index.errors import StoreError

HERE = "here"
"""What stands for the archive's own folder."""
CLOUD = "cloud"
"""What stands for Chroma Cloud."""
CLOUD_URL = "https://api.trychroma.com"

_PORTS = {"http": 8000, "https": 443}
_TENANT, _DATABASE = "default_tenant", "default_database"


@dataclass(frozen=True, slots=True)
class Address:
    """A database on a Chroma server, or on Chroma Cloud where `server` is "cloud".

    `tenant` and `database` are empty where they are whichever the key of Chroma Cloud is for. No
    secret is part of it.
    """

    server: str
    tenant: str
    database: str

    def __str__(self) -> str:
        """Such as "https://chroma.example:8000/default_tenant/news"."""
        return "/".join((self.server, quote(self.tenant, safe=""), quote(self.database, safe="")))

    @property
    def host(self) -> str:
        """The server as people call it."""
        return "Chroma Cloud" if self.is_cloud else self.server.partition("://")[2]

    @property
    def is_cloud(self) -> bool:
        """Whether it is Chroma Cloud."""
        return self.server == CLOUD

    @property
    def url(self) -> str:
        """The server's URL, without tenant and database."""
        return CLOUD_URL if self.is_cloud else self.server

    @property
    def path(self) -> str:
        """The path of its collections in Chroma's API."""
        tenant, database = quote(self.tenant, safe=""), quote(self.database, safe="")
        return f"/tenants/{tenant}/databases/{database}/collections"

    def means(self, other: "Address") -> bool:
        """Whether `other` is where this one leads."""
        return self == replace(
            other,
            tenant=other.tenant if self.tenant else "",
            database=other.database if self.database else "",
        )


def addresses_of(text: str) -> list[Address]:
    """The addresses of several servers, separated by commas (see `address_of`); each once."""
    return list(dict.fromkeys(address_of(one) for one in text.split(",") if one.strip()))


def address_of(text: str) -> Address:
    """`text`, "cloud" or "https://HOST:PORT", either with "/TENANT/DATABASE" behind it.

    Without these they are what CHROMA_TENANT and CHROMA_DATABASE say, which Chroma's own clients
    read, else a server's defaults.

    Raises:
        StoreError: it is no such address, or holds a password.
    """
    server, parts = _split(text)
    if len(parts) not in (0, 2):
        raise StoreError(
            f"{text!r:.200} is no address of a Chroma server: behind its host stand the tenant and "
            "the database or nothing, such as http://localhost:8000/default_tenant/news"
        )
    usual = ("", "") if server == CLOUD else (_TENANT, _DATABASE)
    tenant, database = parts or (
        os.environ.get("CHROMA_TENANT") or usual[0],
        os.environ.get("CHROMA_DATABASE") or usual[1],
    )
    return Address(server, tenant, database)


def _split(text: str) -> tuple[str, list[str]]:
    """The server that `text` names, and what stands behind it."""
    first, *parts = text.strip().rstrip("/").split("/")
    if first == CLOUD:
        return CLOUD, [unquote(part) for part in parts]
    try:
        split = urlsplit(text.strip())
        if "@" in split.netloc:
            raise StoreError(
                "the address of the Chroma server holds a name or a password, which logs would "
                "show; leave it out, and give a token as DATELINE_CHROMA_TOKEN"
            )
        port = split.port or _PORTS[split.scheme]
        if not split.hostname or split.query or split.fragment:
            raise ValueError("it names no host, or more than a server")
    except (KeyError, ValueError) as error:
        raise StoreError(
            f"{text!r:.200} is no address of a Chroma server; give one like http://localhost:8000, "
            f"'{CLOUD}' for Chroma Cloud, or '{HERE}' for the archive's own folder"
        ) from error
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
    behind = [unquote(part) for part in split.path.split("/") if part]
    return f"{split.scheme}://{host}:{port}", behind

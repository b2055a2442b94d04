"""Where the vectors of an archive are: said once, remembered, and never changed in silence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from index.errors import ArchiveMismatch, StoreError
from index.ledger import Ledger
from index.stores.address import HERE, Address, address_of
from index.stores.keeping import Elsewhere, Here, Store
from index.stores.wire import Wire


def placed_at(chroma: str) -> dict[str, str]:
    """What a new archive is to remember of `chroma`, which may be empty or "here".

    Raises:
        StoreError: it is no address, or Chroma Cloud has to be asked whose key it is and is away.
    """
    return {} if chroma in ("", HERE) else _remembered(str(_whole(address_of(chroma))))


def agreed(archive: Path, chroma: str, remembered: str) -> None:
    """Refuse an archive that was opened with another store than it has.

    Raises:
        ArchiveMismatch: its vectors are not at `chroma`.
        StoreError: `chroma` is no address.
    """
    if not chroma:
        return
    there = chroma != HERE and bool(remembered)
    if (chroma == HERE and not remembered) or (
        there and address_of(chroma).means(address_of(remembered))
    ):
        return
    has = f"at {remembered}" if remembered else "in its own folder"
    raise ArchiveMismatch(
        f"the archive at {archive} has its vectors {has}, and DATELINE_CHROMA says {chroma!r}: "
        "leave it unset, or run 'dateline rebuild' with it set to move the vectors there; "
        f"{HERE!r} moves them into the archive's folder"
    )


def moved(chroma: str, remembered: str) -> dict[str, str]:
    """What an archive is to remember of where its vectors are after a rebuild with `chroma`.

    Raises:
        StoreError: the server there does not answer, or is none of Chroma.
    """
    if chroma == HERE:
        return _remembered("")
    if not chroma:
        return _remembered(remembered)
    address = _whole(address_of(chroma))
    Wire(address).ask("GET", address.path + "?limit=1")
    return _remembered(str(address))


def _remembered(address: str) -> dict[str, str]:
    """`address`, empty for the archive's folder, and a collection that no copy of it has."""
    return {"chroma": address, "collection": f"dateline-{uuid4().hex}"}


def opened(
    folder: Path, made: Mapping[str, str], ledger: Ledger, busy: Callable[[], bool]
) -> Store:
    """The vector store of the archive in `folder` that remembers `made`."""
    if address := made.get("chroma"):
        return Elsewhere(address_of(address), made["collection"], ledger)
    return Here(folder, made["generation"], ledger, busy)


def _whole(address: Address) -> Address:
    """The address with the tenant and the database that a key of Chroma Cloud is for."""
    if address.tenant and address.database:
        return address
    said = Wire(address).ask("GET", "/auth/identity", patient=True)
    tenant = address.tenant or str(said.get("tenant") or "")
    databases = [address.database] if address.database else said.get("databases") or []
    if not tenant or tenant == "*" or len(databases) != 1 or databases == ["*"]:
        raise StoreError(
            "the key of Chroma Cloud is for several databases; name one by CHROMA_TENANT and "
            "CHROMA_DATABASE"
        )
    return replace(address, tenant=tenant, database=str(databases[0]))

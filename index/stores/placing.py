"""Where the vectors of an archive are: said once, remembered, and never changed in silence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from index.errors import ArchiveMismatch, StoreError
from index.ledger import Ledger
from index.stores.address import HERE, Address, addresses_of
from index.stores.elsewhere import Elsewhere, leave_on
from index.stores.keeping import Here, Store
from index.stores.wire import Wire
from index.stores.years import Shards


def placed_at(chroma: str) -> dict[str, str]:
    """What a new archive is to remember of `chroma`, which may be empty or "here".

    Raises:
        StoreError: it is no address, or Chroma Cloud has to be asked whose key it is and is away.
    """
    return {} if chroma in ("", HERE) else _remembered(_whole(chroma))


def agreed(archive: Path, chroma: str, remembered: str) -> None:
    """Refuse an archive that was opened with another store than it has.

    Of several servers one that it has is enough (see `change_nodes`).

    Raises:
        ArchiveMismatch: its vectors are not at `chroma`.
        StoreError: `chroma` is no address.
    """
    if not chroma or (chroma == HERE and not remembered):
        return
    if chroma != HERE and remembered and _shared(chroma, remembered):
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
    addresses = _whole(chroma)
    for address in addresses_of(addresses):
        Wire(address).ask("GET", address.path + "?limit=1")
    return _remembered(addresses)


def change_nodes(ledger: Ledger, chroma: str) -> bool:
    """Have the archive's vectors on the servers `chroma`, if one of them is new; whether it is.

    What is new is filled by the next `mend`, and what is on those no longer named is deleted. To
    name only some of its servers changes nothing: a variable from before may still be set.
    """
    remembered = ledger.meta().get("chroma", "")
    if chroma in ("", HERE) or not remembered:
        return False
    before = addresses_of(remembered)
    now = [
        next((known for known in before if address.means(known)), address)
        for address in addresses_of(chroma)
    ]
    if set(now) <= set(before):
        return False
    added = addresses_of(_whole(",".join(str(one) for one in now if one not in before)))
    shards = Shards(ledger, ledger.meta()["collection"], by_year="by_year" in ledger.meta())
    with ledger.transaction():
        leave_on(ledger, [str(one) for one in before if one not in now])
        rows = [(str(node), shard.name) for node in added for shard in shards.all()]
        ledger.write("INSERT OR IGNORE INTO behind VALUES (?, ?)", rows)
        kept = [one for one in now if one in before]
        ledger.remember(chroma=",".join(map(str, [*kept, *added])))
    return True


def _remembered(addresses: str) -> dict[str, str]:
    """`addresses`, empty for the archive's folder, and a collection that no copy of it has."""
    return {"chroma": addresses, "collection": f"dateline-{uuid4().hex}", "by_year": "1"}


def opened(
    folder: Path, made: Mapping[str, str], ledger: Ledger, busy: Callable[[], bool]
) -> Store:
    """The vector store of the archive in `folder` that remembers `made`."""
    if addresses := made.get("chroma"):
        by_year = "by_year" in made
        return Elsewhere(addresses_of(addresses), made["collection"], by_year, ledger)
    return Here(folder, made["generation"], ledger, busy)


def _shared(chroma: str, remembered: str) -> bool:
    known = addresses_of(remembered)
    return any(address.means(one) for address in addresses_of(chroma) for one in known)


def _whole(chroma: str) -> str:
    """The addresses, with the tenant and the database that a key of Chroma Cloud is for."""
    return ",".join(str(_of_key(address)) for address in addresses_of(chroma))


def _of_key(address: Address) -> Address:
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

"""Seals: short digests kept beside what is stored, so that a changed byte is noticed when read.

They find damage, by a disk or a copy that was cut short. They are no defence against somebody who
means to change an archive, who can write the seal as well.
"""

from hashlib import blake2b

_BYTES = 12


def seal(*values: str | bytes | int | None) -> bytes:
    """A digest of 12 bytes that changes with every value, its type and where one ends."""
    sealed = bytearray()
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        sealed += b"%s %d " % (type(value).__name__.encode(), len(data))
        sealed += data
    return blake2b(sealed, digest_size=_BYTES).digest()

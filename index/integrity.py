"""Whether the files of the two indexes are what was written, told without loading them."""

import json
import zlib
from hashlib import blake2b
from pathlib import Path

_CHUNK = 1 << 20
_SEGMENT = (".idx", ".pos", ".term", ".fieldnorm", ".fast", ".store")
_FOOTER = 8  # octets: the footer's length and a number that is always the same
_LOADED = ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin")
_WRITTEN = "index_metadata.pickle"


def wrong_in_words(folder: Path) -> str:
    """Why the word index in `folder` cannot be trusted; empty if its files are as written.

    tantivy never changes a file of a segment and ends each with a checksum, which it does not
    look at when it opens them. Another process may be putting new segments in the place of old.
    """
    for _ in range(3):
        wrong = _wrong_in_segments(folder)
        if not wrong:
            return ""
    return wrong


def _wrong_in_segments(folder: Path) -> str:
    try:
        segments = json.loads((folder / "meta.json").read_bytes())["segments"]
        for segment in segments:
            name = segment["segment_id"].replace("-", "")
            files = [folder / f"{name}{suffix}" for suffix in _SEGMENT]
            if deletes := segment.get("deletes"):
                files.append(folder / f"{name}.{deletes['opstamp']}.del")
            for file in files:
                if not _as_written(file.read_bytes()):
                    return f"{file.name} is not what was written"
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return f"cannot be read: {error}"
    return ""


def _as_written(data: bytes) -> bool:
    """Whether a file of tantivy has the checksum that it ends with."""
    length = int.from_bytes(data[-_FOOTER : 4 - _FOOTER], "little")
    end = len(data) - _FOOTER - length
    try:
        footer = json.loads(data[end:-_FOOTER]) if end >= 0 else {}
    except ValueError:
        return False
    return bool(zlib.crc32(memoryview(data)[:end]) == footer.get("crc"))


def store_seal(folder: Path) -> str:
    """A digest of what Chroma loads into memory from `folder` without looking at it.

    A small collection has no such files yet: every client makes them anew from the tables.
    """
    digest = blake2b(digest_size=16)
    digest.update(b"tables" if (folder / "chroma.sqlite3").exists() else b"nothing")
    for written in sorted(folder.glob(f"*/{_WRITTEN}")):
        for name in (_WRITTEN, *_LOADED):
            digest.update(f"{written.parent.name}/{name}\n".encode())
            try:
                with (written.parent / name).open("rb") as file:
                    while chunk := file.read(_CHUNK):
                        digest.update(chunk)
            except FileNotFoundError:
                digest.update(b"missing")
    return digest.hexdigest()

"""A minimal Outlook message: the streams of a compound file ([MS-CFB]), and a message's in it."""

import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def message(attached: dict[str, bytes] | None = None, **texts: str | bytes) -> bytes:
    """A message with properties by number ("p0037" is the subject), and files attached by name."""
    root = _properties(32, {int(name[1:], 16): value for name, value in texts.items()})
    storages = {
        f"__attach_version1.0_#{number:08X}": _properties(8, {0x3707: name, 0x3701: data})
        for number, (name, data) in enumerate((attached or {}).items())
    }
    return _compound(root, storages)


def _properties(offset: int, values: dict[int, str | bytes]) -> dict[str, bytes]:
    streams, table = {}, bytes(offset)
    for number, value in values.items():
        kind = 0x001F if isinstance(value, str) else 0x0102
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
        table += struct.pack("<HHIQ", kind, number, 6, len(data))
    return {"__properties_version1.0": table, **streams}


def _compound(root: dict[str, bytes], storages: dict[str, dict[str, bytes]]) -> bytes:
    # entries of the directory, as (name, type, data, children)
    entries: list[list] = [["Root Entry", 5, b"", []]]

    def add(name: str, kind: int, data: bytes, above: int) -> int:
        entries.append([name, kind, data, []])
        entries[above][3].append(len(entries) - 1)
        return len(entries) - 1

    for name, data in root.items():
        add(name, 2, data, 0)
    for name, streams in storages.items():
        at = add(name, 1, b"", 0)
        for inner, data in streams.items():
            add(inner, 2, data, at)
    body, fat, starts = b"", [], {}
    for at, (_, kind, data, _) in enumerate(entries):
        if kind == 2:
            data = data.ljust(4096, b"\0") if len(data) < 4096 else data  # no small sectors
            count = -(-len(data) // _SECTOR)
            starts[at] = (len(fat), len(data))
            fat += [*range(len(fat) + 1, len(fat) + count), _END]
            body += data.ljust(count * _SECTOR, b"\0")
    directory = b"".join(_entry(at, entries, starts) for at in range(len(entries)))
    count = -(-len(directory) // _SECTOR)
    first = len(fat)
    fat += [*range(first + 1, first + count), _END]
    body += directory.ljust(count * _SECTOR, b"\0")
    tables = 1
    while (len(fat) + tables) * 4 > tables * _SECTOR:
        tables += 1
    at = len(fat)
    fat += [_FAT] * tables
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * _SECTOR, b"\xff")
    difat = [*range(at, at + tables)] + [_FREE] * (109 - tables)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first, 0, 4096, *(_END, 0, _END, 0)
    )
    return header + struct.pack("<109I", *difat) + body + table


def _entry(at: int, entries: list, starts: dict) -> bytes:
    name, kind, _, children = entries[at]
    coded = name.encode("utf-16-le")
    siblings = next((one[3] for one in entries if at in one[3]), [])
    place = siblings.index(at) if at in siblings else -1
    after = siblings[place + 1] if 0 <= place < len(siblings) - 1 else _FREE
    start, size = starts.get(at, (_END if kind == 5 else 0, 0))
    return (
        coded.ljust(64, b"\0")
        + struct.pack(
            "<HBBIII", len(coded) + 2, kind, 1, _FREE, after, children[0] if children else _FREE
        )
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )

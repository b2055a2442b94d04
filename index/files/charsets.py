"""Which encoding a file is in, and what becomes of the bytes that do not fit it."""

import codecs
import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Characters that no article holds on purpose."""

_SAMPLE_BYTES = 1 << 17
_MIXED = "dateline-mixed"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = [
    *("cp1252", "cp1251", "koi8_r", "cp1250", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
    *("cp1253", "cp1254", "cp1255", "cp1256"),
]
_ALIASES = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932"}
_META_CHARSET = re.compile(
    rb"""<(?:meta[^>]{1,200}?charset|\?xml[^>]{1,99}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.I,
)
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_CENTRAL_EUROPEAN = re.compile(
    rb"[A-Za-z\x80-\xff][\xb9\xb3\xbf\xbe\x9a\x9e\x9d\x9f][a-z\xbf-\xff]"
)


def encoding_of(data: bytes, *, html: bool = False) -> str:
    """Return the codec: by mark, zeros of UTF-16, UTF-8, what HTML declares, then a guess."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    if (wide := _utf16(data)) or (wide := _iso2022(data)):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # a cut last character is no error
    except UnicodeDecodeError as error:
        declared = _declared(data) if html else ""
        return declared or _guessed(data[max(error.start - 4096, 0) :][:_SAMPLE_BYTES])
    return "utf-8"


def errors_for(encoding: str) -> str:
    """Return the codec error handler: stray bytes among UTF-8 are cp1252, others are lost."""
    return _MIXED if encoding.startswith("utf-8") else "replace"


def _read_as_cp1252(error: UnicodeError) -> tuple[str | bytes, int]:
    """Codec error handler: a byte that is no UTF-8 was most likely pasted in from Windows."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_MIXED, _read_as_cp1252)


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark shows by the zeros of its spaces and line ends; empty for others."""
    sample = data[:4096]
    sample = sample[: len(sample) - len(sample) % 2]
    zeros = sample.count(0)
    if not zeros or (zeros * 3 < len(sample) and _is_clean_utf8(sample.replace(b"\0", b""))):
        return ""
    units = [sample[start : start + 2] for start in range(0, len(sample), 2)]
    little = sum(units.count(unit) for unit in (b" \0", b"\n\0"))
    big = sum(units.count(unit) for unit in (b"\0 ", b"\0\n"))
    if little == big:
        little, big = sample[1::2].count(0), sample[::2].count(0)
    name = "utf-16-le" if little > big else "utf-16-be"
    text = sample.decode(name, "replace")
    wrong = len(CONTROL.findall(text)) + text.count("\ufffd")
    # pairs of random bytes are characters of all scripts, and many that are none
    wrong += sum(unicodedata.category(character) in ("Cn", "Co", "Cs") for character in text)
    return "" if wrong * 50 > len(text) else name


def _is_clean_utf8(sample: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return len(CONTROL.findall(text)) * 50 <= len(text)


def _iso2022(data: bytes) -> str:
    if b"\x1b$" not in data[:_SAMPLE_BYTES]:
        return ""
    try:
        codecs.getincrementaldecoder("iso2022_jp_2")().decode(data)
    except UnicodeDecodeError:
        return ""
    return "iso2022_jp_2"


def _declared(data: bytes) -> str:
    match = _META_CHARSET.search(data[:4096])
    if match is None:
        return ""
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
        name = _ALIASES.get(name, name)
        wrong = data.decode(name, "replace").count("\ufffd")
    except (LookupError, ValueError):  # an unknown name, or a codec that is not for text
        return ""
    return "" if name.startswith("utf-") or wrong * 100 > len(data) else name


def _guessed(sample: bytes) -> str:
    """For bytes that are not UTF-8. Western text and mixtures with UTF-8 share one answer."""
    sequences = _UTF8_SEQUENCE.findall(sample)
    others = len(_HIGH.findall(sample)) - sum(map(len, sequences))
    if len(sequences) * 3 >= others:
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    if best is None or best.encoding in ("cp1252", "ascii", "utf_8"):
        return "utf-8"
    if best.encoding == "cp1250" and not _CENTRAL_EUROPEAN.search(sample):
        return "utf-8"  # the two look alike in short texts, and cp1252 is far more common
    return best.encoding

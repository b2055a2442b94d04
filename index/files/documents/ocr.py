"""Letters of scanned pages and pictures recognised, by Tesseract where it is installed.

R. Smith, "An Overview of the Tesseract OCR Engine" (ICDAR 2007). Its words and their boxes go
through the same layout as those of a text layer.
"""

import io
import os
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.files.decoding import UnreadableError, named
from index.files.documents.textlayer import Word

ENGLISH = "eng"
SECONDS = 120
"""How long the letters of a page may take to be recognised."""
MOST_PAGES = 200

_DPI = 300
_MOST_PIXELS = 45_000_000  # of a page; a larger one is rendered smaller
_LARGEST_PICTURE = 250_000_000
_SMALL = 1600  # pixels; letters of a picture no larger are made larger
_UNSURE, _NOISE = 30, 40
_SAME = 0.25
_LANGUAGES = re.compile(r"\w+(?:\+\w+)*")
_MISSING = (
    "the letters of scans are recognised by Tesseract, which is not installed: "
    "'apt install tesseract-ocr' or 'brew install tesseract' installs it"
)
_NOT_HERE = (
    "the letters of scans are recognised by Tesseract, which the package pytesseract calls, and "
    "that is not here; run pip install 'dateline-core[ocr]'"
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words of a page, boxes in points, and how sure each is in [0, 1], with its letters."""

    words: tuple[Word, ...]
    sure: tuple[tuple[float, int], ...]


def confidence(pages: Sequence[Recognised]) -> float | None:
    """How sure words are on average, each by its letters; None where none was recognised."""
    sure = [one for page in pages for one in page.sure]
    letters = sum(count for _, count in sure)
    return sum(value * count for value, count in sure) / letters if letters else None


def checked_languages(languages: str) -> str:
    """`languages`, such as "eng+deu", if Tesseract is here and knows them; empty stays empty.

    Raises:
        UnreadableError: it is not installed, or does not have one of the languages.
    """
    if not languages:
        return ""
    try:
        import pytesseract
    except ImportError as error:
        raise UnreadableError(_NOT_HERE) from error
    if not _LANGUAGES.fullmatch(languages):
        raise UnreadableError(
            f"{languages!r} names no languages of Tesseract; write them as in 'eng+deu'"
        )
    try:
        known = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as error:
        raise UnreadableError(_MISSING) from error
    for language in languages.split("+"):
        if language not in known:
            raise UnreadableError(
                f"Tesseract has no language {language!r} here, only {', '.join(sorted(known))}; "
                f"'apt install tesseract-ocr-{language}' installs it"
            )
    return languages


def recognised_page(page: Any, label: str, languages: str) -> Recognised:
    """The words on a PDF's page as it looks.

    Raises:
        UnreadableError: Tesseract is not installed, takes too long or fails.
    """
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        return recognised(bitmap.to_pil(), label, languages, 1 / scale)
    finally:
        bitmap.close()


def recognised(image: Any, label: str, languages: str, scale: float) -> Recognised:
    """The words in a picture, of which `scale` points are a pixel."""
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads wait for one another by spinning
    try:
        found = pytesseract.image_to_data(
            image,
            lang=languages,
            config=f"--dpi {round(72 / scale)}",
            output_type=pytesseract.Output.DICT,
            timeout=SECONDS,
        )
    except pytesseract.TesseractNotFoundError as error:
        raise UnreadableError(_MISSING) from error
    except pytesseract.TesseractError as error:
        said = " ".join(str(error.message).split())[:200]
        raise UnreadableError(
            f"its {label} could not be recognised: Tesseract says {said}"
        ) from error
    except RuntimeError as error:  # so it says that time is up
        raise UnreadableError(
            f"its {label} takes longer than {SECONDS} seconds to be recognised; split it"
        ) from error
    return _words(found, image.height, scale)


def _words(found: Mapping[str, Sequence[Any]], height: int, scale: float) -> Recognised:
    """Tesseract's table of words as words on a page; noise of pictures left out."""
    lines: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    blocks: defaultdict[int, list[float]] = defaultdict(list)
    for at, text in enumerate(found["text"]):
        sure = float(found["conf"][at])
        if not str(text).strip() or sure < 0:
            continue
        if sure < _UNSURE and not re.search(r"\w{3}", str(text)):
            continue
        key = found["block_num"][at], found["par_num"][at], found["line_num"][at]
        lines[key].append(at)
        blocks[key[0]].append(sure)
    lines = defaultdict(
        list, {k: v for k, v in lines.items() if statistics.mean(blocks[k[0]]) >= _NOISE}
    )
    sizes = _sizes(found, lines)
    words: list[Word] = []
    sure_of: list[tuple[float, int]] = []
    for key, places in lines.items():
        top = min(found["top"][at] for at in places)
        bottom = max(found["top"][at] + found["height"][at] for at in places)
        middle, half = (height - (top + bottom) / 2) * scale, sizes[key] * scale / 2
        for at in places:
            text = str(found["text"][at]).strip()
            left = found["left"][at] * scale
            right = left + found["width"][at] * scale
            words.append(Word(text, left, right, middle - half, middle + half, at))
            sure_of.append((float(found["conf"][at]) / 100, len(text)))
    return Recognised(tuple(words), tuple(sure_of))


def _sizes(
    found: Mapping[str, Sequence[Any]], lines: Mapping[tuple[int, int, int], Sequence[int]]
) -> dict[tuple[int, int, int], float]:
    """The height of each line as that of its type: a line without "p" or "h" is no smaller."""
    heights: dict[tuple[int, int, int], float] = {}
    paragraphs: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for key, places in lines.items():
        top = min(found["top"][at] for at in places)
        heights[key] = max(found["top"][at] + found["height"][at] for at in places) - top
        paragraphs[key[:2]].append(heights[key])
    if not heights:
        return {}
    weighted = [heights[key] for key, places in lines.items() for _ in places]
    usual = statistics.median(weighted)
    sizes: dict[tuple[int, int, int], float] = {}
    for key in lines:
        size = statistics.median(paragraphs[key[:2]])
        sizes[key] = usual if abs(size - usual) <= _SAME * usual else size
    return sizes


def pictures_in(data: bytes) -> Iterator[tuple[Any, float]]:
    """The pictures of a file, a TIFF's pages one by one, in grey, with the points of a pixel.

    Raises:
        UnreadableError: it is damaged, or larger than what is read.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            if count > MOST_PAGES:
                raise UnreadableError(f"has {count} pages; up to {MOST_PAGES} are recognised")
            for number in range(count):
                image.seek(number)
                if image.width * image.height > _LARGEST_PICTURE:
                    raise UnreadableError(
                        f"is a picture of {image.width} x {image.height} pixels, larger than what "
                        "is read; make it smaller"
                    )
                yield _grey(image)
    except UnidentifiedImageError as error:
        raise UnreadableError("is a damaged picture, or none; scan or fetch it again") from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        why = f"is a damaged picture ({named(error)}); scan or fetch it again"
        raise UnreadableError(why) from error


def _grey(image: Any) -> tuple[Any, float]:
    """A picture in grey at a size at which letters are recognised, and the points of its pixels."""
    stated = float((image.info.get("dpi") or (0, 0))[0])
    dpi = stated if 70 <= stated <= 1200 else _DPI
    grey = image.convert("L")
    times = min(1.0, (_MOST_PIXELS / (grey.width * grey.height)) ** 0.5)
    if max(grey.size) < _SMALL:
        times = 2.0
    if times != 1.0:
        grey = grey.resize((max(1, int(grey.width * times)), max(1, int(grey.height * times))))
    return grey, 72 / (dpi * times)

"""Word files: their paragraphs and table cells in order, and a title where they state one."""

import io
import zipfile
import zlib
from collections.abc import Container, Iterator
from typing import Any

from index.files.decoding import UnreadableError, named, one_line
from index.files.documents.blocks import Block

_NO_WORD = "is a damaged or no Word document ({}); fetch or save it again"
_ENCRYPTED = "is encrypted; save a copy without password"
_ZIP_ENCRYPTED = 0x1
_MAX_UNPACKED_BYTES = 200_000_000


def read_docx(data: bytes) -> tuple[list[Block], str]:
    """Paragraphs and table cells in order, and the title that the properties state.

    The `created` property is when the file was made: it is not read as a publication date.
    Raises UnreadableError for a file that is damaged or no Word document.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    from index.files.documents.unseen import drop_unseen_runs

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if any(part.flag_bits & _ZIP_ENCRYPTED for part in parts):
                raise UnreadableError(_ENCRYPTED)
            if sum(part.file_size for part in parts) > _MAX_UNPACKED_BYTES:
                raise UnreadableError(f"unpacks to more than {_MAX_UNPACKED_BYTES:,} bytes")
        document = docx.Document(io.BytesIO(data))
        drop_unseen_runs(document)
        styled = {one.style_id for one in document.styles if one.name in ("Title", "Heading 1")}
        blocks = list(_blocks(document, styled))
        stated = one_line(document.core_properties.title or "")
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise UnreadableError(_NO_WORD.format(named(error))) from error
    except (
        *(zipfile.BadZipFile, zlib.error, OpcError, etree.LxmlError),
        *(KeyError, ValueError, AttributeError, EOFError, OSError, NotImplementedError),
    ) as error:
        raise UnreadableError(_NO_WORD.format(named(error))) from error
    return blocks, stated


def _blocks(document: Any, styled: Container[str]) -> Iterator[Block]:
    """The paragraphs; those whose style is one of `styled` are headings."""
    from docx.blkcntnr import BlockItemContainer

    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            # not `row.cells`, which lists a cell once for every column that it says it spans
            for cell in block._tbl.iter_tcs():  # noqa: SLF001
                if cell.vMerge != "continue":
                    yield from _blocks(BlockItemContainer(cell, block), styled)
        elif text := block.text.strip():
            # not `block.style`, which looks through all styles
            yield Block(text, block._p.style in styled)  # noqa: SLF001

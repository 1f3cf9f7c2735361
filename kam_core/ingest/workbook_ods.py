"""Child's part: a look through an .ods for cells that are repeated without end."""

from __future__ import annotations

import zipfile
from typing import Any
from xml.parsers import expat

from kam_core.ingest.reader_child import Refused

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


class Extent:
    """Follows the cells of one sheet after the other; refuses one whose used range is too large."""

    def __init__(self, cells: int, columns: int) -> None:
        self.cells, self.columns = cells, columns
        self.sheet, self.row, self.column = "", 0, 0
        self.high_row = self.high_column = 0
        self.row_repeat = self.column_repeat = 1
        self.filled = False
        self.row_filled = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == TABLE + "table":
            self.sheet, self.row, self.high_row, self.high_column = attributes.get(TABLE + "name", ""), 0, 0, 0
        elif name == TABLE + "table-row":
            self.column = self.row_filled = 0
            self.row_repeat = self.repeat(attributes, "number-rows-repeated")
        elif name in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            self.column_repeat = self.repeat(attributes, "number-columns-repeated")
            self.filled = any(key.startswith(OFFICE) and key.endswith("value") for key in attributes)
        elif name == TEXT + "p":
            self.filled = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            self.column += self.column_repeat
            if self.filled:
                self.row_filled = self.column
            self.filled = False
        elif name == TABLE + "table-row":
            self.row += self.row_repeat
            if self.row_filled:
                self.high_row = self.row
                self.high_column = max(self.high_column, self.row_filled)
                self.check()

    def repeat(self, attributes: dict[str, str], key: str) -> int:
        """How often a row or cell stands there."""
        text = attributes.get(TABLE + key, "1")
        if not text.isdigit() or int(text[:12]) < 1:
            raise Refused("bad_reference", sheet=self.sheet, reference=text[:20])
        return int(text[:12])

    def check(self) -> None:
        """Refuse a sheet that is larger than a sheet can be, or than is read."""
        if self.high_row > MAX_ROW or self.high_column > MAX_COLUMN or self.high_row * self.high_column > self.cells:
            raise Refused("too_many_cells", sheet=self.sheet, cells=self.high_row * self.high_column)
        if self.high_column > self.columns:
            raise Refused("too_wide", sheet=self.sheet, columns=self.high_column)


def scan_ods(archive: zipfile.ZipFile, request: dict[str, Any]) -> None:
    """Look through content.xml; Refused too_many_cells, too_wide, bad_reference, damaged."""
    extent = Extent(int(request["cells"]), int(request["columns"]))
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = extent.start
    parser.EndElementHandler = extent.end
    with archive.open("content.xml") as stream:
        try:
            while block := stream.read(1 << 20):
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused("damaged", detail=str(error)) from error

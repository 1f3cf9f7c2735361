"""The parts of a slide: title, figures, table, points, footer. Text is text: nothing in it is markup."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from kam_core.reports.pptx.style import GREY, INK, LINE, RAISED, Box
from kam_core.reports.slides import Figure, Grid
from kam_core.reports.written import NUMBERS, head, moved, short, written

ROW = Inches(0.34)
WEIGHTS = {"money": 1.55, "share": 0.85, "points": 0.8, "ratio": 0.9, "count": 0.85, "number": 0.9, "day": 1.1, "month": 0.9,
           "text": 1.25}
"""How much room a column of a kind takes; a wide one takes twice a text."""


def text(
    slide: Any, box: Box, words: str, size: float, *, bold: bool = False, colour: RGBColor = INK, right: bool = False,
    middle: bool = False,
) -> Any:
    """A box of text."""
    shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    run(frame.paragraphs[0], words, size, bold=bold, colour=colour)
    if right:
        frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    return shape


def run(paragraph: Any, words: str, size: float, *, bold: bool = False, colour: RGBColor = INK) -> None:
    """A run of text in a paragraph."""
    made = paragraph.add_run()
    made.text = clean(words)
    made.font.size, made.font.bold, made.font.color.rgb = Pt(size), bold, colour


def clean(words: str) -> str:
    """A text as XML can hold it: without control characters, on one line."""
    return " ".join("".join(letter for letter in words if letter >= " " or letter in "\t\n\r").split(" ")).replace("\n", " ")


def figures(slide: Any, box: Box, items: tuple[Figure, ...], currency: str) -> None:
    """Figures side by side in equal boxes: what it is, the figure, its change or what it rests on."""
    gap = Inches(0.2)
    width = (box.width - gap * (len(items) - 1)) // len(items)
    for place, item in enumerate(items):
        left = box.left + place * (width + gap)
        card = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, left, box.top, width, box.height)
        card.fill.solid()
        card.fill.fore_color.rgb = RAISED
        card.line.fill.background()
        card.shadow.inherit = False
        frame = card.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = Inches(0.15)
        frame.margin_top = frame.margin_bottom = Inches(0.06)
        run(frame.paragraphs[0], short(item.label, 60), 10.5 if len(item.label) <= 34 else 9, colour=GREY)
        value = frame.add_paragraph()
        run(value, written(item.value, item.kind, currency), 22, bold=True)
        beside = " · ".join(part for part in (moved(item), item.note) if part)
        if beside:
            run(frame.add_paragraph(), beside, 10, colour=GREY)
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT


def table(slide: Any, box: Box, grid: Grid, currency: str, *, wrap: bool = False) -> None:
    """A native table: as many rows as fit. wrap: whether texts may take several lines, the rows sharing the room"""
    fits = len(grid.rows) if wrap else max(1, int(box.height / ROW) - 1)
    rows = grid.rows[:fits]
    shape = slide.shapes.add_table(len(rows) + 1, len(grid.columns), box.left, box.top, box.width, ROW * (len(rows) + 1))
    shape._element.nvGraphicFramePr.cNvPr.set("descr", clean(grid.name))
    made = shape.table
    _flat(shape)
    weights = [2.4 if column.wide else WEIGHTS[column.kind] for column in grid.columns]
    per_inch = box.width / Inches(1) / sum(weights)
    size = 11 if per_inch >= 0.9 else 10 if per_inch >= 0.75 else 9
    weights = [0.45 if wrap and not column.wide else weight for column, weight in zip(grid.columns, weights, strict=True)]
    tall = int((box.height - ROW) / max(1, len(rows))) if wrap else ROW
    lines = min(2, max(1, int(tall / Pt(size * 1.4)))) if wrap else 1
    for place, (column, weight) in enumerate(zip(grid.columns, weights, strict=True)):
        made.columns[place].width = int(box.width * weight / sum(weights))
        right = column.kind in NUMBERS
        room = int(box.width / Inches(1) * weight / sum(weights) * 72 / size * 1.75) * lines
        _cell(made.cell(0, place), short(head(column, currency), room * 2), size - 1, right, GREY, RAISED)
        for line, row in enumerate(rows, start=1):
            words = written(row[place], column.kind, currency, exact=True)
            _cell(made.cell(line, place), words if right else short(words, room), size, right, INK, None)
    for place, line in enumerate(made.rows):
        line.height = ROW if place == 0 or not wrap else min(tall, ROW * 2)


def points(slide: Any, box: Box, lines: tuple[str, ...]) -> None:
    """Points of text, one below the other, numbered."""
    shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
    frame = shape.text_frame
    frame.word_wrap = True
    size = 22 if len(lines) <= 5 and max(map(len, lines)) <= 110 else 18 if len(lines) <= 8 else 14
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size * 0.7)
        run(paragraph, f"{place + 1}.  {line}", size)


def rule(slide: Any, box: Box) -> None:
    """A thin line."""
    line = slide.shapes.add_connector(1, box.left, box.top, box.left + box.width, box.top)
    line.line.color.rgb, line.line.width = LINE, Pt(0.75)
    line.shadow.inherit = False


def _cell(cell: Any, words: str, size: float, right: bool, colour: RGBColor, fill: RGBColor | None) -> None:
    cell.margin_left = cell.margin_right = Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if fill is None:
        cell.fill.background()
    else:
        cell.fill.solid()
        cell.fill.fore_color.rgb = fill
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    run(paragraph, words, size, colour=colour)


def _flat(shape: Any) -> None:
    """No bands and no style but thin lines: PowerPoint's own 'No Style, Table Grid' lines would be black."""
    properties = shape._element.graphic.graphicData.tbl.tblPr
    properties.set("bandRow", "0")
    properties.set("firstRow", "0")
    style = properties.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId")
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"

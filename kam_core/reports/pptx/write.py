"""The file: a slide for each of the deck's, the definitions on the last one."""

from __future__ import annotations

import io
from typing import Any

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.util import Inches, Pt

from kam_core.errors import FileError
from kam_core.i18n import Message, msg, use_language
from kam_core.reports.again import again
from kam_core.reports.pdf import definitions
from kam_core.reports.pptx import charts, parts
from kam_core.reports.pptx.style import GAP, GREY, HIGH, INK, MARGIN, WIDE, Box
from kam_core.reports.slides import Deck, Grid, Slide

TITLE_TOP, TITLE_HIGH, FOOT = Inches(0.45), Inches(1.0), Inches(0.35)
DEFINITIONS = "definitions"


class TemplateError(FileError):
    """The company's template cannot be used."""

    def __init__(self, what: Message) -> None:
        super().__init__(what, msg("No deck was made."),
                         msg("Give a .pptx or .potx file that has a layout with a title, or make the deck without a template."))


def pptx(deck: Deck, template: bytes | None = None) -> bytes:
    """The deck as a .pptx file. template: the company's own, as a file's bytes; TemplateError where it cannot be used"""
    with use_language(deck.language):
        shown, own = _begin(template)
        layout = _layout(shown)
        for number, slide in enumerate(deck.slides, start=1):
            _slide(shown, layout, deck, slide, number, own)
        if deck.definitions:
            _slide(shown, layout, deck, definitions(deck), len(deck.slides) + 1, own)
        told = shown.core_properties
        told.title, told.author, told.subject, told.language = deck.title, deck.who, deck.subtitle, deck.language
        held = io.BytesIO()
        shown.save(held)
        return again(held.getvalue(), deck.made)


def _begin(template: bytes | None) -> tuple[Any, bool]:
    """An empty presentation: ours, or the company's without its slides."""
    if template is None:
        shown = Presentation()
        shown.slide_width, shown.slide_height = WIDE, HIGH
        _our_layouts(shown)
        return shown, True
    try:
        shown = Presentation(io.BytesIO(_as_presentation(template)))
    except (PackageNotFoundError, KeyError, ValueError, OSError, AttributeError) as error:
        raise TemplateError(msg("The template cannot be read as a presentation.")) from error
    ids = shown.slides._sldIdLst
    for each in list(ids):
        shown.part.drop_rel(each.rId)
        ids.remove(each)
    return shown, False


def _as_presentation(template: bytes) -> bytes:
    """A template (.potx) as a presentation: they differ in one word of their list of parts."""
    import zipfile

    old, new = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            if old not in archive.read("[Content_Types].xml"):
                return template
            held = io.BytesIO()
            with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
                for item in archive.infolist():
                    data = archive.read(item)
                    made.writestr(item, data.replace(old, new) if item.filename == "[Content_Types].xml" else data)
            return held.getvalue()
    except (zipfile.BadZipFile, KeyError) as error:
        raise TemplateError(msg("The template cannot be read as a presentation.")) from error


def _our_layouts(shown: Any) -> None:
    """The titles of the layouts stand where ours do, so that a slide that is added by hand looks the same."""
    for layout in [shown.slide_master, *shown.slide_layouts]:
        for holder in layout.placeholders:
            if holder.placeholder_format.type == 1 or holder.placeholder_format.idx == 0:
                holder.left, holder.top, holder.width, holder.height = MARGIN, TITLE_TOP, WIDE - 2 * MARGIN, TITLE_HIGH
            elif holder.placeholder_format.idx in (10, 11, 12):
                holder.top = HIGH - FOOT - Inches(0.1)


def _layout(shown: Any) -> Any:
    """The layout with a title and the least beside it."""
    with_title = [each for each in shown.slide_layouts
                  if any(holder.placeholder_format.idx == 0 for holder in each.placeholders)]
    if not with_title:
        raise TemplateError(msg("The template has no layout with a title."))
    return min(with_title, key=lambda layout: sum(
        holder.placeholder_format.idx not in (10, 11, 12) for holder in layout.placeholders))


def _slide(shown: Any, layout: Any, deck: Deck, slide: Slide, number: int, own: bool) -> None:
    page = shown.slides.add_slide(layout)
    for holder in list(page.placeholders):
        if holder.placeholder_format.idx != 0:
            holder._element.getparent().remove(holder._element)
    wide, high = shown.slide_width, shown.slide_height
    title = page.shapes.title
    if own:
        title.left, title.top, title.width, title.height = MARGIN, TITLE_TOP, wide - 2 * MARGIN, TITLE_HIGH
    _title(title, slide.title, own)
    top = title.top + title.height + GAP // 2
    body = Box(MARGIN, top, wide - 2 * MARGIN, high - top - FOOT - Inches(0.3))
    if slide.figures:
        strip, body = body.below(Inches(1.05))
        parts.figures(page, strip, slide.figures, deck.currency)
    note = " ".join(part for part in (_limits(slide), slide.note) if part)
    if note:
        body, below = Box(body.left, body.top, body.width, body.height - Inches(0.45)), Box(
            body.left, body.top + body.height - Inches(0.38), body.width, Inches(0.38))
        parts.text(page, below, note, 10, colour=GREY)
    _body(page, deck, slide, body)
    foot = Box(MARGIN, high - FOOT - Inches(0.05), wide - 2 * MARGIN, FOOT)
    left, right = foot.split(0.85)
    parts.rule(page, Box(foot.left, foot.top - Inches(0.06), foot.width, 0))
    inside = str(msg("internal")) if deck.internal else ""
    parts.text(page, left, " · ".join(part for part in (deck.title, deck.subtitle, deck.footer, deck.age, inside) if part), 9,
               colour=GREY, middle=True)
    parts.text(page, right, str(number), 9, colour=GREY, right=True, middle=True)


def _title(shape: Any, words: str, own: bool) -> None:
    frame = shape.text_frame
    frame.word_wrap = True
    frame.text = parts.clean(words)
    run = frame.paragraphs[0].runs[0] if frame.paragraphs[0].runs else None
    if run is None:
        return
    run.font.size = Pt(28 if len(words) <= 65 else 24 if len(words) <= 100 else 20 if len(words) <= 150 else 17)
    if own:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        run.font.bold, run.font.color.rgb = True, INK
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = 0


def _body(page: Any, deck: Deck, slide: Slide, body: Box) -> None:
    """A chart or a table over the whole width, or a chart with its table beside it where that can be read."""
    if slide.points:
        parts.points(page, body, slide.points)
    elif slide.graph is not None and slide.grid is not None and _beside(slide.grid):
        left, right = body.split(0.56)
        charts.draw(page, slide.graph, left)
        parts.table(page, right, slide.grid, deck.currency)
    elif slide.graph is not None:
        charts.draw(page, slide.graph, body)
    elif slide.grid is not None:
        parts.table(page, body, slide.grid, deck.currency, wrap=slide.key == DEFINITIONS)


def _beside(grid: Grid) -> bool:
    """Whether a table is narrow enough to stand beside a chart."""
    return len(grid.columns) <= 3


def _limits(slide: Slide) -> str:
    """Which limits the colours of the bars stand for."""
    if slide.graph is None or not slide.graph.limits:
        return ""
    from kam_core.i18n import Share

    names = ", ".join(f"{name} — {Share(value, 0)}" for name, value in slide.graph.limits)
    return str(msg("Limits: {limits}. What passes one is coloured.", limits=names))


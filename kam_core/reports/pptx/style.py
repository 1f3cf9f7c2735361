"""Colours, sizes and places of a slide."""

from __future__ import annotations

from dataclasses import dataclass

from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches

from kam_core.reports.slides import Role

INK, GREY, LINE, RAISED = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x56, 0x62, 0x73), RGBColor(0xD5, 0xDA, 0xE1), RGBColor(
    0xF5, 0xF7, 0xFA)
COLOURS: dict[Role, RGBColor] = {
    "ours": RGBColor(0x1F, 0x4E, 0x79), "before": RGBColor(0xB0, 0xB7, 0xC3), "rest": RGBColor(0xB0, 0xB7, 0xC3),
    "look": RGBColor(0xD9, 0x77, 0x2B), "alarm": RGBColor(0xB3, 0x26, 0x1E), "good": RGBColor(0x2E, 0x7D, 0x5B),
}
WIDE, HIGH = Inches(13.333), Inches(7.5)
MARGIN, GAP = Inches(0.6), Inches(0.25)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    def split(self, share: float) -> tuple[Box, Box]:
        """Left and right of it, with a gap between."""
        first = int((self.width - GAP) * share)
        return (Box(self.left, self.top, first, self.height),
                Box(self.left + first + GAP, self.top, self.width - first - GAP, self.height))

    def below(self, height: int) -> tuple[Box, Box]:
        """So much of its top, and the rest under it."""
        return (Box(self.left, self.top, self.width, height),
                Box(self.left, self.top + height + GAP, self.width, max(Emu(0), self.height - height - GAP)))

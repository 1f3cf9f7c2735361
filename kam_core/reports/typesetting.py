"""Pages of Typst: a template and its data, as PDF or as a picture. All texts come as data, never as markup."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

FONTS = "font_source_sans_pro"
"""The package that brings the fonts: Source Sans Pro, with Latin and Cyrillic letters."""


def compiled(template: Path, data: dict[str, Any], form: Literal["pdf", "png"] = "pdf", ppi: float | None = None) -> bytes:
    """The pages. ppi: of a picture, which is of a single page"""
    return typst.compile(template.read_bytes(), font_paths=fonts(), format=form, ppi=ppi, sys_inputs={"data": json.dumps(data)})


@cache
def fonts() -> typst.Fonts:
    """The fonts of the package, and those inside of Typst for letters that these lack; never the machine's own."""
    spec = importlib.util.find_spec(FONTS)
    places = [str(Path(each) / "files") for each in (spec.submodule_search_locations or [])] if spec else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=places)

"""A page of Typst with its data, as PDF or as pictures. Data never become markup: they come in as JSON."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

FONTS = "font_source_sans_pro"
"""The package that brings the fonts: Source Sans Pro, with Latin and Cyrillic letters."""


def typeset(template: Path, data: dict[str, Any], form: Literal["pdf", "png"], ppi: float | None = None) -> list[bytes]:
    """The pages: one PDF, or a picture for each."""
    given = {"data": json.dumps(data)}
    made = typst.compile(template.read_bytes(), font_paths=_fonts(), format=form, ppi=ppi, sys_inputs=given)
    return [made] if isinstance(made, bytes) else [page for page in made if page is not None]


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the package, and those inside of Typst for letters that these lack; never the machine's own."""
    spec = importlib.util.find_spec(FONTS)
    places = [str(Path(each) / "files") for each in (spec.submodule_search_locations or [])] if spec else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=places)

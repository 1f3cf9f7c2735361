"""Growth in a real browser: the picture of white cells, its names as a file, and the other way of mixing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fastexcel
import pytest
from playwright.sync_api import Page, expect
from server import Server, settle, visit

Reader = Callable[..., Page]
WORDS = {
    "en": {"cells": "What clients do not buy and similar ones do", "never": "Never bought", "save": "Download .xlsx",
           "client": "Client", "category": "Category not bought",
           "within": "Within each category", "said": "Volume and mix are taken within each category and added up"},
    "ru": {"cells": "Чего клиенты не покупают, а похожие покупают", "never": "Никогда не покупали", "save": "Скачать .xlsx",
           "client": "Клиент", "category": "Не покупает категорию",
           "within": "Внутри категорий", "said": "Объём и структура посчитаны внутри каждой категории и сложены"},
}


@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.slow)])
def test_from_the_picture_to_the_names(
    serve: Callable[[Path], Server], reader: Reader, demo_ledger: Path, tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    server = serve(demo_ledger)
    page = reader(language)
    visit(page, f"{server.url}/growth")
    expect(page.get_by_role("heading", name=words["cells"])).to_be_visible()
    expect(page.locator(".js-plotly-plot .heatmaplayer image").first).to_be_visible()

    page.get_by_test_id("stButtonGroup").get_by_text(words["never"], exact=True).click()
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=words["save"]).first.click()
    path = tmp_path / "cells.xlsx"
    download.value.save_as(path)
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_pandas()
    heads = next(row for row in sheet.to_numpy().tolist() if words["client"] in row)
    assert words["category"] in heads

    assert page.get_by_text(words["said"]).count() == 0
    page.get_by_test_id("stButtonGroup").get_by_text(words["within"], exact=True).click()
    settle(page)
    expect(page.get_by_text(words["said"])).to_be_visible()

"""From an exported file to the thesis and back, as an analyst does it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from server import Server, settle, visit

from kam_core.ledger import Store
from kam_core.ledger.lock import writing

HEADER = "Дата отгрузки;Кому;Товар;Кол-во;Сумма"


def register(year: int = 2025, small: int = 50_000) -> bytes:
    """Two clients through a year: 100,000 a month and ``small`` a month; two rows that cannot be read, a line of totals."""
    lines = []
    for month in range(1, 13):
        lines.append(f'28.{month:02d}.{year};"ООО ""Альфа""";Болт;10;100 000,00')
        lines.append(f"31.{month:02d}.{year};ЗАО Бета;Гайка;5;{small},00" if month in (1, 3, 5, 7, 8, 10, 12)
                     else f"30.{month:02d}.{year};ЗАО Бета;Гайка;5;{small},00" if month != 2
                     else f"27.02.{year};ЗАО Бета;Гайка;5;{small},00")
    lines += [f"31.02.{year};ЗАО Бета;Гайка;1;10,00", f"05.03.{year};ЗАО Бета;Гайка;1;много", "Итого;;;;1800000,00"]
    return ("\r\n".join([HEADER, *lines]) + "\r\n").encode("cp1251")


@pytest.fixture
def served(serve: Callable[[Path], Server], tmp_path: Path) -> Server:
    """The app over an empty data folder."""
    return serve(tmp_path / "data")


def drop(page: Page, *paths: Path) -> None:
    """Drop files and wait until they are understood."""
    page.locator(".st-key-data_upload input[type=file]").set_input_files([str(path) for path in paths])
    expect(page.locator("[class*='st-key-data_file_']")).to_have_count(len(paths), timeout=60_000)
    settle(page)


def bring(page: Page) -> None:
    """Press the button by the keyboard and wait for the accounting."""
    button = page.locator(".st-key-data_import button")
    expect(button).to_be_enabled(timeout=30_000)
    button.focus()
    button.press("Enter")
    page.locator(".st-key-data_result").wait_for(timeout=120_000)
    settle(page)


def choose(page: Page, field: str, header: str) -> None:
    """Choose the column of a field, by typing its name."""
    box = page.locator(f"[class*='st-key-data_map_'][class*='_sales_{field}_'] input").first
    box.click()
    box.fill(header)
    page.get_by_role("option", name=header, exact=True).first.click()
    settle(page)


def file(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def figures(page: Page, inside: str) -> dict[str, str]:
    """Label → value of the figures inside an element."""
    found = page.locator(f"{inside} [data-testid=stMetric]").all()
    return {
        each.locator("[data-testid=stMetricLabel]").inner_text(): each.locator("[data-testid=stMetricValue]").inner_text()
        for each in found
    }


def test_the_whole_journey(served: Server, reader: Callable[..., Page], tmp_path: Path) -> None:
    page = reader("ru")
    visit(page, f"{served.url}/data")
    expect(page.get_by_text("Для начала загрузите выгрузку продаж.")).to_be_visible()

    # Understood but for the column of amounts, which has a name of its own.
    drop(page, file(tmp_path, "Отгрузки 2025.csv", register()))
    expect(page.get_by_text("Windows-1251")).to_be_visible()
    expect(page.get_by_text("не найден столбец")).to_be_visible()
    expect(page.locator(".st-key-data_import button")).to_be_disabled()
    choose(page, "account", "Кому")
    expect(page.locator(".st-key-data_import button")).to_be_enabled(timeout=30_000)
    settle(page)
    assert figures(page, "[data-testid=stMain]") == {
        "Прочитано строк": "27", "Будет загружено": "24", "Будет заменено": "0", "Отложено": "2",
    }

    bring(page)
    result = page.locator(".st-key-data_result")
    expect(result.get_by_role("heading", name="Загружены 24 строки")).to_be_visible()
    assert figures(page, ".st-key-data_result") == {
        "Прочитано строк": "27", "Загружено": "24", "Заменено": "0", "Отложено": "2",
    }
    expect(result.get_by_text("Отложены 2 строки файла Отгрузки 2025.csv")).to_be_visible()
    with page.expect_download() as download:
        result.get_by_role("button", name="Скачать для исправления").click()
    assert download.value.suggested_filename == "Отложенные строки файла Отгрузки 2025.csv.xlsx"

    # The executive's view: 12 × (100,000 + 50,000).
    result.get_by_role("link", name="Открыть обзор").click()
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1,8")
    expect(page.get_by_role("heading", level=1)).to_contain_text("млн")
    table = page.locator("[data-testid=stDataFrame]").last
    table.scroll_into_view_if_needed()
    settle(page)
    expect(table.locator("canvas").first).to_be_visible()
    cells = table.locator("[role=gridcell]").all_inner_texts()
    assert 'ООО "Альфа"' in cells
    assert "ЗАО Бета" in cells

    page.get_by_role("radio", name="English").click()
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.8")
    assert "lang=en" in page.url

    # A second year comes, and is undone.
    page.get_by_role("link", name="Data").click()
    settle(page)
    drop(page, file(tmp_path, "Отгрузки 2026.csv", register(2024, 1)))
    expect(page.get_by_text("known source")).to_be_visible()
    bring(page)
    expect(page.get_by_text("version 000002")).to_be_visible()
    page.locator(".st-key-data_undo_now button").click()
    expect(page.get_by_text("Version 000001 is current now.")).to_be_visible(timeout=30_000)
    settle(page)
    page.get_by_role("link", name="Overview").click()
    settle(page)
    expect(page.get_by_text("version 000001")).to_be_visible()
    assert Store(served.data).current() == "000001"


def test_a_hostile_file_is_refused_clearly_and_the_app_lives(
    served: Server, reader: Callable[..., Page], tmp_path: Path
) -> None:
    page = reader("en")
    visit(page, f"{served.url}/data")
    drop(page, file(tmp_path, "<b>far<i>.xlsx", b"PK\x03\x04" + bytes(200)), file(tmp_path, "empty.csv", b""))
    expect(page.get_by_text("empty.csv is empty.")).to_be_visible()
    expect(page.get_by_text("cannot be read").first).to_be_visible()
    assert page.locator("[data-testid=stMain] b").count() == 0
    expect(page.locator(".st-key-data_import button")).to_be_disabled()
    page.locator(".st-key-data_clear button").click()
    settle(page)
    drop(page, file(tmp_path, "sales.csv", b"Customer,Date,Amount\nA,2025-01-13,5\nB,2025-01-14,6\n"))
    bring(page)
    expect(page.get_by_role("heading", name="2 rows were brought in")).to_be_visible()

    # The same again: it says so, and there is nothing to press.
    drop(page, file(tmp_path, "again.csv", b"Customer,Date,Amount\nA,2025-01-13,5\nB,2025-01-14,6\n"))
    expect(page.get_by_text("The ledger already holds this file.")).to_be_visible()
    expect(page.locator(".st-key-data_import button")).to_be_disabled()


def test_a_long_import_is_stopped_and_leaves_the_old_version(
    served: Server, reader: Callable[..., Page], tmp_path: Path
) -> None:
    page = reader("en")
    visit(page, f"{served.url}/data")
    drop(page, file(tmp_path, "first.csv", b"Customer,Date,Amount\nA,2025-01-13,5\n"))
    bring(page)
    path = tmp_path / "second.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("Customer,Date,Amount\n")
        for chunk in range(200):
            out.writelines(f"Client {line % 977},2025-{line % 12 + 1:02d}-{line % 28 + 1:02d},{line}.25\n"
                           for line in range(chunk * 10_000, chunk * 10_000 + 10_000))
    drop(page, path)
    page.locator(".st-key-data_import button").click()
    page.locator(".st-key-data_stop button").click()
    # Leaving the page and coming back shows the same work, or its end.
    page.get_by_role("link", name="Definitions").click()
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.get_by_text("Stopped. Nothing was changed.")).to_be_visible(timeout=60_000)
    settle(page)
    expect(page.get_by_text("version 000001")).to_be_visible()
    assert Store(served.data).current() == "000001"
    bring(page)
    expect(page.get_by_text("version 000002")).to_be_visible()


def test_a_second_importer_is_told_who_holds_the_ledger(
    served: Server, reader: Callable[..., Page], tmp_path: Path
) -> None:
    page = reader("en")
    visit(page, f"{served.url}/data")
    drop(page, file(tmp_path, "sales.csv", b"Customer,Date,Amount\nA,2025-01-13,5\n"))
    expect(page.get_by_text("Would be loaded").first).to_be_visible(timeout=30_000)
    with writing(served.data / "ledger", "import"):
        page.locator(".st-key-data_import button").click()
        expect(page.get_by_text("Another import is running")).to_be_visible(timeout=30_000)
    settle(page)
    bring(page)
    expect(page.get_by_role("heading", name="1 row was brought in")).to_be_visible()


def test_the_demo_is_built_and_left_with_a_click_each(served: Server, reader: Callable[..., Page]) -> None:
    page = reader("en", phone=True)
    visit(page, f"{served.url}/data")
    page.locator(".st-key-data_demo button").click()
    expect(page.get_by_text("All figures are of a made-up company.")).to_be_visible(timeout=120_000)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".st-key-data_begin button").click()
    expect(page.get_by_text("The ledger is empty now.")).to_be_visible(timeout=30_000)

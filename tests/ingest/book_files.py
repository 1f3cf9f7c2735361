"""A small company and its book, for files of contacts, opportunities and contracts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import Book
from kam_core.ingest import Batch, Corrections, bring
from kam_core.ingest.book.files import Told, bring_files, preview_files
from kam_core.ingest.book.merge import NOBODY, Chosen
from kam_core.ledger import Store
from kam_core.scope import OWNER, Viewer

ACCOUNTS = """Customer ID;Name;Group ID;Group;Manager
C1;ООО «Ромашка»;G1;Холдинг «Цветы»;Ann
C2;ООО «Лютик»;G1;Холдинг «Цветы»;Ann
C3;АО Пион;G3;Пион;Bob
C4;Clover Ltd;;;Bob
"""


class Company:
    """Four legal entities of three clients: G1 (C1, C2), G3 (C3), C4 alone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.store = folder, Store(folder / "data")
        with Batch(self.store) as batch:
            batch.add(self.file("accounts.csv", ACCOUNTS))
            bring(batch)

    def file(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def book(self, reach: Reach = EVERYTHING) -> Book:
        return self.store.book().seen_by(reach)

    def take(
        self, name: str, text: str | bytes, *, table: str | None = None, reach: Reach = EVERYTHING, viewer: Viewer = OWNER,
        chosen: Chosen = NOBODY, dry: bool = False, formats: dict | None = None, who: str = "crm",
    ) -> Told:
        """Bring one file into the book (dry: only look at what it would change)."""
        with Batch(self.store) as batch:
            batch.add(self.file(name, text), Corrections(table=table, formats=formats or {}))
            assert [str(error) for _, error in batch.problems] == []
            book, ledger = self.book(reach), self.store.open()
            told = preview_files(batch, book, ledger, viewer, chosen) if dry else bring_files(
                batch, book, ledger, viewer, who=who, chosen=chosen)
        (one,) = told
        return one

    def values(self, *kinds: str) -> list[dict]:
        return [each.values for each in self.book().records.of(kinds)]


def counts(told: Told) -> tuple[int, int, int, int, int]:
    """(added, changed, unchanged, set aside, skipped)."""
    coming = told.coming
    found = tuple(coming.count(state) for state in ("added", "changed", "unchanged", "aside"))
    assert coming.read == sum(found) + coming.lines.skipped
    return (*found, coming.lines.skipped)


def reasons(told: Told) -> dict[int, str]:
    """Why rows were set aside, by their number in the file."""
    return {row.line.number: str(row.why) for row in told.coming.rows if row.why is not None}


def table(*rows: Sequence[str]) -> str:
    return "".join(";".join(row) + "\n" for row in rows)


CONTACTS_TEXT = table(
    ("Контрагент", "Контактное лицо", "Должность", "E-mail", "Телефон", "Роль в решении", "Влияние", "Отношение к нам"),
    ("ООО Ромашка", "Иванов Иван", "Директор", "ivanov@x.example", "+7 000 1", "ЛПР", "высокое", "Сторонник"),
    ("C2", "Иванов Иван", "Советник", "IVANOV@x.example", "", "Влияет", "", ""),
    ("ао  пион", "Петров", "Закупщик", "", "123", "закупки", "", ""),
    ("Никто", "Сидоров", "", "", "", "", "", ""),
    ("C3", "Козлов", "", "", "", "царь", "", ""),
    ("C3", "", "", "k@x.example", "", "", "", ""),
    ("Итого", "", "", "", "", "", "", ""),
)
DEALS_TEXT = table(
    ("Сделка", "Клиент", "Стадия", "Сумма", "Вероятность", "Ожидаемая дата закрытия", "Без тендера"),
    ("Насосы", "C1", "КП", "1 200 000,50", "60%", "01.12.2026", "да"),
    ("Кабель", "АО Пион", "Квалификация", "500000", "20%", "15.12.2026", "нет"),
    ("Кран", "C4", "лид", "много", "5%", "", ""),
)

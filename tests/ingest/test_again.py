"""The same again, a mended file, another branch's file: what is a repeat, what gives way, what stays."""

from pathlib import Path

import pytest

from kam_core.ingest import Batch, Corrections, Result, bring
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.scope import OWNER, Scope
from kam_core.settings import Settings

HEAD = "Дата;Контрагент;Сумма\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(path: Path, *lines: str, head: str = HEAD) -> Path:
    path.write_text(head + "".join(line + "\n" for line in lines), "utf-8")
    return path


def take(folder: Path, *paths: Path, **said: object) -> Result:
    with Batch(Store(folder / "data")) as batch:
        for path in paths:
            batch.add(path, Corrections(**said))  # type: ignore[arg-type]
        return bring(batch)


def total(folder: Path) -> float:
    answer = ask("concentration", Store(folder / "data").open(), Scope(viewer=OWNER), Settings())
    return float(answer.summary["revenue_total"] or 0)


def days(month: str, year: int = 2024, amount: int = 10) -> list[str]:
    return [f"{day:02d}.{month}.{year};ООО А;{amount}" for day in range(1, 21)]


def test_a_mistyped_year_leaves_the_months_between(folder: Path) -> None:
    take(folder, write(folder / "январь.csv", *days("01")))
    done = take(folder, write(folder / "февраль.csv", "01.02.2014;ООО А;5", *days("02")))
    assert done.total("replaced") == 0
    assert total(folder) == 20 * 10 + 20 * 10 + 5


def test_a_corrected_month_of_a_batch_replaces_only_itself(folder: Path) -> None:
    take(folder, write(folder / "январь.csv", *days("01")), write(folder / "февраль.csv", *days("02")))
    done = take(folder, write(folder / "январь.csv", *days("01", amount=11)))
    assert done.total("replaced") == 20
    assert total(folder) == 20 * 11 + 20 * 10
    assert Store(folder / "data").open().info.rows["sales"] == 40


def test_another_branch_of_the_same_shape_replaces_nothing(folder: Path) -> None:
    take(folder, write(folder / "moscow.csv", "01.01.2024;ООО А;1", "15.01.2024;ООО А;2"))
    done = take(folder, write(folder / "spb.csv", "02.01.2024;ООО Б;4", "20.01.2024;ООО Б;8"))
    assert done.total("replaced") == 0
    assert done.files[0].understood.plan.mapping == {"date": "Дата", "account": "Контрагент", "revenue": "Сумма"}
    assert total(folder) == 15


def test_a_new_export_under_another_name_replaces_the_old_one(folder: Path) -> None:
    take(folder, write(folder / "выгрузка.csv", *days("01")))
    done = take(folder, write(folder / "отчёт для директора.csv", *days("01"), "25.01.2024;ООО Б;7"))
    assert done.total("replaced") == 20
    assert total(folder) == 207
    assert "new export" in " ".join(done.to_json()["files"][0]["warnings"])


def test_content_that_gave_way_may_come_again(folder: Path) -> None:
    first = write(folder / "a.csv", "01.01.2024;ООО А;100")
    take(folder, first)
    take(folder, write(folder / "a2.csv", "01.01.2024;ООО А;999"), source="sales")
    assert total(folder) == 999
    again = take(folder, first)
    assert again.changed
    assert total(folder) == 100


def test_another_mapping_of_the_same_file_is_no_repeat(folder: Path) -> None:
    head = "Дата;Контрагент;Сумма;Сумма без НДС\n"
    file = write(folder / "a.csv", "01.01.2024;ООО А;120;100", "02.01.2024;ООО А;240;200", head=head)
    take(folder, file, mapping={"revenue": "Сумма"})
    assert total(folder) == 360
    done = take(folder, file, mapping={"revenue": "Сумма без НДС"})
    assert done.total("replaced") == 2
    assert total(folder) == 300
    assert not take(folder, file, mapping={"revenue": "Сумма без НДС"}).changed


def test_a_copy_in_the_same_batch_is_a_repeat(folder: Path) -> None:
    one = write(folder / "a.csv", "01.01.2024;ООО А;100", "02.01.2024;ООО А;50")
    two = write(folder / "copy.csv", "01.01.2024;ООО А;100", "02.01.2024;ООО А;50")
    done = take(folder, one, two)
    assert (done.total("read"), done.total("loaded"), done.total("repeated")) == (4, 2, 2)
    assert total(folder) == 150


def test_a_list_keeps_what_a_newer_one_does_not_speak_of(folder: Path) -> None:
    head = "Код клиента;Наименование клиента;Холдинг;Регион\n"
    take(folder, write(folder / "list.csv", "1;Альфа;Север;Урал", "2;Бета;Север;Юг", head=head))
    take(folder, write(folder / "crm.csv", "1;Альфа;Иванова", head="Код клиента;Наименование клиента;Менеджер\n"))
    take(folder, write(folder / "s.csv", "01.01.2024;1;100", "01.01.2024;2;50", head="Дата;Код клиента;Сумма\n"))
    rows = ask("accounts", Store(folder / "data").open(), Scope(viewer=OWNER, level="account"), Settings()).rows
    first = rows.set_index("account_id").loc["1"]
    assert (first["region"], first["manager"]) == ("Урал", "Иванова")
    grouped = ask("concentration", Store(folder / "data").open(), Scope(viewer=OWNER), Settings()).rows
    assert grouped["value"].tolist() == [150.0]

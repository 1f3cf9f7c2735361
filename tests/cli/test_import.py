"""The import command: what it gives, what it lets one correct, how it refuses."""

from __future__ import annotations

import pytest

FILE_KEYS = {"path", "sheet", "table", "layout", "encoding", "delimiter", "mapping", "read", "loaded", "repeated",
             "quarantined", "skipped", "totals", "warnings"}


def revenue(gives, *more):
    return gives("ask", "concentration", "--all", *more)["summary"]["revenue_total"]


def test_json_has_the_keys_of_the_contract_and_the_numbers_of_the_file(gives, register):
    got = gives("import", register)
    (file,) = got["files"]
    assert set(file) >= FILE_KEYS
    assert (file["path"], file["sheet"], file["table"], file["layout"]) == (str(register), None, "sales", "register")
    assert (file["encoding"], file["delimiter"]) == ("utf-8", ";")
    assert file["mapping"] == {"account": "Клиент", "date": "Дата", "revenue": "Сумма", "cost": "Себестоимость",
                               "quantity": "Количество", "unit": "Подразделение"}
    counts = {"read": 5, "loaded": 5, "repeated": 0, "quarantined": 0, "skipped": 0}
    assert {key: file[key] for key in counts} == counts == {key: got[key] for key in counts}
    assert got["totals"]["loaded"] == {"revenue": 3450.5, "cost": 2420.0, "quantity": 35.0}
    assert got["version"] == "000001"
    assert any("no client" in each for each in file["warnings"])


def test_the_answer_is_that_of_the_file(gives, register):
    gives("import", register)
    summary = gives("ask", "concentration", "--from", "2024-02-01", "--to", "2024-03-01")["summary"]
    assert summary["revenue_total"] == 2450.0
    assert summary["revenue_identified"] == 2400.0
    assert summary["revenue_unassigned"] == 50.0
    assert summary["cr1"] == pytest.approx(2000 / 2400)


def test_the_same_file_again_does_nothing(gives, register):
    gives("import", register)
    again = gives("import", register)
    assert (again["version"], again["changed"], again["loaded"]) == ("000001", False, 0)
    assert again["read"] == again["repeated"] == 5
    assert len(gives("versions")["versions"]) == 1


def test_dry_run_says_what_would_change_and_changes_nothing(gives, register, data):
    got = gives("import", register, "--dry-run")
    assert (got["version"], got["changed"], got["loaded"]) == (None, False, 5)
    assert gives("versions") == {"current": None, "versions": []}
    assert not [path for path in data.rglob("*") if path.suffix in (".duckdb", ".zst")]
    gives("import", register)
    later = register.with_name("later.csv")
    later.write_text("Клиент;Дата;Сумма;Себестоимость;Количество;Подразделение\nООО «Ромашка»;15.02.2024;7,00;1,00;1;Юг\n")
    got = gives("import", later, "--source", "register", "--dry-run")
    assert (got["version"], got["replaced"], got["loaded"]) == ("000001", 1, 1)
    assert revenue(gives) == 3450.5


@pytest.mark.parametrize(("mode", "total"), [
    ("replace-period", 1000.5 + 300 + 500 - 100 + 50), ("add", 3450.5 + 300), ("replace-all", 300)])
def test_modes(gives, register, mode, total):
    """A later file of the same source that speaks for 15 February alone."""
    gives("import", register, "--source", "shop")
    later = register.with_name("february.csv")
    later.write_text("Клиент;Дата;Сумма;Себестоимость;Количество;Подразделение\n"
                     "ООО «Ромашка»;15.02.2024;300,00;200,00;2;Юг\n", "utf-8")
    gives("import", later, "--source", "shop", "--mode", mode)
    assert revenue(gives) == pytest.approx(total)


def test_another_source_replaces_nothing(gives, register):
    gives("import", register, "--source", "shop")
    other = register.with_name("other.csv")
    other.write_text("client,date,amount\nLily,2024-02-15,300\n")
    assert gives("import", other, "--source", "web")["replaced"] == 0
    assert revenue(gives) == 3750.5


def test_header_row_counts_from_one(gives, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Report\nName,Date,Sum\nclient,date,amount\nLily,2024-02-15,300\n")
    got = gives("import", path, "--set", "header_row=3")
    assert got["files"][0]["mapping"] == {"account": "client", "date": "date", "revenue": "amount"}
    assert (got["read"], got["totals"]["loaded"]["revenue"]) == (1, 300.0)


@pytest.mark.parametrize(("order", "first", "last"), [("dmy", "2024-04-03", "2024-06-05"), ("mdy", "2024-03-04", "2024-05-06")])
def test_the_order_of_day_and_month_is_asked_and_said(gives, refuses, tmp_path, order, first, last):
    path = tmp_path / "dates.csv"
    path.write_text("client,date,amount\nLily,03/04/2024,300\nRose,05/06/2024,100\n")
    assert "--set date=dmy" in refuses(2, "import", path)
    (file,) = gives("import", path, "--set", f"date={order}")["files"]
    assert (file["first"], file["last"]) == (first, last)


@pytest.mark.parametrize(("sign", "total"), [(",", 3.579), (".", 3579)])
def test_the_decimal_sign_can_be_said(gives, tmp_path, sign, total):
    path = tmp_path / "numbers.csv"
    path.write_text("client;date;amount\nLily;2024-02-15;1{0}234\nRose;2024-02-16;2{0}345\n".format(","), "utf-8")
    assert gives("import", path, "--set", f"decimal={sign}")["totals"]["loaded"]["revenue"] == pytest.approx(total)


def test_expression_constant_and_row_number(gives, tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("Goods,Pieces,Price,Off\nnut,3,10.50,0.1\nbolt,2,5,0\n")
    got = gives("import", path, "--table", "sales", "--map", "revenue=Pieces*Price*(1-Off)", "--map", "date==2024-02-29",
                "--map", "account=@row", "--map", "product=Goods")
    assert got["totals"]["loaded"]["revenue"] == pytest.approx(3 * 10.5 * 0.9 + 10)
    assert {row["account_id"] for row in gives("ask", "concentration", "--all")["rows"]} == {"1", "2"}


def test_a_folder_takes_its_tables_and_leaves_the_rest(gives, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    for day in range(1, 4):
        (folder / f"2024-03-0{day}.csv").write_text(f"client,date,amount\nLily,2024-03-0{day},{day}00\n")
    (folder / "readme.txt").write_text("These are the daily exports of the shop.\nNothing to see here.\n")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    got = gives("import", folder)
    assert (len(got["files"]), got["loaded"], got["totals"]["loaded"]["revenue"]) == (3, 3, 600.0)
    assert any("readme.txt" in each for each in got["warnings"])


def test_the_data_folder_is_given_by_the_environment(capsys, monkeypatch, register, tmp_path):
    from kam_core.cli import main

    monkeypatch.setenv("KAM_DATA", str(tmp_path / "elsewhere"))
    assert main(["import", str(register)]) == 0
    assert (tmp_path / "elsewhere" / "ledger" / "CURRENT").exists()
    assert "3,450.50" in capsys.readouterr().out.replace("\u00a0", " ")


def test_words_in_russian(run, register, monkeypatch):
    monkeypatch.setenv("KAM_LANGUAGE", "ru")
    code, out, _ = run("import", register)
    assert code == 0
    assert "прочитано 5" in out.replace("\u00a0", " ")
    assert "3 450,50" in out.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("code", "arguments", "part"), [
    (1, ["nowhere.csv"], "nowhere.csv"),
    (2, ["{file}", "--map", "revenue"], "revenue"),
    (2, ["{file}", "--map", "turnover=Сумма"], "turnover"),
    (1, ["{file}", "--map", "revenue=Turnover"], "Turnover"),
    (2, ["{file}", "--map", "revenue=Сумма*("], "Сумма*("),
    (2, ["{file}", "--set", "colour=red"], "colour"),
    (2, ["{file}", "--set", "header_row=0"], "header_row"),
    (2, ["{file}", "--set", "encoding=klingon"], "klingon"),
    (2, ["{file}", "--set", "period=yesterday"], "yesterday"),
    (2, ["{file}", "--set", "layout=spiral"], "spiral"),
    (2, ["{file}", "--set", "delimiter=longer"], "longer"),
    (2, ["{file}", "--set", "max_file_mb=-1"], "max_file_mb"),
    (2, ["{file}", "--set", "date=%Q"], "%Q"),
    (1, ["{file}", "--set", "header_row=99"], "register.csv"),
    (2, ["{file}", "--table", "wishes"], "wishes"),
    (2, ["{file}", "--mode", "sideways"], "sideways"),
    (2, ["{file}", "--wait", "soon"], "soon"),
    (2, [], "PATH"),
])
def test_refusals_name_what_was_wrong_and_change_nothing(refuses, register, data, code, arguments, part):
    said = refuses(code, "import", *[str(register) if each == "{file}" else each for each in arguments])
    assert part in said
    assert not (data / "ledger" / "CURRENT").exists()
    assert not list((data / "work").glob("*")) if (data / "work").exists() else True

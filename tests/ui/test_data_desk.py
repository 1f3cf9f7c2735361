"""The desk behind the page "Data": receiving, understanding, correcting, bringing in, stopping, undoing."""

from __future__ import annotations

import errno
import io
import json
import threading
import time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from ledgers import build

from kam_core.errors import BusyError, FileError, MappingError, UsageError
from kam_core.ingest import Progress
from kam_core.ingest import bring as bring_in
from kam_core.ingest.mended import MARK
from kam_core.ingest.plan import Plan
from kam_core.ledger import Store
from kam_core.ledger.lock import writing
from kam_core.settings import Settings, save
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_inbox import plain_name, safe_name
from kam_core.ui.data_progress import share, told
from kam_core.ui.data_said import uid_of
from kam_core.ui.data_work import Work
from kam_core.ui.downloads import workbook
from kam_core.ui.quarantine import about, as_table

# Six lines that come in, two that cannot (a day that does not exist, a word for an amount), and a line of totals.
LINES = [f"{day:02d}.03.2026;Клиент {day % 3};Болт;{day};{day * 1000},50" for day in range(1, 7)]
BAD = ["31.02.2026;Клиент 1;Болт;1;10,00", "05.03.2026;Клиент 2;Болт;1;много"]
TOTAL = "Итого;;;;21013,00"
HEADER = "Дата;Контрагент;Номенклатура;Количество;Сумма"
REGISTER = "\r\n".join([HEADER, *LINES, *BAD, TOTAL, ""])
LOADED = Decimal("21003.00")
"""1,000.50 + 2,000.50 + … + 6,000.50."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Store(tmp_path / "data"))


def drop(desk: Desk, name: str, text: str | bytes) -> Desk:
    desk.receive([(name, io.BytesIO(text if isinstance(text, bytes) else text.encode("cp1251")))])
    return rest(desk)


def rest(desk: Desk) -> Desk:
    """Wait until nothing is under way."""
    for work in (desk.work, desk.preview):
        if work is not None:
            assert work.wait(60)
    desk.settle()
    if desk.preview is not None:
        assert desk.preview.wait(60)
    return desk


def bring(desk: Desk) -> Desk:
    desk.start_import("tester")
    return rest(desk)


def test_a_register_is_understood_and_tried_out(desk: Desk) -> None:
    [each] = drop(desk, "Реализация.csv", REGISTER).files
    assert (each.plan.table, each.rows.encoding, each.rows.delimiter) == ("sales", "cp1251", ";")
    assert each.plan.mapping == {
        "date": "Дата", "account": "Контрагент", "product": "Номенклатура", "quantity": "Количество", "revenue": "Сумма"
    }
    assert desk.preview is not None
    assert desk.preview.result is not None
    [would] = desk.preview.result.files
    counts = would.outcome
    assert (counts.read, counts.loaded, counts.quarantined, counts.skipped) == (9, 6, 2, 1)
    assert desk.store.current() is None


def test_an_import_accounts_for_every_row_and_clears_the_desk(desk: Desk) -> None:
    bring(drop(desk, "Реализация.csv", REGISTER))
    assert desk.said.error is None
    assert desk.result is not None
    [made] = desk.result.files
    assert made.outcome.totals["loaded"]["revenue"] == LOADED
    assert (desk.files, desk.batch, desk.inbox) == ([], None, None)
    assert [path for path in (desk.store.data / "work").rglob("*") if path.is_file()] == []
    history = desk.store.open().history()
    assert list(history["who"]) == ["tester"]
    assert list(history["path"]) == ["Реализация.csv"]


def test_the_same_file_again_says_so(desk: Desk) -> None:
    bring(drop(desk, "Реализация.csv", REGISTER))
    [each] = drop(desk, "the same under another name.csv", REGISTER).files
    assert each.repeated
    bring(desk)
    assert desk.result is not None
    assert not desk.result.changed
    assert desk.store.current() == "000001"


def test_a_known_shape_needs_no_questions(desk: Desk) -> None:
    drop(desk, "a.csv", "Кто;Когда;Почём\r\nА;01.02.2026;5\r\nБ;13.02.2026;6\r\n")
    uid = uid_of(desk.files[0])
    desk.correct(uid, table="sales")
    rest(desk)
    assert isinstance(desk.files[0].problem, MappingError)
    desk.correct(uid, mapping={"account": "Кто", "date": "Когда", "revenue": "Почём"})
    bring(rest(desk))
    assert desk.result is not None
    assert desk.result.total("loaded") == 2
    [again] = drop(desk, "b.csv", "Кто;Когда;Почём\r\nА;14.03.2026;7\r\n").files
    assert again.known_source
    assert again.problem is None
    assert again.plan.mapping == {"account": "Кто", "date": "Когда", "revenue": "Почём"}


def test_corrections_of_one_file_are_for_all_of_its_shape(desk: Desk) -> None:
    rows = "Кто;Когда;Почём\r\nА;{day}.02.2026;5\r\n"
    desk.receive([(f"{day}.csv", io.BytesIO(rows.format(day=day).encode())) for day in (13, 14, 15)])
    rest(desk)
    uid = uid_of(desk.files[1])
    assert desk.alike(uid) == [0, 1, 2]
    desk.correct(uid, alike=True, table="sales", mapping={"account": "Кто", "date": "Когда", "revenue": "Почём"})
    rest(desk)
    assert [each.problem for each in desk.files] == [None, None, None]
    desk.drop(uid)
    assert len(rest(desk).files) == 2


def test_computed_and_constant_fields(desk: Desk) -> None:
    drop(desk, "a.csv", "Customer,Date,Quantity,Price\nA,2026-02-01,3,1.5\nB,2026-02-13,2,10\n")
    uid = uid_of(desk.files[0])
    desk.correct(uid, table="sales", mapping={"revenue": "Quantity*Price", "currency": "=EUR"})
    bring(rest(desk))
    assert desk.result is not None
    assert desk.result.files[0].outcome.totals["loaded"]["revenue"] == Decimal("24.5")
    assert desk.store.open().info.currency == "EUR"


def test_dates_that_can_be_read_in_two_ways_are_asked_for(desk: Desk) -> None:
    drop(desk, "a.csv", "Customer,Date,Amount\n" + "".join(f"A,0{month}/0{7 - month}/2026,5\n" for month in range(1, 7)))
    [each] = desk.files
    assert each.questions == ("date",)
    assert not desk.ready
    desk.correct(uid_of(each), formats={"date": {"order": "mdy"}})
    bring(rest(desk))
    assert desk.result is not None
    assert (desk.result.files[0].outcome.first, desk.result.files[0].outcome.last) == ("2026-01-06", "2026-06-01")


def test_a_hostile_file_stands_beside_good_ones(desk: Desk) -> None:
    desk.receive([("a.csv", io.BytesIO(REGISTER.encode("cp1251"))), ("b.xlsx", io.BytesIO(b"PK\x03\x04 nothing"))])
    rest(desk)
    good, bad = desk.files
    assert good.problem is None
    assert isinstance(bad.problem, FileError)
    assert "b.xlsx" in str(bad.problem.what)
    assert not desk.ready
    desk.drop(uid_of(bad))
    assert rest(desk).ready


def test_a_file_over_the_limit_is_refused_and_the_others_taken(desk: Desk) -> None:
    save(desk.store.data, Settings().with_(max_file_mb=1), "tester")
    desk.receive([("big.csv", io.BytesIO(b"x" * (2 << 20))), ("a.csv", io.BytesIO(REGISTER.encode("cp1251")))])
    rest(desk)
    assert [str(error.what) for error in desk.refused] == ["big.csv has 2 MB; the limit is 1 MB."]
    assert [each.rows.name for each in desk.files] == ["a.csv"]


def test_a_full_disk_is_said_and_the_page_lives(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kam_core.ui.data_inbox.shutil.copyfileobj", full)
    drop(desk, "a.csv", REGISTER)
    [error] = desk.refused
    assert "The disk is full" in str(error.what)
    assert (desk.files, desk.working) == ([], False)


# Stopping, and others at work

def test_stopping_changes_nothing_and_the_files_stay(desk: Desk) -> None:
    bring(drop(desk, "first.csv", REGISTER))
    lines = "".join(f"{place % 28 + 1:02d}.04.2026;Клиент {place % 900};Болт;1;{place},25\r\n" for place in range(400_000))
    drop(desk, "second.csv", HEADER + "\r\n" + lines)
    desk.start_import("tester")
    work = desk.work
    assert work is not None
    end = time.monotonic() + 30
    while work.at is None and time.monotonic() < end:
        time.sleep(0.002)
    work.stop.set()
    rest(desk)
    assert str(desk.said.note) == "Stopped. Nothing was changed."
    assert desk.said.error is None
    assert desk.store.current() == "000001"
    assert [each.rows.name for each in desk.files] == ["second.csv"]
    bring(desk)
    assert desk.result is not None
    assert desk.result.total("loaded") == 400_000


def test_who_holds_the_ledger_is_said_and_nothing_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kam_core.ui.data_desk.WAIT", 0.2)
    drop(desk, "a.csv", REGISTER)
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(desk.store.folder, "import"):
            held.set()
            let_go.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    bring(desk)
    assert isinstance(desk.said.error, BusyError)
    assert "import" in str(desk.said.error.what)
    let_go.set()
    other.join()
    bring(desk)
    assert desk.said.error is None
    assert desk.store.current() == "000001"


def test_an_error_that_nobody_foresaw_is_logged_under_a_number(tmp_path: Path) -> None:
    def broken(_: Work[None]) -> None:
        raise ZeroDivisionError("secret")

    work = Work("look", tmp_path, broken)
    assert work.wait(10)
    assert work.error is not None
    assert "secret" not in str(work.error)
    number = str(work.error.next).split("number ")[1][:8]
    log = (tmp_path / "log" / "app.log").read_text("utf-8")
    assert number in log
    assert "ZeroDivisionError: secret" in log


def test_progress_is_told_by_rows_and_only_grows(desk: Desk) -> None:
    count = 500_000
    lines = "".join(f"{place % 28 + 1:02d}.04.2026;Клиент {place % 900};Болт;1;{place},25\r\n" for place in range(count))
    drop(desk, "a.csv", f"{HEADER}\r\n{lines}{BAD[0]}\r\n{BAD[1]}\r\n")
    batch = desk.batch
    assert batch is not None
    work: Work[None] = Work("import", desk.store.data, lambda _: None)
    assert work.wait(10)
    shares: list[float] = []
    rows: list[int] = []

    def report(at: Progress) -> None:
        work.progress(at)
        shares.append(share(work))
        assert work.at is not None
        rows.append(work.at.rows)
        assert str(told(work))

    bring_in(batch, progress=report)
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert any(0 < each < count for each in rows)


# Going back

def test_undo_goes_back_to_the_version_before(desk: Desk) -> None:
    bring(drop(desk, "a.csv", REGISTER))
    bring(drop(desk, "b.csv", REGISTER.replace(".03.2026", ".04.2026")))
    assert desk.store.current() == "000002"
    desk.undo()
    assert desk.store.current() == "000001"
    desk.go_back("000002")
    assert desk.store.current() == "000002"


def test_undoing_the_first_import_leaves_an_empty_ledger(desk: Desk) -> None:
    bring(drop(desk, "a.csv", REGISTER))
    desk.undo()
    assert desk.store.open().info.first_date is None
    [each] = drop(desk, "a.csv", REGISTER).files
    assert not each.repeated
    with pytest.raises(UsageError):
        Desk(Store(desk.store.data / "elsewhere")).undo()


def test_ones_own_files_take_the_place_of_the_demo(tmp_path: Path) -> None:
    desk = Desk(Store(build(tmp_path / "data", "made-up")))
    assert desk.fresh
    bring(drop(desk, "a.csv", REGISTER))
    ledger = desk.store.open()
    assert (ledger.info.demo, ledger.info.rows["accounts"]) == (False, 0)
    assert len(ledger.history()) == 1
    desk.undo()
    assert desk.store.open().info.demo


def test_the_demo_can_be_left_for_an_empty_ledger(tmp_path: Path) -> None:
    desk = Desk(Store(build(tmp_path / "data", "made-up")))
    desk.begin_empty()
    assert not desk.store.open().info.demo
    desk.go_back("000001")
    assert desk.store.open().info.demo


# Rows set aside, mended, and brought again

def test_mended_rows_join_what_their_file_brought_and_replace_nothing(desk: Desk) -> None:
    bring(drop(desk, "Реализация.csv", REGISTER))
    ledger = desk.store.open()
    made = ledger.history().iloc[0]
    plan = Plan.from_json(json.loads(made["plan"]))
    frame, columns = as_table(ledger.quarantine(int(made["file_id"])), plan)
    book = openpyxl.load_workbook(io.BytesIO(workbook(frame, columns, about("Реализация.csv", 2))))
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert headers[:5] == HEADER.split(";")
    assert all(header.startswith(MARK) for header in headers[5:])
    assert [sheet.cell(row, 6).value for row in (2, 3)] == [8, 9]  # the file's rows, its header being row 1
    assert "“Дата”" in sheet.cell(2, 7).value
    assert "“Сумма”" in sheet.cell(3, 7).value
    sheet.cell(2, 1).value = "28.02.2026"
    sheet.cell(3, 5).value = "20,00"
    held = io.BytesIO()
    book.save(held)
    [each] = drop(desk, "mended.xlsx", held.getvalue()).files
    assert (each.plan.mode, each.plan.source, each.problem) == ("add", plan.source, None)
    bring(desk)
    assert desk.result is not None
    assert (desk.result.total("loaded"), desk.result.total("replaced")) == (2, 0)
    everything = desk.store.open().history()
    assert everything["loaded"].sum() == 8
    # The regular shape of the source is still known, and replaces its period as before.
    [regular] = drop(desk, "Реализация 2.csv", REGISTER.replace("Болт", "Гайка")).files
    assert (regular.known_source, regular.plan.mode) == (True, "replace-period")


def test_lines_that_could_not_be_cut_are_cut_at_their_delimiters(desk: Desk) -> None:
    text = "\r\n".join([HEADER, *LINES, "07.03.2026;Клиент;Болт;1;5,00;лишнее", "08.03.2026;Клиент", ""])
    bring(drop(desk, "a.csv", text))
    ledger = desk.store.open()
    made = ledger.history().iloc[0]
    plan = Plan.from_json(json.loads(made["plan"]))
    frame, columns = as_table(ledger.quarantine(int(made["file_id"])), plan)
    names = [str(column.label) for column in columns]
    assert names[:5] == HEADER.split(";")
    assert names[5].startswith(MARK)
    rows = frame[[column.key for column in columns[:6]]].values.tolist()
    assert ["07.03.2026", "Клиент", "Болт", "1", "5,00", "лишнее"] in rows
    assert ["08.03.2026", "Клиент", None, None, None, None] in rows


# Names

@given(some.text(max_size=300))
def test_a_name_from_outside_stays_in_its_folder(name: str) -> None:
    made = safe_name(name)
    assert made not in ("", ".", "..")
    assert not set("/\\\x00\n") & set(made)
    assert len(made.encode()) < 200
    assert Path("inbox", made).parent == Path("inbox")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("C:\\Users\\x\\Продажи.csv", "Продажи.csv"), ("../../etc/passwd", "passwd"), ("a\u202ecsv.exe", "acsv.exe"),
     ("", "file")],
)
def test_a_name_is_shown_without_its_folders(name: str, shown: str) -> None:
    assert plain_name(name) == shown

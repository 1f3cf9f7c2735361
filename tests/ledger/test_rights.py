"""A person erased from everything that a data folder holds: facts, versions, originals, the book; and again after a restore."""

from __future__ import annotations

import contextlib
import hashlib
import html
import io
import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import zstandard

from kam_core.book import open_book
from kam_core.book.naming import folded
from kam_core.errors import BookError, BusyError, LedgerError, UsageError
from kam_core.i18n import set_language
from kam_core.ingest import rebuild
from kam_core.ingest.batch import Batch
from kam_core.ingest.importing import bring
from kam_core.ledger import Store, rights
from kam_core.ledger.backup import backup, restore
from kam_core.ledger.check import check
from kam_core.ledger.door import connect
from kam_core.ledger.lock import writing
from kam_core.settings import load

SALES = "Клиент;Дата;Сумма;Контакт\nA1;05.01.2024;1000,50;Загогулькин Пётр Сергеевич\nB1;06.01.2024;10;Ли Ольга\n"
NPS = ("Дата;Оценка;Клиент;Респондент;Комментарий\n"
       "05.02.2024;3;A1;Загогулькин П. С.;Обещали Загогулькину и забыли\n"
       "06.02.2024;9;A1;Ольга Ли;Всё, как сказал Пётр Загогулькин\n"
       "07.02.2024;10;B1;Загогулькин;Однофамилец\n"
       "07.02.2024;11;A1;Пётр Загогулькин;оценка вне шкалы\n")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.delenv("KAM_BOOK", raising=False)
    set_language("en")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A data folder with sales, answers and invitations from three files in three formats, which all name one person."""
    folder = tmp_path_factory.mktemp("rights")
    store = Store(folder / "data")
    (folder / "sales.csv").write_bytes(SALES.encode("cp1251"))
    (folder / "nps.csv").write_text(NPS, "utf-8")
    book = openpyxl.Workbook()
    for row in (("Дата", "Клиент", "Респондент"), ("01.02.2024", "A1", "Загогулькин Петр"), ("01.02.2024", "A1", "Ольга Ли")):
        book.active.append(row)
    book.save(folder / "asked.xlsx")
    for name, table in (("sales.csv", "sales"), ("nps.csv", "nps"), ("asked.xlsx", "invitations")):
        take(store, folder / name, table)
    return folder


@pytest.fixture
def store(made, tmp_path) -> Store:
    """A copy of it."""
    return Store(shutil.copytree(made / "data", tmp_path / "data"))


def take(store: Store, path: Path, table: str) -> None:
    from kam_core.ingest.corrections import Corrections

    with Batch(store) as batch:
        batch.add(path, Corrections(table=table))
        bring(batch, who="ann")


@pytest.fixture
def person(store) -> str:
    records = open_book(store.data).records
    id = records.add("person", None, {"name": "Загогулькин Пётр Сергеевич", "email": "z@example.org"}, "ann").id
    records.add("position", "A1", {"role": "decides"}, "ann", parent=id, account_id="A1")
    return id


def texts(store: Store, query: str) -> list[tuple]:
    with contextlib.closing(connect(store.path(store.current()), store.settings)) as connection:
        return connection.execute(query).fetchall()


def traces(folder: Path) -> list[str]:
    """Files of a folder in which the surname stands: raw, unpacked, or as the database reads its texts."""
    def inside(content: bytes) -> bool:
        if content[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return any(inside(archive.read(name)) for name in archive.namelist())
        words = [content.decode(encoding, "replace") for encoding in ("utf-8", "cp1251", "utf-16-le")]
        escaped = json.dumps("агогульк")[1:-1].encode()
        return any("загогульк" in folded(html.unescape(text)) for text in words) or escaped in content.lower()

    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if path.suffix == ".zst":
            content = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content)).read()
        elif path.suffix == ".duckdb":
            with contextlib.closing(connect(path, load(folder))) as connection:
                for table, in connection.execute("select table_name from duckdb_tables()").fetchall():
                    content += str(connection.execute(f'select * from "{table}"').fetchall()).encode()
        if inside(content):
            found.append(str(path.relative_to(folder)))
    return found


def test_a_person_is_erased_from_everything_a_folder_holds(store, person, tmp_path):
    assert len(traces(store.data)) == 6            # two versions, three originals, the book
    reader = store.open()                          # somebody looks on
    before = texts(store, "select count(*), sum(revenue) from sales")
    act = rights.erase(store, person, "cid", "letter of 1 May", also=("Загогулькин",))
    assert traces(store.data) == []
    assert texts(store, "select count(*), sum(revenue) from sales") == before
    assert sorted(texts(store, "select account, score, respondent, comment from nps")) == [
        ("A1", 3, "[erased person 1]", "Обещали [erased person 1] и забыли"),
        ("A1", 9, "Ольга Ли", "Всё, как сказал [erased person 1]"),
        ("B1", 10, "[erased person 1]", "Однофамилец"),
    ]
    assert all(each.ok for each in check(store)), [each for each in check(store) if not each.ok]
    assert (act.found["facts"], act.found["versions"], act.found["originals"]) == (7, 2, 3)
    assert "загогульк" not in folded(act.text() + json.dumps(act.to_json(), ensure_ascii=False))
    assert reader.info.version == "000003"         # which is served until they look anew
    assert store.current() == "000004"
    assert rights.acts(store)[0]["person"] == person
    files = sorted(path.name for path in (store.data / "erased").iterdir())
    assert [Path(name).suffix for name in files] == [".json", ".txt", ".json"]


def test_what_was_erased_does_not_come_back_with_a_rebuild_or_the_same_file(store, person, made):
    rights.erase(store, person, "cid", "letter of 1 May")
    held = texts(store, "select account, respondent, comment from nps order by all")
    take(store, made / "nps.csv", "nps")            # the user's own file, brought once more: known, and not taken again
    assert texts(store, "select account, respondent, comment from nps order by all") == held
    rebuild(store)
    assert texts(store, "select account, respondent, comment from nps order by all") == held
    assert all(each.ok for each in check(store))


def test_a_namesake_elsewhere_stays(store, person):
    rights.erase(store, person, "cid", "letter of 1 May")
    assert texts(store, "select respondent, comment from nps where account = 'B1'") == [("Загогулькин", "Однофамилец")]


def test_an_import_at_work_is_not_disturbed_and_nothing_is_changed(store, person):
    current = store.current()
    with writing(store.folder, "import"), pytest.raises(BusyError):
        rights.erase(store, person, "cid", "letter of 1 May", wait=0.2)
    with pytest.raises(UsageError):
        rights.erase(store, person, "cid", " ")
    with pytest.raises(BookError):
        rights.erase(store, "nobody", "cid", "letter of 1 May")
    assert store.current() == current
    assert open_book(store.data).records.get(person) is not None


def test_an_original_that_cannot_be_rewritten_is_removed_and_said(store, person, tmp_path):
    with zipfile.ZipFile(store.originals / "made.tmp", "w") as archive:
        archive.writestr("xl/worksheets/sheet1.bin", "Загогулькин Пётр".encode("utf-16-le"))
    odd = (store.originals / "made.tmp").read_bytes()
    (store.originals / "made.tmp").unlink()
    sha = hashlib.sha256(odd).hexdigest()
    (store.originals / f"{sha}.zst").write_bytes(zstandard.ZstdCompressor().compress(odd))
    path = store.folder / f"{store.current()}.json"
    made = json.loads(path.read_text("utf-8"))
    made[-1]["files"][0] |= {"sha256": sha, "name": "odd.xlsb"}
    path.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    act = rights.erase(store, person, "cid", "letter of 1 May")
    assert "odd.xlsb" in act.text()
    assert act.found["removed"] == 1
    assert all(each.ok for each in check(store))
    with pytest.raises(LedgerError, match=r"odd\.xlsb was removed when a person was erased"):
        rebuild(store)


def test_a_backup_from_before_brings_nobody_back(store, person, tmp_path):
    backup(store, tmp_path / "before.zip")
    rights.erase(store, person, "cid", "letter of 1 May")
    restore(store, tmp_path / "before.zip")
    assert open_book(store.data).persons.all()[0].id == person          # so old is it
    acts, names = rights.again(store, "restore")
    assert ([act.person for act in acts], names) == ([person], 0)
    assert "backup" in acts[0].why
    assert open_book(store.data).persons.all() == []
    assert texts(store, "select respondent from nps where account = 'A1' and score = 3") == [("[erased person 1]",)]
    assert rights.again(store, "restore") == ([], 0)
    assert all(each.ok for each in check(store))


def test_a_ledger_from_before_is_known_where_the_book_is_elsewhere(store, person, tmp_path):
    """A book in PostgreSQL is not in the archive: the respondents are known by their digests."""
    backup(store, tmp_path / "before.zip")
    with zipfile.ZipFile(tmp_path / "before.zip") as old, zipfile.ZipFile(tmp_path / "bare.zip", "w") as new:
        index = json.loads(old.read("kamerton.json"))
        for name in [*index["files"]]:
            if name.startswith("book/"):
                del index["files"][name]
            else:
                new.writestr(name, old.read(name))
        new.writestr("kamerton.json", json.dumps(index))
    rights.erase(store, person, "cid", "letter of 1 May")
    restore(store, tmp_path / "bare.zip")
    assert texts(store, "select respondent from nps where account = 'A1' and score = 3") == [("Загогулькин П. С.",)]
    assert rights.again(store, "restore") == ([], 2)                  # the answer's and the invitation's
    assert texts(store, "select respondent from nps where account = 'A1' and score = 3") == [("[erased person 1]",)]
    known = (store.data / "erased" / "known.json").read_text("utf-8")
    assert "загогульк" not in folded(known)


def test_folders_kept_before_a_restore_go_where_they_name_the_person(store, person, tmp_path):
    backup(store, tmp_path / "before.zip")
    restore(store, tmp_path / "before.zip")
    assert len(list(store.data.glob("before-restore-*"))) == 1
    act = rights.erase(store, person, "cid", "letter of 1 May")
    assert list(store.data.glob("before-restore-*")) == []
    assert act.found["before"] == 1

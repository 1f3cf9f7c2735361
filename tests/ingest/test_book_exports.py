"""Laws: what was exported and brought in again changes nothing; brought in twice changes nothing more; in both languages."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest.book_files import Company, counts, table

from kam_core.access.reach import Reach
from kam_core.book.kinds import KINDS
from kam_core.i18n import LANGUAGES, use_language
from kam_core.ingest.book.exporting import WRITERS, exports, sheet
from kam_core.scope import OWNER

WORDS = st.text(st.sampled_from("aбЯ z=+-@'\"1,;.%«&<\t"), min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
LONG = st.text(st.sampled_from("aЯ z=+\n'\";,"), min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
MONEY = st.decimals(Decimal("-99999999999.99"), Decimal("99999999999.99"), places=2)
OF_TYPE = {"text": WORDS, "long": LONG, "date": DAYS, "money": MONEY, "share": st.floats(0, 1), "flag": st.booleans(),
           "number": st.integers(0, 3650)}
ENTITIES = st.sampled_from([("G1", "C1"), ("G1", "C2"), ("G1", None), ("G3", "C3"), ("C4", "C4")])


def values(kind: str, *required: str) -> st.SearchStrategy[dict]:
    """Some of a kind's fields, as people may write them."""
    fields = {each.key: st.sampled_from([key for key, _ in each.choices]) if each.choices else OF_TYPE[each.type]
              for each in KINDS[kind].fields if each.key not in ("note",) and not each.key.startswith("y")}
    must = {key: fields.pop(key) for key in required}
    return st.fixed_dictionaries(must, optional=fields)


PERSONS = st.lists(st.tuples(values("person", "name"), st.lists(st.tuples(ENTITIES, values("position")), max_size=2)),
                   max_size=3)
DEALS = st.lists(st.tuples(ENTITIES, values("opportunity", "name")), max_size=4)
TERMS = st.lists(st.tuples(ENTITIES, values("contract", "start", "end")), max_size=4)


@pytest.fixture(scope="module")
def shared_company(tmp_path_factory) -> Company:
    return Company(tmp_path_factory.mktemp("exports"))


def write(company: Company, persons, deals, terms) -> None:
    records = company.book().records
    for old in records.of(("person", "position", "opportunity", "contract")):
        records.remove(old.id, "ann")
    for card, posts in persons:
        person = records.add("person", None, card, "ann")
        for (client, account), post in posts:
            dates = sorted(post[key] for key in ("since", "left") if key in post)
            post = post | dict(zip([key for key in ("since", "left") if key in post], dates, strict=True))
            records.add("position", client, post, "ann", parent=person.id, account_id=account)
    for (client, account), deal in deals:
        records.add("opportunity", client, deal, "ann", account_id=account)
    for (client, account), term in terms:
        start, end = sorted((term["start"], term["end"]))
        records.add("contract", client, term | {"start": start, "end": end}, "ann", account_id=account)


def exported(company: Company, what: str, form: str) -> bytes:
    return WRITERS[form](sheet(what, company.book(), company.store.open(), OWNER, who="ann"))


def round_trip(company: Company, form: str, language: str) -> None:
    with use_language(language):
        for what in ("contacts", "opportunities", "contracts"):
            made = exported(company, what, form)
            if not company.book().records.of({"contacts": "person", "opportunities": "opportunity",
                                              "contracts": "contract"}[what]):
                continue
            before = company.book().changes("record")
            told = company.take(f"{what}.{form}", made)
            rows = len(told.coming.rows)
            assert told.coming.understood.plan.table == what
            assert (counts(told), [str(row.why) for row in told.coming.rows if row.why]) == ((0, 0, rows, 0, 0), [])
            assert company.book().changes("record") == before


@given(PERSONS, DEALS, TERMS, st.sampled_from(LANGUAGES))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_csv_export_changes_nothing(shared_company, persons, deals, terms, language):
    write(shared_company, persons, deals, terms)
    round_trip(shared_company, "csv", language)


@given(PERSONS, DEALS, TERMS, st.sampled_from(LANGUAGES))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_workbook_changes_nothing(shared_company, persons, deals, terms, language):
    write(shared_company, persons, deals, terms)
    round_trip(shared_company, "xlsx", language)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path)
    records = made.book().records
    records.add("opportunity", "G1", {"name": "=1+1", "stage": "talks", "amount": "1250000.50", "probability": 0.125,
                                      "expected": "2026-03-04", "without_tender": True}, "ann", account_id="C1")
    records.add("opportunity", "G3", {"name": "Cable", "amount": "7"}, "bob", account_id="C3")
    return made


def test_a_csv_in_russian_is_what_a_russian_spreadsheet_opens(company):
    with use_language("ru"):
        text = exported(company, "opportunities", "csv").decode("utf-8-sig")
    first, second, _ = csv.reader(io.StringIO(text), delimiter=";")
    row = dict(zip(first, second, strict=True))
    assert row["Код клиента"] == "C1"
    assert row["Название клиента"] == "ООО «Ромашка»"
    assert row["Возможность"] == "'=1+1"
    assert (row["Сумма"], row["Вероятность закрытия"], row["Ожидается к"], row["Без тендера"]) == (
        "1250000,50", "0,125", "2026-03-04", "да")


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(company):
    with use_language("en"):
        page = openpyxl.load_workbook(io.BytesIO(exported(company, "opportunities", "xlsx"))).active
    first, second, _ = page.iter_rows()
    row = {head.value: cell for head, cell in zip(first, second, strict=True)}
    assert (row["Opportunity"].value, row["Opportunity"].data_type) == ("=1+1", "s")
    assert row["Amount"].value == 1250000.5
    assert row["Expected by"].value.date() == datetime.date(2026, 3, 4)
    assert row["Stage"].value == "in talks"


def edited(company: Company, what: str, change) -> bytes:
    """An export in English, a row as a dict passed through ``change``."""
    with use_language("en"):
        text = exported(company, what, "csv").decode("utf-8-sig")
    rows = [change(row) for row in csv.DictReader(io.StringIO(text))]
    held = io.StringIO()
    out = csv.DictWriter(held, list(rows[0]))
    out.writeheader()
    out.writerows(rows)
    return held.getvalue().encode()


def test_what_was_edited_in_an_export_comes_in_also_an_emptied_cell_and_a_new_name(company):
    def change(row: dict) -> dict:
        if row["Opportunity"] == "Cable":
            return row | {"Opportunity": "Cable for the site", "Amount": "8"}
        return row | {"Chance to close": "", "Stage": "won"}

    told = company.take("opportunities.csv", edited(company, "opportunities", change))
    assert counts(told) == (0, 2, 0, 0, 0)
    first, second = company.values("opportunity")
    assert "probability" not in first
    assert first["stage"] == "won"
    assert second == {"name": "Cable for the site", "amount": Decimal(8)}


def test_an_export_knows_what_somebody_wrote_after_it(company):
    data = edited(company, "opportunities", lambda row: row | {"Amount": "9"} if row["Opportunity"] == "Cable" else row)
    cable, other = company.book().records.of("opportunity", "G3")[0], company.book().records.of("opportunity", "G1")[0]
    company.book().records.edit(cable.id, {"amount": "100", "reason": "late"}, "bob")
    company.book().records.edit(other.id, {"amount": "1"}, "bob")
    told = company.take("opportunities.csv", data)
    (clash,) = told.coming.clashes
    assert (clash.before, clash.after, clash.clash.who) == (Decimal(100), Decimal(9), "bob")
    assert company.book().records.get(cable.id).values == {"name": "Cable", "amount": Decimal(100), "reason": "late"}
    assert company.book().records.get(other.id).get("amount") == Decimal(1)


def test_a_record_that_is_gone_does_not_come_back_by_an_old_export(company):
    data = exported(company, "opportunities", "csv")
    company.book().records.remove(company.book().records.of("opportunity", "G3")[0].id, "bob")
    assert counts(company.take("opportunities.csv", data)) == (0, 0, 1, 1, 0)


def test_every_export_is_logged_and_shows_what_is_reached(company):
    reach = Reach("bob", frozenset({"G3"}), frozenset({"G3"}), dossiers=True)
    made = sheet("opportunities", company.book(reach), company.store.open(), OWNER, who="bob")
    assert [row[2] for row in made.rows] == ["Cable"]
    (change,) = company.book().changes("export")
    assert (change.who, change.after) == ("bob", {"what": "opportunities", "rows": 1})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_exported_without_what_never_leaves_the_company(company, language):
    records = company.book().records
    person = records.add("person", None, {"name": "Ann Lee", "note": "SECRET"}, "ann")
    records.add("visit", "G1", {"date": "2026-01-02", "type": "call", "state": "done", "people": [person.id]}, "ann")
    records.add("competitor", "G1", {"name": "Rival", "answer": "SECRET", "share": 0.3}, "ann")
    records.put("dossier", "G1", {"description": "mills", "note": "SECRET"}, "ann")
    with use_language(language):
        for what in exports():
            for form in WRITERS:
                assert b"SECRET" not in exported(company, what, form)
        text = exported(company, "visit", "csv").decode("utf-8-sig")
    assert "Ann Lee" in text


def test_a_foreign_file_fills_but_never_empties(company):
    text = table(("Client", "Deal", "Sales stage", "Amount"), ("C3", "cable", "Negotiation", ""))
    assert counts(company.take("crm.csv", text)) == (0, 1, 0, 0, 0)
    assert company.values("opportunity")[1] == {"name": "Cable", "amount": Decimal(7), "stage": "talks"}

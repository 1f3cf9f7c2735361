"""Contacts, opportunities and contracts come into the book by their key: added, changed, unchanged or set aside."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from ingest.book_files import CONTACTS_TEXT, DEALS_TEXT, Company, counts, reasons, table

from kam_core.access.reach import Reach
from kam_core.book import bulk
from kam_core.book.kinds import KINDS
from kam_core.book.verify import verify
from kam_core.errors import KamError
from kam_core.i18n import LANGUAGES, use_language
from kam_core.ingest import Batch
from kam_core.ingest.book.bringing import preview
from kam_core.ingest.book.tables import BOOK_TABLES, TARGETS
from kam_core.ingest.headers import guess_mapping, guess_table
from kam_core.ledger import Store
from kam_core.scope import OWNER, Viewer

CONTACTS, DEALS = CONTACTS_TEXT, DEALS_TEXT


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def test_one_person_at_two_entities_and_every_row_has_an_end(company):
    told = company.take("contacts.csv", CONTACTS)
    assert told.coming.understood.plan.table == "contacts"
    assert counts(told) == (3, 0, 0, 3, 1)
    found = reasons(told)
    assert found[5] == "There is no client “Никто”, or it is not yours to see."
    assert found[6].startswith("“царь” is no known “Role in the decision”")
    assert found[7] == "There is no value of “name”."
    persons = {each.get("name"): each for each in company.book().records.of("person")}
    assert persons["Иванов Иван"].values == {"name": "Иванов Иван", "email": "ivanov@x.example", "phone": "+7 000 1"}
    posts = company.book().records.of("position", parent=persons["Иванов Иван"].id)
    assert sorted((each.client_id, each.account_id, each.get("position"), each.get("role")) for each in posts) == [
        ("G1", "C1", "Директор", "decides"), ("G1", "C2", "Советник", "influences")]
    assert posts[0].get("attitude") == "supporter"
    assert [(each.client_id, each.account_id) for each in company.book().records.of("position", "G3")] == [("G3", "C3")]
    assert all(each.ok for each in verify(company.store.data))


def test_the_same_file_again_changes_nothing(company):
    company.take("contacts.csv", CONTACTS)
    before = company.book().changes()
    told = company.take("contacts.csv", CONTACTS)
    assert (counts(told), told.batch) == ((0, 0, 3, 3, 1), None)
    assert company.book().changes() == before


def test_the_original_of_personal_data_is_not_kept(company):
    company.take("contacts.csv", CONTACTS)
    kept = [path for path in company.store.data.rglob("*") if path.is_file() and path.suffix != ".sqlite"
            and not path.name.startswith("book.sqlite")]
    for path in kept:
        assert "Петров".encode() not in path.read_bytes(), path


def test_a_new_word_of_a_known_person_is_a_change(company):
    company.take("contacts.csv", CONTACTS)
    told = company.take("contacts.csv", CONTACTS.replace("+7 000 1", "+7 000 2").replace(";Директор;", ";Президент;"))
    assert counts(told) == (0, 2, 1, 3, 1)  # the phone is of the person, so both rows of the person change
    (difference, other) = told.coming.rows[0].differences
    assert {(each.field.key, each.before, each.after) for each in (difference, other)} == {
        ("phone", "+7 000 1", "+7 000 2"), ("position", "Директор", "Президент")}


def test_deals_in_russian_with_words_of_a_crm(company):
    told = company.take("deals.csv", DEALS)
    assert counts(told) == (2, 0, 0, 1, 0)
    assert reasons(told) == {4: "The value of “amount” cannot be read."}
    assert told.coming.totals() == {"read": {"amount": Decimal("1700000.50")}, "loaded": {"amount": Decimal("1700000.50")},
                                    "quarantined": {"amount": Decimal(0)}}
    assert company.values("opportunity") == [
        {"name": "Насосы", "stage": "offer", "amount": Decimal("1200000.50"), "probability": 0.6,
         "expected": datetime.date(2026, 12, 1), "without_tender": True},
        {"name": "Кабель", "stage": "need", "amount": Decimal("500000.00"), "probability": 0.2,
         "expected": datetime.date(2026, 12, 15), "without_tender": False}]


def test_a_word_of_ones_own_can_be_said(company):
    text = table(("Deal", "Client", "Sales stage", "Amount"), ("Pumps", "C1", "Yellow", "10"))
    assert counts(company.take("deals.csv", text, dry=True)) == (0, 0, 0, 1, 0)
    told = company.take("deals.csv", text, formats={"stage": {"words": {"Yellow": "talks"}}})
    assert counts(told) == (1, 0, 0, 0, 0)
    assert company.values("opportunity")[0]["stage"] == "talks"
    # the source remembers it
    assert counts(company.take("deals.csv", text)) == (0, 0, 1, 0, 0)


def test_contracts_by_name_and_start(company):
    text = table(
        ("Customer", "Contract no", "Valid from", "Valid to", "Contract value", "Auto renewal", "Notice days"),
        ("Clover Ltd", "14/K", "2026-02-01", "2027-01-31", "1000000.50", "yes", "30"),
        ("Clover Ltd", "14/K", "2027-02-01", "2028-01-31", "1100000", "yes", "30"),
        ("C1", "", "2026-01-01", "2025-01-01", "", "no", ""),
    )
    told = company.take("contracts.csv", text)
    assert counts(told) == (2, 0, 0, 1, 0)
    assert reasons(told) == {4: "The contract ends before it begins."}
    assert [each["notice_days"] for each in company.values("contract")] == [30, 30]
    told = company.take("contracts.csv", text.replace("1100000", "1200000"))
    assert counts(told) == (0, 1, 1, 1, 0)


def test_rows_that_contradict_each_other_are_set_aside(company):
    text = table(
        ("Client", "Contact name", "E-mail", "Phone"), ("C1", "Ann Lee", "a@x.example", "1"),
        ("C2", "Ann Lee", "a@x.example", "2"),
        ("C1", "Ann Lee", "a@x.example", "1"), ("C3", "Zoe Quill", "a@x.example", ""),
    )
    told = company.take("contacts.csv", text)
    assert counts(told) == (2, 0, 0, 2, 0)
    assert reasons(told) == {
        3: "Row 2 says something else of “Phone” of the same: bring it once.",
        5: "“a@x.example” is the e-mail of Ann Lee: leave it out of this row, or mend the name."}
    assert len(company.values("position")) == 1


def test_two_of_one_name_are_told_apart_by_their_addresses(company):
    text = table(("Client", "Contact name", "E-mail"), ("C1", "Ann Lee", "a1@x.example"), ("C1", "Ann Lee", "a2@x.example"))
    assert counts(company.take("contacts.csv", text)) == (2, 0, 0, 0, 0)
    turned = table(("Client", "Contact name", "E-mail"), ("C1", "Ann Lee", "a2@x.example"), ("C1", "Ann Lee", "a1@x.example"))
    assert counts(company.take("contacts.csv", turned)) == (0, 0, 2, 0, 0)


def test_an_import_can_be_taken_back_but_not_what_somebody_wrote_since(company):
    first = company.take("deals.csv", DEALS)
    deal = next(each for each in company.book().records.of("opportunity") if each.get("name") == "Кабель")
    company.book().records.edit(deal.id, {"amount": "7"}, "ann")
    assert bulk.undo(company.book(), first.batch, who="ann") == (1, 1)
    assert [each["name"] for each in company.values("opportunity")] == ["Кабель"]
    with pytest.raises(KamError, match="no such import"):
        bulk.undo(company.book(), first.batch, who="ann")
    assert [each.undone for each in bulk.imports(company.book())] == [True]
    assert all(each.ok for each in verify(company.store.data))
    # brought in again, the row that was taken back is new again
    assert counts(company.take("deals.csv", DEALS))[0] == 1


def test_a_change_that_was_taken_back_can_be_brought_again(company):
    company.take("deals.csv", DEALS)
    changed = DEALS.replace("500000", "600000")
    second = company.take("deals.csv", changed)
    assert bulk.undo(company.book(), second.batch, who="ann") == (1, 0)
    assert company.values("opportunity")[1]["amount"] == Decimal(500000)
    assert counts(company.take("deals.csv", changed)) == (0, 1, 1, 1, 0)


class TestWhatPeopleChangedSince:
    def test_their_word_stands_where_the_file_says_what_it_said(self, company):
        company.take("deals.csv", DEALS)
        deal = company.book().records.of("opportunity", "G3")[0]
        company.book().records.edit(deal.id, {"amount": "7"}, "ann")
        told = company.take("deals.csv", DEALS)
        assert (counts(told), told.coming.kept, told.coming.clashes) == ((0, 0, 2, 1, 0), 1, [])
        assert company.book().records.get(deal.id).get("amount") == Decimal(7)

    def test_both_are_shown_where_both_have_changed(self, company):
        company.take("deals.csv", DEALS)
        deal = company.book().records.of("opportunity", "G3")[0]
        company.book().records.edit(deal.id, {"amount": "7"}, "ann")
        newer = DEALS.replace("500000", "600000")
        told = company.take("deals.csv", newer)
        (clash,) = told.coming.clashes
        assert (clash.before, clash.after, clash.clash.who, clash.taken) == (Decimal(7), Decimal(600000), "ann", False)
        assert company.book().records.get(deal.id).get("amount") == Decimal(7)
        again = company.take("deals.csv", newer, chosen=frozenset({clash.key}))
        assert counts(again) == (0, 1, 1, 1, 0)
        assert company.book().records.get(deal.id).get("amount") == Decimal(600000)

    def test_a_choice_holds_for_the_version_that_was_seen(self, company):
        company.take("deals.csv", DEALS)
        deal = company.book().records.of("opportunity", "G3")[0]
        company.book().records.edit(deal.id, {"amount": "7"}, "ann")
        newer = DEALS.replace("500000", "600000")
        (clash,) = company.take("deals.csv", newer, dry=True).coming.clashes
        company.book().records.edit(deal.id, {"amount": "8"}, "bob")
        company.take("deals.csv", newer, chosen=frozenset({clash.key}))
        assert company.book().records.get(deal.id).get("amount") == Decimal(8)

    def test_a_field_the_file_never_wrote_is_filled_in(self, company):
        company.take("deals.csv", DEALS)
        words = ("Конкурент", "Rival", "", "")
        more = "".join(f"{line};{word}\n" for line, word in zip(DEALS.splitlines(), words, strict=True))
        assert counts(company.take("deals.csv", more)) == (0, 1, 1, 1, 0)


class TestReach:
    ANN = Reach("ann", frozenset({"G1"}), frozenset({"G1"}), dossiers=True)
    VIEWER = Viewer("ann", frozenset(), managers=frozenset({"Ann"}))

    def test_rows_of_foreign_clients_are_as_if_there_were_none(self, company):
        company.take("deals.csv", DEALS)
        told = company.take("deals.csv", DEALS.replace("500000", "1"), reach=self.ANN, viewer=self.VIEWER)
        assert reasons(told)[3] == "There is no client “АО Пион”, or it is not yours to see."
        assert counts(told) == (0, 0, 1, 2, 0)
        assert company.book().records.of("opportunity", "G3")[0].get("amount") == Decimal(500000)

    def test_the_reach_counts_even_where_the_ledger_shows_more(self, company):
        told = company.take("deals.csv", DEALS, reach=self.ANN)
        assert reasons(told)[3] == "There is no client “АО Пион”, or it is not yours to see."

    def test_what_is_shared_to_read_is_not_written(self, company):
        reach = Reach("ann", frozenset({"G1", "G3"}), frozenset({"G1"}), dossiers=True)
        told = company.take("deals.csv", DEALS, reach=reach)
        assert reasons(told)[3] == "This client is shared with you to read, not to change."

    def test_a_person_of_somebody_elses_client_is_not_changed(self, company):
        company.take("contacts.csv", CONTACTS)
        reach = Reach("bob", frozenset({"G1", "G3"}), frozenset({"G3"}), dossiers=True)
        text = table(("Client", "Contact name", "E-mail", "Phone"), ("C3", "Иванов Иван", "ivanov@x.example", "9"))
        told = company.take("other.csv", text, reach=reach)
        assert counts(told) == (0, 0, 0, 1, 0)
        assert company.book().records.of("position", "G3")[0].get("position") == "Закупщик"


def test_without_a_ledger_every_client_is_unknown(tmp_path):
    store = Store(tmp_path / "data")
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, "utf-8")
    with Batch(store) as batch:
        batch.add(path)
        coming = preview(batch.files[0], batch.files, store.book(), None, OWNER)
    assert [row.state for row in coming.rows] == ["aside"] * 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", list(BOOK_TABLES))
def test_the_headers_of_an_export_are_understood_in_both_languages(key, language):
    columns = BOOK_TABLES[key].columns
    with use_language(language):
        headers = [str(column.label) for column in columns] + [str(KINDS["task"].field("note").label)]
    assert guess_table(headers, {}) == key
    assert guess_mapping(key, headers, {}) == {column.name: header for column, header in zip(columns, headers, strict=False)}


def test_every_column_has_its_field_in_the_book():
    for key, target in TARGETS.items():
        without = [column.name for column in BOOK_TABLES[key].columns if target.field(column.name) is None]
        assert set(without) <= {"account", "record", "won"}

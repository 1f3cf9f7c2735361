"""What the made-up company wrote about its clients: whole in both languages, tied to them, with its stories in it."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path

import pytest

from kam_core.book import Book
from kam_core.book.kinds import KINDS
from kam_core.book.kinds.people import DECIDERS
from kam_core.book.verify import verify
from kam_core.demo import generate
from kam_core.demo.build import build
from kam_core.demo.words import words
from kam_core.ledger import Store

SIZE = {"seed": 7, "accounts": 240, "lines": 12_000, "months": 36}
ADDRESSES = ("email", "phone")


class Told:
    """The demo in one language. groups: legal entities by the group that they belong to"""

    def __init__(self, folder: Path, language: str) -> None:
        self.language, self.store = language, Store(folder)
        today = datetime.datetime.now().astimezone().date()
        build(self.store, language, today=today, **SIZE)
        self.accounts = generate(language, today=today, **SIZE)["accounts"].to_pylist()
        self.book: Book = self.store.book()
        self.records = {kind: self.book.records.of(kind) for kind in KINDS}
        self.groups: dict[str, set[str]] = {}
        for row in self.accounts:
            self.groups.setdefault(row["group_id"], set()).add(row["account_id"])


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> dict[str, Told]:
    return {language: Told(tmp_path_factory.mktemp(language), language) for language in ("ru", "en")}


@pytest.fixture(scope="module", params=["ru", "en"])
def told(both, request) -> Told:
    return both[request.param]


def test_both_languages_tell_the_same(both):
    for kind in KINDS:
        fields = [Counter(field for record in each.records[kind] for field in record.values) for each in both.values()]
        assert fields[0] == fields[1], kind
    assert len(both["ru"].records["dossier"]) >= 10
    assert 25 <= len(both["ru"].records["person"]) <= 40


def test_texts_are_in_the_language_of_the_company(told):
    seen = 0
    for kind, records in told.records.items():
        for record in records:
            for field in KINDS[kind].fields:
                value = record.get(field.key)
                if field.type in ("text", "long") and value and field.key not in ADDRESSES:
                    seen += 1
                    assert bool(re.search("[а-яё]", value, re.I)) == (told.language == "ru"), (kind, field.key, value)
                    assert not re.search(r"[{}]|\bnan\b|None", value), value
    assert seen > 300


def test_everything_is_tied_to_what_is_there(told):
    persons = {record.id for record in told.records["person"]}
    for kind, records in told.records.items():
        for record in records:
            assert (record.client_id is None) == (KINDS[kind].about != "client")
            if record.client_id is not None:
                entities = told.groups[record.client_id]
                assert record.account_id is None or record.account_id in entities
            if kind == "position":
                assert record.parent in persons
                assert record.account_id is not None
            assert set(record.get("people") or ()) <= persons
            assert record.get("people") is None or record.get("people")


def test_it_came_about_in_the_past_in_order_and_by_its_people(told):
    changes = told.book.changes("record")
    now = datetime.datetime.now(datetime.UTC)
    assert [each.at for each in changes] == sorted(each.at for each in changes)
    assert changes[0].at < now - datetime.timedelta(days=365)
    assert changes[-1].at <= now
    managers = set(words(told.language).managers)
    assert {each.who for each in changes} <= managers
    assert len({each.who for each in changes}) >= 4


def test_the_book_is_whole(told):
    assert [each for each in verify(told.store.data) if not each.ok] == []


def test_one_person_acts_for_entities_of_three_groups(told):
    groups = {}
    for record in told.records["position"]:
        groups.setdefault(record.parent, set()).add(record.client_id)
    assert Counter(len(each) for each in groups.values())[3] == 1
    assert Counter(len(each) for each in groups.values())[2] >= 2


def test_its_stories_are_there(told):
    today = datetime.datetime.now().astimezone().date()
    posts: dict[str, list] = {}
    for record in told.records["position"]:
        if record.get("left") is None:
            posts.setdefault(record.client_id, []).append(record)
    deciders = {client: [each.get("attitude") for each in found if each.get("role") in DECIDERS]
                for client, found in posts.items()}
    assert any("opponent" in found for found in deciders.values())
    assert any(found and "supporter" not in found for found in deciders.values())
    assert any(len({each.parent for each in found}) == 1 for found in posts.values())
    assert any(record.get("left") for record in told.records["position"])
    ends = [(record.get("end") - today).days for record in told.records["contract"]]
    assert any(0 <= days <= 60 for days in ends)
    results = {record.get("result") for record in told.records["tender"]}
    assert {"won", "lost", "open"} <= results
    assert all(record.get("reason") for record in told.records["tender"] if record.get("result") in ("won", "lost"))
    states = {record.get("state") for record in told.records["visit"]}
    assert states == {"planned", "done", "off"}
    for record in told.records["visit"]:
        assert (record.get("date") > today) == (record.get("state") == "planned")
    begun = {}
    for record in told.records["visit"]:
        begun.setdefault(record.client_id, []).append(record.get("begun") == "us")
    assert len({sum(each) / len(each) for each in begun.values()}) >= 4
    overdue = [record for record in told.records["promise"] if record.get("due") < today and record.get("fulfilled") is None]
    assert overdue
    assert any(record.get("fulfilled") for record in told.records["promise"])
    assert "price" in {record.get("type") for record in told.records["event"]}
    wanted = {f"y{years}_{case}" for years in (1, 3, 5) for case in ("low", "base", "high")}
    assert any(wanted <= set(record.values) for record in told.records["opportunity"])
    for record in told.records["opportunity"]:
        for years in (1, 3, 5):
            figures = [record.get(f"y{years}_{case}") for case in ("low", "base", "high")]
            known = [figure for figure in figures if figure is not None]
            assert known == sorted(known), record.get("name")
    assert any(len(record.values) < 4 for record in told.records["team"])


def test_dossiers_are_of_different_age_and_completeness(told):
    today = datetime.datetime.now().astimezone()
    filled = sorted(len(record.values) for record in told.records["dossier"])
    assert filled[0] <= 5
    assert filled[-1] >= 27
    ages = [(today - record.changed.at).days for record in told.records["dossier"]]
    assert min(ages) < 90 < 180 < max(ages)

"""The list of key clients merged with those whom size nominates: who stands where, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam_core.book import Book, open_book
from kam_core.ledger import Ledger
from kam_core.metrics import ask
from kam_core.metrics.key_list import Standing, find, left_by_decision, standing
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import ledger, said, sale, scope

SALES = [sale("big", "2025-02", 5_000), sale("next", "2025-02", 2_500), sale("third", "2025-02", 1_500),
         *[sale(f"c{i:02d}", "2025-02", 50) for i in range(20)]]
"""Of 10,000: 50 %, 25 %, 15 %, and twenty of 0.5 %."""
DEFAULT = Settings()


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return open_book(tmp_path / "book")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    accounts = [{"account_id": "silent", "name": "Тихий ООО"}]
    return ledger(tmp_path_factory.mktemp("company"), SALES, accounts)


def stands(company: Ledger, book: Book, settings: Settings = DEFAULT, **more: object) -> Standing:
    listed, log = book.keys.current(), book.keys.log()
    also = tuple({*listed.ids, *left_by_decision(log)})
    answer = ask("key_clients", company, scope("2025-01", "2026-01", **more), settings, also=also)
    return standing(answer, listed, log, book.scores.of())


def put(book: Book, *clients: str, consent: bool | None = None) -> None:
    for client in clients:
        book.keys.enter(client, client.title(), why="Large", who="Director", cap=10, consent=consent)


def test_with_nobody_on_the_list_all_candidates_await(company: Ledger, book: Book) -> None:
    found = stands(company, book)
    assert found.rows["standing"].tolist() == ["awaits"] * 3
    assert found.summary == {"listed": 0, "listed_share": None, "awaiting": 3, "without_consent": 0, "cap": 30}
    assert said(found.thesis) == "Nobody is on the list yet; 3 clients pass a limit by size and await a decision."
    assert said(found.thesis, "ru") == "В списке пока никого; 3 клиента проходят порог по размеру и ждут решения."


def test_the_list_its_share_and_who_awaits(company: Ledger, book: Book) -> None:
    put(book, "big", "c07", consent=True)
    found = stands(company, book)
    rows = found.rows.set_index("account_id")
    assert rows["standing"].to_dict() == {"big": "listed", "c07": "listed", "next": "awaits", "third": "awaits"}
    assert found.rows["account_id"].tolist() == ["big", "c07", "next", "third"]
    assert found.summary["listed_share"] == pytest.approx(0.505)
    assert found.summary["awaiting"] == 2
    assert rows["consent"].tolist() == [True, True, None, None]
    assert said(found.thesis) == "Two clients are on the list; 2 more pass a limit by size and await a decision."
    assert said(found.thesis, "ru") == "Два клиента в списке; ещё 2 проходят порог по размеру и ждут решения."


def test_consent_is_there_only_where_the_client_agreed(company: Ledger, book: Book) -> None:
    put(book, "big", consent=True)
    put(book, "next", consent=False)
    put(book, "third")
    found = stands(company, book)
    assert found.summary["without_consent"] == 2
    assert said(found.thesis) == "Three clients are on the list; nobody else awaits a decision."


def test_who_was_taken_off_awaits_nothing_but_who_was_taken_back_does(company: Ledger, book: Book) -> None:
    put(book, "big", "next")
    book.keys.leave("next", why="Refused", who="Director")
    put(book, "third")
    book.keys.undo("Director")
    found = stands(company, book)
    assert found.rows.set_index("account_id")["standing"].to_dict() == {"big": "listed", "third": "awaits", "next": "left"}
    assert found.summary["awaiting"] == 1
    book.keys.undo("Director")  # takes the leaving back: next is on the list again
    assert stands(company, book).rows.set_index("account_id")["standing"]["next"] == "listed"


def test_a_client_that_the_ledger_does_not_know_stays_on_the_list(company: Ledger, book: Book) -> None:
    put(book, "gone", "silent", "big")
    found = stands(company, book)
    rows = found.rows.set_index("account_id")
    assert rows.loc["gone", "name"] == "Gone"
    assert rows["standing"].value_counts().to_dict() == {"listed": 3, "awaits": 2}
    assert found.summary["listed_share"] == pytest.approx(0.5)
    assert "2 clients of the list have no sales in this period and these filters." in map(said, found.notes)
    # nor does whoever may see one client learn who else is on it
    some = stands(company, book, viewer=Viewer("kam@example.com", frozenset({"next"})))
    assert some.rows["account_id"].tolist() == ["next"]
    assert some.summary["listed"] == 0


def test_an_empty_ledger_shows_the_list_all_the_same(tmp_path: Path, book: Book) -> None:
    put(book, "gone")
    found = stands(ledger(tmp_path / "none", []), book)
    assert found.rows["standing"].tolist() == ["listed"]
    assert found.summary["listed_share"] is None


def test_nobody_on_the_list_and_nobody_above_zero(tmp_path: Path, book: Book) -> None:
    found = stands(ledger(tmp_path / "returns", [sale("a", "2025-02", -5)]), book)
    assert found.rows.empty
    assert said(found.thesis) == "No client is above zero in this period, so nobody is nominated by size."


def test_scores_count_and_a_shorter_limit_is_said(company: Ledger, book: Book) -> None:
    put(book, "big", "next")
    book.scores.put("big", "factor_fit", 4, who="Kim")
    book.scores.put("big", "def_name", 10, who="Kim")
    found = stands(company, book, Settings().with_(key_list_cap=1))
    row = found.rows.set_index("account_id").loc["big"]
    assert (row["factor_fit"], row["def_name"], row["type_image"], row["known"]) == (4, "yes", "yes", 2)
    assert row["total"] == pytest.approx((10 + 4) / 2)
    assert any("The list holds 2 clients, more than the limit of 1" in said(note) for note in found.notes)


def test_any_client_is_found_by_a_part_of_its_name(company: Ledger) -> None:
    everybody = scope()
    assert find(company, everybody, "  тихий ") == {"silent": "Тихий ООО"}
    assert list(find(company, everybody, "C1"))[:2] == ["c10", "c11"]
    assert len(find(company, everybody, "c")) == 20
    assert find(company, everybody, " ") == find(company, everybody, "%") == {}
    assert find(company, scope(viewer=Viewer("kam@example.com", frozenset({"big"}))), "c") == {}

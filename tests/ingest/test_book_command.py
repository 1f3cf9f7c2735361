"""The import command on contacts, opportunities and contracts: recognised, counted, tried, facts and book in one go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ingest.book_files import ACCOUNTS

from kam_core.cli import main
from kam_core.ledger import Store

DEALS = "Deal;Client;Sales stage;Amount\nPumps;C1;Yellow;10\nCable;C3;Proposal;5\nCrane;Nobody;Proposal;7\n"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Runs the import command on files of these texts; gives what --json prints."""
    monkeypatch.setenv("KAM_LANGUAGE", "en")
    monkeypatch.setenv("KAM_DATA", str(tmp_path / "data"))

    def run(files: dict[str, str], *options: str) -> dict:
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        capsys.readouterr()
        code = main(["import", *(str(tmp_path / name) for name in files), *options, "--json"])
        said = capsys.readouterr()
        assert (code, said.err) == (0, "")
        return json.loads(said.out)

    return run


def deals(tmp_path: Path) -> list[tuple[object, ...]]:
    return [(each.get("name"), each.get("stage"), float(each.get("amount")))
            for each in Store(tmp_path / "data").book().records.of("opportunity")]


def test_clients_and_their_deals_in_one_go(run, tmp_path):
    got = run({"accounts.csv": ACCOUNTS, "deals.csv": DEALS}, "--set", "stage:Yellow=talks")
    facts, book = got["files"]
    assert (facts["table"], book["table"]) == ("accounts", "opportunities")
    assert (book["read"], book["added"], book["changed"], book["unchanged"], book["set_aside"], book["skipped"]) == (
        3, 2, 0, 0, 1, 0)
    assert book["read"] == book["loaded"] + book["repeated"] + book["quarantined"] + book["skipped"]
    assert (got["read"], got["loaded"], got["quarantined"], got["version"]) == (7, 6, 1, "000001")
    assert book["aside"] == [{"row": 4, "reason": "There is no client “Nobody”, or it is not yours to see."}]
    assert book["totals"] == {"read": {"amount": 22.0}, "loaded": {"amount": 15.0}, "quarantined": {"amount": 7.0}}
    assert deals(tmp_path) == [("Pumps", "talks", 10.0), ("Cable", "offer", 5.0)]


def test_a_dry_run_writes_nothing_and_a_second_run_nothing_more(run, tmp_path):
    run({"accounts.csv": ACCOUNTS})
    got = run({"deals.csv": DEALS}, "--dry-run")
    assert (got["added"], got["set_aside"], got["changed"]) == (1, 2, False)
    assert deals(tmp_path) == []
    assert run({"deals.csv": DEALS})["changed"] is True
    again = run({"deals.csv": DEALS})
    assert (again["changed"], again["unchanged"], again["added"]) == (False, 1, 0)
    assert deals(tmp_path) == [("Cable", "offer", 5.0)]


def test_whose_word_counts_can_be_said(run, tmp_path):
    run({"accounts.csv": ACCOUNTS, "deals.csv": DEALS})
    records = Store(tmp_path / "data").book().records
    records.edit(records.of("opportunity")[0].id, {"amount": "9"}, "ann")
    newer = DEALS.replace("Proposal;5", "Proposal;6")
    got = run({"deals.csv": newer})
    assert (got["files"][0]["conflicts"], got["unchanged"]) == (1, 1)
    assert deals(tmp_path) == [("Cable", "offer", 9.0)]
    run({"deals.csv": newer}, "--set", "conflicts=file")
    assert deals(tmp_path) == [("Cable", "offer", 6.0)]


def test_a_table_can_be_named(run, tmp_path):
    run({"accounts.csv": ACCOUNTS})
    got = run({"some.csv": "Company;Topic;Worth\nC1;Pumps;12\n"}, "--table", "opportunities", "--map", "name=Topic",
              "--map", "amount=Worth")
    assert got["added"] == 1
    assert deals(tmp_path) == [("Pumps", None, 12.0)]

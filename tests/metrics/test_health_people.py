"""A lost decision maker caps a client's health, now and not in what was; and the command line asks the dossiers."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pandas as pd
import pytest

from kam_core.__main__ import main
from kam_core.book import open_book
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.settings import Settings
from metrics.company import ledger, sale, scope

MONTHS = [f"{year}-{number:02d}" for year in (2023, 2024, 2025) for number in range(1, 13)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two level clients in a group of their own each: 60 for revenue, 100 for rhythm, 60 for margin, 70 for breadth."""
    folder = tmp_path_factory.mktemp("health") / "data"
    sales = [sale(account, month, 100, 60, category="A") for account in ("A1", "B1") for month in MONTHS]
    ledger(folder, [*sales, sale(None, "2025-12-31", 0)],
           [{"account_id": "A1", "name": "Alpha", "group_id": "G1", "group_name": "Group"},
            {"account_id": "B1", "name": "Beta"}])
    return folder


def rows(data: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict]:
    assert main(["ask", "health", "--data", str(data), "--json"]) == 0
    return {row["account_id"]: row for row in json.loads(capsys.readouterr().out)["rows"]}


def test_a_lost_decision_maker_caps_and_says_so(data: Path) -> None:
    held = Store(data).open()
    free = ask("health", held, scope(), Settings()).rows.set_index("account_id")
    lost = ask("health", held, scope(), Settings(), lost=("G1",)).rows.set_index("account_id")
    assert free.loc["G1", "band"] == free.loc["B1", "band"] == "amber"
    assert (lost.loc["G1", "band"], lost.loc["G1", "score"], lost.loc["G1", "cap"]) == ("red", 50, "decider")
    assert lost.loc["G1", "raw"] == free.loc["G1", "raw"] > 60
    assert (lost.loc["B1", "band"], pd.isna(lost.loc["B1", "cap"])) == ("amber", True)
    facts = ask("client", held, scope(), Settings(), client="G1", lost=("G1",)).rows.iloc[0]
    assert (facts["band"], facts["score"], facts["cap"]) == ("red", 50, "decider")
    past = ask("health", held, scope("2024-01", "2025-07"), Settings(), lost=("G1",)).rows.set_index("account_id")
    assert pd.isna(past.loc["G1", "cap"])


def test_the_command_line_asks_the_dossiers(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rows(data, capsys)["G1"]["cap"] is None
    book = open_book(data)
    inna = book.records.add("person", None, {"name": "Inna"}, "anna")
    book.records.add("position", "G1", {"role": "decides", "left": datetime.date(2025, 11, 3)}, "anna", parent=inna.id,
                     account_id="A1")
    assert {client: row["cap"] for client, row in rows(data, capsys).items()} == {"G1": "decider", "B1": None}

"""Ledgers that several tests of measures ask, built once."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from once import once

from kam_core.ledger import Ledger
from metrics.company import ACCOUNTS, answer, invoice, ledger, sale

ROOT = Path(__file__).resolve().parents[2]
MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]


def made_up() -> tuple[list[dict], list[dict]]:
    """(sales, accounts): 30 entities in 12 groups, 2 units, 3 managers, 2 regions, returns, gaps in cost, no client."""
    dice = random.Random(11)
    accounts = [
        dict(zip(ACCOUNTS, (f"a{i:02d}", f"Client {i}", f"g{i % 12:02d}", f"Group {i % 12}", "NA" if i % 3 else "South",
                            "SMB" if i % 2 else "Large", None, f"Manager {i % 3}"), strict=True))
        for i in range(30)
    ]
    sales = []
    for number in range(1500):
        client = dice.choice([*(a["account_id"] for a in accounts), "unlisted", None])
        revenue = Decimal(dice.randrange(-20_000, 200_000)) / 100 * (9 if client == "a03" else 1)
        cost = None if number % 7 == 0 else (revenue * Decimal(dice.randrange(50, 120)) / 100).quantize(Decimal("0.0001"))
        sales.append(sale(client, dice.choice(MONTHS), str(revenue), None if cost is None else str(cost),
                          unit=dice.choice(["Metal", "Tools", None]), quantity=number % 9,
                          category=("bolts", "nuts", "wire", "saws", None)[number % 5],
                          manager=dice.choice(["Manager 0", "Manager 1", "Manager 2"])))
    sales.append(sale("a00", "2025-12-31", "1"))
    return sales, accounts


@pytest.fixture(scope="session")
def northwind_data(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with Northwind's order lines, imported by a process of the command line. Read it only."""
    def make(data: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "kam_core", "import", str(shared / "reference" / "northwind_order_lines.csv"),
             "--map", "revenue=unit_price*quantity*(1-discount)", "--data", str(data), "--json"],
            cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        )
        assert done.returncode == 0, done.stderr
        brought = json.loads(done.stdout)
        assert (brought["read"], brought["loaded"]) == (2155, 2155)

    return once(tmp_path_factory, "northwind", make)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, list[dict], list[dict]]:
    """(ledger, sales, accounts) of a made-up company with everything in it that measures must cope with."""
    sales, accounts = made_up()
    owed = [invoice(f"a{number:02d}", "2025-11-01", "2025-12-01", 1000 * (number + 1), 500) for number in range(20)]
    said = [answer(f"a{number:02d}", "2025-06-01", number % 11, comment="ok") for number in range(20)]
    return ledger(tmp_path_factory.mktemp("company"), sales, accounts, invoices=owed, nps=said), sales, accounts

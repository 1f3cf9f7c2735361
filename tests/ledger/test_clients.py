"""Who a client is: spellings of one account, groups that share a number with an account, contribution without cost."""

from pathlib import Path

import pytest

from kam_core.errors import LedgerError
from kam_core.ledger import Ledger, Store
from kam_core.metrics import ask
from kam_core.scope import OWNER, Scope
from kam_core.settings import Settings


def made(folder: Path, *statements: str) -> Ledger:
    store = Store(folder)
    with store.draft("import") as building:
        building.draft.script(list(statements))
        building.publish("by hand")
    return store.open()


def values(ledger: Ledger, **scope: str) -> dict[str, float | None]:
    rows = ask("concentration", ledger, Scope(viewer=OWNER, **scope), Settings()).rows  # type: ignore[arg-type]
    return {row["account_id"]: None if row["value"] != row["value"] else row["value"] for row in rows.to_dict("records")}


def test_spellings_of_a_listed_account_are_one_client(tmp_path: Path) -> None:
    ledger = made(
        tmp_path,
        "insert into accounts (account_id, name) values ('ООО Альфа', 'Альфа Трейд')",
        "insert into sales (account, date, revenue) values ('ООО Альфа', '2026-01-05', 100), ('ооо  альфа', '2026-01-06', 200)",
    )
    assert values(ledger) == {"ООО Альфа": 300.0}


def test_a_holding_code_equal_to_an_account_code_is_not_that_account(tmp_path: Path) -> None:
    ledger = made(
        tmp_path,
        "insert into accounts (account_id, name, group_id, group_name) values ('1', 'Ромашка', null, null), "
        "('2', 'Два', '1', 'Холдинг Север'), ('3', 'Три', '1', 'Холдинг Север')",
        "insert into sales (account, date, revenue) values ('1', '2026-01-05', 1), ('2', '2026-01-05', 10), "
        "('3', '2026-01-05', 100)",
    )
    assert sorted(values(ledger, level="group").values()) == [1.0, 110.0]


def test_a_head_account_belongs_to_its_group(tmp_path: Path) -> None:
    ledger = made(
        tmp_path,
        "insert into accounts (account_id, name, group_id, group_name) values ('1', 'Север', null, null), "
        "('2', 'Два', '1', null), ('3', 'Три', '1', 'север')",
        "insert into sales (account, date, revenue) values ('1', '2026-01-05', 1), ('2', '2026-01-05', 10), "
        "('3', '2026-01-05', 100)",
    )
    assert values(ledger, level="group") == {"1": 111.0}


def test_contribution_of_a_client_without_cost_is_unknown_everywhere(tmp_path: Path) -> None:
    ledger = made(
        tmp_path,
        "insert into sales (account, date, revenue, cost, manager) values ('А', '2026-01-05', 100, 60, 'М'), "
        "('Б', '2026-01-05', 200, null, 'М')",
        "insert into costs (account, date, amount) values ('А', '2026-01-05', 10), ('Б', '2026-01-05', 7)",
    )
    assert values(ledger, base="contribution") == {"А": 30.0, "Б": None}
    scope = Scope(viewer=OWNER, base="contribution")
    listed = ask("accounts", ledger, scope, Settings()).rows.set_index("account_id")
    assert listed.loc["А", "value"] == 30.0
    assert listed["value"].isna()["Б"]


def test_sums_too_large_to_be_exact_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="larger than"):
        made(tmp_path, "insert into sales (account, date, revenue) select 'А', '2026-01-05', 90000000000000 from range(2)")
    assert Store(tmp_path).current() is None

"""The one door for questions: who sees what, under which scope, within which limits."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
from ledgers import insert

from kam_core.errors import LedgerError
from kam_core.ledger import Store
from kam_core.ledger.door import Ledger
from kam_core.scope import NOBODY, OWNER, Scope, Viewer
from kam_core.settings import Settings
from ledger.conftest import add, twelve

MACROS = ("scoped_clients()", "scoped_accounts()", "scoped_months()", "scoped_months_all_time()", "scoped_categories()",
          "scoped_categories_all_time()", "scoped_life()", "scoped_lines()")
NEW = "ООО  «Новый  клиент»"


def values(ledger: Ledger, table: str = "scoped_months()", what: str = "value", **scope) -> dict:
    """client → sum of a column."""
    scope.setdefault("viewer", OWNER)
    frame = ledger._run(f"select client_id, cast(sum({what}) as DOUBLE) as v from {table} group by all", Scope(**scope), {})
    return {None if key != key or key is None else key: None if value != value else value
            for key, value in zip(frame["client_id"], frame["v"], strict=True)}


@pytest.mark.parametrize("macro", MACROS)
def test_nobody_sees_nothing(ledger, macro):
    for viewer in (NOBODY, Viewer("x@y.z", frozenset()), Viewer("x@y.z", frozenset({"unknown"}))):
        assert len(ledger._run(f"select * from {macro}", Scope(viewer=viewer), {})) == 0
    assert len(ledger._run(f"select * from {macro}", Scope(viewer=OWNER), {})) > 0


@pytest.mark.parametrize("macro", MACROS)
def test_without_a_scope_the_macros_fail_closed(ledger, macro):
    cursor = ledger._connection.cursor()
    try:
        assert cursor.execute(f"select count(*) from {macro}").fetchall() == [(0,)]
    finally:
        cursor.close()


@pytest.mark.parametrize("macro", MACROS)
def test_a_viewer_sees_the_accounts_that_are_given(ledger, macro):
    scope = Scope(viewer=Viewer("ann@firm", frozenset({"A2", "Solo"})), level="account")
    found = ledger._run(f"select distinct client_id from {macro}", scope, {})["client_id"]
    assert set(found) == {"A2", "Solo"}


def test_lines_are_those_of_the_period_and_add_up_to_the_months(ledger):
    for scope in ({}, {"level": "account"}, {"where": (("unit", ("North",)),)}, {"only": ("G1",)},
                  {"start": datetime.date(2024, 2, 1), "end": datetime.date(2024, 3, 1)}):
        months = values(ledger, what="revenue", **scope)
        months.pop(None, None)  # lines without a client are nobody's
        assert values(ledger, "scoped_lines()", "revenue", **scope) == months


def test_of_a_group_only_the_visible_part_is_seen(ledger):
    viewer = Viewer("bob@firm", frozenset({"A2"}))
    assert values(ledger, viewer=viewer) == {"G1": 200}
    clients = ledger._run("select client_id, accounts, manager from scoped_clients()", Scope(viewer=viewer), {})
    assert clients.values.tolist() == [["G1", 1, "Bob"]]


def test_levels(ledger):
    assert values(ledger) == {"G1": 2300, "B1": 800, NEW: 110, "Solo": 40, None: 25, "C1": -70}
    assert values(ledger, level="account") == {"A1": 2100, "A2": 200, "B1": 800, NEW: 110, "Solo": 40, None: 25, "C1": -70}


def test_bases_by_hand(ledger):
    """A1: 1200-850 + 500-300 + 400-100 = 850, less 90 to serve; A2: its return alone has a cost, -100+60; B1: 800-900-33."""
    assert values(ledger, level="account", base="margin") == {
        "A1": 850, "A2": -40, "B1": -100, NEW: 60, "Solo": 10, None: 15, "C1": -20}
    assert values(ledger, level="account", base="contribution") == {
        "A1": 760, "A2": -40, "B1": -133, NEW: 60, "Solo": 10, None: 15, "C1": -20}


def test_margin_is_absent_where_no_cost_is_known(tmp_path):
    store = Store(tmp_path)
    with store.draft("test") as building:
        insert(building.draft, "sales", [{"account": "x", "date": datetime.date(2024, 1, 1), "revenue": 5}])
        building.publish("")
    assert values(store.open(), base="margin") == {"x": None}
    assert values(store.open(), base="contribution") == {"x": None}
    assert (store.open().info.has_cost, store.open().info.has_groups, store.open().info.has_serve) == (False, False, False)


def test_period_is_of_whole_months_and_without_its_end(ledger):
    assert values(ledger, start=datetime.date(2024, 2, 1), end=datetime.date(2024, 3, 1)) == {"G1": 700}
    assert values(ledger, "scoped_months_all_time()", start=datetime.date(2024, 2, 1), end=datetime.date(2024, 3, 1)) == \
        values(ledger)


@pytest.mark.parametrize(("where", "found"), [
    ({"unit": ("North",)}, {"A1": 1600, "A2": 200, None: 25, "C1": -70}),
    ({"unit": ("North", "South")}, {"A1": 2100, "A2": 200, "B1": 800, None: 25, "C1": -70}),
    ({"manager": ("Bob",)}, {"A2": 200, "C1": -70}),
    ({"manager": ("Cid",)}, {"B1": 800}),
    ({"region": ("NA",)}, {"A1": 2100}),
    ({"region": ("South",)}, {"A2": 200, "B1": 800}),
    ({"segment": ("large",)}, {"A1": 2100, "B1": 800}),
    ({"industry": ("trade", "wood"), "segment": ("small",)}, {"A2": 200}),
    ({"region": ("South",), "unit": ("South",)}, {"B1": 800}),
    ({"region": ("Mars",)}, {}),
    ({"region": ("x' or true --",)}, {}),
])
def test_filters(ledger, where, found):
    """Lines without a client have a unit and a manager, but no region, segment or industry."""
    assert values(ledger, level="account", where=tuple(sorted(where.items()))) == found


def test_filters_of_categories_are_the_same(ledger):
    assert values(ledger, "scoped_categories()", level="account", where=(("unit", ("North",)),)) == {
        "A1": 1600, "A2": 200, None: 25, "C1": -70}
    assert values(ledger, "scoped_categories()", base="margin", level="account")["A1"] == 850


def test_a_query_that_takes_too_long_is_stopped(tmp_path):
    twelve(tmp_path)
    quick = Store(tmp_path, Settings().with_(query_seconds=0.2)).open()
    with pytest.raises(LedgerError, match="longer than"):
        quick._run("select sum(a.range * b.range) from range(1000000) a, range(1000000) b", Scope(viewer=OWNER), {})
    assert values(quick)["B1"] == 800


def test_an_answer_with_too_many_rows_is_refused(tmp_path):
    twelve(tmp_path)
    narrow = Store(tmp_path, Settings().with_(query_rows=100)).open()
    assert len(narrow._run("select * from range(100)", Scope(viewer=OWNER), {})) == 100
    with pytest.raises(LedgerError, match="limit is 100"):
        narrow._run("select * from range(101)", Scope(viewer=OWNER), {})


@pytest.mark.parametrize("sql", [
    "select * from read_csv('/etc/hostname')", "select * from read_text('/etc/hostname')", "copy (select 1) to '{tmp}/out.csv'",
    "attach '{tmp}/other.duckdb'", "install httpfs", "load httpfs", "set enable_external_access = true",
    "set lock_configuration = false", "insert into sales (revenue) values (1)", "drop table sales",
    "create table x as select 1", "export database '{tmp}/all'",
])
def test_queries_reach_nothing_outside_and_change_nothing(ledger, tmp_path, sql):
    with pytest.raises(duckdb.Error):
        ledger._run(sql.replace("{tmp}", str(tmp_path)), Scope(viewer=OWNER), {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["nosuch", "../ledger/scoped", "accounts.sql", "", "concentration; drop table sales"])
def test_only_known_queries_are_run(ledger, name):
    with pytest.raises(LedgerError, match="no query"):
        ledger.query(name, Scope(viewer=OWNER))


def test_threads_get_their_own_answers(ledger):
    """Eight viewers ask at once, again and again: nobody gets another one's rows."""
    accounts = ["A1", "A2", "B1", "C1", NEW, "Solo"]
    expected = {"A1": 2100, "A2": 200, "B1": 800, "C1": -70, NEW: 110, "Solo": 40}
    start = threading.Barrier(6)

    def ask(account: str) -> list[dict]:
        start.wait()
        viewer = Viewer(account, frozenset({account}))
        return [values(ledger, level="account", viewer=viewer) for _ in range(15)]

    with ThreadPoolExecutor(6) as pool:
        for account, answers in zip(accounts, pool.map(ask, accounts), strict=True):
            assert answers == [{account: expected[account]}] * 15


def test_info(ledger):
    info = ledger.info
    assert (info.first_date, info.last_date) == (datetime.date(2024, 1, 10), datetime.date(2024, 3, 29))
    assert info.last_full_month == datetime.date(2024, 3, 1)
    assert (info.rows["sales"], info.rows["accounts"], info.rows["costs"]) == (12, 4, 2)
    assert (info.has_cost, info.has_groups, info.has_serve, info.demo) == (True, True, True, False)


@pytest.mark.parametrize(("lines", "setting", "currency"), [
    (["RUB", "RUB", None], "", "RUB"), (["RUB", "EUR"], "", ""), ([None], "", ""), (["RUB", "EUR"], "EUR", "EUR"),
    (["RUB"], "USD", "USD"),
])
def test_currency_is_that_of_all_lines_or_that_of_the_settings(tmp_path, lines, setting, currency):
    store = Store(tmp_path, Settings().with_(currency=setting))
    with store.draft("test") as building:
        insert(building.draft, "sales", [
            {"account": "x", "date": datetime.date(2024, 1, 1), "revenue": 1, "currency": each} for each in lines])
        building.publish("")
    assert store.open().info.currency == currency


def test_quarantine_and_history_are_read_through_the_door(tmp_path):
    from kam_core.ingest import Batch, bring

    path = tmp_path / "sales.csv"
    path.write_text("client,date,amount\nA,2024-01-01,1\nB,2024-01-02,much\nC,2024-01-03,3\n")
    store = Store(tmp_path / "data")
    with Batch(store) as batch:
        batch.add(path)
        bring(batch, who="ann")
    ledger = store.open()
    (row,) = ledger.history().to_dict("records")
    assert (row["path"], row["read"], row["loaded"], row["quarantined"], row["who"]) == ("sales.csv", 3, 2, 1, "ann")
    (bad,) = ledger.quarantine(int(row["file_id"])).to_dict("records")
    assert (bad["line"], bad["reason"], bad["raw"]) == (3, "unreadable:revenue", '["B","2024-01-02","much"]')
    assert len(ledger.quarantine()) == 1
    assert len(ledger.quarantine(99)) == 0


def test_only_the_groups_asked_for(ledger):
    """G1 is A1 and A2: 1000 + 200 + 500 + 400 + 300 - 100; lines without a client are nobody's."""
    seen = ledger._run("select sum(revenue) as s from scoped_months_all_time()", Scope(viewer=OWNER, only=("G1",)), {})
    assert float(seen["s"][0]) == 2300
    alone = ledger._run("select sum(revenue) as s from scoped_months_all_time()", Scope(viewer=OWNER, only=("B1", "C1")), {})
    assert float(alone["s"][0]) == 730
    nothing = ledger._run("select count(*) as n from scoped_months_all_time()", Scope(viewer=OWNER, only=()), {})
    assert nothing["n"][0] == 0
    foreign = Scope(viewer=Viewer("a@b", frozenset({"B1"})), only=("G1",))
    assert ledger._run("select count(*) as n from scoped_months_all_time()", foreign, {})["n"][0] == 0


def test_a_question_that_needs_too_much_memory_says_so(store):
    add(store, 5)
    ledger = Store(store.data, Settings().with_(query_memory_gb=0.25)).open()
    greedy = "select list(range) as l from range(60000000)"
    with pytest.raises(LedgerError, match="memory") as caught:
        ledger._run(greedy, Scope(viewer=OWNER), {})
    assert "query_memory_gb" in str(caught.value.next)
    assert len(ledger._run("select 1 as one", Scope(viewer=OWNER), {})) == 1


# Ways to see an account: ann has A1 (of G1, with A2 of bob); B1 is cid's; C1, Solo and the new client are nobody's

@pytest.mark.parametrize(("viewer", "seen"), [
    (Viewer(managers=frozenset({"Ann"})), {"A1"}),
    (Viewer(managers=frozenset({"Ann", "Cid"})), {"A1", "B1"}),
    (Viewer(managers=frozenset({"ann", "", "Nobody"})), set()),
    (Viewer(clients=frozenset({"G1"})), {"A1", "A2"}),
    (Viewer(managers=frozenset({"Ann", "Cid"}), others=frozenset({"G1"})), {"B1"}),
    (Viewer(managers=frozenset({"Bob"}), other_accounts=frozenset({"A1"})), {"A2"}),
    (Viewer(managers=frozenset({"Bob"}), other_accounts=frozenset({"A2"})), set()),
    (Viewer(accounts=frozenset({"A2"}), managers=frozenset({"Bob"}), other_accounts=frozenset({"A2"})), {"A2"}),
    (Viewer(accounts=frozenset({"C1"}), clients=frozenset({"B1"}), managers=frozenset({"Ann"})), {"A1", "B1", "C1"}),
    (Viewer(accounts=frozenset({"G1"}), clients=frozenset({"A2"})), set()),
])
def test_an_account_is_seen_by_name_by_group_or_by_manager(ledger, viewer, seen):
    for macro in ("scoped_accounts()", "scoped_months()"):
        found = ledger._run(f"select distinct account_id from {macro}", Scope(viewer=viewer), {})["account_id"]
        assert set(found) == seen


def test_of_a_managers_client_all_lines_are_seen_and_none_of_another_client(ledger):
    """B1 is Cid's: its line without a manager is seen by Cid. Ann sold to A1 alone; nothing of it comes through B1."""
    viewer = Viewer(managers=frozenset({"Cid"}))
    assert values(ledger, viewer=viewer) == {"B1": 800}
    assert values(ledger, viewer=viewer, where=(("manager", ("Ann",)),)) == {}


def test_who_asks_does_not_part_what_two_see_alike():
    one, two = (Scope(viewer=Viewer(email, managers=frozenset({"Ann"}))) for email in ("ann@firm", "eve@firm"))
    assert one == two
    assert hash(one) == hash(two)
    assert one != Scope(viewer=Viewer("ann@firm", managers=frozenset({"Ann"}), others=frozenset({"G1"})))


def test_whom_somebody_reaches_are_groups_and_accounts(ledger):
    def reached(viewer):
        return set(ledger.query("reach", Scope(viewer=viewer))["id"])

    assert reached(NOBODY) == set()
    assert reached(Viewer(managers=frozenset({"Ann"}))) == {"A1", "G1"}
    assert {"A1", "A2", "G1", "B1", "C1", "Solo"} <= reached(OWNER)


def test_an_account_that_is_called_as_a_group_of_others_does_not_reach_it(tmp_path):
    store = Store(tmp_path)
    with store.draft("test", fresh=True) as building:
        insert(building.draft, "accounts", [
            {"account_id": "7", "name": "Seven", "group_id": "G", "manager": "Ann"},
            {"account_id": "8", "name": "Eight", "group_id": "7", "manager": "Bob"},
        ])
        building.publish("test")
    found = store.open().query("reach", Scope(viewer=Viewer(managers=frozenset({"Ann"}))))
    assert set(found["id"]) == {"G"}

"""The tables of a ledger are those of the contract."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from kam_core.errors import UsageError
from kam_core.ledger import contract
from kam_core.ledger.tables import create_tables

METRICS = Path(contract.__file__).parent.parent / "metrics"
EXPECTED = {
    "accounts": ("account_id* name* group_id group_name tax_id industry region segment manager since status"),
    "sales": "account* date* revenue* document product_id product category quantity cost unit manager currency",
    "invoices": "account* issued* amount* invoice_id due paid paid_on",
    "nps": "date* score* account respondent role survey comment csat",
    "invitations": "date* account respondent survey",
    "tickets": "opened_at* account ticket_id resolved_at first_response_at closed_at priority category status reopened "
               "changed_at within_limit",
    "costs": "account* date* amount* hours department kind",
    "targets": "account* month* revenue* margin",
}
"""The data contract; a star marks what is required."""


def test_contract_has_the_tables_and_columns_that_were_promised():
    assert {
        table.key: {column.name + "*" * column.required for column in table.columns} for table in contract.TABLES.values()
    } == {key: set(columns.split()) for key, columns in EXPECTED.items()}


def test_tables_are_made_from_the_contract():
    with duckdb.connect() as connection:
        for statement in create_tables().split(";\n"):
            if statement.strip():
                connection.execute(statement)
        for table in contract.TABLES.values():
            made = connection.execute(
                "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index",
                [table.key]).fetchall()
            assert made == [*((column.name, column.type) for column in table.columns), ("file_id", "INTEGER")]


def test_money_is_exact():
    for table in contract.TABLES.values():
        assert all(column.type == "DECIMAL(18,4)" for column in table.columns if column.kind in ("money", "number"))
        assert set(table.total) <= {column.name for column in table.columns}
        assert table.dated_by is None or table.column(table.dated_by).kind in ("date", "month", "time")


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="accounts, sales"):
        contract.table("wishes")
    with pytest.raises(UsageError, match="account, date"):
        contract.table("sales").column("turnover")


def targets(sql: str) -> set[str]:
    """What a query selects from, by DuckDB's own parser: tables as t, table functions as f(), without its own CTEs."""
    with duckdb.connect() as connection:
        tree = json.loads(connection.execute("select json_serialize_sql($sql)", {"sql": sql}).fetchall()[0][0])
    assert not tree["error"], tree
    found, own = set(), set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE":
                found.add(".".join(part for part in (node.get("schema_name"), node["table_name"]) if part))
            if node.get("type") == "TABLE_FUNCTION":
                found.add(node["function"]["function_name"] + "()")
            own.update(entry["key"] for entry in (node.get("cte_map") or {}).get("map", ()))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(tree)
    return found - own


def test_the_reader_of_targets_sees_them():
    assert targets("with a as (select 1 from sales) select * from a join account_month m on true") == {
        "sales", "account_month"}
    assert targets("select * from scoped_months() m, accounts where x in (select y from main.costs)") == {
        "scoped_months()", "accounts", "main.costs"}
    assert targets("select ' from sales' as a from read_csv('x') where a is not distinct from $from") == {"read_csv()"}


@pytest.mark.parametrize("path", sorted(METRICS.glob("*.sql")), ids=lambda path: path.stem)
def test_measures_select_from_scoped_macros_alone(path):
    found = targets(path.read_text("utf-8"))
    assert [name for name in found if not re.fullmatch(r"scoped_\w+\(\)|unnest\(\)|range\(\)", name)] == []
    assert any(name.startswith("scoped_") for name in found)


@pytest.mark.parametrize("path", sorted(METRICS.glob("*.sql")), ids=lambda path: path.stem)
def test_measures_name_their_grain_and_take_parameters_by_name(path):
    sql = path.read_text("utf-8")
    assert sql.lstrip().startswith("--")
    assert "grain" in sql.split("\n\n")[0].lower()
    code = re.sub(r"'(?:[^']|'')*'", "", re.sub(r"--[^\n]*", "", sql))
    assert "?" not in code
    assert "{" not in code
    assert ";" not in code.strip().rstrip(";")

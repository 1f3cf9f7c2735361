"""Every registered measure: its card, its names, its queries, and its answers at the edges."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import duckdb
import pytest

import kam_core.metrics
from kam_core.errors import UsageError
from kam_core.metrics import MEASURES, ask, measure, to_json
from kam_core.scope import NOBODY
from kam_core.settings import CATALOGUE, Settings
from metrics.company import ledger, said, sale, scope

FOLDER = Path(kam_core.metrics.__file__).parent
QUERIES = sorted(FOLDER.glob("*.sql"))
EDGES = {
    "nothing": [],
    "one client": [sale("a", "2025-02", 10, 5)],
    "returns only": [sale("a", "2025-02", -10, -5), sale("b", "2025-03", -1)],
    "no cost": [sale("a", "2025-02", 10), sale("b", "2025-03", 5)],
    "no client": [sale(None, "2025-02", 10, 5)],
    "zero": [sale("a", "2025-02", 10, 5), sale("a", "2025-03", -10, -5)],
}


@pytest.fixture(scope="module", params=list(EDGES))
def edge(request, tmp_path_factory):
    return ledger(tmp_path_factory.mktemp("edge"), EDGES[request.param])


@pytest.mark.parametrize("key", list(MEASURES))
def test_edges_give_answers_without_nan(edge, key):
    for base in ("revenue", "margin", "contribution"):
        for start, end in (("2025-01", "2026-01"), (None, None)):
            found = ask(key, edge, scope(start, end, base=base), Settings())
            assert found.thesis is None or said(found.thesis) != said(found.thesis, "ru")
            assert list(found.summary) == list(MEASURES[key].summary)
            assert list(found.rows.columns) == list(MEASURES[key].columns)
            assert all(value is None or math.isfinite(value) for value in found.summary.values())
            json.dumps(to_json(found), allow_nan=False)


@pytest.mark.parametrize("key", list(MEASURES))
def test_nobody_sees_nothing(company, key):
    found = ask(key, company[0], scope("2025-01", "2026-01", viewer=NOBODY), Settings())
    amounts = [name for name in found.summary if MEASURES[key].summary[name].unit == "money"]
    assert not any(found.summary[name] for name in amounts)
    assert "account_id" not in found.rows or found.rows.empty
    assert not found.changes


@pytest.mark.parametrize("key", list(MEASURES))
def test_json_is_plain(company, key):
    found = to_json(ask(key, company[0], scope("2025-01", "2026-01"), Settings().with_(key_share=0.05)))
    again = json.loads(json.dumps(found, allow_nan=False))
    assert {"measure", "version", "scope", "settings", "summary", "rows"} <= set(again)
    assert again["measure"] == key
    assert again["scope"]["from"] == "2025-01-01"
    assert again["settings"]["key_share"] == 0.05
    assert all(value is None or isinstance(value, int | float) for value in again["summary"].values())
    assert again["rows"] or key in ("rhythm", "long_tail", "resolution", "resolution_by")  # all on time, nothing asked for
    assert all(set(row) == set(MEASURES[key].columns) for row in again["rows"])


@pytest.mark.parametrize("each", MEASURES.values(), ids=list(MEASURES))
def test_cards_are_complete_in_both_languages(each):
    names = {*each.columns.values(), *each.summary.values()}
    for text in (each.label, each.formula, each.period, each.population, each.source, *(name.label for name in names)):
        assert said(text)
        assert re.search("[а-яё]", said(text, "ru").lower()) or said(text) in {"HHI"}
    assert {name.unit for name in names} <= {
        "text", "money", "share", "ratio", "points", "count", "index", "date", "month", "flag"}
    assert set(each.settings) <= set(CATALOGUE)
    assert each.query
    assert all((FOLDER / f"{name}.sql").exists() for name in each.query)
    assert each.describe()["key"] == each.key


def test_an_unknown_measure_names_the_nearest():
    with pytest.raises(UsageError) as caught:
        measure("concentratoin")
    assert "concentration" in said(caught.value.next)
    assert caught.value.exit_code == 2


def test_a_former_key_keeps_its_answer(company):
    old, new = (ask(key, company[0], scope("2025-01", "2026-01"), Settings()) for key in ("late", "rhythm"))
    assert old.measure == "rhythm"
    assert old.summary == new.summary


def test_an_unknown_option_is_refused(company):
    with pytest.raises(UsageError):
        ask("overview", company[0], scope(), Settings(), losses={})


@pytest.mark.parametrize("path", QUERIES, ids=[path.stem for path in QUERIES])
def test_queries_select_from_scoped_macros_only(path):
    text = path.read_text("utf-8")
    assert text.startswith("--")
    tree = json.loads(duckdb.sql("select json_serialize_sql($sql)", params={"sql": text}).fetchall()[0][0])
    assert not tree["error"]
    assert len(tree["statements"]) == 1
    tables, functions, own = set(), set(), set()
    for node in nodes(tree):
        if node.get("type") == "BASE_TABLE":
            tables.add(node["table_name"])
        if node.get("type") == "TABLE_FUNCTION":
            functions.add(node["function"]["function_name"])
        own |= {each["key"] for each in node.get("cte_map", {}).get("map", [])}
    assert tables <= own, "a base table, or a name from nowhere"
    assert functions
    assert all(name.startswith("scoped_") for name in functions)


def nodes(tree):
    """Every dictionary in a tree."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from nodes(branch)


@pytest.mark.parametrize("path", QUERIES, ids=[path.stem for path in QUERIES])
def test_every_division_is_guarded(path):
    text = re.sub(r"--[^\n]*", "", path.read_text("utf-8"))
    by = [part.lstrip().lower() for part in re.split("//?", text)[1:]]
    assert all(part.startswith("nullif(") or re.match("[1-9]", part) for part in by)

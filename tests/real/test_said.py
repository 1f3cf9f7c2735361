"""What clients say and ask, from real exports: an event log of 24,918 requests, 13,954 answers of a survey."""

from __future__ import annotations

import csv
import io
import statistics
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from kam_core.ingest import rebuild
from kam_core.ledger import Store
from real.conftest import column

LOG = "real/incidents/incident_event_log.zip"


def last_events(path: Path) -> list[dict[str, str]]:
    """The last row of each number, by Python's own reader: the final state of each request."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        return list({row["number"]: row for row in csv.DictReader(io.TextIOWrapper(file, "utf-8"))}.values())


def hours(row: dict[str, str]) -> float:
    opened, resolved = (datetime.strptime(row[key], "%d/%m/%Y %H:%M") for key in ("opened_at", "resolved_at"))  # noqa: DTZ007
    return (resolved - opened).total_seconds() / 3600


def test_an_event_log_is_folded(bring, shared, tmp_path):
    """24,918 requests from 141,712 rows, 23,362 resolved; hours of the resolved: median 22.1, mean 178.17, P90 381.55."""
    got = bring(shared / LOG)
    (file,) = got["files"]
    assert (file["table"], got["read"], got["loaded"], got["folded"]) == ("tickets", 141712, 24918, 116794)
    assert (got["repeated"], got["quarantined"], got["skipped"]) == (0, 0, 0)
    assert file["mapping"] == {
        "opened_at": "opened_at", "ticket_id": "number", "resolved_at": "resolved_at", "closed_at": "closed_at",
        "priority": "priority", "category": "category", "status": "ident_state", "reopened": "reopen_count",
        "changed_at": "sys_updated_at", "within_limit": "made_sla"}
    assert any("141,712 rows are events of 24,918 requests" in each for each in file["warnings"])
    store = Store(tmp_path / "data")
    [row] = store.open()._admin(
        "with t as (select *, date_diff('minute', opened_at, resolved_at) / 60 as hours from tickets) "
        "select count(*) as n, count(distinct ticket_id) as ids, count(resolved_at) as resolved, median(hours) as median, "
        "avg(hours) as mean, quantile_cont(hours, 0.9) as p90, count(*) filter (within_limit) as within, "
        "count(*) filter (reopened > 0) as again, sum(reopened) as reopened, count(*) filter (status = 'Closed') as closed "
        "from t").to_dict("records")
    assert (row["n"], row["ids"], row["resolved"], row["within"], row["closed"]) == (24918, 24918, 23362, 15803, 24918)
    assert (row["again"], row["reopened"]) == (275, 331)
    assert row["median"] == pytest.approx(22.1, abs=1e-9)
    assert row["mean"] == pytest.approx(178.17, abs=0.005)
    assert row["p90"] == pytest.approx(381.55, abs=0.005)


def test_the_last_event_of_each_request_is_its_state(bring, shared, tmp_path):
    last = last_events(shared / LOG)
    resolved = [hours(row) for row in last if row["resolved_at"] != "?"]
    bring(shared / LOG)
    store = Store(tmp_path / "data")
    held = store.open()._admin(
        "select ticket_id, priority, within_limit, date_diff('minute', opened_at, resolved_at) / 60 as hours from tickets")
    assert statistics.median(resolved) == pytest.approx(held["hours"].median())
    assert statistics.fmean(resolved) == pytest.approx(held["hours"].mean())
    assert dict(zip(held["ticket_id"], held["priority"], strict=True)) == {row["number"]: row["priority"] for row in last}
    assert dict(zip(held["ticket_id"], held["within_limit"].astype(bool), strict=True)) == {
        row["number"]: row["made_sla"] == "true" for row in last}


def test_the_log_again_replaces_and_is_rebuilt(bring, shared, tmp_path):
    """The same log under another name, with one event more, takes the place of all its requests."""
    bring(shared / LOG)
    with zipfile.ZipFile(shared / LOG) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    lines = text.splitlines()
    more = lines[-1].split(",")
    more[1] = "Active"
    (tmp_path / "later.csv").write_text("\n".join([*lines, ",".join(more)]) + "\n", "utf-8")
    got = bring(tmp_path / "later.csv")
    assert (got["read"], got["loaded"], got["folded"], got["replaced"]) == (141713, 24918, 116795, 24918)
    store = Store(tmp_path / "data")
    states = "select status, count(*) as n from tickets group by status order by status"
    before = store.open()._admin(states).to_dict("records")
    assert before == [{"status": "Active", "n": 1}, {"status": "Closed", "n": 24917}]
    rebuild(store)
    assert store.open()._admin(states).to_dict("records") == before


def test_answers_of_a_retailer(bring, shared, tmp_path):
    """13,954 rows, 342 without a score set aside with the reason; bytes that are no text are kept as they could be read."""
    path = shared / "real/nps_retailer/nps_redacted.csv"
    with path.open(encoding="latin-1", newline="") as file:
        scores = Counter(row["nps"] for row in csv.DictReader(file))
    got = bring(path, "--map", "date==2016-11-30")
    (file,) = got["files"]
    assert (file["table"], got["read"], got["loaded"], got["quarantined"]) == ("nps", 13954, 13612, 342)
    assert file["mapping"] == {"score": "nps", "comment": "explication", "date": "=2016-11-30"}
    store = Store(tmp_path / "data")
    assert set(store.open().quarantine()["reason"]) == {"missing:score"}
    held = store.open()._admin("select cast(score as VARCHAR) as score, count(*) as n from nps group by 1")
    assert dict(zip(held["score"], held["n"], strict=True)) == {key: n for key, n in scores.items() if key != "NA"}
    assert scores["NA"] == 342
    assert any("not text" in each for each in file["warnings"])


def test_answers_without_a_date_say_so(shared, tmp_path, capsys, monkeypatch):
    from kam_core.cli import main

    monkeypatch.setenv("KAM_LANGUAGE", "en")
    assert main(["import", str(shared / "real/nps_retailer/nps_redacted.csv"), "--data", str(tmp_path / "data")]) == 1
    assert "no column was found for “Date”" in capsys.readouterr().err


def test_published_test_data(bring, shared, tmp_path):
    """1,000 answers of 26 accounts: 362 detractors, 176 passives, 462 promoters."""
    path = shared / "reference/nps_r_testdata.csv"
    got = bring(path)
    assert (got["read"], got["loaded"]) == (1000, 1000)
    [row] = Store(tmp_path / "data").open()._admin(
        "select count(*) filter (score <= 6) as low, count(*) filter (score in (7, 8)) as middle, "
        "count(*) filter (score >= 9) as high, count(distinct account) as accounts, min(date) as first from nps"
    ).to_dict("records")
    assert (row["low"], row["middle"], row["high"], row["accounts"]) == (362, 176, 462, 26)
    assert str(row["first"])[:10] == min(column(path, "date"))


def test_costs_of_serving_in_columns(bring, shared):
    """Travel and third parties of an account's months, added up while they are read."""
    fact = shared / "real/obvience/customer_profitability/Fact.csv"
    got = bring(fact, "--table", "costs", "--map", 'amount="Travel Expenses"+"Cost Third Party"')
    expected = sum(float(value or 0) for name in ("Travel Expenses", "Cost Third Party") for value in column(fact, name))
    assert got["read"] == got["loaded"] == 47646
    assert got["totals"]["loaded"]["amount"] == pytest.approx(expected, abs=0.01)


def test_targets_of_salespeople_have_no_client(shared, tmp_path, capsys, monkeypatch):
    """A plan by salesperson and month across is refused with its columns: nothing in it names a client."""
    from kam_core.cli import main

    monkeypatch.setenv("KAM_LANGUAGE", "en")
    path = shared / "real/adventureworks/ResellerSalesTargets.csv"
    assert main(["import", str(path), "--table", "targets", "--data", str(tmp_path / "data")]) == 1
    said = capsys.readouterr().err
    assert "no column was found for “Account”" in said
    assert "EmployeeID" in said

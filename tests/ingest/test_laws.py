"""Laws of the import: every row is accounted for, nothing is counted twice, parts sum to the whole."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from reading import balanced, read

from kam_core.errors import FileError
from kam_core.ingest import Batch, Corrections, bring
from kam_core.ledger import Store
from kam_core.scope import OWNER, Scope

CALM = settings(max_examples=5, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
                suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
HEADER = "client;date;amount;cost;quantity"
FIRST = datetime.date(2024, 1, 1)

money = st.integers(-10**9, 10**9).map(lambda kopecks: Decimal(kopecks) / 100)
days = st.dates(FIRST, datetime.date(2024, 12, 31))
clients = st.sampled_from(["Lily", "ООО «Роза»", "Oak & Co", "O'Hara", "NA", ""])
lines = st.tuples(clients, days, money)
bad_dates = st.sampled_from(["", "yesterday", "31.02.2024", "2024-13-01"])
bad_money = st.sampled_from(["", "much", "12 34", "1,2,3"])


def good(client: str, day: datetime.date, amount: Decimal) -> str:
    return f"{client};{day.isoformat()};{amount:f};1.5;2"


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return path


def facts(store: Store) -> list[tuple]:
    """What the current version holds of each client and month, money exact."""
    ledger = store.open()
    frame = ledger._run("select account_id, month, cast(revenue as VARCHAR) as revenue, cast(cost as VARCHAR) as cost, lines "
                        "from scoped_months_all_time() order by all", Scope(viewer=OWNER), {})
    return [tuple(None if value is None or value != value else value for value in row) for row in frame.itertuples(index=False)]


def imported(store: Store, *paths: Path, **said) -> None:
    with Batch(store) as batch:
        for path in paths:
            batch.add(path, Corrections(source="register", **said))
        bring(batch)


@CALM
@given(kept=st.lists(lines, min_size=8, max_size=30), dates=st.lists(st.tuples(bad_dates, money), max_size=4),
       sums=st.lists(st.tuples(days, bad_money), max_size=4), ragged=st.integers(0, 2), blank=st.integers(0, 2),
       total=st.booleans(), data=st.data())
def test_every_row_is_accounted_for(tmp_path, kept, dates, sums, ragged, blank, total, data):
    """Counts and control totals, against the same sums taken in Python."""
    rows = [good(*line) for line in kept]
    rows += [f"Lily;{text};{amount:f};1;1" for text, amount in dates] + [f"Lily;{day};{text};1;1" for day, text in sums]
    rows += ["Lily;2024-01-05"] * ragged + [";;;;"] * blank
    rows = data.draw(st.permutations(rows))
    revenue = sum((amount for _, _, amount in kept), Decimal(0))
    if total:
        rows = [*rows, f"Total;;{revenue};;"]
    got = read(Store(tmp_path / "data"), write(tmp_path / "register.csv", *rows))
    outcome = got.result.outcome
    bad = len(dates) + len(sums) + ragged
    assert (outcome.read, outcome.loaded, outcome.quarantined, outcome.skipped, outcome.repeated) == (
        len(rows), len(kept), bad, blank + total, 0)
    assert balanced(got.result)
    assert outcome.totals["loaded"]["revenue"] == revenue == sum((row[2] for row in got.rows), Decimal(0))
    assert outcome.totals["quarantined"]["revenue"] == sum((amount for _, amount in dates), Decimal(0))
    assert sorted(got.rows, key=str) == sorted(((day, name or None, amount) for name, day, amount in kept), key=str)
    lines_of = {number for number, row in enumerate(rows, 2) if row not in {good(*line) for line in kept}
                and row != ";;;;" and not row.startswith("Total")}
    assert {line for line, _, _ in got.aside} == lines_of


@CALM
@given(kept=st.lists(lines, min_size=1, max_size=12))
@example(kept=[("Lily", FIRST, Decimal("1.00"))] * 2)
def test_an_import_repeated_changes_nothing(tmp_path_factory, kept):
    folder = tmp_path_factory.mktemp("twice")
    store, path = Store(folder / "data"), write(folder / "register.csv", *(good(*line) for line in kept))
    imported(store, path)
    before = facts(store)
    imported(store, path)
    assert store.current() == "000001"
    write(folder / "again.csv", *(good(*line) for line in kept), "")
    imported(store, folder / "again.csv")
    assert store.current() == "000002"
    assert facts(store) == before


@CALM
@given(kept=st.lists(lines, min_size=2, max_size=20), at=st.integers(1, 19))
def test_halves_give_the_whole(tmp_path_factory, kept, at):
    """Two files of one import, and two imports that add, are one file."""
    folder = tmp_path_factory.mktemp("halves")
    rows = [good(*line) for line in kept]
    at = min(at, len(rows) - 1)
    whole = write(folder / "whole.csv", *rows)
    first, second = write(folder / "first.csv", *rows[:at]), write(folder / "second.csv", *rows[at:], "")
    stores = [Store(folder / name) for name in ("whole", "together", "apart")]
    imported(stores[0], whole)
    imported(stores[1], first, second)
    imported(stores[2], first)
    imported(stores[2], second, mode="add")
    answers = [facts(store) for store in stores]
    assert answers[0] == answers[1] == answers[2]
    assert sum(Decimal(row[2]) for row in answers[0]) == sum(amount for _, _, amount in kept)


@CALM
@given(earlier=st.lists(lines, min_size=1, max_size=12), later=st.lists(lines, min_size=1, max_size=6))
def test_a_period_is_replaced_and_the_rest_stays(tmp_path_factory, earlier, later):
    """A file speaks for the days from its first to its last, in the months that it has lines of."""
    folder = tmp_path_factory.mktemp("period")
    store = Store(folder / "data")
    imported(store, write(folder / "earlier.csv", *(good(*line) for line in earlier)))
    imported(store, write(folder / "later.csv", *(good(*line) for line in later), ""))
    first, last = min(day for _, day, _ in later), max(day for _, day, _ in later)
    months = {day.month for _, day, _ in later}
    stays = [line for line in earlier if not (first <= line[1] <= last and line[1].month in months)]
    expected = sum((amount for *_, amount in [*stays, *later]), Decimal(0))
    found = facts(store)
    assert sum((Decimal(row[2]) for row in found), Decimal(0)) == expected
    assert sum(row[4] for row in found) == len(stays) + len(later)


@pytest.mark.parametrize(("bad", "stops"), [(5, False), (6, True)])
def test_more_than_half_unreadable_stops(tmp_path, bad, stops):
    """Five of ten is not more than half."""
    rows = [good("Lily", FIRST, Decimal(1))] * 5 + ["Lily;yesterday;1;1;1"] * bad
    path = write(tmp_path / "register.csv", *rows)
    said = {"table": "sales", "mapping": {"account": "client", "date": "date", "revenue": "amount"},
            "formats": {"date": {"pattern": "%Y-%m-%d"}}}
    if not stops:
        assert read(Store(tmp_path / "data"), path, **said).result.outcome.quarantined == bad
        return
    with pytest.raises(FileError) as refused:
        read(Store(tmp_path / "data"), path, **said)
    assert "6 of 11" in str(refused.value)
    assert "yesterday" in str(refused.value.means)


def test_rows_set_aside_carry_the_number_they_have_in_a_spreadsheet(tmp_path):
    """Blank rows count, line breaks inside cells do not."""
    path = tmp_path / "register.csv"
    path.write_text('client;date;amount;note\n'          # 1
                    'Lily;2024-01-01;1;"one\n\ntwo"\n'   # 2
                    '\n'                                 # 3
                    'Lily;yesterday;2;\n'                # 4
                    'Lily;2024-01-02;3;"a\nb"\n'         # 5
                    'Rose;2024-01-03\n'                  # 6
                    '\n\n'                               # 7, 8
                    'Lily;2024-01-04;much;\n'            # 9
                    'Lily;2024-01-05;4;\n', "utf-8")
    got = read(Store(tmp_path / "data"), path)
    found = [(line, reason) for line, reason, _ in got.aside]
    assert found == [(4, "unreadable:date"), (6, "width"), (9, "unreadable:revenue")]

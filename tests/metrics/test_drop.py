"""Falls over small ledgers whose answer is plain, the trial on the past, and what is said where nothing can be told."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from kam_core.metrics import ask
from kam_core.metrics.drop_trial import proof
from kam_core.metrics.expected import judge
from kam_core.metrics.monthly import Months
from kam_core.scope import Scope
from kam_core.settings import Settings
from metrics.company import ACCOUNTS, ledger, said, sale, scope

MONTHS = [f"{year}-{number:02d}" for year in (2022, 2023, 2024, 2025) for number in range(1, 13)]
PLAIN = Settings()


def steady(client, amounts, months=MONTHS, **more):
    """A purchase on the tenth of each month."""
    return [sale(client, month, amount, **more) for month, amount in zip(months, amounts, strict=True) if amount]


def shop_lines():
    """Ten clients at about 100 a month, one of which brought 40 in the last three; one that bought every second month and
    stopped; one that began in 2025; one at 1 a month that fell to nothing.
    """
    dice = np.random.default_rng(4)
    lines = []
    for number in range(10):
        amounts = np.round(100 * np.exp(dice.normal(0, 0.1, 48)), 2)
        if number == 3:
            amounts[-3:] = 40
        lines += steady(f"c{number}", amounts)
    lines += steady("rare", [300 if place % 2 == 0 and place < 24 else 0 for place in range(48)])
    lines += steady("young", [0] * 36 + [100] * 12)
    lines += steady("small", [1.0] * 45 + [0, 0, 0])
    lines.append(sale("c0", "2025-12-31", 1))
    return lines


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return ledger(tmp_path_factory.mktemp("falls"), shop_lines())


def test_one_client_fell(shop):
    found = ask("drop", shop, scope("2025-01", "2026-01"), PLAIN)
    first = found.rows.iloc[0]
    assert (first["account_id"], bool(first["drop"]), int(first["window"]), first["method"]) == ("c3", True, 3, "months")
    assert first["actual"] == 120
    assert first["expected"] == pytest.approx(300, abs=30)
    assert first["gap"] == pytest.approx(first["actual"] - first["expected"])
    assert first["fall"] == pytest.approx(first["gap"] / first["expected"])
    assert first["p"] < 1e-4
    assert first["since"] == pd.Timestamp("2025-10-01")
    assert found.summary["drops"] == 1
    assert found.summary["stake"] == pytest.approx(-first["gap"])
    assert said(found.thesis) == f"c3 brought {-first['gap']:.0f} less than was to be expected in 3 months."


def test_who_was_judged_and_who_was_too_young(shop):
    found = ask("drop", shop, scope("2025-01", "2026-01"), PLAIN)
    assert "young" not in set(found.rows["account_id"])  # eleven full months
    assert found.summary["clients"] == len(found.rows) + 1
    assert found.summary["tested"] == len(found.rows)
    assert any("too short a history" in said(note) for note in found.notes)
    assert found.rows["rank"].min() == 1
    assert found.summary["by_chance"] == pytest.approx(found.summary["tests"] * 0.01)


def test_a_fall_too_small_to_matter_is_not_told(shop):
    rows = ask("drop", shop, scope("2025-01", "2026-01"), PLAIN).rows.set_index("account_id")
    assert rows.at["small", "unlikely"]
    assert not rows.at["small", "drop"]
    again = ask("drop", shop, scope("2025-01", "2026-01"), PLAIN.with_(drop_amount=2)).rows.set_index("account_id")
    assert again.at["small", "drop"]
    none = ask("drop", shop, scope("2025-01", "2026-01"), PLAIN.with_(drop_share=0.5))
    assert none.summary["drops"] == 0
    small = none.rows[none.rows["unlikely"]]
    assert said(none.thesis) == \
        f"No large fall; {len(small)} clients brought {-small['gap'].sum():.0f} less than was to be expected."


def test_the_portfolio_is_that_of_the_manager(tmp_path):
    """The small client is all that its manager has."""
    accounts = [dict(zip(ACCOUNTS, (f"c{number}", f"c{number}", None, None, None, None, None, "A"), strict=True))
                for number in range(10)]
    accounts.append(dict(zip(ACCOUNTS, ("small", "Tiny <b>Ltd</b>", None, None, None, None, None, "B"), strict=True)))
    rows = ask("drop", ledger(tmp_path, shop_lines(), accounts), scope("2025-01", "2026-01"), PLAIN).rows
    assert set(rows.loc[rows["drop"], "account_id"]) >= {"c3", "small"}


def test_what_came_later_is_not_known_earlier(shop):
    """Up to September 2025 nobody fell, whatever the last three months brought."""
    whole = ask("drop", shop, scope("2024-10", "2025-10"), PLAIN)
    assert whole.summary["drops"] == 0
    assert "c3" not in set(whole.rows.loc[whole.rows["unlikely"], "account_id"])
    assert "Up to September 2025." in [said(note) for note in whole.notes]


def test_a_client_that_stopped_is_told_by_its_days(shop):
    """A day in every second month of two years, then none for a year: eleven days in the 23 months after its first."""
    rows = ask("drop", shop, scope("2024-01", "2025-01"), PLAIN).rows.set_index("account_id")
    assert rows.at["rare", "method"] == "days"
    assert (rows.at["rare", "window"], rows.at["rare", "actual"]) == (12, 0)
    assert rows.at["rare", "expected"] == pytest.approx(12 * 11 * 300 / 23)
    assert rows.at["rare", "unlikely"]


def test_the_currency_changes_no_flag(shop, tmp_path):
    dear = [{**line, "revenue": str(round(float(line["revenue"]) * 90, 2))} for line in shop_lines()]
    plain = ask("drop", shop, scope("2025-01", "2026-01"), PLAIN).rows
    other = ask("drop", ledger(tmp_path, dear), scope("2025-01", "2026-01"), PLAIN).rows
    assert plain["account_id"].tolist() == other["account_id"].tolist()
    assert plain["drop"].tolist() == other["drop"].tolist()
    np.testing.assert_allclose(plain["gap"] * 90, other["gap"], rtol=1e-3, atol=1)


def test_the_trial_against_a_plain_loop(company):
    """Each month end as if it were the last: what the rule tells of the months up to it."""
    store = company[0]
    tried = ask("drop", store, scope("2025-01", "2026-01", level="account"), PLAIN).frames["backtest"]
    assert len(tried) > 6
    last = tried.iloc[-1]
    assert last["month_end"] == pd.Timestamp("2025-09-30")
    then = ask("drop", store, scope("2024-10", "2025-10", level="account"), PLAIN).rows
    assert last["cases"] <= len(then)
    sums = store.query("drop", Scope(datetime.date(2025, 1, 1), datetime.date(2026, 1, 1), level="account",
                                     viewer=scope().viewer),
                       **{"from": datetime.date(2023, 1, 1), "to": datetime.date(2026, 1, 1),
                          "recent": datetime.date(2023, 10, 1), "most": 1000})
    revenue, days = np.zeros((len(sums), 36)), np.zeros((len(sums), 36))
    for row, line in enumerate(sums.to_dict("records")):
        revenue[row, list(line["months"])], days[row, list(line["months"])] = line["revenue"], line["days"]
    months = Months(revenue, days, sums["begin"].to_numpy(), pd.factorize(sums["segment"].fillna(""))[0])
    flagged = set()
    for window in (1, 3, 6, 12):
        found = judge(months, 33, window, 0.01, 0.3)
        flagged |= set(np.flatnonzero((found.p < 0.01) & (found.actual < found.expected)))
    three = judge(months, 33, 3, 0.01, 0.3, 3)
    came, wanted = revenue[:, 33:36].sum(axis=1), three.after
    stayed = set(np.flatnonzero((wanted > 0) & (came < 0.8 * wanted)))
    assert (int(last["stayed"]), int(last["hits"])) == (len(stayed), len(stayed & flagged))


def test_rates_of_a_trial_by_hand():
    tried = pd.DataFrame({"cases": [100] * 6, "stayed": [20] * 6, "flagged": [5] * 6, "hits": [3] * 6, "clients": [100] * 6})
    found = proof(tried)
    assert (found["base_rate"], found["precision"], found["flagged_share"]) == (0.2, 0.6, 0.05)
    assert found["false_share"] == pytest.approx(0.02)
    assert found["lift"] == pytest.approx(3)
    assert proof(tried.head(5))["precision"] is None


def test_one_client_alone(tmp_path):
    """Fifty, where a hundred came for three years, give or take ten: its own months are enough to tell."""
    amounts = [90, 110] * 18 + [50]
    lines = [*steady("only", amounts, MONTHS[:37]), sale("only", "2025-01-31", 1)]
    found = ask("drop", ledger(tmp_path, lines), scope(), PLAIN)
    assert found.rows["account_id"].tolist() == ["only"]
    assert found.summary["drops"] == 1
    assert int(found.rows.iloc[0]["window"]) in (1, 3)


def test_too_short_a_history_is_said(tmp_path):
    found = ask("drop", ledger(tmp_path, [*steady("a", [10] * 12, MONTHS[:12]), sale("a", "2022-12-30", 1)]), scope(), PLAIN)
    assert found.thesis is None
    assert found.rows.empty
    assert said(found.notes[0]) == "The ledger holds 12 full months in a row; a fall is told from 13 on."
    assert said(found.notes[0], "ru").startswith("В данных 12 полных месяцев подряд")


def test_one_month_is_one(tmp_path):
    found = ask("drop", ledger(tmp_path, [sale("a", "2022-12-01", 10), sale("a", "2022-12-31", 1)]), scope(), PLAIN)
    assert said(found.notes[0], "ru").startswith("В данных 1 полный месяц подряд")
    assert said(found.notes[0]).startswith("The ledger holds 1 full month in a row")


def test_a_month_that_was_not_brought_in_is_no_fall(tmp_path):
    """March 2025 is missing: what is told rests on the months after it; as of March itself nothing is told."""
    lines = [line for line in shop_lines() if (line["date"].year, line["date"].month) != (2023, 3)]
    store = ledger(tmp_path, lines)
    found = ask("drop", store, scope("2025-01", "2026-01"), PLAIN)
    assert said(found.notes[0]) == "No sales of March 2023 were brought in; falls are told by the months after it."
    assert found.rows.iloc[0]["account_id"] == "c3"
    at = ask("drop", store, scope("2022-04", "2023-04"), PLAIN)
    assert at.rows.empty
    assert "March 2023" in said(at.notes[0])


def test_the_base_is_said(shop):
    found = ask("drop", shop, scope("2025-01", "2026-01", base="margin"), PLAIN)
    assert said(found.notes[0]) == "Falls are told of revenue, whatever the base."
    assert found.summary["drops"] == 1

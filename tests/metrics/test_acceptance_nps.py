"""Published and independently computed results of NPS: the data of the R package NPS through a real import, and inline rows."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from kam_core.metrics import promoters as nps
from kam_core.metrics.intervals import wilson
from metrics.test_acceptance import expected, run


@pytest.fixture(scope="module")
def brought(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """NPS of the thousand answers that come with the R package NPS, all time, by account."""
    data = tmp_path_factory.mktemp("nps")
    done = run(data, "import", str(shared / "reference" / "nps_r_testdata.csv"), "--table", "nps", "--map", "score=REC",
               "--map", "account=Account")
    assert (done["read"], done["loaded"]) == (1000, 1000)
    return run(data, "ask", "nps", "--all", "--level", "account")


ANSWERS = {
    "6.1.0": "detractors", "6.1.1": "passives", "6.1.2": "promoters", "6.2.nps": "nps", "6.2.se": "se", "6.2.alo": "low",
    "6.2.ahi": "high", "6.7": "nps_accounts",
}
EXAMPLE = nps.counts([0, 7, 7, 9, 9, 9])
INLINE = {
    "6.4": lambda: nps.score(EXAMPLE.promoters, EXAMPLE.detractors, 6),
    "6.5": lambda: nps.variance(EXAMPLE.promoters, EXAMPLE.detractors, 6),
    "6.9": lambda: wilson(8, 10)[0],
    "6.10": lambda: wilson(8, 10)[1],
}
SMALL = {
    f"6.3.{each}.{end}": (each, place)
    for each in ((2, 3, 10), (1, 2, 3), (0, 0, 5)) for place, end in enumerate(("lo", "hi"))
}
"""Detractors, passives and promoters, and which end of the adjusted interval."""
PLAIN = {"6.2.wlo": 0, "6.2.whi": 1}


@pytest.mark.parametrize("row", ANSWERS)
def test_a_thousand_answers(shared, brought, row):
    value, tolerance = expected(shared, row)
    assert abs(brought["summary"][ANSWERS[row]] - value) <= tolerance


@pytest.mark.parametrize("row", PLAIN)
def test_the_plain_interval(shared, brought, row):
    found = brought["summary"]
    value, tolerance = expected(shared, row)
    assert abs(nps.wald(found["promoters"], found["detractors"], found["n"])[PLAIN[row]] - value) <= tolerance


@pytest.mark.parametrize("row", INLINE)
def test_inline(shared, row):
    value, tolerance = expected(shared, row)
    assert abs(INLINE[row]() - value) <= tolerance


@pytest.mark.parametrize("row", SMALL)
def test_few_answers(shared, row):
    """The source leaves bounds past 1 as they are; here they end at 1, as a score does."""
    (detractors, passives, promoters), place = SMALL[row]
    value, tolerance = expected(shared, row)
    found = nps.adjusted_wald(promoters, detractors, detractors + passives + promoters)[place]
    assert abs(found - min(value, 1)) <= tolerance


def test_mean_scores_of_accounts_are_never_classified(shared, brought):
    """Classified means of the scores of 26 accounts give −50: what the answer must not be."""
    by_account = defaultdict(list)
    with (shared / "reference" / "nps_r_testdata.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            by_account[line["Account"]].append(int(line["REC"]))
    wrong = nps.counts(sum(scores) / len(scores) for scores in by_account.values())
    value, tolerance = expected(shared, "6.8")
    assert abs(nps.score(wrong.promoters, wrong.detractors, 26) - value) <= tolerance
    found = brought["summary"]
    assert found["accounts"] == len(by_account) == 26
    assert min(found["nps"], found["nps_accounts"]) > 0
    rows = {row["account_id"]: (row["n"], row["promoters"], row["detractors"]) for row in brought["rows"]}
    assert rows == {account: (len(scores), sum(score >= 9 for score in scores), sum(score <= 6 for score in scores))
                    for account, scores in by_account.items()}


def test_every_row_of_this_part_is_tested(shared):
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("6.")}
    assert rows == {*ANSWERS, *PLAIN, *SMALL, *INLINE, "6.8"}

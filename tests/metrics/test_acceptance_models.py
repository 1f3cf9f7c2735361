"""Published results of customer-base models and RFM: the functions on the reference data, RFM through the command line."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kam_core.metrics.models import BgNbd, GammaGamma, ParetoNbd, Sbg, lifetime_value, repeat_transactions
from kam_core.metrics.models.gammagamma import correlation
from metrics.test_acceptance import expected, run

HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
"""Survivors of 1,000 clients over seven renewals, Fader & Hardie (2007)."""


class Cdnow:
    """The reference data of customer-base models, and what is fitted to them, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def summary(self) -> tuple[pd.Series, ...]:
        found = pd.read_csv(self.folder / "cdnow_customers_summary.csv")
        return found["frequency"], found["recency"], found["T"]

    @cached_property
    def bgnbd(self) -> BgNbd:
        return BgNbd.fit(*self.summary)

    @cached_property
    def pareto(self) -> ParetoNbd:
        return ParetoNbd.fit(*self.summary)

    @cached_property
    def spent(self) -> pd.DataFrame:
        return pd.read_csv(self.folder / "cdnow_customers_summary_with_transactions.csv")

    @cached_property
    def spend(self) -> GammaGamma:
        return GammaGamma.fit(self.spent["x"], self.spent["zbar"])

    @cached_property
    def value(self) -> float:
        history = self.spent["x"], self.spent["t_x"], self.spent["T"]
        return float(lifetime_value(BgNbd.fit(*history), self.spend, *history, self.spent["zbar"]).sum())

    @cached_property
    def events(self) -> pd.DataFrame:
        log = pd.read_csv(self.folder / "CDNOW_sample.txt", sep=r"\s+", header=None,
                          names=["master", "client", "date", "items", "amount"], parse_dates=["date"])
        return repeat_transactions(log, datetime.date(1997, 9, 30), datetime.date(1998, 6, 30))

    @cached_property
    def held_out(self) -> float:
        seen = self.events
        weeks = (datetime.date(1998, 6, 30) - datetime.date(1997, 9, 30)).days / 7
        told = self.bgnbd.conditional(weeks, seen["x"], seen["t_x"], seen["T"])
        return float(np.corrcoef(told, seen["holdout"])[0, 1])

    @cached_property
    def high_end(self) -> Sbg:
        return Sbg.fit(HIGH_END)

    @cached_property
    def regular(self) -> Sbg:
        return Sbg.fit(REGULAR)


ROWS: dict[str, Callable[[Cdnow], float]] = {
    "3.2.r": lambda of: of.bgnbd.r,
    "3.2.alpha": lambda of: of.bgnbd.alpha,
    "3.2.a": lambda of: of.bgnbd.a,
    "3.2.b": lambda of: of.bgnbd.b,
    "3.2.LL": lambda of: of.bgnbd.loglik,
    "3.3.r": lambda of: of.pareto.r,
    "3.3.alpha": lambda of: of.pareto.alpha,
    "3.3.s": lambda of: of.pareto.s,
    "3.3.beta": lambda of: of.pareto.beta,
    "3.3.LL": lambda of: of.pareto.loglik,
    "3.4": lambda of: of.bgnbd.conditional(39, 2, 30.43, 38.86),
    "3.5.1": lambda of: of.bgnbd.expected(1),
    "3.5.3": lambda of: of.bgnbd.expected(3),
    "3.5.32": lambda of: of.bgnbd.expected(32),
    "3.5.78": lambda of: of.bgnbd.expected(78),
    "3.6": lambda of: of.pareto.conditional(52, 26, 30.86, 31),
    "3.7": lambda of: of.pareto.alive(26, 30.86, 31),
    "3.8": lambda of: of.pareto.expected(52),
    "3.9.p": lambda of: of.spend.p,
    "3.9.q": lambda of: of.spend.q,
    "3.9.v": lambda of: of.spend.v,
    "3.10": lambda of: correlation(of.spent["x"], of.spent["zbar"]),
    "3.11": lambda of: of.value,
    "3.12": lambda of: of.events["x"].sum(),
    "3.13": lambda of: (of.events["x"] == 0).sum(),
    "3.14": lambda of: of.events.loc[of.events["x"] == 0, "holdout"].sum(),
    "3.15": lambda of: of.held_out,
    "3.16.high-end.alpha": lambda of: of.high_end.alpha,
    "3.16.high-end.beta": lambda of: of.high_end.beta,
    "3.16.high-end.LL": lambda of: of.high_end.loglik,
    "3.16.regular.alpha": lambda of: of.regular.alpha,
    "3.16.regular.beta": lambda of: of.regular.beta,
    "3.16.regular.LL": lambda of: of.regular.loglik,
    **{f"3.17.{year}": lambda of, year=year: of.high_end.survival(year) for year in range(8, 13)},
    "3.18": lambda of: of.high_end.residual_lifetime(7, 0.10),
}
CHAMPIONS: dict[str, Callable[[list[dict]], float]] = {
    "3.1.0": len,
    "3.1.1": lambda rows: sum(row["frequency"] for row in rows),
    "3.1.2": lambda rows: sum(row["monetary"] for row in rows),
}


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> Cdnow:
    return Cdnow(shared / "reference")


@pytest.fixture(scope="module")
def orders(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """RFM of the orders that the R package rfm is tested with, all time, as of 31 December 2006."""
    data = tmp_path_factory.mktemp("orders")
    assert run(data, "import", str(shared / "reference" / "rfm_data_orders.csv"))["loaded"] == 4906
    return run(data, "ask", "rfm", "--all")


@pytest.mark.parametrize("row", ROWS)
def test_models(shared, cdnow, row):
    value, tolerance = expected(shared, row)
    assert abs(float(ROWS[row](cdnow)) - value) <= tolerance


@pytest.mark.parametrize("row", CHAMPIONS)
def test_champions(shared, orders, row):
    champions = [line for line in orders["rows"] if min(line["r"], line["f"], line["m"]) >= 4]
    assert CHAMPIONS[row](champions) == expected(shared, row)[0]


def test_champions_of_the_summary(orders):
    assert [orders["summary"][key] for key in ("clients", "champions", "champions_money")] == [995, 158, 120178]


def test_the_fit_is_not_below_the_published_parameters(cdnow):
    # Fader, Hardie, Lee (2005), table 2, and the Gamma-Gamma note 025
    assert cdnow.bgnbd.loglik >= BgNbd(0.243, 4.414, 0.793, 2.426).loglikelihood(*cdnow.summary)
    assert cdnow.pareto.loglik >= ParetoNbd(0.553, 10.578, 0.606, 11.669).loglikelihood(*cdnow.summary)
    again = cdnow.spent[cdnow.spent["x"] > 0]
    assert cdnow.spend.loglik >= GammaGamma(6.25, 3.74, 15.44).loglikelihood(again["x"], again["zbar"])


def test_clients_who_never_came_back_are_told_as_published(cdnow):
    """0.23 holdout purchases each by BG/NBD, 0.14 by Pareto/NBD; 0.24 were made."""
    once = cdnow.events[cdnow.events["x"] == 0]
    told = [model.conditional(39, once["x"], once["t_x"], once["T"]).mean() for model in (cdnow.bgnbd, cdnow.pareto)]
    assert told == pytest.approx([0.2251, 0.1384], abs=0.0005)


def test_every_row_of_this_part_is_tested(shared):
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("3.")}
    assert rows == {*ROWS, *CHAMPIONS}

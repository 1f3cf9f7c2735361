"""Models of a client base against integrals, sums and simulations that follow from their assumptions alone."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.special import beta as beta_function
from scipy.stats import beta as beta_of
from scipy.stats import gamma as gamma_of

from kam_core.metrics.models import (
    BgNbd,
    GammaGamma,
    Nbd,
    ParetoNbd,
    Sbg,
    gammagamma,
    lifetime_value,
    paretonbd,
    repeat_transactions,
)
from kam_core.metrics.models import bgnbd as bgnbd_module
from kam_core.metrics.models.fitting import histories

BASE = BgNbd(0.8, 4.0, 0.7, 2.5)
PARETO = ParetoNbd(0.9, 5.0, 0.7, 9.0)
HISTORIES = [(0, 0.0, 20.0), (1, 3.0, 20.0), (4, 15.0, 20.0), (3, 20.0, 20.0), (9, 6.0, 39.0)]
shapes = st.floats(0.2, 5)


STEP = 0.1
AT = np.exp(np.arange(-120, 7, STEP))
"""Rates from nearly nothing to far beyond any here: in equal steps of the logarithm sums are as good as integrals."""


def spread(shape: float, rate: float) -> np.ndarray:
    """Weights of AT under a gamma distribution: a mean over clients is a sum with them."""
    return gamma_of.pdf(AT, shape, scale=1 / rate) * AT * STEP


@given(r=shapes, alpha=st.floats(1, 20), a=shapes, b=shapes, which=st.sampled_from(HISTORIES))
@settings(max_examples=40, deadline=None)
def test_likelihood_of_bgnbd_is_the_integral_over_clients(r, alpha, a, b, which):
    x, last, age = which
    stayed, left = (float((spread(r, alpha) * AT**x * np.exp(-AT * t)).sum()) for t in (age, last))
    # chances of leaving p, in steps of log(p / (1-p)): (1-p)^x of all purchases; p (1-p)^(x-1) of leaving after the last
    steps = np.arange(-120, 120, STEP)
    leaves, stays = 1 / (1 + np.exp(-steps)), 1 / (1 + np.exp(steps))
    weights = leaves**a * stays**b * STEP / beta_function(a, b)
    whole = stayed * float(weights @ stays**x)
    if x:
        whole += left * float(weights @ (leaves * stays ** (x - 1)))
    assert BgNbd(r, alpha, a, b).loglikelihood([x], [last], [age]) == pytest.approx(math.log(whole), abs=1e-5)


@given(r=shapes, alpha=st.floats(1, 20), s=shapes, beta=st.floats(1, 20), which=st.sampled_from(HISTORIES))
@settings(max_examples=15, deadline=None)
def test_likelihood_of_pareto_nbd_is_the_integral_over_clients(r, alpha, s, beta, which):
    x, last, age = which
    buy, leave = AT[:, None], AT[None, :]
    both = buy + leave
    bought = buy**x / both * (leave * np.exp(-both * last) + buy * np.exp(-both * age))
    whole = float(spread(r, alpha) @ bought @ spread(s, beta))
    assert ParetoNbd(r, alpha, s, beta).loglikelihood([x], [last], [age]) == pytest.approx(math.log(whole), abs=1e-4)


@given(p=st.floats(0.5, 10), q=st.floats(0.5, 6), v=st.floats(1, 50), x=st.integers(1, 20), mean=st.floats(0.5, 100))
@settings(max_examples=40, deadline=None)
def test_likelihood_of_gamma_gamma_is_the_integral_over_clients(p, q, v, x, mean):
    whole = float((gamma_of.pdf(mean, p * x, scale=1 / (AT * x)) * spread(q, v)).sum())
    assert GammaGamma(p, q, v).loglikelihood([x], [mean]) == pytest.approx(math.log(whole), abs=1e-4)


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_purchases_to_come_are_the_mean_over_what_a_client_may_be(history):
    """Of a client who is alive: rate gamma(r+x, alpha+T), chance of leaving beta(a, b+x), (1 - e^(-rate p t)) / p."""
    x, last, age = history
    t = 26.0

    def over_rates(p: float) -> float:
        return (1 - ((BASE.alpha + age) / (BASE.alpha + age + p * t)) ** (BASE.r + x)) / p

    alive = quad(lambda p: over_rates(p) * beta_of.pdf(p, BASE.a, BASE.b + x), 0, 1, limit=300, points=[1e-4, 1e-2])[0]
    told = BASE.conditional(t, x, last, age)
    assert told == pytest.approx(alive * BASE.alive(x, last, age), rel=1e-5)


@pytest.mark.parametrize("model", [BASE, PARETO, BgNbd(0.8, 4, 1.0, 2.5), BgNbd(0.3, 4, 2.0, 0.4),
                                   ParetoNbd(0.9, 5, 1.0, 9)], ids=str)
@given(t=st.floats(0, 200))
@settings(max_examples=20, deadline=None)
def test_a_new_client_is_a_client_without_a_history(model, t):
    assert model.expected(t) == pytest.approx(model.conditional(t, 0, 0.0, 0.0), rel=1e-9, abs=1e-12)
    assert model.expected(t) <= model.r / model.alpha * t + 1e-9


@given(x=st.integers(0, 400), age=st.floats(1, 300), share=st.floats(0, 1), t=st.floats(0.1, 100), a=shapes, b=shapes)
@settings(max_examples=200, deadline=None)
def test_expectations_stay_in_their_bounds(x, age, share, t, a, b):
    model = BgNbd(0.8, 4.0, a, b)
    last = age * share if x else 0.0
    alive, told = model.alive(x, last, age), model.conditional(t, x, last, age)
    assert 0 <= alive <= 1
    assert -1e-9 <= told <= (model.r + x) / (model.alpha + age) * t * (1 + 1e-9)
    assert told <= model.conditional(t * 2, x, last, age) + 1e-9
    if x:
        assert model.alive(x, last, age + 5) <= alive + 1e-12
        pareto = PARETO.conditional(t, x, last, age)
        assert 0 <= PARETO.alive(x, last, age) <= 1
        assert 0 <= pareto <= (PARETO.r + x) / (PARETO.alpha + age) * t * (1 + 1e-9)


@pytest.mark.parametrize("score", [bgnbd_module._score, paretonbd._score], ids=["bgnbd", "pareto"])
@given(natural=st.tuples(shapes, shapes, shapes, shapes))
@settings(max_examples=25, deadline=None)
def test_slopes_are_those_of_the_likelihood(score, natural):
    x, last, age = (np.array(column) for column in zip(*HISTORIES, strict=True))
    known = histories(x, last, age)
    slope = score(np.array(natural), known, known.recent / 20, known.age / 20)[1]
    near = approx_fprime(np.array(natural), lambda at: score(at, known, known.recent / 20, known.age / 20)[0], 1e-6)
    assert slope == pytest.approx(near, rel=1e-3, abs=1e-3)


def test_slopes_of_gamma_gamma():
    x, mean = np.array([1.0, 3, 7]), np.array([0.5, 1.2, 2.0])
    at = np.array([2.0, 3.0, 1.0])
    near = approx_fprime(at, lambda natural: gammagamma._score(natural, x, mean)[0], 1e-7)
    assert gammagamma._score(at, x, mean)[1] == pytest.approx(near, rel=1e-4)


def simulated(model: BgNbd | Nbd, clients: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(x, t_x, T) of clients who behave as the model has it, in whole days of weeks."""
    dice = np.random.default_rng(seed)
    age = np.round(dice.uniform(20, 104, clients) * 7) / 7
    rate = dice.gamma(model.r, 1 / model.alpha, clients)
    leave = dice.beta(model.a, model.b, clients) if isinstance(model, BgNbd) else np.zeros(clients)
    x, last, now, alive = np.zeros(clients), np.zeros(clients), np.zeros(clients), np.ones(clients, dtype=bool)
    while alive.any():
        now = now + np.where(alive, dice.exponential(1 / rate), 0)
        alive &= now <= age
        x, last = x + alive, np.where(alive, now, last)
        alive &= dice.random(clients) >= leave
    return x, last, age


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_parameters_are_found_again(seed):
    seen = simulated(BASE, 4000, seed)
    found = BgNbd.fit(*seen)
    assert found.arrived
    assert not found.degenerate
    # twice the gain over the truth is chi-squared with four degrees of freedom; 99.9 % of it lies below 18.5
    assert 0 <= 2 * (found.loglik - BASE.loglikelihood(*seen)) < 18.5


def test_simulated_spend_is_found_again():
    dice = np.random.default_rng(5)
    truth = GammaGamma(6.0, 3.5, 15.0)
    x = dice.integers(1, 20, 4000)
    mean = dice.gamma(truth.p * x, 1 / (dice.gamma(truth.q, 1 / truth.v, 4000) * x))
    found = GammaGamma.fit(x, mean)
    # 99.9 % of chi-squared with three degrees of freedom lies below 16.3
    assert 0 <= 2 * (found.loglik - truth.loglikelihood(x, mean)) < 16.3
    assert found.population_mean == pytest.approx(6.0 * 15.0 / 2.5, rel=0.05)


def test_where_nobody_leaves_the_model_says_so():
    seen = simulated(Nbd(2.0, 3.0), 3000, 4)
    whole = BgNbd.fit(*seen)
    assert whole.degenerate
    simple = Nbd.fit(seen[0], seen[2])
    assert (simple.r, simple.alpha) == pytest.approx((2.0, 3.0), rel=0.1)
    assert whole.loglik == pytest.approx(simple.loglik, abs=0.5)
    assert simple.conditional(10, 4, 20.0) == pytest.approx((simple.r + 4) / (simple.alpha + 20) * 10)


def test_a_longer_unit_of_time_changes_the_rate_alone():
    x, last, age = simulated(BASE, 1500, 8)
    weeks, days = BgNbd.fit(x, last, age), BgNbd.fit(x, last * 7, age * 7)
    assert [days.r, days.alpha, days.a, days.b] == pytest.approx([weeks.r, weeks.alpha * 7, weeks.a, weeks.b], rel=1e-4)
    assert days.loglik == pytest.approx(weeks.loglik - x.sum() * math.log(7))
    assert days.conditional(70, x, last * 7, age * 7) == pytest.approx(weeks.conditional(10, x, last, age), rel=1e-4)


def test_equal_clients_are_counted_once():
    found = histories([0, 2, 0, 2, 2], [0, 5, 0, 5, 6], [9, 9, 9, 9, 9])
    assert sorted(zip(found.x, found.recent, found.age, found.count, strict=True)) == [(0, 0, 9, 2), (2, 5, 9, 2), (2, 6, 9, 1)]
    assert found.repeats_count.tolist() == [2, 3]
    twice = BASE.loglikelihood([2, 2], [5, 5], [9, 9])
    assert twice == pytest.approx(2 * BASE.loglikelihood([2], [5], [9]))


@pytest.mark.parametrize("history", [([], [], []), ([1], [5], [4]), ([-1], [0], [4]), ([0.5], [1], [4]), ([0], [1], [4]),
                                     ([1], [math.nan], [4])], ids=str)
def test_impossible_histories_are_refused(history):
    with pytest.raises(ValueError):
        BgNbd.fit(*history)


@given(alpha=shapes, beta=shapes, t=st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_survival_is_the_mean_over_clients(alpha, beta, t):
    model = Sbg(alpha, beta)
    # product of the retention rates, which are ratios by hand
    assert model.survival(t) == pytest.approx(math.prod((beta + i) / (alpha + beta + i) for i in range(t)))
    assert model.retention(t + 1) == pytest.approx(float(model.survival(t + 1) / model.survival(t)))


def test_residual_lifetime_is_the_sum_of_what_is_renewed():
    model = Sbg(0.668, 3.806)
    later = np.arange(8, 4000)
    by_hand = float((model.survival(later) / model.survival(7) * 1.1 ** -(later - 8.0)).sum())
    assert model.residual_lifetime(7, 0.10) == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("survivors", [[10], [10, 11], [10, 10], [10, -1], [10, math.nan]], ids=str)
def test_survivors_that_make_no_sense_are_refused(survivors):
    with pytest.raises(ValueError):
        Sbg.fit(survivors)


def test_spend_is_drawn_to_that_of_all():
    model = GammaGamma(6.0, 3.5, 15.0)
    assert model.population_mean == 36
    drawn = [36, (2.5 * 36 + 6 * 60) / 8.5, 60]
    assert model.conditional([0, 1, 1000], [math.nan, 60.0, 60.0]) == pytest.approx(drawn, rel=1e-3)
    assert GammaGamma(6.0, 0.9, 15.0).population_mean is None
    assert gammagamma.correlation([1, 2, 3], [5, 5, 5]) is None
    assert gammagamma.correlation([1, 2, 0], [5, 6, 900]) == pytest.approx(1)


def test_value_without_discount_is_purchases_times_spend():
    spend = GammaGamma(6.0, 3.5, 15.0)
    value = lifetime_value(BASE, spend, [3], [10.0], [20.0], [40.0], months=12, discount=0, month=4)
    assert value == pytest.approx(BASE.conditional(48, [3], [10.0], [20.0]) * spend.conditional([3], [40.0]))
    assert (lifetime_value(BASE, spend, [3], [10.0], [20.0], [40.0], discount=0.05) < value).all()


def test_histories_from_a_log():
    log = pd.DataFrame({
        "client": ["a", "a", "a", "a", "b", "b", "c"],
        "date": ["2025-01-01", "2025-01-08", "2025-01-08", "2025-02-05", "2025-01-15", "2025-03-01", "2025-02-20"],
        "amount": [100, 10, 20, 50, 7, 8, 9],
    })
    found = repeat_transactions(log, datetime.date(2025, 2, 12), datetime.date(2025, 3, 31))
    assert found.set_index("client").drop(columns="mean").to_dict("index") == {
        "a": {"x": 2, "t_x": 5.0, "T": 6.0, "holdout": 0}, "b": {"x": 0, "t_x": 0.0, "T": 4.0, "holdout": 1}}
    assert found.loc[0, "mean"] == 40
    assert math.isnan(found.loc[1, "mean"])
    assert repeat_transactions(log[["client", "date"]], datetime.date(2025, 2, 12))["x"].tolist() == [2, 0]

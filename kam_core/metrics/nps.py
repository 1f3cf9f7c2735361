"""Net Promoter Score: whether clients recommend the company, how sure that is, how many were heard, and who is silent."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.i18n import msg
from kam_core.ledger import Ledger
from kam_core.metrics import promoters, timeless
from kam_core.metrics.answer import Answer, Figure, figure, ratio
from kam_core.metrics.intervals import Z, wilson
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.nps_said import notes, thesis
from kam_core.metrics.promoters import Counts, Floats
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COLUMNS = (
    "account_id", "name", "n", "scores", "nps", "low", "high", "promoters", "passives", "detractors", "last_answer",
    "last_score", "decision_score", "invited", "revenue", "share", "silent", "manager", "segment", "region",
)
PARTS = ("role", "survey", "segment", "manager")
"""What the answers are divided by, each in a frame by_<key>."""
MOST_PARTS = 200
"""Of roles, surveys, segments and managers each, those with most answers are given."""
LARGEST = 200
"""So many large clients are looked at for being silent, at most."""
FEW_CLIENTS = 10
"""With fewer clients, a mean over clients has no interval."""


@dataclass(frozen=True)
class Mean:
    """A weighted mean of the scores of clients, its 95 % interval, and how many clients it is taken over."""

    value: Figure
    low: Figure
    high: Figure
    clients: int


def ask(ledger: Ledger, scope: Scope, settings: Settings, population: int | None = None) -> Answer:
    """NPS of the answers of the period. Rows: clients that answered or were asked, and the large ones.

    population: how many respondents could have answered; the interval then narrows as they do. None: very many

    frames, scores as fractions from -1 to 1 and unknown with fewer answers than the setting nps_min_answers:
    by_role, by_survey, by_segment, by_manager: part (null: not named), n, promoters, passives, detractors, nps, low, high
    trend: month, n, promoters, detractors, nps, low, high of as many months up to it as the setting nps_window_months says;
    months: how many of them lie after the first answer; own: answers of that month alone
    scores: score (0-10), n
    """
    asked = scope.filtered("unit", ())
    least = int(settings.number("nps_min_answers"))
    parts = ledger.query("nps", asked, parts=MOST_PARTS)
    months = timeless.query(ledger, "nps_months", asked)
    found = ledger.query("nps_clients", asked, deciders=deciders(settings), largest=LARGEST,
                         large=settings.number("pareto_share"))
    rows = clients(found, least)
    told = parts[parts["kind"] == "all"].iloc[0]
    everyone = Counts(int(told["promoters"]), int(told["passives"]), int(told["detractors"]))
    rows["silent"] &= sum(everyone) > 0
    figures = {
        **_score(everyone, least, population),
        **_by_client(rows, sum(everyone) >= least),
        **_heard(found, rows, sum(everyone)),
        **_compared(scope, months, everyone, settings),
        **_satisfied(int(told["rated"]), int(told["satisfied"])),
    }
    frames = {f"by_{kind}": part_scores(parts[parts["kind"] == kind], least) for kind in PARTS}
    frames["trend"] = trend(months, scope.end, int(settings.number("nps_window_months")), least)
    frames["scores"] = distribution(parts[parts["kind"] == "score"])
    unnamed = sum(everyone) - int(told["named"])
    summary = {key: figures[key] for key in SUMMARY}
    return Answer("nps", ledger.version, scope, settings, summary, rows[list(COLUMNS)], thesis(summary, settings),
                  notes(scope, settings, summary, unnamed, frames["trend"]), frames)


def deciders(settings: Settings) -> list[str]:
    """The words of the setting decision_roles, in small letters."""
    return [word for word in (part.strip().lower() for part in settings.text("decision_roles").split(",")) if word]


def clients(found: pd.DataFrame, least: int) -> pd.DataFrame:
    """The rows of the measure, of nps_clients.sql; nps, low and high: below ``least`` answers unknown."""
    rows = found[found["client_id"].notna()].rename(columns={"client_id": "account_id"}).reset_index(drop=True)
    n = rows["n"].to_numpy(dtype=float)
    rows["passives"] = rows["n"] - rows["promoters"] - rows["detractors"]
    rows["own"] = promoters.score(rows["promoters"], rows["detractors"], n)
    rows = _scored(rows, least)
    rows["share"] = rows["revenue"].where(rows["revenue"] > 0) / rows["whole"]
    rows["silent"] = rows["is_large"].astype(bool) & (n == 0)
    return rows


def mean_of_clients(scores: Floats, weights: Floats) -> Mean:
    """The weighted mean of the scores of clients, by the normal form of a ratio of two sums (Cochran 1977, 6.4).

    Clients without a positive weight are left out; no interval for fewer than ten, nor where all are alike.
    """
    kept = weights > 0
    scores, weights, count = scores[kept], weights[kept], int(kept.sum())
    if not count:
        return Mean(None, None, None, 0)
    middle = float((scores * weights).sum() / weights.sum())
    spread = float(((weights * (scores - middle)) ** 2).sum())
    if count < FEW_CLIENTS or spread == 0:
        return Mean(middle, None, None, count)
    half = Z * math.sqrt(spread * count / (count - 1)) / float(weights.sum())
    return Mean(middle, max(-1.0, middle - half), min(1.0, middle + half), count)


def part_scores(parts: pd.DataFrame, least: int) -> pd.DataFrame:
    """Parts with score and interval, by number of answers: part, n, promoters, passives, detractors, nps, low, high."""
    return _scored(parts[["part", "n", "promoters", "passives", "detractors"]].reset_index(drop=True), least)


def trend(months: pd.DataFrame, end: datetime.date | None, window: int, least: int) -> pd.DataFrame:
    """The score of the ``window`` months up to each month, from the first answer to ``end`` (not included; None: the last).

    months: month, n, promoters, detractors, of nps_months.sql
    """
    columns = ["month", "n", "promoters", "detractors", "nps", "low", "high", "months", "own"]
    seen = months if end is None else months[months["month"] < pd.Timestamp(end)]
    if seen.empty:
        return pd.DataFrame({name: [] for name in columns})
    last = seen["month"].max() if end is None else min(
        pd.Timestamp(add_months(end, -1)), seen["month"].max() + pd.DateOffset(months=window - 1))
    whole = pd.date_range(seen["month"].min(), last, freq="MS", unit="us")
    each = seen.set_index("month")[["n", "promoters", "detractors"]].reindex(whole, fill_value=0)
    sums = each.rolling(window, min_periods=1).sum().astype("int64")
    sums["months"] = np.minimum(np.arange(1, len(whole) + 1), window)
    sums["own"] = each["n"]
    return _scored(sums.rename_axis("month").reset_index(), least)[columns]


def distribution(parts: pd.DataFrame) -> pd.DataFrame:
    """How many answers each score from 0 to 10 has: score, n."""
    counted = dict(zip(parts["part"].astype(int), parts["n"].astype(int), strict=True))
    return pd.DataFrame({"score": range(11), "n": [counted.get(score, 0) for score in range(11)]})


def _scored(frame: pd.DataFrame, least: int) -> pd.DataFrame:
    given = (frame["promoters"], frame["detractors"], frame["n"])
    low, high = promoters.adjusted_wald(*given)
    enough = frame["n"] >= least
    scored = frame.assign(nps=promoters.score(*given), low=low, high=high)
    scored[["nps", "low", "high"]] = scored[["nps", "low", "high"]].where(enough)
    return scored


def _score(told: Counts, least: int, population: int | None) -> dict[str, Figure]:
    n, (up, level, down) = sum(told), told
    found: dict[str, Figure] = {"n": n, "promoters": up, "passives": level, "detractors": down}
    if n < least:
        return {**found, **dict.fromkeys(("nps", "se", "low", "high"))}
    low, high = promoters.adjusted_wald(up, down, n, population=population)
    return {**found, "nps": figure(promoters.score(up, down, n)), "se": figure(promoters.error(up, down, n)),
            "low": figure(low), "high": figure(high)}


def _by_client(rows: pd.DataFrame, enough: bool) -> dict[str, Figure]:
    """By client, each equally, and by its revenue; neither where there are too few answers."""
    said = rows[rows["n"] > 0]
    scores = said["own"].to_numpy(dtype=float)
    equal = mean_of_clients(scores, np.ones(len(said)))
    weighed = mean_of_clients(scores, said["revenue"].to_numpy(dtype=float, na_value=0.0))
    found: dict[str, Figure] = {"accounts": len(said)}
    for name, mean in (("accounts", equal), ("revenue", weighed)):
        kept = mean if enough else Mean(None, None, None, 0)
        found |= {f"nps_{name}": kept.value, f"{name}_low": kept.low, f"{name}_high": kept.high}
    return found


def _heard(found: pd.DataFrame, rows: pd.DataFrame, n: int) -> dict[str, Figure]:
    """How many answered of those who were asked, and how much of the revenue was heard."""
    invited = figure(found["everybody"].max()) if len(found) else None
    asked = int(invited or 0)
    heard = float(rows.loc[rows["n"] > 0, "share"].sum())
    known = bool(rows["whole"].notna().any())
    silent = rows[rows["silent"]]
    return {
        "invited": asked,
        "response_rate": ratio(n, asked) if n <= asked else None,
        "revenue_coverage": min(1.0, heard) if known and n else None,
        "silent": len(silent) if known and n else None,
        "silent_share": figure(silent["share"].sum()) if known and n else None,
    }


def before(scope: Scope, settings: Settings) -> Scope | None:
    """The earlier period that shares no answer with the scope's: the same months a year before, or those right before."""
    months = scope.months
    if months is None:
        return None
    return scope.before(months if months > 12 or settings.text("compare_with") == "previous" else 12)


def _compared(scope: Scope, months: pd.DataFrame, now: Counts, settings: Settings) -> dict[str, Figure]:
    found: dict[str, Figure] = dict.fromkeys(("n_before", "nps_before", "change", "z", "p"))
    earlier = before(scope, settings)
    if earlier is None or earlier.start is None or earlier.end is None:
        return found
    past = months[(months["month"] >= pd.Timestamp(earlier.start)) & (months["month"] < pd.Timestamp(earlier.end))]
    n, up, down = (int(past[name].sum()) for name in ("n", "promoters", "detractors"))
    found["n_before"] = n
    if n >= settings.number("nps_min_answers"):
        found["nps_before"] = figure(promoters.score(up, down, n))
    test = promoters.difference(now, Counts(up, n - up - down, down))
    if test is not None and min(n, sum(now)) >= settings.number("nps_sure_answers"):
        found |= {"change": test.change, "z": figure(test.z), "p": test.p}
    return found


def _satisfied(rated: int, satisfied: int) -> dict[str, Figure]:
    """The share of 4 and 5 of 5, by Wilson."""
    low, high = wilson(satisfied, rated) or (None, None)
    return {"rated": rated, "csat": ratio(satisfied, rated), "csat_low": low, "csat_high": high}


SUMMARY = {
    "n": Name(msg("Answers"), "count"),
    "promoters": Name(msg("Promoters (9 – 10)"), "count"),
    "passives": Name(msg("Passives (7 – 8)"), "count"),
    "detractors": Name(msg("Detractors (0 – 6)"), "count"),
    "nps": Name(msg("NPS, −1 … 1"), "index"),
    "se": Name(msg("Standard error of NPS"), "index"),
    "low": Name(msg("NPS, lower bound (95 %)"), "index"),
    "high": Name(msg("NPS, upper bound (95 %)"), "index"),
    "accounts": Name(msg("Clients that answered"), "count"),
    "nps_accounts": Name(msg("NPS, each client counting alike"), "index"),
    "accounts_low": Name(msg("Each client alike, lower bound (95 %)"), "index"),
    "accounts_high": Name(msg("Each client alike, upper bound (95 %)"), "index"),
    "nps_revenue": Name(msg("NPS, clients weighed by revenue"), "index"),
    "revenue_low": Name(msg("Weighed by revenue, lower bound (95 %)"), "index"),
    "revenue_high": Name(msg("Weighed by revenue, upper bound (95 %)"), "index"),
    "invited": Name(msg("Respondents asked"), "count"),
    "response_rate": Name(msg("Answers ÷ invitations"), "share"),
    "revenue_coverage": Name(msg("Revenue of clients that answered, share"), "share"),
    "silent": Name(msg("Large clients without an answer"), "count"),
    "silent_share": Name(msg("Large clients without an answer, share of revenue"), "share"),
    "n_before": Name(msg("Answers in the period before"), "count"),
    "nps_before": Name(msg("NPS in the period before"), "index"),
    "change": Name(msg("Change of NPS"), "index"),
    "z": Name(msg("Change in standard errors"), "index"),
    "p": Name(msg("Chance of such a change where nothing changed"), "share"),
    "rated": Name(msg("Answers on satisfaction"), "count"),
    "csat": Name(msg("Satisfied (4 – 5 of 5), share"), "share"),
    "csat_low": Name(msg("Satisfied, lower bound (95 %)"), "share"),
    "csat_high": Name(msg("Satisfied, upper bound (95 %)"), "share"),
}

MEASURE = Measure(
    key="nps",
    label=msg("Net Promoter Score"),
    unit="index",
    direction="up",
    formula=msg("NPS = share of promoters (9 – 10) − share of detractors (0 – 6) of all answers, from −100 to +100. Its 95 % "
                "interval is that of Rocks: three answers are added, ¾ promoters and ¾ detractors among them, so that few or "
                "unanimous answers are not taken for certainty. Each client alike: the mean of the NPS of clients; by revenue: "
                "the same, weighed by their revenue in the period. Scores are never averaged. Response rate = answers ÷ "
                "invitations of the period. Revenue heard = revenue of clients that answered ÷ revenue of all clients above "
                "zero. Satisfied = share of 4 and 5 of 5, with Wilson's interval."),
    period=msg("The period of the scope, by the date of the answer. It is compared with the same months a year before, or with "
               "those right before: periods that share no answer."),
    population=msg("All answers of the clients of the scope; those that name no client are counted for whoever sees "
                   "everything. A filter by business unit does not choose here: an answer names none."),
    source=msg("Reichheld (2003); Rocks, “Interval Estimation for the Net Promoter Score” (2016); Wilson (1927) for "
               "satisfaction."),
    columns={
        **names("account_id", "name"),
        "n": Name(msg("Answers"), "count"),
        "scores": Name(msg("Latest scores"), "text"),
        "nps": Name(msg("NPS, −1 … 1"), "index"),
        "low": Name(msg("NPS, lower bound (95 %)"), "index"),
        "high": Name(msg("NPS, upper bound (95 %)"), "index"),
        "promoters": Name(msg("Promoters"), "count"),
        "passives": Name(msg("Passives"), "count"),
        "detractors": Name(msg("Detractors"), "count"),
        "last_answer": Name(msg("Last answer"), "date"),
        "last_score": Name(msg("Last score"), "count"),
        "decision_score": Name(msg("Decision maker's last score"), "count"),
        "invited": Name(msg("Asked"), "count"),
        **names("revenue", "share"),
        "silent": Name(msg("Large and silent"), "flag"),
        **names("manager", "segment", "region"),
    },
    summary=SUMMARY,
    query=("nps", "nps_months", "nps_clients"),
    find=ask,
    settings=("nps_min_answers", "nps_sure_answers", "nps_window_months", "compare_with", "pareto_share", "decision_roles"),
    options={"population": msg("How many respondents could have answered: the interval narrows as they do.")},
)

"""What surrounds the sales of the made-up company: invoices, costs to serve, targets, surveys and requests."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from kam_core.demo.columns import Array, dates, money, pick, texts, times, whole
from kam_core.demo.company import FAILURE, Company
from kam_core.demo.sales import Lines

SERVE = (0.016, 0.010, 0.004, 0.0)
"""Delivery, care, visits and urgent delivery as shares of revenue, for most clients."""
SERVE_DEAR = (0.032, 0.021, 0.014, 0.028)
"""The same for the client that loses money."""
HOURS = (0.0, 6.0, 9.0, 0.0)
AMBITION = 1.06
"""The plan of the coming year against that of the last."""
SURVEYS = 2
"""Surveys run every six months, the latest this many months before the last."""
ANSWERED = 0.42
"""Share of invitations that are answered."""


def _ids(company: Company) -> pa.Array:
    return pa.array(company.accounts["account_id"].to_numpy(), pa.string())


def invoices(company: Company, rng: np.random.Generator, lines: Lines) -> pa.Table:
    """One invoice a shipment, of the same sum; some late, some paid in part, some not at all."""
    shipped = lines.kind == 0
    document = lines.document[shipped]
    last = int(document.max())
    amount = np.bincount(document, lines.revenue[shipped], last + 1)[1:].astype(np.int64)
    first = np.zeros(last + 1, dtype=np.int64)
    first[document[::-1]] = np.flatnonzero(shipped)[::-1]
    account, issued = lines.account[first[1:]], lines.day[first[1:]]
    people = company.accounts
    end = company.stop
    due = issued + people["terms"].to_numpy()[account]
    paid_on = due + np.round(people["slow"].to_numpy()[account] + rng.normal(0, 4, len(due))).astype(np.int64)
    paid_on = np.maximum(paid_on, issued)
    kind = people["kind"].to_numpy()[account]
    # who drifts away stops paying too; in the soured region invoices are disputed; what is older is settled, but for a few
    sour = people["sour"].to_numpy()[account]
    disputed = rng.random(len(due)) < np.select([sour & (issued > end - 240), issued > end - 150], [0.15, 0.012], 0.0003)
    stopped = (kind == "drift") & (issued > end - 120)
    open_ = disputed | stopped | (paid_on >= end)
    partly = open_ & ~stopped & (rng.random(len(due)) < 0.3) & (due < end)
    paid = np.where(open_, np.where(partly, amount * rng.choice([3, 5, 8], len(due)) // 10, 0), amount)
    paid_on = np.where(partly, np.minimum(due, end - 1), paid_on)
    return pa.table({
        "invoice_id": texts(company.words.documents[3], np.arange(1, last + 1)),
        "account": pick(_ids(company), account),
        "issued": dates(issued),
        "due": dates(due),
        "amount": money(amount),
        "paid": money(paid.astype(np.int64)),
        "paid_on": dates(paid_on, paid > 0),
    })


def costs(company: Company, rng: np.random.Generator, lines: Lines) -> pa.Table:
    """Costs to serve per entity, month and kind, dated by the last day of the month."""
    months = len(company.months)
    named = (lines.account >= 0) & (lines.kind == 0)
    month = _month(company, lines.day)
    revenue = np.zeros((len(company.accounts), months))
    np.add.at(revenue, (lines.account[named], month[named]), lines.revenue[named])
    dear = (company.accounts["kind"] == "loss").to_numpy()
    rates = np.where(dear[:, None], SERVE_DEAR, SERVE)
    amount = revenue[:, :, None] * rates[:, None, :] * np.exp(rng.normal(0, 0.25, (*revenue.shape, len(SERVE))))
    amount[revenue > 0, 1] += 120_000 * company.words.scale  # care costs something however little is bought
    kopecks = np.round(amount).astype(np.int64)
    account, at, kind = np.nonzero(kopecks > 0)
    order = np.lexsort((kind, account, at))
    account, at, kind = account[order], at[order], kind[order]
    value = kopecks[account, at, kind]
    spent = np.array(HOURS)[kind] * (1 + rng.random(len(kind))) * np.where(dear[account], 4, 1)
    hours = np.round(spent * 10).astype(np.int64) * 10
    services = company.words.services
    return pa.table({
        "account": pick(_ids(company), account),
        "date": dates(company.ends[at] - 1),
        "amount": money(value),
        "hours": money(hours, hours > 0),
        "department": pick(pa.array([department for department, _ in services]), kind),
        "kind": pick(pa.array([name for _, name in services]), kind),
    })


def targets(company: Company) -> pa.Table:
    """The plan of revenue and margin per entity and month, rounded to thousands as plans are, and of the year to come.

    The coming year is planned as the last one is, and a set part more.
    """
    step = 100_000 if company.words.currency == "RUB" else 1_000
    planned = np.hstack([company.plan, company.plan[:, -12:] * AMBITION])
    kopecks = np.round(planned * 100 / step).astype(np.int64) * step
    first = company.months[-1].astype("datetime64[M]") + 1
    months = np.concatenate([company.months, np.arange(first, first + 12).astype("datetime64[D]")])
    account, month = np.nonzero(kopecks > 0)
    order = np.lexsort((account, month))
    account, month = account[order], month[order]
    value = kopecks[account, month]
    return pa.table({
        "account": pick(_ids(company), account),
        "month": dates(months.astype(np.int64)[month]),
        "revenue": money(value),
        "margin": money(value * 21 // 100),
    })


def surveys(company: Company, rng: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """(answers, invitations): every six months everybody at the clients of the half-year before is asked."""
    words, people = company.words, company.accounts
    contacts = 1 + (rng.random(len(people)) < 0.6) + 2 * (people["size"].to_numpy() > 0.004)
    owner = np.repeat(np.arange(len(people)), contacts)
    surname = rng.integers(0, len(words.surnames), len(owner))
    first = rng.integers(0, len(words.firsts), len(owner))
    person = pa.array([
        words.person.format(words.surnames[s], words.firsts[f]) for s, f in zip(surname, first, strict=True)
    ])
    role = rng.integers(0, len(words.roles), len(owner))
    asked_parts, answered_parts = [], []
    for at in range(len(company.months)):
        back = len(company.months) - 1 - at
        if back % 6 != SURVEYS:
            continue
        buying = company.meant[:, max(0, at - 5): at + 1].sum(axis=1) > 0
        asked = np.flatnonzero(buying[owner])
        day = company.starts[at] + 9
        label = words.survey.format(str(company.months[at])[:7])
        asked_parts.append((asked, np.full(len(asked), day), label))
        mood = people["mood"].to_numpy()[owner[asked]] + rng.normal(0, 1.1, len(asked))
        sour = people["sour"].to_numpy()[owner[asked]]
        mood -= sour * (3.4 if back == 8 else 2.4 if back < 8 else 0.0)
        mood -= (people["kind"].to_numpy()[owner[asked]] == "drift") * (3.0 if back < 8 else 0.0)
        replied = np.flatnonzero(rng.random(len(asked)) < ANSWERED)
        score = np.clip(np.round(mood[replied]), 0, 10).astype(np.int64)
        when = day + rng.integers(0, 15, len(replied))
        answered_parts.append((asked[replied], when, label, score, sour[replied] & (back <= 8)))
    ids = _ids(company)
    invitations = pa.concat_tables([
        pa.table({"date": dates(day), "account": pick(ids, owner[asked]), "respondent": pick(person, asked),
                  "survey": pa.array([label] * len(asked), pa.string())})
        for asked, day, label in asked_parts
    ])
    answers = pa.concat_tables([
        pa.table({
            "date": dates(day), "account": pick(ids, owner[who]), "respondent": pick(person, who),
            "role": pick(pa.array(words.roles), role[who]), "survey": pa.array([label] * len(who), pa.string()),
            "score": whole(score), "csat": whole(np.clip((score + 1) // 2, 1, 5)),
            "comment": _comments(company, rng, score, hurt),
        })
        for who, day, label, score, hurt in answered_parts
    ])
    return answers, invitations


def _comments(company: Company, rng: np.random.Generator, score: Array, hurt: Array) -> pa.Array:
    """A comment that fits the score, from six of ten who answer."""
    words = company.words
    said = (words.failure, words.complaints, words.lukewarm, words.praise)
    tone = np.select([hurt & (score <= 6), score <= 6, score <= 8], [0, 1, 2], 3)
    which = rng.random(len(score))
    silent = rng.random(len(score)) >= 0.6
    return pa.array(
        [None if mute else said[t][int(w * len(said[t]))] for t, w, mute in zip(tone, which, silent, strict=True)],
        pa.string(),
    )


def tickets(company: Company, rng: np.random.Generator) -> pa.Table:
    """Requests: more from large clients, many from the costly one, a spike in the soured region when service failed."""
    words, people = company.words, company.accounts
    size = people.groupby("group")["size"].transform("sum").to_numpy()
    rate = 0.25 + 12 * np.sqrt(people["size"].to_numpy()) * np.minimum(1, 0.05 / np.maximum(size, 0.05))
    rate = rate * np.where(people["kind"] == "loss", 3.0, 1.0)
    failed = people["sour"].to_numpy()[:, None] & np.isin(company.back, FAILURE)[None, :]
    expected = rate[:, None] * (company.meant > 0) * np.where(failed, 6.0, 1.0) + failed * 1.5
    count = rng.poisson(expected)
    account = np.repeat(np.repeat(np.arange(len(people)), len(company.months)), count.ravel())
    month = np.repeat(np.tile(np.arange(len(company.months)), len(people)), count.ravel())
    total = len(account)
    day = company.starts[month] + (rng.random(total) * (company.ends - company.starts)[month]).astype(np.int64)
    opened = day * 86400 + (8 * 3600 + rng.random(total) * 10 * 3600).astype(np.int64)
    hurt = failed[account, month]
    priority = np.minimum(3, rng.choice(4, total, p=[0.2, 0.5, 0.22, 0.08]) + (hurt & (rng.random(total) < 0.6)))
    late = hurt & (rng.random(total) < 0.8)
    category = np.where(late, rng.integers(0, 2, total), rng.integers(0, len(words.requests), total))
    answer = rng.lognormal(np.log(np.array([10.0, 5.0, 2.5, 1.0]))[priority], 0.7) * np.where(hurt, 6, 1)
    solve = answer + rng.lognormal(np.log(np.array([90.0, 48.0, 26.0, 12.0]))[priority], 0.9) * np.where(hurt, 7, 1)
    recent = day > company.stop - 60
    stuck = rng.random(total) < np.select([hurt, recent], [0.02, 0.04], 0.0005)
    stop = company.stop * 86400
    responded = opened + (answer * 3600).astype(np.int64)
    resolved = opened + (solve * 3600).astype(np.int64)
    closed = resolved + (rng.lognormal(np.log(40), 0.6, total) * 3600).astype(np.int64)
    has_answer, has_end, has_close = responded < stop, (resolved < stop) & ~stuck, (closed < stop) & ~stuck
    state = has_answer.astype(int) + has_end + has_close
    order = np.argsort(opened, kind="stable")
    table = pa.table({
        "account": pick(_ids(company), account),
        "opened_at": times(opened),
        "first_response_at": times(responded, has_answer),
        "resolved_at": times(resolved, has_end),
        "closed_at": times(closed, has_close),
        "priority": pick(pa.array(words.priorities), priority),
        "category": pick(pa.array(words.requests), category),
        "status": pick(pa.array(words.states), state),
        "reopened": whole(((rng.random(total) < 0.07) & has_end) * rng.integers(1, 3, total)),
    }).take(order)
    return table.add_column(0, "ticket_id", texts("T-{:06d}", np.arange(1, total + 1)))


def _month(company: Company, day: Array) -> Array:
    """Index of the month of each day."""
    return np.searchsorted(company.starts, day, side="right") - 1


def accounts(company: Company) -> pa.Table:
    """The account list, in the contract's columns."""
    people: pd.DataFrame = company.accounts
    listed = people.sort_values("account_id", kind="stable")
    columns = (
        "account_id", "name", "group_id", "group_name", "tax_id", "industry", "region", "segment", "manager", "status",
    )
    table = pa.table({name: pa.array(listed[name].to_numpy(), pa.string()) for name in columns})
    return table.add_column(9, "since", dates(listed["since"].to_numpy().astype("datetime64[D]").astype(np.int64)))

"""What a viewer of two accounts is told does not depend on any other account: its sums, names, costs, debts, answers."""

from __future__ import annotations

import datetime
import json
import random
import re
from dataclasses import replace

import pytest

from kam_core.errors import KamError
from kam_core.i18n import use_language
from kam_core.metrics import MEASURES, ask, to_json
from kam_core.metrics.answer import records
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import answer, invoice, ledger, sale, scope

MINE = ("own-1", "own-2")
VIEWER = Viewer("kam@example.com", frozenset(MINE))
MANAGER = Viewer(managers=frozenset({"Kim"}), others=frozenset({"group-alien-2"}))
GIVEN = Viewer(accounts=frozenset({"own-1"}), clients=frozenset({"group-own-2"}), managers=frozenset({"Nobody"}))
"""The same two accounts, seen in three ways."""
SCOPES = [
    scope("2025-01", "2026-01", viewer=MANAGER),
    scope("2025-01", "2026-01", viewer=GIVEN, base="contribution", level="account"),
    scope("2025-07", "2026-01", viewer=MANAGER, base="margin", where=(("unit", ("North",)), ("manager", ("Kim",)))),
    scope(viewer=VIEWER),
]


def company(folder, secret: str, factor: int):
    """Two accounts of the viewer among many others, whose names, sums and manners differ by ``secret`` and ``factor``."""
    own, other = random.Random(1), random.Random(factor)
    months = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    sales, costs, invoices, answers, asked, tickets = [], [], [], [], [], []
    for name, draw, times, words in ((*((mine, own, 1, "own") for mine in MINE),
                                      *((f"{secret}-{i}", other, factor, secret) for i in range(12 * factor)),
                                      (None, other, factor, secret))):
        for at, month in enumerate(months):
            # every month is brought in whatever the others do, and the last day is the same
            if name in MINE or name is None or draw.random() < 0.5:
                sum_ = draw.randint(100, 900) * times + (10_000 * times if name and name.endswith("-7") else 0)
                sales.append(sale(name, f"{month}-{28 if name is None else draw.randint(1, 27):02d}", sum_, sum_ * 0.6,
                                  quantity=str(draw.randint(1, 9) * times), category=f"{words} {draw.randint(1, 4)}",
                                  product_id=f"{words}-{draw.randint(1, 6)}", product=f"{words} thing",
                                  unit="North" if at % 3 else "South", manager="Kim" if name in MINE else f"{words} person"))
            if name and at % 4 == 0:
                costs.append({"account": name, "date": sales[-1]["date"].replace(day=5), "amount": str(20 * times)})
                invoices.append(invoice(name, f"{month}-02", f"{month}-20", 300 * times, 100 * times, f"{month}-25"))
                answers.append(answer(name, f"{month}-11", draw.randint(0, 10), comment=f"{words} comment",
                                      respondent=f"{name}@x", survey=words))
                asked += [{"account": name, "date": answers[-1]["date"], "respondent": f"{name}@{place}", "survey": words}
                          for place in ("x", *range(times))]
                tickets += [ticket(f"{name}/{at}/{place}", name, f"{month}-{draw.randint(1, 20):02d}", draw, words)
                            for place in range(times)]
    sales.append(sale(None, "2025-12-31", factor))
    # the last moment that the ledger knows of is one for all
    tickets.append(ticket("nobody's", None, "2025-12-31", random.Random(1), "own"))
    accounts = [{"account_id": name, "name": f"{name} Ltd", "group_id": f"group-{name}", "group_name": f"Group {name}",
                 "region": name[:4], "segment": name[:3], "industry": name[:5], "manager": "Kim" if name in MINE else secret}
                for name in (*MINE, *(f"{secret}-{i}" for i in range(12 * factor)))]
    return ledger(folder, sales, accounts, costs, invoices, nps=answers, invitations=asked, tickets=tickets)


def ticket(number, account, day, draw, words):
    """A request: every third is open still, the others took up to ten days."""
    opened = datetime.datetime.fromisoformat(f"{day}T09:00")
    took = draw.randint(0, 240)
    return {"ticket_id": number, "account": account, "opened_at": opened, "closed_at": None, "status": None,
            "resolved_at": None if took % 3 == 0 else opened + datetime.timedelta(hours=took),
            "first_response_at": opened + datetime.timedelta(hours=took % 5), "priority": f"{words} {took % 2}",
            "category": f"{words} matter", "reopened": took % 2}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return (company(tmp_path_factory.mktemp("one"), "alien", 1), company(tmp_path_factory.mktemp("two"), "zebra", 2))


def told(found) -> str:
    """Everything an answer says, but for the ledger's version and what the order of a sum does to its last digits."""
    with use_language("en"):
        whole = to_json(replace(found, version="")) | {"frames": {key: records(frame) for key, frame in found.frames.items()}}
        return json.dumps(rounded(whole), sort_keys=True, default=str)


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {key: rounded(kept) for key, kept in value.items()}
    return [rounded(kept) for kept in value] if isinstance(value, list) else value


@pytest.mark.parametrize("key", list(MEASURES))
def test_others_change_nothing_that_a_viewer_is_told(pair, key):
    settings = Settings().with_(retention_min_clients=1, key_amount=1)
    for asked in SCOPES:
        options = {"also": ("alien-1", "zebra-1"), "at_least": 10} if key == "key_clients" else {}
        one, two = (told(ask(key, book, asked, settings, **options)) for book in pair)
        assert one == two, (key, asked)
        assert not any(word in one.lower() for word in ("alien", "zebra"))
        assert key not in ("retention", "abc_xyz", "profit") or "own-1" in one or asked.start is None


CLIENT = [{"client": "group-own-2"}, {"client": "Group own-1"}]
OPTIONS = {
    "what_if": [{"losses": {"group-own-1": 0.5}}], "losses": [{"chances": {"group-own-1": 0.5}}],
    "key_clients": [{"also": ("group-own-1",), "at_least": 5}],
    "resolution_by": [{"by": "client"}, {"by": "priority"}, {"by": "category"}, {"by": "manager"}],
    "health": [{"lost": ("group-own-1",)}], "matrix": [{"also": ("group-own-1",)}], "nps": [{"population": 100}],
    "answers": [{"mood": "detractor", "words": "own"}, {"commented": True}], "client": [*CLIENT, {"lost": ("group-own-1",)}],
    "client_months": [*CLIENT, {"client": "group-own-1", "months": 0}], "client_peers": CLIENT, "client_supplied": CLIENT,
    "client_since": [{**each, "since": "2025-06-15"} for each in CLIENT],
}
"""Every option that a measure has, in every way that names something of the viewer's own."""


def test_every_option_of_every_measure_is_tried():
    assert {key: set(measure.options) for key, measure in MEASURES.items() if measure.options} == {
        key: {name for each in asked for name in each} for key, asked in OPTIONS.items()}


def outcome(key, book, **options):
    """What is told, or how it is refused, where others are called ``SECRET``."""
    try:
        text = told(ask(key, book, SCOPES[0], Settings(), **options))
    except KamError as error:
        with use_language("en"):
            text = f"{error.what} {error.means} {error.next}"
    return re.sub("alien|zebra|nosuch", "SECRET", text)


@pytest.mark.parametrize("key", list(OPTIONS))
def test_options_tell_nothing_of_others_either(pair, key):
    for options in OPTIONS[key]:
        one, two = (outcome(key, book, **options) for book in pair)
        assert one == two, options
        assert "SECRET" not in one
        # who names a client of others is answered as who names one that is not there
        text, tries = json.dumps(options), ((pair[0], "alien"), (pair[1], "zebra"), (pair[0], "nosuch"))
        told_ = {outcome(key, book, **json.loads(re.sub("own(-[12])", rf"{secret}\1", text))) for book, secret in tries}
        assert len(told_) == 1, options


def test_there_is_something_to_tell_of_requests_and_answers(pair):
    told_ = [ask(key, pair[0], SCOPES[0], Settings()).summary for key in ("resolution", "nps")]
    assert min(told_[0]["n"], told_[0]["backlog"], told_[1]["n"], told_[1]["invited"]) > 0

"""Which client is meant by an id or a name: one, or an error that names the near ones."""

from __future__ import annotations

import pytest

from kam_core.errors import UsageError
from kam_core.i18n import use_language
from kam_core.metrics.client_named import client_named
from kam_core.scope import NOBODY, OWNER, Scope
from metrics.company import ledger, sale

ACCOUNTS = [
    {"account_id": "A1", "name": "АО «Ромашка»", "group_id": "G1", "group_name": "Ромашка Холдинг"},
    {"account_id": "A2", "name": "Oak", "group_id": "G2", "group_name": "Oak 100%_'"},
    {"account_id": "A3", "name": "Twin"}, {"account_id": "A4", "name": "twin"},
    {"account_id": "A5", "name": "G1"},
]


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    sales = [sale(each["account_id"], "2025-03", 10) for each in ACCOUNTS]
    return ledger(tmp_path_factory.mktemp("twins"), sales, ACCOUNTS)


@pytest.mark.parametrize(("wanted", "meant"), [
    ("G1", ("G1", "Ромашка Холдинг")),  # an id goes before a name: another client is called so
    (" ромашка холдинг ", ("G1", "Ромашка Холдинг")),
    ("OAK 100%_'", ("G2", "Oak 100%_'")),
    ("A4", ("A4", "twin")),
])
def test_who_is_meant(twins, wanted, meant):
    assert client_named(twins, Scope(viewer=OWNER), wanted) == meant


@pytest.mark.parametrize(("wanted", "said"), [
    ("TWIN", "A3 and A4"), ("ромашка", r"Ромашка Холдинг \(G1\)"), ("%", "Oak 100%"), ("nobody", "list of clients"),
    ("", "list of clients"),
])
def test_who_is_not_told_apart_or_not_there(twins, wanted, said):
    with use_language("en"), pytest.raises(UsageError) as refused:
        client_named(twins, Scope(viewer=OWNER), wanted)
    assert refused.match(said)


def test_nobody_is_told_of_nobody(twins):
    with use_language("en"), pytest.raises(UsageError, match="list of clients"):
        client_named(twins, Scope(viewer=NOBODY), "G1")

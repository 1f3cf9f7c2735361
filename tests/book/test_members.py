"""Members: who is let in, as whom, and by what; who owns which client. On both databases."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace

import pytest

from kam_core.access import Identity, Member
from kam_core.book.verify import verify
from kam_core.errors import AccessError, ChangedError, KamError, UsageError

NOW = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
ANN = Identity("https://id.firm", "ann-1", "Ann@Firm.com", "Ann Lee", NOW)


def invite(book, email="ann@firm.com", roles=("manager",), **more):
    return book.members.invite(email, roles, who="root", **more)


def test_an_invited_address_is_let_in_and_known_from_then_on(book):
    invite(book, " Ann@firm.COM ", managers=("Ann", " "))
    found = book.members.find(ANN)
    assert found == Member(1, "ann@firm.com", "Ann Lee", frozenset({"manager"}), frozenset({"Ann"}))
    assert book.members.get(1).known
    assert [change.action for change in book.changes("members")] == ["invite", "bind"]
    assert book.members.find(ANN) == found
    assert len(book.changes()) == 2, "to look again changes nothing"


def test_once_known_the_number_alone_counts(book):
    invite(book)
    book.members.find(ANN)
    assert book.members.find(replace(ANN, email="other@firm.com")).id == 1
    assert book.members.look(replace(ANN, subject="ann-2")) == "stranger"
    assert book.members.look(replace(ANN, issuer="https://other.id")) == "stranger"


def test_of_two_who_come_with_one_address_the_first_is_let_in(book):
    invite(book)
    assert book.members.find(replace(ANN, issuer="https://other.id")).id == 1
    assert book.members.look(ANN) == "stranger"


def test_strangers_are_not_let_in(book):
    invite(book)
    assert book.members.look(replace(ANN, email="bob@firm.com")) == "stranger"
    assert book.members.look(replace(ANN, email="")) == "stranger"
    assert not book.members.get(1).known


def test_an_invitation_that_was_taken_back_lets_nobody_in(book):
    invite(book)
    book.members.edit(1, active=False, who="root")
    assert book.members.look(ANN) == "stranger"
    book.members.edit(1, active=True, who="root")
    assert book.members.find(ANN) is not None
    book.members.edit(1, active=False, who="root")
    assert book.members.look(ANN) == "revoked"


def test_who_was_signed_out_must_sign_in_again(book):
    invite(book)
    book.members.find(ANN)
    after = book.members.sign_out(1, who="root").sessions_from
    assert book.members.look(replace(ANN, issued=after - datetime.timedelta(seconds=1))) == "ended"
    assert book.members.find(replace(ANN, issued=after)) is not None


def test_a_member_may_be_bound_anew(book):
    invite(book)
    old = replace(ANN, issued=NOW - datetime.timedelta(hours=2))
    book.members.find(old)
    other = replace(ANN, subject="ann-2")
    assert book.members.find(other) is None
    book.members.release(1, who="root")
    assert book.members.look(old) == "stranger", "a sign-in of before does not take the invitation up again"
    assert book.members.find(other).id == 1
    assert book.members.get(1).subject == "ann-2"


def test_roles_are_read_at_every_look(book):
    invite(book)
    assert book.members.find(ANN).roles == {"manager"}
    book.members.edit(1, roles=("executive", "analyst"), name="Ann L.", who="root")
    found = book.members.find(ANN)
    assert (found.roles, found.name) == ({"executive", "analyst"}, "Ann L.")
    assert found.sees_all


@pytest.mark.parametrize("email", ["", "ann", "a b@c", "@c", "ann@", "a@b@c", "<a@b>", "a@b,c@d"])
def test_what_is_no_address_is_refused(book, email):
    with pytest.raises(UsageError, match="not an e-mail address"):
        invite(book, email)
    assert book.members.list() == []


def test_what_makes_no_member_is_refused(book):
    for roles in ((), ("king",), ("manager", "king")):
        with pytest.raises(UsageError):
            invite(book, roles=roles)
    invite(book)
    with pytest.raises(KamError, match=r"ann@firm\.com is a member already"):
        invite(book, "ANN@firm.com")
    with pytest.raises(UsageError, match="no such member"):
        book.members.edit(7, name="x", who="root")
    assert len(book.members.list()) == 1


def test_somebody_is_left_who_keeps_the_members(book):
    invite(book, "root@firm.com", ("administrator",))
    for change in ({"active": False}, {"roles": ("manager",)}):
        with pytest.raises(AccessError, match="only administrator"):
            book.members.edit(1, who="root", **change)
    invite(book, roles=("administrator",))
    book.members.edit(2, active=False, who="root")
    with pytest.raises(AccessError, match="only administrator"):
        book.members.edit(1, active=False, who="root")
    book.members.edit(2, active=True, who="root")
    assert not book.members.edit(1, active=False, who="root").active


def test_two_administrators_do_not_overwrite_one_another(book):
    seen = invite(book)
    book.members.edit(1, roles=("analyst",), who="bob@firm.com", expected=seen.version)
    with pytest.raises(ChangedError, match=r"bob@firm\.com has changed"):
        book.members.edit(1, roles=("board",), who="root", expected=seen.version)
    assert book.members.get(1).roles == {"analyst"}


def test_owners_and_shares_are_kept_and_taken_back(book):
    book.owners.give("G1", "Oak", 1, who="root")
    book.owners.give("G2", "Ash", 2, who="root", account_id="A7")
    book.owners.share("G1", "Oak", 2, who="root")
    book.owners.share("G1", "Oak", 3, who="root")
    found = book.owners.current()
    assert (found.clients, found.accounts, found.shares) == ({"G1": 1}, {"A7": 2}, {"G1": {2, 3}})
    assert book.owners.current() is found, "nothing was written: it is not read again"
    book.owners.give("G1", "Oak", 2, who="root")
    book.owners.give("G2", "Ash", None, who="root", account_id="A7")
    book.owners.unshare("G1", 3, who="root")
    book.owners.unshare("G1", 9, who="root")
    found = book.owners.current()
    assert (found.clients, found.accounts, found.shares) == ({"G1": 2}, {}, {"G1": {2}})
    assert [(each.way, each.client_id, each.name, each.member_id) for each in book.owners.list()] == [
        ("given", "G1", "Oak", 2), ("shared", "G1", "Oak", 2)]
    assert len(book.changes("owners")) == 4
    assert len(book.changes("shares")) == 3


def test_the_log_agrees_with_the_members(place, book):
    invite(book, managers=("Ann Lee",))
    book.members.find(ANN)
    book.members.sign_out(1, who="root")
    book.owners.give("G1", "Oak", 1, who="root")
    book.owners.give("G1", "Oak", None, who="root")
    book.owners.share("G2", "Ash", 1, who="root")
    assert all(each.ok for each in verify(place))
    with book.database.engine.begin() as connection:
        connection.exec_driver_sql("update members set roles = '[\"administrator\"]'")
    assert ("agreement", False) in [(each.check, each.ok) for each in verify(place)]


def test_to_look_who_comes_is_quick(book, backend):
    invite(book)
    book.members.find(ANN)
    took = []
    for _ in range(200):
        began = time.perf_counter()
        book.members.find(ANN)
        took.append(time.perf_counter() - began)
    assert sorted(took)[100] < (0.002 if backend == "sqlite" else 0.01)

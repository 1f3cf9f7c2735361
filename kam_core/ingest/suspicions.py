"""What looks odd in rows that were loaded. Shown, never stops."""

from __future__ import annotations

import datetime
import re

from kam_core.i18n import Count, Joined, Message, Money, msg, nmsg
from kam_core.ledger.contract import Table
from kam_core.ledger.draft import Draft
from kam_core.ledger.tables import name

TOTALS = ("итого", "всего", "total")
_WORD = f"(?:{'|'.join(TOTALS)})"
SUBTOTAL = re.compile(rf"^\s*{_WORD}(?![^\W\d_])|(?<![^\W\d_]){_WORD}[\s:.]*$", re.IGNORECASE)
FEW = 20
"""Answers below which their highest score says nothing of the scale."""
OUTLIER = 1000
"""A line this many times the median is suspected to have lost its decimal point."""

NAMELESS = ("nps", "invitations", "tickets")
"""Tables whose rows count without a client."""


def suspicions(draft: Draft, table: Table, file_id: int, today: datetime.date | None = None) -> list[Message]:
    """Remarks about the rows of one file."""
    today = today or datetime.date.today()
    found: list[Message] = []
    if table.dated_by:
        date = name(table.dated_by)
        future, old = draft.run(
            f"select count(*) filter ({date} >= $day), count(*) filter ({date} < date '1990-01-01') "
            f"from {name(table.key)} where file_id = $file",
            {"day": today + datetime.timedelta(days=1), "file": file_id},
        )[0]
        if future and table.key != "targets":
            found.append(nmsg("{n} row has a date in the future.", "{n} rows have dates in the future.", future))
        if old:
            found.append(nmsg("{n} row has a date before 1990.", "{n} rows have dates before 1990.", old))
    if table.key == "sales":
        found += _sales(draft, file_id)
    if table.key in NAMELESS:
        found += _nobody(draft, table, file_id)
    if table.key == "nps":
        found += _answers(draft, file_id)
    if table.key == "tickets":
        found += _requests(draft, file_id)
    if any(column.name == "account" for column in table.columns):
        found += _subtotals(draft, table, file_id)
    return found + _repeats(draft, table, file_id)


def _subtotals(draft: Draft, table: Table, file_id: int) -> list[Message]:
    """Clients whose names begin or end with a word for a total: sums that an export wrote as lines."""
    money = f"sum({name(table.total[0])})" if table.total else "cast(0 as DECIMAL(18,4))"
    # A pattern takes the database longer to compile than a small file takes to be read.
    words = " or ".join(f"contains(lower(account), '{word}')" for word in TOTALS)
    sums = draft.run(
        f"select * from (select account, count(*), {money} from {name(table.key)} where file_id = ? group by account) "
        f"where {words} order by account",
        [file_id],
    )
    sums = [each for each in sums if SUBTOTAL.search(each[0])]
    if not sums:
        return []
    return [
        nmsg(
            "{n} line names a client that looks like a subtotal: {names}, {total}. Check it.",
            "{n} lines name clients that look like subtotals: {names}, {total} together. Check them.",
            sum(lines for _, lines, _ in sums),
            names=Joined([f"“{account}”" for account, _, _ in sums[:3]]),
            total=Money(sum(total for _, _, total in sums), exact=True),
        )
    ]


def _nobody(draft: Draft, table: Table, file_id: int) -> list[Message]:
    rows, nobody = draft.run(
        f"select count(*), count(*) filter (account is null or trim(account) = '') from {name(table.key)} where file_id = ?",
        [file_id],
    )[0]
    if not nobody:
        return []
    if nobody == rows:
        return [msg("No row names a client: they count in the company's totals, not with any client.")]
    return [
        nmsg(
            "{n} row names no client; it counts in the company's totals alone.",
            "{n} rows name no client; they count in the company's totals alone.",
            nobody,
        )
    ]


def _answers(draft: Draft, file_id: int) -> list[Message]:
    rows, highest = draft.run("select count(*), max(score) from nps where file_id = ?", [file_id])[0]
    if rows < FEW or highest > 5:
        return []
    return [msg("No score is above {highest}: is the scale really 0 to 10?", highest=Count(highest))]


def _requests(draft: Draft, file_id: int) -> list[Message]:
    early, closed = draft.run(
        "select count(*) filter (first_response_at < date_trunc('minute', opened_at)), "
        "count(*) filter (closed_at < date_trunc('minute', opened_at)) from tickets where file_id = ?",
        [file_id],
    )[0]
    found = []
    if early:
        found.append(nmsg(
            "{n} request was answered before it was opened; that counts as answered at once.",
            "{n} requests were answered before they were opened; that counts as answered at once.", early,
        ))
    if closed:
        found.append(nmsg(
            "{n} request was closed before it was opened.", "{n} requests were closed before they were opened.", closed
        ))
    return found


def _sales(draft: Draft, file_id: int) -> list[Message]:
    found = []
    median = draft.run(
        "select median(abs(revenue)) from (select revenue from sales where file_id = ? using sample reservoir(50000 rows) "
        "repeatable (1)) where revenue <> 0",
        [file_id],
    )[0][0]
    loss, huge, largest, nobody, currencies = draft.run(
        "select count(*) filter (cost > revenue and revenue > 0), count(*) filter (abs(revenue) > $limit), "
        "max(abs(revenue)), count(*) filter (account is null), count(distinct currency) from sales where file_id = $file",
        {"limit": (median or 0) * OUTLIER or None, "file": file_id},
    )[0]
    if loss:
        found.append(nmsg("{n} line costs more than it brings.", "{n} lines cost more than they bring.", loss))
    if huge:
        found.append(
            nmsg(
                "{n} line is more than {times} times the usual one (up to {largest}): a lost decimal point?",
                "{n} lines are more than {times} times the usual one (up to {largest}): a lost decimal point?",
                huge,
                times=Count(OUTLIER),
                largest=Money(largest, exact=True),
            )
        )
    if nobody:
        found.append(
            nmsg(
                "{n} line names no client; its money stays in the totals.",
                "{n} lines name no client; their money stays in the totals.",
                nobody,
            )
        )
    if currencies > 1:
        found.append(msg("The lines are in {n} currencies; they are summed as they are.", n=Count(currencies)))
    return found


def _repeats(draft: Draft, table: Table, file_id: int) -> list[Message]:
    columns = ", ".join(name(column.name) for column in table.columns)
    equal = draft.run(
        f"select count(*) - count(distinct hash({columns})) from {name(table.key)} where file_id = ?", [file_id]
    )[0][0]
    if not equal:
        return []
    return [
        nmsg(
            "{n} row is equal to another one in every column; both are kept.",
            "{n} rows are equal to another one in every column; all are kept.",
            equal,
        )
    ]


def unknown_accounts(draft: Draft) -> list[Message]:
    """A remark about clients that the account list does not know, where there is a list."""
    listed, unknown = draft.run(
        "select count(*) filter (listed), count(*) filter (not listed) from account_dim"
    )[0]
    if not listed or not unknown:
        return []
    return [nmsg("{n} client is not in the account list.", "{n} clients are not in the account list.", unknown)]

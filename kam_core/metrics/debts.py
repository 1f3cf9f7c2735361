"""What clients owe: receivables by age, what is overdue, how many days of sales that is, how many days they take to pay."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace
from typing import TypedDict

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Day, Message, Money, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares, timeless
from kam_core.metrics.answer import Answer, Figure, figure, ratio
from kam_core.metrics.exhaustion import MONTHS, days_of_sales
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

BUCKETS: dict[str, Message] = {
    "not_due": msg("not due"),
    "late_30": msg("1 – 30 days"),
    "late_60": msg("31 – 60 days"),
    "late_90": msg("61 – 90 days"),
    "late_over": msg("over 90 days"),
}
"""What is owed by days after it was due; they add up to the receivables."""
COLUMNS = (
    "account_id", "name", "receivables", *BUCKETS, "overdue", "overdue_share", "oldest", "invoices_open",
    "invoices_overdue", "credit", "overpaid", "days_to_pay", "dso", "accounts", "manager", "region", "segment",
)
GAP = 31
"""Up to this many days past the last sale, an invoice leaves days of sales outstanding known."""
VAT = 0.05
"""From this difference on between what was invoiced and what was sold in a year, it is said."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Debts as of the ledger's last day, whatever the period. Rows: clients with an invoice that is not settled.

    frames: aging (bucket: a key of BUCKETS, amount, share 0-1 of the receivables, clients)
    """
    asked = scope.filtered("unit", ())
    year = timeless.query(ledger, "debts_year", asked).iloc[0]
    found = timeless.again(ledger, "debts", replace(asked, start=None, end=None), term=int(settings.number("debt_days")))
    settles = bool(year["settles"])
    rows = (found if settles else found.head(0)).rename(columns={"client_id": "account_id"}).copy()
    rows["overdue_share"] = rows["overdue"] / rows["receivables"].where(rows["receivables"] > 0)
    rows["days_to_pay"] = rows["paid_days"] / rows["paid"].where(rows["paid"] > 0)
    day = None if pd.isna(year["as_of"]) else pd.Timestamp(year["as_of"]).date()
    spread = outstanding(ledger, asked, day)
    rows["dso"] = rows["account_id"].map(spread["clients"]).astype(float)
    figures = summary(rows, year, spread) if settles else dict.fromkeys(SUMMARY)
    said = _notes(scope, settings, figures, day, spread, ledger.info.currency) if settles and day else []
    return Answer("debts", ledger.version, scope, settings, figures, rows[list(COLUMNS)],
                  _thesis(figures, bool(year["accounts"]), settles, ledger.info.currency), said, {"aging": aging(rows)})


class Outstanding(TypedDict):
    """Days of sales outstanding: of each client that owes (by its id), of all together; what all bought in the twelve
    months, None where not all of those were brought in."""

    clients: dict[str, float]
    together: Figure
    sold: Figure


def outstanding(ledger: Ledger, scope: Scope, day: datetime.date | None) -> Outstanding:
    """Days of sales outstanding as of ``day``, by exhaustion."""
    found = timeless.query(ledger, "debt_days", scope)
    if day is None or found.empty:
        return {"clients": {}, "together": None, "sold": None}
    months = [add_months(day, -back) for back in range(MONTHS + 1)]
    lengths = [day.day, *((late - early).days for late, early in itertools.pairwise(months))][:MONTHS]
    known = whole_months(ledger, day)
    sold = found[[f"sold_{back}" for back in range(MONTHS)]].to_numpy(dtype=float, na_value=np.nan)
    days = days_of_sales(shares.floats(found["owed"].fillna(0.0)), sold, np.array(lengths), known)
    everybody = found["everybody"].to_numpy(dtype=bool)
    return {
        "clients": dict(zip(found["client_id"][~everybody], days[~everybody].tolist(), strict=True)),
        "together": figure(days[everybody][0]),
        "sold": figure(np.nansum(sold[everybody])) if known >= MONTHS else None,
    }


def whole_months(ledger: Ledger, day: datetime.date) -> int:
    """How many months, from that of ``day`` back, were brought in without a gap.

    Up to GAP days after the last sale are taken as days without sales; beyond that, sales were not brought in: none.
    """
    last = ledger.info.last_date
    if last is None or (day - last).days > GAP:
        return 0
    loaded = set(period.loaded(ledger).date)
    late = {add_months(day, 0)} if last < add_months(day, 0) else set()
    month, count = add_months(day, 0), 0
    while month in loaded | late:
        month, count = add_months(month, -1), count + 1
    return count


def summary(rows: pd.DataFrame, year: pd.Series, spread: Outstanding) -> dict[str, Figure]:
    """The figures of the measure. rows: as ``ask`` makes them; year: the row of debts_year.sql."""
    total = {name: shares.total(rows[name]) for name in ("receivables", *BUCKETS, "overdue", "credit", "overpaid", "undated")}
    return {
        **{name: total[name] for name in ("receivables", *BUCKETS, "overdue")},
        "overdue_share": ratio(total["overdue"], total["receivables"]),
        "debtors": int((rows["receivables"] > 0).sum()),
        "debtors_overdue": int((rows["overdue"] > 0).sum()),
        "oldest": figure(rows["oldest"].max()) if len(rows) else None,
        "invoices_open": int(rows["invoices_open"].sum()),
        "invoices_overdue": int(rows["invoices_overdue"].sum()),
        "undated": total["undated"],
        "credit": total["credit"],
        "overpaid": total["overpaid"],
        "days_to_pay": ratio(figure(year["paid_days"]), figure(year["paid"])),
        "dso": spread["together"] if total["receivables"] else 0.0,
        "issued": figure(year["issued"]),
    }


def aging(rows: pd.DataFrame) -> pd.DataFrame:
    """What is owed by bucket: bucket, amount, share (0-1), clients."""
    amounts = [shares.total(rows[bucket]) for bucket in BUCKETS]
    whole = shares.total(amounts)
    return pd.DataFrame({
        "bucket": list(BUCKETS),
        "amount": amounts,
        "share": [amount / whole if whole else np.nan for amount in amounts],
        "clients": [int((rows[bucket] > 0).sum()) for bucket in BUCKETS],
    })


def _thesis(figures: dict[str, Figure], invoiced: bool, settles: bool, currency: str) -> Message:
    if not invoiced:
        return msg("There are no invoices in this scope.")
    if not settles:
        return msg("The invoices do not say what was paid, so debts are not known.")
    owed, late = figures["receivables"], figures["overdue"]
    if not owed:
        return msg("Nothing is owed: all invoices are paid.")
    if not late:
        return nmsg("{n} client owes {amount}; nothing is overdue.", "{n} clients owe {amount}; nothing is overdue.",
                    int(figures["debtors"] or 0), amount=Money(owed, currency))
    return nmsg("{n} client is overdue with {late}: {share} of the {owed} that are owed.",
                "{n} clients are overdue with {late}: {share} of the {owed} that are owed.",
                int(figures["debtors_overdue"] or 0), late=Money(late, currency), owed=Money(owed, currency),
                share=Share(late / owed))


def _notes(
    scope: Scope, settings: Settings, figures: dict[str, Figure], day: datetime.date, spread: Outstanding, currency: str,
) -> list[Message]:
    said = [msg("Debts are those of {day}, the last day in the ledger, whatever the period.", day=Day(day))]
    if scope.values("unit"):
        said.append(msg("Invoices name no business unit: debts are those of all units together."))
    if scope.values("manager"):
        said.append(msg("Invoices name no manager: debts are those of the clients that the account list gives the "
                        "managers."))
    if figures["undated"]:
        said.append(msg("{amount} of it stands on invoices that do not say when they are due: {days} days after they were "
                        "issued are taken.", amount=Money(figures["undated"], currency),
                        days=Count(int(settings.number("debt_days")))))
    if figures["credit"] or figures["overpaid"]:
        said.append(msg("Not taken off the debts: credit notes of {credit}, and {overpaid} that clients paid too much.",
                        credit=Money(-(figures["credit"] or 0.0), currency),
                        overpaid=Money(-(figures["overpaid"] or 0.0), currency)))
    if figures["receivables"] and figures["dso"] is None:
        said.append(msg("Days of sales outstanding are not known: the sales of the months before the debts were not all "
                        "brought in, or a year of them makes less than what is owed."))
    part = ratio(figures["issued"], spread["sold"])
    if figures["dso"] and part is not None and abs(part - 1) > VAT:
        said.append(msg("A year's invoices make {share} of a year's sales (VAT, or invoices that were not brought in): days "
                        "of sales outstanding are off by as much.", share=Share(part, 0)))
    return said


SUMMARY = {
    **names("receivables", *BUCKETS, "overdue", "overdue_share"),
    "debtors": Name(msg("Clients that owe"), "count"),
    "debtors_overdue": Name(msg("Clients that are overdue"), "count"),
    **names("oldest", "invoices_open", "invoices_overdue"),
    "undated": Name(msg("Owed on invoices that do not say when they are due"), "money"),
    **names("credit", "overpaid", "days_to_pay", "dso"),
    "issued": Name(msg("Invoiced in the last twelve months"), "money"),
}

MEASURE = Measure(
    key="debts",
    label=msg("Debts"),
    unit="money",
    direction="down",
    formula=msg("Owed = amount − paid, invoice by invoice, where that is above zero; overdue where the day it was due is past; "
                "an invoice without that day is due a set number of days after it was issued, 30 by default. Credit notes and "
                "what was paid too much stand apart. Days of sales outstanding by exhaustion: the latest sales, day by day "
                "backwards, until they make what is owed. Days to pay = days from issue to payment, weighed by the sums "
                "that were paid in the last twelve months."),
    period=msg("The last day that the ledger knows of, of sales, invoices and payments; the period of the scope does not "
               "matter. Twelve months up to it for days to pay."),
    population=msg("Clients with invoices: corporate groups, or single accounts where the level says so."),
    source=msg("Usual ageing of receivables; the exhaustion (count-back) method of credit management, because sales that are "
               "seasonal, growing or new make a plain ratio wrong."),
    columns=names(*COLUMNS),
    summary=SUMMARY,
    query=("debts", "debts_year", "debt_days"),
    find=ask,
    settings=("debt_days",),
)

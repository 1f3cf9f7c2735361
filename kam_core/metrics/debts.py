"""What clients owe: receivables by age, what is overdue, how many days of sales that is, how many days they take to pay."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Day, Message, Money, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares, timeless
from kam_core.metrics.answer import Answer, Figure, figure, ratio
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
    scope_of_debts = scope.filtered("unit", ())
    found = timeless.again(ledger, "debts", _ever(scope_of_debts), term=int(settings.number("debt_days")))
    settles = bool(found["settles"].fillna(False).astype(bool).any())
    spread = timeless.query(ledger, "debt_days", scope_of_debts)
    day = None if found.empty else pd.Timestamp(found["as_of"].max()).date()
    reach = whole_since(ledger, day)
    rows = found if settles else found.head(0)
    rows = rows.rename(columns={"client_id": "account_id"}).copy()
    rows["overdue_share"] = rows["overdue"] / rows["receivables"].where(rows["receivables"] > 0)
    rows["days_to_pay"] = rows["paid_days"] / rows["paid"].where(rows["paid"] > 0)
    clients = spread[~spread["everybody"].astype(bool)]
    known = clients["since"].notna() & (pd.to_datetime(clients["since"]) >= pd.Timestamp(reach or datetime.date.max))
    rows["dso"] = rows["account_id"].map(clients[known].set_index("client_id")["dso"]).astype(float)
    together = spread[spread["everybody"].astype(bool)]
    figures = summary(rows, together, reach) if settles else dict.fromkeys(SUMMARY)
    open_rows = rows[(rows["receivables"] > 0) | (rows["credit"] < 0) | (rows["overpaid"] < 0)]
    return Answer(
        "debts", ledger.version, scope, settings, figures, open_rows[list(COLUMNS)].reset_index(drop=True),
        _thesis(figures, found, settles, ledger.info.currency),
        _notes(scope, settings, figures, day, reach, together, ledger.info.currency) if settles and day else [],
        {"aging": aging(rows)},
    )


def _ever(scope: Scope) -> Scope:
    return Scope(base=scope.base, level=scope.level, where=scope.where, viewer=scope.viewer, only=scope.only)


def whole_since(ledger: Ledger, day: datetime.date | None) -> datetime.date | None:
    """The first month from which on, up to ``day``, sales of every month were brought in; None: the latest are missing.

    Days without sales after the last sale are taken as such up to GAP of them; beyond that, sales were not brought in.
    """
    last = ledger.info.last_date
    if day is None or last is None or (day - last).days > GAP:
        return None
    loaded = set(period.loaded(ledger).date)
    month = datetime.date(min(day, last).year, min(day, last).month, 1)
    while add_months(month, -1) in loaded:
        month = add_months(month, -1)
    return month


def summary(rows: pd.DataFrame, together: pd.DataFrame, reach: datetime.date | None) -> dict[str, Figure]:
    """The figures of the measure. rows: as ``ask`` makes them, settled clients too; together: debt_days.sql of everybody."""
    total = {name: shares.total(rows[name]) for name in ("receivables", *BUCKETS, "overdue", "credit", "overpaid", "undated")}
    paid = shares.total(rows["paid"])
    dso = None
    if not total["receivables"]:
        dso = 0.0
    elif len(together) and reach is not None and pd.Timestamp(together["since"].iloc[0]) >= pd.Timestamp(reach):
        dso = figure(together["dso"].iloc[0])
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
        "days_to_pay": ratio(figure(rows["paid_days"].sum()), paid),
        "dso": dso,
        "issued": shares.total(rows["issued"]),
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


def _thesis(figures: dict[str, Figure], found: pd.DataFrame, settles: bool, currency: str) -> Message:
    if found.empty:
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
    scope: Scope, settings: Settings, figures: dict[str, Figure], day: datetime.date, reach: datetime.date | None,
    together: pd.DataFrame, currency: str,
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
    whole_year = reach is not None and reach <= add_months(day, -11)
    part = ratio(figures["issued"], figure(together["sold"].iloc[0])) if whole_year and len(together) else None
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
    query=("debts", "debt_days"),
    find=ask,
    settings=("debt_days",),
)

"""What the ledger holds: the tables that can be brought in, their columns, kinds and which of them are required.

Text is kept as it came. Money and quantities are exact decimals with four places, so that sums match to the kopeck.
"""

from __future__ import annotations

from dataclasses import dataclass

from kam_core.errors import UsageError
from kam_core.i18n import Joined, Message, msg

KINDS = {
    "text": "VARCHAR",
    "id": "VARCHAR",
    "date": "DATE",
    "month": "DATE",
    "time": "TIMESTAMP",
    "money": "DECIMAL(18,4)",
    "number": "DECIMAL(18,4)",
    "score": "INTEGER",
    "whole": "INTEGER",
    "flag": "BOOLEAN",
}
"""Kind of a column → its type in DuckDB. An id is text in which a whole column of 17850.0 means 17850; a flag is yes or no."""


@dataclass(frozen=True)
class Column:
    """A column: its name, kind (a key of KINDS), label for people, and whether a row is worth keeping without it."""

    name: str
    kind: str
    label: Message
    required: bool = False

    @property
    def type(self) -> str:
        """The column's type in DuckDB."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Table:
    """A table: key, label, what one row is, its columns; the date column that periods go by; the key that updates.

    updated_by: columns whose values name one thing: a later row of the same thing takes the place of an earlier one. A
    moment among them counts by the minute. A row without a value in the first of them is a thing of its own
    """

    key: str
    label: Message
    grain: Message
    columns: tuple[Column, ...]
    dated_by: str | None = None
    updated_by: tuple[str, ...] = ()
    total: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of this name, or an error that lists them."""
        for column in self.columns:
            if column.name == name:
                return column
        raise UsageError(
            msg("The table “{table}” has no column “{column}”.", table=self.key, column=name),
            next=msg("Take one of: {allowed}.", allowed=Joined([column.name for column in self.columns])),
        )

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be mapped."""
        return tuple(column.name for column in self.columns if column.required)


def _c(name: str, kind: str, label: Message, required: bool = False) -> Column:
    return Column(name, kind, label, required)


TABLES: dict[str, Table] = {
    table.key: table
    for table in (
        Table(
            "accounts",
            msg("Accounts"),
            msg("a client's legal entity"),
            (
                _c("account_id", "id", msg("Account ID"), True),
                _c("name", "text", msg("Name"), True),
                _c("group_id", "id", msg("Group ID")),
                _c("group_name", "text", msg("Group")),
                _c("tax_id", "id", msg("Tax ID")),
                _c("industry", "text", msg("Industry")),
                _c("region", "text", msg("Region")),
                _c("segment", "text", msg("Segment")),
                _c("manager", "text", msg("Manager")),
                _c("since", "date", msg("Client since")),
                _c("status", "text", msg("Status")),
            ),
            updated_by=("account_id",),
        ),
        Table(
            "sales",
            msg("Sales"),
            msg("a line of a shipment or invoice; returns are negative"),
            (
                _c("account", "id", msg("Account"), True),
                _c("date", "date", msg("Date"), True),
                _c("revenue", "money", msg("Revenue"), True),
                _c("cost", "money", msg("Cost")),
                _c("quantity", "number", msg("Quantity")),
                _c("document", "id", msg("Document")),
                _c("product_id", "id", msg("Product ID")),
                _c("product", "text", msg("Product")),
                _c("category", "text", msg("Category")),
                _c("unit", "text", msg("Business unit")),
                _c("manager", "text", msg("Manager")),
                _c("currency", "text", msg("Currency")),
            ),
            dated_by="date",
            total=("revenue", "cost", "quantity"),
        ),
        Table(
            "invoices",
            msg("Invoices"),
            msg("an invoice and what was paid"),
            (
                _c("account", "id", msg("Account"), True),
                _c("issued", "date", msg("Issued"), True),
                _c("amount", "money", msg("Amount"), True),
                _c("invoice_id", "id", msg("Invoice")),
                _c("due", "date", msg("Due")),
                _c("paid", "money", msg("Paid")),
                _c("paid_on", "date", msg("Paid on")),
            ),
            dated_by="issued",
            total=("amount", "paid"),
        ),
        Table(
            "nps",
            msg("NPS answers"),
            msg("one answer of one respondent"),
            (
                _c("date", "date", msg("Date"), True),
                _c("score", "score", msg("Score, 0-10"), True),
                _c("account", "id", msg("Account")),
                _c("respondent", "text", msg("Respondent")),
                _c("role", "text", msg("Role")),
                _c("survey", "text", msg("Survey")),
                _c("comment", "text", msg("Comment")),
                _c("csat", "score", msg("Satisfaction, 1-5")),
            ),
            dated_by="date",
        ),
        Table(
            "invitations",
            msg("Survey invitations"),
            msg("one respondent who was asked"),
            (
                _c("date", "date", msg("Date"), True),
                _c("account", "id", msg("Account")),
                _c("respondent", "text", msg("Respondent")),
                _c("survey", "text", msg("Survey")),
            ),
            dated_by="date",
        ),
        Table(
            "tickets",
            msg("Requests"),
            msg("one request of a client"),
            (
                _c("opened_at", "time", msg("Opened"), True),
                _c("account", "id", msg("Account")),
                _c("ticket_id", "id", msg("Request ID")),
                _c("resolved_at", "time", msg("Resolved")),
                _c("first_response_at", "time", msg("First response")),
                _c("closed_at", "time", msg("Closed")),
                _c("priority", "text", msg("Priority")),
                _c("category", "text", msg("Category")),
                _c("status", "text", msg("Status")),
                _c("reopened", "whole", msg("Times reopened")),
                _c("changed_at", "time", msg("Last changed")),
                _c("within_limit", "flag", msg("Within its limit")),
            ),
            dated_by="opened_at",
            updated_by=("ticket_id", "opened_at"),
        ),
        Table(
            "costs",
            msg("Costs to serve"),
            msg("a cost of serving one client"),
            (
                _c("account", "id", msg("Account"), True),
                _c("date", "date", msg("Date"), True),
                _c("amount", "money", msg("Amount"), True),
                _c("hours", "number", msg("Hours")),
                _c("department", "text", msg("Department")),
                _c("kind", "text", msg("Kind")),
            ),
            dated_by="date",
            total=("amount", "hours"),
        ),
        Table(
            "targets",
            msg("Sales plan"),
            msg("plan of one client for one month"),
            (
                _c("account", "id", msg("Account"), True),
                _c("month", "month", msg("Month"), True),
                _c("revenue", "money", msg("Revenue"), True),
                _c("margin", "money", msg("Margin")),
            ),
            dated_by="month",
            total=("revenue", "margin"),
        ),
    )
}


def table(key: str) -> Table:
    """The table of this name, or an error that lists them."""
    if key not in TABLES:
        raise UsageError(
            msg("There is no table “{table}”.", table=key),
            next=msg("Take one of: {allowed}.", allowed=Joined(list(TABLES))),
        )
    return TABLES[key]

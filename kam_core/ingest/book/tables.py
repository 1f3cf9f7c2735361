"""The book's tables that come in as files: their columns, in the words of the ledger's contract, and what they become."""

from __future__ import annotations

from dataclasses import dataclass

from kam_core.book.kinds import KINDS, Field
from kam_core.errors import UsageError
from kam_core.i18n import Joined, Message, msg
from kam_core.ledger.contract import TABLES, Column, Table


def _c(name: str, kind: str, label: Message, required: bool = False) -> Column:
    return Column(name, kind, label, required)


RECORD = msg("Kamerton record")
"""The column by which an export finds its records again: id and the version that was exported."""
ACCOUNT = msg("Account ID")

BOOK_TABLES: dict[str, Table] = {
    table.key: table
    for table in (
        Table(
            "contacts", msg("Contacts"), msg("a person at a legal entity"),
            (
                _c("account", "id", ACCOUNT, True), _c("name", "text", msg("Contact"), True),
                _c("position", "text", msg("Position")), _c("email", "text", msg("E-mail")), _c("phone", "id", msg("Phone")),
                _c("role", "text", msg("Role in the decision")), _c("influence", "text", msg("Influence")),
                _c("attitude", "text", msg("Attitude to us")), _c("held_by", "text", msg("Held by")),
                _c("since", "date", msg("In position since")), _c("left", "date", msg("Left on")),
                _c("basis", "text", msg("Ground for keeping the data")), _c("record", "text", RECORD),
            ),
        ),
        Table(
            "opportunities", msg("Opportunities"), msg("a possible deal"),
            (
                _c("account", "id", ACCOUNT, True), _c("name", "text", msg("Opportunity"), True),
                _c("kind", "text", msg("Kind")), _c("product", "text", msg("Product or category")),
                _c("stage", "text", msg("Stage")), _c("amount", "money", msg("Amount")),
                _c("probability", "text", msg("Chance to close")), _c("created", "date", msg("Created")),
                _c("expected", "date", msg("Expected by")), _c("closed", "date", msg("Closed on")),
                _c("won", "flag", msg("Won")),
                _c("reason", "text", msg("Why won or lost")), _c("competitor", "text", msg("Competitor")),
                _c("without_tender", "flag", msg("Without a tender")),
                _c("y1_low", "money", msg("1 year: low")), _c("y1_base", "money", msg("1 year: base")),
                _c("y1_high", "money", msg("1 year: high")), _c("y3_low", "money", msg("3 years: low")),
                _c("y3_base", "money", msg("3 years: base")), _c("y3_high", "money", msg("3 years: high")),
                _c("y5_low", "money", msg("5 years: low")), _c("y5_base", "money", msg("5 years: base")),
                _c("y5_high", "money", msg("5 years: high")), _c("assumption", "text", msg("What it rests on")),
                _c("owner", "text", msg("Owner")), _c("record", "text", RECORD),
            ),
            total=("amount",),
        ),
        Table(
            "contracts", msg("Contracts"), msg("a contract and its terms"),
            (
                _c("account", "id", ACCOUNT, True), _c("start", "date", msg("Begins"), True),
                _c("end", "date", msg("Ends"), True),
                _c("name", "text", msg("Contract")), _c("value", "money", msg("Value")), _c("terms", "text", msg("Terms")),
                _c("auto_renewal", "flag", msg("Renews by itself")), _c("notice_days", "whole", msg("Notice, days")),
                _c("record", "text", RECORD),
            ),
            total=("value",),
        ),
    )
}
KNOWN: dict[str, Table] = {**TABLES, **BOOK_TABLES}
"""Every table that a file can hold: facts go to the ledger, these three to the book."""


@dataclass(frozen=True)
class Target:
    """What a row of a table becomes. kind: of the record that belongs to the client; person: its fields of the person"""

    kind: str
    person: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of the book that a column is written to; None for those that only find or tell (account, record, won)."""
        kind = KINDS["person" if name in self.person else self.kind]
        return next((field for field in kind.fields if field.key == name), None)


TARGETS: dict[str, Target] = {
    "contacts": Target("position", ("name", "email", "phone", "basis"), ("email", "name")),
    "opportunities": Target("opportunity", key=("name",)),
    "contracts": Target("contract", key=("name", "start")),
}


def table(key: str) -> Table:
    """The table of this name, or an error that lists them."""
    if key not in KNOWN:
        raise UsageError(
            msg("There is no table “{table}”.", table=key),
            next=msg("Take one of: {allowed}.", allowed=Joined(list(KNOWN))),
        )
    return KNOWN[key]

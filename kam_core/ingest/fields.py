"""Each field of a table as SQL over the text columns of a file: its value, and whether the text could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kam_core.errors import MappingError
from kam_core.i18n import Joined, msg
from kam_core.ingest.blanks import missing_sql
from kam_core.ingest.constants import constant
from kam_core.ingest.dates import DateFormat, date_sql, timestamp_sql
from kam_core.ingest.expression import parse_expression
from kam_core.ingest.flags import flag_sql, no_flag_sql
from kam_core.ingest.numbers import NumberFormat, number_sql
from kam_core.ingest.plan import Plan
from kam_core.ledger.contract import Column, Table
from kam_core.ledger.tables import literal, name

GATES = {
    "sales": ("date", "revenue"),
    "accounts": ("account_id",),
    "invoices": ("account", "issued", "amount"),
    "nps": ("date", "score"),
    "invitations": ("date",),
    "tickets": ("opened_at",),
    "costs": ("account", "date", "amount"),
    "targets": ("account", "month", "revenue"),
}
"""Fields without which a row cannot be kept. A sale without a client is kept: its money is in the totals."""


@dataclass(frozen=True)
class Field:
    """A field: its column, SQL of its typed value, SQL of the texts that it comes from (none: a constant)."""

    column: Column
    value: str
    texts: tuple[str, ...] = ()

    def text(self, place: int) -> str:
        """The name under which a query carries one of its texts."""
        return name(f"{self.column.name}/{place}")

    @property
    def fault(self) -> str | None:
        """SQL, over the names of value and texts, that is true when texts are there, but give no value.

        None for text, which is always taken as it is.
        """
        if not self.texts or self.column.kind in ("text", "id"):
            return None
        texts = [self.text(place) for place in range(len(self.texts))]
        empty = " or ".join(f"{text} is null" for text in texts)
        # The lambda keeps the words for nothing behind the CASE: written plainly, DuckDB looks for them in every row.
        says_nothing = no_flag_sql if self.column.kind == "flag" else missing_sql
        missing = " or ".join(f"list_transform([{text}], lambda t: {says_nothing('t')})[1]" for text in texts)
        return f"case when {name(self.column.name)} is not null or {empty} then false else not ({missing}) end"


def fields(table: Table, plan: Plan, columns: Mapping[str, str]) -> list[Field]:
    """All fields of a table in its order; those that nothing maps to are null.

    columns: header → SQL of its text; raises UsageError for a field that the table does not have
    """
    for field in plan.mapping:
        table.column(field)
    return [_field(column, plan, columns) for column in table.columns]


def _field(column: Column, plan: Plan, columns: Mapping[str, str]) -> Field:
    target = plan.mapping.get(column.name, "")
    if not target:
        return Field(column, f"cast(null as {column.type})")
    if target == "@row":
        return Field(column, "cast(kam_row as VARCHAR)")
    if target.startswith("="):
        return Field(column, f"cast({literal(constant(column, target))} as {column.type})")
    if target in columns:
        return Field(column, _value(column, columns[target], plan.formats.get(column.name, {})), (columns[target],))
    return _computed(column, target, plan, columns)


def _value(column: Column, text: str, form: dict[str, Any]) -> str:
    if column.kind in ("text", "id"):
        if form.get("whole"):
            return f"case when {missing_sql(text)} then null else regexp_replace(trim({text}), '\\.0+$', '') end"
        return text
    if column.kind in ("date", "month", "time"):
        date = DateFormat(**form)
        value = timestamp_sql(text, date) if column.kind == "time" else date_sql(text, date)
        return f"cast(date_trunc('month', {value}) as DATE)" if column.kind == "month" else value
    if column.kind == "flag":
        return flag_sql(text)
    value = number_sql(text, NumberFormat(**form))
    if column.kind in ("score", "whole"):
        return f"list_transform([{value}], lambda n: case when n = floor(n) then cast(n as INTEGER) end)[1]"
    return value


def _computed(column: Column, target: str, plan: Plan, columns: Mapping[str, str]) -> Field:
    if column.kind not in ("money", "number", "score", "whole"):
        raise MappingError(
            msg("There is no column “{header}” for the field “{field}”.", header=target, field=column.name),
            next=msg("Take one of: {allowed}.", allowed=Joined([f"“{header}”" for header in columns])),
        )
    expression = parse_expression(target, list(columns))
    parts = {
        header: number_sql(columns[header], NumberFormat(**plan.formats.get(f"{column.name}:{header}", {})))
        for header in expression.columns
    }
    value = f"try_cast(round({expression.sql(parts.__getitem__)}, 4) as {column.type})"
    return Field(column, value, tuple(columns[header] for header in expression.columns))

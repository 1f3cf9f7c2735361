"""Which rows of earlier imports give way to a file: those of the same key, or of the same source and period."""

from __future__ import annotations

from kam_core.i18n import Message, nmsg
from kam_core.ingest.job import Outcome
from kam_core.ingest.plan import Plan, Understood
from kam_core.ledger.contract import TABLES, Table
from kam_core.ledger.draft import Draft
from kam_core.ledger.tables import literal, name

DOUBLED = 0.5
"""Sums of clients and months that agree with another source, as a share of the file's, from which on it is remarked."""
SAME = 0.3
"""A file is a new export of a source when at least this share of its rows is there already, under another name."""


def adopt_source(draft: Draft, each: Understood, import_id: int, file_id: int) -> tuple[Understood, Message | None]:
    """A file under a new name may be a new export of a known source: its rows tell. Gives the file with that source.

    Only a source that was found out, and that nothing was imported from yet, is open to this.
    """
    table = TABLES[each.plan.table or ""]
    if each.source_said or not table.dated_by:
        return each, None
    earlier = draft.run(
        'select count(*), count(*) filter (source = ?) from files where "table" = ? and import_id <> ?',
        [each.plan.source, table.key, import_id],
    )[0]
    if not earlier[0] or earlier[1]:
        return each, None
    key, dated = name(table.key), name(table.dated_by)
    columns = [column.name for column in table.columns if each.plan.mapping.get(column.name) and column.kind != "text"]
    row = f"hash({', '.join(f't.{name(column)}' for column in columns)})"
    found = draft.run(
        f"with new as (select distinct {row} as mark, t.{dated} as day from {key} t where t.file_id = $file), "
        "span as (select min(day) as first, max(day) as last, count(*) as rows from new), "
        f"old as (select distinct f.source, {row} as mark "
        f"from {key} t join files f on f.file_id = t.file_id, span "
        f"where f.import_id <> $import and t.{dated} between span.first and span.last) "
        "select old.source, count(*) as same, any_value(span.rows) from old join new on new.mark = old.mark, span "
        "group by old.source order by same desc, old.source limit 1",
        {"file": file_id, "import": import_id},
    )
    if not found or found[0][1] < SAME * found[0][2]:
        return each, None
    source, same, _ = found[0]
    plan = each.plan.with_(source=source)
    remark = nmsg(
        "{n} row was there already from the source “{source}”: the file is taken for a new export of it.",
        "{n} rows were there already from the source “{source}”: the file is taken for a new export of it.",
        same, source=source,
    )
    return each.with_plan(plan), remark


CLIENT = "lower(trim(regexp_replace(translate(t.account, '«»\"“”„''', ''), '\\s+', ' ', 'g')))"
"""A client's name without regard to quotes, case and spaces, as marts compare it."""


def doubled(draft: Draft, each: Understood, import_id: int, file_id: int) -> Message | None:
    """A remark when another source already holds the same sums of the same clients and months: one sale, two reports."""
    if each.plan.table != "sales":
        return None
    values: dict[str, object] = {"import": import_id, "source": each.plan.source}
    of_others = "f.\"table\" = 'sales' and f.import_id <> $import and f.source <> $source"
    if not draft.run(f"select count(*) from files f where {of_others}", values)[0][0]:
        return None
    sums = f"{CLIENT} as client, date_trunc('month', t.date) as month, sum(t.revenue) as revenue"
    found = draft.run(
        f"with new as (select {sums} from sales t where t.file_id = $file and t.account is not null group by all), "
        f"old as (select f.source, {sums} from sales t join files f on f.file_id = t.file_id "
        f"where {of_others} and date_trunc('month', t.date) in (select month from new) group by all) "
        "select old.source, count(*) as same, (select count(*) from new) from old join new using (client, month) "
        "where abs(old.revenue - new.revenue) < 0.01 group by old.source order by same desc, old.source limit 1",
        {**values, "file": file_id},
    )
    if not found or found[0][1] < 3 or found[0][1] < DOUBLED * found[0][2]:
        return None
    source, same, _ = found[0]
    return nmsg(
        "{n} sum of a client and a month is there already, to the kopeck, from the source “{source}”. The same sales in "
        "another report? Name that source to replace them, or leave this file out.",
        "{n} sums of a client and a month are there already, to the kopeck, from the source “{source}”. The same sales in "
        "another report? Name that source to replace them, or leave this file out.",
        same, source=source,
    )


def give_way(draft: Draft, each: Understood, import_id: int, file_id: int, outcome: Outcome) -> tuple[int, set[int]]:
    """Delete the rows of earlier imports that a file stands for. Gives their number, and the files that lost rows."""
    table, plan = TABLES[each.plan.table or ""], each.plan
    key = name(table.key)
    if not table.updated_by or not plan.mapping.get(table.updated_by[0]):
        return _of_the_period(draft, table, each, import_id, file_id, outcome)
    outcome.warnings += _carry_over(draft, table, each, file_id)
    keys, values = _same(table, plan)
    row = f"({', '.join(keys)})"
    count, losing = _delete(
        draft, key,
        f"{row} in (select {row} from {key} where file_id = $file) and file_id <> $file and {keys[0]} is not null{values}",
        {"file": file_id} | ({"source": plan.source} if values else {}),
    )
    if not table.dated_by:
        return count, losing
    # What has no number of its own, and what a file that is to replace all does not name, goes by source and period.
    nameless = "" if plan.mode == "replace-all" else f"{keys[0]} is null"
    more, others = _of_the_period(draft, table, each, import_id, file_id, outcome, nameless)
    return count + more, losing | others


def identity(table: Table, alias: str = "") -> list[str]:
    """SQL of the values that name one thing of a table; a moment by its minute, as exports leave out seconds."""
    found = []
    for column in table.updated_by:
        sql = f"{alias}{name(column)}"
        found.append(f"date_trunc('minute', {sql})" if table.column(column).kind == "time" else sql)
    return found


def _same(table: Table, plan: Plan) -> tuple[list[str], str]:
    """SQL of what names a thing of this file, and a condition on older rows.

    Where a log tells when a request was opened by its first event alone, a later piece of it begins with another one: then
    the number names it within the source.
    """
    keys = identity(table)
    opened = plan.mapping.get("opened_at")
    if table.key == "tickets" and opened == plan.mapping.get("changed_at"):
        return keys[:1], " and file_id in (select file_id from files where source = $source)"
    return keys, ""


def _of_the_period(
    draft: Draft, table: Table, each: Understood, import_id: int, file_id: int, outcome: Outcome, also: str = ""
) -> tuple[int, set[int]]:
    """Delete the rows of earlier imports of the same source and period. also: a condition on them"""
    plan, key = each.plan, name(table.key)
    if plan.mode == "add" or (plan.mode == "replace-period" and not outcome.first):
        return 0, set()
    where = (
        f'file_id in (select file_id from files where source = $source and "table" = {literal(table.key)} '
        "and import_id <> $import)"
    )
    where += f" and {also}" if also else ""
    values: dict[str, object] = {"source": plan.source, "import": import_id}
    if plan.mode == "replace-period":
        dated = f"cast({name(table.dated_by or '')} as DATE)"
        first, last = plan.period or (outcome.first, outcome.last)
        where += f" and {dated} between cast($first as DATE) and cast($last as DATE)"
        values |= {"first": first, "last": last}
        if not plan.period:
            # A single mistyped year must not make the file speak for all the months in between.
            months = f"select date_trunc('month', {dated}) from {key} where file_id = $file"
            where += f" and date_trunc('month', {dated}) in ({months})"
            values["file"] = file_id
    return _delete(draft, key, where, values)


def _delete(draft: Draft, key: str, where: str, values: dict[str, object]) -> tuple[int, set[int]]:
    losing = {int(row[0]) for row in draft.run(f"select distinct file_id from {key} where {where}", values)}
    if not losing:
        return 0, losing
    return int(draft.run(f"delete from {key} where {where}", values)[0][0]), losing


def _carry_over(draft: Draft, table: Table, each: Understood, file_id: int) -> list[Message]:
    """What a new list does not speak of stays as it was: a list of managers does not erase groups and regions."""
    key, mapping = name(table.key), each.plan.mapping
    keys, of_source = _same(table, each.plan)
    same = " and ".join(f"{old} = {new}" for old, new in zip(
        [each.replace('"', 'old."', 1) for each in keys], [each.replace('"', f'{key}."', 1) for each in keys], strict=True))
    tied = (
        f"from (select * from {key} where file_id <> $file{of_source}) old where {key}.file_id = $file and {same}"
    )
    values: dict[str, object] = {"file": file_id} | ({"source": each.plan.source} if of_source else {})
    made = MADE if each.plan.events else ()
    silent = [column.name for column in table.columns if not mapping.get(column.name) and column.name not in made]
    if silent:
        kept = ", ".join(f"{name(column)} = old.{name(column)}" for column in silent)
        draft.run(f"update {key} set {kept} {tied}", values)
    return _earlier_life(draft, each, tied, values) if table.key == "tickets" else []


MADE = ("first_response_at", "resolved_at", "closed_at", "reopened")
"""Columns of requests that a log gives without a column of their own."""
STATE = ("account", "resolved_at", "closed_at", "priority", "category", "status", "changed_at", "within_limit")
"""What a request's last event decides."""


def _earlier_life(draft: Draft, each: Understood, tied: str, values: dict[str, object]) -> list[Message]:
    """What earlier imports know of a request that this file cannot take back: its beginning, and a later state."""
    if each.plan.events:
        draft.run(
            "update tickets set opened_at = least(tickets.opened_at, old.opened_at), "
            "first_response_at = least(tickets.first_response_at, old.first_response_at), "
            f"reopened = greatest(tickets.reopened, old.reopened) {tied}",
            values,
        )
    later = ", ".join(f"{column} = old.{column}" for column in STATE)
    stays = int(draft.run(f"update tickets set {later} {tied} and old.changed_at > tickets.changed_at", values)[0][0])
    if not stays:
        return []
    return [
        nmsg(
            "{n} request is there in a later state already; that state stays.",
            "{n} requests are there in a later state already; that state stays.",
            stays,
        )
    ]

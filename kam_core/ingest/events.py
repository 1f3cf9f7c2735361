"""A log of requests, several rows of one request, becomes one row a request: how it began, and how it stands at the end."""

from __future__ import annotations

from kam_core.i18n import Count, Message, msg
from kam_core.ingest.blanks import missing_sql
from kam_core.ingest.job import BACKWARDS, Job, Outcome
from kam_core.ingest.plan import Plan, Rows
from kam_core.ingest.relation import scan
from kam_core.ledger.draft import Draft
from kam_core.ledger.scratch import Scratch
from kam_core.ledger.tables import name

ONE_LIFE = 0.9
"""Share of the repeated numbers whose rows agree on when the request was opened, from which on rows are events of it."""
_END = r"([^\p{L}]|$)"
DONE = (
    r"^(resolved|solved|fixed|closed|done|completed?|finished|cancell?ed|решен[аоы]?|закрыт[аоы]?|выполнен[аоы]?|завершен[аоы]?"
    rf"|исполнен[аоы]?|отменен[аоы]?|готов[аоы]?){_END}"
)
CLOSED = rf"^(closed|закрыт[аоы]?){_END}"


def are_events(rows: Rows, plan: Plan, headers: list[str]) -> bool | None:
    """Whether rows of one request are events of its life; None where no request has several rows, or nothing tells.

    A column whose values repeat for requests that were opened at different moments is not their number.
    """
    place = _column(plan, headers, "ticket_id")
    if plan.table != "tickets" or place is None or plan.joins:
        return None
    opened, changed = _column(plan, headers, "opened_at"), _column(plan, headers, "changed_at")
    moments = f"count(distinct trim({opened}))" if opened and opened != changed else "1"
    scratch = Scratch()
    try:
        repeated, agreed = scratch.run(
            f"select count(*), count(*) filter (moments <= 1) from (select trim({place}) as id, count(*) as rows, "
            f"{moments} as moments from {scan(rows, plan, len(headers))} where not {missing_sql(place)} group by 1 "
            "having count(*) > 1)"
        )[0]
    finally:
        scratch.close()
    return bool(agreed >= ONE_LIFE * repeated) if repeated else None


def _column(plan: Plan, headers: list[str], field: str) -> str | None:
    target = plan.mapping.get(field, "")
    return f"c{headers.index(target)}" if target in headers else None


def fold(job: Job) -> None:
    """One row a request of the rows that were read, held until they take the place of the events.

    Events are in the order of their moments; those of one moment in the order of the file, which may begin with the last
    one. A request that ends resolved before it was opened is marked: all its events are to be set aside.
    """
    draft, mapped = job.draft, job.plan.mapping
    stated, timed = bool(mapped.get("status")), bool(mapped.get("changed_at"))
    draft.run(
        "create or replace temp table kam_event as select *, "
        f"row_number() over (partition by ticket_id order by changed_at nulls first, place{_direction(job)}) as n "
        "from (select rowid as place, * from tickets where file_id = ? and ticket_id is not null and opened_at is not null)",
        [job.file_id],
    )
    draft.run(
        "create or replace temp table kam_event as select *, "
        f"coalesce(regexp_matches(plain, '{DONE}'), false) as done, "
        f"coalesce(regexp_matches(plain, '{CLOSED}'), false) as shut, "
        "n = max(n) over (partition by ticket_id) as final from (select *, replace(lower(trim(state)), 'ё', 'е') as plain "
        "from (select *, last_value(nullif(status, '?') ignore nulls) over (partition by ticket_id order by n) as state "
        "from kam_event))"
    )
    entered = "select *, lag({0}) over (partition by ticket_id order by n) as was_{0} from {1}"
    steps = entered.format("shut", f"({entered.format('done', 'kam_event')})")
    values = {
        "opened_at": "min(opened_at)",
        "resolved_at": _ended("resolved_at", "done", mapped, stated and timed),
        "closed_at": _ended("closed_at", "shut", mapped, stated and timed),
        "first_response_at": "min(first_response_at)",
        "reopened": "max(reopened)",
        "changed_at": "max(changed_at)",
        "status": "arg_max(state, n)",
        "file_id": "any_value(file_id)",
    }
    if stated and timed and not mapped.get("first_response_at"):
        values["first_response_at"] = "greatest(min(changed_at) filter (plain <> begin), min(opened_at))"
    if stated and not mapped.get("reopened"):
        values["reopened"] = "cast(count(*) filter (was_done and not done) as INTEGER)"
    columns = [column.name for column in job.table.columns] + ["file_id"]
    picked = [f"{values.get(each, _last(each))} as {name(each)}" for each in columns if each != "ticket_id"]
    draft.run(
        f"create or replace temp table kam_folded as select ticket_id, {', '.join(picked)}, count(*) as kam_events, "
        f"min(place) as kam_place from (select *, (select mode(plain) from kam_event where n = 1) as begin from ({steps})) "
        "group by ticket_id"
    )
    draft.run("drop table kam_event")
    draft.run(
        f"insert into {BACKWARDS} select ticket_id from kam_folded where resolved_at < date_trunc('minute', opened_at)"
    )
    draft.run(
        f"update tickets set opened_at = null where file_id = ? and ticket_id in (select ticket_id from {BACKWARDS})",
        [job.file_id],
    )
    draft.run(f"delete from kam_folded where ticket_id in (select ticket_id from {BACKWARDS})")


def _direction(job: Job) -> str:
    """' desc' where the file begins with the last events."""
    back, on = job.draft.run(
        "select count(*) filter (changed_at < before), count(*) filter (changed_at > before) from (select changed_at, "
        "lag(changed_at) over (partition by ticket_id order by rowid) as before from tickets where file_id = ?)",
        [job.file_id],
    )[0]
    return " desc" if back > on else ""


def _last(column: str) -> str:
    """SQL of the last value that is known."""
    known = f"nullif({name(column)}, '?')" if column in ("priority", "category") else name(column)
    return f"arg_max({known}, n)"


def _ended(column: str, kind: str, mapped: dict[str, str], told: bool) -> str:
    """SQL of the moment of an end: as the last event has it; a request that is done keeps what an earlier one wrote.

    Without a column of its own: when the request came into the state that it ends in.
    """
    if mapped.get(column):
        return f"coalesce(max({column}) filter (final), case when bool_or(done and final) then arg_max({column}, n) end)"
    if told:
        entered = f"max(changed_at) filter ({kind} and not coalesce(was_{kind}, false))"
        return f"case when bool_or({kind} and final) then {entered} end"
    return "cast(null as TIMESTAMP)"


def put(job: Job, outcome: Outcome) -> None:
    """The folded rows in place of their events; how many rows were folded away is counted and said."""
    draft = job.draft
    gone = draft.run("delete from tickets where file_id = ? and ticket_id is not null", [job.file_id])[0][0]
    columns = ", ".join(name(each) for each in [*(column.name for column in job.table.columns), "file_id"])
    kept = draft.run(f"insert into tickets ({columns}) select {columns} from kam_folded order by kam_place")[0][0]
    draft.run("drop table kam_folded")
    outcome.folded = int(gone) - int(kept)
    if outcome.folded:
        outcome.warnings += _said(job, int(gone), int(kept))


def _said(job: Job, events: int, kept: int) -> list[Message]:
    mapped = job.plan.mapping
    said = [msg(
        "{events} rows are events of {kept} requests: each request is one row now, as its last event left it.",
        events=Count(events), kept=Count(kept),
    )]
    if not mapped.get("status"):
        return said
    if mapped.get("changed_at") and not mapped.get("first_response_at"):
        said.append(msg("The first response is the first change of a request's state: the file has no column of it."))
    if mapped.get("changed_at") and not mapped.get("resolved_at"):
        said.append(msg("A request is resolved when it came into its last state, where that is an end: the file has no column "
                        "of it."))
    return said


def prepare(draft: Draft) -> None:
    """An empty list of the requests that are resolved before they were opened."""
    draft.run(f"create or replace temp table {BACKWARDS} (ticket_id VARCHAR)")

"""The second look at rows that could not be kept: their number in the file, the reason, the text."""

from __future__ import annotations

import mmap
import re
from decimal import Decimal
from pathlib import Path

from kam_core.i18n import Count, Message, Money, msg
from kam_core.ingest.dates import month_only_sql
from kam_core.ingest.fields import GATES, Field, fields
from kam_core.ingest.job import REJECTS, Job, Outcome, kept, rules, text_of, total_sql, typed
from kam_core.ingest.reasons import TOTAL_ROW, TOTAL_WORDS, explain
from kam_core.ingest.relation import Relation
from kam_core.ledger.contract import Table
from kam_core.ledger.draft import Draft
from kam_core.ledger.tables import literal, name

BEGINS = "^(итого|всего|total|grand total)( |:|$)"
BLANK = re.compile(rb"\n(?=\r?\n)")


def set_aside(job: Job, outcome: Outcome) -> dict[str, Decimal]:
    """Look again at the rows that were not kept: number, reason, text. Gives the sums that were set aside."""
    draft, table = job.draft, job.table
    relation = job.relation(rejects=False, numbered=True)
    read = fields(table, job.plan, relation.columns)
    words = ", ".join(literal(word) for word in TOTAL_WORDS)
    cells = ", ".join(f"m.c{i}" for i in range(len(job.headers)))
    draft.run(
        f"create or replace temp table kam_set_aside as select *, coalesce(kam_filled[1], '') as kam_first, "
        f"{_reason(job, read, relation)} as kam_reason from ("
        f"select *, list_filter(kam_cells, lambda x: x is not null and trim(x) <> '') as kam_filled "
        f"from ({typed(job, relation, read, f', kam_row, [{cells}] as kam_cells')}) where not coalesce(({kept(job)}), false))"
    )
    _number_rows(job)
    draft.run(
        "create or replace temp table kam_set_aside as select *, len(kam_filled) = 0 as kam_blank, "
        f"{_skip(table, read)} as kam_skip from kam_set_aside"
    )
    sums = "".join(f", sum({name(column)})" for column in table.total)
    held = draft.run(f"select count(*){sums} from kam_set_aside where not kam_skip")[0]
    outcome.skipped += int(draft.run("select count(*) from kam_set_aside where kam_skip")[0][0])
    money = name(table.total[0]) if table.total else "cast(null as DECIMAL(18,4))"
    draft.run(
        f"insert into quarantine select ?, ?, kam_line, kam_reason, cast(to_json(kam_cells) as VARCHAR), {money} "
        "from kam_set_aside where not kam_skip order by kam_line",
        [job.file_id, job.rows.sheet],
    )
    outcome.quarantined += int(held[0])
    if job.rows.kind == "csv":
        _set_rejects_aside(job, outcome, words)
    _check_total_rows(job, outcome)
    return {column: value or Decimal(0) for column, value in zip(table.total, held[1:], strict=True)}


def _skip(table: Table, read: list[Field]) -> str:
    """SQL that is true for rows that are no data: blank ones, totals, headings of a month.

    A text that only begins like a total may be a client's name; then the row must lack a date or a client.
    """
    client, date = text_of(read, "account"), text_of(read, table.dated_by or "")
    cases = ["len(kam_filled) = 0", f"regexp_full_match(kam_first, {literal(TOTAL_ROW)})"]
    total = total_sql(table, read)
    cases += [f"coalesce({total}, false)"] if total else []
    empty = " or ".join(f"coalesce(trim({text}), '') = ''" for text in (client, date) if text)
    if empty:
        cases.append(f"({empty}) and regexp_matches(lower(trim(kam_first)), {literal(BEGINS)})")
    if client and date:
        cases.append(f"coalesce(trim({client}), '') = '' and coalesce({month_only_sql(date)}, false)")
    return "(" + ") or (".join(cases) + ")"


def _reason(job: Job, read: list[Field], relation: Relation) -> str:
    """SQL of the first thing that is wrong with a row."""
    cases = [
        f"when kam_fault_{place} then {literal(code)}" for place, (_, code) in enumerate(relation.faults)
    ]
    cases += [f"when {each.fault} then {literal('unreadable:' + each.column.name)}" for each in read if each.fault]
    cases += [f"when {name(gate)} is null then {literal('missing:' + gate)}" for gate in GATES[job.table.key]]
    cases += [f"when {broken} then {literal(code)}" for broken, code in rules(job)]
    return f"case {' '.join(cases)} else 'total' end"


def _number_rows(job: Job) -> None:
    """Turn the count of rows that were read into the row's number in the file: past header, rejects and blank lines."""
    before = job.plan.header_row + job.plan.header_rows + job.rows.skip_rows
    if job.rows.titles is not None:
        before = 0
    if job.rows.kind == "parquet":
        job.draft.run(
            f"create or replace temp table kam_set_aside as select *, kam_row + {before} as kam_line from kam_set_aside"
        )
        return
    blank = ", ".join(f"({line})" for line in blank_lines(job.rows.data, job.rows.quote) if line > before)
    also = f" union select * from (values {blank}) b(line)" if blank else ""
    job.draft.run(
        "create or replace temp table kam_set_aside as "
        f"with gone as (select distinct line from {REJECTS}{also}), "
        "numbered as (select line, row_number() over (order by line) as gone from gone), "
        f"taken as (select line - gone - {before} as kept_before, max(gone) as gone from numbered group by 1) "
        f"select s.*, s.kam_row + {before} + coalesce(t.gone, 0) as kam_line "
        "from kam_set_aside s asof left join taken t on s.kam_row > t.kept_before"
    )


def blank_lines(path: Path, quote: str = "") -> list[int]:
    """Numbers (from 1) of the empty rows of a text file: the reader passes over them without counting.

    A cell in quotes may hold line breaks, empty lines too: it is a part of one row.
    """
    found, row, counted = [], 1, 0
    if path.stat().st_size == 0:
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        inside = _broken_cells(text, quote) if quote and BLANK.search(text) else []
        for match in BLANK.finditer(text):
            while inside and inside[0][1] <= match.start():
                start, end = inside.pop(0)
                row -= text[start:end].count(b"\n")
            row += text[counted : match.end()].count(b"\n")
            counted = match.end()
            if not (inside and inside[0][0] <= match.start()):
                found.append(row)
    return found


def _broken_cells(text: mmap.mmap, quote: str) -> list[tuple[int, int]]:
    """Where cells with line breaks begin and end: from a line with an odd number of quotes to the next such line."""
    sign = re.escape(quote.encode())
    odd = re.compile(
        rb"^[^%b\n]*%b(?:[^%b\n]*%b[^%b\n]*%b)*[^%b\n]*$" % (sign, sign, sign, sign, sign, sign, sign), re.MULTILINE
    )
    places = [match.start() for match in odd.finditer(text)]
    return list(zip(places[::2], places[1::2], strict=False))


def _set_rejects_aside(job: Job, outcome: Outcome, words: str) -> None:
    plain = f"lower(trim(split_part(csv_line, {literal(job.rows.delimiter)}, 1), ' \"'))"
    empty = f"trim(translate(csv_line, {literal(job.rows.delimiter)}, ''), ' \"\r\n') = ''"
    job.draft.run(
        f"create or replace temp table kam_ragged as select line, csv_line, "
        f"case when error_type in ('MISSING COLUMNS', 'TOO MANY COLUMNS') then 'width' "
        f"when error_type = 'UNQUOTED VALUE' then 'quote' when error_type = 'INVALID ENCODING' then 'encoding' "
        f"else lower(error_type) end as reason, "
        f"rtrim({plain}, ':.') in ({words}) or {empty} as skip "
        f"from (select distinct on (line) line, csv_line, cast(error_type as VARCHAR) as error_type from {REJECTS} "
        "order by line)"
    )
    skipped = int(job.draft.run("select count(*) from kam_ragged where skip")[0][0])
    kept = job.draft.run(
        "insert into quarantine select ?, ?, line, reason, to_json([csv_line]), null from kam_ragged where not skip "
        "order by line",
        [job.file_id, job.rows.sheet],
    )
    outcome.skipped += skipped
    outcome.quarantined += int(kept[0][0])


def _check_total_rows(job: Job, outcome: Outcome) -> None:
    """Compare the file's own line of totals, where there is one, with what was read."""
    if not job.table.total:
        return
    column = name(job.table.total[0])
    said = job.draft.run(
        f"select {column} from kam_set_aside where kam_skip and not kam_blank and {column} is not null"
    )
    if len(said) != 1:
        return
    got = job.draft.run(
        f"select coalesce(sum({column}), 0) + (select coalesce(sum({column}), 0) from kam_set_aside where not kam_skip) "
        f"from {name(job.table.key)} where file_id = ?",
        [job.file_id],
    )[0][0]
    total = said[0][0]
    if total and got == 2 * total:
        outcome.warnings.append(
            msg(
                "The rows sum to {got}, exactly twice the file's own total of {said}: it seems to hold subtotals that "
                "were read as rows. Look for them before you rely on it.",
                said=Money(total, exact=True),
                got=Money(got, exact=True),
            )
        )
    elif abs(got - total) > Decimal("0.01"):
        outcome.warnings.append(
            msg(
                "The file says that its total is {said}; its rows sum to {got}.",
                said=Money(total, exact=True),
                got=Money(got, exact=True),
            )
        )


def commonest(draft: Draft, file_id: int, most: int = 3) -> list[tuple[str, Message]]:
    """The commonest reasons of a file's rows that were set aside: code, and a sentence with their number and the first."""
    found = draft.run(
        "select reason, count(*), min(line), arg_min(raw, line) from quarantine where file_id = ? group by reason "
        f"order by 2 desc, 1 limit {most}",
        [file_id],
    )
    return [
        (
            code,
            msg("{reason} Rows: {count}, the first is row {line}: {raw}", reason=explain(code), count=Count(count),
                line=Count(line or 0), raw=raw[:120]),
        )
        for code, count, line, raw in found
    ]

"""The rows of a sheet as one SQL relation of text columns, joined with the parts that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from kam_core.ingest.plan import Plan, Rows
from kam_core.ledger.tables import literal


@dataclass(frozen=True)
class Relation:
    """A from-clause and its columns: header → SQL of its text.

    faults: (SQL that is true when a join found nothing, or rows that contradict each other; the reason's code)
    """

    sql: str
    columns: dict[str, str]
    faults: tuple[tuple[str, str], ...] = ()


def scan(rows: Rows, plan: Plan, width: int, rejects: str | None = None) -> str:
    """A table function that reads the data rows of a sheet as text columns c0, c1, …

    rejects: name of the tables that keep rows of another width; None leaves such rows out in silence
    """
    if rows.kind == "parquet":
        return f"(select * from read_parquet({literal(str(rows.data))}) offset {skip(rows, plan)})"
    columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width)) + "}"
    keep = f"store_rejects=true, rejects_table='{rejects}', rejects_scan='{rejects}_scan', rejects_limit=0"
    return (
        f"read_csv({literal(str(rows.data))}, columns={columns}, auto_detect=false, header=false, "
        f"skip={skip(rows, plan)}, delim={literal(rows.delimiter)}, quote={literal(rows.quote)}, "
        f"escape={literal(rows.quote)}, max_line_size=16000000, " + (keep if rejects else "ignore_errors=true") + ")"
    )


def skip(rows: Rows, plan: Plan) -> int:
    """Rows before the data: the preamble and the header. The reader counts a line break in quotes as part of its row."""
    return len(rows.sample[: plan.header_row + plan.header_rows]) + rows.skip_rows


def main_relation(
    rows: Rows,
    plan: Plan,
    headers: list[str],
    parts: list[tuple[str, list[str]]],
    rejects: str | None = None,
    numbered: bool = False,
) -> Relation:
    """The lines with everything that is joined to them.

    parts: (table that holds the part, its headers) of the files that plan.joins names, in that order
    """
    counted = "m0.row" if rows.titles is not None else "row_number() over ()"
    number = f"{counted} as kam_row, " if numbered else ""
    source = f"(select {number}* from {scan(rows, plan, len(headers), rejects)} m0) m"
    columns = {header: f"m.c{i}" for i, header in enumerate(headers)}
    faults = []
    for index, (join, (part, part_headers)) in enumerate(zip(plan.joins, parts, strict=True)):
        alias = f"p{index}"
        right = f"c{part_headers.index(join.right)}"
        cells = ", ".join(f"'c{i}': c{i}" for i in range(len(part_headers)))
        row = "hash(" + ", ".join(f"c{i}" for i in range(len(part_headers))) + ")"
        # The row that comes first speaks for its key, whole: column by column, values of several rows would be mixed.
        source += (
            f" left join (select kam_key, kam_many, unnest(kam_first) from (select trim({right}) as kam_key,"
            f" min({row}) <> max({row}) as kam_many, arg_min({{{cells}}}, rowid) as kam_first from {part}"
            f" where {right} is not null group by 1)) {alias} on {alias}.kam_key = trim({columns[join.left]})"
        )
        if not join.optional:
            faults += [(f"{alias}.kam_key is null", f"unmatched:{join.file}"), (f"{alias}.kam_many", f"ambiguous:{join.file}")]
        for i, header in enumerate(part_headers):
            columns.setdefault(joined_header(header, join.file, columns), f"{alias}.c{i}")
    return Relation(source, columns, tuple(faults))


def joined_header(header: str, file: str, taken: dict[str, str]) -> str:
    """The name under which a part's column is offered: its own, or with the file's name where that is taken."""
    return header if header not in taken else f"{file.rsplit('.', 1)[0]}.{header}"

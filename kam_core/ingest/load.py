"""One sheet into its table in bulk: one pass that types everything, a second only over what could not be read.

The first pass writes every row; a row that cannot be kept gets no value in the first gate column of its table, is
counted, looked at again with its number, text and reason, and taken out. So a clean file is read once.
"""

from __future__ import annotations

from decimal import Decimal

from kam_core.errors import FileError
from kam_core.i18n import Count, Joined, Message, Share, msg
from kam_core.ingest import events
from kam_core.ingest.aside import commonest, set_aside
from kam_core.ingest.fields import Field, fields
from kam_core.ingest.giving_way import identity
from kam_core.ingest.job import REJECTS, Job, Outcome, kept, typed
from kam_core.ingest.relation import Relation
from kam_core.ledger.tables import name


def load(job: Job) -> Outcome:
    """Read the sheet into the draft and account for every row; raises FileError when most of it cannot be read."""
    outcome = Outcome()
    job.draft.script([f"drop table if exists {REJECTS}", f"drop table if exists {REJECTS}_scan"])
    relation = job.relation(rejects=job.rows.kind == "csv", numbered=False)
    read = fields(job.table, job.plan, relation.columns)
    if job.folds:
        events.prepare(job.draft)
    inserted = _first_pass(job, relation, read)
    if job.folds:
        events.fold(job)
    rejected = _rejected(job) if job.rows.kind == "csv" else 0
    left = job.draft.run(
        f"select count(*) from {name(job.table.key)} where {job.gate} is null and file_id = ?", [job.file_id]
    )
    outcome.read = inserted + rejected + job.rows.skipped
    outcome.skipped = job.rows.skipped
    held: dict[str, Decimal] = {}
    if left[0][0] or rejected:
        job.draft.run(f"delete from {name(job.table.key)} where {job.gate} is null and file_id = ?", [job.file_id])
        held = set_aside(job, outcome)
    if job.folds:
        events.put(job, outcome)
    if job.table.updated_by:
        outcome.repeated = _keep_last(job)
    outcome.loaded = outcome.read - outcome.skipped - outcome.quarantined - outcome.repeated - outcome.folded
    _total(job, outcome, held)
    data_rows = outcome.read - outcome.skipped
    if data_rows == 0 or outcome.quarantined > job.stop_share * data_rows:
        raise too_many(job, outcome)
    if outcome.quarantined:
        outcome.warnings += [sentence for _, sentence in commonest(job.draft, job.file_id)]
        outcome.warnings += _money_aside(outcome)
    return outcome


def _money_aside(outcome: Outcome) -> list[Message]:
    """A remark where what is set aside weighs: a hundredth of the first sum, or more."""
    for column, whole in outcome.totals["read"].items():
        aside = outcome.totals["quarantined"][column]
        if whole and abs(aside) >= abs(whole) / 100:
            share = Share(float(abs(aside) / abs(whole)))
            return [msg("What is set aside is {share} of the sum of “{field}”.", share=share, field=column)]
        return []
    return []


def _first_pass(job: Job, relation: Relation, read: list[Field]) -> int:
    columns = [name(each.column.name) for each in read]
    values = [f"case when {kept(job)} then {job.gate} end" if column == job.gate else column for column in columns]
    sql = (
        f"insert into {name(job.table.key)} ({', '.join(columns)}, file_id) "
        f"select {', '.join(values)}, {job.file_id} from ({typed(job, relation, read)})"
    )
    return int(job.draft.run(sql)[0][0])


def _rejected(job: Job) -> int:
    return int(job.draft.run(f"select count(distinct line) from {REJECTS}")[0][0])


def _keep_last(job: Job) -> int:
    """Of several rows of one key in the file the last one counts; rows of earlier imports give way to it."""
    table, keys = name(job.table.key), identity(job.table)
    return int(
        job.draft.run(
            f"delete from {table} where file_id = ? and {keys[0]} is not null and rowid not in "
            f"(select max(rowid) from {table} where file_id = ? group by {', '.join(keys)})",
            [job.file_id, job.file_id],
        )[0][0]
    )


def _total(job: Job, outcome: Outcome, held: dict[str, Decimal]) -> None:
    dated = job.table.dated_by
    span = f", cast(min({name(dated)}) as DATE), cast(max({name(dated)}) as DATE)" if dated else ", null, null"
    counted = [column for column in job.table.total if job.plan.mapping.get(column)]
    sums = "".join(f", coalesce(sum({name(column)}), 0)" for column in counted)
    row = job.draft.run(f"select count(*){span}{sums} from {name(job.table.key)} where file_id = ?", [job.file_id])[0]
    outcome.first, outcome.last = (day.isoformat() if day else None for day in row[1:3])
    loaded = dict(zip(counted, row[3:], strict=True))
    nothing = Decimal(0)
    outcome.totals = {
        "read": {column: loaded[column] + held.get(column, nothing) for column in loaded},
        "loaded": loaded,
        "quarantined": {column: held.get(column, nothing) for column in loaded},
    }


def too_many(job: Job, outcome: Outcome) -> FileError:
    """The error of a file most of which cannot be read, with its commonest reasons and examples."""
    if outcome.read == outcome.skipped:
        return FileError(
            msg("{file} holds no rows of data.", file=job.rows.name),
            next=msg("Check the file, and the row of its header."),
        )
    common = commonest(job.draft, job.file_id)
    return FileError(
        msg(
            "{bad} of {all} rows of {file} cannot be read.",
            bad=Count(outcome.quarantined),
            all=Count(outcome.read - outcome.skipped),
            file=job.rows.name,
        ),
        msg("Nothing was changed. {examples}", examples=" ".join(str(example) for _, example in common)),
        msg(
            "Correct the mapping or the formats ({fields}), or mend the file.",
            fields=Joined(sorted({code.partition(":")[2] for code, _ in common if ":" in code}) or ["—"]),
        ),
    )

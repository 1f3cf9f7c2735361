"""Files that are only joined to others: held in a table of their own during an import, and accounted for like all."""

from __future__ import annotations

from kam_core.i18n import nmsg
from kam_core.ingest.job import Outcome
from kam_core.ingest.plan import Understood
from kam_core.ingest.relation import scan
from kam_core.ledger.draft import Draft
from kam_core.ledger.tables import name

REJECTS = "kam_part_rejects"


def hold(draft: Draft, part: Understood, place: int, file_id: int) -> tuple[str, Outcome]:
    """Read a part into a temporary table; rows of another width than its header are set aside. Gives its name."""
    held = name(f"kam_part_{place}")
    draft.script([f"drop table if exists {REJECTS}", f"drop table if exists {REJECTS}_scan"])
    outcome = Outcome()
    rejects = REJECTS if part.rows.kind == "csv" else None
    loaded = draft.run(
        f"create or replace temp table {held} as select * from {scan(part.rows, part.plan, part.own, rejects)}"
    )
    outcome.loaded = int(loaded[0][0]) if loaded else draft.rows(f"kam_part_{place}")
    if rejects:
        set_aside = draft.run(
            f"insert into quarantine select ?, ?, line, 'width', to_json([any_value(csv_line)]), null from {REJECTS} "
            "group by line order by line",
            [file_id, part.rows.sheet],
        )
        outcome.quarantined = int(set_aside[0][0])
        if outcome.quarantined:
            outcome.warnings.append(nmsg(
                "{n} row has another number of columns than the header; lines that need it are set aside with it.",
                "{n} rows have another number of columns than the header; lines that need them are set aside with them.",
                outcome.quarantined,
            ))
    outcome.read = outcome.loaded + outcome.quarantined
    return held, outcome

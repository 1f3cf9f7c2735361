"""What protects the machine and the data: sizes, memory, time; and the currency of the ledger."""

from __future__ import annotations

from kam_core.i18n import msg
from kam_core.settings.setting import Setting

LIMITS: tuple[Setting, ...] = (
    Setting("keep_versions", 5, "count", 1, 1000, msg("How many versions of the ledger are kept.")),
    Setting("max_file_mb", 500, "MB", 1, 100000,
            msg("A larger file is refused when it is uploaded; the command line refuses it where this was changed.")),
    Setting("max_unpacked_mb", 4000, "MB", 1, 1000000,
            msg("A workbook or archive that unpacks to more is refused.")),
    Setting("max_sheet_cells", 50_000_000, "count", 1000, 1e10, msg("A sheet with more cells is refused.")),
    Setting("reader_memory_gb", 3, "GB", 0.25, 1000, msg("Memory that the reader of workbooks may take.")),
    Setting("reader_seconds", 300, "seconds", 1, 86400, msg("Time that the reader of workbooks may take.")),
    Setting("import_memory_gb", 0.9, "GB", 0.25, 1000, msg("Memory that the database may take during an import.")),
    Setting("query_memory_gb", 2, "GB", 0.25, 1000, msg("Memory that the database may take for the pages.")),
    Setting("query_seconds", 30, "seconds", 0.1, 3600, msg("A query that takes longer is stopped.")),
    Setting("query_rows", 3_000_000, "count", 100, 1e9, msg("An answer with more rows is refused.")),
    Setting("quarantine_stop", 0.5, "share", 0, 1,
            msg("An import stops when more than this share of its rows cannot be read.")),
    Setting("session_hours", 12, "number", 0.25, 720,
            msg("Whoever has signed in has to sign in again after this many hours.")),
    Setting("currency", "", "text", 0, 0,
            msg("ISO code of the ledger's currency; empty shows amounts without a sign.")),
)

"""Why a workbook or archive is refused: a code of the reader becomes an error that says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from kam_core.errors import FileError
from kam_core.i18n import Count, Joined, Message, Number, msg

SAVE_AGAIN = msg("Open the file in Excel or LibreOffice, save it again as .xlsx, and bring that file.")
EXPORT_AGAIN = msg("Export or copy the file again, and bring the new one.")
# What sniff_kind found, in words.
KINDS: dict[str, Message] = {
    "html": msg("a web page (HTML)"),
    "xml": msg("an XML file"),
    "pdf": msg("a PDF document"),
    "office": msg("a document of an office program, but not a workbook"),
    "gzip": msg("a file compressed by gzip"),
    "zip": msg("a zip archive, but not a workbook"),
    "parquet": msg("a Parquet file"),
    "text": msg("plain text"),
    "binary": msg("a file of another kind"),
}


class WorkbookError(FileError):
    """A workbook or archive that cannot be read; `code` names the reason for programs and tests."""

    def __init__(self, code: str, what: Message, means: Message, next: Message) -> None:
        super().__init__(what, means, next)
        self.code = code


def refusal(code: str, file: str, values: Mapping[str, object] | None = None) -> WorkbookError:
    """The error of a code. file: the file's name; values: sheet, part, reference, … as the code wants."""
    given = dict(values or {})
    sheet = str(given.get("sheet") or "")
    where = msg("File “{file}”, sheet “{sheet}”", file=file, sheet=sheet) if sheet else msg("File “{file}”", file=file)
    nothing = msg("Nothing was read from it, and nothing was changed.")
    means, next_step = nothing, SAVE_AGAIN

    def number(key: str) -> Count:
        return Count(int(float(str(given.get(key) or 0))))

    match code:
        case "empty_file":
            what, next_step = msg("{where} is empty.", where=where), EXPORT_AGAIN
        case "not_workbook":
            what = msg("{where} is {kind}, whatever its name says.", where=where,
                       kind=KINDS.get(str(given.get("kind")), KINDS["binary"]))
        case "password":
            what = msg("{where} is protected by a password.", where=where)
            next_step = msg("Open it in Excel, remove the password (File → Info → Protect Workbook), and save it.")
        case "truncated":
            what, next_step = msg("{where} is cut off: its end is missing.", where=where), EXPORT_AGAIN
            means = msg("It was probably copied or downloaded in part. Nothing was read from it.")
        case "checksum":
            what = msg("{where} is damaged: its contents do not match their checksum.", where=where)
            next_step = EXPORT_AGAIN
        case "damaged":
            what = msg("{where} is damaged and cannot be read.", where=where)
        case "missing_part":
            what = msg("{where} is incomplete: a part of the workbook is missing ({part}).", where=where,
                       part=str(given.get("part") or "?"))
        case "shared_string":
            what = msg("{where} is damaged: a cell refers to a text that the file does not hold.", where=where)
        case "text_count":
            what = msg("{where} is damaged: it announces {count} texts, more than it can hold.", where=where,
                       count=number("count"))
        case "bad_reference":
            what = msg("{where} is damaged: “{reference}” is not the address of a cell.", where=where,
                       reference=str(given.get("reference") or "?"))
        case "far_cell":
            what = msg("{where}: cell {reference} stands far from the rest of the table.", where=where,
                       reference=str(given.get("reference") or "?"))
            means = msg("The sheet between them would be too large to read. Nothing was read from it.")
            next_step = msg("Delete the rows and columns beyond the table, save, and bring the file again.")
        case "too_wide":
            what = msg("{where} has {columns} columns; at most {limit} are read.", where=where,
                       columns=number("columns"), limit=number("limit"))
            next_step = msg("Keep the columns that are needed, save, and bring the file again.")
        case "too_many_cells":
            what = msg("{where} has {cells} cells; at most {limit} are read.", where=where, cells=number("cells"),
                       limit=number("limit"))
            next_step = msg("Split the file, or export it as CSV, or raise the limit in the settings.")
        case "bomb":
            what = msg("{where} unpacks to {size} MB; at most {limit} MB are allowed.", where=where,
                       size=number("size"), limit=number("limit"))
            next_step = msg("Split the file, or export it as CSV, or raise the limit in the settings.")
        case "ratio":
            what = msg("{where} is packed {ratio} times smaller than it is: real tables never are.", where=where,
                       ratio=number("ratio"))
            means = msg("Such files are made to exhaust a computer. Nothing was read from it.")
        case "parts":
            what = msg("{where} holds {parts} parts; at most {limit} are allowed.", where=where, parts=number("parts"),
                       limit=number("limit"))
        case "duplicate_part":
            what = msg("{where} is damaged: it holds the same part twice ({part}).", where=where,
                       part=str(given.get("part") or "?"))
        case "path":
            what = msg("{where} names a part outside of itself ({part}).", where=where,
                       part=str(given.get("part") or "?"))
            means = msg("Files like this are made to overwrite others. Nothing was read from it.")
            next_step = EXPORT_AGAIN
        case "declaration":
            what = msg("{where} declares entities of its own ({part}).", where=where,
                       part=str(given.get("part") or "?"))
            means = msg("Such files are made to exhaust a computer or to read others. Nothing was read from it.")
        case "memory":
            what = msg("{where} takes more memory to read than the {limit} GB that are allowed.", where=where,
                       limit=Number(float(str(given.get("limit") or 0)), 2))
            next_step = msg("Split the file, or export it as CSV, or raise the limit in the settings.")
        case "time":
            what = msg("{where} takes longer to read than the {limit} seconds that are allowed.", where=where,
                       limit=number("limit"))
            next_step = msg("Split the file, or export it as CSV, or raise the limit in the settings.")
        case "disk":
            what = msg("There is no room on the disk to read the file “{file}”.", file=file)
            next_step = msg("Make room, and bring the file again.")
        case "no_sheets":
            what = msg("{where} has no sheet with cells: only charts, or nothing.", where=where)
            next_step = msg("Bring the file with the table that the charts are made of.")
        case "empty":
            what = msg("{where} holds no data: every sheet is empty.", where=where)
            next_step = EXPORT_AGAIN
        case "no_such_sheet":
            what = msg("The file “{file}” has no sheet “{sheet}”.", file=file, sheet=sheet)
            next_step = msg("Take one of its sheets: {names}.", names=Joined(_names(given.get("names"))))
        case "never_calculated":
            what = msg("{where} holds formulas that were never calculated.", where=where)
            means = msg("The file keeps formulas without their results, so there are no numbers in it to read.")
            next_step = msg("Open the file in Excel or LibreOffice, wait for the results, save it, and bring it again.")
        case "locked_entry":
            what = msg("The archive “{file}” is protected by a password ({part}).", file=file,
                       part=str(given.get("part") or "?"))
            next_step = msg("Unpack it with its password, and bring the files.")
        case "nested":
            what = msg("The archive “{file}” holds another archive ({part}).", file=file,
                       part=str(given.get("part") or "?"))
            next_step = msg("Unpack the inner archive, and bring its files.")
        case "no_tables":
            what = msg("The archive “{file}” holds no table.", file=file)
            next_step = msg("Bring an archive of .csv, .tsv, .txt, .xlsx, .xls, .ods or .parquet files.")
        case "method":
            what = msg("The archive “{file}” is packed in a way that cannot be read ({part}).", file=file,
                       part=str(given.get("part") or "?"))
            next_step = msg("Pack it again as an ordinary zip, or bring the files themselves.")
        case "cannot_open":
            what = msg("{where} cannot be opened.", where=where)
            next_step = msg("Check that the file is there and may be read.")
        case _:
            what = msg("{where} cannot be read.", where=where)
    return WorkbookError(code, what, means, next_step)


def _names(value: object) -> list[str]:
    return [str(item) for item in value][:12] if isinstance(value, list | tuple) else []

"""The words of the page "Data": what things are called that the import knows by keys."""

from __future__ import annotations

from kam_core.i18n import Joined, Message, msg
from kam_core.ingest.book.tables import KNOWN
from kam_core.ingest.plan import Plan, Understood

LAYOUTS: dict[str, Message] = {
    "register": msg("Register: a line a row"),
    "months": msg("Months across"),
    "outline": msg("Outline: levels by indentation"),
}
ENCODINGS: dict[str, str] = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE", "cp1251": "Windows-1251", "cp866": "DOS 866",
    "latin-1": "Latin-1",
}
DELIMITERS: dict[str, Message] = {
    ",": msg("comma"), ";": msg("semicolon"), "\t": msg("tab"), "|": msg("vertical bar"),
}
DECIMALS: dict[str, Message] = {",": msg("comma: 1 234,56"), ".": msg("point: 1,234.56")}
ORDERS: dict[str, Message] = {
    "dmy": msg("day, month, year"), "mdy": msg("month, day, year"), "ymd": msg("year, month, day"),
}
MODES: dict[str, Message] = {
    "replace-period": msg("Replace the period that the file covers"),
    "add": msg("Add to what is there"),
    "replace-all": msg("Replace everything from this source"),
}
EVENTS: dict[bool, Message] = {
    True: msg("Events of a log: make one row of them"),
    False: msg("Requests of their own: leave them as they are"),
}
ACTIONS: dict[str, Message] = {
    "import": msg("Import"), "rebuild": msg("Rebuilt from the originals"), "demo": msg("Demo company"),
    "empty": msg("Empty ledger"), "restore": msg("Restored from a backup"),
}
WORKS: dict[str, Message] = {
    "look": msg("Looking at the files"), "import": msg("Importing"), "demo": msg("Building the demo company"),
    "preview": msg("Working out what would change"),
}
STEPS: dict[str, Message] = {
    "reading": msg("reading"), "checking": msg("checking"), "summing": msg("summing up for the pages"),
}
_MARKS: tuple[tuple[str, Message | str], ...] = (
    ("%d", msg("dd")), ("%m", msg("mm")), ("%Y", msg("yyyy")), ("%y", msg("yy")), ("%H:%M:%S", msg("h:m:s")),
    ("%H:%M", msg("h:m")), ("%I:%M:%S", msg("h:m:s")), ("%I:%M", msg("h:m")), ("%p", "AM/PM"), ("%B", msg("month in words")),
    ("%b", msg("month in words")), ("%z", ""),
)


def date_format(pattern: str) -> str:
    """A pattern of dates as people write it: dd.mm.yyyy · дд.мм.гггг."""
    if pattern == "serial":
        return str(msg("day numbers of Excel"))
    for mark, said in _MARKS:
        pattern = pattern.replace(mark, str(said))
    return pattern.strip()


def delimiter(sign: str) -> str:
    """A delimiter in words; itself where it has none."""
    return str(DELIMITERS.get(sign, f"“{sign}”"))


def how_read(each: Understood) -> list[str]:
    """How a file is read, a phrase each: layout, header, alphabet, delimiter, dates, decimal sign."""
    plan, rows = each.plan, each.rows
    said = [str(LAYOUTS.get(plan.layout, plan.layout))]
    if rows.titles is None and each.columns:
        said.append(str(msg("header in row {row}", row=plan.header_row + 1 + rows.skip_rows)))
    if rows.kind == "csv":
        said += [ENCODINGS.get(rows.encoding, rows.encoding), str(msg("columns by {sign}", sign=delimiter(rows.delimiter)))]
    patterns = dict.fromkeys(str(form["pattern"]) for form in plan.formats.values() if "pattern" in form)
    if patterns:
        shown = Joined([date_format(pattern) for pattern in patterns])
        said.append(str(msg("dates {formats}", formats=shown)))
    decimals = dict.fromkeys(decimal_of(plan))
    if len(decimals) == 1:
        said.append(str(msg("decimal comma") if "," in decimals else msg("decimal point")))
    return said


def decimal_of(plan: Plan) -> list[str]:
    """The decimal signs of the amounts; of other numbers where there are no amounts."""
    found = {field.partition(":")[0]: str(form["decimal"]) for field, form in plan.formats.items() if "decimal" in form}
    money = [column.name for column in KNOWN[plan.table].columns if column.kind == "money"] if plan.table in KNOWN else []
    return [found[field] for field in money if field in found] or list(found.values())


def table_name(key: str | None) -> str:
    """The label of a table; a dash for none."""
    return str(KNOWN[key].label) if key in KNOWN else "—"


def action(key: str) -> str:
    """What made a version."""
    return str(ACTIONS.get(key, key))

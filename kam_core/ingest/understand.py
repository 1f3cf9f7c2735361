"""What a sheet is: its header, its table, which column means what, how dates and numbers are written. Only looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kam_core.errors import KamError, MappingError, UsageError
from kam_core.i18n import Joined, Message, msg
from kam_core.ingest import headers as heads
from kam_core.ingest.blanks import is_missing
from kam_core.ingest.book.tables import KNOWN
from kam_core.ingest.constants import constant
from kam_core.ingest.dates import DateFormat, DateGuess, detect_date
from kam_core.ingest.expression import parse_expression
from kam_core.ingest.flags import is_flag
from kam_core.ingest.numbers import NumberFormat, detect_number
from kam_core.ingest.plan import Plan, Rows, SourceColumn, Understood
from kam_core.ledger.contract import Column, Table

SHOWN = 4
Values = Callable[[str], list[str]]
"""Values of a header, from the samples."""


@dataclass(frozen=True)
class Grid:
    """The columns of a sheet: headers, and the sampled values below each (None: empty)."""

    headers: list[str]
    values: dict[str, list[str | None]]

    def filled(self, header: str) -> list[str]:
        """Values that are there."""
        return [value for value in self.values.get(header, []) if value is not None and value.strip()]


def place_header(rows: Rows, plan: Plan, corrected: bool) -> Plan:
    """Where the header is, found by content unless somebody has said it."""
    if rows.titles is not None:
        return plan.with_(header_row=0, header_rows=0)
    if corrected:
        return plan
    guess = heads.find_header(_text(rows.sample))
    return plan.with_(header_row=guess.row, header_rows=guess.rows_spanned)


def grid(rows: Rows, plan: Plan) -> Grid:
    """Headers and sampled values of a sheet; a column without a header gets the name of its place."""
    if rows.titles is not None:
        names = list(rows.titles)
    else:
        names = heads.header_names(_text(rows.sample), heads.HeaderGuess(plan.header_row, plan.header_rows))
    body = rows.sample[plan.header_row + plan.header_rows :]
    filled = [row for row in body if any(cell for cell in row)]
    width = _width(filled, len(names))
    names = unique(names + [""] * (width - len(names)))[:width]
    lines = [row for row in filled + rows.more if len(row) == width]
    return Grid(names, {header: [row[i] for row in lines] for i, header in enumerate(names)})


def unique(names: Sequence[str]) -> list[str]:
    """Names that can be told apart."""
    seen: dict[str, int] = {}
    found = []
    for place, each in enumerate(names, 1):
        title = each.strip() or f"#{place}"
        seen[title] = seen.get(title, 0) + 1
        found.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return found


def _width(body: list[list[str | None]], header: int) -> int:
    """How many columns the data has: the header's number, unless most rows agree on another one."""
    if not body:
        return header
    widths = [len(row) for row in body]
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    return common if widths.count(common) > 0.5 * len(widths) else header


def _text(rows: Sequence[Sequence[str | None]]) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in rows]


def propose(sheet: Grid, plan: Plan, *, chosen: str | None, mapping: dict[str, str], inherited: dict[str, str]) -> Plan:
    """Table and mapping: what was said, else what the source has, else what headers and values tell."""
    samples = {header: sheet.filled(header)[:50] for header in sheet.headers}
    table = chosen or plan.table or heads.guess_table(sheet.headers, samples)
    if table is None:
        return plan.with_(mapping={**inherited, **mapping})
    guessed = {} if inherited else heads.guess_mapping(table, sheet.headers, samples)
    merged = {**guessed, **inherited, **mapping}
    if table == "sales" and not merged.get("revenue"):
        computed = heads.propose_revenue(sheet.headers, samples)
        if computed:
            merged["revenue"] = computed
    if table == "tickets" and not merged.get("opened_at") and merged.get("changed_at"):
        merged["opened_at"] = merged["changed_at"]
    if table == "accounts" and not merged.get("account_id") and merged.get("name"):
        merged["account_id"] = merged["name"]
    if table == "accounts" and not merged.get("name") and merged.get("account_id"):
        merged["name"] = merged["account_id"]
    missing = [field for field in KNOWN[table].required if field not in merged]
    merged |= heads.named_fields(table, sheet.headers, missing, merged.values())
    return plan.with_(table=table, mapping={field: target for field, target in merged.items() if target})


def decide_formats(
    sheet: Grid,
    plan: Plan,
    corrections: dict[str, dict[str, Any]],
    settle: Callable[[str, DateGuess], DateGuess],
    known: Mapping[str, dict[str, Any]] | None = None,
) -> tuple[Plan, list[Message], list[str]]:
    """How every mapped column is written. Gives the plan, what is doubtful, and the fields that somebody must decide.

    known: the formats of earlier files of the source; they decide numbers where a column leaves them open
    settle: looks through a whole column when the sample leaves its date format open
    """
    table, formats = KNOWN[plan.table or ""], dict(plan.formats)
    warnings: list[Message] = []
    questions: list[str] = []
    usual = _usual_numbers(sheet)
    for field, target in plan.mapping.items():
        column = table.column(field)
        said = corrections.get(field, {})
        hint = NumberFormat(said["decimal"]) if "decimal" in said else _known(known, field, usual)
        if target.startswith("="):
            constant(column, target)
        elif target == "@row" and column.kind not in ("text", "id"):
            raise UsageError(
                msg("The number of a row cannot be “{field}”.", field=field),
                next=msg("Choose a column, or give a constant."),
            )
        elif "pattern" in said:
            formats[field] = said
        elif column.kind == "text":
            words = {**(known or {}).get(field, {}).get("words", {}), **said.get("words", {})}
            formats[field] = {"words": words} if words else {}
        elif target in sheet.values:
            form, warning, ask = _format(column, target, sheet.filled(target), settle, said, hint)
            formats[field] = form
            warnings += [warning] if warning else []
            questions += [field] if ask else []
        elif column.kind in ("money", "number", "score", "whole") and not target.startswith("@"):
            for header in parse_expression(target, sheet.headers).columns:
                part = hint if "decimal" in said else _known(known, f"{field}:{header}", usual)
                guess = detect_number(sheet.filled(header), part)
                formats[f"{field}:{header}"] = asdict(guess.format if guess else NumberFormat())
    return plan.with_(formats=formats), warnings, questions


def _known(known: Mapping[str, dict[str, Any]] | None, field: str, usual: NumberFormat | None) -> NumberFormat | None:
    """How a field of numbers was written in earlier files of the source, else how this file writes numbers."""
    decimal = (known or {}).get(field, {}).get("decimal")
    return NumberFormat(decimal) if decimal else usual


def _usual_numbers(sheet: Grid) -> NumberFormat | None:
    """How the columns of a file write numbers where they leave no doubt: it decides for those that do (1C's 30,000)."""
    found: dict[str, list[NumberFormat]] = {}
    for header in sheet.headers:
        values = sheet.filled(header)
        guess = detect_number(values) if any("," in value or "." in value for value in values) else None
        if guess is not None and guess.certain and detect_date(values) is None:
            found.setdefault(guess.format.decimal, []).append(guess.format)
    return max(found.values(), key=len)[0] if found else None


def _format(
    column: Column,
    header: str,
    values: list[str],
    settle: Callable[[str, DateGuess], DateGuess],
    said: dict[str, Any],
    hint: NumberFormat | None,
) -> tuple[dict[str, Any], Message | None, bool]:
    if column.kind == "text":
        return {}, None, False
    if column.kind == "flag":
        strange = [value for value in values if not is_flag(value) and not is_missing(value)]
        if strange and len(strange) == len(values):
            raise MappingError(
                msg(
                    "The column “{header}” does not hold yes or no: {examples}.",
                    header=header,
                    examples=Joined([f"“{value}”" for value in strange[:3]]),
                ),
                next=msg("Choose another column for “{field}”.", field=column.name),
            )
        return {}, None, False
    if column.kind == "id":
        numeric = bool(values) and all(_whole(value) for value in values)
        return {"whole": True} if numeric and any("." in value for value in values) else {}, None, False
    values = [value for value in values if not is_missing(value)]
    if column.kind in ("date", "month", "time"):
        guess = detect_date(values)
        if guess is None and not values:
            return asdict(DateFormat()), None, False
        if guess is None:
            raise MappingError(
                msg(
                    "The column “{header}” does not hold dates: {examples}.",
                    header=header,
                    examples=Joined([f"“{value}”" for value in values[:3]]),
                ),
                next=msg("Choose another column for “{field}”, or give the format of its dates.", field=column.name),
            )
        if "order" in said:
            wanted = [form for form in (guess.format, *guess.alternatives) if _order(form.pattern) == said["order"]]
            return asdict(wanted[0] if wanted else guess.format), None, False
        if not guess.certain:
            guess = settle(header, guess)
        return asdict(guess.format), None, not guess.certain
    number = detect_number(values, hint)
    if number is None:
        if not values:
            return asdict(NumberFormat()), None, False
        raise MappingError(
            msg(
                "The column “{header}” does not hold numbers: {examples}.",
                header=header,
                examples=Joined([f"“{value}”" for value in values[:3]]),
            ),
            next=msg("Choose another column for “{field}”.", field=column.name),
        )
    warning = None
    if not number.certain:
        warning = msg(
            "Nothing in the column “{header}” tells a decimal sign from a thousands sign: {example} is read with "
            "“{decimal}” as the decimal sign. Check it.",
            header=header,
            example=f"“{values[0]}”",
            decimal=number.format.decimal,
        )
    return asdict(number.format), warning, False


def _order(pattern: str) -> str:
    """'dmy' of '%d/%m/%Y'."""
    return "".join(letter for letter in pattern.lower().replace("%b", "%m") if letter in "dmy")[:3]


def _whole(value: str) -> bool:
    head, _, tail = value.strip().partition(".")
    return head.isdigit() and not tail.strip("0")


def check_required(table: Table, plan: Plan, name: str, columns: Sequence[str]) -> KamError | None:
    """The error of a required column that nothing maps to."""
    missing = [field for field in table.required if not plan.mapping.get(field)]
    if not missing:
        return None
    labels = Joined([f"“{table.column(field).label}” ({field})" for field in missing])
    return MappingError(
        msg("{file}: no column was found for {fields}.", file=name, fields=labels),
        msg(
            "Nothing was changed. The file has the columns {columns}.",
            columns=Joined([f"“{header}”" for header in columns]),
        ),
        msg(
            "Choose the column, give a constant or an expression, or bring the file that holds it together with this one."
        ),
    )


def no_table(name: str, sheet: Grid) -> KamError:
    """The error of a file whose table cannot be told; where its headers tell one, the column whose values fail."""
    named = heads.guess_table(sheet.headers, {})
    if named is not None:
        try:
            decide_formats(sheet, propose(sheet, Plan(), chosen=named, mapping={}, inherited={}), {}, lambda _, guess: guess)
        except MappingError as error:
            return error
    return MappingError(
        msg("{file}: what it holds was not recognised.", file=name),
        msg(
            "Nothing was changed. The file has the columns {columns}.",
            columns=Joined([f"“{header}”" for header in sheet.headers]),
        ),
        msg("Choose the table: {tables}.", tables=Joined(list(KNOWN))),
    )


def ambiguous(name: str, plan: Plan, questions: Sequence[str], sheet: Grid) -> KamError:
    """The error of dates that can be read in two ways."""
    field = questions[0]
    header = plan.mapping[field]
    example = next(iter(sheet.filled(header)), "03/04/2026")
    return UsageError(
        msg(
            "{file}: dates like “{example}” in the column “{header}” can be read in two ways.",
            file=name,
            example=example,
            header=header,
        ),
        msg("Nothing was changed. Day and month never tell themselves apart in this file."),
        msg("Say which comes first: {day} or {month}.", day=f"--set {field}=dmy", month=f"--set {field}=mdy"),
    )


def shown_columns(sheet: Grid, plan: Plan) -> tuple[SourceColumn, ...]:
    """Every column with a few values, what they look like, and the field that it goes to."""
    fields = {target: field for field, target in plan.mapping.items()}
    found = []
    for header in sheet.headers:
        values = sheet.filled(header)
        looks = "text"
        if values and detect_number(values[:50]) is not None:
            looks = "number"
        if values and detect_date(values[:50]) is not None:
            looks = "date" if looks == "text" or fields.get(header) in ("date", "month", "issued") else looks
        samples = tuple(dict.fromkeys(values))[:SHOWN]
        found.append(SourceColumn(header, samples, looks, fields.get(header)))
    return tuple(found)


def failed(rows: Rows, plan: Plan, problem: KamError) -> Understood:
    """A sheet that cannot be imported as it stands, with the reason."""
    return Understood(rows, plan, (), problem=problem)

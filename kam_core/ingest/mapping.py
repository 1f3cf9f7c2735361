"""Which column is which field: by its name first, then by what it holds. A text never becomes money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kam_core.ingest.blanks import is_missing
from kam_core.ingest.date_guess import detect_date
from kam_core.ingest.flags import is_flag
from kam_core.ingest.names import NEUTRAL, factor, normalise, singular
from kam_core.ingest.numbers import NumberFormat, detect_number, parse_number
from kam_core.ingest.reasons import SCALES
from kam_core.ingest.synonyms import (
    COST_KINDS,
    DEALS,
    DISCOUNT,
    OPEN,
    PAYMENTS,
    PRICE,
    QUANTITY,
    STAGES,
    SYNONYMS,
    TELLING,
)
from kam_core.ingest.synonyms_book import DEAL_NAMES, OF_DEALS, PERSONS, TERM

Samples = Mapping[str, Sequence[str | None]]

CASES = frozenset(f"y{years}_{case}" for years in (1, 3, 5) for case in ("low", "base", "high"))
DATES = frozenset({
    "date", "since", "issued", "due", "paid_on", "opened_at", "resolved_at", "first_response_at", "closed_at", "month",
    "changed_at", "start", "end", "created", "expected", "closed", "left",
})
NUMBERS = frozenset({"revenue", "cost", "quantity", "amount", "paid", "score", "csat", "hours", "margin", "reopened",
                     "value", "notice_days", "probability", *CASES})
FLAGS = frozenset({"within_limit", "won", "without_tender", "auto_renewal"})
MONEY = frozenset({"revenue", "cost", "amount", "paid", "margin", "value", *CASES})
WEAK = frozenset({
    "сумма", "стоимость", "amount", "total", "value", "sum", "номер", "number", "всего", "итого", "order", "заказ",
    "реализация", "наименование", "название", "код", "группа", "description", "категория", "category",
})
CLIENTS = frozenset(SYNONYMS["sales"]["account"])
ABOUT = frozenset({"group_name", "industry", "region", "segment", "since", "status"})
SHARED = frozenset({"tax_id"})
"""Fields that may take a column that another field has taken: a tax number may be the client's only code."""


@dataclass(frozen=True)
class FieldGuess:
    """What a field is taken from.

    target: a header, or an expression over it; certain: False where the name matches in part, or another one does too
    header: the column itself
    """

    target: str
    certain: bool = True
    header: str = ""


def guess_mapping(table: str, headers: Sequence[str], samples: Samples) -> dict[str, str]:
    """field → header (or expression) for the columns of a table that were recognised."""
    return {field: guess.target for field, guess in guess_fields(table, headers, samples).items()}


def named_fields(table: str, headers: Sequence[str], fields: Sequence[str], taken: Iterable[str]) -> dict[str, str]:
    """field → header by the name alone, whatever the values: so that a message can say which values cannot be read."""
    found: dict[str, str] = {}
    for field in fields:
        named = _fitting(field, SYNONYMS[table][field], headers, {}, True, {*taken, *found.values()})
        if named:
            found[field] = _scaled(field, named[0])
    return found


def guess_fields(table: str, headers: Sequence[str], samples: Samples) -> dict[str, FieldGuess]:
    """field → what it is taken from, and whether that is certain.

    headers: names of the columns; samples: header → some of its values (empty: the name alone decides)
    """
    found: dict[str, FieldGuess] = {}
    taken: set[str] = set()
    for exactly in (True, False):
        for field, names in SYNONYMS[table].items():
            if field in found:
                continue
            fitting = _fitting(field, names, headers, samples, exactly, set() if field in SHARED else taken)
            if fitting:
                target = fitting[0]
                found[field] = FieldGuess(_scaled(field, target), exactly and _alone(field, fitting), target)
                taken.add(target)
    if table == "sales" and "account" not in found and {"product", "quantity"} <= set(found):
        client = next((header for header in headers if normalise(header) == "name" and header not in taken), None)
        found |= {"account": FieldGuess(client, False, client)} if client else {}
    if table == "invoices" and "amount" in found and "paid" not in found:
        found |= _paid(found["amount"], headers, samples, taken)
    return {field: found[field] for field in SYNONYMS[table] if field in found}


def _paid(amount: FieldGuess, headers: Sequence[str], samples: Samples, taken: set[str]) -> dict[str, FieldGuess]:
    """What is paid, from what is still open."""
    fitting = _fitting("paid", OPEN, headers, samples, True, taken)
    if not fitting:
        return {}
    whole, left = (
        _quoted(target) if target == header else target
        for target, header in ((amount.target, amount.header), (_scaled("paid", fitting[0]), fitting[0]))
    )
    return {"paid": FieldGuess(f"{whole}-{left}", False, fitting[0])}


def _fitting(
    field: str, names: Sequence[str], headers: Sequence[str], samples: Samples, exactly: bool, taken: set[str]
) -> list[str]:
    """Headers that may be this field, the likeliest first."""
    ranks = {name: rank for rank, name in enumerate(names)}
    ranked: list[tuple[int, int, str]] = []
    for place, header in enumerate(headers):
        if header in taken:
            continue
        rank = _rank(normalise(header), ranks, exactly)
        if rank is not None and _holds(field, samples.get(header, ())):
            ranked.append((rank, place, header))
    return [header for _, _, header in sorted(ranked)]


def _rank(name: str, ranks: Mapping[str, int], exactly: bool) -> int | None:
    """Place of a name among the synonyms; not exactly: without neutral words, or a merged header's last part."""
    if exactly:
        return min((ranks[each] for each in (name, singular(name)) if each in ranks), default=None)
    words = [word for word in singular(name).split() if word not in NEUTRAL]
    reduced = " ".join(words)
    if reduced in ranks:
        return ranks[reduced]
    return None


def _alone(field: str, fitting: Sequence[str]) -> bool:
    """Whether nothing else could be meant: for money a second candidate is a doubt."""
    return len(fitting) == 1 or field not in MONEY


def _holds(field: str, values: Sequence[str | None]) -> bool:
    """Whether the values of a column can be this field's."""
    filled = [value for value in values if not is_missing(value)]
    if not filled:
        return True
    if field in NUMBERS:
        number = detect_number(filled)
        return number is not None and (field != "csat" or _on_scale(field, filled, number.format))
    if field in DATES:
        return detect_date(filled) is not None
    if field in FLAGS:
        return all(is_flag(value) for value in filled if value)
    return True


def _on_scale(field: str, values: Sequence[str | None], form: NumberFormat) -> bool:
    """Whether answers lie on the scale of their field: a satisfaction of ten points is not one of five."""
    low, high = SCALES[field]
    numbers = [parse_number(value, form) for value in values]
    return all(low <= number <= high for number in numbers if number is not None)


def _scaled(field: str, header: str) -> str:
    """'Выручка, тыс. руб.' is multiplied, so that the ledger holds whole units of money."""
    times = factor(header) if field in MONEY else 1
    if times == 1:
        return header
    name = f"[{header}]" if '"' in header else f'"{header}"'
    return f"{name}*{times}"


def propose_revenue(headers: Sequence[str], samples: Samples | None = None) -> str | None:
    """Quantity*UnitPrice, less the discount where there is one, in the names of the file; None where they are missing.

    samples: header → values; a discount above 1 is taken for per cent
    """
    quantity, price = _named(headers, QUANTITY), _named(headers, PRICE)
    if quantity is None or price is None:
        return None
    text = f"{_quoted(quantity)}*{_quoted(price)}"
    discount = _named(headers, DISCOUNT)
    if discount is None:
        return text
    return f"{text}*(1-{_quoted(discount)}{'/100' if _in_percent((samples or {}).get(discount, ())) else ''})"


def _named(headers: Sequence[str], names: Sequence[str]) -> str | None:
    folded = {singular(normalise(header)): header for header in reversed(headers)}
    return next((folded[name] for name in names if name in folded), None)


def _quoted(header: str) -> str:
    return header if header.isidentifier() else f"[{header}]" if '"' in header else f'"{header}"'


def _in_percent(values: Sequence[str | None]) -> bool:
    guess = detect_number(values)
    if guess is None or guess.percent:
        return False
    numbers = [parse_number(value, guess.format) for value in values]
    return any(number is not None and number > 1 for number in numbers)


def guess_table(headers: Sequence[str], samples: Samples) -> str | None:
    """The table that a sheet is, told by the columns that only it has; None where nothing tells.

    A sheet that lacks a required column is still told when its other columns leave no doubt, so that the message can
    name what is missing.
    """
    fields = {table: guess_fields(table, headers, samples) for table in SYNONYMS}
    sales, priced = fields["sales"], propose_revenue(headers) is not None
    goods = {"product", "product_id", "quantity"} & _strong(sales)
    money = "revenue" in sales or priced
    account = "account" in sales
    names = {singular(normalise(header)) for header in headers}
    staged = names & STAGES and money and not _is_list(fields["accounts"])
    if names & PAYMENTS and not goods:
        return None
    if (book := _of_the_book(fields, names, priced or "quantity" in sales)) is not None:
        return book
    if (names & DEALS or staged) and not goods:
        return None
    if _tells("nps", "score", fields) and not money and not {"opened_at", "resolved_at"} <= set(fields["tickets"]):
        return "nps"
    if _is_tickets(fields["tickets"]) and not money:
        return "tickets"
    if account and {"due", "paid", "paid_on"} & set(fields["invoices"]) and "amount" in fields["invoices"] and not goods:
        return "invoices"
    if account and _tells("targets", "revenue", fields) and "month" in fields["targets"] and not goods and (
        "revenue" not in _strong(sales)
    ):
        return "targets"
    told = "amount" in fields["costs"] and (
        _tells("costs", "amount", fields) or "hours" in fields["costs"] or bool(names & COST_KINDS)
    )
    # An amount beside a cost is what was sold for it.
    sold = {"revenue", "cost"} <= set(sales)
    if account and told and "revenue" not in _strong(sales) and not goods and not priced and not sold:
        return "costs"
    if money and "date" in sales and (account or goods or "document" in sales):
        return "sales"
    if money and account and (priced or goods or "revenue" in _strong(sales)) and not _is_list(fields["accounts"]):
        return "sales"
    if _tells("invitations", "date", fields) and {"respondent", "account"} & set(fields["invitations"]):
        return "invitations"
    trade = goods or priced or (money and "date" in sales) or "document" in _strong(sales)
    return "accounts" if not trade and _is_accounts(fields["accounts"]) else None


def _of_the_book(fields: Mapping[str, Mapping[str, FieldGuess]], names: set[str], lines: bool) -> str | None:
    """Contacts, opportunities or contracts, where columns that only these have say so. lines: of goods, with quantities"""
    if lines:
        return None
    deal, term, person = fields["opportunities"], fields["contracts"], fields["contacts"]
    told = len({"stage", "probability", "expected", "amount"} & set(deal))
    if names & (DEALS | DEAL_NAMES) and names & OF_DEALS and ("account" in deal or ("name" in deal and told >= 2)):
        return "opportunities"
    if len(names & TERM) >= 2 and {"start", "end"} <= set(term) and "account" in term:
        return "contracts"
    card = {"email", "phone", "position", "role", "influence", "attitude"} & set(person)
    named = "name" in person and singular(normalise(person["name"].header)) in PERSONS
    asked = {"score", "csat", "comment", "survey"} & set(fields["nps"]) or _tells("invitations", "date", fields)
    listed = {"account_id", "name"} <= set(fields["accounts"]) and bool(ABOUT & set(fields["accounts"]))
    if named and card and not asked and not listed and "ticket_id" not in fields["tickets"]:
        return "contacts" if "account" in person or len(card) > 1 else None
    return None


def _tells(table: str, field: str, fields: Mapping[str, Mapping[str, FieldGuess]]) -> bool:
    """Whether a field was found by a name that only this table has."""
    guess = fields[table].get(field)
    if guess is None:
        return False
    return singular(normalise(guess.header)) in TELLING[table][field]


def _strong(found: Mapping[str, FieldGuess]) -> set[str]:
    """Fields found by a name that is not also a name of something else."""
    return {
        field for field, guess in found.items()
        if singular(normalise(guess.header)) not in WEAK
    }


def _is_tickets(found: Mapping[str, FieldGuess]) -> bool:
    marks = {"ticket_id", "resolved_at", "priority", "status", "closed_at", "first_response_at", "reopened"}
    begins = "opened_at" in found or {"changed_at", "ticket_id"} <= set(found)
    return begins and len(marks & set(found)) >= 2


def _is_accounts(found: Mapping[str, FieldGuess]) -> bool:
    """A name or code that only clients have, and something about them; ID and Name alone may be anybody's."""
    own = {"account_id", "name"} & set(found)
    about = set(found) - own
    clients = {singular(normalise(found[field].header)) for field in own} & CLIENTS
    return (len(own) == 2 and bool(clients or about)) or bool(clients and about)


def _is_list(found: Mapping[str, FieldGuess]) -> bool:
    """Whether several columns describe clients: then a sum beside them is one more thing about a client."""
    return len(ABOUT & set(found)) > 1

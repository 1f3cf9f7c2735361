"""Small ledgers of every shape that a page must bear, built without files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kam_core.ledger import Store
from kam_core.scope import add_months

FIRST = datetime.date(2023, 1, 1)
MONTHS = 30
DAY = datetime.timedelta(days=1)
HOSTILE = '<b>Рога & "Копыта"</b> :red[x] [a](http://b) $1$ =1+1'
"""A client's name that is markup in every language there is."""


@dataclass(frozen=True)
class Shape:
    """What a ledger holds. clients: with sales; groups: two entities a group; sign: of every line"""

    clients: int = 12
    cost: bool = True
    groups: bool = True
    serve: bool = True
    sign: int = 1
    lines: bool = True
    unnamed: bool = True
    demo: bool = False
    invoices: bool = True


SHAPES: dict[str, Shape | None] = {
    "none": None,
    "empty": Shape(lines=False),
    "whole": Shape(),
    "made-up": Shape(demo=True),
    "without cost": Shape(cost=False, serve=False, invoices=False),
    "without groups": Shape(groups=False),
    "one client": Shape(clients=1, groups=False, unnamed=False),
    "only returns": Shape(sign=-1),
}


class Folders(dict[str, Path]):
    """Data folders by shape, each made when it is first asked for. To be read, not changed."""

    def __init__(self, make: Callable[[str], Path]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, shape: str) -> Path:
        self[shape] = self._make(shape)
        return self[shape]


def build(data: Path, name: str) -> Path:
    """A data folder with the ledger of this name; untouched for "none". Returns the folder."""
    shape = SHAPES[name]
    if shape is not None:
        with Store(data).draft("test", fresh=True, demo=shape.demo) as building:
            insert(building.draft, "accounts", accounts(shape))
            insert(building.draft, "sales", sales(shape) if shape.lines else ())
            insert(building.draft, "costs", costs(shape) if shape.serve and shape.lines else ())
            insert(building.draft, "invoices", invoices(shape) if shape.invoices and shape.lines else ())
            building.publish("test")
    return data


def made(data: Path, **tables: Iterable[dict[str, object]]) -> Path:
    """A data folder with a ledger of these rows, by fact table. Returns the folder."""
    with Store(data).draft("test", fresh=True) as building:
        for table, rows in tables.items():
            insert(building.draft, table, rows)
        building.publish("test")
    return data


def lines(names: str, *rows: tuple[object, ...]) -> list[dict[str, object]]:
    """Rows as mappings; names: of their columns, by spaces."""
    return [dict(zip(names.split(), row, strict=True)) for row in rows]


def extend(data: Path, **changes: object) -> str:
    """Another version with a changed ledger, as an import by another process makes it. Returns its name."""
    shape = replace(Shape(), **changes)  # type: ignore[arg-type]
    with Store(data).draft("test", fresh=True) as building:
        insert(building.draft, "accounts", accounts(shape))
        insert(building.draft, "sales", sales(shape))
        return building.publish("test").version


def accounts(shape: Shape) -> Iterable[dict[str, object]]:
    """Clients C01, C02, …; with groups, two and two belong together."""
    for number in range(1, shape.clients + 1):
        group = (number + 1) // 2
        yield {
            "account_id": f"C{number:02d}", "name": HOSTILE if number == 2 else f"Client {number:02d}",
            **({"group_id": f"G{group:02d}", "group_name": HOSTILE if group == 1 else f"Group {group:02d}"}
               if shape.groups else {}),
            "region": ("North", "South", "NA")[number % 3], "segment": ("Large", "Small")[number % 2],
            "industry": "Trade", "manager": ("Ivanova", "Petrov")[number % 2], "since": FIRST, "status": "active",
        }


def sales(shape: Shape) -> Iterable[dict[str, object]]:
    """A line a client and month: client n buys for 100,000 / n, a tenth more each year, at a cost of 70 %."""
    for place in range(MONTHS):
        month = add_months(FIRST, place)
        for number in range(1, shape.clients + 1):
            revenue = round(shape.sign * 100_000 / number * (1 + 0.1 * (place // 12)), 2)
            yield {
                "account": f"C{number:02d}", "date": add_months(month, 1) - DAY, "revenue": revenue,
                "cost": round(revenue * 0.7, 2) if shape.cost else None, "quantity": shape.sign * number,
                "category": ("A", "B")[number % 2], "unit": ("Steel", "Parts")[number % 2],
                "manager": ("Ivanova", "Petrov")[number % 2], "currency": "RUB", "document": f"{place}-{number}",
            }
        if shape.unnamed:
            yield {"account": None, "date": add_months(month, 1) - DAY, "revenue": shape.sign * 500, "currency": "RUB"}


def costs(shape: Shape) -> Iterable[dict[str, object]]:
    """Costs to serve of the first client: 1,000 a month."""
    for place in range(MONTHS):
        yield {"account": "C01", "date": add_months(FIRST, place), "amount": 1000}


def invoices(shape: Shape) -> Iterable[dict[str, object]]:
    """The last line of each client, unpaid, due a month later; and one of the first client, half paid, due half a year ago."""
    last = add_months(FIRST, MONTHS) - DAY
    for number in range(1, shape.clients + 1):
        yield {"account": f"C{number:02d}", "issued": last, "due": last + 30 * DAY, "amount": 120_000 // number, "paid": 0}
    yield {"account": "C01", "issued": add_months(FIRST, MONTHS - 7), "due": add_months(FIRST, MONTHS - 6), "amount": 5000,
           "paid": 2500, "paid_on": add_months(FIRST, MONTHS - 5)}


def insert(draft: object, table: str, rows: Iterable[dict[str, object]]) -> None:
    """Put rows into a fact table of a draft, many at a time; columns that a row leaves out are null."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = ", ".join(f'"{name}"' for name in names)
    for start in range(0, len(rows), 500):
        some = rows[start:start + 500]
        marks = ", ".join(f"({', '.join('?' * len(names))}, 1)" for _ in some)
        values = [row.get(name) for row in some for name in names]
        draft.run(f"insert into {table} ({columns}, file_id) values {marks}", values)  # type: ignore[attr-defined]

"""A sales register of any length, as 1C would export it, to measure imports with."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kam_core.demo.columns import Array, dates, money, pick, texts
from kam_core.demo.files import csv_rows
from kam_core.demo.words import words
from kam_core.scope import add_months

HEADERS = ("Дата", "Документ", "Контрагент", "Артикул", "Номенклатура", "Категория", "Количество", "Сумма",
           "Себестоимость", "Подразделение", "Менеджер")
CHUNK = 250_000
PRODUCTS = 5_000
UNITS = ("Инженерный", "Электро", "Снабжение")
LAST = datetime.date(2026, 11, 1)
"""The day after the last one: fixed, so that two benches read the same file."""


def write_register(path: Path, lines: int, accounts: int = 5_000, months: int = 36, seed: int = 1) -> None:
    """Write a register of ``lines`` lines, ordered by date, in constant memory.

    UTF-8, semicolons, decimal comma, dd.mm.yyyy, the columns of HEADERS. Client sizes follow a power law; a client has
    one manager and mostly one unit; 1.5 % of the lines return a part of the line before, 0.2 % name no client, 0.3 % have
    no cost.
    """
    rng = np.random.default_rng(seed)
    stock = _Stock(rng, accounts, months)
    with path.open("wb", buffering=1 << 22) as file:
        file.write((";".join(HEADERS) + "\n").encode())
        document = 0
        for start in range(0, lines, CHUNK):
            count = min(CHUNK, lines - start)
            new = rng.random(count) < 0.2
            new[0] = True  # documents do not cross chunks
            numbers = document + np.cumsum(new)
            document = int(numbers[-1])
            place = np.linspace(start / lines, (start + count) / lines, count, endpoint=False)
            file.write(csv_rows(stock.columns(rng, new, numbers, place), ";"))


def write_accounts(path: Path, accounts: int = 5_000, seed: int = 1) -> None:
    """Write the list of the clients that a register of this size and seed is drawn from: name, region, segment, manager."""
    rng = np.random.default_rng(seed)
    stock = _Stock(rng, accounts, 1)
    regions, segments = pa.array(["Север", "Юг", "Запад", "Восток"]), pa.array(["Крупные", "Средние", "Малые"])
    columns = [
        texts("К-{:07d}", np.arange(accounts)), stock.names, pick(regions, rng.integers(0, 4, accounts)),
        pick(segments, np.minimum(2, np.arange(accounts) * 20 // accounts)), pick(stock.managers, stock.manager),
    ]
    with path.open("wb", buffering=1 << 22) as file:
        file.write("Код клиента;Наименование;Регион;Сегмент;Менеджер\n".encode())
        file.write(csv_rows(columns, ";"))


class _Stock:
    """What the lines are drawn from: clients with their habits, goods with their prices, days with their weights."""

    def __init__(self, rng: np.random.Generator, accounts: int, months: int) -> None:
        said = words("ru")
        self.days = np.arange(
            np.datetime64(add_months(LAST, -months)), np.datetime64(LAST), dtype="datetime64[D]"
        ).astype(np.int64)
        weight = np.where((self.days + 3) % 7 < 5, 1.0, 0.1) * np.linspace(1, 1.4, len(self.days))
        self.upto = np.cumsum(weight) / weight.sum()
        sizes = (np.arange(accounts) + 2.0) ** -0.8
        self.clients = np.cumsum(sizes) / sizes.sum()
        stems = said.stems
        self.names = pa.array([
            # every third name stands in straight quotes, which a CSV file must double
            ('ООО "{} {}"' if n % 3 == 0 else "ООО «{} {}»").format(stems[n % len(stems)], n) for n in range(accounts)
        ])
        self.manager = rng.integers(0, len(said.managers), accounts)
        self.unit = rng.integers(0, len(UNITS), accounts)
        self.taste = rng.integers(0, len(said.goods), (accounts, 3))
        self.managers, self.units = pa.array([name.split()[0] for name in said.managers]), pa.array(UNITS)
        self.categories = pa.array([kind.name for kind in said.goods])
        self.margin = np.array([kind.margin for kind in said.goods])
        each = PRODUCTS // len(said.goods)
        self.each = each
        goods = [kind.items[i % len(kind.items)] for kind in said.goods for i in range(each)]
        self.goods = pa.array([f"{name.format(sizes[i % 3][0])}-{i % each}" for i, (name, sizes) in enumerate(goods)])
        self.price = np.array([sizes[i % 3][1] * 100 for i, (_, sizes) in enumerate(goods)])
        self.articles = texts("А-{:05d}", np.arange(len(goods)))

    def columns(self, rng: np.random.Generator, new: Array, numbers: Array, place: Array) -> list[pa.Array]:
        """The columns of one chunk, as text. new: marks first lines of documents; place: 0-1 through the period."""
        count = len(new)
        whole = np.cumsum(new) - 1
        documents = int(whole[-1]) + 1
        day = self.days[np.searchsorted(self.upto, place[new], side="right")][whole]
        buyer = np.searchsorted(self.clients, rng.random(documents))
        unit = np.where(rng.random(documents) < 0.9, self.unit[buyer], rng.integers(0, len(self.units), documents))
        named = (rng.random(documents) >= 0.002)[whole]
        account = buyer[whole]
        category = self.taste[account, rng.integers(0, 3, count)]
        product = category * self.each + (rng.random(count) ** 2 * self.each).astype(np.int64)
        quantity = 1 + (rng.exponential(12, count)).astype(np.int64)
        price = np.round(self.price[product] * (0.9 + 0.2 * rng.random(count))).astype(np.int64)
        # a part of the line before comes back, so that no client is left with returns alone
        back = np.flatnonzero((rng.random(count) < 0.017) & ~new)
        back = back[quantity[back - 1] > 1]
        back = back[np.diff(back, prepend=-9) > 1]
        product[back], category[back], price[back] = product[back - 1], category[back - 1], price[back - 1]
        quantity[back] = -(quantity[back - 1] // 2)
        revenue = quantity * price
        cost = np.round(revenue * (1 - self.margin[category]) * (0.97 + 0.06 * rng.random(count))).astype(np.int64)
        first, each = np.unique(day, return_inverse=True)
        return [
            pick(pc.strftime(dates(first), "%d.%m.%Y"), each),
            texts("РТ-{:08d}", numbers),
            _dictionary(self.names, account, named),
            _dictionary(self.articles, product),
            _dictionary(self.goods, product),
            _dictionary(self.categories, category),
            pa.array(quantity).cast(pa.string()),
            _amounts(revenue),
            _amounts(cost, rng.random(count) >= 0.003),
            _dictionary(self.units, unit[whole]),
            _dictionary(self.managers, self.manager[account], named),
        ]


def _dictionary(values: pa.Array, index: Array, known: Array | None = None) -> pa.Array:
    mask = None if known is None else ~known
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32), mask=mask), values)


def _amounts(kopecks: Array, known: Array | None = None) -> pa.Array:
    return pc.replace_substring(money(kopecks, known).cast(pa.string()), ".", ",")

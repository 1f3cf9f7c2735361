"""How long an import takes, and how much memory, beside the plainest reading of the same file."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from pathlib import Path

import pyarrow.csv
import xlsxwriter

from bench.process import Run, measure
from bench.report import Report
from kam_core.demo.register import HEADERS, write_accounts, write_register

BARE_CSV = """
import duckdb, sys
with duckdb.connect(sys.argv[2]) as plain:
    plain.execute("create table t as select * from read_csv(?)", [sys.argv[1]])
"""
BARE_XLSX = "import fastexcel, sys; fastexcel.read_excel(sys.argv[1]).load_sheet(0, dtypes='string').to_arrow()"


class Imports:
    """Benches of imports in a work folder; ``root`` is the checkout."""

    def __init__(self, root: Path, work: Path, report: Report) -> None:
        self.root, self.work, self.report = root, work, report

    def register(self, lines: int, accounts: int = 5_000) -> Path:
        """The register of this length and this many clients, written once."""
        path = self.work / (f"register-{lines}.csv" if accounts == 5_000 else f"register-{lines}-{accounts}.csv")
        if not path.exists():
            print(f"writing {path.name}", flush=True)
            write_register(path.with_suffix(".new"), lines, accounts)
            path.with_suffix(".new").replace(path)
        return path

    def bring(self, path: Path, data: Path, fresh: bool = True, table: str | None = None) -> Run:
        """Import by the command line, and see that all lines are accounted for. table: where it is to be told"""
        if fresh:
            shutil.rmtree(data, ignore_errors=True)
        more = ["--table", table] if table else []
        run = measure([sys.executable, "-m", "kam_core", "import", str(path), "--data", str(data), "--json", *more], self.root)
        made = json.loads(run.out)
        if made["read"] != made["loaded"] + made["folded"] + made["repeated"] + made["quarantined"] + made["skipped"]:
            raise SystemExit(f"lines are lost: {made}")
        return run

    def clients(self, lines: int, accounts: int) -> Path:
        """A data folder with a register and the list of this many clients; built once."""
        data = self.work / f"data-{lines}-{accounts}"
        if not (data / "ledger" / "CURRENT").exists():
            known = self.work / f"accounts-{accounts}.csv"
            write_accounts(known, accounts)
            self.bring(self.register(lines, accounts), data)
            self.bring(known, data, fresh=False)
        return data

    def bare(self, code: str, *arguments: str) -> Run:
        """The plainest reading, in a process of its own."""
        return measure([sys.executable, "-c", code, *arguments], self.work)

    def csv(self, lines: int, rounds: int) -> Path:
        """(a) and (c): the register against DuckDB alone, its memory, and the same file again. Gives the data folder."""
        path, data = self.register(lines), self.work / f"data-{lines}"
        _settle(path)
        ours, plain = [], []
        for _ in range(rounds):
            made = self.work / "bare.duckdb"
            made.unlink(missing_ok=True)
            plain.append(self.bare(BARE_CSV, str(path), str(made)))
            made.unlink()
            ours.append(self.bring(path, data))
        name = f"import of {lines:,} lines"
        wall, bare = (statistics.median(run.wall for run in runs) for runs in (ours, plain))
        peak = max(run.peak for run in ours)
        self.report.add(f"{name}: bare read_csv", bare, "s")
        self.report.add(f"{name}: bare read_csv, memory", max(run.peak for run in plain), "MB")
        self.report.add(f"{name}: Kamerton", wall, "s")
        self.report.add(f"{name}: times bare", wall / bare, "x", 2.0)
        self.report.add(f"{name}: processor time, times bare", _cpu(ours) / _cpu(plain), "x")
        self.report.add(f"{name}: peak memory", peak, "MB", 3 * 1024)
        again = min((self.bring(path, data, fresh=False) for _ in range(3)), key=lambda run: run.wall)
        if json.loads(again.out)["loaded"]:
            raise SystemExit("the same file was loaded twice")
        self.report.add(f"{name}: the same file again", again.wall, "s", 1.0)
        return data

    def memory(self, lines: int) -> None:
        """Peak memory at a tenth, a half and all of the lines: it must level off."""
        peaks = []
        for count in (lines // 10, lines // 2, lines):
            peaks.append(self.bring(self.register(count), self.work / "data-memory").peak)
            self.report.add(f"memory of an import of {count:,} lines", peaks[-1], "MB", 3 * 1024)
        self.report.add("memory, all lines against half of them", peaks[2] / peaks[1], "x", 1.15)
        shutil.rmtree(self.work / "data-memory")

    def workbook(self, rows: int, rounds: int) -> None:
        """(b): an .xlsx of 12 columns against fastexcel alone."""
        path, data = self.work / f"workbook-{rows}.xlsx", self.work / "data-workbook"
        if not path.exists():
            print(f"writing {path.name}", flush=True)
            _workbook(self.register(rows), path)
        _settle(path)
        ours, plain = [], []
        for _ in range(rounds):
            plain.append(self.bare(BARE_XLSX, str(path)))
            ours.append(self.bring(path, data))
        wall, bare = (statistics.median(run.wall for run in runs) for runs in (ours, plain))
        name = f"import of .xlsx, {rows:,} rows x 12"
        self.report.add(f"{name}: bare fastexcel", bare, "s")
        self.report.add(f"{name}: Kamerton", wall, "s")
        self.report.add(f"{name}: times bare", wall / bare, "x", 2.0)
        self.report.add(f"{name}: processor time, times bare", _cpu(ours) / _cpu(plain), "x")
        self.report.add(f"{name}: peak memory", max(run.peak for run in ours), "MB", 3 * 1024)


def _settle(path: Path) -> None:
    """Let the disk finish what it was given, and hold the file in memory, so that the first to read it does not pay."""
    os.sync()
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _cpu(runs: list[Run]) -> float:
    """What the machine's other work changes least."""
    return statistics.median(run.cpu for run in runs)


def _workbook(register: Path, path: Path) -> None:
    """The register as a workbook with typed cells, and a currency as its twelfth column."""
    text = pyarrow.csv.read_csv(
        register, parse_options=pyarrow.csv.ParseOptions(delimiter=";"),
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(HEADERS, "string"), strings_can_be_null=False),
    ).to_pydict()
    numbers = {"Количество", "Сумма", "Себестоимость"}
    book = xlsxwriter.Workbook(str(path.with_suffix(".new")), {"strings_to_urls": False})
    sheet = book.add_worksheet("Продажи")
    sheet.write_row(0, 0, [*HEADERS, "Валюта"])
    for column, header in enumerate(HEADERS):
        for row, value in enumerate(text[header], 1):
            if header in numbers and value:
                sheet.write_number(row, column, float(value.replace(",", ".")))
            elif value:
                sheet.write_string(row, column, value)
    for row in range(1, len(text["Дата"]) + 1):
        sheet.write_string(row, len(HEADERS), "RUB")
    book.close()
    path.with_suffix(".new").replace(path)

"""The command line, run in this process or as a process of its own, over a data folder of the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kam_core.cli import main
from kam_core.i18n import set_language

REGISTER = """Клиент;Дата;Сумма;Себестоимость;Количество;Подразделение
ООО «Ромашка»;05.01.2024;1 000,50;600,00;10;Север
ООО «Ромашка»;15.02.2024;2 000,00;1 500,00;20;Юг
ЗАО Василёк;20.02.2024;500,00;400,00;5;Север
ЗАО Василёк;28.02.2024;-100,00;-80,00;-1;Север
;29.02.2024;50,00;;1;Юг
"""
"""Five lines: revenue 3,450.50, of it 50.00 without a client; cost 2,420.00; quantity 35."""


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """English, unless a test says otherwise."""
    monkeypatch.setenv("KAM_LANGUAGE", "en")
    yield
    set_language("en")


@pytest.fixture
def data(tmp_path) -> Path:
    """A data folder with nothing in it."""
    return tmp_path / "data"


@pytest.fixture
def register(tmp_path) -> Path:
    """The register above as a file."""
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, "utf-8")
    return path


@pytest.fixture
def run(data, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process: (exit code, standard output, standard error)."""

    def command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([*map(str, arguments), "--data", str(data)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def gives(run) -> Callable[..., Any]:
    """Runs a command with --json that must succeed; gives its object."""

    def command(*arguments: object) -> Any:
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, ""), err
        return json.loads(out)

    return command


@pytest.fixture
def refuses(run) -> Callable[..., str]:
    """Runs a command that must fail with a code: what, means, next on standard error, nothing else anywhere."""

    def command(code: int, *arguments: object) -> str:
        got, out, err = run(*arguments)
        assert got == code, err
        assert out == ""
        assert len(err.splitlines()) == 3, err
        return err

    return command

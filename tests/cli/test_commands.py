"""Every command of the ledger's care and of questions: exit codes, JSON, words."""

from __future__ import annotations

import json

import pytest

from kam_core.cli import main

COMMANDS = ("demo", "import", "ask", "measures", "keys", "versions", "rollback", "rebuild", "check", "backup", "restore")


@pytest.fixture
def two(gives, register):
    """A ledger of two versions: 3,450.50, then 3,750.50."""
    gives("import", register, "--source", "shop")
    other = register.with_name("other.csv")
    other.write_text("client,date,amount\nLily,2024-02-15,300\n")
    gives("import", other, "--source", "web")


def total(gives):
    return gives("ask", "concentration", "--all")["summary"]["revenue_total"]


def test_versions_and_rollback(gives, two, refuses, run):
    listed = gives("versions")
    assert listed["current"] == "000002"
    assert [(each["version"], each["parent"], each["action"]) for each in listed["versions"]] == [
        ("000001", None, "import"), ("000002", "000001", "import")]
    assert gives("rollback", "000001")["version"] == "000001"
    assert total(gives) == 3450.5
    assert "* 000001" in run("versions")[1]
    gives("rollback", "000002")
    assert total(gives) == 3750.5
    assert "000001, 000002" in refuses(1, "rollback", "000009")


def test_rebuild_gives_the_same_ledger_from_the_originals(gives, two, register):
    before = gives("ask", "concentration", "--all")
    register.unlink()
    assert gives("rebuild")["version"] == "000003"
    after = gives("ask", "concentration", "--all")
    assert after["rows"] == before["rows"]
    assert after["summary"] == before["summary"]
    assert gives("check")["ok"]


def test_check_finds_a_lost_original(gives, two, run, data):
    assert gives("check")["ok"]
    next((data / "imports").glob("*.zst")).unlink()
    code, out, _ = run("check", "--json")
    found = json.loads(out)
    assert (code, found["ok"]) == (1, False)
    assert [each["check"] for each in found["findings"] if not each["ok"]] == ["originals"]


def test_backup_and_restore(gives, two, tmp_path, refuses):
    archive = tmp_path / "all.zip"
    assert gives("backup", archive)["files"] >= 6
    gives("rollback", "000001")
    assert gives("restore", archive)["version"] == "000002"
    assert total(gives) == 3750.5
    assert "gone.zip" in refuses(1, "restore", tmp_path / "gone.zip")
    archive.write_bytes(archive.read_bytes()[:-200])
    assert "all.zip" in refuses(1, "restore", archive)
    assert total(gives) == 3750.5
    assert "nowhere" in refuses(1, "backup", tmp_path / "nowhere" / "all.zip")


def test_measures_lists_the_registry(gives, run):
    listed = {each["key"]: each for each in gives("measures")["measures"]}
    assert {"concentration", "overview", "accounts"} <= set(listed)
    assert set(listed["concentration"]) == {"key", "label", "unit", "formula", "columns", "summary"}
    assert {"account_id", "name", "value", "share", "cumulative_share", "rank", "ladder"} <= set(
        listed["concentration"]["columns"])
    assert "concentration" in run("measures")[1]


def test_ask_takes_scope_and_settings(gives, two):
    got = gives("ask", "concentration", "--as-of", "2024-02", "--months", "1", "--base", "margin", "--level", "account",
                "--where", "unit=Юг", "--where", "unit=Север", "--set", "key_share=0.4")
    assert set(got) >= {"measure", "version", "scope", "settings", "summary", "rows"}
    assert (got["measure"], got["version"], got["settings"]["key_share"]) == ("concentration", "000002", 0.4)
    assert got["scope"] | {"where": None} == {"from": "2024-02-01", "to": "2024-03-01", "months": 1, "base": "margin",
                                              "level": "account", "viewer": None, "only": None, "where": None}
    assert {each["name"]: each["value"] for each in got["rows"]} == {"ООО «Ромашка»": 500.0, "ЗАО Василёк": 80.0}


def test_without_a_month_the_last_complete_one_is_asked(gives, two):
    """29 February 2024 is a Thursday, the last working day but none: the month is complete."""
    assert gives("ask", "concentration")["scope"]["to"] == "2024-03-01"


@pytest.mark.parametrize(("arguments", "part"), [
    (["nosuch"], "concentration"),
    (["concentration", "--from", "2024-01-15", "--to", "2024-03-01"], "2024-01-01"),
    (["concentration", "--from", "2024-01-01"], "--to"),
    (["concentration", "--from", "yesterday", "--to", "2024-03-01"], "yesterday"),
    (["concentration", "--from", "2024-03-01", "--to", "2024-01-01"], "2024-03-01"),
    (["concentration", "--as-of", "2024-13"], "2024-13"),
    (["concentration", "--months", "0"], "--months"),
    (["concentration", "--base", "profit"], "profit"),
    (["concentration", "--level", "person"], "person"),
    (["concentration", "--where", "colour=red"], "colour"),
    (["concentration", "--where", "unit"], "unit"),
    (["concentration", "--set", "key_shar=1"], "key_share"),
    (["concentration", "--set", "key_share=2"], "key_share"),
])
def test_questions_put_wrongly(refuses, two, arguments, part):
    assert part in refuses(2, "ask", *arguments)


def test_a_question_to_an_empty_folder_fails(refuses, run, data):
    assert str(data) in refuses(1, "ask", "concentration")
    refuses(1, "rebuild")
    refuses(1, "rollback", "000001")
    assert run("versions")[0] == 0
    assert run("check")[0] == 0


def test_demo_is_built_and_spares_own_data(gives, refuses, tmp_path, run):
    made = gives("demo", "--accounts", 40, "--lines", 1500, "--months", 14, "--seed", 3, "--language", "en")
    assert (made["action"], made["demo"]) == ("demo", True)
    first = gives("ask", "concentration", "--all")["summary"]["revenue_total"]
    gives("demo", "--accounts", 40, "--lines", 1500, "--months", 14, "--seed", 3, "--language", "en")
    assert gives("ask", "concentration", "--all")["summary"]["revenue_total"] == first


def test_demo_does_not_touch_own_data(refuses, two, gives):
    assert "--force" in refuses(2, "demo")
    assert total(gives) == 3750.5


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_in_both_languages(capsys, monkeypatch, language, command):
    monkeypatch.setenv("KAM_LANGUAGE", language)
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"] if command else ["--help"])
    said = capsys.readouterr()
    assert (stop.value.code, said.err) == (0, "")
    russian = any("а" <= letter <= "я" for letter in said.out)
    assert russian == (language == "ru")
    if language == "ru":
        for english in ("usage:", "positional arguments", "options:", "show this help"):
            assert english not in said.out
    if command is None:
        assert all(each in said.out for each in COMMANDS)


def test_no_command_and_an_unknown_one_are_wrong_usage(capsys):
    for arguments in ([], ["dance"], ["ask"]):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        assert (code, said.out) == (2, "")
        assert len(said.err.splitlines()) == 3

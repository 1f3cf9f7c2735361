"""The command that lists and changes settings."""

from __future__ import annotations

import json

from kam_core.cli import main
from kam_core.settings import history, load


def test_a_setting_is_changed_kept_and_put_back(tmp_path, capsys):
    data = ["--data", str(tmp_path)]
    assert main(["settings", "key_share=0.15", "currency=EUR", "--who", "Ann", *data, "--json"]) == 0
    found = {row["key"]: row for row in json.loads(capsys.readouterr().out)["settings"]}
    assert (found["key_share"]["value"], found["key_share"]["default"], found["currency"]["value"]) == (0.15, 0.1, "EUR")
    assert main(["settings", "key_share=", *data]) == 0
    assert "* currency=EUR" in capsys.readouterr().out
    assert load(tmp_path).changed == (("currency", "EUR"),)
    said = [(row["setting"], row["was"], row["is"]) for row in history(tmp_path)]
    assert said[0] == ("key_share", 0.15, 0.1)
    assert set(said[1:]) == {("key_share", 0.1, 0.15), ("currency", "", "EUR")}
    assert {row["who"] for row in history(tmp_path)[1:]} == {"Ann"}


def test_a_wrong_value_changes_nothing(tmp_path, capsys):
    assert main(["settings", "key_share=0.3", "mono_share=7", "--data", str(tmp_path)]) == 2
    assert "mono_share" in capsys.readouterr().err
    assert load(tmp_path).changed == ()
    assert main(["settings", "key_shar=0.3", "--data", str(tmp_path)]) == 2
    assert "key_share" in capsys.readouterr().err

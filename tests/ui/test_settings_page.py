"""The page "Settings": find, change, undo; what is changed there changes the figures."""

from __future__ import annotations

from kam_core.settings import CATALOGUE, history, load
from kam_core.ui.choices import choice_word


def at(app, key: str = "", shape: str = "whole", **address: str):
    test = app(shape, setting=key, **address)
    return test.switch_page("pages/data/settings.py").run()


def texts(test) -> str:
    return " ".join(str(each.value) for each in (*test.title, *test.markdown, *test.caption, *test.success))


def press(test, label: str):
    return next(button for button in test.button if button.label == label).click().run()


def test_a_share_is_changed_in_per_cent_and_undone(app, tmp_path):
    test = at(app, "key_share")
    assert not test.exception
    assert "All settings stand at their defaults" in texts(test)
    entry = test.number_input(key="settings_value_key_share")
    assert (entry.value, entry.label) == (10.0, "New value, %")
    entry.set_value(12.5)
    press(test, "Save")
    assert load(tmp_path / "data").number("key_share") == 0.125
    assert "Saved, " in texts(test)
    assert "differ from their defaults" in texts(test)
    press(test, "Undo the last change")
    assert load(tmp_path / "data").changed == ()
    assert [(row["was"], row["is"], row["who"]) for row in history(tmp_path / "data")] == [
        (0.125, 0.1, "owner"), (0.1, 0.125, "owner")]


def test_a_choice_and_a_way_back_to_the_default(app, tmp_path):
    test = at(app, "compare_with")
    test.selectbox(key="settings_value_compare_with").set_value("previous")
    press(test, "Save")
    assert load(tmp_path / "data").text("compare_with") == "previous"
    press(test, "Back to the default")
    assert load(tmp_path / "data").changed == ()


def test_what_is_not_called_so_and_no_ledger(app):
    test = at(app, "", "none")
    assert not test.exception
    test.text_input(key="settings_find").set_value("qwerty").run()
    assert "Nothing is called" in texts(test)


def test_every_choice_has_words_and_nothing_is_saved_twice(app):
    for setting in CATALOGUE.values():
        named = {choice: choice_word(setting.key, choice) for choice in setting.choices}
        assert all(word != choice for choice, word in named.items() if not choice.isupper()), setting.key
    test = at(app, "abc_rule")
    assert "falls below it, as in Excel" in test.selectbox(key="settings_value_abc_rule").options
    press(test, "Save")
    assert "nothing was changed" in texts(test)

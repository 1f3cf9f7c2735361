"""The words of settings that are chosen from a list, as their name in code says little to a reader."""

from __future__ import annotations

from kam_core.i18n import Message, msg

WORDS: dict[str, dict[str, Message]] = {
    "compare_with": {"year": msg("the same months a year before"), "previous": msg("the period right before it")},
    "key_limit": {"above": msg("above the limit"), "from": msg("from the limit on")},
    "abc_by": {"base": msg("by the base of the scope"), "purchases": msg("by days with a purchase")},
    "abc_rule": {"before": msg("stays above the limit"), "inclusive": msg("falls below it, as in Excel")},
    "xyz_window": {"period": msg("over the whole period"), "own": msg("over its own months")},
    "xyz_bucket": {"month": msg("by months"), "quarter": msg("by quarters")},
    "rfm_frequency": {
        "auto": msg("what fits the data"), "days": msg("days with a purchase"), "lines": msg("sales lines"),
    },
    "renamed_categories": {"join": msg("renamed: one category"), "apart": msg("two categories")},
    "mix_within": {"all": msg("over all products"), "category": msg("within each category")},
    "resolution_clock": {"calendar": msg("hours of the calendar"), "business": msg("working hours")},
    "workdays": {
        "mon-fri": msg("Monday to Friday"), "mon-sat": msg("Monday to Saturday"), "sun-thu": msg("Sunday to Thursday"),
        "daily": msg("every day"),
    },
    "work_country": {"none": msg("no holidays")},
}


def choice_word(setting: str, choice: str) -> str:
    """A choice of a setting in the current language; codes of countries as they are."""
    word = WORDS.get(setting, {}).get(choice)
    return choice if word is None else str(word)

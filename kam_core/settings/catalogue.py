"""The catalogue: every setting there is, in the order in which pages and documents list them."""

from __future__ import annotations

import difflib

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.settings.base import BASE
from kam_core.settings.limits import LIMITS
from kam_core.settings.portfolio import PORTFOLIO
from kam_core.settings.service import SERVICE
from kam_core.settings.setting import Setting
from kam_core.settings.work import WORK

CATALOGUE: dict[str, Setting] = {
    setting.key: setting for setting in (*PORTFOLIO, *BASE, *SERVICE, *WORK, *LIMITS)
}


def lookup(key: str) -> Setting:
    """The setting of this name, or an error that names the nearest."""
    if key in CATALOGUE:
        return CATALOGUE[key]
    near = difflib.get_close_matches(key, CATALOGUE, 3) or sorted(CATALOGUE)
    raise UsageError(
        msg("There is no setting “{key}”.", key=key), next=msg("Did you mean {near}?", near=Joined(near))
    )


def checked(key: str, value: float | str) -> float | str:
    """The value as the setting holds it, or an error with the range."""
    setting = lookup(key)
    if setting.unit == "text":
        return str(value)
    if setting.unit == "choice":
        if value not in setting.choices:
            raise UsageError(
                msg("{value} is out of range for the setting “{key}”.", value=value, key=key),
                next=msg("Take one of: {allowed}.", allowed=Joined(setting.choices)),
            )
        return str(value)
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not setting.low <= number <= setting.high:
        raise UsageError(
            msg("{value} is out of range for the setting “{key}”.", value=value, key=key),
            next=msg("Take a number from {low} to {high}.", low=setting.low, high=setting.high),
        )
    return int(number) if setting.unit == "count" and number.is_integer() else number

"""The working week that the settings describe."""

from __future__ import annotations

import datetime
import difflib
import re
import zoneinfo

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.metrics.business_hours import Week
from kam_core.settings import Settings

WORKDAYS: dict[str, tuple[int, ...]] = {
    "mon-fri": (0, 1, 2, 3, 4), "mon-sat": (0, 1, 2, 3, 4, 5), "sun-thu": (6, 0, 1, 2, 3), "daily": (0, 1, 2, 3, 4, 5, 6),
}
"""The choices of the setting workdays."""
SETTINGS = ("work_start", "work_end", "workdays", "work_country", "work_days_off", "work_zone", "request_zone")


def week(settings: Settings) -> Week:
    """The week of these settings; UsageError where they do not make one."""
    opens, closes = settings.number("work_start"), settings.number("work_end")
    if opens >= closes:
        raise UsageError(
            msg("The working day ends at {end} and begins at {start}.", start=f"{opens:g}", end=f"{closes:g}"),
            next=msg("Set work_start to an hour before work_end."),
        )
    country = settings.text("work_country")
    return Week(
        opens, closes, WORKDAYS[settings.text("workdays")], _days(settings.text("work_days_off")),
        "" if country == "none" else country, _zone("work_zone", settings), _zone("request_zone", settings),
    )


def _days(text: str) -> tuple[datetime.date, ...]:
    """Dates as they are written in a setting: 2026-05-02, 2026-12-31."""
    found = []
    for part in re.split(r"[\s,;]+", text.strip()):
        try:
            found += [datetime.date.fromisoformat(part)] if part else []
        except ValueError as error:
            raise UsageError(
                msg("“{text}” in the setting work_days_off is not a date.", text=part),
                next=msg("Write dates as {example}.", example="2026-05-02, 2026-12-31"),
            ) from error
    return tuple(sorted(set(found)))


def _zone(key: str, settings: Settings) -> str:
    name = settings.text(key).strip()
    if not name:
        return ""
    known = zoneinfo.available_timezones()
    if name not in known:
        near = difflib.get_close_matches(name, sorted(known), 3, 0.4) or ["UTC", "Europe/Moscow"]
        raise UsageError(
            msg("There is no time zone “{name}” (setting {key}).", name=name, key=key),
            next=msg("Did you mean {near}?", near=Joined(near)),
        )
    return name


def limits(settings: Settings) -> dict[str, float]:
    """Limits in hours of single priorities, from «Critical = 4; High = 24», by the priority in small letters."""
    found = {}
    for part in re.split(r"[;\n]+", settings.text("resolution_limits")):
        if not part.strip():
            continue
        name, mark, hours = part.rpartition("=")
        try:
            limit = float(hours.strip().replace(",", "."))
        except ValueError:
            limit = 0.0
        if not mark or not name.strip() or not 0 < limit < float("inf"):
            raise UsageError(
                msg("“{text}” in the setting resolution_limits is not a priority with its hours.", text=part.strip()),
                next=msg("Write it as {example}.", example="Critical = 4; High = 24"),
            )
        found[name.strip().casefold()] = limit
    return found

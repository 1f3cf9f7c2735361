"""What time to resolution says: the thesis, and what must be known to read its figures right."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kam_core.i18n import Count, Day, Message, Number, Share, msg, nmsg
from kam_core.metrics.answer import Figure
from kam_core.metrics.business_hours import Week
from kam_core.metrics.requests import Requests
from kam_core.metrics.waiting import AT_RISK
from kam_core.scope import Scope
from kam_core.settings import Settings

CHANCE = 0.05
"""A change of the curve that chance makes more often than this is not told as one."""
MOVED = 0.1
"""Nor is a median that moved by less than this."""
SKEWED = 2.0
"""From this multiple of the median on, the mean is explained."""


@dataclass(frozen=True)
class Hours:
    """A duration: minutes below one hour, a decimal below ten, whole hours from there: 40 min · 6.5 h · 412 h."""

    value: float

    def __str__(self) -> str:
        if self.value < 1:
            return str(msg("{n} min", n=Count(round(self.value * 60))))
        return str(msg("{n} h", n=Number(self.value, 1 if self.value < 10 else 0)))


def in_words(hours: float, clock: str) -> Message:
    """'22 hours', '22 working hours'; a decimal below ten, minutes below one."""
    if hours < 1:
        return nmsg("{n} minute", "{n} minutes", round(hours * 60))
    if hours < 9.95 and f"{hours:.1f}"[-1] != "0":
        number = Number(hours, 1)
        return msg("{number} working hours", number=number) if clock == "business" else msg("{number} hours", number=number)
    whole = round(hours)
    return nmsg("{n} working hour", "{n} working hours", whole) if clock == "business" else nmsg("{n} hour", "{n} hours", whole)


def known(value: Figure, above: Figure) -> Hours | Message | None:
    """A percentile as it is written: its hours, '> 412 h' where only that is known, else None."""
    if value is not None:
        return Hours(float(value))
    return None if above is None else msg("> {hours}", hours=Hours(float(above)))


def thesis(found: dict[str, Figure], clock: str, any_at_all: bool) -> Message:
    """One sentence: how long half of the requests take, and how many are open past their limit."""
    if not any_at_all:
        return msg("There are no requests in this scope.")
    count, late, backlog = int(found["n"] or 0), int(found["backlog_late"] or 0), int(found["backlog"] or 0)
    if late:
        end = nmsg("{n} request is still open past its limit", "{n} requests are still open past their limit", late)
    elif backlog:
        end = nmsg("{n} request is open, and not past its limit", "{n} requests are open, none past its limit", backlog)
    else:
        end = msg("none is open")
    return msg("{speed}; {open}.", speed=_speed(found, clock, count), open=end)


def _speed(found: dict[str, Figure], clock: str, count: int) -> Message:
    if not count:
        return msg("No request was opened in this period")
    median, before, above = found["median_hours"], found["median_before_hours"], found["median_above_hours"]
    if median is not None and before and (found["log_rank_p"] or 1) < CHANCE and abs(median / before - 1) >= MOVED:
        told = {"was": in_words(float(before), clock), "now": in_words(float(median), clock)}
        return msg("The time in which half of the requests are resolved fell from {was} to {now}", **told) if median < before \
            else msg("The time in which half of the requests are resolved rose from {was} to {now}", **told)
    if median is not None:
        return msg("Half of the requests are resolved in {hours}", hours=in_words(float(median), clock))
    if above is not None:
        return msg("More than half of the requests take longer than {hours}", hours=in_words(float(above), clock))
    return nmsg("{resolved} of {n} request is resolved", "{resolved} of {n} requests are resolved", count,
                resolved=Count(int(found["resolved"] or 0)))


def week_in_words(week: Week) -> Message:
    """The working week: days, hours, holidays."""
    days = {(0, 1, 2, 3, 4): msg("Monday to Friday"), (0, 1, 2, 3, 4, 5): msg("Monday to Saturday"),
            (6, 0, 1, 2, 3): msg("Sunday to Thursday")}.get(week.workdays, msg("every day"))
    hours = {"days": days, "start": _clock(week.opens), "end": _clock(week.closes)}
    if week.country:
        return msg("{days}, {start} – {end}, public holidays of {country} off", country=week.country, **hours)
    return msg("{days}, {start} – {end}, public holidays not taken off", **hours)


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def notes(scope: Scope, settings: Settings, found: dict[str, Figure], requests: Requests, week: Week) -> list[Message]:
    """What must be known to read the figures right."""
    if requests.as_of is None:
        return []
    said = [_basis(found, requests.as_of)]
    clock = settings.text("resolution_clock")
    said.append(msg("Hours are working hours: {week}.", week=week_in_words(week)) if clock == "business" else
                msg("Hours are those of the calendar. Working hours, told beside them: {week}.", week=week_in_words(week)))
    if not requests.resolves and found["n"]:
        said.append(msg("No request says when it was resolved: the moment of closing stands for it."))
    if found["closed_unresolved"]:
        said.append(nmsg("{n} request was closed without a moment of resolution: it counts as not resolved until then.",
                         "{n} requests were closed without a moment of resolution: they count as not resolved until then.",
                         int(found["closed_unresolved"])))
    if found["odd"]:
        said.append(nmsg("{n} request has moments that contradict each other and is in no time.",
                         "{n} requests have moments that contradict each other and are in no time.", int(found["odd"])))
    if found["within_own_of"]:
        said.append(msg("By the mark of the source {kept} of {of} requests ({share}) were within their limit.",
                        kept=Count(int(found["within_own_n"] or 0)), of=Count(int(found["within_own_of"])),
                        share=Share(found["within_own"] or 0.0)))
    said += _percentiles(found)
    said += _against(found, clock)
    if requests.answers and found["n"] and found["unheard"]:
        said.append(nmsg("{n} request that is done does not say when it was first answered: it is left out of first responses.",
                         "{n} requests that are done do not say when they were first answered: they are left out of first "
                         "responses.", int(found["unheard"])))
    if not requests.answers:
        said.append(msg("No request says when it was first answered."))
    if scope.values("unit"):
        said.append(msg("Requests name no business unit: they are those of all units together."))
    return said


def _basis(found: dict[str, Figure], as_of: datetime.datetime) -> Message:
    still = int(found["open"] or 0) - int(found["closed_unresolved"] or 0)
    if not still:
        return msg("Counted by the day of opening. What became of them is known until {day}, the last day that the requests "
                   "tell of.", day=Day(as_of.date()))
    return nmsg("Counted by the day of opening. {n} request that is still open counts with the time it has waited until {day}, "
                "the last day that the requests tell of.",
                "Counted by the day of opening. {n} requests that are still open count with the time they have waited until "
                "{day}, the last day that the requests tell of.", still, day=Day(as_of.date()))


def _percentiles(found: dict[str, Figure]) -> list[Message]:
    said = []
    if found["n"] and (found["median_hours"] is None or found["p90_hours"] is None):
        said.append(msg("A percentile is given where at least {least} requests were still open after that time; else only what "
                        "it is more than.", least=Count(AT_RISK)))
    mean, median, closed = found["mean_hours"], found["median_hours"], found["closed_only_median_hours"]
    if mean and median and mean >= SKEWED * median:
        said.append(msg("The mean of those that are resolved is {mean}, {times} times the median: a few long ones make it, and "
                        "open ones are left out of it.", mean=Hours(mean), times=Number(mean / median, 1)))
    if median and closed is not None and closed < median * (1 - MOVED):
        said.append(msg("Of those that are resolved alone, half took up to {hours}: without the open ones a figure flatters.",
                        hours=Hours(closed)))
    return said


def _against(found: dict[str, Figure], clock: str) -> list[Message]:
    before, chance = found["median_before_hours"], found["log_rank_p"]
    if before is None or chance is None:
        return []
    told = {"before": in_words(float(before), clock), "n": Count(int(found["n_before"] or 0))}
    if chance < CHANCE:
        return [msg("A year before half of {n} requests were resolved in {before}; chance alone makes such a difference of the "
                    "curves in {share} of cases (log-rank).", share=Share(chance), **told)]
    return [msg("A year before half of {n} requests were resolved in {before}; chance alone explains the difference of the "
                "curves (log-rank, p = {p}).", p=Number(chance, 2), **told)]

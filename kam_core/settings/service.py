"""Voice and service: times to resolution, working hours, NPS."""

from __future__ import annotations

from kam_core.i18n import msg
from kam_core.settings.setting import Setting

COUNTRIES = (
    "AE", "AM", "AR", "AT", "AU", "AZ", "BE", "BG", "BR", "BY", "CA", "CH", "CL", "CN", "CO", "CY", "CZ", "DE", "DK", "EE",
    "EG", "ES", "FI", "FR", "GB", "GE", "GR", "HR", "HU", "ID", "IE", "IL", "IN", "IT", "JP", "KG", "KR", "KZ", "LT", "LU",
    "LV", "MD", "ME", "MK", "MX", "NL", "NO", "NZ", "PE", "PL", "PT", "RO", "RS", "RU", "SA", "SE", "SG", "SI", "SK", "TH",
    "TJ", "TR", "UA", "US", "UZ", "VN", "ZA",
)
"""Countries whose public holidays are known, by ISO code."""

SERVICE: tuple[Setting, ...] = (
    Setting("resolution_clock", "calendar", "choice", 0, 0,
            msg("Times to resolution are told by the calendar, as the client waits, or in working hours (business); the "
                "other is shown beside it, and limits are hours of the one that is told."),
            choices=("calendar", "business")),
    Setting("resolution_limit_hours", 72, "amount", 0.01, 100_000,
            msg("A request is to be resolved within this many hours.")),
    Setting("resolution_limits", "", "text", 0, 0,
            msg("Limits in hours of single priorities, as “Critical = 4; High = 24”; other requests have the limit of "
                "resolution_limit_hours.")),
    Setting("response_limit_hours", 24, "amount", 0.01, 100_000,
            msg("A request is to have a first response within this many hours.")),
    Setting("work_start", 9, "amount", 0, 23.99, msg("The working day begins at this hour; 9.5 is half past nine.")),
    Setting("work_end", 18, "amount", 0.01, 24, msg("The working day ends at this hour; 17.5 is half past five.")),
    Setting("workdays", "mon-fri", "choice", 0, 0, msg("The days of the week that are worked."),
            choices=("mon-fri", "mon-sat", "sun-thu", "daily")),
    Setting("work_country", "none", "choice", 0, 0,
            msg("The public holidays of this country are not worked; weekends that it works instead are. ISO code."),
            choices=("none", *COUNTRIES)),
    Setting("work_days_off", "", "text", 0, 0,
            msg("Days that the company does not work besides, as 2026-05-02, 2026-12-31.")),
    Setting("work_zone", "", "text", 0, 0,
            msg("Time zone of the working hours, as Europe/Moscow; empty: the one that requests are written in.")),
    Setting("request_zone", "", "text", 0, 0,
            msg("Time zone that the moments of requests are written in, as UTC; empty: that of the working hours.")),
    Setting("storm_sigmas", 3, "number", 1, 10,
            msg("A client's month is a storm of requests from this many standard deviations above its twelve months before.")),
    Setting("storm_least", 5, "count", 2, 10_000, msg("Fewer requests in a month are no storm.")),
    Setting("nps_min_answers", 5, "count", 1, 1000,
            msg("With fewer answers there is no NPS: the answers themselves are told.")),
    Setting("nps_sure_answers", 30, "count", 1, 100_000,
            msg("With fewer answers the interval of NPS stands first, the score second, and periods are not compared.")),
    Setting("nps_window_months", 12, "count", 1, 36,
            msg("Each point of the trend of NPS takes the answers of this many months together.")),
    Setting("decision_roles", "decision, director, owner, chief exec, ceo, president, лпр, директор, собственник, "
            "владелец, руководитель", "text", 0, 0,
            msg("An answer is a decision maker's where its role holds one of these words.")),
)

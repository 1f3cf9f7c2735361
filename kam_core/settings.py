"""Every threshold and limit: unit, default, range, one sentence of help. Changing one is logged with who and when."""

from __future__ import annotations

import datetime
import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from kam_core.errors import UsageError
from kam_core.i18n import Joined, Message, msg


@dataclass(frozen=True)
class Setting:
    """One setting. unit: share (0-1), count, number, amount, MB, GB, seconds, text, choice (one of ``choices``)."""

    key: str
    default: float | str
    unit: str
    low: float
    high: float
    help: Message
    choices: tuple[str, ...] = ()


COUNTRIES = (
    "AE", "AM", "AR", "AT", "AU", "AZ", "BE", "BG", "BR", "BY", "CA", "CH", "CL", "CN", "CO", "CY", "CZ", "DE", "DK", "EE",
    "EG", "ES", "FI", "FR", "GB", "GE", "GR", "HR", "HU", "ID", "IE", "IL", "IN", "IT", "JP", "KG", "KR", "KZ", "LT", "LU",
    "LV", "MD", "ME", "MK", "MX", "NL", "NO", "NZ", "PE", "PL", "PT", "RO", "RS", "RU", "SA", "SE", "SG", "SI", "SK", "TH",
    "TJ", "TR", "UA", "US", "UZ", "VN", "ZA",
)
"""Countries whose public holidays are known, by ISO code."""

CATALOGUE: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("key_share", 0.10, "share", 0, 1, msg("Above this share of the base a client is a key client.")),
        Setting("critical_share", 0.20, "share", 0, 1, msg("Above this share the dependence is critical.")),
        Setting("mono_share", 0.70, "share", 0, 1, msg("Above this share the company has one client.")),
        Setting("disclosure_share", 0.10, "share", 0, 1,
                msg("From this share on, a client is disclosed under ASC 280.")),
        Setting("key_band_low", 0.30, "share", 0, 1, msg("Key clients together usually bring at least this share.")),
        Setting("key_band_high", 0.55, "share", 0, 1, msg("Key clients together usually bring at most this share.")),
        Setting("pareto_share", 0.80, "share", 0.01, 1, msg("How many clients bring this share is counted.")),
        Setting("loss_probability", 0.10, "share", 0, 1,
                msg("Yearly probability of losing a client, where nothing better is known.")),
        Setting("replace_months", 12, "count", 1, 60,
                msg("New business is averaged over this many months to tell how long a loss takes to replace.")),
        Setting("new_client_months", 12, "count", 1, 60,
                msg("A client is new for this many months after the first purchase.")),
        Setting("change_share", 0.01, "share", 0.0001, 1,
                msg("What moves at least this share of the year before is told under “What changed”.")),
        Setting("shift_points", 0.03, "share", 0.001, 1,
                msg("A change of the share of the three largest clients is told from this difference on.")),
        Setting("compare_with", "year", "choice", 0, 0,
                msg("A period is compared with the same months a year before, or with the period right before it."),
                choices=("year", "previous")),
        Setting("key_limit", "above", "choice", 0, 0,
                msg("A limit of the ladder is passed above it, or from it on: exactly 10 % is key only in the second way."),
                choices=("above", "from")),
        Setting("key_amount", 0, "amount", 0, 1e15,
                msg("From this revenue a year on a client is a candidate for the key list, whatever its share; 0: by share "
                    "alone.")),
        Setting("key_candidates", 20, "count", 1, 500,
                msg("So many candidates for the key list are shown at most, the largest first.")),
        Setting("key_list_cap", 30, "count", 1, 1000, msg("The list of key clients is never longer than this.")),
        Setting("factor_revenue_weight", 1, "count", 0, 10, msg("Weight of current revenue among the selection factors.")),
        Setting("factor_growth_weight", 1, "count", 0, 10, msg("Weight of growth potential among the selection factors.")),
        Setting("factor_renewal_weight", 1, "count", 0, 10,
                msg("Weight of the likelihood of renewal among the selection factors.")),
        Setting("factor_chance_weight", 1, "count", 0, 10,
                msg("Weight of the chance to win now and grow later among the selection factors.")),
        Setting("factor_effort_weight", 1, "count", 0, 10, msg("Weight of relative effort among the selection factors.")),
        Setting("factor_relationship_weight", 1, "count", 0, 10,
                msg("Weight of the strength of the relationship among the selection factors.")),
        Setting("factor_fit_weight", 1, "count", 0, 10,
                msg("Weight of fit (offer, culture, industry) among the selection factors.")),
        Setting("factor_logo_weight", 1, "count", 0, 10, msg("Weight of the appeal of the logo among the selection factors.")),
        Setting("retention_min_clients", 10, "count", 1, 1000,
                msg("With fewer clients in the period before, retention is given in counts, not in per cent.")),
        Setting("late_min_days", 4, "count", 2, 100,
                msg("From this many days with a purchase on, a client is judged by its own rhythm, else by that of its "
                    "segment.")),
        Setting("late_factor", 2, "amount", 1, 20,
                msg("A client is late once it has not bought for this many of its median intervals.")),
        Setting("late_floor_days", 7, "count", 0, 365, msg("Nobody is late before this many days without a purchase.")),
        Setting("inactive_factor", 3, "amount", 1, 50,
                msg("A client is inactive past this many of its mean intervals, and past nine in ten of its intervals.")),
        Setting("lost_factor", 4, "amount", 1, 50,
                msg("A client is lost past this many of its mean intervals, and past the setting lost_days.")),
        Setting("lost_days", 365, "count", 30, 3650, msg("Nobody is lost before this many days without a purchase.")),
        Setting("late_horizon_days", 90, "count", 7, 730,
                msg("A client that is late is proved right when it buys nothing in this many days after.")),
        Setting("abc_by", "base", "choice", 0, 0,
                msg("ABC goes by the base of the scope, or by the number of days with a purchase."),
                choices=("base", "purchases")),
        Setting("abc_a_share", 0.80, "share", 0, 1, msg("Class A: the largest clients that together bring this share.")),
        Setting("abc_b_share", 0.15, "share", 0, 1, msg("Class B: the next clients, with this share together.")),
        Setting("abc_rule", "before", "choice", 0, 0,
                msg("The client that crosses a limit of ABC stays above it (before), or falls below it as is usual in "
                    "Excel (inclusive)."),
                choices=("before", "inclusive")),
        Setting("xyz_x_months", 9, "count", 1, 12, msg("Class X buys in at least this many months of twelve.")),
        Setting("xyz_y_months", 4, "count", 1, 12, msg("Class Y buys in at least this many months of twelve.")),
        Setting("xyz_window", "period", "choice", 0, 0,
                msg("A client that began within the period is judged over all of it, or over the full months since its "
                    "first purchase (own)."),
                choices=("period", "own")),
        Setting("xyz_cv_x", 0.5, "number", 0, 10, msg("Class X has a coefficient of variation up to this.")),
        Setting("xyz_cv_y", 1.0, "number", 0, 10, msg("Class Y has a coefficient of variation up to this.")),
        Setting("xyz_bucket", "month", "choice", 0, 0,
                msg("The coefficient of variation is taken over sums of months or of quarters."),
                choices=("month", "quarter")),
        Setting("short_history_months", 6, "count", 1, 24,
                msg("With fewer full months there is no XYZ, and a client is new.")),
        Setting("debt_days", 30, "count", 0, 365,
                msg("An invoice that does not say when it is due is due this many days after it was issued.")),
        Setting("tail_clients", 300, "count", 50, 1e9, msg("A model of the long tail is made from this many clients on.")),
        Setting("tail_light_share", 0.30, "share", 0, 1,
                msg("A model of the long tail needs this share of clients that bought once or twice.")),
        Setting("tail_error", 0.15, "share", 0.01, 1,
                msg("A model of the long tail is shown where its total of the last twelve months was off by this at most.")),
        Setting("tail_correlation", 0.30, "share", 0, 1,
                msg("Expected revenue is shown where the spend of a purchase and their number correlate by this at most.")),
        Setting("rfm_quintiles_from", 50, "count", 5, 1e6,
                msg("From this many clients on RFM scores are quintiles; fewer clients are scored by fixed limits.")),
        Setting("rfm_frequency", "auto", "choice", 0, 0,
                msg("RFM counts days with a purchase, or lines; “auto” counts lines where a line is a purchase: hardly any "
                    "client has two on one day."),
                choices=("auto", "days", "lines")),
        Setting("rfm_recency_limits", "30, 60, 90, 180", "text", 0, 0,
                msg("Days since the last purchase up to which a client of a small base scores 5, 4, 3, 2.")),
        Setting("rfm_frequency_limits", "2, 4, 8, 12", "text", 0, 0,
                msg("Purchases from which on a client of a small base scores 2, 3, 4, 5.")),
        Setting("rfm_share_limits", "0.01, 0.025, 0.05, 0.1", "text", 0, 0,
                msg("Shares of the base from which on a client of a small base scores 2, 3, 4, 5 for money.")),
        Setting("forecast_months", 24, "count", 13, 72,
                msg("A model forecasts only what has at least this many full months; with fewer it is the last twelve.")),
        Setting("forecast_active", 0.5, "share", 0.05, 1,
                msg("A model forecasts only what has purchases in at least this share of its months.")),
        Setting("forecast_interval", 0.8, "share", 0.5, 0.98,
                msg("The interval of a forecast is as wide as this share of past years would have needed.")),
        Setting("upsell_growth", 0.10, "share", 0, 10,
                msg("Upsell counts clients whose revenue in categories they held before grew by more than this.")),
        Setting("renamed_categories", "join", "choice", 0, 0,
                msg("A category that ends where another begins, with the same clients and similar money, is taken for one that "
                    "was renamed (join), or for two (apart)."),
                choices=("join", "apart")),
        Setting("size_bands", 4, "count", 1, 20,
                msg("Similar clients are those of one segment and one of this many bands of revenue, equal in number.")),
        Setting("similar_clients", 5, "count", 1, 1000,
                msg("A white cell is given an amount from at least this many similar clients that buy the category.")),
        Setting("pair_clients", 5, "count", 1, 100000,
                msg("A pair of categories is looked at from this many clients on that buy both.")),
        Setting("false_discovery", 0.05, "share", 0.0001, 0.5,
                msg("Of the pairs of categories that are called linked, this share may be so by chance.")),
        Setting("mix_within", "all", "choice", 0, 0,
                msg("Volume and mix are taken over all products, or within each category and then added up, where units of "
                    "measure differ between categories."),
                choices=("all", "category")),
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
        Setting("nps_min_answers", 5, "count", 1, 1000,
                msg("With fewer answers there is no NPS: the answers themselves are told.")),
        Setting("nps_sure_answers", 30, "count", 1, 100_000,
                msg("With fewer answers the interval of NPS stands first, the score second, and periods are not compared.")),
        Setting("nps_window_months", 12, "count", 1, 36,
                msg("Each point of the trend of NPS takes the answers of this many months together.")),
        Setting("decision_roles", "decision, director, owner, chief exec, ceo, president, лпр, директор, собственник, "
                "владелец, руководитель", "text", 0, 0,
                msg("An answer is a decision maker's where its role holds one of these words.")),
        Setting("drop_chance", 0.01, "share", 0.0001, 0.2,
                msg("A fall of revenue is told where chance alone would bring so little in at most this share of months.")),
        Setting("drop_share", 0.02, "share", 0, 1,
                msg("A fall is told where it is at least this share of what the clients of the same manager bring.")),
        Setting("drop_amount", 0, "amount", 0, 1e15,
                msg("A fall is told from this amount on, too, whatever its share; 0: by share alone.")),
        Setting("drop_zero_share", 0.30, "share", 0, 0.9,
                msg("With more months without a purchase than this share, a client is judged by its days with a purchase.")),
        Setting("drop_stayed", 0.80, "share", 0.01, 1,
                msg("A fall is proved right when the three months after bring less than this share of what was expected.")),
        Setting("health_trend_weight", 25, "number", 0, 100,
                msg("Weight of revenue against own expectation in the health score.")),
        Setting("health_rhythm_weight", 15, "number", 0, 100, msg("Weight of the order rhythm in the health score.")),
        Setting("health_margin_weight", 10, "number", 0, 100, msg("Weight of the margin rate in the health score.")),
        Setting("health_relation_weight", 15, "number", 0, 100, msg("Weight of the relationship (NPS) in the health score.")),
        Setting("health_service_weight", 15, "number", 0, 100, msg("Weight of service in the health score.")),
        Setting("health_payment_weight", 10, "number", 0, 100, msg("Weight of payment in the health score.")),
        Setting("health_breadth_weight", 10, "number", 0, 100, msg("Weight of the breadth of purchases in the health score.")),
        Setting("health_red", 50, "number", 0, 100, msg("Up to this score a client is red.")),
        Setting("health_amber", 75, "number", 0, 100, msg("Up to this score a client is amber; above it is green.")),
        Setting("health_coverage", 0.60, "share", 0, 1,
                msg("A client has a colour where parts with at least this share of the weight are known.")),
        Setting("health_min_requests", 3, "count", 1, 1000,
                msg("Service is scored from this many requests of half a year on.")),
        Setting("health_overdue_days", 60, "count", 0, 3650, msg("A client that is overdue for more days than this is red.")),
        Setting("health_overdue_share", 0.02, "share", 0, 1,
                msg("What is overdue for long makes a client red from this share of its year's revenue on.")),
        Setting("critical_priorities", "critical, urgent, blocker, p1, крит, срочн, авари", "text", 0, 0,
                msg("A request is critical where its priority holds one of these words.")),
        Setting("opinion_stale_days", 90, "count", 1, 3650,
                msg("A manager's opinion of a client is old after this many days.")),
        Setting("attention_amount", 0, "amount", 0, 1e15,
                msg("What has less money at stake than this is not on the attention list; 0: everything is.")),
        Setting("attention_nps_days", 90, "count", 1, 3650,
                msg("A detractor is on the attention list for this many days after the answer.")),
        Setting("attention_share", 0.015, "share", 0, 1,
                msg("A reason is on the attention list where at least this share of what the clients of the same manager bring "
                    "in twelve months is at stake; 0: whatever is at stake.")),
        Setting("attention_debt_days", 30, "count", 1, 3650,
                msg("A debt is on the attention list once its oldest invoice is overdue by this many days.")),
        Setting("attention_debt_share", 0.003, "share", 0, 1,
                msg("A debt is on the attention list where it is at least this share of what the clients of the same manager "
                    "bring in twelve months; 0: whatever it is.")),
        Setting("attention_request_factor", 2, "number", 1, 100,
                msg("An open request is on the attention list once it has waited this many times its limit; a critical one as "
                    "soon as its limit is past.")),
        Setting("attention_later_days", 7, "count", 1, 365,
                msg("“Later” hides an item of the attention list for this many days where no other day is given.")),
        Setting("attention_shown", 200, "count", 10, 1000,
                msg("So many clients are shown on the page Today at most, those with the most money at stake.")),
        Setting("keep_versions", 5, "count", 1, 1000, msg("How many versions of the ledger are kept.")),
        Setting("max_file_mb", 500, "MB", 1, 100000,
                msg("A larger file is refused when it is uploaded; the command line refuses it where this was changed.")),
        Setting("max_unpacked_mb", 4000, "MB", 1, 1000000,
                msg("A workbook or archive that unpacks to more is refused.")),
        Setting("max_sheet_cells", 50_000_000, "count", 1000, 1e10, msg("A sheet with more cells is refused.")),
        Setting("reader_memory_gb", 3, "GB", 0.25, 1000, msg("Memory that the reader of workbooks may take.")),
        Setting("reader_seconds", 300, "seconds", 1, 86400, msg("Time that the reader of workbooks may take.")),
        Setting("import_memory_gb", 0.9, "GB", 0.25, 1000, msg("Memory that the database may take during an import.")),
        Setting("query_memory_gb", 2, "GB", 0.25, 1000, msg("Memory that the database may take for the pages.")),
        Setting("query_seconds", 30, "seconds", 0.1, 3600, msg("A query that takes longer is stopped.")),
        Setting("query_rows", 3_000_000, "count", 100, 1e9, msg("An answer with more rows is refused.")),
        Setting("quarantine_stop", 0.5, "share", 0, 1,
                msg("An import stops when more than this share of its rows cannot be read.")),
        Setting("currency", "", "text", 0, 0,
                msg("ISO code of the ledger's currency; empty shows amounts without a sign.")),
    )
}


@dataclass(frozen=True)
class Settings:
    """The settings in force: the defaults, and what differs from them. Hashable: a part of every cache key."""

    changed: tuple[tuple[str, float | str], ...] = ()

    def __getitem__(self, key: str) -> float | str:
        return next((value for name, value in self.changed if name == key), lookup(key).default)

    def number(self, key: str) -> float:
        """A numeric setting."""
        return float(self[key])

    def text(self, key: str) -> str:
        """A setting that is a text."""
        return str(self[key])

    def with_(self, **values: float | str) -> Settings:
        """The same settings with some changed; each value is checked against its range."""
        merged: dict[str, float | str] = dict(self.changed)
        for key, value in values.items():
            merged[key] = checked(key, value)
        return Settings(tuple(sorted((k, v) for k, v in merged.items() if v != CATALOGUE[k].default)))

    def as_dict(self) -> dict[str, float | str]:
        """Every setting in force by its key."""
        return {key: self[key] for key in CATALOGUE}


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


def load(data: Path) -> Settings:
    """The settings kept in a data folder."""
    path = data / "settings.json"
    values: Mapping[str, float | str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return Settings().with_(**{key: value for key, value in values.items() if key in CATALOGUE})


def save(data: Path, settings: Settings, who: str) -> None:
    """Keep the settings; what changed is appended to settings.log with who and when."""
    data.mkdir(parents=True, exist_ok=True)
    with FileLock(data / "settings.lock", timeout=30):
        _write(data, settings, who)


def change(data: Path, who: str, values: Mapping[str, float | str | None]) -> Settings:
    """Change some settings in a data folder and give all of them; None puts one back to its default.

    Two who change different settings at once both keep what they changed. Raises UsageError, and changes nothing, where
    a value is out of range.
    """
    data.mkdir(parents=True, exist_ok=True)
    with FileLock(data / "settings.lock", timeout=30):
        given = {key: lookup(key).default if value is None else value for key, value in values.items()}
        settings = load(data).with_(**given)
        _write(data, settings, who)
    return settings


def history(data: Path) -> list[dict[str, str | float]]:
    """What was changed, the last first: when (ISO, UTC), who, setting, was, is."""
    path = data / "settings.log"
    return [json.loads(line) for line in reversed(path.read_text("utf-8").splitlines())] if path.exists() else []


def _write(data: Path, settings: Settings, who: str) -> None:
    before = load(data).as_dict()
    lines = [
        json.dumps({"when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), "who": who,
                    "setting": key, "was": before[key], "is": value}, ensure_ascii=False)
        for key, value in settings.as_dict().items() if before[key] != value
    ]
    draft = data / "settings.json.new"
    draft.write_text(json.dumps(dict(settings.changed), ensure_ascii=False, indent=1), "utf-8")
    draft.replace(data / "settings.json")
    if lines:
        with (data / "settings.log").open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")

"""The work of the day: drops, health, the attention list."""

from __future__ import annotations

from kam_core.i18n import msg
from kam_core.settings.setting import Setting

WORK: tuple[Setting, ...] = (
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
    Setting("dossier_months", 3, "count", 1, 60,
            msg("Each section of a dossier is revised, or confirmed as it stands, at least every so many months.")),
)

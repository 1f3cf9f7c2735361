"""The portfolio: who is a key client, how far the company depends on its largest, the list of key clients."""

from __future__ import annotations

from kam_core.i18n import msg
from kam_core.settings.setting import Setting

PORTFOLIO: tuple[Setting, ...] = (
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
)

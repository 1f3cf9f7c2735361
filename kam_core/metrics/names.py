"""Names of columns and figures that several measures share, each with its label and unit, once."""

from __future__ import annotations

from kam_core.i18n import Message, msg
from kam_core.metrics.measure import Name

_NAMES: dict[str, tuple[Message, str]] = {
    "account_id": (msg("Client's id"), "text"),
    "name": (msg("Client"), "text"),
    "rank": (msg("Rank"), "count"),
    "value": (msg("Value in the base"), "money"),
    "revenue": (msg("Revenue"), "money"),
    "margin": (msg("Margin"), "money"),
    "contribution": (msg("Contribution"), "money"),
    "margin_rate": (msg("Margin rate"), "share"),
    "share": (msg("Share"), "share"),
    "cumulative_share": (msg("Share, cumulative"), "share"),
    "share_revenue": (msg("Share of revenue"), "share"),
    "share_margin": (msg("Share of margin"), "share"),
    "ladder": (msg("Ladder of dependence"), "text"),
    "ladder_revenue": (msg("Ladder by revenue"), "text"),
    "ladder_margin": (msg("Ladder by margin"), "text"),
    "disclosed": (msg("Disclosed at 10 % or more"), "flag"),
    "accounts": (msg("Accounts in the group"), "count"),
    "costed_share": (msg("Share of revenue with cost"), "share"),
    "region": (msg("Region"), "text"),
    "segment": (msg("Segment"), "text"),
    "industry": (msg("Industry"), "text"),
    "manager": (msg("Manager"), "text"),
    "part": (msg("Part of the company"), "text"),
    "month": (msg("Month"), "month"),
    "hhi": (msg("HHI, points"), "index"),
    "effective_accounts": (msg("Effective number of clients"), "index"),
    "gini": (msg("Gini coefficient"), "index"),
    "keys": (msg("Clients above the key limit"), "count"),
    "critical": (msg("Clients above the critical limit"), "count"),
    "mono": (msg("Clients above the mono-client limit"), "count"),
    "largest": (msg("Largest client"), "text"),
    "largest_id": (msg("Largest client's id"), "text"),
    "largest_share": (msg("Share of the largest client"), "share"),
    "accounts_positive": (msg("Clients with a sum above zero"), "count"),
    "revenue_total": (msg("Revenue, all lines"), "money"),
    "revenue_identified": (msg("Revenue with a client named"), "money"),
    "revenue_unassigned": (msg("Revenue with no client named"), "money"),
    "revenue_before": (msg("Revenue a year before"), "money"),
    "margin_before": (msg("Margin a year before"), "money"),
    "change": (msg("Change"), "money"),
    "revenue_change": (msg("Change of revenue"), "ratio"),
    "margin_change": (msg("Change of margin"), "ratio"),
    "state": (msg("State"), "text"),
    "first_purchase": (msg("First purchase"), "date"),
    "last_purchase": (msg("Last purchase"), "date"),
    "purchase_days": (msg("Days with a purchase"), "count"),
    "months_active": (msg("Months with a purchase"), "count"),
    "listed": (msg("In the account list"), "flag"),
    "active": (msg("Active clients"), "count"),
    "partial": (msg("Unfinished month"), "flag"),
    "months_to_replace": (msg("Months to replace"), "index"),
}


def names(*keys: str) -> dict[str, Name]:
    """These names, in this order."""
    return {key: Name(*_NAMES[key]) for key in keys}

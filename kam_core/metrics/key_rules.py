"""Where the field has two rules for a key client: the one in force, the other, and who would change class under it."""

from __future__ import annotations

import pandas as pd

from kam_core.i18n import Message, Money, Share, msg
from kam_core.metrics import shares
from kam_core.metrics.words import BASE
from kam_core.scope import Scope
from kam_core.settings import Settings


def rules(found: pd.DataFrame, scope: Scope, settings: Settings, currency: str, has_cost: bool) -> pd.DataFrame:
    """One row for each pair of rules, at the level of the company.

    found: clients as ``key_clients.sized`` gives them; all that pass under any of the rules must be among them
    Columns: rule ('limit', 'amount', 'base'), in_force, other (Messages; other null where it cannot be told, why then
    says so), enter and leave: how many would become key, and cease to be; names: of both, at most five
    """
    share = shares.floats(found["share"])
    now = share > shares.edge("key", settings)
    strict = settings.text("key_limit") == "above"
    turned = settings.with_(key_limit="from" if strict else "above")
    limit = Share(settings.number("key_share"), 0)
    above, from_on = msg("above {share}", share=limit), msg("{share} or more", share=limit)
    said = [_row("limit", above if strict else from_on, from_on if strict else above,
                 share > shares.edge("key", turned), now, found)]
    amount = settings.number("key_amount")
    if amount:
        passes = found["by_amount"].to_numpy(dtype=bool)
        said.append(_row("amount", above if strict else from_on,
                         msg("{amount} a year or more", amount=Money(amount, currency)), passes, now, found))
    else:
        said.append(_unknown("amount", above if strict else from_on, msg("no amount is set (setting key_amount)")))
    other = "margin" if scope.base == "revenue" else "revenue"
    if other == "margin" and not has_cost:
        said.append(_unknown("base", BASE[scope.base], msg("the sales have no cost")))
    else:
        passes = shares.floats(found[f"share_{other}"]) > shares.edge("key", settings)
        said.append(_row("base", BASE[scope.base], BASE[other], passes, now, found))
    return pd.DataFrame(said)


def _row(rule: str, in_force: Message, other: Message, then: object, now: object, found: pd.DataFrame) -> dict[str, object]:
    after, before = pd.Series(then, index=found.index), pd.Series(now, index=found.index)
    enter, leave = after & ~before, before & ~after
    names = found.loc[enter | leave, "name"].astype(str).head(5).tolist()
    return {"rule": rule, "in_force": in_force, "other": other, "why": None, "enter": int(enter.sum()),
            "leave": int(leave.sum()), "names": names}


def _unknown(rule: str, in_force: Message, why: Message) -> dict[str, object]:
    return {"rule": rule, "in_force": in_force, "other": None, "why": why, "enter": None, "leave": None, "names": []}

"""The ladder inside a part of the company: what each business unit, or each manager, depends on."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from kam_core.i18n import Message, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import shares
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.concentration import steps
from kam_core.metrics.measure import CLIENTS, PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.words import OF_BASE
from kam_core.scope import Scope
from kam_core.settings import Settings

Field = Literal["unit", "manager"]
COLUMNS = (
    "part", "value", "revenue", "margin", "part_share", "accounts_positive", "hhi", "effective_accounts", "largest_id",
    "largest", "largest_share", "ladder", "keys", "critical", "mono", "revenue_unassigned",
)
MOST = 5


def by(field: Field, ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """What each unit or manager depends on, in the scope's base. Rows: parts, the largest first; null: not named.

    frames: clients (part, account_id, name, value, revenue, margin, share, place, ladder): in each part those above the
    key limit, and its five largest
    """
    limit = shares.edge("key", settings)
    found = ledger.query("concentration_by", scope, field=field, most=MOST, key=limit)
    found["ladder"] = steps(found["share"], settings)
    rows = _rows(found)
    clients = found[found["client_id"].notna()].rename(columns={"client_id": "account_id"})
    clients = clients[["part", "account_id", "name", "value", "revenue", "margin", "share", "place", "ladder"]]
    named = rows[rows["part"].notna()]
    figures: dict[str, Figure] = {
        "parts": len(named),
        "parts_with_key": int((named["keys"] > 0).sum()),
        "parts_critical": int((named["critical"] > 0).sum()),
        "parts_mono": int((named["mono"] > 0).sum()),
        "largest_part_share": _largest(named["part_share"]),
        "unnamed_share": ratio(shares.total(rows.loc[rows["part"].isna(), "revenue"]), shares.total(rows["revenue"])),
    }
    return Answer(f"concentration_by_{field}", ledger.version, scope, settings, figures, rows,
                  _thesis(field, named, scope), frames={"clients": clients.reset_index(drop=True)})


def _rows(found: pd.DataFrame) -> pd.DataFrame:
    """One row a part; parts without a client above zero have no shares."""
    if found.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    step = found["ladder"]
    counts = found.assign(
        keys=step.notna(), critical=step.isin(["critical", "mono"]), mono=step.eq("mono")
    ).groupby("part", dropna=False, sort=False)[["keys", "critical", "mono"]].sum()
    first = found.drop_duplicates("part").set_index("part")
    rows = pd.DataFrame({
        "part": first.index,
        "value": first["part_value"].to_numpy(),
        "revenue": first["part_revenue"].to_numpy(),
        "margin": first["part_margin"].to_numpy(),
        "accounts_positive": first["part_clients"].to_numpy(),
        "hhi": (first["part_index"] * 10_000).to_numpy(),
        "effective_accounts": (1 / first["part_index"]).to_numpy(),
        "largest_id": first["client_id"].to_numpy(),
        "largest": first["name"].to_numpy(),
        "largest_share": first["share"].to_numpy(),
        "ladder": first["ladder"].to_numpy(),
        "revenue_unassigned": first["part_unassigned"].to_numpy(),
        **{name: counts[name].to_numpy() for name in ("keys", "critical", "mono")},
    })
    whole = rows.loc[rows["value"] > 0, "value"].sum()
    rows["part_share"] = np.where(rows["value"] > 0, rows["value"] / (whole or np.nan), np.nan)
    return rows[list(COLUMNS)]


def _largest(parts: pd.Series) -> float | None:
    return None if parts.dropna().empty else float(parts.max())


def _thesis(field: Field, named: pd.DataFrame, scope: Scope) -> Message:
    if named.empty:
        return msg("The sales of this period name no business unit.") if field == "unit" else \
            msg("The sales of this period name no manager.")
    heavy = named[named["critical"] > 0]
    if not heavy.empty:
        worst = heavy.iloc[int(np.argmax((heavy["value"] * heavy["largest_share"]).to_numpy(dtype=float)))]
        values = {"part": str(worst["part"]), "name": str(worst["largest"]),
                  "share": Share(float(worst["largest_share"])), "of_base": OF_BASE[scope.base]}
        if field == "unit":
            return nmsg("{n} business unit hangs on one client: in {part} {name} brings {share} {of_base}.",
                        "{n} business units hang on one client each: in {part} {name} brings {share} {of_base}.",
                        len(heavy), **values)
        return nmsg("{n} manager hangs on one client: with {part} {name} brings {share} {of_base}.",
                    "{n} managers hang on one client each: with {part} {name} brings {share} {of_base}.",
                    len(heavy), **values)
    if field == "unit":
        return msg("No business unit hangs on one client.")
    return msg("No manager hangs on one client.")


def by_unit(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """The ladder inside each business unit."""
    return by("unit", ledger, scope, settings)


def by_manager(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """The ladder inside each manager's clients."""
    return by("manager", ledger, scope, settings)


_SUMMARY = {
    "parts": Name(msg("Parts named in the sales"), "count"),
    "parts_with_key": Name(msg("Parts with a key client"), "count"),
    "parts_critical": Name(msg("Parts with a critical dependence"), "count"),
    "parts_mono": Name(msg("Parts with a mono-client"), "count"),
    "largest_part_share": Name(msg("Share of the largest part in the whole"), "share"),
    "unnamed_share": Name(msg("Share of revenue that names no part"), "share"),
}
_COLUMNS = {
    key: Name(msg("Share of the part in the whole"), "share") if key == "part_share" else names(key)[key]
    for key in COLUMNS
}
_FORMULA = msg("Shares, HHI and the ladder as in Concentration, taken inside each part: the client's sum in the part "
               "÷ the sum of all clients above zero in that part.")
_SOURCE = msg("A client may be key for the company, for one business unit or for one manager: the ladder works at "
              "all three.")
_SETTINGS = ("key_share", "critical_share", "mono_share", "key_limit")

BY_UNIT = Measure(
    "concentration_by_unit", msg("Concentration by business unit"), "share", "down", _FORMULA, PERIOD, CLIENTS, _SOURCE,
    _COLUMNS, _SUMMARY, ("concentration_by",), by_unit, _SETTINGS,
)
BY_MANAGER = Measure(
    "concentration_by_manager", msg("Concentration by manager"), "share", "down", _FORMULA, PERIOD, CLIENTS, _SOURCE,
    _COLUMNS, _SUMMARY, ("concentration_by",), by_manager, _SETTINGS,
)

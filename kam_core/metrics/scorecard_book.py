"""What people wrote, by manager: load, achievement of the clients' goals, contacts begun by us, dossiers, plans. Pure.

It is laid beside the rows of the measure ``scorecard``; nothing here is summed up to one figure of a manager.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.book import Record, Standing
from kam_core.i18n import Joined, Message, Number, msg, nmsg
from kam_core.metrics.dossier import clock
from kam_core.metrics.dossier_journal import contacts
from kam_core.metrics.intervals import wilson
from kam_core.metrics.measure import Name
from kam_core.metrics.plan import achievement
from kam_core.settings import Settings

KINDS = ("dossier", "visit", "client_goal", "plan")
"""Kinds of records that are asked."""
LOADS: dict[str, Message] = {"over": msg("over the limit"), "near": msg("near the limit"), "within": msg("within the limits")}
FEW = 5
"""Of fewer goals or contacts than this there are counts alone."""
NAMED = 2
"""So many managers are named in the headline at most."""

COLUMNS: dict[str, Name] = {
    "keys": Name(msg("Key clients held"), "count"), "held": Name(msg("Clients held"), "count"),
    "with_dossier": Name(msg("Other clients with a dossier"), "count"),
    "points": Name(msg("Load, weighted count"), "index"), "load": Name(msg("Load, of a full one"), "share"),
    "load_state": Name(msg("Load"), "text"),
    "goals": Name(msg("Goals of clients with an outcome"), "count"), "goals_reached": Name(msg("Goals reached"), "count"),
    "goals_rate": Name(msg("Goals of clients reached"), "share"), "goals_low": Name(msg("Goals reached, lower bound"), "share"),
    "goals_high": Name(msg("Goals reached, upper bound"), "share"),
    "contacts": Name(msg("Contacts of a year"), "count"), "contacts_told": Name(msg("… it is known who began"), "count"),
    "contacts_ours": Name(msg("… begun by us"), "count"),
    "ours_rate": Name(msg("Contacts begun by us"), "share"), "ours_low": Name(msg("Begun by us, lower bound"), "share"),
    "ours_high": Name(msg("Begun by us, upper bound"), "share"),
    "dossiers": Name(msg("Dossiers to keep"), "count"), "dossiers_good": Name(msg("Dossiers in time"), "count"),
    "plans": Name(msg("Plans to have"), "count"), "plans_approved": Name(msg("Plans approved"), "count"),
}


@dataclass(frozen=True)
class Written:
    """What people wrote. listed: ids of the key list; records: of KINDS, removed ones none; plans: by client"""

    listed: Collection[str]
    records: Iterable[Record]
    plans: Mapping[str, Standing]


def beside(
    rows: pd.DataFrame, clients: pd.DataFrame, written: Written, settings: Settings, today: datetime.date
) -> pd.DataFrame:
    """The rows with COLUMNS. rows, clients: of the measure ``scorecard``

    keys: clients of the key list; held: those, and all others that bought in twelve months or have a dossier
    points: the key clients, the others with a dossier and the rest, each by its weight; load: points ÷ the setting load_all
    dossiers: of key clients, begun or not, and all others that were begun; plans: likewise
    """
    manager = clients.dropna(subset=["manager"]).set_index("client_id")["manager"]
    of: dict[str, list[Record]] = {}
    for each in written.records:
        if each.client_id is not None and each.client_id in manager.index:
            of.setdefault(str(manager[each.client_id]), []).append(each)
    bought = clients[clients["active"].to_numpy(dtype=bool)].dropna(subset=["manager"])
    active = bought.groupby("manager")["client_id"].agg(set).to_dict()
    keys: dict[str, set[str]] = {}
    for client in sorted(written.listed):
        if client in manager.index:
            keys.setdefault(str(manager[client]), set()).add(client)
    found = [_of_manager(active.get(name, set()), keys.get(name, set()), of.get(name, []), written.plans, settings, today)
             for name in rows["manager"]]
    more = pd.DataFrame(found, columns=list(COLUMNS), index=rows.index)
    for key, column in COLUMNS.items():
        if column.unit != "text":
            more[key] = more[key].astype("int64" if column.unit == "count" else float)
    return pd.concat([rows, more], axis=1)


def _of_manager(
    active: set[str], keys: set[str], records: list[Record], plans: Mapping[str, Standing], settings: Settings,
    today: datetime.date,
) -> dict[str, object]:
    dossiers = {str(each.client_id): each for each in records if each.kind == "dossier"}
    held = active | keys | set(dossiers)
    worked = set(dossiers) - keys
    points = (len(keys) * settings.number("load_key_weight") + len(worked) * settings.number("load_dossier_weight")
              + len(held - keys - worked) * settings.number("load_other_weight"))
    full = settings.number("load_all")
    met = contacts([each for each in records if each.kind == "visit"], today)
    reached, said = achievement(records, today)
    goals = (reached / said, *(wilson(reached, said) or ())) if said >= FEW else (np.nan,) * 3
    ours = (met.share, *(met.interval or ())) if met.told >= FEW else (np.nan,) * 3
    kept = keys | set(dossiers)
    planned = keys | {str(each.client_id) for each in records if each.kind == "plan"}
    return {
        "keys": len(keys), "held": len(held), "with_dossier": len(worked), "points": points, "load": points / full,
        "load_state": state(len(keys), points, settings), "goals": said, "goals_reached": reached,
        "goals_rate": goals[0], "goals_low": goals[1], "goals_high": goals[2],
        "contacts": met.count, "contacts_told": met.told, "contacts_ours": met.ours,
        "ours_rate": ours[0], "ours_low": ours[1], "ours_high": ours[2],
        "dossiers": len(kept),
        "dossiers_good": sum(not clock(dossiers[client], settings).late(today) for client in kept if client in dossiers),
        "plans": len(planned),
        "plans_approved": sum(client in plans and plans[client].approved is not None for client in planned),
    }


def state(keys: int, points: float, settings: Settings) -> str:
    """A key of LOADS. Over: more than a full load, or more key clients than a manager may hold in all; near: more than the part
    of a full load from which a warning is due, or more key clients than where each is strategic."""
    full = settings.number("load_all")
    if points > full or keys > full:
        return "over"
    return "near" if points > settings.number("load_amber") * full or keys > settings.number("load_key") else "within"


def thesis(rows: pd.DataFrame, settings: Settings) -> Message | None:
    """Facts of load and of late dossiers; names stand in order, the order says nothing. None where there is no manager."""
    if rows.empty:
        return None
    over = rows[rows["load_state"] == "over"]
    late, kept = int((rows["dossiers"] - rows["dossiers_good"]).sum()), int(rows["dossiers"].sum())
    if over.empty:
        near = int((rows["load_state"] == "near").sum())
        first = nmsg("No manager holds more clients than the limit; {n} is near it",
                     "No manager holds more clients than the limit; {n} are near it", near) if near else \
            msg("No manager holds more clients than the limit")
    elif len(over) == 1:
        first = msg("{name} carries {points} where {full} is a full load", name=str(over["manager"].iloc[0]),
                    points=Number(float(over["points"].iloc[0]), 1), full=Number(settings.number("load_all"), 0))
    elif len(over) <= NAMED and len(rows) > NAMED:
        first = msg("{names} carry more than a full load", names=Joined(sorted(over["manager"])))
    else:
        first = nmsg("{n} of {all} managers carries more than a full load", "{n} of {all} managers carry more than a full load",
                     len(over), all=len(rows))
    if not kept:
        return msg("{first}.", first=first)
    if not late:
        return msg("{first}; every dossier is in time.", first=first)
    return msg("{first}; {late}.", first=first,
               late=nmsg("{n} of {all} dossiers is to be revised", "{n} of {all} dossiers are to be revised", late, all=kept))


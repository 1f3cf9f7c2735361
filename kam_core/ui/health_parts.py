"""The parts of the page Health: figures, the map, the table, the months before, and the trial on the past."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from kam_core.charts import health as charts
from kam_core.i18n import Count, Message, Money, Share, msg, nmsg
from kam_core.metrics.health_said import how_well, proved
from kam_core.metrics.health_score import BANDS, CAPS, PARTS
from kam_core.ui.answers import chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.health_view import BESIDE, HealthView
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.values import count

SHOWN = ("name", "band", "score", "change", "cap", "opinion", "beside", "revenue", "coverage", *PARTS, "overdue_long",
         "manager", "region", "segment")
CHOICES: dict[str, Message] = {
    "red": msg("Red"), "amber": msg("Amber"), "green": msg("Green"), "unknown": msg("Not enough data"), "": msg("All clients"),
}
BAND = Column("band", msg("Health"), "mark", marks=tuple(BANDS.items()))
OWN = {
    "band": BAND,
    "cap": Column("cap", msg("Red because of"), "mark", marks=tuple(CAPS.items()), width=250),
    "opinion": Column("opinion", msg("The manager says"), "mark", marks=tuple(BANDS.items())),
    "beside": Column("beside", msg("Beside the data"), "mark", marks=tuple(BESIDE.items())),
}
TRIED = (
    Column("band", msg("A year ago"), "mark", marks=tuple(BANDS.items())), Column("clients", msg("Clients"), "count"),
    Column("lost", msg("Lost since"), "count"), Column("rate", msg("Share lost"), "share"),
    Column("low", msg("from"), "share", help=msg("Within these bounds chance alone may move it, in 19 of 20 cases.")),
    Column("high", msg("to"), "share"), Column("revenue", msg("Revenue of the year before"), "money"),
    Column("revenue_lost", msg("Revenue of the lost"), "money"),
)


def rated(health: HealthView) -> Message | None:
    """Who is rated: the clients that bought in twelve months."""
    clients = int(health.answer.summary["clients"] or 0)
    if not clients:
        return None
    return nmsg("{n} client that bought in twelve months", "{n} clients that bought in twelve months", clients)


def health_figures(health: HealthView) -> None:
    """How many clients have which band, and the revenue behind them."""
    found, currency = health.answer.summary, health.view.open_ledger.info.currency
    whole = found["revenue"] or 0.0

    def behind(band: str) -> Message | None:
        amount = found[f"revenue_{band}"] or 0.0
        if not found[band]:
            return None
        if whole <= 0 or amount <= 0:
            return msg("{amount} in twelve months", amount=Money(amount, currency))
        return msg("{amount}, {share} of revenue", amount=Money(amount, currency), share=Share(amount / whole))

    figures([Figure(CHOICES[band], count(found[band]), note=behind(band), of=band, card="health" if band == "red" else None)
             for band in BANDS])


def health_map(health: HealthView) -> None:
    """The portfolio: health across, revenue up."""
    st.subheader(str(msg("Health against revenue")))
    if not set(health.parts) - {"unknown"}:
        need, most = health.view.settings.number("health_coverage"), float(health.rows["coverage"].max())
        empty(
            msg("No client has a score yet: parts with {need} of the weight must be known, and at most {most} are.",
                need=Share(need, 0), most=Share(most, 0)),
            msg("Answers of surveys, requests and invoices would add to it. A part that you will never have can be given the "
                "weight 0 among the settings."),
        )
        return
    currency = health.view.open_ledger.info.currency
    chart("map", health.view, partial(charts.map_of, health.answer, health.view.settings, currency, chosen=health.chosen),
          health.chosen, health.lost)
    above = sum(int((rows["revenue"] > 0).sum()) for band, rows in health.parts.items() if band != "unknown")
    if above > charts.MOST:
        st.caption(str(nmsg("The {n} largest client is shown.", "The {n} largest clients are shown.", charts.MOST)))


@fragment
def health_table(health: HealthView) -> None:
    """The clients of a band, with the score of each part."""
    offered = [band for band in CHOICES if not band or band in health.parts]
    band = st.segmented_control(
        str(msg("Which clients")), offered, default=offered[0], format_func=lambda key: str(CHOICES[key]), key="health_band",
        required=True, label_visibility="collapsed",
    )
    rows = health.parts[band] if band else health.rows
    keys = [key for key in SHOWN if key != "band" or not band]
    measured = {column.key: column for column in columns("health", [key for key in keys if key not in OWN])}
    whole = {"score", *PARTS}
    chosen = [OWN[key] if key in OWN else replace(measured[key], digits=0) if key in whole else measured[key] for key in keys]
    answer_table(rows, chosen, CHOICES[band or ""], health.view, f"health_{band or 'all'}")


def health_months(health: HealthView) -> None:
    """How many clients had which band, month by month."""
    frame = health.answer.frames["history"]
    if len(frame) < 2 or not (frame["clients"] > frame["unknown"]).any():
        return
    st.subheader(str(msg("How health went")))
    first, last = frame.iloc[0], frame.iloc[-1]
    thesis_line(nmsg("{n} client was red at the end of the first month shown, {last} at the end of the last.",
                     "{n} clients were red at the end of the first month shown, {last} at the end of the last.",
                     int(first["red"]), last=Count(int(last["red"]))))
    chart("health_months", health.view, partial(charts.history_of, health.answer), health.lost)


def health_proof(health: HealthView) -> None:
    """Whether the clients that were lost in the last year had been red before."""
    found, tried = health.answer.summary, health.answer.frames["backtest"]
    said = proved(found)
    st.subheader(str(msg("Had the lost been red before?")))
    if said is None:
        st.caption(str(msg("This needs two years of sales without a gap: a year to rate clients from, and a year to see who is "
                           "lost.")))
        return
    if not (tried.loc[tried["band"] != "unknown", "clients"] > 0).any():
        st.caption(str(msg("Of no client enough was known a year ago to give it a score.")))
        return
    thesis_line(said)
    shown = tried[tried["clients"] > 0].reset_index(drop=True)
    answer_table(shown, TRIED, msg("Clients by their health a year ago"), health.view, "health_tried", search=None, fixed=True)
    least = int(health.view.settings.number("retention_min_clients"))
    notes([
        *how_well(found),
        msg("Rated by what was known a year ago alone, payment left out; lost means no purchase in the twelve months since."),
        *([nmsg("Below {n} client a band has counts only.", "Below {n} clients a band has counts only.", least)]
          if (shown["clients"] < least).any() else []),
    ])

"""What a model of the whole base expects of each client of the long tail, where it stood its test; else why it is not shown."""

from __future__ import annotations

import pandas as pd

from kam_core.i18n import msg
from kam_core.ledger import Ledger
from kam_core.metrics import long_tail, shares
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope
from kam_core.settings import Settings

COLUMNS = ("account_id", "name", "purchases_12", "revenue_12", "spend", "alive")
FIGURES = ("clients", "light_share", "predicted", "actual", "error", "mae", "mae_last_year", "money_error", "correlation")


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Clients by what is expected of them in twelve months; no rows where the model is not shown, and the thesis says why."""
    found = long_tail.find(ledger, scope, settings)
    rows = found.table.copy()
    if found.shown and len(rows):
        called = ledger.query("client_names", scope)
        rows["name"] = rows["account_id"].map(called.set_index("client_id")["name"])
        rows = rows.sort_values(["revenue_12", "purchases_12", "account_id"], ascending=[False, False, True],
                                na_position="last").reset_index(drop=True)
    else:
        rows = pd.DataFrame(columns=list(COLUMNS))
    figures: dict[str, Figure] = {
        "shown": int(found.shown),
        "purchases_12": shares.total(rows["purchases_12"].astype(float)) if len(rows) else None,
        "revenue_12": shares.total(rows["revenue_12"].dropna().astype(float)) if rows["revenue_12"].notna().any() else None,
        **{name: found.figures.get(name) for name in FIGURES},
    }
    return Answer("long_tail", ledger.version, scope, settings, figures, rows[list(COLUMNS)], found.reason, list(found.notes))


MEASURE = Measure(
    key="long_tail",
    label=msg("Model of the long tail"),
    unit="money",
    direction="up",
    formula=msg("Days with a purchase expected in the next twelve months by BG/NBD (NBD, where leaving cannot be told from the "
                "data), times the expected spend of a day by Gamma-Gamma, both fitted to the whole base by likelihood. Shown "
                "only where, fitted a year earlier, the model was within 15 % of the days with a purchase that came and told "
                "clients better than “same as last year”; money only where the same holds of it."),
    period=msg("From the first sale of the ledger to the end of the period; the test is on its last twelve months."),
    population=msg("The whole client base, at least 300 clients of whom 30 % bought once or twice; for clients that buy often, "
                   "ask for lifetime revenue."),
    source=msg("Fader, Hardie and Lee (2005), BG/NBD; Fader and Hardie (2013), Gamma-Gamma."),
    columns={
        **names("account_id", "name"),
        "purchases_12": Name(msg("Expected days with a purchase, next 12 months"), "index"),
        "revenue_12": Name(msg("Expected revenue, next 12 months"), "money"),
        "spend": Name(msg("Expected spend of a day"), "money"),
        "alive": Name(msg("Probability that it still buys"), "share"),
    },
    summary={
        "shown": Name(msg("The model stood its test"), "flag"),
        "purchases_12": Name(msg("Expected days with a purchase, next 12 months"), "index"),
        "revenue_12": Name(msg("Expected revenue, next 12 months"), "money"),
        "clients": Name(msg("Clients"), "count"),
        "light_share": Name(msg("Share of clients that bought once or twice"), "share"),
        "predicted": Name(msg("Days with a purchase expected of the test year"), "index"),
        "actual": Name(msg("Days with a purchase in the test year"), "count"),
        "error": Name(msg("Error of the total in the test year"), "ratio"),
        "mae": Name(msg("Mean error a client in the test year, days"), "index"),
        "mae_last_year": Name(msg("The same of “same as last year”, days"), "index"),
        "money_error": Name(msg("Error of the revenue in the test year"), "ratio"),
        "correlation": Name(msg("Correlation of purchases and spend"), "index"),
    },
    query=("long_tail", "client_names"),
    find=ask,
    settings=long_tail.SETTINGS,
)

"""The card of ABC-XYZ: what its columns and figures are called, and its formula in words."""

from __future__ import annotations

from collections.abc import Callable

from kam_core.i18n import msg
from kam_core.metrics.answer import Answer
from kam_core.metrics.classes import CELLS
from kam_core.metrics.measure import CLIENTS, PERIOD, Measure, Name
from kam_core.metrics.names import names

COLUMNS: dict[str, Name] = {
    **names("account_id", "name", "value", "share"),
    "abc": Name(msg("Class of ABC"), "text"),
    "xyz": Name(msg("XYZ by frequency"), "text"),
    "xyz_cv": Name(msg("XYZ by variation"), "text"),
    "cv": Name(msg("Coefficient of variation"), "index"),
    "active_months": Name(msg("Months with a purchase"), "count"),
    **names("state"),
    "cell": Name(msg("Cell"), "text"),
    **names("cumulative_share"),
    "cv_sample": Name(msg("Coefficient of variation of a sample (n − 1)"), "index"),
    "months": Name(msg("Months of the window"), "count"),
    "demand": Name(msg("Demand"), "text"),
    "adi": Name(msg("Periods per purchase (ADI)"), "index"),
    "cv2": Name(msg("Variation of amounts, squared"), "index"),
    "reason": Name(msg("Why there is no figure"), "text"),
    **names("revenue", "margin"),
    "purchases": Name(msg("Days with a purchase"), "count"),
    "first_month": Name(msg("First month with a purchase"), "month"),
    "last_month": Name(msg("Last month with a purchase"), "month"),
    **names("accounts", "manager", "region", "segment", "industry"),
}

SUMMARY: dict[str, Name] = {
    "a": Name(msg("Clients in class A"), "count"),
    "b": Name(msg("Clients in class B"), "count"),
    "c": Name(msg("Clients in class C"), "count"),
    "x": Name(msg("Clients that buy frequently (X)"), "count"),
    "y": Name(msg("Clients that buy regularly (Y)"), "count"),
    "z": Name(msg("Clients that buy irregularly (Z)"), "count"),
    "x_cv": Name(msg("Clients with low variation (X)"), "count"),
    "y_cv": Name(msg("Clients with middle variation (Y)"), "count"),
    "z_cv": Name(msg("Clients with high variation (Z)"), "count"),
    "new": Name(msg("New clients"), "count"),
    "lost": Name(msg("Lost clients"), "count"),
    "disagree": Name(msg("Clients on which the two methods of XYZ disagree"), "count"),
    **{cell: Name(msg("Clients in the cell {cell}", cell=cell), "count") for cell in CELLS},
    "net_negative": Name(msg("Clients with a sum not above zero"), "count"),
    "one_off": Name(msg("Clients that bought once"), "count"),
    "seasonal": Name(msg("Seasonal clients"), "count"),
    "clients": Name(msg("Clients with a class"), "count"),
    "value_total": Name(msg("Sum in the base of clients with a class"), "money"),
    "months": Name(msg("Full months with data in the period"), "count"),
    "other_rule": Name(msg("Clients that change class of ABC under the other rule at the limit"), "count"),
    "other_limits": Name(msg("Clients that change class of variation under the other published limits"), "count"),
    "other_window": Name(msg("Clients that change class of frequency under the other window"), "count"),
}

SETTINGS = (
    "abc_by", "abc_a_share", "abc_b_share", "abc_rule", "xyz_x_months", "xyz_y_months", "xyz_window", "xyz_cv_x",
    "xyz_cv_y", "xyz_bucket", "short_history_months",
)


def card(find: Callable[..., Answer]) -> Measure:
    """The measure, with the function that answers it."""
    return Measure(
        key="abc_xyz",
        label=msg("ABC-XYZ analysis"),
        unit="count",
        direction="",
        formula=msg("ABC: clients from the largest; A brings the first 80 %, B the next 15 %, C the rest, by the "
                    "share together before the client. XYZ by frequency: X buys in 9 months of 12 or more, Y in 4 or "
                    "more, Z in fewer. XYZ by variation: standard deviation ÷ mean of the sums of months, months of "
                    "nothing included; X up to 0.5, Y up to 1, Z above or where the sum is not above zero. Demand: "
                    "months per month with a purchase (limit 1.32) and squared variation of the amounts (limit 0.49)."),
        period=PERIOD,
        population=CLIENTS,
        source=msg("ABC after Pareto and Juran; XYZ by frequency as practised for clients; variation with √(n/k − 1) for k "
                   "equal purchases in n months; demand classes of Syntetos, Boylan and Croston (2005)."),
        columns=COLUMNS,
        summary=SUMMARY,
        query=("abc_xyz",),
        find=find,
        settings=SETTINGS,
    )

"""The words of ABC-XYZ: states, classes of demand, reasons, and what to do with each of the nine cells."""

from __future__ import annotations

from kam_core.i18n import Message, msg

STATES: dict[str, Message] = {
    "active": msg("active"),
    "new": msg("new"),
    "one_off": msg("one-off"),
    "seasonal": msg("seasonal"),
    "lost": msg("lost"),
    "net_negative": msg("net negative"),
}
"""Where a client stands in the period, in words."""

DEMAND: dict[str, Message] = {
    "smooth": msg("smooth"),
    "erratic": msg("erratic"),
    "intermittent": msg("intermittent"),
    "lumpy": msg("lumpy"),
}

REASONS: dict[str, Message] = {
    "below": msg("the sum is not above zero, so variation has no meaning"),
    "no_cost": msg("the cost of some months is not known"),
    "too_new": msg("too few full months since the first purchase"),
    "short": msg("too few full months in the period"),
}
"""Why a class of XYZ is missing, or is Z without a figure."""

ADVICE: dict[str, Message] = {
    "AX": msg("The base of the company: large and frequent. Name one manager and a deputy, keep terms and stock safe, meet on "
              "a calendar, and watch every month without an order."),
    "AY": msg("Large and regular: agree a plan of deliveries for the quarter, ask what is bought elsewhere in the months "
              "between, and offer a frame contract."),
    "AZ": msg("Large and irregular: each order matters and none is sure. Learn of tenders and projects early, keep the contact "
              "between orders, and plan the year without counting on them."),
    "BX": msg("Middle and frequent: the first candidates to grow. Widen the range they buy and compare their share of wallet."),
    "BY": msg("Middle and regular: keep a simple rhythm of contact and offer what similar clients buy."),
    "BZ": msg("Middle and irregular: find out whether it is a project or a habit that was lost; remind before the usual date "
              "of an order."),
    "CX": msg("Small and frequent: loyal and cheap to keep. Serve by a standard, online where possible, and check what an "
              "order costs to serve."),
    "CY": msg("Small and regular: serve by a standard, with fixed terms and a minimum order."),
    "CZ": msg("Small and irregular: no personal manager. Prepayment, a price list, a reminder by mail; look once a quarter for "
              "the few that could be large."),
}
"""What to do with the clients of a cell."""

"""Every page of the app. A new page is one file in pages/<section>/ and one entry here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kam_core.access import Capability
from kam_core.errors import UsageError
from kam_core.i18n import Message, msg

ROOT = Path(__file__).resolve().parents[2]

SECTIONS: dict[str, Message] = {
    "today": msg("Work"),
    "portfolio": msg("Portfolio"),
    "base": msg("Client base"),
    "voice": msg("Voice and service"),
    "data": msg("Data"),
    "help": msg("Help"),
}


@dataclass(frozen=True)
class Page:
    """One screen.

    key: its name in code; section: one of SECTIONS; path: its file under pages/; url_path: its place in the address
    scoped: whether its figures depend on the scope, and the scope bar stands above them
    needs: tables of facts of which one must hold rows; the last names what is missing
    sketch: what it would show, in one sentence, said while there is no ledger yet; None: the page needs none
    right: what a member must be allowed to open it; None: everybody who is let in
    """

    key: str
    section: str
    path: str
    title: Message
    icon: str
    url_path: str
    help: Message
    scoped: bool = True
    sketch: Message | None = None
    needs: tuple[str, ...] = ("sales",)
    right: Capability | None = "figures"

    @property
    def file(self) -> Path:
        """The file of the page, absolute."""
        return ROOT / "pages" / self.path


PAGES: tuple[Page, ...] = (
    Page(
        "overview", "portfolio", "portfolio/overview.py", msg("Overview"), ":material/dashboard:", "overview",
        msg("Revenue, margin and clients against the year before, and what changed."),
        sketch=msg("Here would stand revenue, margin and active clients against the year before, and what changed."),
        right="overview",
    ),
    Page(
        "today", "today", "today/today.py", msg("Today"), ":material/today:", "today",
        msg("Which clients need somebody now, why, what to do first, and what became of it."),
        sketch=msg("Here would stand the clients that need you today, by what to do, each with the reason and the money."),
        needs=("nps", "tickets", "invoices", "sales"),
    ),
    Page(
        "dossier", "today", "today/dossier.py", msg("Dossiers"), ":material/folder_shared:", "dossier",
        msg("Everything about one client: what it buys, what people know of it, what is to be done."),
        sketch=msg("Here would stand everything about one client, and which dossiers are to be revised."),
        right="dossiers",
    ),
    Page(
        "concentration", "portfolio", "portfolio/concentration.py", msg("Concentration"), ":material/donut_large:",
        "concentration", msg("What the company depends on: the largest clients and what losing them would cost."),
        sketch=msg("Here would stand who brings most of the revenue, and what it would cost to lose them."),
    ),
    Page(
        "key_clients", "portfolio", "portfolio/key_clients.py", msg("Key clients"), ":material/star:", "key-clients",
        msg("One list for all: who is on it and why, who awaits a decision, and what speaks for each."),
        sketch=msg("Here would stand the list of key clients, who awaits a decision, and what speaks for each."),
    ),
    Page(
        "matrix", "portfolio", "portfolio/matrix.py", msg("Portfolio matrix"), ":material/bubble_chart:", "matrix",
        msg("How attractive each large client is, how strong we are there, what is sold and what is available."),
        sketch=msg("Here would stand each large client by how attractive it is and how strong we are there."),
    ),
    Page(
        "decks", "portfolio", "portfolio/decks.py", msg("Decks"), ":material/co_present:", "decks",
        msg("A deck for the board or of one client: PowerPoint, PDF, workbook, from one frozen set of figures."),
        sketch=msg("Here would stand the decks for the board, made in one click from one frozen set of figures."),
        right="decks",
    ),
    Page(
        "presentation", "portfolio", "portfolio/presentation.py", msg("Presentation"), ":material/slideshow:", "presentation",
        msg("The slides of a deck on the full screen, frozen or with the figures of now."),
        scoped=False, sketch=msg("Here would stand the slides of a deck, one at a time."), right="decks",
    ),
    Page(
        "abc_xyz", "base", "base/abc_xyz.py", msg("ABC-XYZ"), ":material/grid_view:", "abc-xyz",
        msg("How large and how regular the clients are, what to do with each cell, and how they move."),
        sketch=msg("Here would stand the nine cells of ABC-XYZ with the names behind each, and how clients move between them."),
    ),
    Page(
        "retention", "base", "base/retention.py", msg("Retention"), ":material/group_add:", "retention",
        msg("Who stayed, what became of last year's business, who still buys of those that came, and who is late now."),
        sketch=msg("Here would stand what became of last year's clients: who was lost, brings less or more, and who is new."),
    ),
    Page(
        "growth", "base", "base/growth.py", msg("Growth"), ":material/trending_up:", "growth",
        msg("What clients could still buy, what they bought anew, and what price, volume and mix did to revenue."),
        sketch=msg("Here would stand what clients do not buy and similar ones do, cross-sell, and why revenue changed."),
    ),
    Page(
        "profit", "base", "base/profit.py", msg("Profit"), ":material/savings:", "profit",
        msg("What each client leaves after all its costs, who loses money, and what clients owe."),
        sketch=msg("Here would stand what each client leaves, which clients lose money and why, and what clients owe."),
    ),
    Page(
        "scorecard", "base", "base/scorecard.py", msg("Scorecard"), ":material/badge:", "scorecard",
        msg("Each manager's measures with sample and interval; load, dossiers in time, approved plans. No rank."),
        sketch=msg("Here would stand each manager's measures, each with its sample and interval."),
    ),
    Page(
        "nps", "voice", "voice/nps.py", msg("NPS"), ":material/record_voice_over:", "nps",
        msg("Whether clients recommend you and how sure that is, who is silent, and what detractors say."),
        sketch=msg("Here would stand NPS with its interval over time, which large clients are silent, and what detractors "
                   "say."),
        needs=("sales", "nps"),
    ),
    Page(
        "resolution", "voice", "voice/resolution.py", msg("Time to resolution"), ":material/timer:", "resolution",
        msg("How long requests of clients take, those still open included, and what is open past its limit."),
        sketch=msg("Here would stand how long requests take, open ones included, what is open past its limit, and for whom."),
        needs=("sales", "tickets"),
    ),
    Page(
        "health", "voice", "voice/health.py", msg("Health"), ":material/monitor_heart:", "health",
        msg("Which clients are well and which are not, why, what their managers think, and whether the score warned before."),
        sketch=msg("Here would stand each client by health and revenue, and what makes up its score."),
    ),
    Page(
        "data", "data", "data/data.py", msg("Data"), ":material/database:", "data",
        msg("Bring files in, see what was understood and what came of it, go back to an earlier version."), scoped=False,
        right="import",
    ),
    Page(
        "lists", "data", "data/lists.py", msg("Contacts, deals, contracts"), ":material/contact_page:", "lists",
        msg("Lists of people, deals and contracts into the dossiers from files, and out of them."), scoped=False,
        right="dossiers",
    ),
    Page(
        "settings", "data", "data/settings.py", msg("Settings"), ":material/tune:", "settings",
        msg("Every threshold and limit: its value in force, changed here, and what was changed when."), scoped=False,
        right="settings",
    ),
    Page(
        "members", "data", "data/members.py", msg("Members"), ":material/group:", "members",
        msg("Who may use this installation, as what, and who owns which client."), scoped=False,
        right="members",
    ),
    Page(
        "log", "data", "data/log.py", msg("Log"), ":material/history:", "log",
        msg("Who changed, exported or looked at what, and when; whether the log itself is whole."), scoped=False,
        right="log",
    ),
    Page(
        "definitions", "help", "help/definitions.py", msg("Definitions"), ":material/menu_book:", "definitions",
        msg("What every measure means: formula, period, population, source, and the settings in force."), scoped=False,
        right=None,
    ),
)


def page(key: str) -> Page:
    """The page of this key."""
    for known in PAGES:
        if known.key == key:
            return known
    raise UsageError(msg("There is no page “{key}”.", key=key))


def has(key: str) -> bool:
    """Whether there is a page of this key."""
    return any(known.key == key for known in PAGES)

"""What is done with a client: visits and calls, promises and claims, events, questions, tasks, the team."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from kam_core.book.kinds.kind import Field, Kind, Rule, Value
from kam_core.errors import UsageError
from kam_core.i18n import Day, Message, msg

CONTACTS: tuple[tuple[str, Message], ...] = (
    ("visit", msg("meeting at the client")), ("here", msg("meeting at our place")), ("call", msg("call")),
    ("video", msg("video call")), ("letter", msg("letter")), ("event", msg("event")),
)
IN_PERSON = ("visit", "here", "event")
BEGUN: tuple[tuple[str, Message], ...] = (("us", msg("we")), ("client", msg("the client")))
STATES: tuple[tuple[str, Message], ...] = (("planned", msg("planned")), ("done", msg("took place")), ("off", msg("called off")))


def _not_ahead(values: Mapping[str, Value]) -> None:
    """UsageError where a visit took place on a day to come; a day is allowed for clocks in the east."""
    date, tomorrow = values.get("date"), datetime.datetime.now().astimezone().date() + datetime.timedelta(days=1)
    if values.get("state") == "done" and isinstance(date, datetime.date) and date > tomorrow:
        raise UsageError(msg("{day} lies ahead: what has not been cannot have taken place.", day=Day(date)),
                         next=msg("Call it planned, or change the date."))


VISIT = Kind(
    "visit", msg("Visit or call"), msg("Visits and calls"),
    (
        Field("date", msg("Date"), "date", required=True),
        Field("type", msg("How"), "choice", CONTACTS, required=True),
        Field("state", msg("State"), "choice", STATES, required=True),
        Field("begun", msg("Who began it"), "choice", BEGUN),
        Field("people", msg("With whom"), "records"),
        Field("ours", msg("Who of us"), "text"),
        Field("purpose", msg("Purpose"), "text"),
        Field("result", msg("Result"), "long"),
        Field("next", msg("Next step"), "text"),
        Field("next_on", msg("Next step by"), "date"),
        Field("next_done", msg("Next step done on"), "date"),
    ),
    title="purpose", rules=(Rule(("date", "state"), _not_ahead),),
)

STEPS: tuple[tuple[str, Message], ...] = (
    ("agreed", msg("agreed that it is so")), ("asked", msg("asked what solution they see")), ("proposed", msg("proposed ours")),
    ("confirmed", msg("confirmed in writing")), ("fulfilled", msg("fulfilled in full")),
)
PROMISE = Kind(
    "promise", msg("Promise or claim"), msg("Promises and claims"),
    (
        Field("type", msg("Kind"), "choice", (("promise", msg("promise")), ("claim", msg("claim"))), required=True),
        Field("text", msg("What"), "long", required=True),
        Field("date", msg("Date"), "date"),
        Field("due", msg("Due by"), "date"),
        Field("owner", msg("Owner"), "text"),
        *(Field(key, label, "date") for key, label in STEPS),
        Field("note", msg("Note"), "long"),
    ),
    title="text",
)

EVENT = Kind(
    "event", msg("Event"), msg("Events"),
    (
        Field("date", msg("Date"), "date", required=True),
        Field("type", msg("Kind"), "choice", (
            ("price", msg("price change")), ("people", msg("change of people")), ("terms", msg("change of terms")),
            ("other", msg("other")),
        ), required=True),
        Field("text", msg("What happened"), "text", required=True),
    ),
    title="text",
)

TASK = Kind(
    "task", msg("Task"), msg("Tasks"),
    (
        Field("text", msg("What to do"), "text", required=True),
        Field("owner", msg("Owner"), "text"),
        Field("due", msg("Due by"), "date"),
        Field("done", msg("Done on"), "date"),
        Field("source", msg("Where it comes from"), "text"),
        Field("note", msg("Note"), "long"),
    ),
    title="text",
)

QUESTION_GROUPS: dict[str, Message] = {
    "our_team": msg("Our company"), "account_team": msg("The account team"), "trends": msg("Trends"), "needs": msg("Needs"),
    "insight": msg("Other insight"), "competitors": msg("Competitors"), "value": msg("Value we can offer"),
    "else": msg("What else to know"),
}
QUESTION = Kind(
    "question", msg("Question"), msg("Questions"),
    (
        Field("group", msg("Group"), "choice", tuple(QUESTION_GROUPS.items()), required=True),
        Field("text", msg("Question"), "text", required=True),
        Field("retired", msg("No longer asked"), "flag"),
    ),
    about="all", title="text",
)
"""A question of one's own, or the own words for one of those that come along: its id is then that question's."""
ANSWER = Kind(
    "answer", msg("Answer"), msg("Answers"),
    (Field("question", msg("Question"), "record", required=True), Field("text", msg("Answer"), "long")),
    title="text",
)

TEAM_ROLES: tuple[tuple[str, Message, Message], ...] = (
    ("expert", msg("Technical expert"), msg("Knows what we sell to the last detail, and what the client does with it.")),
    ("relations", msg("Relationship lead"), msg("Knows the people of the client and keeps up with them.")),
    ("collaborator", msg("Collaborator"), msg("Brings our departments together for this client.")),
    ("project", msg("Project manager"), msg("Keeps dates, budgets and agreements.")),
    ("innovator", msg("Innovator"), msg("Brings what the client has not asked for yet.")),
    ("results", msg("Results driver"), msg("Brings things to an end, and figures up.")),
)
TEAM = Kind(
    "team", msg("Team"), msg("Teams"),
    tuple(Field(key, label, "text", help=help) for key, label, help in TEAM_ROLES), title="expert",
)
"""One record a client: who of us fills each role."""

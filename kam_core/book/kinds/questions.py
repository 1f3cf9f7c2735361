"""The questions that a plan for a client answers, in eight groups. Their ids stay for good: answers point to them."""

from __future__ import annotations

from kam_core.i18n import Message, msg

QUESTIONS: dict[str, tuple[str, Message]] = {
    "q.our_team.waits": ("our_team", msg("Which of our departments does the client meet, and where does it wait for us?")),
    "q.our_team.earn": ("our_team", msg("What do we earn on this client after all that it costs us to serve it?")),
    "q.our_team.sponsor": ("our_team", msg("Who in our management answers for this client, and when did they last speak with "
                                           "its head?")),
    "q.our_team.at_risk": ("our_team", msg("Which of our promises to this client are at risk, and why?")),
    "q.our_team.capacity": ("our_team", msg("If the client doubled its orders, what would stop us from delivering?")),
    "q.our_team.best": ("our_team", msg("What do we do for this client better than for anybody else?")),
    "q.our_team.lost": ("our_team", msg("What did we lose at this client in the last three years, and what did we change "
                                        "after it?")),

    "q.account_team.roles": ("account_team", msg("Which role in the team is empty, and who could take it?")),
    "q.account_team.contacts": ("account_team", msg("Who of us speaks with whom there, and what breaks off if one of us "
                                                    "leaves?")),
    "q.account_team.informed": ("account_team", msg("Does everybody who speaks with the client know this year's aim and the "
                                                    "last complaint?")),
    "q.account_team.time": ("account_team", msg("How many hours a week does the team give this client, and how many of them "
                                                "put out fires?")),
    "q.account_team.skills": ("account_team", msg("What does the client expect us to understand of its trade that nobody in "
                                                  "the team understands yet?")),
    "q.account_team.decide": ("account_team", msg("What may the team decide on the spot, and what does the client have to wait "
                                                  "for?")),

    "q.trends.market": ("trends", msg("What will change in the client's own market within three years, and who gains by it?")),
    "q.trends.demand": ("trends", msg("How do the sales of the client's products move, and what does that do to its "
                                      "purchases?")),
    "q.trends.law": ("trends", msg("Which laws, standards or duties ahead will change what it buys?")),
    "q.trends.technology": ("trends", msg("Which technology could make what we supply needless?")),
    "q.trends.prices": ("trends", msg("How does the client pass rising costs on, and how long can it?")),
    "q.trends.owners": ("trends", msg("Which changes of owners, management or structure are to be expected?")),

    "q.needs.goals": ("needs", msg("What are the client's three main goals of this year, and who answers for each?")),
    "q.needs.pain": ("needs", msg("What costs the client most money or nerves where we could help?")),
    "q.needs.judged": ("needs", msg("By what are the people whom we speak with judged and paid?")),
    "q.needs.unmet": ("needs", msg("What has the client asked for that nobody offers it?")),
    "q.needs.budget": ("needs", msg("When is the budget made, by whom, and how much of it is for what we sell?")),
    "q.needs.one_thing": ("needs", msg("If it could change one thing in working with us, what would that be?")),
    "q.needs.fear": ("needs", msg("What does the client fear most when it changes a supplier?")),

    "q.insight.complaints": ("insight", msg("What do the client's own clients complain about?")),
    "q.insight.informal": ("insight", msg("Whose opinion is asked before a decision though no procedure names them?")),
    "q.insight.stories": ("insight", msg("Which story about a supplier do they still tell, and which one about us?")),
    "q.insight.sources": ("insight", msg("Where do its leaders learn what is new: what do they read, where do they speak?")),
    "q.insight.rhythm": ("insight", msg("Which dates and seasons set the rhythm of their work?")),
    "q.insight.invested": ("insight", msg("Where has the client put its money in the last two years, and why there?")),

    "q.competitors.who": ("competitors", msg("Who else supplies what we supply, and how much of it?")),
    "q.competitors.why": ("competitors", msg("For what reason does the client buy from them as well?")),
    "q.competitors.better": ("competitors", msg("What do they do better than we do, in the client's own words?")),
    "q.competitors.next": ("competitors", msg("What may the strongest of them offer within a year?")),
    "q.competitors.switch": ("competitors", msg("What would it cost the client to go over to them entirely?")),
    "q.competitors.inside": ("competitors", msg("Who at the client speaks for them?")),
    "q.competitors.itself": ("competitors", msg("What could the client do by itself rather than buy?")),

    "q.value.result": ("value", msg("By how much have we lowered the client's costs or raised its sales, and does it agree?")),
    "q.value.double": ("value", msg("What would have to happen for it to buy twice as much from us?")),
    "q.value.no_tender": ("value", msg("What would it buy from us without a tender?")),
    "q.value.exclusive": ("value", msg("For what would it make us its only supplier?")),
    "q.value.unused": ("value", msg("What of all that we have does the client not know, or not use?")),
    "q.value.together": ("value", msg("What could we work out together that neither of us has alone?")),
    "q.value.proof": ("value", msg("Which figure or example would convince whoever decides?")),

    "q.else.unasked": ("else", msg("Whom have we never asked, and what could they tell us?")),
    "q.else.believed": ("else", msg("What in this dossier is believed rather than known?")),
    "q.else.signs": ("else", msg("By which three signs would we notice first that the client is about to leave?")),
    "q.else.refused": ("else", msg("What have they refused us, and does the reason still hold?")),
    "q.else.recommend": ("else", msg("Would they recommend us, to whom, and have we asked them?")),
    "q.else.before_meeting": ("else", msg("What must we know before the next meeting, and who can tell us?")),
}
"""By id: the group (a key of QUESTION_GROUPS), and the words. A record of kind ``question`` with the same id has own words."""

"""What people write: the list of key clients, scores, opinions, what became of the attention list; with who, when and why.

    book = open_book(data)                        # SQLite in data/book/, or the PostgreSQL that KAM_BOOK names
    book = open_book(data, demo=True)             # the book of the made-up company, a file of its own
    book.keys.current(); book.keys.enter(...); book.keys.leave(...); book.keys.undo(...)
    book.scores.of(); book.scores.put(...)
    book.opinions.of(); book.opinions.put(...)
    book.marks.of(); book.marks.put(...); book.marks.undo(...)
    book.records.of(kind, client); .add(...); .edit(...); .remove(...); .restore(...); .undo(...); .history(...)
    book.seen_by(reach)                           # the same, as far as somebody may see and write
    book.plans.standing(client); .submit(...); .approve(...); .give_back(...); .begin(...); .review(...)
    book.members.list(); .invite(...); .edit(...); .sign_out(...); .look(identity)
    book.owners.current(); .give(...); .share(...)
    book.changes()                                # the log of every change, which is only ever added to

``Store.book()`` gives the book that belongs to the ledger in use, the demo's or one's own.
"""

from kam_core.book.book import Book, open_book, renew_demo
from kam_core.book.conflicts import Clash, ConflictError
from kam_core.book.decks import Decks, KeptDeck
from kam_core.book.drafts import Draft, Drafts
from kam_core.book.feeds import Feed, Feeds
from kam_core.book.keys import KEEP, KeyDecision, KeyEntry, KeyList, Keys
from kam_core.book.log import Change, dated
from kam_core.book.logbook import Asked, Logbook
from kam_core.book.marks import Mark, Marks
from kam_core.book.members import MemberEntry, Members
from kam_core.book.opinions import BANDS, Opinion, Opinions
from kam_core.book.ownership import Owned, Owners
from kam_core.book.plan_content import Content, Difference, differences
from kam_core.book.plans import Plans, PlanVersion, Standing
from kam_core.book.record import Record, Stamp
from kam_core.book.records import BIN_DAYS, Records, single
from kam_core.book.scores import Score, Scores
from kam_core.book.telling import brought, tell

__all__ = [
    "BANDS",
    "BIN_DAYS",
    "KEEP",
    "Asked",
    "Book",
    "Change",
    "Clash",
    "ConflictError",
    "Content",
    "Decks",
    "Difference",
    "Draft",
    "Drafts",
    "Feed",
    "Feeds",
    "KeptDeck",
    "KeyDecision",
    "KeyEntry",
    "KeyList",
    "Keys",
    "Logbook",
    "Mark",
    "Marks",
    "MemberEntry",
    "Members",
    "Opinion",
    "Opinions",
    "Owned",
    "Owners",
    "PlanVersion",
    "Plans",
    "Record",
    "Records",
    "Score",
    "Scores",
    "Stamp",
    "Standing",
    "brought",
    "dated",
    "differences",
    "open_book",
    "renew_demo",
    "single",
    "tell",
]

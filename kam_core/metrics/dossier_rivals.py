"""Competitors of a client side by side, its wallet, its tenders. Pure: over records that are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kam_core.book import Record
from kam_core.book.kinds.market import COMPARED
from kam_core.i18n import Joined, Message, Share, msg, nmsg
from kam_core.metrics.intervals import wilson

NAMES: dict[str, Message] = {
    "price": msg("price"), "quality": msg("quality"), "terms": msg("terms"), "service": msg("service"),
    "relation": msg("relations"),
}
SLACK = 0.005
"""Shares that people estimate may be so much more than a whole together without a word."""


@dataclass(frozen=True)
class Aspect:
    """What is compared. better, equal, worse: names of the competitors that are so, against us; unknown: the others"""

    key: str
    better: tuple[str, ...]
    equal: tuple[str, ...]
    worse: tuple[str, ...]
    unknown: tuple[str, ...]


def aspects(competitors: Sequence[Record]) -> list[Aspect]:
    """Each of COMPARED with who is better than we, as we, worse."""
    def those(key: str, level: str | None) -> tuple[str, ...]:
        return tuple(str(each.get("name")) for each in competitors if each.get(key) == level)

    return [Aspect(key, those(key, "better"), those(key, "equal"), those(key, "worse"), those(key, None)) for key in COMPARED]


def compared(competitors: Sequence[Record]) -> Message:
    """The comparison in a sentence: where others are better than we are, and where nobody is."""
    if not competitors:
        return msg("No competitor is written down.")
    found = aspects(competitors)
    behind = [str(NAMES[each.key]) for each in found if each.better]
    ahead = [str(NAMES[each.key]) for each in found if each.worse and not each.better]
    if behind and ahead:
        return msg("Somebody is better than we are in: {behind}. Nobody is, and somebody is worse, in: {ahead}.",
                   behind=Joined(behind), ahead=Joined(ahead))
    if behind:
        return msg("Somebody is better than we are in: {behind}.", behind=Joined(behind))
    if ahead:
        return msg("Nobody is better than we are; somebody is worse in: {ahead}.", ahead=Joined(ahead))
    return nmsg("{n} competitor, not compared yet.", "{n} competitors, not compared yet.", len(competitors))


@dataclass(frozen=True)
class Wallet:
    """What a client spends in a year on what we sell, and who has how much of it.

    ours: our revenue of twelve months; share: of the wallet, 0 to 1; rivals: (name, estimated share), the largest first
    rest: the share that nobody is written down for; room: what it spends elsewhere; None wherever it cannot be said
    """

    ours: Decimal | None
    spend: Decimal | None
    share: float | None
    rivals: tuple[tuple[str, float], ...]
    rest: float | None
    room: Decimal | None
    notes: tuple[Message, ...]


def wallet(ours: Decimal | None, spend: Decimal | None, competitors: Sequence[Record]) -> Wallet:
    """The wallet. ours: revenue of the last twelve full months, None where it is not known; spend: as it was entered"""
    told = [each for each in competitors if each.get("share") is not None]
    rivals = sorted(((str(each.get("name")), float(each.get("share"))) for each in told), key=lambda pair: (-pair[1], pair[0]))
    theirs = sum(share for _, share in rivals)
    notes: list[Message] = []
    share = room = rest = None
    if spend is not None and spend <= 0:
        notes.append(msg("What it spends is written as nothing: there is no wallet to have a share of."))
    elif spend is not None and ours is not None:
        if ours > spend:
            notes.append(msg("We sold it more in twelve months than it is said to spend: the figure entered is too low."))
        elif ours >= 0:
            share, room = float(ours / spend), spend - ours
        else:
            notes.append(msg("Our revenue of the last twelve months is below zero: there is no share of the wallet."))
    if share is not None and share + theirs <= 1 + SLACK:
        rest = max(0.0, 1 - share - theirs)
    every = (share or 0.0) + theirs
    if every > 1 + SLACK:
        notes.append(msg("The shares are {sum} together: at least one of them is too high.", sum=Share(every)))
    return Wallet(ours, spend, share, tuple(rivals), rest, room, tuple(notes))


@dataclass(frozen=True)
class Outcome:
    """What came of tenders, or of opportunities.

    count: all; won, lost: how many; rate: won of those decided, with interval; None where none was
    won_amount, lost_amount: sums of those with an amount; without_amount: decided ones that have none
    without_reason: decided ones that do not say why
    """

    count: int
    won: int
    lost: int
    interval: tuple[float, float] | None
    won_amount: Decimal
    lost_amount: Decimal
    without_amount: int
    without_reason: int

    @property
    def decided(self) -> int:
        """How many were won or lost."""
        return self.won + self.lost

    @property
    def rate(self) -> float | None:
        """Won of those decided."""
        return self.won / self.decided if self.decided else None


def outcome(records: Sequence[Record], field: str = "result") -> Outcome:
    """Count what was won and lost. field: where the result stands ("result" of tenders, "stage" of opportunities)"""
    won = [each for each in records if each.get(field) == "won"]
    lost = [each for each in records if each.get(field) == "lost"]
    decided = [*won, *lost]
    return Outcome(
        len(records), len(won), len(lost), wilson(len(won), len(decided)), amount(won), amount(lost),
        sum(each.get("amount") is None for each in decided), sum(each.get("reason") is None for each in decided),
    )


def amount(records: Sequence[Record]) -> Decimal:
    """The sum of their amounts; what has none adds nothing."""
    return sum((each.get("amount") for each in records if each.get("amount") is not None), Decimal(0))

"""Who is in the room, what was cast, what came of it (到场、计票、结果)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from liancun.kernel import Reason
from liancun.rooms.committee.rules.charter import (
    ABSTAIN,
    AGAINST,
    FOR,
    INVALID,
    PAPER,
)
from liancun.rooms.committee.rules.voters import votes_in_the_room
from liancun.rooms.registry.rules import (
    Meeting,
    MeetingResult,
    Meetings,
    OrgForm,
    meeting_result,
)

# --- who is there --------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Movement:
    """Somebody came or went (到场、离场), by number on the list, at a time "09:30"."""

    at: str
    voter: int
    came: bool


def in_the_room(movements: Iterable[Movement], at: str) -> frozenset[int]:
    """Who is there at a time: came by then and has not left by then."""
    last: dict[int, bool] = {}
    for each in sorted(movements):
        if each.at <= at:
            last[each.voter] = each.came
    return frozenset(voter for voter, came in last.items() if came)


# --- ballots -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cast:
    """A ballot with a name to it (记名的一票)."""

    voter: int
    way: str
    choice: str


@dataclass(frozen=True)
class Counted:
    """Ballots counted without names (计数): raised hands, or paper from the box."""

    way: str
    votes_for: int = 0
    votes_against: int = 0
    votes_abstain: int = 0
    invalid: int = 0

    @property
    def all(self) -> int:
        """How many they are."""
        return self.votes_for + self.votes_against + self.votes_abstain + self.invalid


@dataclass(frozen=True)
class Tally:
    """The counts of one item (一项表决的票数): people by heads, `votes` and `extra` by votes."""

    entitled: int
    present: int
    votes: Mapping[str, int] = field(default_factory=dict)
    extra: int = 0

    @property
    def total_votes(self) -> int:
        """All votes there are, of those who did not come too (表决权总数)."""
        return self.entitled + self.extra


def that_count(cast: Iterable[Cast]) -> dict[int, Cast]:
    """Of the ballots with names the one that counts for each voter: paper, where there are several ways."""
    found: dict[int, Cast] = {}
    for each in cast:
        if each.voter not in found or each.way == PAPER:
            found[each.voter] = each
    return found


NO_EXTRA: Mapping[int, int] = MappingProxyType({})


def may_still_be_counted(
    votes_there: int, cast: Iterable[Cast], counted: Iterable[Counted], extra: Mapping[int, int] = NO_EXTRA
) -> int:
    """How many of the votes in the room have not been given yet."""
    return votes_there - votes_in_the_room(that_count(cast), extra) - sum(each.all for each in counted)


def tally(
    entitled: int,
    present: int,
    cast: Iterable[Cast],
    counted: Iterable[Counted],
    extra: Mapping[int, int] = NO_EXTRA,
) -> Tally:
    """All ballots of an item added up; one with a name is worth all votes of who cast it.

    `extra` are the votes that some on the list have beside their own, of those away too.
    """
    votes = dict.fromkeys((FOR, AGAINST, ABSTAIN, INVALID), 0)
    for ballot in that_count(cast).values():
        votes[ballot.choice] += 1 + extra.get(ballot.voter, 0)
    for each in counted:
        votes[FOR] += each.votes_for
        votes[AGAINST] += each.votes_against
        votes[ABSTAIN] += each.votes_abstain
        votes[INVALID] += each.invalid
    return Tally(entitled, present, votes, sum(extra.values()))


def result(
    count: Tally,
    body: str,
    law: Meetings,
    *,
    major: bool,
    members: int,
    form: OrgForm | None,
    notice_days: int | None,
    urgent: bool = False,
) -> MeetingResult:
    """Passed, rejected, or too few to decide: the registry's rule on these counts."""
    return meeting_result(
        Meeting(
            body,
            count.entitled,
            count.present,
            count.total_votes,
            count.votes[FOR],
            count.votes[AGAINST],
            count.votes[ABSTAIN],
            major,
            members,
            notice_days,
            urgent,
        ),
        law,
        form,
    )


def tie(count: Tally, clause: str) -> Reason | None:
    """As many for it as against it: said, because it is no majority."""
    if count.votes[FOR] == count.votes[AGAINST] and count.votes[FOR]:
        return Reason.of("committee.tie", clause, votes=count.votes[FOR])
    return None

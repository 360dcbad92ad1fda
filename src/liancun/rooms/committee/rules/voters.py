"""Who sits together, who is told and in time, who has votes beside the own one (组成、通知、附加表决权)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from liancun.kernel import Reason, Refusal
from liancun.rooms.committee.rules.charter import (
    BodyForm,
    ExtraVotes,
    MatterKind,
    Representatives,
)
from liancun.rooms.registry.rules import (
    BodyRule,
)

# --- who sits together -----------------------------------------------------------------------------

MEMBERS_ASSEMBLY = "members_assembly"
"""Where votes beside the own one count."""
REPRESENTED, MANAGING = "village_representatives", "village_committee"
"""The assembly that is made up by law, and the committee whose members sit on it too."""


@dataclass(frozen=True)
class Composition:
    """How many people an assembly has, how many of them are representatives, how many of these women."""

    people: int
    representatives: int
    women: int


def at_least(people: int, share: Fraction) -> int:
    """The least number that is a share of so many people."""
    return ceil(people * share)


def composition_faults(count: Composition, law: Representatives) -> tuple[Reason, ...]:
    """What is wrong with how an assembly of representatives is made up; nothing where nobody sits."""
    faults = []
    least = at_least(count.people, law.representatives_min)
    if count.representatives < least:
        faults.append(
            Reason.of(
                "committee.too_few_representatives",
                law.clause,
                representatives=count.representatives,
                people=count.people,
                least=least,
            )
        )
    least = at_least(count.people, law.women_min)
    if count.women < least:
        faults.append(
            Reason.of(
                "committee.too_few_women",
                law.clause,
                women=count.women,
                people=count.people,
                least=least,
            )
        )
    return tuple(faults)


# --- before a meeting ---------------------------------------------------------------------------


def must_be_theirs(kind: MatterKind, body: str, form: BodyForm, joint: bool, clause: str) -> None:
    """Refuse a matter put to a body that may not decide it.

    A party body may take up what others decide, where its resolution goes on to them (`joint`).
    """
    if form.party and kind.property and not joint:
        raise Refusal("committee.party_binds_no_property", clause, matter=kind.name, body=kind.bodies)
    if kind.bodies and body not in kind.bodies and not (form.party and joint):
        raise Refusal("committee.not_their_matter", clause, matter=kind.name, body=kind.bodies)


def must_be_noticed(days: int, urgent_because: str, rule: BodyRule, clause: str) -> None:
    """Refuse a notice that comes too late, unless the law allows it here and the reason is said."""
    if days < 0:
        raise Refusal("committee.notice_after_meeting", clause)
    if days >= rule.notice_days:
        return
    if not rule.urgent:
        raise Refusal("committee.notice_too_late", clause, days=days, least=rule.notice_days)
    if not urgent_because:
        raise Refusal("committee.urgent_without_reason", clause, days=days, least=rule.notice_days)


# --- votes beside one's own ----------------------------------------------------------------------


def must_be_within(
    extra: Iterable[int], members: int, rule: BodyRule, terms: ExtraVotes, law_clause: str
) -> None:
    """Refuse extra votes that the cooperative's charter does not give, or more than the law allows in all."""
    total = 0
    for votes in extra:
        if not terms.each_most:
            raise Refusal("committee.no_extra_votes", terms.clause)
        if votes > terms.each_most:
            raise Refusal("committee.extra_votes_each", terms.clause, votes=votes, most=terms.each_most)
        total += votes
    most = floor(members * rule.extra_votes_share)
    if total > most:
        raise Refusal("committee.extra_votes_in_all", law_clause, votes=total, most=most, members=members)


def votes_in_the_room(present: Iterable[int], extra: Mapping[int, int]) -> int:
    """How many votes those in the room have: each one, and what some have beside it."""
    return sum(1 + extra.get(voter, 0) for voter in present)

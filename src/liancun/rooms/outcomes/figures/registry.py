"""Figures counted from the registry (登记类成效): docs/figures.md 2 and 3."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from liancun.base.page_cache import kept
from liancun.base.watermark import Watermark
from liancun.charter import Report
from liancun.rooms.outcomes.rules import Counted
from liancun.rooms.registry import facts

POOR, LIFTED = "registered_poor", "lifted"


@dataclass(frozen=True)
class Census:
    """What stood on the registry day and on the history day (登记日与历史日), as sets of codes."""

    villages: frozenset[str]
    members: frozenset[str]
    households: frozenset[str]
    persons: frozenset[str]
    open_households: frozenset[str]
    open_persons: frozenset[str]
    lifted_households: frozenset[str]
    lifted_persons: frozenset[str]
    heads: frozenset[str]
    branches: frozenset[str]


def of_kind(kind: str, day: date) -> tuple[str, ...]:
    """The organisations of a kind on a day, by code."""
    return tuple(sorted(facts.organisations_on(kind, day, Watermark.now(facts.owners()))))


def cooperatives(report: Report) -> tuple[str, ...]:
    """The head cooperatives of the registry day: figures of work and land are counted over all of them."""
    return of_kind("head_cooperative", report.last_day)


@kept
def _registered(day: date) -> Mapping[str, str]:
    return facts.households_on("registered", day, Watermark.now(facts.owners()))


@kept
def _people(day: date) -> Collection[tuple[str, str]]:
    return facts.household_persons_on(day, Watermark.now(facts.owners()))


@kept
def _steps() -> tuple[facts.StandingStep, ...]:
    return facts.standing_steps((POOR, LIFTED), Watermark.now(facts.owners()))


@kept
def take_census(report: Report) -> Census:
    """Read the registry once for all its figures."""
    day = report.last_day
    history = report.history_day or day
    joints = of_kind("joint_committee", day)
    asof = Watermark.now(facts.owners())
    joined = Watermark.now(joints)
    registered = _registered(day)
    member_villages = {village for joint in joints for village in facts.member_villages(joint, day, joined)}
    covered = {code for code, village in registered.items() if village in member_villages}
    people = _people(day)
    steps = _steps()
    still, lifted = _on_record(steps, history), _lifted(steps, history)
    heads = facts.organisations_on("head_cooperative", day, asof)
    branches = facts.organisations_on("branch", day, asof)
    return Census(
        villages=frozenset(village for village in registered.values() if village in member_villages),
        members=frozenset(
            f"{joint}/{each.party}" for joint in joints for each in facts.members_on(joint, day, joined)
        ),
        households=frozenset(covered),
        persons=frozenset(party for household, party in people if household in covered),
        open_households=frozenset(step.household for step in still),
        open_persons=_parties(still),
        lifted_households=frozenset(step.household for step in lifted),
        lifted_persons=_parties(lifted),
        heads=frozenset(heads),
        branches=frozenset(code for code, parent in branches.items() if parent in heads),
    )


def _on_record(steps: Iterable[facts.StandingStep], day: date) -> list[facts.StandingStep]:
    """Poor standings open on the history day; one that ends that very day has ended by it."""
    return [
        step
        for step in steps
        if step.kind == POOR and step.started_on <= day and (step.ended_on is None or step.ended_on > day)
    ]


def _lifted(steps: tuple[facts.StandingStep, ...], day: date) -> list[facts.StandingStep]:
    """Poor standings ended by the history day because the household was lifted, none opened since."""
    poor: dict[str, list[facts.StandingStep]] = {}
    lifted_on: dict[str, list[date]] = {}
    for step in steps:
        if step.kind == POOR:
            poor.setdefault(step.household, []).append(step)
        else:
            lifted_on.setdefault(step.household, []).append(step.started_on)
    found = []
    for household, its in poor.items():
        ended = max(its, key=lambda step: step.started_on).ended_on
        if ended is None or ended > day:
            continue
        if any(ended <= on and (on - ended).days <= 1 for on in lifted_on.get(household, ())):
            found.append(max(its, key=lambda step: step.started_on))
    return found


def _parties(steps: Iterable[facts.StandingStep]) -> frozenset[str]:
    return frozenset(party for step in steps for party in step.parties)


def _plain(codes: frozenset[str], faults: tuple[tuple[str, int], ...] = ()) -> Counted:
    return Counted(f"{len(codes):,}", len(codes), faults=faults)


def _both(census: Census) -> tuple[tuple[str, int], ...]:
    """On record and lifted are disjoint, by household and by person."""
    return (
        ("households_in_both", len(census.open_households & census.lifted_households)),
        ("persons_in_both", len(census.open_persons & census.lifted_persons)),
    )


def _refs(word: str, codes: frozenset[str], limit: int) -> tuple[str, ...]:
    return tuple(f"{word}{code}" for code in sorted(codes)[:limit])


COUNTS: Final[dict[str, tuple[Callable[[Census], Counted], Callable[[Census, int], tuple[str, ...]]]]] = {
    "villages_covered": (
        lambda c: _plain(c.villages),
        lambda c, n: _refs("member:", c.members, n),
    ),
    "households_covered": (lambda c: _plain(c.households), lambda c, n: _refs("household:", c.households, n)),
    "persons_covered": (lambda c: _plain(c.persons), lambda c, n: _refs("household:", c.households, n)),
    "poor_households_on_record": (
        lambda c: _plain(c.open_households, _both(c)),
        lambda c, n: _refs("household:", c.open_households, n),
    ),
    "poor_persons_on_record": (
        lambda c: _plain(c.open_persons, _both(c)),
        lambda c, n: _refs("household:", c.open_households, n),
    ),
    "lifted_households": (
        lambda c: _plain(c.lifted_households, _both(c)),
        lambda c, n: _refs("household:", c.lifted_households, n),
    ),
    "lifted_persons": (
        lambda c: _plain(c.lifted_persons, _both(c)),
        lambda c, n: _refs("household:", c.lifted_households, n),
    ),
    "branch_cooperatives": (
        lambda c: _plain(c.branches),
        lambda c, n: _refs("organisation:", c.branches, n),
    ),
    "head_cooperatives": (lambda c: _plain(c.heads), lambda c, n: _refs("organisation:", c.heads, n)),
}
"""Figure -> how it is counted from a census, and the references of its records."""

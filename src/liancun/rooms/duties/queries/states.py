"""How each duty stands (责任状态): derived for a day from lists, visits and pauses, never stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liancun.base.lists import listed
from liancun.base.page_cache import kept
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Day, Flag, Whole, Word, _
from liancun.rooms.duties import facts, rules
from liancun.rooms.duties.facts import Owed
from liancun.rooms.duties.fields import HAMLET, HOLDER, LIST, STATE, VILLAGE
from liancun.rooms.duties.queries.common import HEAD, VILLAGE_NAME, villages_seen
from liancun.rooms.duties.rules import DutyState
from liancun.rooms.registry import queries as registry

ORDER: Final = {"overdue": 0, "late": 1, "up": 2, "paused": 3}
NOBODY: Final = "nobody"


@dataclass(frozen=True)
class Standing:
    """A duty and how it stands (一项责任和状态)."""

    owed: Owed
    state: DutyState

    @property
    def key(self) -> str:
        """What names it: organisation, list, duty, and the household or the village."""
        owed = self.owed
        return f"{owed.org_code}/{owed.duty_list}/{owed.duty}/{owed.household or owed.village_code}"


@kept
def standings(org_code: str, on: date, villages: tuple[str, ...] | None) -> tuple[Standing, ...]:
    """Every duty owed on a day: the worst first, then by the day it was due."""
    terms = facts.terms_on(org_code, on)
    found = [
        Standing(each, rules.duty_state(each.rule, each.known, terms, on))
        for each in facts.owed(org_code, on, villages)
    ]
    found.sort(
        key=lambda each: (ORDER[each.state.state], not each.state.escalated, each.state.due_on or date.max)
    )
    return tuple(found)


@dataclass(frozen=True)
class OwedRow:
    """A duty for a household or a village as the list shows it (责任)."""

    head: A[str, HEAD]
    state: A[str, STATE]
    due_on: A[date | None, Day(_("应在"))]
    overdue_days: A[int | None, Whole(_("超过"), of=_("天"))]
    holders: A[str, Word(_("等谁"))]
    village: A[str, VILLAGE_NAME]
    hamlet: A[str, HAMLET]
    duty_name: A[str, Word(_("责任"))]
    last_on: A[date | None, Day(_("上次"))]
    escalated: A[bool, Flag(_("已上报"), no="")]
    turns_on: A[date | None, Day(_("下次变化"))]
    household: str
    village_code: str
    duty: str
    duty_list: str
    ref: str


@dataclass(frozen=True)
class OwedPage:
    """A page of duties, and how many stand how (责任状态表)."""

    total: int
    overdue: A[int, Whole(_("逾期"))]
    late: A[int, Whole(_("宽限中"))]
    paused: A[int, Whole(_("暂停"))]
    unheld: A[int, Whole(_("没有责任人"))]
    rows: tuple[OwedRow, ...]


@listed(
    "duties.states",
    title=_("责任状态"),
    sorts=("due_on",),
    path="duties/states",
    empty=_("没有符合的责任;还没有下清单、分派的先下清单"),
)
def state_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    state: A[str, STATE] = "",
    village_code: A[str, VILLAGE] = "",
    hamlet: A[str, HAMLET] = "",
    duty_list: A[str, LIST] = "",
    holder: A[str, HOLDER] = "",
    who: A[str, Choice(_("有没有人管"), ((NOBODY, _("没有人")),))] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> OwedPage:
    """Duties in reach, the longest overdue first; `who` finds those that nobody answers for."""
    found = [
        each
        for each in standings(org_code, on, villages_seen(viewer, org_code))
        if state in ("", each.state.state)
        and village_code in ("", each.owed.village_code)
        and hamlet in ("", each.owed.hamlet)
        and duty_list in ("", each.owed.duty_list)
        and (not holder or holder in each.owed.holders)
        and (not who or not each.owed.holders)
    ]
    if sort:
        found.sort(key=lambda each: each.state.due_on or date.max, reverse=sort.startswith("-"))
    count = {name: sum(each.state.state == name for each in found) for name in ORDER}
    return OwedPage(
        len(found),
        count["overdue"],
        count["late"],
        count["paused"],
        sum(not each.owed.holders for each in found),
        shown(viewer, found[offset : offset + limit], on),
    )


def shown(viewer: Viewer, found: Sequence[Standing], on: date) -> tuple[OwedRow, ...]:
    """Standings with the names a viewer may read."""
    heads = registry.household_names(viewer, {each.owed.household for each in found if each.owed.household})
    people = registry.names_of_posted({party for each in found for party in each.owed.holders})
    villages = registry.village_names()
    return tuple(_row(each, heads, people, villages, on) for each in found)


def _row(
    each: Standing, heads: Mapping[str, str], people: Mapping[str, str], villages: Mapping[str, str], on: date
) -> OwedRow:
    owed, state = each.owed, each.state
    village = villages.get(owed.village_code, owed.village_code)
    over = (on - state.due_on).days if state.due_on and state.state in ("late", "overdue") else None
    return OwedRow(
        heads.get(owed.household, owed.household) if owed.household else village,
        state.state,
        state.due_on,
        over,
        "、".join(people.get(party, party) for party in owed.holders) or _("没有人"),
        village,
        owed.hamlet,
        owed.rule.name,
        owed.known.last,
        state.escalated,
        state.turns_on,
        owed.household,
        owed.village_code,
        owed.duty,
        owed.duty_list,
        f"duty:{each.key}",
    )


# --- alarms ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Awaited:
    """Somebody who is awaited (等谁): how many duties are overdue, and since when the oldest was due."""

    name: str
    party: str
    overdue: int
    oldest: date | None


@dataclass(frozen=True)
class VillageAlarm:
    """What is overdue in a village (一村的逾期): who is awaited, who is told, what nobody answers for.

    told  who stands above and has to see to what is long overdue
    """

    village_code: str
    village: str
    owed: int
    late: int
    overdue: int
    escalated: int
    unheld: int
    awaited: tuple[Awaited, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Alarms:
    """What is overdue under an organisation's lists (走访逾期), by village, the worst first."""

    org_code: str
    org_name: str
    owed: int
    late: int
    overdue: int
    escalated: int
    unheld: int
    villages: tuple[VillageAlarm, ...]


MOST_NAMED: Final = 4
"""How many people of a village are named."""


def alarms(viewer: Viewer, *, on: date) -> tuple[Alarms, ...]:
    """What is overdue in reach, for each organisation that has given out lists."""
    return tuple(_alarms_of(viewer, org, on) for org in facts.orgs_with_lists() if viewer.sees(org))


def _alarms_of(viewer: Viewer, org_code: str, on: date) -> Alarms:
    found = standings(org_code, on, villages_seen(viewer, org_code))
    above = facts.who_is_told(org_code, on)
    people = {party for each in found if each.state.state == "overdue" for party in each.owed.holders}
    names = registry.names_of_posted(people | {party for parties in above.values() for party in parties})
    known = registry.village_names()
    by_village: dict[str, list[Standing]] = {}
    for each in found:
        by_village.setdefault(each.owed.village_code, []).append(each)
    villages = [
        VillageAlarm(
            code,
            known.get(code, code),
            *_counts(rows),
            _awaited(rows, names),
            tuple(
                dict.fromkeys(
                    names.get(party, party)
                    for row in rows
                    if row.state.escalated
                    for party in _told(above, row.owed.rule.escalate_to, code)
                )
            ),
        )
        for code, rows in by_village.items()
    ]
    villages.sort(key=lambda each: (-each.overdue, -each.unheld, -each.late, each.village_code))
    return Alarms(org_code, registry.org_name(org_code), *_counts(found), tuple(villages))


def _told(above: Mapping[tuple[str, str], tuple[str, ...]], post: str, village: str) -> tuple[str, ...]:
    return above.get((post, village)) or above.get((post, ""), ())


def _counts(rows: Iterable[Standing]) -> tuple[int, int, int, int, int]:
    """Owed, late, overdue, escalated, by nobody."""
    rows = list(rows)
    states = [each.state.state for each in rows]
    return (
        len(rows),
        states.count("late"),
        states.count("overdue"),
        sum(each.state.escalated for each in rows),
        sum(not each.owed.holders for each in rows),
    )


def _awaited(rows: Sequence[Standing], names: Mapping[str, str]) -> tuple[Awaited, ...]:
    """Who is awaited in a village, the most overdue first."""
    waits: dict[str, list[date]] = {}
    for each in rows:
        if each.state.state == "overdue" and each.state.due_on:
            for party in each.owed.holders:
                waits.setdefault(party, []).append(each.state.due_on)
    found = [Awaited(names.get(party, party), party, len(days), min(days)) for party, days in waits.items()]
    found.sort(key=lambda each: (-each.overdue, each.oldest or date.max, each.party))
    return tuple(found[:MOST_NAMED])

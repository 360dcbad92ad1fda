"""A hamlet a page (村民组): who is late, who has open problems; nobody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.duties import rights
from liancun.rooms.duties.models import Hardship
from liancun.rooms.duties.queries.common import villages_seen
from liancun.rooms.duties.queries.problems import ProblemRow, open_problems
from liancun.rooms.duties.queries.states import OwedRow, Standing, shown, standings
from liancun.rooms.registry import queries as registry

EXCEPTIONS = ("overdue", "late")


@dataclass(frozen=True)
class HamletTab:
    """A hamlet one may turn to (村民组), and how many homes of it wait."""

    village_code: str
    village: str
    hamlet: str
    waiting: int


@dataclass(frozen=True)
class HomeWaits:
    """A household that waits (要走的户): what is late, what is open.

    kind   the kind of visit that one tap records, '' where it is not the viewer's to go
    """

    household: str
    head: str
    duties: tuple[OwedRow, ...]
    problems: tuple[ProblemRow, ...]
    kind: str


@dataclass(frozen=True)
class Noted:
    """What burdens a household, and why (困难和原因)."""

    household: str
    head: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class HamletPage:
    """A hamlet's exceptions (村民组的例外): how many homes, how many are in order, and those that wait.

    noted  what burdens the homes that are the viewer's to look after; nothing for anybody else
    """

    org_code: str
    village_code: str
    village: str
    hamlet: str
    homes: int
    paused: int
    next_due: date | None
    tabs: tuple[HamletTab, ...]
    rows: tuple[HomeWaits, ...]
    noted: tuple[Noted, ...]


def hamlet_page(
    viewer: Viewer, org_code: str, *, on: date, village_code: str = "", hamlet: str | None = None
) -> HamletPage:
    """The hamlet asked for, else the first of one's own, else the first in reach that waits."""
    found = standings(org_code, on, villages_seen(viewer, org_code))
    found = tuple(each for each in found if each.owed.household)
    if not found:
        raise Refusal("duties.no_homes")
    problems = open_problems(viewer, org_code, on=on)
    tabs = _tabs(found, {row.household for row in problems})
    mine = {
        (each.owed.village_code, each.owed.hamlet) for each in found if viewer.person in each.owed.holders
    }
    here = next(
        (each for each in tabs if (each.village_code, each.hamlet) == (village_code, hamlet)),
        next((each for each in tabs if (each.village_code, each.hamlet) in mine), tabs[0]),
    )
    if hamlet is not None and (here.village_code, here.hamlet) != (village_code, hamlet):
        raise Refusal("viewer.not_found")
    rows = [e for e in found if (e.owed.village_code, e.owed.hamlet) == (here.village_code, here.hamlet)]
    own = tuple(each for each in tabs if (each.village_code, each.hamlet) in mine) if mine else tabs
    homes = {each.owed.household for each in rows}
    due = [each.state.due_on for each in rows if each.state.state == "up" and each.state.due_on]
    own_homes = rights.looked_after(viewer, org_code, here.village_code, homes, on)
    return HamletPage(
        org_code,
        here.village_code,
        here.village,
        here.hamlet,
        len(homes),
        len({each.owed.household for each in rows if each.state.state == "paused"}),
        min(due, default=None),
        own if here in own else tabs,
        _waits(viewer, org_code, rows, [row for row in problems if row.household in homes], own_homes, on),
        _noted(viewer, own_homes),
    )


def _noted(viewer: Viewer, homes: Collection[str]) -> tuple[Noted, ...]:
    found = hardships(homes)
    heads = registry.household_names(viewer, found)
    return tuple(Noted(home, heads.get(home, home), found[home]) for home in sorted(found))


def _tabs(found: tuple[Standing, ...], troubled: set[str]) -> tuple[HamletTab, ...]:
    names = registry.village_names()
    waiting: dict[tuple[str, str], set[str]] = {}
    for each in found:
        homes = waiting.setdefault((each.owed.village_code, each.owed.hamlet), set())
        if each.state.state in EXCEPTIONS or each.owed.household in troubled:
            homes.add(each.owed.household)
    return tuple(
        HamletTab(village, names.get(village, village), hamlet, len(homes))
        for (village, hamlet), homes in sorted(waiting.items())
    )


def _waits(
    viewer: Viewer,
    org_code: str,
    rows: list[Standing],
    problems: list[ProblemRow],
    own_homes: Collection[str],
    on: date,
) -> tuple[HomeWaits, ...]:
    late: dict[str, list[Standing]] = {}
    for each in rows:
        if each.state.state in EXCEPTIONS:
            late.setdefault(each.owed.household, []).append(each)
    order = [*late, *dict.fromkeys(row.household for row in problems if row.household not in late)]
    heads = registry.household_names(viewer, order)
    duties = {row.ref: row for row in shown(viewer, [each for one in late.values() for each in one], on)}
    found = []
    for home in order:
        kind = late[home][0].owed.rule.kinds[0] if home in late and home in own_homes else ""
        found.append(
            HomeWaits(
                home,
                heads.get(home, home),
                tuple(duties[f"duty:{each.key}"] for each in late.get(home, ())),
                tuple(row for row in problems if row.household == home),
                kind,
            )
        )
    return tuple(found)


def hardships(households: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What burdens some households; the caller has asked who may read it."""
    found: dict[str, tuple[str, ...]] = {}
    if households:
        rows = Hardship.objects.filter(household__among=households).order_by("pk")
        for household, text in rows.values_list("household", "text"):
            found[household] = (*found.get(household, ()), text)
    return found

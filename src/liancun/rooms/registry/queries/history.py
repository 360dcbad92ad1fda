"""What was done about a person, a household, a member: who, when, on which document (登记变更史)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from liancun.base import trail
from liancun.base.models import AuditLine
from liancun.base.viewer import Viewer
from liancun.rooms.registry.facts.places import owners
from liancun.rooms.registry.models import Login
from liancun.rooms.registry.queries.households import household_card
from liancun.rooms.registry.queries.names import names
from liancun.rooms.registry.queries.people import may_see_standings, person_card

STANDINGS = ("registry.step_standing", "registry.close_standing")
ABOUT = ("party", "from", "ends")
"""Of an act's parameters, those that say about whom or until when; all are codes and days."""


@dataclass(frozen=True)
class HistoryRow:
    """One act about a person or a household (一次办理): never what it wrote, only that it was done."""

    verb: str
    on: date
    by: str
    document: str
    about: str
    columns: tuple[str, ...]


def person_history(viewer: Viewer, code: str, *, on: date, limit: int = 20) -> list[HistoryRow]:
    """The acts about a person, newest first; refuses, as not found, somebody out of reach."""
    with trail.asked_only():
        person_card(viewer, code, on=on)
    return _history(viewer, [f"person:{code}"], limit)


def household_history(viewer: Viewer, code: str, *, on: date, limit: int = 20) -> list[HistoryRow]:
    """The acts about a household and the people in it, newest first."""
    with trail.asked_only():
        card = household_card(viewer, code, on=on)
    refs = [f"household:{code}", *(f"person:{each.code}" for each in card.people)]
    return _history(viewer, refs, limit, standings=may_see_standings(viewer, code, on=on))


def _history(viewer: Viewer, refs: Iterable[str], limit: int, *, standings: bool = False) -> list[HistoryRow]:
    acts = AuditLine.objects.filter(ref__in=list(refs), org_code__in=owners())
    if not standings:
        acts = acts.exclude(verb__in=STANDINGS)
    lines = list(acts.order_by("-on", "-mark")[:limit])
    parties = dict(Login.objects.filter(name__in={each.by for each in lines}).values_list("name", "party"))
    known = names(viewer, parties.values())
    return [
        HistoryRow(
            each.verb,
            each.on,
            known.get(parties.get(each.by, ""), each.by),
            str(each.params.get("document", "")),
            _about(each),
            tuple(each.params.get("columns", ())),
        )
        for each in lines
    ]


def _about(line: AuditLine) -> str:
    """About whom: the other one an act names, else its own object."""
    told = next((str(line.params[name]) for name in ABOUT if line.params.get(name)), "")
    return told or line.ref.partition(":")[2]

"""The workbooks of lists and of who is on them (责任清单、分派)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import Row, Source
from liancun.base.versions import standing
from liancun.base.viewer import Viewer
from liancun.kernel import Problem, Refusal
from liancun.kernel.fields import A, Text, _
from liancun.rooms.duties import facts
from liancun.rooms.duties import fields as f
from liancun.rooms.duties.actions.lists import NewList, kind_and_duties, save_lists_within
from liancun.rooms.duties.imports.common import HOME, PERSON, VILLAGE, homes_in, split
from liancun.rooms.duties.models import Assignment, DutyList
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True, kw_only=True)
class ListLine:
    """One list as the workbook has it (清单的一行)."""

    code: A[str, f.LIST_CODE]
    kind: A[str, Text(f.LIST_KIND.label, most=20, example="联户干部责任清单")]
    duties: A[str | None, Text(f.DUTIES.label, most=200, help=_("用顿号隔开;不写就是这种清单的全部责任"))] = (
        None
    )
    start: A[date, f.START]
    end: A[date | None, f.END] = None
    document: A[str | None, f.DOCUMENT] = None


@dataclass(frozen=True, kw_only=True)
class AssignmentLine:
    """One assignment as the workbook has it (分派的一行)."""

    duty_list: A[str, replace(f.LIST_CODE, slash=True)]
    party: A[str, PERSON]
    household: A[str | None, HOME] = None
    village_code: A[str | None, VILLAGE] = None
    hamlet: A[str | None, f.HAMLET] = None
    start: A[date, f.START]
    end: A[date | None, f.END] = None
    document: A[str | None, f.DOCUMENT] = None


def check_lists(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Each list is of a kind the charter has, with duties that kind has, and not there yet."""
    there = set(DutyList.objects.filter(org_code=source.org_code).values_list("code", flat=True))
    for row in rows:
        if row["code"] in there:
            yield source.problem("duties.list_exists", row, f.LIST_CODE.label, number=row["code"])
        if row["end"] and row["end"] < row["start"]:
            yield source.problem(
                "duties.ends_before_start", row, f.END.label, start=str(row["start"]), end=str(row["end"])
            )
        try:
            kind_and_duties(row["kind"], split(row["duties"]), facts.terms_on(source.org_code, row["start"]))
        except Refusal as no:
            column = f.DUTIES.label if no.code == "duties.no_such_duty" else f.LIST_KIND.label
            yield source.problem(no.code, row, column, **no.params)


def save_lists(rows: Sequence[Row], a: Act) -> None:
    """Write the lists."""
    save_lists_within(
        a,
        [
            NewList(
                code=row["code"],
                kind=row["kind"],
                duties=split(row["duties"]),
                start=row["start"],
                end=row["end"],
                document=row["document"] or "",
            )
            for row in rows
        ],
    )


def lists_in_full(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """A list as it will be kept: kind and duties by name."""
    terms = facts.terms_on(org_code, values["start"])
    kind = terms.list_named(values["kind"])
    duties = [terms.duty_named(each) for each in split(values["duties"])]
    return {
        **values,
        "kind": terms.lists[kind].name if kind else values["kind"],
        "duties": "、".join(terms.duties[each].name for each in duties) or None
        if all(duties)
        else values["duties"],
    }


def export_lists(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The lists as they were issued."""
    rows = viewer.limit(DutyList.objects.filter(org_code=org_code, revision=1), village="")
    for row in rows.order_by("start", "code"):
        terms = facts.terms_on(org_code, row.start)
        yield {
            "code": row.code,
            "kind": terms.lists[row.kind].name,
            "duties": "、".join(terms.duties[each].name for each in row.duties.split()),
            "start": row.start,
            "end": row.end,
            "document": row.document,
        }


# --- assignments ----------------------------------------------------------------------------------


def check_assignments(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """The list stands, the person is known, and the household lives there; nobody is on it twice at once."""
    lists = facts.lists_standing(source.org_code, source.on)
    terms = facts.terms_on(source.org_code, source.on)
    known = registry.villages_of({row["party"] for row in rows})
    living = homes_in(rows)
    villages = registry.villages_known({row["village_code"] for row in rows if row["village_code"]})
    taken = _taken(source.org_code)
    lives = registry.life_faults((row["party"], row["start"]) for row in rows)
    for row in rows:
        issued = lists.get(row["duty_list"])
        start, household = row["start"], row["household"]
        if issued is None or not issued.days.holds(start):
            yield source.problem(
                "duties.no_such_list", row, f.LIST_CODE.label, number=row["duty_list"], day=str(start)
            )
            continue
        if row["party"] not in known:
            yield source.problem("duties.no_such_person", row, f.HOLDER.label, party=row["party"])
        if fault := lives.get((row["party"], start)):
            yield source.problem(fault.code, row, f.HOLDER.label, **dict(fault.params))
        if row["end"] and row["end"] < start:
            yield source.problem(
                "duties.ends_before_start", row, f.END.label, start=str(start), end=str(row["end"])
            )
        if terms.duties[issued.duties[0]].per == "village":
            if household or row["village_code"] not in villages:
                yield source.problem("duties.list_of_villages", row, VILLAGE.label, number=issued.code)
        elif not household:
            yield source.problem("duties.list_of_households", row, HOME.label, number=issued.code)
        elif household not in living or not living[household].days.holds(start):
            yield source.problem(
                "duties.not_living_there", row, HOME.label, household=household, day=str(start)
            )
        else:
            spans = taken.setdefault((issued.code, household), [])
            if any(start <= (end or date.max) and begun <= (row["end"] or date.max) for begun, end in spans):
                yield source.problem("duties.assigned_twice", row, HOME.label, household=household)
            spans.append((start, row["end"]))


def _taken(org_code: str) -> dict[tuple[str, str], list[tuple[date, date | None]]]:
    """(list, household) -> the spans somebody is assigned."""
    found: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    rows = standing(Assignment.objects.filter(org_code=org_code)).exclude(household="")
    for code, household, start, end in rows.values_list("duty_list", "household", "start", "end"):
        found.setdefault((code, household), []).append((start, end))
    return found


def save_assignments(rows: Sequence[Row], a: Act) -> None:
    """Write the assignments, each with its household's village."""
    living = homes_in(rows)
    bulk.insert(
        Assignment,
        [
            Assignment(
                duty_list=row["duty_list"],
                party=row["party"],
                household=row["household"] or "",
                hamlet=row["hamlet"] or "",
                document=row["document"] or "",
                start=row["start"],
                end=row["end"],
                **a.stamp(living[row["household"]].village_code if row["household"] else row["village_code"]),
            )
            for row in rows
        ],
    )


def export_assignments(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """Who was assigned, as it was first written; what came by a hand-over is the hand-over's."""
    rows = viewer.limit(Assignment.objects.filter(org_code=org_code, revision=1, handed=None))
    for row in rows.order_by("pk").iterator():
        yield {
            "duty_list": row.duty_list,
            "party": row.party,
            "household": row.household,
            "village_code": "" if row.household else row.village_code,
            "hamlet": row.hamlet,
            "start": row.start,
            "end": row.end,
            "document": row.document,
        }

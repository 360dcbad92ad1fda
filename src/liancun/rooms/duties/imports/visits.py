"""The workbook of visits (走访记录)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.base.acts import Act
from liancun.base.importing import Row, Source
from liancun.base.viewer import Viewer
from liancun.kernel import Problem
from liancun.kernel.fields import A, Text, _
from liancun.rooms.duties import facts, rules
from liancun.rooms.duties import fields as f
from liancun.rooms.duties.actions.visits import NewVisit, save_within
from liancun.rooms.duties.facts import Asked
from liancun.rooms.duties.imports.common import HOME, PERSON, VILLAGE, homes_in, split
from liancun.rooms.duties.models import Visit
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One visit as the workbook has it (走访的一行). Hardship and its cause have no column."""

    visitor: A[str, replace(PERSON, label=_("走访人"))]
    household: A[str | None, HOME] = None
    village_code: A[str | None, VILLAGE] = None
    visited_on: A[date, f.VISITED_ON]
    time: A[str | None, f.TIME] = None
    kind: A[str, Text(f.VISIT_KIND.label, most=20, example="入户走访")]
    changes: A[str | None, f.CHANGES] = None
    short: A[
        str | None, Text(f.SHORT_OF.label, most=60, help=_("收入、教育、医疗、住房、饮水,用顿号隔开"))
    ] = None
    found: A[str | None, f.FOUND] = None
    asked: A[str | None, f.ASKED] = None
    answer_by: A[date | None, f.ANSWER_BY] = None


WORDS = dict(rules.SHORT)
SHORTS = {word: code for code, word in rules.SHORT}


def visits_in_full(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """A visit as it will be kept: its kind and what is short by name."""
    terms = facts.terms_on(org_code, values["visited_on"])
    kind = terms.visit_named(values["kind"])
    short = "、".join(WORDS.get(each, each) for each in split(values["short"]))
    return {
        **values,
        "kind": terms.visit_kinds[kind] if kind else values["kind"],
        "short": short or None,
    }


def _asked(row: Row, kinds: Mapping[str, str]) -> Asked:
    return Asked(
        row["visitor"],
        row["visited_on"],
        kinds.get(row["kind"], row["kind"]),
        row["household"] or "",
        row["village_code"] or "",
        row["time"] or "",
    )


def _kinds(org_code: str, day: date) -> dict[str, str]:
    """Name -> code of each kind of visit."""
    return {name: code for code, name in facts.terms_on(org_code, day).visit_kinds.items()}


COLUMN = {
    "duties.no_such_visit": f.VISIT_KIND.label,
    "duties.visited_in_future": f.VISITED_ON.label,
    "duties.no_post": _("走访人"),
    "duties.not_listed": _("走访人"),
}


def check_visits(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Each visit by the rules, and that it is not there yet from the desk."""
    terms = facts.terms_on(source.org_code, source.on)
    kinds = _kinds(source.org_code, source.on)
    asked = [_asked(row, kinds) for row in rows]
    villages = registry.villages_known({each.village_code for each in asked if each.village_code})
    lives = registry.life_faults((each.visitor, each.visited_on) for each in asked)
    for row, each, going in zip(rows, asked, facts.goings(source.org_code, asked, source.on), strict=True):
        if not each.household and each.village_code not in villages:
            yield source.problem("duties.visit_to_nobody", row, HOME.label)
            continue
        if dead := lives.get((each.visitor, each.visited_on)):
            yield source.problem(dead.code, row, _("走访人"), **dict(dead.params))
            continue
        for fault in rules.visit_faults(going, terms, source.on):
            yield source.problem(fault.code, row, COLUMN.get(fault.code, HOME.label), **dict(fault.params))
        for word in split(row["short"]):
            if word not in SHORTS:
                yield source.problem("duties.no_such_short", row, f.SHORT_OF.label, value=word)
    yield from _already_there(rows, asked, source)


def _already_there(rows: Sequence[Row], asked: Sequence[Asked], source: Source) -> Iterable[Problem]:
    days = [each.visited_on for each in asked]
    kept = Visit.objects.filter(
        org_code=source.org_code, void=False, visited_on__gte=min(days), visited_on__lte=max(days)
    )
    columns = ("visitor", "household", "village_code", "visited_on", "time", "kind")
    there = {
        (visitor, household, "" if household else village, *rest)
        for visitor, household, village, *rest in kept.values_list(*columns)
    }
    for row, each in zip(rows, asked, strict=True):
        key = (each.visitor, each.household, "" if each.household else each.village_code)
        if (*key, each.visited_on, each.time, each.kind) in there:
            yield source.problem("duties.visit_exists", row, f.VISITED_ON.label, day=str(each.visited_on))


def save_visits(rows: Sequence[Row], a: Act) -> None:
    """Write the visits."""
    kinds = _kinds(a.org_code, a.on)
    living = homes_in(rows)
    save_within(
        a,
        [
            (
                NewVisit(
                    household=row["household"] or "",
                    visited_on=row["visited_on"],
                    time=row["time"] or "",
                    kind=kinds[row["kind"]],
                    changes=row["changes"] or "",
                    short=tuple(SHORTS[word] for word in split(row["short"])),
                    found=row["found"] or "",
                    asked=row["asked"] or "",
                    answer_by=row["answer_by"],
                ),
                row["visitor"],
                living[row["household"]].village_code if row["household"] else row["village_code"],
            )
            for row in rows
        ],
    )


def export_visits(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The visits as they were first recorded, in reach."""
    rows = viewer.limit(Visit.objects.filter(org_code=org_code, void=False)).order_by("visited_on", "pk")
    for row in rows.iterator():
        terms = facts.terms_on(org_code, row.visited_on)
        yield {
            "visitor": row.visitor,
            "household": row.household,
            "village_code": "" if row.household else row.village_code,
            "visited_on": row.visited_on,
            "time": row.time,
            "kind": terms.visit_kinds[row.kind],
            "changes": row.changes,
            "short": "、".join(WORDS[each] for each in row.short.split()),
            "found": row.found,
            "asked": row.asked,
            "answer_by": row.answer_by,
        }

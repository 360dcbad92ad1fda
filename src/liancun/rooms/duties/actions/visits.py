"""The writers of visits (走访办理): recorded, taken out, and what burdens a household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import grant_of, granted
from liancun.base.versions import standing
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Text, _
from liancun.rooms.duties import facts, rights, rules
from liancun.rooms.duties.facts import Asked
from liancun.rooms.duties.fields import (
    ANSWER_BY,
    ASKED,
    CHANGES,
    FOUND,
    HOUSEHOLD,
    SHORT_OF,
    TIME,
    VILLAGE,
    VISIT,
    VISIT_KIND,
    VISITED_ON,
    WHY,
)
from liancun.rooms.duties.models import Hardship, Visit
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.facts import homes


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A visit as who was there writes it (登记走访): to a household, or to the village as a whole."""

    household: A[str, HOUSEHOLD] = ""
    village_code: A[str, VILLAGE] = ""
    visited_on: A[date, VISITED_ON]
    time: A[str, TIME] = ""
    kind: A[str, VISIT_KIND]
    changes: A[str, CHANGES] = ""
    short: A[tuple[str, ...], SHORT_OF] = ()
    found: A[str, FOUND] = ""
    asked: A[str, ASKED] = ""
    answer_by: A[date | None, ANSWER_BY] = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why a visit is taken out (作废原因)."""

    note: A[str, WHY]


@dataclass(frozen=True, kw_only=True)
class Burden:
    """What burdens a household, and why (困难和原因): for its own list's people alone."""

    household: A[str, HOUSEHOLD]
    text: A[str, Text(_("困难和原因"), most=400, personal=True, help=_("只有联系这户的人和这户自己看得到"))]


@offered("duties.record_visit", title=_("登记走访"), done=_("已登记走访"), path="duties/visits", on="visits")
def record_visit(org_code: str, given: NewVisit, *, by: Viewer, on: date) -> str:
    """Record one's own visit. One visit serves every duty it satisfies."""
    asked = Asked(by.person, given.visited_on, given.kind, given.household, given.village_code, given.time)
    village = facts.village_of(asked)
    if not village:
        code = "duties.home_unknown" if given.household else "duties.visit_to_nobody"
        raise Refusal(code, household=given.household)
    with guards.refusing(), act("duties.record_visit", org_code, by=by, on=on, village_code=village) as a:
        for going in facts.goings(org_code, [asked], on):
            for fault in rules.visit_faults(going, facts.terms_on(org_code, on), on):
                raise Refusal.saying(fault)
        row = save_within(a, [(given, by.person, village)])[0]
        a.ref = f"visit:{row.pk}"
    return a.ref


def save_within(a: Act, visits: Sequence[tuple[NewVisit, str, str]]) -> Sequence[Visit]:
    """Write (visit, visitor, village) in bulk, inside the caller's act; they have been judged."""
    stamps: dict[str, dict[str, object]] = {}
    rows = []
    for given, visitor, village in visits:
        stamp = stamps.get(village)
        if stamp is None:
            stamp = stamps[village] = a.stamp(village)
        rows.append(
            Visit(
                household=given.household,
                visitor=visitor,
                visited_on=given.visited_on,
                time=given.time,
                kind=given.kind,
                changes=given.changes,
                short=" ".join(given.short),
                found=given.found,
                asked=given.asked,
                answer_by=given.answer_by,
                **stamp,
            )
        )
    return bulk.insert(Visit, rows, with_ids=len(rows) == 1)


@offered(
    "duties.void_visit",
    title=_("作废这次走访"),
    ask=_("作废以后这次走访不再算数。确定吗?"),
    done=_("已作废"),
    path="duties/visits/{visit_id}/void",
    of="visit",
    own_grant=True,
)
def void_visit(visit_id: A[int, VISIT], given: Why, *, by: Viewer, on: date) -> str:
    """Take out a visit that was recorded wrongly: by who was there, or who answers for the lists."""
    old = Visit.objects.filter(pk=visit_id).first()
    if old is None or not by.sees(old.org_code, old.village_code):
        raise Refusal("viewer.not_found")
    own = bool(by.person) and by.person == old.visitor
    grant = grant_of("duties.void_visit" if own else "duties.issue_list", old.org_code)
    if not granted(by, grant, old.org_code, old.village_code):
        raise Refusal("duties.not_your_visit", grant.clause, party=old.visitor)
    with (
        guards.refusing(),
        act(
            "duties.void_visit", old.org_code, by=by, on=on, village_code=old.village_code, permit=grant
        ) as a,
    ):
        if old.void or not standing(Visit.objects.filter(pk=visit_id)).exists():
            raise Refusal("duties.void_already", day=str(old.visited_on))
        row = a.add(
            Visit,
            household=old.household,
            visitor=old.visitor,
            visited_on=old.visited_on,
            time=old.time,
            kind=old.kind,
            void=True,
            supersedes=old,
            note=given.note,
            **a.stamp(old.village_code),
        )
        a.ref = f"visit:{row.pk}"
        a.params = {"supersedes": f"visit:{old.pk}"}
    return a.ref


@offered("duties.note_hardship", title=_("记困难和原因"), done=_("已记下"), path="duties/hardships")
def note_hardship(org_code: str, given: Burden, *, by: Viewer, on: date) -> str:
    """Note what burdens a household and why; kept sealed, shown to its list's people and itself alone."""
    found = homes.living_homes(Watermark.now(registry.owners()), [given.household])
    if given.household not in found:
        raise Refusal("duties.home_unknown", household=given.household)
    village = found[given.household].village_code
    with guards.refusing(), act("duties.note_hardship", org_code, by=by, on=on, village_code=village) as a:
        if not rights.looked_after(by, org_code, village, [given.household], on):
            clause = facts.terms_on(org_code, on).clause
            raise Refusal("duties.not_listed", clause, party=by.person, day=str(on))
        row = a.add(Hardship, household=given.household, text=given.text, **a.stamp(village))
        a.ref = f"household:{given.household}"
        a.params = {"hardship": row.pk}
    return a.ref

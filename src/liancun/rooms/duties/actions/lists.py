"""The writers of lists (清单办理): issued, given to people, handed over, paused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from liancun.base import bulk, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.versions import open_on, standing
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.charter import undecided
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, Many, _
from liancun.rooms.duties import facts
from liancun.rooms.duties.actions.dated import ended
from liancun.rooms.duties.actions.problems import pass_on
from liancun.rooms.duties.fields import (
    DOCUMENT,
    DUTIES,
    END,
    HAMLET,
    HOLDER,
    HOUSEHOLD,
    LIST,
    LIST_CODE,
    LIST_KIND,
    PAUSE,
    START,
    VILLAGE,
    WHY,
)
from liancun.rooms.duties.models import Assignment, DutyList, HandOver, Pause
from liancun.rooms.duties.rules import DutyTerms
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.facts import homes


@dataclass(frozen=True, kw_only=True)
class NewList:
    """A list as it is issued (下清单)."""

    code: A[str, LIST_CODE]
    kind: A[str, LIST_KIND]
    duties: A[tuple[str, ...], DUTIES] = ()
    start: A[date, START]
    end: A[date | None, END] = None
    document: A[str, DOCUMENT] = ""


@dataclass(frozen=True, kw_only=True)
class NewAssignment:
    """Who answers from a day on, for households or for a whole village (分派)."""

    duty_list: A[str, LIST]
    party: A[str, HOLDER]
    households: A[
        tuple[str, ...],
        Many(_("联系的户"), each=HOUSEHOLD, help=_("户主姓名或户编码,用空格隔开;管全村的清单不写")),
    ] = ()
    village_code: A[str, replace(VILLAGE, help=_("管全村的清单写村"))] = ""
    hamlet: A[str, HAMLET] = ""
    start: A[date, START]
    document: A[str, DOCUMENT] = ""


@dataclass(frozen=True, kw_only=True)
class Handing:
    """All that was one's, from a day on another's (交接)."""

    giver: A[str, replace(HOLDER, label=_("交出人"))]
    taker: A[str, replace(HOLDER, label=_("接手人"))]
    start: A[date, Day(_("接手日"))]
    document: A[str, replace(DOCUMENT, label=_("交接文件"))] = ""


@dataclass(frozen=True, kw_only=True)
class NewPause:
    """When visits are not owed (暂停): to a household, or by a whole list."""

    household: A[str, replace(HOUSEHOLD, help=_("整份清单暂停的不写户"))] = ""
    duty_list: A[str, replace(LIST, help=_("不写就是这户的所有清单"))] = ""
    reason: A[str, WHY]
    start: A[date, START]
    end: A[date | None, replace(END, help=_("最后一天;说不准的不填"))] = None
    document: A[str, DOCUMENT] = ""


@dataclass(frozen=True, kw_only=True)
class PauseEnd:
    """The last day of a pause (恢复走访)."""

    end: A[date, Day(_("暂停到"))]


@offered("duties.issue_list", title=_("下清单"), path="duties/lists", on="lists")
def issue_list(org_code: str, given: NewList, *, by: Viewer, on: date) -> str:
    """Issue a list of a kind the charter has, with duties it has."""
    with guards.refusing(), act("duties.issue_list", org_code, by=by, on=on) as a:
        rows = save_lists_within(a, [given])
        a.ref = f"duty_list:{org_code}/{rows[0].code}"
    return a.ref


def save_lists_within(a: Act, lists: Sequence[NewList]) -> Sequence[DutyList]:
    """Write lists inside the caller's act; the first that may not be is refused."""
    there = set(DutyList.objects.filter(org_code=a.org_code).values_list("code", flat=True))
    rows = []
    for each in lists:
        terms = facts.terms_on(a.org_code, each.start)
        kind, duties = kind_and_duties(each.kind, each.duties, terms)
        if each.code in there:
            raise Refusal("duties.list_exists", number=each.code)
        must_end_after(each.start, each.end)
        rows.append(
            DutyList(
                code=each.code,
                kind=kind,
                duties=" ".join(duties),
                document=each.document,
                start=each.start,
                end=each.end,
                **a.stamp(),
            )
        )
    return bulk.insert(DutyList, rows, with_ids=True)


def kind_and_duties(kind: str, duties: Iterable[str], terms: DutyTerms) -> tuple[str, tuple[str, ...]]:
    """A kind of list and duties by code; refuses what the decision does not have, or not on such a list."""
    if not terms.lists:
        raise undecided(terms.DECISION)
    code = terms.list_named(kind)
    if not code:
        known = tuple(each.name for each in terms.lists.values())
        raise Refusal("duties.no_such_list_kind", terms.clause, value=kind, known=known)
    may = terms.lists[code].duties
    found = tuple(terms.duty_named(each) for each in duties)
    strange = [said for said, known in zip(duties, found, strict=True) if known not in may]
    if strange:
        known = tuple(terms.duties[each].name for each in may)
        raise Refusal(
            "duties.no_such_duty",
            terms.clause,
            value=strange[0],
            list_name=terms.lists[code].name,
            known=known,
        )
    return code, found


def must_end_after(start: date, end: date | None) -> None:
    """Refuse an end before the beginning."""
    if end is not None and end < start:
        raise Refusal("duties.ends_before_start", start=str(start), end=str(end))


@offered("duties.assign", title=_("分派"), path="duties/assignments", on="assignments")
def assign(org_code: str, given: NewAssignment, *, by: Viewer, on: date) -> str:
    """Have somebody answer for a village, or for households instead of who did, from a day on."""
    must_be_a_person(given.party, given.start)
    issued, per = must_stand(org_code, given.duty_list, given.start)
    wanted = tuple(dict.fromkeys(given.households))
    places = _places(wanted, given, per)
    with guards.refusing(), act("duties.assign", org_code, by=by, on=on) as a:
        rows = standing(Assignment.objects.filter(org_code=org_code, duty_list=issued))
        before = list(open_on(rows.filter(household__in=wanted), given.start)) if wanted else []
        bulk.insert(Assignment, [ended(a, row, given.start - timedelta(days=1)) for row in before])
        made = [
            Assignment(
                duty_list=issued,
                party=given.party,
                household=household,
                hamlet=given.hamlet or next((r.hamlet for r in before if r.household == household), ""),
                document=given.document,
                start=given.start,
                **a.stamp(village),
            )
            for household, village in places
        ]
        bulk.insert(Assignment, made)
        a.ref = f"person:{given.party}"
        a.params = {"duty_list": issued, "rows": len(made)}
    return a.ref


def must_be_a_person(party: str, day: date) -> None:
    """Refuse a code nobody has, and who does not live that day."""
    if party not in registry.villages_of([party]):
        raise Refusal("duties.no_such_person", party=party)
    registry.must_live([(party, day)])


def must_stand(org_code: str, code: str, day: date) -> tuple[str, str]:
    """A list by its code, and whether it is of households or of villages. Refuses one not in force."""
    issued = facts.lists_standing(org_code, day).get(code)
    if issued is None or not issued.days.holds(day):
        raise Refusal("duties.no_such_list", number=code, day=str(day))
    terms = facts.terms_on(org_code, day)
    return code, terms.duties[issued.duties[0]].per


def _places(wanted: Sequence[str], given: NewAssignment, per: str) -> list[tuple[str, str]]:
    """(household, village) of each; refuses what the list is not about, and a household not living there."""
    if per == "village":
        if wanted or not given.village_code:
            raise Refusal("duties.list_of_villages", number=given.duty_list)
        return [("", given.village_code)]
    if not wanted:
        raise Refusal("duties.list_of_households", number=given.duty_list)
    living = homes.living_homes(Watermark.now(registry.owners()), wanted)
    for household in wanted:
        home = living.get(household)
        if home is None or not home.days.holds(given.start):
            raise Refusal("duties.not_living_there", household=household, day=str(given.start))
    return [(household, living[household].village_code) for household in wanted]


@offered(
    "duties.hand_over",
    title=_("交接"),
    ask=_("这个人名下的户、村和没办结的问题都交给接手人。确定吗?"),
    done=_("已交接"),
    path="duties/hand-overs",
    on="handed",
)
def hand_over(org_code: str, given: Handing, *, by: Viewer, on: date) -> str:
    """Hand all that is somebody's to another from a day on: households, villages, and open problems."""
    must_be_a_person(given.taker, given.start)
    if given.giver == given.taker:
        raise Refusal("duties.handed_to_self", party=given.giver)
    with guards.refusing(), act("duties.hand_over", org_code, by=by, on=on) as a:
        rows = Assignment.objects.filter(org_code=org_code, party=given.giver)
        mine = list(open_on(rows, given.start).order_by("pk"))
        problems = pass_on(a, given.giver, given.taker, given.start, given.document)
        if not mine and not problems:
            raise Refusal("duties.nothing_to_hand", party=given.giver, day=str(given.start))
        handed = HandOver(
            giver=given.giver,
            taker=given.taker,
            start=given.start,
            document=given.document,
            **a.stamp(),
        )
        a.write(handed)
        bulk.insert(Assignment, [ended(a, row, given.start - timedelta(days=1)) for row in mine])
        bulk.insert(
            Assignment,
            [
                Assignment(
                    duty_list=row.duty_list,
                    party=given.taker,
                    household=row.household,
                    hamlet=row.hamlet,
                    document=given.document,
                    start=given.start,
                    end=row.end if row.end and row.end >= given.start else None,
                    handed=handed,
                    **a.stamp(row.village_code),
                )
                for row in mine
            ],
        )
        a.ref = f"hand_over:{handed.pk}"
        a.params = {"giver": given.giver, "taker": given.taker, "rows": len(mine), "problems": problems}
    return a.ref


@offered("duties.pause", title=_("登记暂停"), path="duties/pauses", on="pauses")
def pause(org_code: str, given: NewPause, *, by: Viewer, on: date) -> str:
    """Say when visits are not owed, and why: a household away all year, a list that rests."""
    if not given.household and not given.duty_list:
        raise Refusal("duties.pause_of_nothing")
    must_end_after(given.start, given.end)
    village = ""
    if given.household:
        found = homes.living_homes(Watermark.now(registry.owners()), [given.household])
        if given.household not in found:
            raise Refusal("duties.not_living_there", household=given.household, day=str(given.start))
        village = found[given.household].village_code
    if given.duty_list:
        must_stand(org_code, given.duty_list, given.start)
    with guards.refusing(), act("duties.pause", org_code, by=by, on=on, village_code=village) as a:
        row = a.add(
            Pause,
            duty_list=given.duty_list,
            household=given.household,
            reason=given.reason,
            start=given.start,
            end=given.end,
            document=given.document,
            **a.stamp(village),
        )
        a.ref = f"pause:{row.pk}"
    return a.ref


@offered("duties.end_pause", title=_("恢复走访"), path="duties/pauses/{pause_id}/end", of="pause")
def end_pause(pause_id: A[int, PAUSE], given: PauseEnd, *, by: Viewer, on: date) -> str:
    """Say when a pause ended (恢复走访)."""
    row = Pause.objects.filter(pk=pause_id).first()
    if row is None or not by.sees(row.org_code, row.village_code):
        raise Refusal("viewer.not_found")
    with (
        guards.refusing(),
        act("duties.end_pause", row.org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if not standing(Pause.objects.filter(pk=pause_id)).exists():
            raise Refusal("duties.pause_changed")
        made = ended(a, row, given.end)
        a.write(made)
        a.ref = f"pause:{made.pk}"
    return a.ref

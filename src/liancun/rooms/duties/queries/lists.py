"""Lists, who is on them, hand-overs, pauses (清单、分派、交接、暂停)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.versions import open_on, standing
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Word, _
from liancun.rooms.duties import facts
from liancun.rooms.duties import fields as f
from liancun.rooms.duties.models import Assignment, DutyList, HandOver, Pause, ProblemStep
from liancun.rooms.duties.queries.common import HEAD, VILLAGE_NAME, villages_seen
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class ListRow:
    """A list that was issued (责任清单)."""

    code: A[str, Code(_("清单编号"), link="ref")]
    kind_name: A[str, Word(_("清单种类"))]
    duty_names: A[str, Word(_("责任"))]
    people: A[int, Whole(_("责任人数"))]
    assignments: A[int, Whole(_("户、村数"))]
    start: A[date, f.START]
    end: A[date | None, Day(_("止"))]
    document: A[str, f.DOCUMENT]
    kind: str
    ref: str


@listed(
    "duties.lists",
    title=_("责任清单"),
    sorts=("start",),
    path="duties/lists",
    empty=_("还没有下清单"),
)
def list_page(viewer: Viewer, org_code: str, *, on: date) -> tuple[ListRow, ...]:
    """Every list, the ones in force first."""
    viewer.must_see(org_code)
    terms = facts.terms_on(org_code, on)
    open_ones = open_on(Assignment.objects.filter(org_code=org_code), on).filter(start__lte=on)
    counted = (
        open_ones.values("duty_list").order_by().annotate(n=Count("pk"), people=Count("party", distinct=True))
    )
    counts = {row["duty_list"]: (row["n"], row["people"]) for row in counted}
    found = []
    for row in standing(DutyList.objects.filter(org_code=org_code)).order_by("start", "code"):
        kind = terms.lists.get(row.kind)
        duties = row.duties.split() or list(kind.duties if kind else ())
        number, people = counts.get(row.code, (0, 0))
        found.append(
            ListRow(
                row.code,
                kind.name if kind else row.kind,
                "、".join(terms.duties[each].name if each in terms.duties else each for each in duties),
                people,
                number,
                row.start,
                row.end,
                row.document,
                row.kind,
                f"duty_list:{org_code}/{row.code}",
            )
        )
    found.sort(key=lambda each: each.end is not None and each.end < on)
    return tuple(found)


@dataclass(frozen=True)
class AssignmentRow:
    """Who answers for a household or a village (分派)."""

    party_name: A[str, Text(_("责任人"))]
    list_name: A[str, Word(_("清单"))]
    head: A[str, HEAD]
    village: A[str, VILLAGE_NAME]
    hamlet: A[str, f.HAMLET]
    start: A[date, f.START]
    end: A[date | None, Day(_("止"))]
    document: A[str, f.DOCUMENT]
    party: str
    duty_list: str
    household: str
    village_code: str
    ref: str


@dataclass(frozen=True)
class AssignmentPage:
    """A page of assignments (分派表)."""

    total: int
    rows: tuple[AssignmentRow, ...]


WHEN = (("now", _("现在的")), ("all", _("也看以前的")))


@listed(
    "duties.assignments",
    title=_("分派"),
    sorts=("start",),
    path="duties/assignments",
    empty=_("还没有分派;先下清单,再把户和村分给人"),
)
def assignment_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    duty_list: A[str, f.LIST] = "",
    party: A[str, f.HOLDER] = "",
    village_code: A[str, f.VILLAGE] = "",
    household: A[str, f.HOUSEHOLD] = "",
    when: A[str, Choice(_("什么时候"), WHEN)] = "now",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> AssignmentPage:
    """Assignments in reach, by list, village and household."""
    seen = villages_seen(viewer, org_code)
    rows = Assignment.objects.filter(org_code=org_code)
    rows = standing(rows) if when == "all" else open_on(rows, on)
    if seen is not None:
        rows = rows.filter(village_code__in=seen)
    wanted = {"duty_list": duty_list, "party": party, "village_code": village_code, "household": household}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    order = [*filter(None, [sort]), "duty_list", "village_code", "hamlet", "household", "start", "pk"]
    found, total = page_of(rows.order_by(*order), limit, offset)
    heads = registry.household_names(viewer, {row.household for row in found if row.household})
    people = registry.names_of_posted({row.party for row in found})
    villages = registry.village_names()
    terms, lists = facts.terms_on(org_code, on), facts.lists_standing(org_code, on)
    return AssignmentPage(
        total,
        tuple(
            AssignmentRow(
                people.get(row.party, row.party),
                terms.lists[lists[row.duty_list].kind].name if row.duty_list in lists else row.duty_list,
                heads.get(row.household, row.household)
                if row.household
                else villages.get(row.village_code, row.village_code),
                villages.get(row.village_code, row.village_code),
                row.hamlet,
                row.start,
                row.end,
                row.document,
                row.party,
                row.duty_list,
                row.household,
                row.village_code,
                f"household:{row.household}" if row.household else f"person:{row.party}",
            )
            for row in found
        ),
    )


@dataclass(frozen=True)
class HandOverRow:
    """A hand-over (交接)."""

    start: A[date, Day(_("接手日"))]
    giver_name: A[str, Text(_("交出人"))]
    taker_name: A[str, Text(_("接手人"))]
    assignments: A[int, Whole(_("户、村数"))]
    problems: A[int, Whole(_("没办结的问题"))]
    document: A[str, Text(_("交接文件"))]
    giver: str
    taker: str
    ref: str


@listed("duties.handed", title=_("交接"), sorts=("start",), path="duties/hand-overs", empty=_("没有交接"))
def handed(viewer: Viewer, org_code: str) -> tuple[HandOverRow, ...]:
    """Hand-overs, the latest first, to those whose reach is the whole organisation or one of the two."""
    seen = villages_seen(viewer, org_code)
    found = HandOver.objects.filter(org_code=org_code).order_by("-start", "-pk")
    rows = list(found if seen is None else found.filter(Q(giver=viewer.party) | Q(taker=viewer.party)))
    people = registry.names_of_posted({party for row in rows for party in (row.giver, row.taker)})
    places, problems = _handed(org_code)
    return tuple(
        HandOverRow(
            row.start,
            people.get(row.giver, row.giver),
            people.get(row.taker, row.taker),
            places.get(row.pk, 0),
            problems.get(row.mark, 0),
            row.document,
            row.giver,
            row.taker,
            f"hand_over:{row.pk}",
        )
        for row in rows
    )


def _handed(org_code: str) -> tuple[dict[int, int], dict[int, int]]:
    """Hand-over -> its households and villages; the mark of its act -> the open problems passed on in it."""
    given = Assignment.objects.filter(org_code=org_code, revision=1).exclude(handed=None)
    marks = HandOver.objects.filter(org_code=org_code).values("mark")
    passed = ProblemStep.objects.filter(org_code=org_code, mark__in=marks)
    return (
        dict(given.order_by().values_list("handed").annotate(n=Count("pk"))),
        dict(passed.order_by().values_list("mark").annotate(n=Count("pk"))),
    )


def hand_over(viewer: Viewer, hand_over_id: int) -> tuple[HandOverRow, str]:
    """One hand-over and whose it is."""
    row = HandOver.objects.filter(pk=hand_over_id).first()
    found = handed(viewer, row.org_code) if row else ()
    for each in found:
        if row and each.ref == f"hand_over:{row.pk}":
            return each, row.org_code
    raise Refusal("viewer.not_found")


@dataclass(frozen=True)
class PauseRow:
    """Days on which visits are not owed (暂停)."""

    head: A[str, Word(_("户"), link="ref")]
    village: A[str, VILLAGE_NAME]
    list_name: A[str, Word(_("清单"))]
    reason: A[str, f.WHY]
    start: A[date, f.START]
    end: A[date | None, Day(_("止"))]
    document: A[str, f.DOCUMENT]
    household: str
    village_code: str
    duty_list: str
    ref: str


@dataclass(frozen=True)
class PausePage:
    """A page of pauses (暂停表)."""

    total: int
    rows: tuple[PauseRow, ...]


@listed("duties.pauses", title=_("暂停"), sorts=("start",), path="duties/pauses", empty=_("没有暂停的"))
def pause_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    village_code: A[str, f.VILLAGE] = "",
    household: A[str, f.HOUSEHOLD] = "",
    when: A[str, Choice(_("什么时候"), WHEN)] = "now",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> PausePage:
    """Pauses in reach, the latest first."""
    seen = villages_seen(viewer, org_code)
    rows = Pause.objects.filter(org_code=org_code)
    rows = standing(rows) if when == "all" else open_on(rows, on)
    if seen is not None:
        rows = rows.filter(village_code__in=[*seen, ""])
    wanted = {"village_code": village_code, "household": household}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    found, total = page_of(rows.order_by(*filter(None, [sort]), "-start", "-pk"), limit, offset)
    return PausePage(total, _paused(viewer, org_code, found, on))


def _paused(viewer: Viewer, org_code: str, rows: list[Pause], on: date) -> tuple[PauseRow, ...]:
    heads = registry.household_names(viewer, {row.household for row in rows if row.household})
    villages = registry.village_names()
    terms, lists = facts.terms_on(org_code, on), facts.lists_standing(org_code, on)
    return tuple(
        PauseRow(
            heads.get(row.household, row.household) if row.household else _("整份清单"),
            villages.get(row.village_code, ""),
            terms.lists[lists[row.duty_list].kind].name if row.duty_list in lists else _("所有清单"),
            row.reason,
            row.start,
            row.end,
            row.document,
            row.household,
            row.village_code,
            row.duty_list,
            f"pause:{row.pk}",
        )
        for row in rows
    )


def pause(viewer: Viewer, pause_id: int, on: date) -> tuple[PauseRow, str]:
    """One pause and whose it is."""
    row = Pause.objects.filter(pk=pause_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    viewer.must_see(row.org_code, row.village_code)
    return _paused(viewer, row.org_code, [row], on)[0], row.org_code

"""Meetings as people read them (会议清单): planned, noticed, held, and what came of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from liancun.base import charters
from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.versions import on_day
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Day, Flag, Text, Whole, Word, _
from liancun.rooms.committee import facts, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.fields import OUTCOME as OUTCOME
from liancun.rooms.committee.fields import OUTCOMES as OUTCOMES
from liancun.rooms.committee.models import AgendaItem, ExtraVote, ItemResult, Meeting, MeetingEvent, Seat
from liancun.rooms.registry import queries as registry

STAGES = (
    ("planned", _("拟定")),
    *f.said(MeetingEvent.Kind),
)


@dataclass(frozen=True)
class MeetingRow:
    """A meeting as a list shows it (会议)."""

    code: A[str, f.CODE]
    title: A[str, Text(_("会议名称"), link="ref")]
    org_code: str
    org_name: A[str, Text(_("单位"))]
    body: A[str, f.WHICH_BODY]
    held_on: A[date, f.HELD_ON]
    starts_at: A[str, f.STARTS_AT]
    place: A[str, f.PLACE]
    items: A[int, Whole(_("议题数"))]
    passed: A[int, Whole(_("通过"))]
    stage: A[str, Choice(_("进度"), STAGES)]
    ref: str


@dataclass(frozen=True)
class MeetingPage:
    """A page of meetings (会议)."""

    total: int
    rows: tuple[MeetingRow, ...]


@listed(
    "committee.meetings",
    title=_("会议"),
    path="/meetings",
    command="meetings",
    reach=True,
    empty=_("还没有会议"),
)
def meeting_page(
    viewer: Viewer,
    org_code: str = "",
    *,
    body: A[str, f.WHICH_BODY] = "",
    since: A[date | None, Day(_("从哪天"), today=False)] = None,
    until: A[date | None, Day(_("到哪天"), today=False)] = None,
    limit: int = 50,
    offset: int = 0,
) -> MeetingPage:
    """Meetings in reach, the latest first."""
    rows = viewer.limit(Meeting.objects.all()).order_by("-held_on", "-pk")
    wanted = {"org_code": org_code, "body": body, "held_on__gte": since, "held_on__lte": until}
    page, total = page_of(
        rows.filter(**{key: value for key, value in wanted.items() if value}), limit, offset
    )
    return MeetingPage(total, tuple(meeting_rows(page)))


def meeting_rows(page: Iterable[Meeting]) -> list[MeetingRow]:
    """Meetings as a list shows them, with three questions for all."""
    meetings = list(page)
    keys = [meeting.pk for meeting in meetings]
    stages = facts.states(keys)
    items = _counted(AgendaItem.objects.filter(meeting__in=keys), "meeting")
    passed = _counted(
        ItemResult.objects.filter(item__meeting__in=keys, outcome=ItemResult.Outcome.PASSED), "item__meeting"
    )
    orgs = registry.org_names({meeting.org_code for meeting in meetings})
    return [
        MeetingRow(
            each.code,
            each.title,
            each.org_code,
            orgs.get(each.org_code, each.org_code),
            each.body,
            each.held_on,
            each.starts_at,
            each.place,
            items.get(each.pk, 0),
            passed.get(each.pk, 0),
            stages.get(each.pk, "planned"),
            f"meeting:{each.pk}",
        )
        for each in meetings
    ]


def _counted(rows: "QuerySet[AgendaItem] | QuerySet[ItemResult]", by: str) -> Mapping[int, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("pk")))


@dataclass(frozen=True)
class SeatRow:
    """A seat (席位)."""

    party: str
    name: A[str, Text(_("姓名"), link="ref")]
    body: A[str, f.WHICH_BODY]
    start: A[date, Day(_("起"))]
    end: A[date | None, Day(_("止"))]
    document: A[str, f.DOCUMENT]
    ref: str


@listed("committee.seats", title=_("席位"), path="seats", command="seats", empty=_("还没有登记席位"))
def seats(viewer: Viewer, org_code: str, *, on: date, body: A[str, f.WHICH_BODY] = "") -> tuple[SeatRow, ...]:
    """Who sits on the bodies of an organisation on a day."""
    viewer.must_see(org_code)
    rows = on_day(Seat.objects.filter(org_code=org_code), on).order_by("body", "start", "party")
    found = [row for row in rows if body in ("", row.body)]
    names = registry.names(viewer, {row.party for row in found})
    return tuple(
        SeatRow(
            row.party,
            names.get(row.party, row.party),
            row.body,
            row.start,
            row.end,
            row.document,
            f"seat:{row.pk}",
        )
        for row in found
    )


@dataclass(frozen=True)
class CompositionRow:
    """How an assembly of representatives is made up, as the law asks (代表构成)."""

    body: A[str, f.WHICH_BODY]
    people: A[int, Whole(_("组成人员"), of=_("人"))]
    representatives: A[int, Whole(_("村民代表"), of=_("人"))]
    women: A[int, Whole(_("妇女村民代表"), of=_("人"))]
    lawful: A[bool, Flag(_("符合法律"))]
    least_representatives: A[int, Whole(_("村民代表不少于"), of=_("人"))]
    least_women: A[int, Whole(_("妇女村民代表不少于"), of=_("人"))]
    clause: str


@listed(
    "committee.composition",
    title=_("代表构成"),
    path="seats/composition",
    command="composition",
    empty=_("还没有登记村民代表会议的席位"),
)
def composition(viewer: Viewer, org_code: str, *, on: date) -> tuple[CompositionRow, ...]:
    """How a village's assembly of representatives is made up on a day, and what the law asks."""
    viewer.must_see(org_code)
    law = charters.in_force(rules.Representatives, on=on, org=org_code)
    count = facts.composition(org_code, on)
    if not count.people:
        return ()
    return (
        CompositionRow(
            rules.REPRESENTED,
            count.people,
            count.representatives,
            count.women,
            not rules.composition_faults(count, law),
            rules.at_least(count.people, law.representatives_min),
            rules.at_least(count.people, law.women_min),
            law.clause,
        ),
    )


@dataclass(frozen=True)
class ExtraVotesRow:
    """Votes a member has beside the own one (附加表决权)."""

    party: str
    name: A[str, Text(_("姓名"), link="ref")]
    votes: A[int, f.EXTRA_VOTES]
    start: A[date, Day(_("起"))]
    end: A[date | None, Day(_("止"))]
    document: A[str, f.DOCUMENT]
    ref: str


@listed(
    "committee.extra_votes",
    title=_("附加表决权"),
    path="extra-votes",
    command="extra-votes",
    empty=_("没有成员有附加表决权"),
)
def extra_votes(viewer: Viewer, org_code: str, *, on: date) -> tuple[ExtraVotesRow, ...]:
    """Who has votes beside the own one in a cooperative on a day; all who attend must be told of them."""
    viewer.must_see(org_code)
    found = list(on_day(ExtraVote.objects.filter(org_code=org_code), on).order_by("party", "start"))
    names = registry.names(viewer, {row.party for row in found})
    return tuple(
        ExtraVotesRow(
            row.party,
            names.get(row.party, row.party),
            row.votes,
            row.start,
            row.end,
            row.document,
            f"extra_votes:{row.pk}",
        )
        for row in found
    )


@dataclass(frozen=True)
class RecordedRow:
    """A resolution of the registry, and whether a meeting stands behind it (决议与会议记录)."""

    code: A[str, Text(_("决议编号"), link="ref")]
    subject: A[str, f.SUBJECT]
    held_on: A[date, f.HELD_ON]
    passed: A[bool, Flag(_("通过"))]
    record: A[str, Word(_("会议记录"), of="meeting_record")]
    meeting: A[str, Text(_("会议"), link="meeting_ref")]
    meeting_ref: str
    ref: str


@dataclass(frozen=True)
class RecordedPage:
    """A page of resolutions with the meetings behind them."""

    total: int
    rows: tuple[RecordedRow, ...]


@dataclass(frozen=True)
class Behind:
    """The meeting that took a resolution (表决的会议): its title, and the item where it can be opened."""

    meeting: str
    ref: str


def meetings_behind(viewer: Viewer, resolutions: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Behind]:
    """(organisation, number) -> the meeting behind a resolution; none for one recorded without."""
    wanted = set(resolutions)
    rows = ItemResult.objects.filter(resolution__in=[code for _org, code in wanted]).exclude(resolution="")
    return {
        (org, code): Behind(title, f"agenda_item:{item}" if viewer.sees(org) else "")
        for org, code, title, item in rows.values_list(
            "org_code", "resolution", "item__meeting__title", "item"
        )
        if (org, code) in wanted
    }


KEPT, WITHOUT = "kept", "without"


@listed(
    "committee.resolutions",
    title=_("决议与会议记录"),
    path="resolutions/meetings",
    command="resolutions",
    empty=_("还没有决议"),
)
def recorded_page(viewer: Viewer, org_code: str, *, limit: int = 50, offset: int = 0) -> RecordedPage:
    """The registry's resolutions, those recorded without a meeting marked so."""
    viewer.must_see(org_code)
    page = registry.resolutions(viewer, org_code, limit=limit, offset=offset)
    behind = ItemResult.objects.filter(org_code=org_code, resolution__in=[row.code for row in page.rows])
    meetings = {
        code: (title, f"agenda_item:{item}")
        for code, title, item in behind.values_list("resolution", "item__meeting__title", "item")
    }
    rows = tuple(
        RecordedRow(
            row.code,
            row.subject,
            row.held_on,
            row.passed,
            KEPT if row.code in meetings else WITHOUT,
            *meetings.get(row.code, ("", "")),
            row.ref,
        )
        for row in page.rows
    )
    return RecordedPage(page.total, rows)

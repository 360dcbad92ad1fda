"""Notices as each circle sees them (公示查询): the web the totals, members their list, the office all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from liancun.base.lists import listed
from liancun.base.request_cache import once, page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Text, Whole, Word, Yuan, _
from liancun.rooms.notices import facts, rights
from liancun.rooms.notices.models import Answer, Notice, NoticeItem, Objection, ObjectionText
from liancun.rooms.notices.rules import CATEGORIES, LESS, OUTCOMES, Posting, is_shown, objection_window
from liancun.rooms.notices.rules import DIRECTIONS as DIRECTIONS
from liancun.rooms.registry.queries import names, org_names, posted_at, village_names

ON_SHOW = (
    ("not_posted", _("待张贴")),
    ("open", _("可提异议")),
    ("closed", _("异议期已过")),
    ("expired", _("公示期满")),
)
ANSWERS = ((facts.OPEN, _("待答复")), *OUTCOMES)
"""What an objection was answered, or that it waits."""


@dataclass(frozen=True)
class NoticeRow:
    """A notice on the board (公示): totals, and how to object; `lines_open`: may its lines be seen here.

    `total_fen` is None where few people stand on it and the viewer may not see its lines.
    """

    PHONE: ClassVar[tuple[str, ...]] = ("title", "total_fen", "period", "org_name", "state")

    number: A[int, Whole(_("公示编号"))]
    list_ref: str
    kind: str
    title: A[str, Word(_("公示标题"), link="ref")]
    period: A[str, Text(_("期间"))]
    org_code: str
    org_name: A[str, Text(_("单位"))]
    village_code: str
    item_count: A[int, Whole(_("笔数"))]
    total_fen: A[int | None, Yuan(_("金额"))]
    state: A[str, Choice(_("状态"), ON_SHOW)]
    opens_on: A[date | None, Day(_("异议期起"))]
    closes_on: A[date | None, Day(_("异议期止"))]
    digest: str
    clause: str
    circles: tuple[str, ...]
    lines_open: bool
    objections: A[int, Whole(_("异议"))]
    ref: str


@dataclass(frozen=True)
class NoticePage:
    """A page of notices (公示)."""

    total: int
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True)
class PostingRow:
    """Where and when the paper went up (张贴)."""

    village_code: str
    village: str
    posted_on: date | None
    place: str


@dataclass(frozen=True)
class ObjectionRow:
    """An objection and its answer (异议与答复)."""

    number: int
    line_ref: str
    objector: A[str, Text(_("提出人"), link="line_ref")]
    category: A[str, Choice(_("哪一类"), CATEGORIES)]
    happened_on: A[date, Day(_("提出日"))]
    text: A[str, Text(_("哪里不对"), most=1000)]
    outcome: A[str, Choice(_("答复"), ANSWERS)]
    answered_on: A[date | None, Day(_("答复日"))]
    evidence: A[str, Text(_("依据:查了什么"))]
    village_code: str
    org_code: str
    direction: A[str, Choice(_("多了还是少了"), DIRECTIONS)] = ""
    named_fen: A[int | None, Yuan(_("多了多少"))] = None

    @property
    def holds(self) -> bool:
        """Whether it is one that holds money: of too much, and not rejected or withdrawn."""
        return self.direction != LESS and self.outcome in (facts.OPEN, "upheld")


@dataclass(frozen=True)
class ObjectionPage:
    """A page of objections (异议登记)."""

    total: int
    rows: tuple[ObjectionRow, ...]


def _circle(viewer: Viewer, notice: Notice) -> bool:
    """Whether the viewer may see the lines: the office in reach, or a member where members may."""
    if viewer.sees(notice.org_code, notice.village_code):
        return True
    return "members" in notice.circles.split() and notice.org_code in viewer.member_of


def board(
    viewer: Viewer, *, on: date, org_code: str = "", kind: str = "", limit: int = 20, offset: int = 0
) -> tuple[list[NoticeRow], int]:
    """The public board, newest first: what is on show for this viewer, and how many."""
    rows = _notices()
    if not viewer.oversees:
        office = viewer.limit(Notice.objects.all()).values("pk")
        reach = Q(circles__contains="web") | Q(pk__in=office)
        rows = rows.filter(reach | Q(circles__contains="members", org_code__in=viewer.member_of))
    if org_code:
        rows = rows.filter(org_code=org_code)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.order_by("-on", "-pk")
    if viewer.oversees:
        page, total = page_of(rows, limit, offset)
        return _rows(viewer, page, on), total
    every = list(rows)
    postings = _postings(every)
    shown = [
        n
        for n in every
        if viewer.sees(n.org_code, n.village_code) or is_shown(postings[n.pk], on, n.expires_days)
    ]
    return _rows(viewer, shown[offset : offset + limit], on, postings), len(shown)


@listed(
    "notices.notices",
    title=_("公示"),
    path="/notices",
    command="list",
    empty=_("没有公示"),
    reach=True,
    amount="total_fen",
)
def notice_page(
    viewer: Viewer,
    org_code: str = "",
    *,
    on: date,
    kind: A[str, Choice(_("结算类别"), "settlement.kinds")] = "",
    limit: int = 50,
    offset: int = 0,
) -> NoticePage:
    """The notices of an organisation, or of those in reach and on the public board, the newest first."""
    if org_code:
        viewer.must_see(org_code)
    rows, total = board(viewer, on=on, org_code=org_code, kind=kind, limit=limit, offset=offset)
    return NoticePage(total, tuple(rows))


def _notices() -> Any:
    """Each notice with how many objections were made to its lines."""
    made = Objection.objects.filter(notice=OuterRef("pk")).order_by().values("notice")
    return Notice.objects.annotate(objections=Coalesce(Subquery(made.annotate(n=Count("pk")).values("n")), 0))


def _postings(notices: list[Notice]) -> Mapping[int, Posting]:
    events = facts.events_of(n.pk for n in notices)
    return {n.pk: facts.posting_from(n, events[n.pk]) for n in notices}


@once
def _notice(notice_id: int) -> Notice | None:
    found: Notice | None = _notices().filter(pk=notice_id).first()
    return found


def _rows(
    viewer: Viewer, page: list[Any], on: date, known_postings: Mapping[int, Posting] | None = None
) -> list[NoticeRow]:
    postings = _postings(page) if known_postings is None else known_postings
    known = org_names({n.org_code for n in page})
    hidden = facts.without_totals([n for n in page if not _circle(viewer, n)], on)
    found = []
    for n in page:
        window = objection_window(postings[n.pk])
        state = "not_posted" if window is None else "open" if window.holds(on) else "closed"
        if not is_shown(postings[n.pk], on, n.expires_days):
            state = "expired"
        found.append(
            NoticeRow(
                n.pk,
                n.list_ref,
                n.kind,
                n.title,
                n.period,
                n.org_code,
                known.get(n.org_code, n.org_code),
                n.village_code,
                n.item_count,
                None if n.pk in hidden else n.total_fen,
                state,
                window.start if window else None,
                window.end if window else None,
                n.digest,
                n.clause,
                tuple(n.circles.split()),
                _circle(viewer, n),
                n.objections,
                f"notice:{n.pk}",
            )
        )
    return found


@once
def notice(viewer: Viewer, notice_id: int, *, on: date) -> NoticeRow:
    """One notice; refuses, as not found, one that is not this viewer's to see or is over."""
    row = _notice(notice_id)
    if row is None or not ("web" in row.circles.split() or _circle(viewer, row)):
        raise Refusal("viewer.not_found")
    found = _rows(viewer, [row], on)[0]
    if found.state == "expired" and not viewer.sees(row.org_code, row.village_code):
        raise Refusal("viewer.not_found")
    return found


def naming(viewer: Viewer, notice_id: int, *, on: date) -> Notice | None:
    """A notice with a line of the viewer's, though its list is not shown to them: who left is no member."""
    own = NoticeItem.objects.filter(rights.theirs(viewer, on), notice=notice_id)
    return _notice(notice_id) if own.exists() else None


def may_object(viewer: Viewer, notice_id: int) -> bool:
    """Whether objections to a notice's lines are the viewer's to make or to write down."""
    row = _notice(notice_id)
    return row is not None and (row.org_code in viewer.member_of or rights.helps(row, "", viewer))


@dataclass(frozen=True)
class Objecting:
    """The notice on which a line may be objected to, and its number there."""

    notice: int
    number: int


def objecting(viewer: Viewer, list_ref: str, line_ref: str, *, on: date) -> Objecting | None:
    """Where the viewer may object to a published line; None outside its days and where it is not theirs."""
    items = NoticeItem.objects.select_related("notice")
    item = items.filter(notice__list_ref=list_ref, line_ref=line_ref).first()
    days = objection_window(facts.posting_of(item.notice)) if item else None
    if item is None or days is None or not days.holds(on):
        return None
    may = rights.may_object(item, item.notice, viewer, on)
    return Objecting(item.notice_id, item.number) if may else None


def notice_of(list_refs: Iterable[str]) -> dict[str, int]:
    """List reference -> the number of its notice."""
    return dict(Notice.objects.filter(list_ref__in=list(list_refs)).values_list("list_ref", "pk"))


def postings(viewer: Viewer, notice_id: int, *, on: date) -> list[PostingRow]:
    """Where the paper hangs."""
    notice(viewer, notice_id, on=on)
    row, places = _notice(notice_id), village_names()
    assert row is not None
    events = facts.events_of([notice_id])[notice_id]
    said = {e.village_code: e for e in reversed(events) if e.kind == "posted"}
    return [
        PostingRow(code, places.get(code, ""), day, said[code].place if code in said else "")
        for code, day in facts.posting_from(row, events).posted_on.items()
    ]


def awaited(viewer: Viewer, notice_id: int, *, on: date) -> dict[str, str]:
    """Village code -> who is to record the paper there, of the villages where none hangs yet."""
    row = _notice(notice_id)
    waiting = [each.village_code for each in postings(viewer, notice_id, on=on) if each.posted_on is None]
    if row is None or not waiting or not viewer.sees(row.org_code, row.village_code):
        return {}
    clerks = posted_at(viewer, row.org_code, "notice_clerk", on=on)
    everywhere = clerks.get("", ())
    return {village: "、".join((*clerks.get(village, ()), *everywhere)) for village in waiting}


def item_numbers(viewer: Viewer, notice_id: int, line_refs: Iterable[str]) -> dict[str, int]:
    """Line reference -> its number on the list, for whom the lines are open."""
    row = _notice(notice_id)
    if row is None or not _circle(viewer, row):
        return {}
    rows = NoticeItem.objects.filter(notice=notice_id, line_ref__in=list(line_refs))
    return dict(rows.values_list("line_ref", "number"))


def open_objections(viewer: Viewer) -> int:
    """How many objections in reach wait for an answer."""
    return rights.readable(viewer, open_only=True).count()


def objections(
    viewer: Viewer,
    *,
    notice_id: int = 0,
    line_ref: str = "",
    open_only: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> ObjectionPage:
    """Objections in reach, of every organisation: of one's office and village, or one's own."""
    rows = rights.readable(viewer, open_only=open_only)
    rows = rows.filter(line_ref=line_ref) if line_ref else rows
    return _page(viewer, rows.filter(notice=notice_id) if notice_id else rows, limit, offset)


def objections_among(viewer: Viewer, numbers: Iterable[int]) -> frozenset[int]:
    """Of these objections, those in reach."""
    rows = rights.readable(viewer).filter(pk__in=list(numbers))
    return frozenset(rows.values_list("pk", flat=True))


def reads_objections(viewer: Viewer, org_code: str) -> bool:
    """Whether an organisation's objections are this viewer's: its office's, and a member's own."""
    return viewer.sees(org_code) or org_code in viewer.member_of


STATES = ((facts.OPEN, _("待答复")), ("answered", _("已答复")))


@listed("notices.objections", title=_("异议"), empty=_("没有异议"), serves=reads_objections)
def objection_page(
    viewer: Viewer,
    org_code: str,
    *,
    state: A[str, Choice(_("状态"), STATES)] = "",
    limit: int = 50,
    offset: int = 0,
) -> ObjectionPage:
    """Objections to an organisation's lists, the latest first: those in reach, or one's own."""
    if not reads_objections(viewer, org_code):
        raise Refusal("viewer.not_found")
    rows = rights.readable(viewer, open_only=state == facts.OPEN).filter(org_code=org_code)
    if state == "answered":
        rows = rows.filter(pk__in=Answer.objects.values("objection"))
    return _page(viewer, rows, limit, offset)


def _page(viewer: Viewer, rows: "QuerySet[Objection]", limit: int, offset: int) -> ObjectionPage:
    answer = Answer.objects.filter(objection=OuterRef("pk"))
    told: Any = rows.annotate(  # what was said and answered comes with it: a page of them is one question
        text=Subquery(ObjectionText.objects.filter(objection=OuterRef("pk")).values("text")),
        outcome=Subquery(answer.values("outcome")),
        answered_on=Subquery(answer.values("happened_on")),
        evidence=Subquery(answer.values("evidence")),
    )
    page, total = page_of(told.order_by("-happened_on", "-pk"), limit, offset)
    known = names(viewer, {row.objector for row in page})
    return ObjectionPage(
        total,
        tuple(
            ObjectionRow(
                row.pk,
                row.line_ref,
                known.get(row.objector, row.objector),
                row.category,
                row.happened_on,
                row.text or "",
                row.outcome or facts.OPEN,
                row.answered_on,
                row.evidence or "",
                row.village_code,
                row.org_code,
                row.direction,
                row.named_fen,
            )
            for row in page
        ),
    )


def objection(viewer: Viewer, objection_id: int) -> tuple[Objection, ObjectionRow]:
    """One objection, as its record and as it is shown; refuses, as not found, one out of reach."""
    row = rights.readable(viewer).filter(pk=objection_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    (shown,) = _page(viewer, Objection.objects.filter(pk=objection_id), 1, 0).rows
    return row, shown

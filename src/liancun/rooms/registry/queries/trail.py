"""Who looked (查阅记录): for the supervisors of an organisation and of the town, and each for oneself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from liancun.base import clock
from liancun.base.importing import all_import_kinds
from liancun.base.lists import all_lists, listed
from liancun.base.models import TrailRow
from liancun.base.permits import permitted
from liancun.base.request_cache import page_of
from liancun.base.versions import on_day, standing
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Many, Text, Whole, Word, _
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.facts.relations import below
from liancun.rooms.registry.fields import PAPERS, PERSON, TRAIL_DATA, TRAIL_KINDS, TRAIL_VIAS
from liancun.rooms.registry.models import Login, Post
from liancun.rooms.registry.queries.names import names, names_of_posted, org_names

KIND = Choice(_("类别"), TRAIL_KINDS)
WHO = Choice(_("查阅人"), "registry.people", open=True, most=40, help=_("姓名、人员编码或登录名"))
VIA = Choice(_("途径"), TRAIL_VIAS)
WHAT = Word(_("内容"))
AT, FORM = Text(_("时间")), Text(_("格式"))
COUNT = Whole(_("行数"))
NUMBERS = Many(_("看到的号码"), each=Choice(_("号码"), TRAIL_DATA))


@dataclass(frozen=True)
class TrailLine:
    """A login, a list taken out, somebody's numbers shown (查阅记录)."""

    PHONE = ("by_name", "count", "at", "kind", "what_name")

    at: A[str, AT]
    kind: A[str, KIND]
    by: str
    by_name: A[str, Text(_("查阅人"))]
    via: A[str, VIA]
    address: A[str, Text(_("来自地址"))]
    what: str
    what_name: A[str, WHAT]
    org_code: str
    organisation: A[str, Text(_("单位"))]
    form: A[str, FORM]
    count: A[int | None, COUNT]
    subject: str
    subject_name: A[str, Text(_("被查阅人"))]
    numbers: A[tuple[str, ...], NUMBERS]


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail (查阅记录)."""

    total: int
    rows: tuple[TrailLine, ...]


def may_read_trail(viewer: Viewer, org_code: str) -> bool:
    """Whether the trail of an organisation is this viewer's to supervise."""
    return permitted(viewer, "registry.read_trail", org_code)


@listed("registry.trail", title=_("查阅记录"), serves=may_read_trail, empty=_("没有符合的查阅记录"))
def trail_page(
    viewer: Viewer,
    org_code: str,
    *,
    who: A[str, WHO] = "",
    subject: A[str, replace(PERSON, label=_("被查阅人"))] = "",
    kind: A[str, KIND] = "",
    since: A[date | None, Day(_("从"))] = None,
    until: A[date | None, Day(_("到"), help=_("最后一天"))] = None,
    limit: int = 50,
    offset: int = 0,
) -> TrailPage:
    """Who looked at what, the latest first: at the town all of it, elsewhere whoever took out the
    organisation's lists, and its own people: what they did in it, in what stands below it, and in none."""
    if not may_read_trail(viewer, org_code):
        raise Refusal("viewer.not_found")
    rows = TrailRow.objects.all()
    if org_code != owner():
        rows = _of_its_people(rows, org_code)
    if who:
        rows = rows.filter(Q(by=who) | Q(by__in=Login.objects.filter(party=who).values("name")))
    if subject:
        rows = rows.filter(subject=subject)
    if kind:
        rows = rows.filter(kind=kind)
    if since:
        rows = rows.filter(at__gte=_begins(since))
    if until:
        rows = rows.filter(at__lt=_begins(until + timedelta(days=1)))
    return _page(viewer, rows, limit, offset)


def _of_its_people(rows: "QuerySet[TrailRow]", org_code: str) -> "QuerySet[TrailRow]":
    """What an organisation supervises. Its people hold a post there today, or held it on the row's day."""
    today = clock.today()
    login = Login.objects.filter(name=OuterRef("by")).values("party")[:1]
    rows = rows.annotate(reader=Coalesce(Subquery(login), "by"), day=TruncDate("at", tzinfo=clock.TOWN_TIME))
    posts = Post.objects.filter(at_org=org_code)
    then = standing(posts).filter(Q(end=None) | Q(end__gte=OuterRef("day")), start__lte=OuterRef("day"))
    held = Q(reader__in=on_day(posts, today).values("party")) | Exists(then.filter(party=OuterRef("reader")))
    within = Q(org_code__in=["", *below(org_code, today)])
    return rows.filter(Q(org_code=org_code) | (within & held))


def _has_own(viewer: Viewer, org_code: str) -> bool:
    return bool(viewer.party) and org_code == owner()


@listed(
    "registry.own_trail",
    title=_("谁看过我的号码"),
    serves=_has_own,
    empty=_("保存期内没有人看过您的身份证号、电话或账号"),
)
def own_trail(viewer: Viewer, org_code: str, *, limit: int = 50, offset: int = 0) -> TrailPage:
    """Who was shown the viewer's own numbers whole, the latest first; long lists name nobody."""
    if not _has_own(viewer, org_code):
        raise Refusal("viewer.not_found")
    return _page(viewer, TrailRow.objects.filter(subject=viewer.party), limit, offset)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), clock.TOWN_TIME).astimezone(UTC)


def _page(viewer: Viewer, rows: "QuerySet[TrailRow]", limit: int, offset: int) -> TrailPage:
    page, total = page_of(rows.order_by("-pk"), limit, offset)
    readers = _readers(row.by for row in page)
    people = names(viewer, {row.subject for row in page if row.subject})
    orgs = org_names({row.org_code for row in page})
    return TrailPage(total, tuple(_line(row, readers, people, orgs) for row in page))


def _line(
    row: TrailRow, readers: Mapping[str, str], people: Mapping[str, str], orgs: Mapping[str, str]
) -> TrailLine:
    return TrailLine(
        f"{clock.in_town(row.at):%Y-%m-%d %H:%M}",
        row.kind,
        row.by,
        readers.get(row.by, row.by),
        row.via,
        row.address,
        row.what,
        _called(row.what),
        row.org_code,
        orgs.get(row.org_code, row.org_code),
        row.form,
        row.count,
        row.subject,
        people.get(row.subject, row.subject),
        tuple(filter(None, row.data.split(","))),
    )


def _called(what: str) -> str:
    """What was shown or handed out, by the title of the list, the workbook or the paper."""
    kind, _colon, name = what.partition(":")
    if kind == "workbook" and name in all_import_kinds():
        return all_import_kinds()[name].title
    if kind == "token":
        return _("令牌")
    return _titles().get(what, what)


@cache
def _titles() -> Mapping[str, str]:
    return {each.name: each.title for each in all_lists()} | dict(PAPERS)


def _readers(logins: Iterable[str]) -> Mapping[str, str]:
    """Login, or a person's code -> the name of who reads by it: who holds a post answers by name."""
    wanted = set(logins) - {""}
    parties = dict(Login.objects.filter(name__in=wanted).values_list("name", "party")) if wanted else {}
    known = names_of_posted({parties.get(each, each) for each in wanted})
    return {each: known.get(parties.get(each, each), each) for each in wanted}

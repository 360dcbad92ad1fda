"""A village's month of points (村里的一个月): progress, what stands, what is missing, sheet and clauses."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import charters
from liancun.base.lists import in_order, listed
from liancun.base.request_cache import page_of
from liancun.base.versions import newest
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Word, _
from liancun.rooms.points import facts
from liancun.rooms.points.fields import (
    ADOPTED_BY,
    CLAUSE_CODE,
    CLAUSE_TITLE,
    DEDUCTION,
    MONTH,
    POINTS_BASE,
    POINTS_BONUS,
    POINTS_MAX,
    PROOF,
    STATE,
)
from liancun.rooms.points.models import MonthScore, RuleClause
from liancun.rooms.points.rules import Scoring
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.queries import (
    grid_duty_page,
    household_names,
    living_count,
    may_list,
    must_list,
    names,
    organisations,
    village_names,
)

HEAD = Text(_("户主"), link="ref")
HOUSEHOLD = Code(_("户编码"))


@dataclass(frozen=True)
class ProgressRow:
    """How far a village's month is scored (评分进度)."""

    org_code: str
    village_code: str
    village: A[str, Text(_("村"), link="ref")]
    month: A[str, MONTH]
    living: A[int, Whole(_("居住户"))]
    entered: A[int, Whole(_("已登记"))]
    missing: A[int, Whole(_("还差"))]
    ref: str


@listed(
    "points.progress",
    title=_("评分进度"),
    sorts=("missing",),
    empty=_("您的范围内没有村"),
    serves=may_list,
)
def progress(
    viewer: Viewer, org_code: str, *, on: date, month: A[str, MONTH] = ""
) -> tuple[ProgressRow, ...]:
    """Every village in reach with how many of its living households a month has; left out, this month."""
    must_list(viewer, org_code)
    period = month_of(month, on)
    places = village_names()
    rows = viewer.limit(MonthScore.objects.filter(month=str(period)))
    counts = Counter(org for org, _household in rows.values_list("org_code", "household").distinct())
    day = min(period.last_day, max(on, period.first_day))
    living = living_count(viewer, on=day)
    return tuple(
        ProgressRow(
            org.code,
            org.village_code,
            places.get(org.village_code, ""),
            str(period),
            living.get(org.village_code, 0),
            counts[org.code],
            max(living.get(org.village_code, 0) - counts[org.code], 0),
            f"scores:{org.code}/{period}",
        )
        for org in organisations(viewer, on=on, kind="village_collective")
        if viewer.sees(org.code, org.village_code)
    )


def month_of(text: str, on: date) -> Period:
    """The month asked for, that of the day where none was. Raises Refusal for what is no month."""
    try:
        period = Period.parse(text) if text else Period.month_of(on)
    except ValueError:
        raise Refusal("points.no_such_month", month=text[:20]) from None
    if not period.month:
        raise Refusal("points.no_such_month", month=text[:20])
    return period


def scores_points(viewer: Viewer, org_code: str) -> bool:
    """Whether a village's scores are this viewer's to read."""
    return viewer.sees(org_code) and bool(registry.village_of_collective(org_code))


def _village(viewer: Viewer, org_code: str) -> str:
    """The village of a collective in reach; refuses, as not found, another organisation."""
    if not scores_points(viewer, org_code):
        raise Refusal("viewer.not_found")
    village = facts.village_of(org_code)
    viewer.must_see(org_code, village)
    return village


@dataclass(frozen=True)
class ScoreRow:
    """What stands for a household and month (月度积分)."""

    head: A[str, HEAD]
    household: A[str, HOUSEHOLD]
    state: A[str, replace(STATE, link="score")]
    base: A[int, POINTS_BASE]
    bonus: A[int, POINTS_BONUS]
    points: A[int, Whole(_("合计"))]
    deduction: A[str, DEDUCTION]
    proof: A[str, PROOF]
    entered_on: A[date, Day(_("登记日"))]
    ref: str
    score: str


@dataclass(frozen=True)
class ScorePage:
    """A page of a month's scores (月度积分表)."""

    month: A[str, MONTH]
    total: int
    rows: tuple[ScoreRow, ...]


@listed("points.scores", title=_("月度积分"), empty=_("这个月还没有评分"), serves=scores_points)
def score_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    month: A[str, MONTH] = "",
    state: A[str, STATE] = "",
    limit: int = 50,
    offset: int = 0,
) -> ScorePage:
    """What stands for each household of a village in a month; left out, this month."""
    _village(viewer, org_code)
    month = str(month_of(month, on))
    rows = newest(MonthScore.objects.filter(org_code=org_code, month=month), "household", "month")
    if state:
        rows = rows.filter(state=state)
    page, total = page_of(rows.order_by("household"), limit, offset)
    heads = household_names(viewer, [row.household for row in page])
    return ScorePage(
        month,
        total,
        tuple(
            ScoreRow(
                heads.get(row.household, ""),
                row.household,
                row.state,
                row.base,
                row.bonus,
                row.base + row.bonus,
                row.deduction,
                row.proof,
                row.on,
                f"household:{row.household}",
                f"score:{row.pk}",
            )
            for row in page
        ),
    )


@dataclass(frozen=True)
class SheetRow:
    """A household on a month's sheet (评分表): what stands, or nothing yet."""

    household: str
    head: str
    state: str
    base: int
    bonus: int
    score: str


@dataclass(frozen=True)
class Sheet:
    """A month's sheet of a village (评分表) by page, with what the charter allows."""

    org_code: str
    month: str
    rows: tuple[SheetRow, ...]
    total: int
    scoring: Scoring


def sheet(
    viewer: Viewer,
    org_code: str,
    month: str,
    *,
    on: date,
    limit: int = 50,
    offset: int = 0,
    missing: bool = False,
) -> Sheet:
    """The living households of a village, a grid worker's own first and alone, with the month's rows."""
    period = Period.parse(month)
    org = next(
        (o for o in organisations(viewer, on=on, kind="village_collective") if o.code == org_code), None
    )
    if org is None or not viewer.sees(org_code, org.village_code):
        raise Refusal("viewer.not_found")
    kinds = {post.kind for post in viewer.posts if post.org_code == org_code}
    worker = viewer.person if kinds == {"grid_worker"} else ""
    rows = MonthScore.objects.filter(org_code=org_code, month=month)
    without = rows.values("household") if missing else None
    day = min(period.last_day, max(on, period.first_day))
    homes, total = grid_duty_page(
        viewer, org.village_code, on=day, worker=worker, without=without, limit=limit, offset=offset
    )
    scores = {row.household: row for row in newest(rows.filter(household__in=homes), "household", "month")}
    heads = household_names(viewer, homes)
    found = []
    for home in homes:
        row = scores.get(home)
        found.append(
            SheetRow(home, heads.get(home, ""), row.state, row.base, row.bonus, f"score:{row.pk}")
            if row
            else SheetRow(home, heads.get(home, ""), "", 0, 0, "")
        )
    return Sheet(org_code, month, tuple(found), total, charters.in_force(Scoring, on=day, org=org_code))


@dataclass(frozen=True)
class MissingRow:
    """A household that a month lacks (未评户), and the grid worker in duty for it."""

    head: A[str, HEAD]
    household: A[str, HOUSEHOLD]
    worker: str
    worker_name: A[str, Text(_("网格员"), link="worker_ref")]
    ref: str
    worker_ref: str


@dataclass(frozen=True)
class MissingPage:
    """A page of the households a month lacks (未评户)."""

    month: A[str, MONTH]
    total: int
    rows: tuple[MissingRow, ...]


@listed("points.missing", title=_("未评的户"), empty=_("这个月都评完了"), serves=scores_points)
def missing_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    month: A[str, MONTH] = "",
    limit: int = 50,
    offset: int = 0,
) -> MissingPage:
    """Who a village's month still lacks, with who is to enter it, counted from the records."""
    village = _village(viewer, org_code)
    period = month_of(month, on)
    asof = Watermark.now(facts.watched(org_code))
    day = min(period.last_day, max(on, period.first_day))
    entered = {household for household, _month in facts.latest_scores(org_code, [str(period)], asof)}
    lacking = sorted(
        home.code
        for home in registry.living_households(village, asof)
        if home.days.holds(day) and home.code not in entered
    )
    workers = facts.worker_on(registry.grid_duties(village, asof), day)
    shown = lacking[offset : offset + limit]
    heads = household_names(viewer, shown)
    people = names(viewer, {workers[home] for home in shown if home in workers})
    return MissingPage(
        str(period),
        len(lacking),
        tuple(
            MissingRow(
                heads.get(home, ""),
                home,
                workers.get(home, ""),
                people.get(workers.get(home, ""), ""),
                f"household:{home}",
                f"person:{workers[home]}" if home in workers else "",
            )
            for home in shown
        ),
    )


DECIDED = (("charter", _("章程")), ("village", _("村规民约")))


@dataclass(frozen=True)
class ClauseRow:
    """A clause that takes base points (扣分条款): of the charter, or added by the village."""

    code: A[str, CLAUSE_CODE]
    title: A[str, Word(CLAUSE_TITLE.label)]
    points_max: A[int, POINTS_MAX]
    decided: A[str, Choice(_("谁定的"), DECIDED)]
    start: A[date | None, Day(_("起"))]
    document: A[str, ADOPTED_BY]


@listed("points.clauses", title=_("扣分条款"), serves=scores_points)
def deduction_clauses(viewer: Viewer, org_code: str, *, on: date) -> tuple[ClauseRow, ...]:
    """The clauses in force in a village on a day, by code."""
    _village(viewer, org_code)
    charter = charters.in_force(Scoring, on=on, org=org_code)
    rows = [
        ClauseRow(each.clause, each.name, each.points_max, "charter", None, "") for each in charter.deductions
    ]
    added = RuleClause.objects.filter(org_code=org_code, start__lte=on)
    rows += [
        ClauseRow(row.code, row.title, row.points_max, "village", row.start, row.document) for row in added
    ]
    return tuple(in_order(rows, "code"))

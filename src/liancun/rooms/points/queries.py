"""The points year as pages see it (积分查询): a household's months, a village's progress, a worker's list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from liancun.base import charters
from liancun.base.looking import once
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.rulings import FactLine, FactSheet, Line
from liancun.rooms.points import facts
from liancun.rooms.points.models import FeeExemption, MonthScore, OpeningTier, RuleClause, UnlivedHome
from liancun.rooms.points.rules import HouseholdYear, MonthFact, Nothing, RefuseFee, Scoring, refuse_fee
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.queries import (
    grid_duty_page,
    household_card,
    household_names,
    living_count,
    names,
    organisations,
    village_names,
)
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import LinesPage


@dataclass(frozen=True)
class MonthRow:
    """A household in a month (月度积分); `score` is the reference of the row that stands, '' for none."""

    month: str
    state: str
    base: int
    bonus: int
    deduction: str
    score: str
    corrected: bool
    by: str


@dataclass(frozen=True)
class YearRow:
    """A household's year of points (全年积分), and the tier and fee it comes to with the months so far."""

    household: str
    year: int
    months: tuple[MonthRow, ...]
    points: int
    scored: int
    tier: str
    fee_fen: int
    reasons: tuple[Reason, ...]


def _standing(rows: "QuerySet[MonthScore]") -> "QuerySet[MonthScore]":
    """The rows that stand: the highest revision of each household and month."""
    newer = MonthScore.objects.filter(
        household=OuterRef("household"), month=OuterRef("month"), revision__gt=OuterRef("revision")
    )
    return rows.exclude(Exists(newer))


def household_year(viewer: Viewer, household: str, year: int) -> YearRow:
    """Twelve months of a household in reach, or of one's own."""
    every = _scores(household)
    first = every[0] if every else None
    rows = [row for row in every if row.month.startswith(f"{year}-")]
    if household not in viewer.households:
        if first is None:  # not scored yet: in reach where its card is
            household_card(viewer, household, on=Period(year).last_day)
        elif not viewer.sees(first.org_code, first.village_code):
            raise Refusal("viewer.not_found")
    seen: dict[str, list[MonthScore]] = {}
    for row in rows:
        seen.setdefault(row.month, []).append(row)
    months = []
    for month in Period(year).months:
        history = seen.get(str(month), [])
        if not history:
            months.append(MonthRow(str(month), "", 0, 0, "", "", False, ""))
            continue
        row = history[-1]
        months.append(
            MonthRow(
                str(month),
                row.state,
                row.base,
                row.bonus,
                row.deduction,
                f"score:{row.pk}",
                len(history) > 1,
                row.recorded_by,
            )
        )
    scored = [month for month in months if month.state == "scored"]
    so_far = _so_far(first.org_code, household, year, months) if first and seen else None
    return YearRow(
        household,
        year,
        tuple(months),
        sum(m.base + m.bonus for m in scored),
        len(scored),
        str(so_far.outcome["tier"]) if so_far else "",
        so_far.amount_fen if so_far else 0,
        so_far.reasons if so_far else (),
    )


@once
def _scores(household: str) -> tuple[MonthScore, ...]:
    """All of a household's, in order: a page asks year by year."""
    return tuple(MonthScore.objects.filter(household=household).order_by("month", "revision"))


def _so_far(org_code: str, household: str, year: int, months: list[MonthRow]) -> Line | None:
    """What the fee rule says of the months entered so far; the bill itself also knows exemptions."""
    entered = tuple(
        MonthFact(number, row.state, row.base, row.bonus)  # type: ignore[arg-type]
        for number, row in enumerate(months, 1)
        if row.state
    )
    sheet = FactSheet(org_code, str(year), (FactLine(household, "", HouseholdYear(entered)),), Nothing())
    try:
        charter = charters.in_force(RefuseFee, on=Period(year).last_day, org=org_code)
        return refuse_fee(sheet, charter).lines[0]
    except Refusal:
        return None


def household_bills(viewer: Viewer, household: str, *, limit: int = 20, offset: int = 0) -> LinesPage:
    """The refuse fee bills of a household in reach, or of one's own, newest first."""
    return settlement.bills(viewer, subject=household, kind="refuse_fee", limit=limit, offset=offset)


@dataclass(frozen=True)
class ProgressRow:
    """How far a village's month is scored (评分进度)."""

    org_code: str
    village_code: str
    village: str
    month: str
    living: int
    entered: int

    @property
    def missing(self) -> int:
        return max(self.living - self.entered, 0)


def progress(viewer: Viewer, month: str, *, on: date) -> list[ProgressRow]:
    """Every village in reach with how many of its living households the month has."""
    period = Period.parse(month)
    places = village_names()
    rows = viewer.limit(MonthScore.objects.filter(month=month))
    counts: dict[str, int] = {}
    for org, _household in rows.values_list("org_code", "household").distinct():
        counts[org] = counts.get(org, 0) + 1
    day = min(period.last_day, max(on, period.first_day))
    living = living_count(viewer, on=day)
    return [
        ProgressRow(
            org.code,
            org.village_code,
            places.get(org.village_code, ""),
            month,
            living.get(org.village_code, 0),
            counts.get(org.code, 0),
        )
        for org in organisations(viewer, on=on, kind="village_collective")
        if viewer.sees(org.code, org.village_code)
    ]


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
    worker = viewer.party if kinds == {"grid_worker"} else ""
    rows = MonthScore.objects.filter(org_code=org_code, month=month)
    without = rows.values("household") if missing else None
    day = min(period.last_day, max(on, period.first_day))
    homes, total = grid_duty_page(
        viewer, org.village_code, on=day, worker=worker, without=without, limit=limit, offset=offset
    )
    scores = {row.household: row for row in _standing(rows.filter(household__in=homes))}
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
class ScoreDetail:
    """One row of points with what it replaced (评分记录)."""

    score: int
    household: str
    org_code: str
    village_code: str
    month: str
    state: str
    base: int
    bonus: int
    deduction: str
    proof: str
    by: str
    on: date
    corrects: str


def score(viewer: Viewer, score_id: int) -> ScoreDetail:
    """One row; refuses, as not found, one out of reach."""
    row = MonthScore.objects.filter(pk=score_id).first()
    if row is None or not (viewer.sees(row.org_code, row.village_code) or row.household in viewer.households):
        raise Refusal("viewer.not_found")
    before = (
        MonthScore.objects.filter(household=row.household, month=row.month, revision__lt=row.revision)
        .order_by("-revision")
        .first()
    )
    return ScoreDetail(
        row.pk,
        row.household,
        row.org_code,
        row.village_code,
        row.month,
        row.state,
        row.base,
        row.bonus,
        row.deduction,
        row.proof,
        row.recorded_by,
        row.on,
        f"score:{before.pk}" if before else "",
    )


@dataclass(frozen=True)
class MissingRow:
    """A household that a month lacks (未评户), and the grid worker in duty for it."""

    household: str
    head: str
    worker: str
    worker_name: str


def missing_page(
    viewer: Viewer, org_code: str, month: str, *, on: date, limit: int = 50, offset: int = 0
) -> tuple[list[MissingRow], int]:
    """Who a village's month still lacks, with who is to enter it; and how many. Counted from the records."""
    village = facts.village_of(org_code)
    viewer.must_see(org_code, village)
    period = Period.parse(month)
    asof = Watermark.now(facts.watched(org_code))
    day = min(period.last_day, max(on, period.first_day))
    entered = {household for household, _month in facts.latest_scores(org_code, [month], asof)}
    lacking = sorted(
        home.code
        for home in registry.living_households(village, asof)
        if home.days.holds(day) and home.code not in entered
    )
    workers = facts.worker_on(registry.grid_duties(village, asof), day)
    shown = lacking[offset : offset + limit]
    heads = household_names(viewer, shown)
    people = names(viewer, {workers[home] for home in shown if home in workers})
    return [
        MissingRow(home, heads.get(home, ""), workers.get(home, ""), people.get(workers.get(home, ""), ""))
        for home in shown
    ], len(lacking)


@dataclass(frozen=True)
class ClauseRow:
    """A clause that takes base points (扣分条款): of the charter, or added by the village."""

    code: str
    title: str
    points_max: int
    document: str


def deduction_clauses(viewer: Viewer, org_code: str, *, on: date) -> list[ClauseRow]:
    """The clauses in force in a village on a day, by code."""
    viewer.must_see(org_code, facts.village_of(org_code))
    charter = charters.in_force(Scoring, on=on, org=org_code)
    rows = [ClauseRow(each.clause, each.name, each.points_max, charter.clause) for each in charter.deductions]
    added = RuleClause.objects.filter(org_code=org_code, start__lte=on)
    rows += [ClauseRow(row.code, row.title, row.points_max, row.document) for row in added]
    return sorted(rows, key=lambda row: row.code)


@dataclass(frozen=True)
class YearRecord:
    """What stands for a household's year beside its months (户年记录): opening, unlived, exemption."""

    word: str
    household: str
    year: int
    value: str
    by: str
    on: date


_YEAR_RECORDS = {
    "opening": (OpeningTier, "tier"),
    "unlived": (UnlivedHome, "state"),
    "exemption": (FeeExemption, "document"),
}


def year_record(viewer: Viewer, word: str, record_id: int) -> YearRecord:
    """One tier brought over, unlived home or exemption; refuses, as not found, one out of reach."""
    model, column = _YEAR_RECORDS[word]
    row = model.objects.filter(pk=record_id).first()  # type: ignore[attr-defined]
    if row is None or not (viewer.sees(row.org_code, row.village_code) or row.household in viewer.households):
        raise Refusal("viewer.not_found")
    return YearRecord(word, row.household, row.year, getattr(row, column), row.recorded_by, row.on)

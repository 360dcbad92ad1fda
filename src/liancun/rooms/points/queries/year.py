"""A household's months and years of points, and the records they rest on (一户的积分)."""

from dataclasses import dataclass
from datetime import date

from liancun.base import charters, trail
from liancun.base.request_cache import once
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.fields import A, Ref, _
from liancun.kernel.rulings import FactLine, FactSheet, Line
from liancun.rooms.points import facts
from liancun.rooms.points.fields import DEDUCTION, MONTH, POINTS_BASE, POINTS_BONUS, STATE
from liancun.rooms.points.models import FeeExemption, MonthScore, OpeningTier, UnlivedHome
from liancun.rooms.points.rules import HouseholdYear, MonthFact, Nothing, RefuseFee, refuse_fee
from liancun.rooms.registry.queries import household_card
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import LinesPage


@dataclass(frozen=True)
class MonthRow:
    """A household in a month (月度积分); `score` is the reference of the row that stands, '' for none."""

    month: A[str, MONTH]
    state: A[str, STATE]
    base: A[int, POINTS_BASE]
    bonus: A[int, POINTS_BONUS]
    deduction: A[str, DEDUCTION]
    score: A[str, Ref(_("来历"))]
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


def household_year(viewer: Viewer, household: str, year: int) -> YearRow:
    """Twelve months of a household in reach, or of one's own."""
    every = _scores(household)
    first = every[0] if every else None
    rows = [row for row in every if row.month.startswith(f"{year}-")]
    if household not in viewer.households:
        if first is None:  # not scored yet: in reach where its card is
            with trail.asked_only():
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
    day = Period(year).last_day
    try:
        charter = charters.in_force(RefuseFee, on=day, org=org_code)
        standings, people = facts.billed_by(charter, day, Watermark.now(facts.watched(org_code)))
        found = HouseholdYear(
            entered, standings=standings.get(household, ()), people=people.get(household, ())
        )
        sheet = FactSheet(org_code, str(year), (FactLine(household, "", found),), Nothing())
        return refuse_fee(sheet, charter).lines[0]
    except Refusal:
        return None


def household_bills(viewer: Viewer, household: str, *, limit: int = 20, offset: int = 0) -> LinesPage:
    """The refuse fee bills of a household in reach, or of one's own, newest first."""
    return settlement.bills(viewer, subject=household, kind="refuse_fee", limit=limit, offset=offset)


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

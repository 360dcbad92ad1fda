"""The points room's workbooks (积分工作簿): scores, tiers brought over, unlived homes, exemptions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Period, Problem, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, _
from liancun.rooms.points import facts
from liancun.rooms.points.fields import (
    ADOPTED_BY,
    CLAUSE_CODE,
    CLAUSE_TITLE,
    MONTH,
    POINTS_BASE,
    POINTS_BONUS,
    POINTS_MAX,
    PROOF,
    STATE,
)
from liancun.rooms.points.models import FeeExemption, MonthScore, OpeningTier, RuleClause, UnlivedHome
from liancun.rooms.points.rules import STATES, MonthMark, RefuseFee, Scoring, month_faults
from liancun.rooms.registry import facts as registry

HOUSEHOLD = Code(_("户编码"), most=20, slash=True, example="L0000001")
YEAR = Whole(_("年度"), 2000, 2100, example="2025")
NOT_LIVED = tuple((code, word) for code, word in STATES if code in ("away", "vacant"))


@dataclass(frozen=True, kw_only=True)
class ClauseRow:
    """A clause of the village rules that takes base points (扣分条款)."""

    code: A[str, replace(CLAUSE_CODE, example="CG-3")]
    title: A[str, CLAUSE_TITLE]
    points_max: A[int, POINTS_MAX]
    start: A[date, Day(_("起"), example="2025-01-01")]
    document: A[str, Code(ADOPTED_BY.label, most=60, slash=True)]


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """A household's month (月度积分)."""

    household: A[str, HOUSEHOLD]
    month: A[str, MONTH]
    state: A[str, STATE]
    base: A[int | None, POINTS_BASE] = None
    bonus: A[int | None, POINTS_BONUS] = None
    deduction: A[
        str | None,
        Code(_("扣分条款"), most=80, slash=True, help=_("扣了基础分才填:条款编号;不止一条写 CG-1:2/CG-2:1")),
    ] = None
    proof: A[str | None, Code(PROOF.label, most=60, slash=True)] = None
    entered_on: A[date | None, Day(_("登记日"), help=_("纸面登记的日子,不填为导入日"))] = None


@dataclass(frozen=True, kw_only=True)
class TierRow:
    """A tier brought over from before the software (期初等次)."""

    household: A[str, HOUSEHOLD]
    year: A[int, YEAR]
    tier: A[str, Text(_("等次"), most=20)]


@dataclass(frozen=True, kw_only=True)
class UnlivedRow:
    """A registered household that did not live here in a year (外出空置户)."""

    household: A[str, HOUSEHOLD]
    year: A[int, YEAR]
    state: A[str, Choice(_("情况"), NOT_LIVED)]


@dataclass(frozen=True, kw_only=True)
class ExemptionRow:
    """A household freed of a year's fee by a document (清运费免缴)."""

    household: A[str, HOUSEHOLD]
    year: A[int, YEAR]
    document: A[str, Code(_("文件编号"), most=60, slash=True)]


COLUMN_OF = {
    "points.base_range": "基础分",
    "points.base_never_lost": "基础分",
    "points.bonus_range": "奖励分",
    "points.proof_missing": "证明文件",
    **{
        f"points.deduction_{fault}": "扣分条款"
        for fault in ("clause", "without_loss", "malformed", "unknown", "too_big", "sum")
    },
}
"""Where a fault of a mark is shown; its state where not named."""


def _homes(source: Source, rows: Sequence[Row]) -> tuple[str, dict[str, DateRange], list[Problem]]:
    try:
        village = facts.village_of(source.org_code)
    except Refusal as no:
        return "", {}, [source.problem(no.code, rows[0], "", **no.params)]
    asof = Watermark.now(facts.watched(source.org_code))
    return village, registry.living_days(village, asof), []


def check_scores(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    village, homes, problems = _homes(source, rows)
    yield from problems
    if not village:
        return
    asof = Watermark.now(facts.watched(source.org_code))
    entered = facts.score_rows(source.org_code, {row["month"] for row in rows}, asof)
    known = set(entered.values_list("household", "month"))
    rules = {
        month: charters.in_force(Scoring, on=Period.parse(month).last_day, org=source.org_code)
        for month in {row["month"] for row in rows}
    }
    clauses = {
        month: facts.rule_clauses(source.org_code, Period.parse(month).last_day, asof) for month in rules
    }
    for row in rows:
        days = homes.get(row["household"])
        month = Period.parse(row["month"])
        if days is None:
            yield source.problem("points.no_such_household", row, "户编码", value=row["household"])
        elif not days.holds(month.last_day):
            yield source.problem("points.not_living_here", row, "月份", month=row["month"])
        elif (row["household"], row["month"]) in known:
            yield source.problem("points.scored_already", row, "月份", month=row["month"])
        elif month.first_day > source.on:
            yield source.problem("points.month_ahead", row, "月份", month=row["month"])
        elif row["entered_on"] and not month.first_day <= row["entered_on"] <= source.on:
            yield source.problem("points.entered_on", row, "登记日", entered_on=str(row["entered_on"]))
        else:
            for fault in month_faults(_mark(row), rules[row["month"]], clauses[row["month"]]):
                yield source.problem(fault.code, row, COLUMN_OF.get(fault.code, "状态"), **dict(fault.params))


def _mark(row: Row) -> MonthMark:
    return MonthMark(
        row["state"], row["base"] or 0, row["bonus"] or 0, row["deduction"] or "", row["proof"] or ""
    )


SCORE_COLUMNS = ("household", "month", "state", "base", "bonus", "deduction", "proof", "revision")


def save_scores(rows: Sequence[Row], a: Act) -> None:
    village = facts.village_of(a.org_code)
    stamp = a.stamp(village)
    found = []
    for row in rows:
        mark = _mark(row)
        own = (row["household"], row["month"], mark.state, mark.base, mark.bonus, mark.deduction, mark.proof)
        found.append((*own, 0, *(stamp | {"on": row["entered_on"] or a.on}).values()))
    bulk.insert_values(MonthScore, (*SCORE_COLUMNS, *stamp), found)


def export_scores(viewer: Viewer, org_code: str) -> Iterable[Mapping[str, Any]]:
    """The rows that stand, as they can be imported into an empty village."""
    rows = viewer.limit(facts.final_of(org_code))
    for row in rows.order_by("month", "household").iterator(chunk_size=5_000):
        scored = row.state == MonthScore.State.SCORED
        yield {
            "household": row.household,
            "month": row.month,
            "state": row.state,
            "base": row.base if scored else None,
            "bonus": row.bonus if scored else None,
            "deduction": row.deduction,
            "proof": row.proof,
            "entered_on": row.on,
        }


def check_tiers(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    village, homes, problems = _homes(source, rows)
    yield from problems
    for row in rows if village else ():
        charter = charters.in_force(RefuseFee, on=Period(row["year"]).last_day, org=source.org_code)
        if row["household"] not in homes:
            yield source.problem("points.no_such_household", row, "户编码", value=row["household"])
        if row["tier"] not in {tier.name for tier in charter.tiers}:
            yield source.problem("points.unknown_tier", row, "等次", tier=row["tier"])


def save_tiers(rows: Sequence[Row], a: Act) -> None:
    stamp = a.stamp(facts.village_of(a.org_code))
    bulk.insert(
        OpeningTier,
        [OpeningTier(household=r["household"], year=r["year"], tier=r["tier"], **stamp) for r in rows],
    )


def check_registered(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """The household is registered in this village."""
    try:
        known = registry.registered_households(facts.village_of(source.org_code))
    except Refusal as no:
        yield source.problem(no.code, rows[0], "", **no.params)
        return
    for row in rows:
        if row["household"] not in known:
            yield source.problem("points.no_such_household", row, "户编码", value=row["household"])


def save_unlived(rows: Sequence[Row], a: Act) -> None:
    stamp = a.stamp(facts.village_of(a.org_code))
    bulk.insert(
        UnlivedHome,
        [UnlivedHome(household=r["household"], year=r["year"], state=r["state"], **stamp) for r in rows],
    )


def check_exemptions(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    village, homes, problems = _homes(source, rows)
    yield from problems
    known = homes.keys() | (registry.registered_households(village) if village else frozenset())
    for row in rows if village else ():
        if row["household"] not in known:
            yield source.problem("points.no_such_household", row, "户编码", value=row["household"])


def save_exemptions(rows: Sequence[Row], a: Act) -> None:
    stamp = a.stamp(facts.village_of(a.org_code))
    bulk.insert(
        FeeExemption,
        [
            FeeExemption(household=r["household"], year=r["year"], document=r["document"], **stamp)
            for r in rows
        ],
    )


def check_clauses(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    try:
        facts.village_of(source.org_code)
    except Refusal as no:
        yield source.problem(no.code, rows[0], "", **no.params)
        return
    for row in rows:
        charter = charters.in_force(Scoring, on=row["start"], org=source.org_code)
        if row["points_max"] > charter.base_points:
            yield source.problem("points.clause_points", row, "最多扣分", most=charter.base_points)
        if row["code"] in {each.clause for each in charter.deductions} or {"/", ":"} & set(row["code"]):
            yield source.problem("points.clause_taken", row, "条款编号", item=row["code"])


def save_clauses(rows: Sequence[Row], a: Act) -> None:
    stamp = a.stamp(facts.village_of(a.org_code))
    bulk.insert(
        RuleClause,
        [
            RuleClause(
                code=r["code"],
                title=r["title"],
                points_max=r["points_max"],
                start=r["start"],
                document=r["document"],
                **stamp,
            )
            for r in rows
        ],
    )


IMPORTS = (
    ImportKind(
        "rule_clauses",
        "村规民约扣分条款",
        "points.add_deduction_clause",
        columns_of(ClauseRow),
        ("code",),
        save_clauses,
        check_clauses,
    ),
    ImportKind(
        "scores",
        "月度积分",
        "points.import_scores",
        columns_of(ScoreRow),
        ("household", "month"),
        save_scores,
        check_scores,
        export_scores,
    ),
    ImportKind(
        "opening_tiers",
        "期初等次",
        "points.import_opening",
        columns_of(TierRow),
        ("household", "year"),
        save_tiers,
        check_tiers,
    ),
    ImportKind(
        "unlived_homes",
        "外出空置户",
        "points.import_opening",
        columns_of(UnlivedRow),
        ("household", "year"),
        save_unlived,
        check_registered,
    ),
    ImportKind(
        "fee_exemptions",
        "清运费免缴",
        "points.import_opening",
        columns_of(ExemptionRow),
        ("household", "year"),
        save_exemptions,
        check_exemptions,
    ),
)

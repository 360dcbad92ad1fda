"""The park's year (园区一年): what was agreed, how it is divided, and what is missing before the pay day."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.fields import A, Day, Kilos, Text, Whole, Yuan, _
from liancun.rooms.park import facts, rules
from liancun.rooms.park.models import ParkStatement
from liancun.rooms.park.queries.money import FLOOR_RUN, SHARE_RUN, live_run
from liancun.rooms.park.rules import Division, FloorTerms, ShareTerms, Statement
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries import RunRow

FIRST_YEAR, LAST_YEAR = 2016, 2100


@dataclass(frozen=True)
class StatementRow:
    """The statement that stands (园区结算书), money in fen, fruit in grams; `revision` counts from 1."""

    ref: str
    revision: A[int, Whole(_("版次"))]
    fruit_g: A[int, Kilos(_("鲜果"))]
    fruit_fen: A[int, Yuan(_("鲜果收入"))]
    labour_fen: A[int, Yuan(_("减:务工"))]
    fee_fen: A[int, Yuan(_("减:服务费"))]
    inputs_fen: A[int, Yuan(_("减:物资"))]
    management_fen: A[int, Yuan(_("减:管理费和保险"))]
    net_fen: A[int, Yuan(_("分成前净收入"))]
    agreed_on: A[date, Day(_("双方确认日"))]
    document: A[str, Text(_("文件"))]
    recorded_by: str


@dataclass(frozen=True)
class LandAlarm:
    """What is missing before the floor of a year must be paid (保底分红支付日提示)."""

    year: int
    due_on: date
    days_left: int
    active: bool
    late: bool
    run: str
    missing: tuple[Reason, ...]


@dataclass(frozen=True)
class YearCard:
    """A year of the park (园区一年). `division` stands once the share was worked out.

    company, farmers, collectives   the agreed shares of the whole
    pots_fen    (company, farmers, collectives) of the agreed net income; empty without one
    """

    org_code: str
    year: int
    statement: StatementRow | None
    floor_fen: int
    floor_clause: str
    company: Fraction
    farmers: Fraction
    collectives: Fraction
    top_up_by: str
    clause: str
    pots_fen: tuple[int, ...]
    division: Division | None
    floor_run: RunRow | None
    share_run: RunRow | None
    alarm: LandAlarm


def year_card(viewer: Viewer, org_code: str, year: int, *, on: date) -> YearCard:
    """The year as it stands on a day; to those who see the organisation's money."""
    viewer.must_see(org_code)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal("viewer.not_found")
    terms = charters.in_force(ShareTerms, on=Period(year).last_day, org=org_code)
    alarm = land_alarm(viewer, org_code, year, on=on)
    assert alarm is not None, "the terms rest on a floor"
    share_run = live_run(viewer, org_code, SHARE_RUN, year)
    division = rules.division(settlement.run_reasons(viewer, share_run.run)) if share_run else None
    told = statement(viewer, org_code, year)
    return YearCard(
        org_code,
        year,
        told,
        terms.floor.floor_fen,
        terms.floor.clause,
        terms.company,
        terms.farmers,
        terms.collectives,
        terms.top_up_by,
        terms.clause,
        rules.pots(max(told.net_fen, 0), terms) if told else (),
        division,
        live_run(viewer, org_code, FLOOR_RUN, year),
        share_run,
        alarm,
    )


def statement(viewer: Viewer, org_code: str, year: int) -> StatementRow | None:
    """The statement of a year that stands, or None; to those who see the organisation's money."""
    viewer.must_see(org_code)
    row = facts.statement_of(org_code, year, Watermark.now([org_code]))
    return _statement(row) if row else None


def _statement(row: ParkStatement) -> StatementRow:
    sums = Statement(row.fruit_fen, row.labour_fen, row.fee_fen, row.inputs_fen, row.management_fen)
    return StatementRow(
        f"park:{row.year}",
        row.revision,
        row.fruit_g,
        row.fruit_fen,
        row.labour_fen,
        row.fee_fen,
        row.inputs_fen,
        row.management_fen,
        sums.net_fen,
        row.agreed_on,
        row.document,
        row.recorded_by,
    )


STEPS = {
    "": "park.missing_draft",
    "drafted": "park.missing_check",
    "checked": "park.missing_publish",
    "published": "park.missing_confirm",
    "confirmed": "park.missing_post",
}


def land_alarms(viewer: Viewer, org_code: str, year: int, *, on: date) -> tuple[LandAlarm, ...]:
    """The alarm of a year's land money while it is up; none where nobody decided on land money."""
    alarm = land_alarm(viewer, org_code, year, on=on)
    return (alarm,) if alarm and alarm.active else ()


def land_alarm(viewer: Viewer, org_code: str, year: int, *, on: date) -> LandAlarm | None:
    """What the year's list of land money still lacks, and how long there is; None where there is no floor."""
    viewer.must_see(org_code)
    try:
        terms = charters.in_force(FloorTerms, on=Period(year).last_day, org=org_code)
    except Refusal as no:
        if no.code != "charter.no_decision":
            raise
        return None
    due_on = terms.due_on(year)
    run = live_run(viewer, org_code, FLOOR_RUN, year)
    missing: list[Reason] = []
    if (state := run.state if run else "") in STEPS:
        missing.append(Reason.of(STEPS[state], year=year))
    elif run and run.open_fen:
        missing.append(Reason.of("park.missing_payment", open_fen=run.open_fen))
    return LandAlarm(
        year,
        due_on,
        (due_on - on).days,
        bool(missing) and on >= due_on - timedelta(days=terms.alarm_days),
        bool(missing) and on > due_on,
        run.ref if run else "",
        tuple(missing),
    )

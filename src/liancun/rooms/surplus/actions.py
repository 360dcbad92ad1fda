"""The writers of the year's end (年终决算办理). The distribution itself is a run of settlement."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from liancun.base import charters, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Share, Text, Whole, Yuan, _
from liancun.rooms.capital import actions as capital
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.registry import facts as registry
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.settlement import facts as settled
from liancun.rooms.settlement import queries as runs
from liancun.rooms.settlement.models import Run
from liancun.rooms.surplus import queries
from liancun.rooms.surplus.rules.terms import TurningTerms, turned

YEAR = Whole(_("年度"), 2000, 2100, example="2025")


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The year that is closed (决算年度)."""

    year: A[int, YEAR]


@offered(
    "surplus.close_cooperative_year",
    title=_("结转、结账并草拟"),
    ask=_("依次结转损益、各月结账、草拟盈余分配或亏损处理方案,到缺什么为止。确定吗?"),
    done=_("已结转、结账并草拟,请监事复核"),
    path="surplus/{year}/close",
    command="close",
    gives="run",
    own_grant=True,
)
def close_cooperative_year(org_code: str, given: Closing, *, by: Viewer, on: date) -> int:
    """Take the year's end as far as the draft (年终决算): carry, close December, draft how the year ends.

    A surplus is drafted to be divided, a loss to be met. Refuses, naming the first thing missing, where
    deliveries or sales are not in the book yet, and what the draft would be refused with before any month is
    closed. What is done already is left alone, so that it can be called again. Returns the run's number.
    """
    for _try in range(4):
        found = queries.year_end(by, org_code, given.year)
        step = found.next_step
        if step in ("surplus.step_deliveries", "surplus.step_sales"):
            _refuse(found, step)
        if step in ("surplus.step_carry", "surplus.step_close"):
            queries.must_be_plannable(org_code, given.year, found.plan)
        if step == "surplus.step_carry":
            ledger.carry_year_end(org_code, ledger.BookYear(given.year), by=by, on=on)
        elif step == "surplus.step_close":
            _close_months(found, org_code, by, on)
        elif step == "surplus.step_draft":
            return settlement.draft_run(
                org_code, settlement.NewRun(found.plan, str(given.year)), by=by, on=on
            )
        elif not found.run_ref:
            raise Refusal("surplus.nothing_to_plan", year=given.year)
        else:
            return int(found.run_ref.partition(":")[2])
    raise AssertionError("each round finishes a step")


def _refuse(found: queries.YearEnd, step: str) -> None:
    missing = next(each.missing for each in found.steps if each.code == step)
    raise Refusal.saying(missing[0])


def _close_months(found: queries.YearEnd, org_code: str, by: Viewer, on: date) -> None:
    missing = next(each.missing for each in found.steps if each.code == "surplus.step_close")
    months = dict(missing[0].params)["months"]
    assert isinstance(months, tuple)
    for month in months:
        ledger.close_period(org_code, ledger.MonthToClose(str(month)), by=by, on=on)


@dataclass(frozen=True)
class Turned:
    """Surplus that became contribution (盈余转出资): its entry and resolution, and what still is to be paid.

    `left_fen` stays payable in money: the part not voted, and what belongs to people who left since.
    """

    run: int
    entry: A[str, Text(_("分录"))]
    resolution: A[str, Text(_("决议"))]
    members: A[int, Whole(_("成员"), of=_("名"))]
    total_fen: A[int, Yuan(_("转为出资"))]
    left_fen: A[int, Yuan(_("仍须发放"))]


@dataclass(frozen=True, kw_only=True)
class Turning:
    """How much of a year's distribution becomes contribution (转为出资)."""

    year: A[int, YEAR]
    share: A[Fraction, Share(_("比例"), help=_("每行转多少,留空即全部"), example="50%")] = Fraction(1)


@offered(
    "surplus.turn_into_contribution",
    title=_("按决议转为出资"),
    ask=_("按大会决议把还没有付的转为成员出资,同时记账。确定吗?"),
    done=_("已转为出资"),
    path="surplus/{year}/turn",
    command="convert",
)
def turn_into_contribution(org_code: str, given: Turning, *, by: Viewer, on: date) -> Turned:
    """Turn what a posted distribution still owes into the members' contribution (盈余转为成员出资).

    农民专业合作社法第四十四条 lets the assembly vote it, whole or in part: `share` of each line, rounded
    down to the fen. DR 221/222 of the payee, CR 301 of the member, and one lot a member in the share
    register, a fen a share. Refuses without a passed resolution on "surplus/<year>/contribution" that is
    younger than the run, and a resolution that was carried out already. Who is no member that day is paid.
    """
    year, share = given.year, given.share
    terms = charters.in_force(TurningTerms, on=on, org=org_code)
    asof = Watermark.now([org_code, *registry.owners()])
    posted = settled.posted_runs("surplus", org_code, upto=dict(asof.marks)[org_code])
    run = next((each for each in posted if each.period == str(year)), None)
    if run is None:
        raise Refusal("surplus.not_posted_yet", terms.clause, year=year)
    voted = _voted(run, year, terms, on)
    open_lines = [row for row in runs.open_lines(by, org_code, kind="surplus") if row.run == run.pk]
    members = {member.number: member.party for member in registry.members_on(org_code, on, asof)}
    owed = ((row.line, row.subject, row.amount_fen, row.open_fen) for row in open_lines)
    amounts = turned(owed, share, members)
    payments = [
        settlement.NewPayment(line, fen, on, terms.share_account, voted.code) for line, fen in amounts.items()
    ]
    with guards.refusing(), act("surplus.turn_into_contribution", org_code, by=by, on=on) as a:
        if not payments:
            raise Refusal("surplus.nothing_to_turn", terms.clause, year=year)
        holders = {row.line: members[row.subject] for row in open_lines if row.line in amounts}
        entry = settlement.settle_within(a, payments, key=_key(voted), holders=holders)
        by_party: dict[str, int] = {}
        for line, fen in amounts.items():
            by_party[holders[line]] = by_party.get(holders[line], 0) + fen
        capital.convert_within(
            a,
            by_party,
            prefix=f"YZ{year}-{a.mark}",
            happened_on=on,
            resolution=voted.ref,
            entry_ref=entry,
        )
        total_fen = sum(amounts.values())
        a.ref = f"run:{run.pk}"
        a.params = {"resolution": voted.ref, "entry": entry, "share": str(share), "total_fen": total_fen}
    left_fen = sum(row.open_fen for row in open_lines) - total_fen
    return Turned(run.pk, entry, voted.ref, len(by_party), total_fen, left_fen)


def _key(voted: registry.Passed) -> str:
    return f"contribution:{voted.code}"


def _voted(run: Run, year: int, terms: TurningTerms, on: date) -> registry.Passed:
    """The resolution: of the charter's bodies, on this year's contribution, not before the run."""
    subject = f"surplus/{year}/contribution"
    found = registry.passed_resolution(run.org_code, terms.bodies, subject)
    if found is None or not run.on <= found.held_on <= on:
        raise Refusal("surplus.turning_not_voted", terms.clause, subject=subject, bodies=terms.bodies)
    if settlement.is_listed(run.org_code, _key(found)):
        raise Refusal("surplus.turned_already", terms.clause, resolution=found.ref)
    return found

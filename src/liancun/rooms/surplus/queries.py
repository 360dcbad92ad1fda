"""The readers of the year's end (年终决算查询): what is done, what is missing, what there is to divide."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liancun.base import charters
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason
from liancun.rooms.deliveries import facts as deliveries
from liancun.rooms.ledger import facts as ledger
from liancun.rooms.registry import facts as registry
from liancun.rooms.sales import facts as sales
from liancun.rooms.settlement import facts as settlement
from liancun.rooms.settlement import rules as life
from liancun.rooms.settlement.models import Run
from liancun.rooms.surplus import facts, rules
from liancun.rooms.surplus.rules import SurplusTerms, YearEndTerms

State = Literal["done", "open", "waiting"]


@dataclass(frozen=True)
class Step:
    """One step of the year's end (决算步骤): done, open (what is missing), or waiting for one before it."""

    code: str
    state: State
    missing: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class YearEnd:
    """How far the year's end is (决算进度)."""

    org_code: str
    year: int
    steps: tuple[Step, ...]
    run_ref: str

    @property
    def next_step(self) -> str:
        """The first step that is not done, '' when all are."""
        return next((step.code for step in self.steps if step.state != "done"), "")


def year_end(viewer: Viewer, org_code: str, year: int) -> YearEnd:
    """The checklist of a cooperative's year, from the books to the payment."""
    viewer.must_see(org_code)
    run, state = _run(org_code, year)
    reached = _reached(run, state)
    asof = Watermark.now([org_code, registry.TOWN])
    closed = ledger.period_state(org_code).closed
    open_months = [str(month) for month in Period(year).months if str(month) not in closed]
    held, unpriced = deliveries.undecided(org_code, year, asof=asof)
    books = [
        Reason.of("surplus.missing.slips", held=held, unpriced=unpriced) if held or unpriced else None,
        _months("surplus.missing.deliveries_unsettled", _unsettled(org_code, year, asof)),
        _months("surplus.missing.sales_unposted", sales.unposted_months(org_code, year)),
    ]
    carried = facts.is_carried(org_code, year, asof=asof)
    found = [
        ("surplus.step_deliveries", tuple(each for each in books[:2] if each)),
        ("surplus.step_sales", tuple(each for each in books[2:] if each)),
        ("surplus.step_carry", () if carried else (Reason.of("surplus.missing.carry", year=year),)),
        ("surplus.step_close", tuple(filter(None, [_months("surplus.missing.months_open", open_months)]))),
        *((f"surplus.step_{name}", _undone(name, reached, year)) for name in REACHABLE),
        ("surplus.step_pay", _unpaid(run, reached)),
    ]
    return YearEnd(org_code, year, _in_order(found), f"run:{run.pk}" if run else "")


REACHABLE = ("draft", "check", "papers", "vote", "post")
STATES = (life.DRAFTED, life.CHECKED, life.PUBLISHED, life.CONFIRMED, life.POSTED)


def _run(org_code: str, year: int) -> tuple[Run | None, str]:
    rows = Run.objects.filter(kind="surplus", org_code=org_code, period=str(year), reverses=None)
    for row in rows.order_by("-pk"):
        state = settlement.run_state(row.pk)
        if state not in life.ENDED:
            return row, state
    return None, ""


def _reached(run: Run | None, state: str) -> int:
    return STATES.index(state) + 1 if run else 0


def _undone(name: str, reached: int, year: int) -> tuple[Reason, ...]:
    if REACHABLE.index(name) < reached:
        return ()
    return (Reason.of(f"surplus.missing.{name}", year=year),)


def _unpaid(run: Run | None, reached: int) -> tuple[Reason, ...]:
    if run is None or reached < len(STATES):
        return (Reason.of("surplus.missing.pay", amount_fen=0),)
    money = settlement.money_by_run([run.pk])[run.pk]
    owing_fen = money.due_fen - money.paid_fen
    return (Reason.of("surplus.missing.pay", amount_fen=owing_fen),) if owing_fen else ()


def _months(code: str, months: "list[str] | tuple[str, ...]") -> Reason | None:
    return Reason.of(code, months=tuple(months)) if months else None


def _unsettled(org_code: str, year: int, asof: Watermark) -> tuple[str, ...]:
    """Months with slips to pay whose settlement is not in the book."""
    taken = deliveries.stock_by_month(org_code, date(year, 12, 31), asof=asof)
    months = {month for _product, month in taken if month.startswith(f"{year}-")}
    upto = dict(asof.marks)[org_code]
    posted = {run.period for run in settlement.posted_runs("delivery_payment", org_code, upto=upto)}
    return tuple(sorted(months - posted))


def _in_order(found: list[tuple[str, tuple[Reason, ...]]]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for code, missing in found:
        before_open = any(step.state != "done" for step in steps)
        state: State = "done" if not missing else "waiting" if before_open else "open"
        steps.append(Step(code, state, missing))
    return tuple(steps)


@dataclass(frozen=True)
class YearFigures:
    """The year before it is divided (盈余试算): the book's figures and both readings of the base."""

    totals: rules.YearTotals
    after_loss_fen: int
    reserve_fen: int
    law_44_fen: int
    form_02_fen: int
    base: str


def year_figures(viewer: Viewer, org_code: str, year: int) -> YearFigures:
    """What the surplus would be divided from, as the book stands now. Refuses a year with nothing left."""
    viewer.must_see(org_code)
    last = date(year, 12, 31)
    asof = Watermark.now([org_code, registry.TOWN])
    terms = charters.in_force(SurplusTerms, on=last, org=org_code)
    found = facts.totals(org_code, year, charters.in_force(YearEndTerms, on=last, org=org_code), asof=asof)
    bases = rules.distributable(found, terms)
    return YearFigures(
        found, bases.after_loss_fen, bases.reserve_fen, bases.law_44_fen, bases.form_02_fen, terms.base
    )

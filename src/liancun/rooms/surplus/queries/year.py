"""The readers of the year's end (年终决算查询): what is done, what is missing, what there is to divide."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from liancun.base import charters
from liancun.base.page_cache import kept
from liancun.base.permits import grant_of, granted, permitted
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Reason, Refusal, ceil_share
from liancun.kernel.fields import A, Yuan, _
from liancun.rooms.deliveries import facts as deliveries
from liancun.rooms.ledger import facts as ledger
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry import queries as bodies
from liancun.rooms.registry.queries import ResolutionRow
from liancun.rooms.sales import facts as sales
from liancun.rooms.settlement import facts as settlement
from liancun.rooms.settlement import queries as runs
from liancun.rooms.settlement import rules as life
from liancun.rooms.settlement.calculation import grant_for
from liancun.rooms.settlement.models import Run
from liancun.rooms.settlement.queries import RunDetail
from liancun.rooms.surplus import facts, rules
from liancun.rooms.surplus.facts.losses import loss_sheet
from liancun.rooms.surplus.rules import SurplusTerms, YearEndTerms, losses
from liancun.rooms.surplus.rules.losses import LossTerms

State = Literal["done", "open", "waiting"]


@dataclass(frozen=True)
class Step:
    """One step of the year's end (决算步骤): done, open (what is missing), or waiting for one before it."""

    code: str
    state: State
    missing: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class YearEnd:
    """How far the year's end is (决算进度). `plan` is the kind of run it asks for, '' where there is none."""

    org_code: str
    year: int
    plan: str
    steps: tuple[Step, ...]
    run_ref: str

    @property
    def next_step(self) -> str:
        """The first step that is not done, '' when all are."""
        return next((step.code for step in self.steps if step.state != "done"), "")


def year_end(viewer: Viewer, org_code: str, year: int) -> YearEnd:
    """The checklist of a cooperative's year, from the books to the payment."""
    must_read(viewer, org_code, reached_by(*run_of(org_code, year)))
    return _year_end(org_code, year)


@kept
def _year_end(org_code: str, year: int) -> YearEnd:
    run, state = run_of(org_code, year)
    reached = reached_by(run, state)
    asof = Watermark.now([org_code, *registry.owners()])
    closed = ledger.period_state(org_code).closed
    open_months = [str(month) for month in Period(year).months if str(month) not in closed]
    held, unpriced = deliveries.undecided(org_code, year, asof=asof)
    books = [
        Reason.of("surplus.missing.slips", held=held, unpriced=unpriced) if held or unpriced else None,
        _months("surplus.missing.deliveries_unsettled", _unsettled(org_code, year, asof)),
        _months("surplus.missing.sales_unposted", sales.unposted_months(org_code, year)),
    ]
    plan = run.kind if run else _plan(org_code, year, asof)
    carried = facts.is_carried(org_code, year, asof=asof)
    if not plan and carried and not open_months:  # nothing to divide or to meet: over with its books
        reached = len(STATES)
    found = [
        ("surplus.step_deliveries", tuple(each for each in books[:2] if each)),
        ("surplus.step_sales", tuple(each for each in books[2:] if each)),
        ("surplus.step_carry", () if carried else (Reason.of("surplus.missing.carry", year=year),)),
        ("surplus.step_close", tuple(filter(None, [_months("surplus.missing.months_open", open_months)]))),
        *((f"surplus.step_{name}", _undone(name, reached, year)) for name in REACHABLE),
        ("surplus.step_pay", _unpaid(run, reached)),
    ]
    return YearEnd(org_code, year, plan, _in_order(found), f"run:{run.pk}" if run else "")


def _plan(org_code: str, year: int, asof: Watermark) -> str:
    """The kind of run a year asks for; where no decision holds for so early a year its draft will say so."""
    try:
        return facts.plan_of(org_code, year, asof=asof)
    except Refusal:
        return facts.SURPLUS


REACHABLE = ("draft", "check", "papers", "vote", "post")
STATES = (life.DRAFTED, life.CHECKED, life.PUBLISHED, life.CONFIRMED, life.POSTED)


def run_of(org_code: str, year: int) -> tuple[Run | None, str]:
    """The run by which a year ends that stands, and its state: its distribution, or how its loss is met."""
    found = [
        run
        for run in settlement.runs_of(org_code, str(year))
        if run.kind in (facts.SURPLUS, facts.LOSS) and not run.reverses_id and run.state not in life.ENDED
    ]
    return (found[-1], found[-1].state) if found else (None, "")


def reached_by(run: Run | None, state: str) -> int:
    """How many of its steps a run has behind it."""
    return STATES.index(state) + 1 if run else 0


def _undone(name: str, reached: int, year: int) -> tuple[Reason, ...]:
    if REACHABLE.index(name) < reached:
        return ()
    return (Reason.of(f"surplus.missing.{name}", year=year),)


def _unpaid(run: Run | None, reached: int) -> tuple[Reason, ...]:
    if reached < len(STATES):
        return (Reason.of("surplus.missing.pay", amount_fen=0),)
    if run is None:
        return ()
    money = settlement.money_by_run([run.pk])[run.pk]
    owing_fen = money.due_fen - money.paid_fen
    return (Reason.of("surplus.missing.pay", amount_fen=owing_fen),) if owing_fen else ()


def _months(code: str, months: "list[str] | tuple[str, ...]") -> Reason | None:
    return Reason.of(code, months=tuple(months)) if months else None


def _unsettled(org_code: str, year: int, asof: Watermark) -> tuple[str, ...]:
    """Months with slips to pay whose settlement is not in the book."""
    months = deliveries.months_taken(org_code, year, asof=asof)
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
    """The year before it is divided (盈余试算): the book's figures and both readings of the base.

    `base` is the reading the charter distributes: `distributed_fen`, of which `patronage_fen` by trade and
    `equity_fen` by member account; `least_fen` is the legal floor of the first.
    """

    totals: rules.YearTotals
    after_loss_fen: A[int, Yuan(_("弥补亏损后"))]
    reserve_fen: A[int, Yuan(_("提取公积金"))]
    law_44_fen: A[int, Yuan(_("可分配盈余,合作社法第四十四条口径"))]
    form_02_fen: A[int, Yuan(_("可分配盈余,会农社02表第16行"))]
    base: str
    distributed_fen: A[int, Yuan(_("合计分配"))]
    patronage_fen: A[int, Yuan(_("按交易返还"))]
    equity_fen: A[int, Yuan(_("按成员账户"))]
    least_fen: A[int, Yuan(_("返还的法定下限"))]
    reserve_share: Fraction
    patronage_share: Fraction
    patronage_share_min: Fraction
    patronage_by: str
    reserve_quantified_by: str
    clause: str
    law_clause: str


def year_figures(viewer: Viewer, org_code: str, year: int) -> YearFigures:
    """What the surplus is divided from, as the book stands now. Refuses a year with nothing left."""
    must_read(viewer, org_code, reached_by(*run_of(org_code, year)))
    return _year_figures(org_code, year)


@kept
def _year_figures(org_code: str, year: int) -> YearFigures:
    last = date(year, 12, 31)
    asof = Watermark.now([org_code, *registry.owners()])
    terms = charters.in_force(SurplusTerms, on=last, org=org_code)
    found = facts.totals(org_code, year, charters.in_force(YearEndTerms, on=last, org=org_code), asof=asof)
    if run_of(org_code, year)[0] is None:  # what would refuse the draft refuses its figures
        rules.surplus_distribution(facts.surplus_sheet(org_code, Period(year), asof), terms)
    bases = rules.distributable(found, terms)
    base_fen = bases.chosen(terms.base)
    patronage_fen = terms.patronage_of(base_fen)
    return YearFigures(
        totals=found,
        after_loss_fen=bases.after_loss_fen,
        reserve_fen=bases.reserve_fen,
        law_44_fen=bases.law_44_fen,
        form_02_fen=bases.form_02_fen,
        base=terms.base,
        distributed_fen=base_fen,
        patronage_fen=patronage_fen,
        equity_fen=base_fen - patronage_fen,
        least_fen=ceil_share(base_fen, terms.law.patronage_share_min),
        reserve_share=terms.reserve_share,
        patronage_share=terms.patronage_share,
        patronage_share_min=terms.law.patronage_share_min,
        patronage_by=terms.measure(terms.patronage_by)[0],
        reserve_quantified_by=terms.measure(terms.reserve_quantified_by)[0],
        clause=terms.clause,
        law_clause=terms.law.clause,
    )


@dataclass(frozen=True)
class LossFigures:
    """How a year's loss would be met (亏损处理试算): what the reserve covers, and what is carried on."""

    surplus_fen: A[int, Yuan(_("本年盈余"), least=None)]
    loss_fen: A[int, Yuan(_("未弥补亏损"))]
    covered_fen: A[int, Yuan(_("用公积金弥补"))]
    carried_fen: A[int, Yuan(_("留待以后年度弥补"))]
    clause: str


@kept
def _loss_figures(org_code: str, year: int) -> LossFigures:
    sheet, terms = _loss_asked(org_code, year)
    pots = losses.loss_plan(sheet, terms).pots
    found = sheet.totals
    covered_fen, carried_fen = pots[losses.RESERVE], pots[losses.CARRIED]
    return LossFigures(found.surplus_fen, found.loss_fen, covered_fen, carried_fen, terms.clause)


def _loss_asked(org_code: str, year: int) -> tuple[losses.Sheet, LossTerms]:
    asof = Watermark.now([org_code, *registry.owners()])
    terms = charters.in_force(LossTerms, on=date(year, 12, 31), org=org_code)
    return loss_sheet(org_code, Period(year), asof), terms


def must_be_plannable(org_code: str, year: int, plan: str) -> None:
    """Refuse, before any book is closed, what the draft of a year's plan would be refused with."""
    if plan == facts.SURPLUS:
        _year_figures(org_code, year)
    elif plan == facts.LOSS:
        losses.loss_plan(*_loss_asked(org_code, year))


def must_read(viewer: Viewer, org_code: str, reached: int) -> None:
    """The cooperative's own people read all of it, its members once the papers are laid out (第四十条)."""
    if org_code not in viewer.member_of or reached <= REACHABLE.index("papers"):
        viewer.must_see(org_code)


@dataclass(frozen=True)
class StepDesk:
    """One step as its desk shows it (办理): whose it is, who did it and when, whether the viewer may now.

    `posts` are kinds of posts; `act` names what the viewer may do, '' for nothing: "post_month" of `month`,
    "close" (carry, close the months, draft), a run's act, or "vote" while no resolution was recorded.
    """

    step: Step
    posts: tuple[str, ...]
    done_on: date | None
    done_by: str
    act: str
    month: str = ""


@dataclass(frozen=True)
class YearDesk:
    """A cooperative's year-end as a page (年终决算): steps, figures, the run, the assembly's resolutions.

    `refused` says why there is nothing to divide, where there are no figures; `loss` how a loss is met.
    `about` is what the assembly votes on.
    """

    year_end: YearEnd
    steps: tuple[StepDesk, ...]
    figures: YearFigures | None
    loss: LossFigures | None
    refused: Reason | None
    about: str
    run: RunDetail | None
    resolutions: tuple[ResolutionRow, ...]
    may_turn: bool


PARTS = {
    "draft": ("makes", ""),
    "check": ("checks", "check_run"),
    "papers": ("publishes", "publish_run"),
    "vote": ("decides", "confirm_run"),
    "post": ("books", "post_run"),
    "pay": ("pays", ""),
}
"""Each step of the run: the column of its `runs/<kind>` that says who, and the act."""


def year_desk(viewer: Viewer, org_code: str, year: int) -> YearDesk:
    """The year's end with who may do what next."""
    run, state = run_of(org_code, year)
    reached = reached_by(run, state)
    must_read(viewer, org_code, reached)
    found = _year_end(org_code, year)
    detail = runs.run_detail(viewer, run.pk) if run and viewer.sees(org_code) else None
    figures, loss, refused = None, None, None
    try:
        if found.plan == facts.LOSS:
            loss = _loss_figures(org_code, year)
        else:
            figures = year_figures(viewer, org_code, year)
    except Refusal as no:
        refused = no.reason
    subject = f"{found.plan or facts.SURPLUS}/{year}"
    votes = tuple(
        row
        for row in bodies.resolutions(viewer, org_code, limit=200).rows
        if row.subject == subject or row.subject.startswith(f"{subject}/")
    )
    voted = run is not None and any(
        row.passed and row.subject == subject and row.held_on >= run.on for row in votes
    )
    return YearDesk(
        year_end=found,
        steps=tuple(_desk(viewer, each, found, detail, voted) for each in found.steps),
        figures=figures,
        loss=loss,
        refused=refused,
        about=subject,
        run=detail,
        resolutions=votes,
        may_turn=state == life.POSTED
        and found.plan == facts.SURPLUS
        and permitted(viewer, "surplus.turn_into_contribution", org_code),
    )


def _desk(viewer: Viewer, step: Step, found: YearEnd, run: RunDetail | None, voted: bool) -> StepDesk:
    name = step.code.removeprefix("surplus.step_")
    now = step.state == "open"
    if name in PARTS:
        part, act = PARTS[name]
        grant = grant_for(found.plan or facts.SURPLUS, found.org_code, part)
        done = _taken(name, run)
        if name == "draft":
            act = "close" if granted(viewer, grant, found.org_code) else ""
        elif name == "vote" and not voted:
            act = "vote" if permitted(viewer, "registry.record_resolution", found.org_code) else ""
        elif not (run and act in run.may):
            act = ""
        return StepDesk(step, tuple(grant.posts), *done, act if now else "")
    verb, act = {
        "deliveries": ("", ""),
        "sales": ("sales.post_month", "post_month"),
        "carry": ("ledger.carry_year_end", "close"),
        "close": ("ledger.close_period", "close"),
    }[name]
    grant = grant_of(verb, found.org_code) if verb else grant_for("delivery_payment", found.org_code, "makes")
    may = now and bool(act) and granted(viewer, grant, found.org_code)
    months = sales.unposted_months(found.org_code, found.year) if name == "sales" else ()
    return StepDesk(
        step, tuple(grant.posts), None, "", act if may else "", months[0] if may and months else ""
    )


def _taken(name: str, run: RunDetail | None) -> tuple[date | None, str]:
    """When the run came to the state of a step, and by whom."""
    if name not in REACHABLE or run is None:
        return None, ""
    state = STATES[REACHABLE.index(name)]
    return next(((each.on, each.by) for each in run.steps if each.state == state), (None, ""))

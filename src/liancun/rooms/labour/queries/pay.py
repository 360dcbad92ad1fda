"""Pay lists and what is missing before the pay day (工资表、支付日前的提示)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef

from liancun.base import charters
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason
from liancun.rooms.labour.models import Dispatch, WorkDay
from liancun.rooms.labour.queries.orders import month_of, standing_days
from liancun.rooms.labour.rules import PayTerms
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries.pages import RunRow

KIND = "wages"
SEE = "labour.print_pay_list"
SEE_SECTION = "labour.see_section_pay"


@dataclass(frozen=True)
class Missing:
    """One thing that is missing before the pay day (缺什么): in words, and where to go for it."""

    what: Reason
    ref: str


@dataclass(frozen=True)
class Alarm:
    """What is missing before a month's pay day (工资支付日提示).

    `active` from some days before the pay day until everything is paid; `late` once that day is over.
    `owed_back_fen` was paid too much and is to come back: nobody waits for it, and it is not late.
    """

    org_code: str
    month: str
    due_on: date
    days_left: int
    active: bool
    late: bool
    run: str
    missing: tuple[Missing, ...]
    owed_back_fen: int


def pay_terms(org_code: str, month: Period) -> PayTerms:
    """When a month's wages are paid."""
    return charters.in_force(PayTerms, on=month.last_day, org=org_code)


def slip_ref(org_code: str, party: str, month: str) -> str:
    """What opens a worker's slip of a month."""
    return f"wage_slip:{org_code}/{party}/{month}"


def live_run(viewer: Viewer, org_code: str, month: str) -> RunRow | None:
    """The month's run of wages that stands, or None."""
    return settlement.live_runs(viewer, org_code, month, KIND).get(KIND)


def sees_numbers(viewer: Viewer, org_code: str) -> bool:
    """Whether whole pay lists are the viewer's business: who makes, checks, pays or audits them."""
    return permitted(viewer, SEE, org_code)


def may_see(viewer: Viewer, org_code: str, village_code: str = "") -> bool:
    """Whether the viewer sees the pay of a village's people, or of any: the whole list, or their section's
    (片区、分社) without numbers."""
    return sees_numbers(viewer, org_code) or permitted(viewer, SEE_SECTION, org_code, village_code)


# --- before the pay day --------------------------------------------------------------------------


def pay_day_alarm(viewer: Viewer, org_code: str, *, on: date, month: str = "") -> Alarm:
    """What is missing before the pay day that comes next, or before a month's."""
    viewer.must_see(org_code)
    period = month_of(month or month_due(org_code, on=on))
    terms = pay_terms(org_code, period)
    due_on = terms.due_on(period)
    run = live_run(viewer, org_code, str(period))
    open_fen = settlement.open_by_payee(viewer, run.run) if run and run.state == "posted" else {}
    missing = (
        *_unwritten(viewer, org_code, period),
        *_held(viewer, org_code, period),
        *_run_steps(viewer, terms, run, str(period), open_fen),
    )
    done = run is not None and not any(each.ref == run.ref for each in missing)
    return Alarm(
        org_code=org_code,
        month=str(period),
        due_on=due_on,
        days_left=(due_on - on).days,
        active=not done and on >= due_on - timedelta(days=terms.alarm_days),
        late=not done and on > due_on,
        run=run.ref if run else "",
        missing=missing,
        owed_back_fen=-sum(fen for fen in open_fen.values() if fen < 0),
    )


def month_due(org_code: str, *, on: date) -> str:
    """The month whose pay is next to be seen to: this one from its alarm on, else the one before."""
    this = Period.month_of(on)
    terms = pay_terms(org_code, this)
    if on >= terms.due_on(this) - timedelta(days=terms.alarm_days):
        return str(this)
    return str(Period.month_of(this.first_day - timedelta(days=1)))


def _unwritten(viewer: Viewer, org_code: str, period: Period) -> list[Missing]:
    """Orders with people sent of whom nothing is written down in the month."""
    sent = Dispatch.objects.filter(
        order__org_code=org_code, start__lte=period.last_day, end__gte=period.first_day
    )
    days = standing_days(org_code).filter(day__gte=period.first_day, day__lte=period.last_day)
    written = days.filter(order=OuterRef("order"), party=OuterRef("party"))
    waiting = viewer.limit(sent).filter(~Exists(written)).order_by().values_list("order__number")
    return [
        Missing(Reason.of("labour.missing_sheet", "", number=number, people=people), f"order:{number}")
        for number, people in sorted(waiting.annotate(Count("party", distinct=True)))
    ]


def _held(viewer: Viewer, org_code: str, period: Period) -> list[Missing]:
    rows = viewer.limit(standing_days(org_code)).filter(
        day__gte=period.first_day, day__lte=period.last_day, state=WorkDay.State.HELD
    )
    return [
        Missing(Reason.of("labour.missing_release", "", day=str(day), party=party), f"work:{pk}")
        for pk, day, party in rows.order_by("day", "pk").values_list("pk", "day", "party")[:50]
    ]


STEPS = {
    "": "labour.missing_draft",
    "drafted": "labour.missing_check",
    "checked": "labour.missing_publish",
    "published": "labour.missing_confirm",
    "confirmed": "labour.missing_post",
}


def _run_steps(
    viewer: Viewer, terms: PayTerms, run: RunRow | None, month: str, open_fen: Mapping[str, int]
) -> list[Missing]:
    state, ref = (run.state, run.ref) if run else ("", "")
    if state in STEPS:
        return [Missing(Reason.of(STEPS[state], terms.clause, month=month), ref)]
    found = []
    owing_fen = sum(fen for fen in open_fen.values() if fen > 0)
    if owing_fen:
        found.append(Missing(Reason.of("labour.missing_payment", terms.clause, open_fen=owing_fen), ref))
    apart = run and (run.held_fen or run.due_fen != run.total_fen)
    if run and apart and (waiting := settlement.lines_apart(viewer, run)):
        found.append(Missing(Reason.of("labour.missing_answer", terms.clause, lines=waiting), ref))
    return found

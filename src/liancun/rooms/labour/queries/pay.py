"""Pay lists and what is missing before the pay day (工资表、支付日前的提示)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef

from liancun.base import charters
from liancun.base.permits import must_permit, permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason
from liancun.rooms.labour.models import Dispatch, WorkDay
from liancun.rooms.labour.queries.orders import month_of, standing_days
from liancun.rooms.labour.rules import WITHHELD, PayTerms
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.identities import identities
from liancun.rooms.settlement import queries as settlement
from liancun.rooms.settlement.queries.pages import LineRow, PaymentRow, RunRow

KIND = "wages"
SEE = "labour.print_pay_list"
LINES_MOST = 100_000
SLICE = 500
"""Workers whose lines are read at a time."""


@dataclass(frozen=True)
class Missing:
    """One thing that is missing before the pay day (缺什么): in words, and where to go for it."""

    what: Reason
    ref: str


@dataclass(frozen=True)
class Alarm:
    """What is missing before a month's pay day (工资支付日提示).

    `active` from some days before the pay day until everything is paid; `late` once that day is over.
    """

    org_code: str
    month: str
    due_on: date
    days_left: int
    active: bool
    late: bool
    run: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class PayRow:
    """A worker's line of the pay list (工资表行): the items that the wage regulation asks for (art. 15).

    `days` worked, whole days of piece work counted as days; `supplement_fen` what is paid late for earlier
    months, within `due_fen`; `deducted_fen` withheld; `proof` the bank's or cash receipt.
    """

    party: str
    name: str
    id_number: str
    phone: str
    payee: str
    payee_name: str
    village_code: str
    days: int
    due_fen: int
    supplement_fen: int
    deducted_fen: int
    net_fen: int
    paid_fen: int
    paid_on: date | None
    proof: str
    state: str


@dataclass(frozen=True)
class PayList:
    """A month's pay list (工资表). Sums are of all rows, not of the page."""

    org_code: str
    employer: str
    month: str
    run: str
    state: str
    pay_day: date
    total: int
    due_fen: int
    deducted_fen: int
    net_fen: int
    paid_fen: int
    clause: str
    digest: str
    rows: tuple[PayRow, ...]


def pay_terms(org_code: str, month: Period) -> PayTerms:
    """When a month's wages are paid."""
    return charters.in_force(PayTerms, on=month.last_day, org=org_code)


def live_run(viewer: Viewer, org_code: str, month: str) -> RunRow | None:
    """The month's run of wages that stands, or None."""
    return settlement.live_runs(viewer, org_code, month, KIND).get(KIND)


def may_see(viewer: Viewer, org_code: str) -> bool:
    """Whether pay lists are the viewer's business: who makes, checks, pays or audits them."""
    return permitted(viewer, SEE, org_code)


def pay_list(
    viewer: Viewer, org_code: str, month: str, *, limit: int = 50, offset: int = 0, whole: bool = False
) -> PayList:
    """A month's pay list by worker; ID numbers masked. Refuses whoever has no business with it.

    `whole` gives the numbers unmasked: for the file alone, which `actions.print_pay_list` makes.
    """
    viewer.must_see(org_code)
    must_permit(viewer, SEE, org_code)
    period = month_of(month)
    terms, run = pay_terms(org_code, period), live_run(viewer, org_code, str(period))
    every = settlement.part_sums(viewer, run.run) if run else ()
    people = sorted({each.subject for each in every})
    shown = people[offset : offset + limit]
    by_party, moved = _lines_by_party(viewer, run, shown)
    known = identities(viewer, shown, whole=whole)
    due_fen = sum(each.amount_fen for each in every)
    deducted_fen = sum(each.amount_fen for each in every if WITHHELD in each.part)
    return PayList(
        org_code=org_code,
        employer=registry.org_name(org_code),
        month=str(period),
        run=run.ref if run else "",
        state=run.state if run else "",
        pay_day=terms.due_on(period),
        total=len(people),
        due_fen=due_fen,
        deducted_fen=deducted_fen,
        net_fen=due_fen - deducted_fen,
        paid_fen=sum(each.paid_fen for each in every),
        clause=terms.clause,
        digest=settlement.run_detail(viewer, run.run).digest if run and whole else "",
        rows=tuple(_pay_row(party, by_party[party], known, moved) for party in shown),
    )


def _lines_by_party(
    viewer: Viewer, run: RunRow | None, parties: list[str]
) -> tuple[dict[str, list[LineRow]], dict[int, tuple[PaymentRow, ...]]]:
    """(worker -> lines, line -> payments) of some workers; cancelled lines are left out."""
    found: dict[str, list[LineRow]] = {}
    moved: dict[int, tuple[PaymentRow, ...]] = {}
    if run is None:
        return found, moved
    for start in range(0, len(parties), SLICE):
        some = parties[start : start + SLICE]
        lines = settlement.lines_page(viewer, run.run, subjects=some, limit=LINES_MOST).rows
        moved |= settlement.payments_of(viewer, [line.line for line in lines])
        for line in lines:
            if line.state != "cancelled":
                found.setdefault(line.subject, []).append(line)
    return found, moved


def _pay_row(
    party: str,
    lines: Sequence[LineRow],
    known: Mapping[str, object],
    moved: Mapping[int, tuple[PaymentRow, ...]],
) -> PayRow:
    identity = known.get(party)
    due_fen = sum(line.amount_fen for line in lines)
    deducted_fen = sum(line.amount_fen for line in lines if WITHHELD in line.part)
    paid = [each for line in lines for each in moved.get(line.line, ()) if each.state != "failed"]
    open_states = sorted({line.state for line in lines if line.payable})
    first = lines[0]
    return PayRow(
        party=party,
        name=getattr(identity, "name", first.subject_name),
        id_number=getattr(identity, "id_number", ""),
        phone=getattr(identity, "phone", ""),
        payee=first.payee,
        payee_name=first.payee_name,
        village_code=first.village_code,
        days=sum(int(line.outcome.get("days", 0)) for line in lines if _counts(line)),
        due_fen=due_fen,
        supplement_fen=sum(line.amount_fen for line in lines if line.part.startswith("supplement:")),
        deducted_fen=deducted_fen,
        net_fen=due_fen - deducted_fen,
        paid_fen=sum(line.paid_fen for line in lines),
        paid_on=max((each.happened_on for each in paid), default=None),
        proof="、".join(dict.fromkeys(each.bank_ref or each.receipt for each in paid)),
        state="held" if "held" in open_states else (open_states[-1] if open_states else first.state),
    )


def _counts(line: LineRow) -> bool:
    return not line.part.startswith(WITHHELD) and not line.part.startswith("supplement:")


# --- before the pay day --------------------------------------------------------------------------


def pay_day_alarm(viewer: Viewer, org_code: str, *, on: date, month: str = "") -> Alarm:
    """What is missing before the pay day that comes next, or before a month's."""
    viewer.must_see(org_code)
    period = month_of(month or month_due(org_code, on=on))
    terms = pay_terms(org_code, period)
    due_on = terms.due_on(period)
    run = live_run(viewer, org_code, str(period))
    missing = (
        *_unwritten(viewer, org_code, period),
        *_held(viewer, org_code, period),
        *_run_steps(viewer, terms, run, str(period)),
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


def _run_steps(viewer: Viewer, terms: PayTerms, run: RunRow | None, month: str) -> list[Missing]:
    state, ref = (run.state, run.ref) if run else ("", "")
    if state in STEPS:
        return [Missing(Reason.of(STEPS[state], terms.clause, month=month), ref)]
    found = []
    if run and run.open_fen:
        found.append(
            Missing(Reason.of("labour.missing_payment", terms.clause, open_fen=run.open_fen), run.ref)
        )
    if run and run.due_fen != run.total_fen and (waiting := settlement.lines_apart(viewer, run)):
        found.append(Missing(Reason.of("labour.missing_answer", terms.clause, lines=waiting), ref))
    return found

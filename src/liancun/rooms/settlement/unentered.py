"""Lists of money that are not in a month's book yet (未入账的结算)."""

from collections.abc import Iterator
from datetime import date, timedelta

from liancun.base.permits import OWN
from liancun.base.readiness import stocks
from liancun.base.unentered import Unentered
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.rooms.registry.facts import organisations_on
from liancun.rooms.settlement import facts, rules
from liancun.rooms.settlement.calculation import life_in_force
from liancun.rooms.settlement.kinds import RunKind, all_kinds
from liancun.rooms.settlement.models import Run

AFTER_CLOSING = "ledger.closed_months"
"""A kind that rests on closed months comes after them: no month waits for it."""


def lists(org_code: str, month: Period) -> Iterator[Unentered]:
    """Runs whose money belongs to the month and is not entered, and records of which no run was made."""
    for kind in all_kinds():
        if AFTER_CLOSING in kind.needs or not _makes(kind, org_code, month.last_day):
            continue
        for period in _periods(kind, month):
            yield from _of(kind, org_code, period, month)


def _makes(kind: RunKind, org_code: str, day: date) -> bool:
    """Whether the charter has an organisation make the lists of a kind."""
    try:
        life = life_in_force(kind.name, org_code, day)
    except Refusal:
        return False
    if life.clause.startswith(f"{org_code}:"):
        return True
    kinds = {scope.partition(":")[2] for scope in life.makes.values() if scope.partition(":")[0] == OWN}
    asof = Watermark.everywhere()
    return any(not each or org_code in organisations_on(each, day, asof) for each in kinds)


def _periods(kind: RunKind, month: Period) -> tuple[Period, ...]:
    """The periods of a kind whose money may belong to a month: its own, and the one before."""
    if kind.grain == "month":
        return Period.month_of(month.first_day - timedelta(days=1)), month
    return Period(month.year - 1), Period(month.year)


def _of(kind: RunKind, org_code: str, period: Period, month: Period) -> Iterator[Unentered]:
    runs = facts.with_state(Run.objects.filter(kind=kind.name, org_code=org_code, period=str(period)))
    live = [run for run in runs.order_by("pk") if run.state not in rules.ENDED]
    waiting = [run for run in live if run.state != rules.POSTED]
    if live and not waiting:
        return
    if not month.holds(kind.arises_on(org_code, period, Watermark.now(kind.watched(org_code)))):
        return
    for run in waiting:
        yield Unentered("run_open", kind.name, str(period), run.line_count, run.total_fen, f"run:{run.pk}")
    span = period.first_day, period.last_day
    if not live and kind.needs and not kind.lacking(org_code, *span):
        count = stocks()[kind.needs[-1]].found(org_code, *span).count
        yield Unentered("no_run", kind.name, str(period), count)


UNENTERED = (lists,)

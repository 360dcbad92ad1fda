"""What the cashier has before them (整单收付): a run's open lines, and those that must wait."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Sum

from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Reason
from liancun.rooms.settlement import calculation, facts, gateways, holds
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.settlement.queries.lines import SLICE, named_lines
from liancun.rooms.settlement.queries.pages import PayList
from liancun.rooms.settlement.queries.runs import run_detail
from liancun.rooms.settlement.queries.scope import PAGE


def pay_list(
    viewer: Viewer, run_id: int, *, on: date, search: str = "", limit: int = PAGE, offset: int = 0
) -> PayList:
    """A run's list as it may be paid now; `search` finds a name or a code. Refuses who does not pay it."""
    row = run_detail(viewer, run_id).row
    grant = calculation.grant_for(row.kind, row.org_code, "pays")
    must_permit(viewer, "settlement.record_payments", row.org_code, grant=grant)
    ((_org, seen),) = Watermark.now([row.org_code]).marks  # before the lines: what comes between is told
    run = Run.objects.get(pk=run_id)
    every_open = list(facts.listed_to_pay(run).defer(*facts.WHY))
    free = holds.payable(run)
    lines = [line for line in every_open if line.pk in free]
    held = {line.pk: abs(line.open_fen - free.get(line.pk, 0)) for line in every_open}
    found = [line.pk for line in (_named(viewer, lines, search) if search else lines)]
    page = facts.listed_to_pay(run).filter(pk__in=found[offset : offset + limit])
    every = facts.unsettled(facts.postable(RunLine.objects.filter(run=run))).order_by()
    sums = every.exclude(pk__in=[line.pk for line in every_open]).aggregate(
        n=Count("pk"), fen=Sum("open_fen")
    )
    return PayList(
        rows=tuple(named_lines(viewer, page)),
        found=len(found),
        open_fen=free,
        waits=_waits(lines, on) if row.direction == "pay" else {},
        contrary=sums["n"],
        contrary_fen=sums["fen"] or 0,
        held=sum(1 for fen in held.values() if fen),
        held_fen=sum(held.values()),
        seen=seen,
    )


def _named(viewer: Viewer, lines: Sequence[RunLine], search: str) -> list[RunLine]:
    """The lines whose household's, payee's or their code or name has what was searched for."""
    names: dict[str, str] = {}
    for start in range(0, len(lines), SLICE):
        some = lines[start : start + SLICE]
        names |= gateways.names(viewer, {code for line in some for code in (line.subject, line.payee)})
    return [
        line
        for line in lines
        if any(search in text for code in (line.subject, line.payee) for text in (code, names.get(code, "")))
    ]


def _waits(lines: Sequence[RunLine], on: date) -> dict[int, Reason]:
    died = gateways.deaths_of({line.payee for line in lines})
    return {
        line.pk: Reason.of(
            "settlement.payee_dead",
            line=f"line:{line.pk}",
            payee=line.payee,
            died_on=str(died[line.payee]),
        )
        for line in lines
        if line.payee in died and gateways.waits_for_heir(line.payee, died[line.payee], on)
    }

"""Work orders (派工单): given once, their rate fixed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Yuan, _
from liancun.rooms.labour import facts
from liancun.rooms.labour.models import WorkOrder
from liancun.rooms.labour.rules import JobTerms
from liancun.rooms.registry import facts as registry

ORDER_COLUMNS = ("number", "section", "job", "site", "first_day", "last_day", "wanted", "payer_party")


ORDER = Choice(_("派工单号"), "labour.orders", open=True, most=40)
SECTION = Choice(_("片区、分社"), "registry.sections", open=True, most=20)
JOB = Choice(_("工种"), "labour.jobs", open=True, most=20)
RATE = Yuan(_("工价"), 1, 10**7, help=_("留空按工价表"))


@dataclass(frozen=True)
class NewOrder:
    """A work order as it is given (派工). `rate_fen` None takes the charter's."""

    number: A[str, Code(_("派工单号"), most=40)]
    section: A[str, SECTION]
    job: A[str, JOB]
    site: A[str, Text(_("工地"), most=40)]
    first_day: A[date, Day(_("起"))]
    last_day: A[date, Day(_("止"), help=_("最后一天"))]
    wanted: A[int, Whole(_("人数"), 1, 10_000)]
    rate_fen: A[int | None, RATE] = None
    payer_party: A[str, Choice(_("外单位付款方"), "registry.parties", open=True, most=20)] = ""


def order_faults(org_code: str, orders: Sequence[NewOrder]) -> dict[int, tuple[Reason, ...]]:
    """Place in the list -> everything that keeps that order from being given."""
    villages = registry.section_villages(org_code, (each.section for each in orders))
    unknown = registry.unknown_parties({each.payer_party for each in orders if each.payer_party})
    dead = registry.life_faults((each.payer_party, each.first_day) for each in orders)
    found = {}
    for place, new in enumerate(orders):
        terms = charters.decided(JobTerms, "jobs", on=new.first_day, org=org_code)
        faults = list(_tariff_faults(new, terms))
        if new.section not in villages:
            faults.append(Reason.of("labour.no_such_section", section=new.section))
        if new.payer_party in unknown:
            faults.append(Reason.of("labour.no_such_party", party=new.payer_party))
        if (new.payer_party, new.first_day) in dead:
            faults.append(dead[new.payer_party, new.first_day])
        if faults:
            found[place] = tuple(faults)
    return found


def _tariff_faults(new: NewOrder, terms: JobTerms) -> Sequence[Reason]:
    job = terms.jobs.get(new.job)
    if job is None:
        names = tuple(each.name for each in terms.jobs.values())
        return (Reason.of("labour.unknown_job", terms.clause, job=new.job, known=names),)
    faults = []
    if new.last_day < new.first_day:
        faults.append(Reason.of("labour.no_days", number=new.number))
    if new.rate_fen is not None and new.rate_fen < job.rate_fen:
        faults.append(
            Reason.of("labour.rate_under", terms.clause, rate_fen=new.rate_fen, least_fen=job.rate_fen)
        )
    if (job.payer == "outside") != bool(new.payer_party):
        faults.append(Reason.of("labour.payer_party", terms.clause, number=new.number))
    return faults


@offered(
    "labour.give_order",
    title=_("派工"),
    done=_("已派工"),
    path="orders",
    command="give",
    on="orders",
)
def give_order(org_code: str, new: NewOrder, *, by: Viewer, on: date) -> str:
    """Give a work order (派工); returns its reference."""
    for fault in order_faults(org_code, [new]).get(0, ()):
        raise Refusal.saying(fault)
    village = registry.section_villages(org_code, [new.section])[new.section]
    with guards.refusing(), act("labour.give_order", org_code, by=by, on=on, village_code=village) as a:
        for fault in taken_faults(org_code, [new]).values():
            raise Refusal.saying(fault)
        save_orders_within(a, [new])
        a.ref = f"order:{new.number}"
    return a.ref


def taken_faults(org_code: str, orders: Sequence[NewOrder]) -> dict[str, Reason]:
    """Number -> why it is not given again; where the work was begun, a new rate never reaches back."""
    there = facts.orders(org_code, (each.number for each in orders))
    worked = facts.worked_orders(pk for pk, _terms in there.values())
    found = {}
    for new in orders:
        if new.number not in there:
            continue
        pk, old = there[new.number]
        terms = charters.in_force(JobTerms, on=old.first_day, org=org_code)
        job = terms.jobs.get(new.job)
        rate_fen = job.rate_fen if new.rate_fen is None and job else new.rate_fen
        found[new.number] = (
            Reason.of("labour.rate_after_work", terms.clause, number=new.number, rate_fen=old.rate_fen)
            if pk in worked and rate_fen != old.rate_fen
            else Reason.of("labour.order_exists", number=new.number)
        )
    return found


def save_orders_within(a: Act, orders: Sequence[NewOrder]) -> None:
    """Write orders inside an act, each with the rate of its first day."""
    villages = registry.section_villages(a.org_code, (each.section for each in orders))
    found = []
    for new in orders:
        terms = charters.in_force(JobTerms, on=new.first_day, org=a.org_code)
        rate_fen = terms.jobs[new.job].rate_fen if new.rate_fen is None else new.rate_fen
        values = {name: getattr(new, name) for name in ORDER_COLUMNS}
        found.append(WorkOrder(**values, rate_fen=rate_fen, **a.stamp(villages[new.section])))
    bulk.insert(WorkOrder, found)


def order_in_reach(org_code: str, number: str, by: Viewer) -> WorkOrder:
    """The order of that number; what is out of reach does not exist."""
    row = WorkOrder.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("labour.no_such_order", number=number)
    return row

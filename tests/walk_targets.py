"""What the walk asks for (巡查对象): for each place in an address, records that are there.

A key is a parameter's name, or a piece of an address that holds it ("orders/<number>"); of the keys that fit
an address the longest counts. "POST <address>" holds what that body says beyond the least its schema takes.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count

from liancun.base.acts import act
from liancun.base.importing import HowRead, all_import_kinds, import_sent, reports
from liancun.base.models import KeptReport
from liancun.base.permits import SYSTEM
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import Problem as Fault
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.committee import actions as committee
from liancun.rooms.committee.models import (
    AgendaItem,
    ExtraVote,
    FourSteps,
    JointPart,
    Meeting,
    ResourceUse,
    Seat,
    Task,
)
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.duties.models import Pause, Problem, Visit
from liancun.rooms.labour.models import Course, WorkDay
from liancun.rooms.land.models import ContractFiling, LandContract, PlotRight
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices.models import Notice, NoticeItem, Objection
from liancun.rooms.points.models import MonthScore
from liancun.rooms.production.models import BeeCount, Inspection, Planting
from liancun.rooms.registry.models import Household, HouseholdMember, Membership, Person, Post
from liancun.rooms.registry.queries import viewer_for
from liancun.rooms.sales.models import Sale
from liancun.rooms.settlement.models import Payment, Run, RunLine
from tests.held import held_item

VILLAGE, DAY = "520281123201", date(2026, 2, 12)

OF_THE_TOWN = (
    *("registry", "points/progress", "households", "people", "posts", "duties", "standings"),
    *("tokens", "trail", "doubts"),
)
OF_A_VILLAGE = (
    "sheets",
    "own_sheets",
    "taken_sheets",
    "points",
    "registry/documents",
    "registry/resolutions",
    "registry/record_",
    "documents",
    "resolutions",
)
OF_THE_JOINT = (
    *("goals", "resource", "tasks"),
    *(
        f"committee/{each}"
        for each in ("goals", "resource", "tasks", "set_", "drop_", "pool_", "use_", "take_back", "give_task")
    ),
)
OF_MEMBERS = ("registry/members", "registry/admit_member", "registry/end_membership")
"""Lists and acts of the registry by the organisation whose they are."""

PLACES = re.compile(r"<(\w+)>")

Targets = Mapping[str, list[Any]]


def chosen(address: str, name: str, known: Targets) -> list[Any]:
    """The values of a parameter in an address."""
    fitting = [key for key in known if key == name or (key in address and PLACES.findall(key)[-1:] == [name])]
    assert fitting, f"{address}: say in targets() what {name} may be"
    return known[max(fitting, key=len)]


def people_of(village: str) -> list[Person]:
    """A village's people without any post: nobody elsewhere has a reason to read their names."""
    posted = set(Post.objects.values_list("party", flat=True))
    return [each for each in Person.objects.filter(village_code=village) if each.code not in posted]


def targets() -> dict[str, list[Any]]:
    """Jiaxi's own records where they belong to a village, else the head cooperative's."""
    fee = Run.objects.filter(kind="refuse_fee", org_code="jiaxi").latest("pk")
    pay = Run.objects.filter(kind="delivery_payment").latest("pk")
    surplus = Run.objects.get(kind="surplus")
    line = RunLine.objects.filter(village_code=VILLAGE, run=fee).earliest("pk")
    entry = Entry.objects.filter(org_code="jiaxi").latest("pk")
    paid = Payment.objects.filter(village_code=VILLAGE, state="paid").earliest("pk")
    score = MonthScore.objects.filter(village_code=VILLAGE).earliest("pk")
    slip = WeighSlip.objects.filter(village_code=VILLAGE).earliest("pk")
    visit = Visit.objects.filter(village_code=VILLAGE).exclude(household="").earliest("pk")
    notice = Notice.objects.get(list_ref=f"run:{fee.pk}")
    objection = Objection.objects.filter(village_code=VILLAGE).earliest("pk")
    first_item = NoticeItem.objects.filter(notice=notice).earliest("pk").line_ref
    person, held = people_of(VILLAGE)[0], held_item()
    found: dict[str, list[Any]] = {
        "run_id": [fee.pk, surplus.pk, pay.pk],
        "run": [fee.pk, surplus.pk],
        "line_id": [line.pk],
        "line": [line.pk],
        "payment": [paid.pk],
        "payment_id": [paid.pk],
        "notice_id": [notice.pk],
        "objection_id": [objection.pk],
        "score_id": [score.pk],
        "entry_id": [entry.pk],
        "entry": [entry.pk],
        "orgs/<org_code>/ledger": ["jiaxi"],
        "slip_id": [slip.pk],
        "slip": [slip.pk],
        "orgs/<org_code>/duties/": ["joint"],
        "visit": [visit.pk],
        "visit_id": [visit.pk],
        "problem": [Problem.objects.filter(village_code=VILLAGE).earliest("pk").pk],
        "problem_id": [Problem.objects.filter(village_code=VILLAGE).earliest("pk").pk],
        "pause": [Pause.objects.latest("pk").pk],
        "pause_id": [Pause.objects.latest("pk").pk],
        "sale_id": [Sale.objects.earliest("pk").pk],
        "people/<code>": [person.code],
        "households/<code>": [line.subject],
        "party": [person.code],
        "org_code": ["jiaxi"],
        "orgs/<org_code>": ["head"],
        "orgs/<org_code>/plots": ["jiaxi"],
        **{f"orgs/<org_code>/{each}": ["town"] for each in OF_THE_TOWN},
        **{f"orgs/<org_code>/{each}": ["jiaxi"] for each in OF_A_VILLAGE},
        **{f"orgs/<org_code>/{each}": ["head"] for each in OF_MEMBERS},
        "person": [person.code],
        "household": [line.subject],
        "orgs/<org_code>/contract-filings": ["jiaxi"],
        "orgs/<org_code>/land/file_contract": ["jiaxi"],
        "orgs/<org_code>/land/record_plot": ["jiaxi"],
        "orgs/<org_code>/park/cash": ["company"],
        **{f"orgs/<org_code>/{each}": ["joint"] for each in OF_THE_JOINT},
        "use_id": [ResourceUse.objects.earliest("pk").pk],
        "task_id": [Task.objects.earliest("pk").pk],
        "resource_use": [ResourceUse.objects.earliest("pk").pk],
        "task": [Task.objects.earliest("pk").pk],
        "orgs/<org_code>/payments": ["jiaxi"],
        "orgs/<org_code>/runs": ["jiaxi"],
        # One workbook for each room: a room's permits and reach are the same for all of its own.
        "kind": sorted(
            {kind.verb.partition(".")[0]: name for name, kind in all_import_kinds().items()}.values()
        ),
        "shares/<number>": [ShareLot.objects.earliest("pk").number],
        "sales/<number>": [Sale.objects.earliest("pk").number],
        "month": ["2025-12"],
        "period": ["2025-12"],
        "year": ["2025"],
        "money/<year>/<kind>": ["wages"],
        "orgs/<org_code>/settlement": ["jiaxi", "-"],
        "orgs/<org_code>/settlement/draft_run": ["jiaxi"],
        "end": ["xlsx", "csv", "pdf"],
        "source": ["registry.members", "registry.parties", "registry.households", "registry.nothing"],
        "POST /api/notices/<notice_id>/objections": [{"line": first_item}],
        "notice": [notice.pk],
        "sheet_item": [held.pk],
        "sheet": [held.sheet.code],
        "sheet_items/<item_id>": [held.pk],
        "own_sheets/<kind>": ["scores"],
        "objection": [objection.pk],
        "POST /import/": [{"choice": "payments/jiaxi"}],
        "report_id": [_report()],
        "import/looks/<report_id>": [_look()],
    }
    refs = [f"run:{fee.pk}", f"line:{line.pk}", f"score:{score.pk}", f"entry:{entry.pk}", f"slip:{slip.pk}"]
    refs += [f"household:{line.subject}", f"person:{person.code}", f"notice:{notice.pk}", "own_income:2025"]
    refs += ["organisation:jiaxi", f"run:{surplus.pk}", "park:2025", "nonsense", "line:99999999"]
    refs += [f"sheet_item:{held.pk}", f"sheet:{held.sheet.code}"]
    refs += [f"task:{Task.objects.earliest('pk').pk}", "resource:joint/ZY-2025-01", "plan:town/2025"]
    fields, of_fields = _fields()
    meetings = _meetings()
    of_meetings = [f"meeting:{meetings['meeting'][0]}", f"agenda_item:{meetings['agenda_item'][0]}"]
    newest = WeighSlip.objects.filter(village_code=VILLAGE).latest("weighed_on", "pk")
    doubts, of_doubts = doubts_of(person.code, newest)
    refs += of_fields + of_meetings + of_doubts
    return found | fields | _work() | meetings | doubts | {"ref": refs}


def doubts_of(person: str, slip: WeighSlip) -> tuple[dict[str, list[Any]], list[str]]:
    """Two records of the village that may be one: somebody to be registered again, a slip typed again.

    Of a month that is open: in an earlier one the year's close would wait for it.
    """
    same = {"org_code": slip.org_code, "site": slip.site, "weighed_on": slip.weighed_on}
    again = "0" + slip.number
    if not WeighSlip.objects.filter(**same, number=again).exists():
        scale = ("product", "grade", "gross_g", "tare_g", "net_g", "price_fen", "account_of", "delivered_by")
        said = {name: getattr(slip, name) for name in scale}
        org, village = slip.org_code, slip.village_code
        with act("deliveries.record_slip", org, by=SYSTEM, on=DAY, village_code=village) as a:
            called = {"site": slip.site, "weighed_on": slip.weighed_on, "number": again}
            stamp = a.stamp() | {"recorded_by": slip.recorded_by}
            a.write(WeighSlip(**said, **called, **stamp, state="held"))
    pair, slips = f"{person}=P9999999", f"{slip.pk}={WeighSlip.objects.get(**same, number=again).pk}"
    found: dict[str, list[Any]] = {
        "doubts/<pair>": [pair],
        "weighing-doubts/<pair>": [slips],
        "doubt": [pair],
        "slip_doubt": [slips],
    }
    return found, [f"doubt:{pair}", f"slip_doubt:{slips}"]


def _report() -> int:
    """What was wrong with a workbook that the head cooperative's accountant sent."""
    sheet = Sheet("过磅单", ((1, ["过磅点"]), (2, [None])), False)
    faults = [Fault.of("import.empty", row=2, column="过磅点")]
    sender = viewer_for("head.accountant", on=DAY)
    return reports.keep("weigh_slips", "head", sender, "二月.xlsx", faults, sheet, HowRead())


def _look() -> int:
    """What a workbook of the town's clerk would change in a person, who is found by a name nobody shares."""
    alone = Person.objects.values("name").annotate(n=Count("pk")).filter(n=1).order_by("name")
    sent = f"姓名,电话\n{alone[0]['name']},13900000001\n".encode()
    clerk = viewer_for("town.clerk", on=DAY)
    import_sent("person_changes", sent, "变更.csv", org_code="town", by=clerk, on=DAY, dry_run=True)
    return KeptReport.objects.latest("pk").pk


def _meetings() -> dict[str, list[Any]]:
    """A meeting of the village with an item, and a seat; planned here: those of the town are over."""
    person, day = people_of(VILLAGE)[0].code, date(2026, 2, 11)
    seat = Seat.objects.filter(org_code="jiaxi").latest("pk").pk
    planned = committee.NewMeeting(
        code="HY-0001",
        body="village_representatives",
        title="村民代表会议",
        place="村委会",
        held_on=DAY,
        starts_at="09:00",
        chair=person,
        recorder=person,
    )
    if not Meeting.objects.filter(held_on=planned.held_on, title=planned.title).exists():
        committee.draft_meeting("jiaxi", planned, by=SYSTEM, on=day)
        item = committee.NewItem(number=1, subject="年度报告", matter="yearly_report")
        committee.add_item(Meeting.objects.latest("pk").pk, item, by=SYSTEM, on=day)
        begun = committee.Begun(code="SY-0001", title="修路", matter="public_works", cause="people")
        committee.begin_four_steps("jiaxi", begun, by=SYSTEM, on=day)
    if not ExtraVote.objects.exists():
        member = Membership.objects.filter(org_code="head", party__startswith="P").earliest("pk").party
        more = committee.MoreVotes(party=member, votes=1, start=day, document="章程第十五条")
        committee.give_extra_votes("head", more, by=SYSTEM, on=day)
    extra = ExtraVote.objects.latest("pk").pk
    meeting = Meeting.objects.latest("pk")
    four_steps = FourSteps.objects.latest("pk").pk
    key = AgendaItem.objects.latest("pk").pk
    return {
        "meeting_id": [meeting.pk],
        "meeting": [meeting.pk],
        "form": ["beancount", "hledger"],
        "paper": ["notice", "sign-in", "ballots", "minutes"],
        "item_id": [key],
        "meetings/joint/<item_id>/": [JointPart.objects.earliest("pk").resolved_id],
        "agenda_item": [key],
        "seat_id": [seat],
        "extra_id": [extra],
        "extra_votes": [extra],
        "orgs/<org_code>/extra-votes": ["head"],
        "seat": [seat],
        "orgs/<org_code>/committee": ["jiaxi"],
        "orgs/<org_code>/seats": ["jiaxi"],
        "orgs/<org_code>/meetings": ["jiaxi"],
        "four_steps_id": [four_steps],
        "four_steps": [four_steps],
        "orgs/<org_code>/four-steps": ["jiaxi"],
        "orgs/<org_code>/resolutions/meetings": ["jiaxi"],
    }


def _fields() -> tuple[dict[str, list[Any]], list[str]]:
    """Of the land and what grows on it, and the references to it."""
    right = PlotRight.objects.filter(village_code=VILLAGE, holder__startswith="K").earliest("pk")
    given = LandContract.objects.filter(village_code=VILLAGE, giver__startswith="K")
    contract = given.earliest("pk")
    filed = ContractFiling.objects.values("contract")
    planting = Planting.objects.filter(village_code=VILLAGE).earliest("pk")
    heads = HouseholdMember.objects.filter(household=contract.giver, is_head=True).values("party")
    living = Household.objects.filter(
        kind="living", code__in=HouseholdMember.objects.filter(party__in=heads).values("household")
    )
    home = living.earliest("pk").code
    found: dict[str, list[Any]] = {
        "plot_code": [right.plot],
        "plot": [right.plot],
        "contract_number": [contract.number],
        "planting_number": [planting.number],
        "households/<code>/land": [home],
        "households/<code>/land-money": [home],
        "POST /api/orgs/<org_code>/contract-filings": [
            {"number": (given.exclude(pk__in=filed).first() or contract).number}
        ],
        "POST /api/orgs/<org_code>/inspections/follow-up": [
            {"number": Inspection.objects.earliest("pk").number}
        ],
        "POST /api/orgs/<org_code>/bee-counts": [
            {"apiary": BeeCount.objects.select_related("apiary").earliest("pk").apiary.code}
        ],
    }
    return found, [f"plot:{right.plot}", f"contract:{contract.number}", f"planting:{planting.number}"]


def _work() -> dict[str, list[Any]]:
    """Of who worked where."""
    day = WorkDay.objects.select_related("order").filter(village_code=VILLAGE).earliest("pk")
    return {
        "work_id": [day.pk],
        "orders/<number>": [day.order.number],
        "courses/<number>": [Course.objects.earliest("pk").number],
        "work": [day.pk],
        "POST /api/orgs/<org_code>/orders": [{"section": day.order.section, "job": day.order.job}],
        "POST /api/orgs/<org_code>/seekers": [{"party": day.party, "section": day.order.section}],
        "POST /api/orgs/<org_code>/orders/<number>/dispatch": [{"parties": [day.party]}],
    }

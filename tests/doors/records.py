"""What the examples speak of (例子里的记录): records of the small town by the names in braces."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from liancun.base.permits import SYSTEM
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.committee.models import (
    AgendaItem,
    ExtraVote,
    FourSteps,
    JointPart,
    Meeting,
    ResourceUse,
    Seat,
    Task,
    TaskStep,
)
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.duties.models import Assignment, Pause, Problem, Visit
from liancun.rooms.labour.models import WorkDay, WorkOrder
from liancun.rooms.land.models import ContractPlot, LandContract, Plot, PlotRight
from liancun.rooms.ledger.models import Entry
from liancun.rooms.notices.models import Notice, Objection
from liancun.rooms.points.models import MonthScore
from liancun.rooms.production.models import Inspection, InspectionFollowup, Planting, Rectification
from liancun.rooms.registry.models import Household, HouseholdMember, Login
from liancun.rooms.sales.models import Sale
from liancun.rooms.settlement.models import Payment, Run, RunLine
from liancun.rooms.settlement.queries import open_lines
from tests.held import held_item, phone, saved_items
from tests.walk_targets import VILLAGE


def _free_plot() -> str:
    """A plot of the village that no contract holds."""
    taken = ContractPlot.objects.values("plot")
    return str(Plot.objects.filter(village_code=VILLAGE).exclude(code__in=taken).latest("pk").code)


def _open_findings() -> Any:
    """Rounds that asked for something nobody has done yet."""
    return Inspection.objects.exclude(pk__in=InspectionFollowup.objects.values("inspection"))


def _housemate() -> Any:
    """Somebody of the village who lives with a household's head."""
    homes = Household.objects.filter(village_code=VILLAGE, kind="living").values("code")
    return HouseholdMember.objects.filter(household__in=homes, is_head=False).earliest("pk")


def _seated(org: str, body: str) -> str:
    """Who sits on a body, as several are typed."""
    seats = Seat.objects.filter(org_code=org, body=body)
    return " ".join(sorted(set(seats.values_list("party", flat=True))))


HERE: dict[str, Callable[[], Any]] = {
    "agenda_item": lambda: AgendaItem.objects.latest("pk").pk,
    "bare_plot": lambda: "52028112320100018",
    "big_home": lambda: "L000005",
    "cadre": lambda: Login.objects.get(name="jiaxi.cadre1").party,
    "buyer": lambda: Sale.objects.filter(buyer__startswith="P").latest("pk").buyer,
    "contract": lambda: LandContract.objects.earliest("pk").number,
    "done_task": lambda: TaskStep.objects.filter(kind="done").latest("pk").task_id,
    "drafted": lambda: Run.objects.latest("pk").pk,
    "drafted_line": lambda: RunLine.objects.latest("pk").pk,
    "drafted_payee": lambda: RunLine.objects.latest("pk").payee,
    "entry": lambda: Entry.objects.latest("pk").pk,
    "extra_votes": lambda: ExtraVote.objects.latest("pk").pk,
    "fee_run": lambda: Run.objects.filter(kind="refuse_fee", org_code="jiaxi").latest("pk").pk,
    "finding": lambda: _open_findings().earliest("pk").number,
    "found_planting": lambda: _open_findings().earliest("pk").planting.number,
    "four_steps": lambda: FourSteps.objects.latest("pk").pk,
    "free_holder": lambda: PlotRight.objects.filter(plot=_free_plot()).latest("pk").holder,
    "free_plot": lambda: _free_plot(),
    "grid_objection": lambda: Objection.objects.filter(org_code="jiaxi").latest("pk").pk,
    "grid_worker": lambda: "P0000015",
    "held_item": lambda: held_item().pk,
    "taken_sheet": lambda: phone().code,
    "held_line": lambda: int(
        Objection.objects.filter(org_code="jiaxi").latest("pk").line_ref.removeprefix("line:")
    ),
    "late_slip": lambda: (
        WeighSlip.objects.filter(state="accepted", number__startswith="Y-9", supersedes=None).latest("pk").pk
    ),
    "held_slip": lambda: WeighSlip.objects.filter(state="held").latest("pk").pk,
    "person_pair": lambda: "P9000071=P9000072",
    "slip_pair": lambda: "=".join(
        str(WeighSlip.objects.filter(number=number).earliest("pk").pk) for number in ("Y-9012", "Y-9013")
    ),
    "held_work": lambda: WorkDay.objects.filter(state="held").latest("pk").pk,
    "home": lambda: "L000002",
    "housemate": lambda: _housemate().party,
    "line": lambda: RunLine.objects.filter(run__kind="wages").latest("pk").pk,
    "lot": lambda: ShareLot.objects.earliest("pk").number,
    "meeting": lambda: Meeting.objects.latest("pk").pk,
    "member": lambda: "P0000001",
    "neighbour": lambda: (
        Household.objects.filter(village_code=VILLAGE, kind="living")
        .exclude(code="L000002")
        .earliest("pk")
        .code
    ),
    "notice": lambda: Notice.objects.latest("pk").pk,
    "objection": lambda: Objection.objects.filter(org_code="head").latest("pk").pk,
    "objector": lambda: "P0000003",
    "on_joint": lambda: _seated("joint", "joint_committee"),
    "open_line": lambda: next(open_lines(SYSTEM, "jiaxi", kind="refuse_fee")).line,
    "order": lambda: WorkOrder.objects.filter(village_code=VILLAGE).latest("pk").number,
    "other_member": lambda: "P0000003",
    "other_cadre": lambda: Login.objects.get(name="jiaxi.cadre3").party,
    "outsider": lambda: "P0000021",
    "own_visit": lambda: Visit.objects.filter(visitor=HERE["cadre"]()).latest("pk").pk,
    "pause": lambda: Pause.objects.latest("pk").pk,
    "problem": lambda: Problem.objects.latest("pk").pk,
    "paid": lambda: Payment.objects.filter(org_code="jiaxi", state="paid").latest("pk").pk,
    "planting": lambda: Planting.objects.earliest("pk").number,
    "part": lambda: JointPart.objects.filter(at_org="jiaxi").latest("pk").pk,
    "plot": lambda: "52028112320100004",
    "representatives": lambda: _seated("jiaxi", "village_representatives"),
    "rectified": lambda: Rectification.objects.earliest("pk").planting.number,
    "run": lambda: Run.objects.filter(kind="wages").latest("pk").pk,
    "sale": lambda: Sale.objects.latest("pk").number,
    "scored": lambda: MonthScore.objects.filter(org_code="jiaxi", month="2026-02").latest("pk").household,
    "seat": lambda: Seat.objects.latest("pk").pk,
    "section_head": lambda: "P0000014",
    "shared_home": lambda: _housemate().household,
    "slip": lambda: WeighSlip.objects.filter(village_code=VILLAGE).earliest("pk").pk,
    "task": lambda: Task.objects.get(code="LS-2026-99").pk,
    "tied_home": lambda: Assignment.objects.filter(party=HERE["cadre"]()).earliest("pk").household,
    "unscored": lambda: "L000007",
    "use": lambda: ResourceUse.objects.latest("pk").pk,
    "village": lambda: VILLAGE,
    "village_run": lambda: Run.objects.filter(kind="grid_worker_pay", org_code="jiaxi").latest("pk").pk,
    "work": lambda: WorkDay.objects.filter(state="accepted").latest("pk").pk,
    "worker": lambda: "P0000002",
}


def filled(line: str, folder: Path) -> str:
    """The line with its records named; what it needs as a file is written into the folder."""
    return re.sub(r"\{(\w+)\}", lambda found: str(_named(found[1], folder)), line)


def _named(name: str, folder: Path) -> Any:
    if name == "folder":
        return folder
    if name in FILES:
        path = folder / name
        path = path.with_suffix(FILES[name][0])
        path.write_bytes(FILES[name][1]())
        return path
    return HERE[name]()


def _payments() -> bytes:
    return json.dumps([{"line": HERE["open_line"](), "amount_fen": 1, "happened_on": "2026-02-11"}]).encode()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "organisations": (
        ".csv",
        "单位编码,名称,类型,上级单位,有自己的账簿,起\nsecond,第二合作社,合作总社,town,是,2026-01-01\n".encode,
    ),
    "payments": (".json", _payments),
    "items": (".json", saved_items),
    "seekers": (".csv", "人员编码,登记日,片区,意愿\nP0000002,2026-02-12,pq-jiaxi,采摘\n".encode),
}
"""Files an example hands over: the end of the name, and what is in it."""

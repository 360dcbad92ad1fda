"""The writers of tasks (落实事项办理): given after a resolution, done through a record alone."""

from dataclasses import asdict, dataclass, replace
from datetime import date

from liancun.base import guards, references
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.permits import SYSTEM, Grant, must_permit, permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, _
from liancun.rooms.committee import tasking
from liancun.rooms.committee.models import Task, TaskStep
from liancun.rooms.committee.tasking import Step
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.fields import ORGANISATION, PERSON, POST, RECORD, VILLAGE

TASK = Whole(_("事项序号"), 1, 2**63 - 1)
CODE = Code(_("事项编号"), most=40, example="LS-2026-01")
THEIRS = Grant("", {}, anyone=True)
NO_RECORD = ("task", "resolution")
"""What says that something is to be done shows nothing of its being done."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What is to be done after a resolution, by whom and by when (一件落实事项)."""

    code: A[str, CODE]
    resolution: A[str, Choice(_("决议"), "committee.passed", most=60)]
    what: A[str, Text(_("要办的事"), most=200)]
    party: A[str, replace(PERSON, label=_("承办人"), help=_("写了职务和单位的不写"))] = ""
    post: A[str, replace(POST, label=_("承办职务"))] = ""
    at_org: A[str, replace(ORGANISATION, label=_("承办单位"))] = ""
    village_code: A[str, replace(VILLAGE, label=_("在哪个村"), help=_("不止一个村的不写"))] = ""
    due_on: A[date, Day(_("办结期限"), today=False)]


@dataclass(frozen=True, kw_only=True)
class Done:
    """What shows that a task is done (办结)."""

    record: A[str, replace(RECORD, label=_("凭哪条记录"))]
    done_on: A[date, Day(_("办结日"))]
    note: A[str, Text(_("说明"), most=200)] = ""


@dataclass(frozen=True, kw_only=True)
class Again:
    """Why a task is opened again (重新办理)."""

    reason: A[str, Text(_("原因"), most=200)]


@offered("committee.give_task", title=_("交办"), path="tasks", command="task", on="tasks")
def give_task(org_code: str, given: Duty, *, by: Viewer, on: date) -> str:
    """Give somebody something to do after a resolution that carried (交办); returns its reference."""
    _must_have_carried(org_code, given.resolution)
    _must_say_who(given)
    registry.must_live([(given.party, on)] if given.party else [])
    with guards.refusing(), act("committee.give_task", org_code, by=by, on=on) as a:
        if Task.objects.filter(org_code=org_code, code=given.code).exists():
            raise Refusal("committee.task.code_taken", number=given.code)
        said = asdict(given)
        stamp = a.stamp(said.pop("village_code"))
        row = a.add(Task, **said, **stamp)
        a.ref = f"task:{row.pk}"
    return a.ref


@offered(
    "committee.finish_task",
    title=_("办结"),
    done=_("已办结"),
    path="tasks/{task_id}/done",
    command="done",
    of="task",
    own_grant=True,
)
def finish_task(task_id: A[int, TASK], given: Done, *, by: Viewer, on: date) -> str:
    """Call a task done, by a record that is there and in reach of who says so (凭记录办结)."""
    row = task_in_reach(task_id, by)
    if not (is_awaited(row, by) or permitted(by, "committee.give_task", row.org_code, row.village_code)):
        must_permit(by, "committee.give_task", row.org_code, row.village_code)
    _must_show(row, given.record, by)
    with (
        guards.refusing(),
        act(
            "committee.finish_task",
            row.org_code,
            by=by,
            on=on,
            village_code=row.village_code,
            permit=THEIRS,
        ) as a,
    ):
        last, number = last_step(row)
        _refuse(tasking.done_fault(row.on, last, given.done_on, on))
        a.add(
            TaskStep,
            task=row,
            kind=TaskStep.Kind.DONE,
            number=number + 1,
            happened_on=given.done_on,
            record=given.record,
            note=given.note,
            **a.stamp(row.village_code),
        )
        a.ref = f"task:{row.pk}"
    return a.ref


@offered(
    "committee.reopen_task",
    title=_("重新办理"),
    done=_("已退回重新办理"),
    path="tasks/{task_id}/reopen",
    command="reopen",
    of="task",
    permit="committee.give_task",
)
def reopen_task(task_id: A[int, TASK], given: Again, *, by: Viewer, on: date) -> str:
    """Open a task again that was called done (重新办理), with the reason; its day stays as it was."""
    row = task_in_reach(task_id, by)
    with (
        guards.refusing(),
        act(
            "committee.reopen_task",
            row.org_code,
            by=by,
            on=on,
            village_code=row.village_code,
            permit="committee.give_task",
        ) as a,
    ):
        last, number = last_step(row)
        _refuse(tasking.reopen_fault(last))
        a.add(
            TaskStep,
            task=row,
            kind=TaskStep.Kind.REOPENED,
            number=number + 1,
            happened_on=on,
            note=given.reason,
            **a.stamp(row.village_code),
        )
        a.ref = f"task:{row.pk}"
    return a.ref


def is_awaited(row: Task, by: Viewer) -> bool:
    """Whether a task is this viewer's to do: named, or holding the post it was given to."""
    if by is SYSTEM:
        return True
    if row.party:
        return row.party == by.party
    return by.holds(row.post, row.at_org, row.village_code)


def task_in_reach(task_id: int, by: Viewer) -> Task:
    """A task of an organisation in reach, or one's own to do; anything else is not found."""
    row = Task.objects.filter(pk=task_id).first()
    if row is None or not (by.sees(row.org_code, row.village_code) or is_awaited(row, by)):
        raise Refusal("viewer.not_found")
    return row


def last_step(row: Task) -> tuple[Step | None, int]:
    """The latest of what became of a task, and how many steps there are."""
    found = TaskStep.objects.filter(task=row).order_by("-number").first()
    return (None, 0) if found is None else (Step(found.kind, found.happened_on), found.number)


def _must_have_carried(org_code: str, code: str) -> None:
    carried = registry.resolution_carried(org_code, code)
    if carried is None:
        raise Refusal("committee.task.no_such_resolution", number=code)
    if not carried:
        raise Refusal("committee.task.not_passed", number=code)


def _must_say_who(given: Duty) -> None:
    if bool(given.party) == bool(given.post and given.at_org) or bool(given.post) != bool(given.at_org):
        raise Refusal("committee.task.say_who")
    if given.party and registry.unknown_parties([given.party]):
        raise Refusal("committee.task.no_such_person", party=given.party)
    if given.village_code and given.village_code not in registry.villages_known([given.village_code]):
        raise Refusal("registry.no_such_village", value=given.village_code)


def _must_show(row: Task, record: str, by: Viewer) -> None:
    """A task is done through a record: one that is there, that who says so may see, and no order to do it."""
    if record.partition(":")[0] in NO_RECORD:
        raise Refusal("committee.task.no_proof", ref=record)
    try:
        references.resolve(by, record)
    except Refusal as no:
        raise Refusal("committee.task.no_such_record", ref=record) from no


def _refuse(fault: Reason | None) -> None:
    if fault:
        raise Refusal.saying(fault)

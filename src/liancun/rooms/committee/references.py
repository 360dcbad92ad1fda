"""What `why` finds here (议事来历): a meeting, what was put to it, a seat."""

from dataclasses import asdict
from datetime import date

from liancun.base import clock
from liancun.base.references import Kept, Trace, number, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import specs_of
from liancun.rooms.committee import facts, queries
from liancun.rooms.committee.actions.tasks import task_in_reach
from liancun.rooms.committee.models import (
    ExtraVote,
    ItemResult,
    PlanGoal,
    PooledResource,
    ResourceUse,
    Seat,
    TaskStep,
)
from liancun.rooms.committee.queries.pool import ResourceRow, UseRow, resource_rows, use_rows
from liancun.rooms.committee.queries.tasks import TaskRow, task_of
from liancun.rooms.registry import queries as registry


def meeting(viewer: Viewer, key: str) -> Trace:
    """meeting:ID"""
    card = queries.meeting_card(viewer, number(key))
    return Trace(
        f"meeting:{key}",
        Reason.of("committee.meeting", title=card.title, body=card.body, held_on=str(card.held_on)),
        stated((("place", card.place), ("entitled", card.entitled or None))),
        parents=tuple(each.ref for each in card.items),
        org_code=card.org_code,
    )


def agenda_item(viewer: Viewer, key: str) -> Trace:
    """agenda_item:ID; what was voted rests on its meeting, and opens the registry's resolution."""
    item = facts.item(number(key))
    if not queries.went_to(viewer, item):
        viewer.must_see(item.org_code)
    result = ItemResult.objects.filter(item=item).first()
    title = Reason.of("committee.item", number=item.number, subject=item.subject, title=item.meeting.title)
    if result is None:
        return Trace(
            f"agenda_item:{key}", title, parents=(f"meeting:{item.meeting_id}",), org_code=item.org_code
        )
    counts = {spec.name: getattr(result, spec.name) for spec in specs_of(queries.Votes)}
    above = [f"meeting:{item.meeting_id}"]
    if item.part is not None:
        above.append(f"agenda_item:{item.part.resolved_id}")
    if item.steps_id:
        above.append(f"four_steps:{item.steps_id}")
    if result.resolution:
        above.append(f"resolution:{item.org_code}/{result.resolution}")
    outcome = Reason.of(f"committee.outcome.{result.outcome}", result.clause)
    return Trace(
        f"agenda_item:{key}",
        title,
        (),
        (outcome, *facts.because(item)),
        tuple(above),
        item.org_code,
        kept=Kept(queries.Votes, counts),
    )


def seat(viewer: Viewer, key: str) -> Trace:
    """seat:ID"""
    row = Seat.objects.filter(pk=number(key)).first()
    if row is None:
        raise Refusal("viewer.not_found")
    viewer.must_see(row.org_code)
    name = registry.names(viewer, [row.party]).get(row.party, row.party)
    return Trace(
        f"seat:{key}",
        Reason.of("committee.seat", name=name, body=row.body),
        stated((("start", str(row.start)), ("end", str(row.end or "")), ("document", row.document))),
        org_code=row.org_code,
    )


def extra_votes(viewer: Viewer, key: str) -> Trace:
    """extra_votes:ID"""
    row = ExtraVote.objects.filter(pk=number(key)).first()
    if row is None:
        raise Refusal("viewer.not_found")
    viewer.must_see(row.org_code)
    name = registry.names(viewer, [row.party]).get(row.party, row.party)
    return Trace(
        f"extra_votes:{key}",
        Reason.of("committee.extra_votes", name=name, votes=row.votes),
        stated((("start", str(row.start)), ("end", str(row.end or "")), ("document", row.document))),
        org_code=row.org_code,
    )


def four_steps(viewer: Viewer, key: str) -> Trace:
    """four_steps:ID; its steps, the vote, and the notices by which it was published."""
    card = queries.four_steps_card(viewer, number(key))
    above = [each.ref for each in card.steps if each.ref]
    above += [f"notice:{each}" for each in (card.decision, card.implementation) if each]
    return Trace(
        f"four_steps:{key}",
        Reason.of("committee.four_steps", title=card.title, number=card.code),
        parents=tuple(above),
        org_code=card.org_code,
        kept=Kept(queries.FourStepsCard, vars(card)),
    )


def plan(viewer: Viewer, key: str) -> Trace:
    """plan:ORG/YEAR"""
    org_code, _slash, year = key.partition("/")
    rows = PlanGoal.objects.filter(org_code=org_code, year=number(year))
    if not viewer.sees(org_code) or not rows.exists():
        raise Refusal("viewer.not_found")
    return Trace(f"plan:{key}", Reason.of("committee.plan", year=number(year)), org_code=org_code)


def resource(viewer: Viewer, key: str) -> Trace:
    """resource:ORG/CODE"""
    org_code, _slash, code = key.partition("/")
    row = PooledResource.objects.filter(org_code=org_code, code=code).first()
    if row is None or not viewer.sees(org_code):
        raise Refusal("viewer.not_found")
    (shown,) = resource_rows([row], clock.today())
    uses = ResourceUse.objects.filter(resource=row).order_by("start", "pk")
    return Trace(
        f"resource:{key}",
        Reason.of("committee.resource", title=row.title, village=shown.village),
        (("document", row.document),),
        parents=tuple(f"resource_use:{pk}" for pk in uses.values_list("pk", flat=True)),
        org_code=org_code,
        kept=Kept(ResourceRow, asdict(shown)),
    )


def resource_use(viewer: Viewer, key: str) -> Trace:
    """resource_use:ID"""
    row = ResourceUse.objects.select_related("resource").filter(pk=number(key)).first()
    if row is None or not viewer.sees(row.org_code, row.village_code):
        raise Refusal("viewer.not_found")
    (shown,) = use_rows([row])
    return Trace(
        f"resource_use:{key}",
        Reason.of("committee.resource_use", purpose=row.purpose, village=shown.village),
        parents=(shown.resource_ref,),
        org_code=row.org_code,
        village_code=row.village_code,
        kept=Kept(UseRow, asdict(shown)),
    )


def task(viewer: Viewer, key: str) -> Trace:
    """task:ID"""
    row = task_in_reach(number(key), viewer)
    shown = task_of(viewer, row, on=clock.today())
    steps = list(TaskStep.objects.filter(task=row).order_by("number"))
    return Trace(
        f"task:{key}",
        Reason.of("committee.task", what=row.what, due_on=str(row.due_on)),
        reasons=tuple(_step(step.kind, step.happened_on, step.note) for step in steps),
        parents=(shown.resolution_ref, *dict.fromkeys(step.record for step in steps if step.record)),
        org_code=row.org_code,
        village_code=row.village_code,
        kept=Kept(TaskRow, asdict(shown)),
    )


def _step(kind: str, happened_on: date, note: str) -> Reason:
    code = "committee.task.was_done" if kind == TaskStep.Kind.DONE else "committee.task.was_reopened"
    return Reason.of(code, happened_on=str(happened_on), note=note)


RESOLVERS = {
    "meeting": meeting,
    "agenda_item": agenda_item,
    "seat": seat,
    "extra_votes": extra_votes,
    "four_steps": four_steps,
    "decision": four_steps,
    "implementation": four_steps,
    "plan": plan,
    "resource": resource,
    "resource_use": resource_use,
    "task": task,
}
"""What a notice publishes, "decision:12", is the matter it is about."""

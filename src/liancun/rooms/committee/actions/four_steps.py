"""Four steps and two publications (四议两公开办理)."""

from dataclasses import dataclass
from datetime import date

from liancun.base import charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.digest import digest
from liancun.kernel.fields import A, Code, Day, Text, Whole, _
from liancun.rooms.committee import facts, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.models import FourStep, FourSteps
from liancun.rooms.committee.rules import Bodies, Matters
from liancun.rooms.notices import actions as notices
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.fields import MOST_PEOPLE

PUBLICATIONS = {"decision": "决议公开", "implementation": "实施结果公开"}
"""What the two publications are called on the board: data, as the village hangs it up."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A matter that goes through the four steps (四议两公开的事项)."""

    code: A[str, Code(_("登记编号"), most=40, example="SY-2026-01")]
    title: A[str, Text(_("事项"), most=120)]
    matter: A[str, f.MATTER]
    cause: A[str, f.CAUSE]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One of the first three steps (提议、商议、审议)."""

    step: A[str, f.STEP]
    happened_on: A[date, Day(_("日期"))]
    due: A[int, Whole(_("应到"), 1, MOST_PEOPLE)]
    present: A[int, Whole(_("实到"), most=MOST_PEOPLE)]
    votes_for: A[int, f.VOTES_FOR]
    document: A[str, Text(_("会议记录编号"), most=60)]
    note: A[str, Text(_("内容"), most=200)] = ""


@offered(
    "committee.begin_four_steps",
    title=_("登记四议两公开"),
    path="four-steps",
    command="begin-steps",
    on="four_steps",
)
def begin_four_steps(org_code: str, given: Begun, *, by: Viewer, on: date) -> str:
    """Begin the four steps of a matter (登记四议两公开): what brought it up, and of what kind it is."""
    matters = charters.in_force(Matters, on=on, org=org_code)
    matters.kind(given.matter)
    if not registry.village_of_collective(org_code):
        raise Refusal("committee.steps_are_of_villages", matters.clause)
    with guards.refusing(), act("committee.begin_four_steps", org_code, by=by, on=on) as a:
        if FourSteps.objects.filter(org_code=org_code, code=given.code).exists():
            raise Refusal("committee.steps_taken", number=given.code)
        row = a.add(FourSteps, **vars(given), **a.stamp())
        a.ref = f"four_steps:{row.pk}"
    return a.ref


@offered(
    "committee.record_step",
    title=_("登记四议的一步"),
    path="four-steps/{four_steps_id}/steps",
    command="record-step",
    of="four_steps",
)
def record_step(four_steps_id: A[int, f.FOUR_STEPS], given: Taken, *, by: Viewer, on: date) -> str:
    """Record a step in its order (提议、商议、审议), each by its own count; the fourth is the body's vote."""
    row = facts.four_steps(four_steps_id)
    with guards.refusing(), act("committee.record_step", row.org_code, by=by, on=on) as a:
        a.ref = f"four_steps:{row.pk}"
        if given.happened_on > on:
            raise Refusal("committee.not_yet", day=str(given.happened_on))
        bodies = charters.in_force(Bodies, on=given.happened_on, org=row.org_code)
        before = facts.steps_taken(row.pk)
        rules.must_follow(given.step, given.happened_on, before, bodies.clause)
        rules.must_have_carried(given.step, given.due, given.present, given.votes_for, bodies)
        a.add(FourStep, of=row, **vars(given), **a.stamp())
    return a.ref


@offered(
    "committee.publish_decision",
    title=_("决议公开"),
    ask=_("公开以后要在村公示栏张贴。确定吗?"),
    path="four-steps/{four_steps_id}/decision",
    of="four_steps",
)
def publish_decision(four_steps_id: A[int, f.FOUR_STEPS], *, by: Viewer, on: date) -> str:
    """Publish what was decided (决议公开): the paper must then hang in the village for the law's days."""
    row = facts.four_steps(four_steps_id)
    with guards.refusing(), act("committee.publish_decision", row.org_code, by=by, on=on) as a:
        if facts.decided(row.pk) is None:
            raise Refusal("committee.not_decided_yet", _matters(row, on).clause, number=row.code)
        a.ref = _publish(a, row, "decision", on)
    return a.ref


@offered(
    "committee.publish_outcome",
    title=_("结果公开"),
    ask=_("公开以后要在村公示栏张贴。确定吗?"),
    path="four-steps/{four_steps_id}/outcome",
    of="four_steps",
)
def publish_outcome(four_steps_id: A[int, f.FOUR_STEPS], *, by: Viewer, on: date) -> str:
    """Publish what became of the decision (结果公开), after the decision itself was published."""
    row = facts.four_steps(four_steps_id)
    with guards.refusing(), act("committee.publish_outcome", row.org_code, by=by, on=on) as a:
        if not facts.published(row.pk, "decision"):
            raise Refusal("committee.decision_first", _matters(row, on).clause, number=row.code)
        a.ref = _publish(a, row, "implementation", on)
    return a.ref


def _matters(row: FourSteps, on: date) -> Matters:
    return charters.in_force(Matters, on=on, org=row.org_code)


def _publish(a: Act, row: FourSteps, what: str, on: date) -> str:
    """Hand a publication to the board (公示); it hangs in the village as long as the law asks for."""
    matters = _matters(row, on)
    if facts.published(row.pk, what):
        raise Refusal("committee.published_already", matters.clause, number=row.code)
    ref = f"{what}:{row.pk}"
    village = registry.village_of_collective(row.org_code)
    return notices.publish_within(
        a,
        list_ref=ref,
        kind=what,
        title=f"{PUBLICATIONS[what]}:{row.title}"[:80],
        period=str(on.year),
        items=[notices.Item(ref, row.code, "", village)],
        circles=("paper", "web"),
        objection_days=matters.shown_days,
        expires_days=matters.shown_days,
        clause=matters.clause,
        total_fen=0,
        digest=digest([row.code, row.title, what, facts.decided(row.pk)]),
    )

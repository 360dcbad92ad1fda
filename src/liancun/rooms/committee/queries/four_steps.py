"""Four steps and two publications as people read them (四议两公开)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, _
from liancun.rooms.committee import facts
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.models import FourStep, FourSteps, ItemResult

FOUR_STAGES = (
    ("begun", _("等党支部提议")),
    ("proposed", _("等村两委商议")),
    ("consulted", _("等党员大会审议")),
    ("examined", _("等会议决议")),
    ("decided", _("等决议公开")),
    ("published", _("等结果公开")),
    ("done", _("已办完")),
)
FOUR_STEPS = f.EVERY_STEP


@dataclass(frozen=True)
class FourStepsRow:
    """A matter and how far it is (四议两公开)."""

    code: A[str, Code(_("登记编号"))]
    title: A[str, Text(_("事项"), link="ref")]
    cause: A[str, f.CAUSE]
    stage: A[str, Choice(_("进度"), FOUR_STAGES)]
    since: A[date, Day(_("登记日"))]
    ref: str


@dataclass(frozen=True)
class FourStepsPage:
    """A page of matters in four steps."""

    total: int
    rows: tuple[FourStepsRow, ...]


@listed(
    "committee.four_steps",
    title=_("四议两公开"),
    path="four-steps",
    command="four-steps",
    empty=_("还没有登记四议两公开"),
)
def four_steps_page(viewer: Viewer, org_code: str, *, limit: int = 50, offset: int = 0) -> FourStepsPage:
    """The matters of a village that go through the four steps, the latest first."""
    viewer.must_see(org_code)
    page, total = page_of(FourSteps.objects.filter(org_code=org_code).order_by("-pk"), limit, offset)
    stages = facts.stages_of_matters([row.pk for row in page])
    return FourStepsPage(
        total,
        tuple(
            FourStepsRow(row.code, row.title, row.cause, stages[row.pk], row.on, f"four_steps:{row.pk}")
            for row in page
        ),
    )


@dataclass(frozen=True)
class StepRow:
    """One of the four steps as it was taken (四议)."""

    step: A[str, f.STEP_OR_VOTE]
    happened_on: A[date, Day(_("日期"))]
    due: A[int, Whole(_("应到"))]
    present: A[int, Whole(_("实到"))]
    votes_for: A[int, f.VOTES_FOR]
    document: A[str, Text(_("会议记录编号"), link="ref")]
    note: A[str, Text(_("内容"))]
    ref: str
    passed: bool = False


@dataclass(frozen=True)
class FourStepsCard:
    """A matter with its steps and publications (四议两公开登记)."""

    four_steps: int
    org_code: str
    code: A[str, Code(_("登记编号"))]
    title: A[str, Text(_("事项"))]
    matter: str
    cause: A[str, f.CAUSE]
    stage: A[str, Choice(_("进度"), FOUR_STAGES)]
    steps: tuple[StepRow, ...]
    decision: int
    implementation: int
    ref: str


def four_steps_card(viewer: Viewer, key: int) -> FourStepsCard:
    """A matter, the three steps before the vote, the vote, and the notices by which it was published."""
    row = facts.four_steps(key)
    viewer.must_see(row.org_code)
    taken = [
        StepRow(
            each.step, each.happened_on, each.due, each.present, each.votes_for, each.document, each.note, ""
        )
        for each in FourStep.objects.filter(of=row).order_by("pk")
    ]
    for vote in ItemResult.objects.select_related("item__meeting").filter(item__steps=row).order_by("pk"):
        taken.append(
            StepRow(
                "voted",
                vote.item.meeting.held_on,
                vote.entitled,
                vote.present,
                vote.votes_for,
                vote.resolution,
                str(vote.get_outcome_display()),
                f"agenda_item:{vote.item_id}",
                vote.outcome == ItemResult.Outcome.PASSED,
            )
        )
    return FourStepsCard(
        row.pk,
        row.org_code,
        row.code,
        row.title,
        row.matter,
        row.cause,
        facts.stages_of_matters([row.pk])[row.pk],
        tuple(taken),
        facts.published(row.pk, "decision") or 0,
        facts.published(row.pk, "implementation") or 0,
        f"four_steps:{row.pk}",
    )


@dataclass(frozen=True)
class Publication:
    """What a village publishes of a matter (公开的内容): the decision and how it was voted; open to all."""

    title: A[str, Text(_("事项"))]
    text: A[str, f.TEXT]
    held_on: A[date, f.HELD_ON]
    body: A[str, f.WHICH_BODY]
    entitled: A[int, f.ENTITLED]
    present: A[int, f.PRESENT]
    votes_for: A[int, f.VOTES_FOR]
    votes_against: A[int, f.VOTES_AGAINST]
    votes_abstain: A[int, f.VOTES_ABSTAIN]
    resolution: A[str, Text(_("决议编号"))]


def publication(key: int) -> Publication | None:
    """What the notice of a matter says, to whoever may read the notice."""
    votes = ItemResult.objects.select_related("item__meeting", "item__steps")
    vote = votes.filter(item__steps=key, outcome=ItemResult.Outcome.PASSED).order_by("pk").first()
    if vote is None or vote.item.steps is None:
        return None
    return Publication(
        vote.item.steps.title,
        vote.item.text,
        vote.item.meeting.held_on,
        vote.item.meeting.body,
        vote.entitled,
        vote.present,
        vote.votes_for,
        vote.votes_against,
        vote.votes_abstain,
        vote.resolution,
    )

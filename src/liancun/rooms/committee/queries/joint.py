"""A joint resolution in the villages (联村决议): where it passed, where not, and who is still to vote."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from liancun.base.lists import listed
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Flag, Text, Whole, _
from liancun.rooms.committee import facts, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.models import AgendaItem, ItemResult, JointPart
from liancun.rooms.committee.queries.meetings import OUTCOMES
from liancun.rooms.registry import queries as registry

PART_STATES = (("waiting", _("等列入议程")), ("on_agenda", _("已列入议程")), *OUTCOMES)


@dataclass(frozen=True)
class PartRow:
    """A joint resolution in one village (联村决议在一村)."""

    part: int
    at_org: str
    org_name: A[str, Text(_("村"))]
    subject: A[str, f.SUBJECT_SAID]
    body: A[str, f.WHICH_BODY]
    state: A[str, Choice(_("进度"), PART_STATES)]
    held_on: A[date | None, f.HELD_ON]
    entitled: A[int | None, f.ENTITLED]
    present: A[int | None, f.PRESENT]
    votes_for: A[int | None, f.VOTES_FOR]
    votes_against: A[int | None, f.VOTES_AGAINST]
    resolution: A[str, Text(_("决议编号"), link="ref")]
    holds: A[bool, Flag(_("已生效"), yes=_("已生效"), no="")]
    ref: str


@dataclass(frozen=True)
class PartPage:
    """A page of joint resolutions in villages."""

    total: int
    rows: tuple[PartRow, ...]


@listed(
    "committee.joint",
    title=_("联村决议在各村"),
    path="/joint-resolutions",
    command="joint",
    reach=True,
    empty=_("还没有交各村表决的联村决议"),
)
def joint_page(viewer: Viewer, org_code: str = "", *, limit: int = 50, offset: int = 0) -> PartPage:
    """Joint resolutions in the villages in reach, the latest first: waiting, on an agenda, or decided."""
    rows = viewer.limit(JointPart.objects.all(), org="at_org", village="")
    if org_code:
        rows = rows.filter(at_org=org_code)
    page, total = page_of(rows.select_related("resolved").order_by("-pk"), limit, offset)
    return PartPage(total, tuple(_part_rows(viewer, page)))


def _part_rows(viewer: Viewer, page: list[JointPart]) -> list[PartRow]:
    """Parts as a list shows them; whether each holds rests on all parts of its resolution.

    A village reads how the others voted and opens its own meeting only.
    """
    every = JointPart.objects.filter(resolved__in={part.resolved_id for part in page}).order_by("at_org")
    parts = list(every.select_related("resolved"))
    states = facts.part_states([part.pk for part in parts])
    results = {
        row.item_id: row for row in ItemResult.objects.filter(item__part__in=[part.pk for part in parts])
    }
    holding: dict[int, bool] = {}
    for resolved in {part.resolved_id for part in parts}:
        own = [part for part in parts if part.resolved_id == resolved]
        held = rules.takes_effect(own[0].resolved.effect, [states[part.pk][0] for part in own])
        holding |= {part.pk: holds for part, holds in zip(own, held, strict=True)}
    names = registry.org_names({part.at_org for part in page})
    found = []
    for part in page:
        state, item = states[part.pk]
        opens = viewer.sees(part.at_org) or (item is None and viewer.sees(part.resolved.org_code))
        result = results.get(item.pk) if item else None
        found.append(
            PartRow(
                part.pk,
                part.at_org,
                names.get(part.at_org, part.at_org),
                part.resolved.subject,
                part.body,
                state,
                item.meeting.held_on if item else None,
                result.entitled if result else None,
                result.present if result else None,
                result.votes_for if result else None,
                result.votes_against if result else None,
                result.resolution if result else "",
                holding[part.pk],
                f"agenda_item:{item.pk if item else part.resolved_id}" if opens else "",
            )
        )
    return found


@dataclass(frozen=True)
class JointCard:
    """One joint resolution and how it stands in each village (一项联村决议)."""

    item: int
    org_code: str
    subject: A[str, f.SUBJECT_SAID]
    text: A[str, f.TEXT]
    held_on: A[date, f.HELD_ON]
    effect: A[str, f.EFFECT]
    villages: A[int, Whole(_("村数"))]
    passed: A[int, Whole(_("通过"))]
    rejected: A[int, Whole(_("未通过"))]
    not_quorate: A[int, Whole(_("人数不足"))]
    waiting: A[int, Whole(_("还没有表决"))]
    holding: A[int, Whole(_("已生效的村"))]
    block: A[str, f.TOWNS_BLOCK]
    rows: tuple[PartRow, ...]
    ref: str


def joint_card(viewer: Viewer, item_id: int) -> JointCard:
    """A joint resolution for its committee and for the villages it went to; others find nothing."""
    item = facts.item(item_id)
    parts = list(JointPart.objects.select_related("resolved").filter(resolved=item).order_by("at_org"))
    if not item.effect or not (viewer.sees(item.org_code) or went_to(viewer, item)):
        raise Refusal("viewer.not_found")
    rows = tuple(_part_rows(viewer, parts))
    count = Counter(row.state for row in rows)
    return JointCard(
        item.pk,
        item.org_code,
        item.subject,
        item.text,
        item.meeting.held_on,
        item.effect,
        len(rows),
        count["passed"],
        count["rejected"],
        count["not_quorate"],
        count["waiting"] + count["on_agenda"],
        sum(row.holds for row in rows),
        item.block,
        rows,
        f"agenda_item:{item.pk}",
    )


@dataclass(frozen=True)
class VillageVote:
    """What a village voted on a block of the whole town (一村的表决)."""

    PHONE: ClassVar[tuple[str, ...]] = ("org_name", "votes_for", "state", "votes_against", "held_on")

    org_name: A[str, Text(_("村"), link="ref")]
    state: A[str, Choice(_("结果"), PART_STATES)]
    votes_for: A[int | None, f.VOTES_FOR]
    votes_against: A[int | None, f.VOTES_AGAINST]
    entitled: A[int | None, f.ENTITLED]
    present: A[int | None, f.PRESENT]
    held_on: A[date | None, f.HELD_ON]
    body: A[str, f.WHICH_BODY]
    resolution: A[str, Text(_("决议编号"))]
    ref: str


@dataclass(frozen=True)
class JointVote:
    """A joint resolution on a block of the charter, with the vote of each village (联村表决).

    `holds`: every village has passed it, and the block is bound. `ref` is for those who read the resolution.
    """

    item: int
    block: str
    sha256: str
    subject: A[str, f.SUBJECT_SAID]
    held_on: A[date, f.HELD_ON]
    holds: bool
    villages: tuple[str, ...]
    rows: tuple[VillageVote, ...]
    ref: str


def joint_votes(viewer: Viewer, block_ids: Iterable[str]) -> tuple[JointVote, ...]:
    """The joint resolutions on some blocks that went to the villages, the latest first.

    How each village decided is public; its count is for the committee and the villages that were asked.
    """
    items = AgendaItem.objects.filter(block__in=list(block_ids)).select_related("meeting")
    parts = list(JointPart.objects.select_related("resolved").filter(resolved__in=items).order_by("at_org"))
    rows = dict(zip((part.pk for part in parts), _part_rows(viewer, parts), strict=True))
    found = []
    for item in items.order_by("-meeting__held_on", "-pk"):
        own = [rows[part.pk] for part in parts if part.resolved_id == item.pk]
        opened = viewer.sees(item.org_code) or any(viewer.sees(row.at_org) for row in own)
        if own:
            found.append(
                JointVote(
                    item.pk,
                    item.block,
                    item.block_sha256,
                    item.subject,
                    item.meeting.held_on,
                    all(row.holds for row in own),
                    tuple(row.at_org for row in own),
                    tuple(_village_vote(row, opened=opened) for row in own),
                    f"agenda_item:{item.pk}" if opened else "",
                )
            )
    return tuple(found)


def _village_vote(row: PartRow, *, opened: bool) -> VillageVote:
    counts = (row.votes_for, row.votes_against, row.entitled, row.present)
    counted = counts if opened else (None, None, None, None)
    return VillageVote(
        row.org_name,
        row.state,
        *counted,
        row.held_on,
        row.body,
        row.resolution,
        row.ref if row.ref and row.held_on else "",
    )


def went_to(viewer: Viewer, item: AgendaItem) -> bool:
    """Whether an item's resolution went on to a village in reach."""
    return any(viewer.sees(part.at_org) for part in JointPart.objects.filter(resolved=item))


def leads_to_joint(viewer: Viewer, item_id: int) -> bool:
    """Whether a viewer reads of an item through the joint resolution alone that came of it."""
    item = facts.item(item_id)
    return not viewer.sees(item.org_code) and went_to(viewer, item)

"""What must always be true of meetings (议事核对): every result follows from its ballots."""

from collections.abc import Iterator

from liancun.base import decisions
from liancun.base.findings import Finding
from liancun.base.permits import SYSTEM
from liancun.base.references import resolve
from liancun.kernel import DateRange, Refusal
from liancun.kernel.digest import digest
from liancun.rooms.committee import facts, joint_blocks
from liancun.rooms.committee.models import (
    AgendaItem,
    ItemResult,
    MeetingEvent,
    PooledResource,
    ResourceEnding,
    ResourceReturn,
    ResourceUse,
    TaskStep,
    VoteOpening,
    Voter,
)
from liancun.rooms.committee.pooling import MONEY, Taken, use_fault
from liancun.rooms.committee.rules import ABSTAIN, AGAINST, FOR, INVALID
from liancun.rooms.registry import facts as registry


def results_follow_from_ballots() -> Iterator[Finding]:
    """Counted anew, by the law of the day, each item comes out as it was written down."""
    openings = dict(VoteOpening.objects.values_list("item_id", "at"))
    for row in ItemResult.objects.select_related("item__meeting").order_by("pk"):
        ref = f"agenda_item:{row.item_id}"
        item, people = row.item, (row.entitled, row.extra_votes, row.present)
        counts = (*people, row.votes_for, row.votes_against, row.votes_abstain)
        if row.item_id not in openings:
            yield Finding.of("tampered", ref, "committee.result_without_vote", number=item.number)
            continue
        count = facts.tally(item.meeting_id, row.item_id, openings[row.item_id])
        cast = (count.votes[each] for each in (FOR, AGAINST, ABSTAIN))
        anew = (count.entitled, count.extra, count.present, *cast)
        if counts != anew or row.invalid != count.votes[INVALID]:
            yield Finding.of("tampered", ref, "committee.counts_differ", number=item.number)
            continue
        try:
            outcome = facts.ruling(item, count).outcome
        except Refusal as no:
            yield Finding("broken", ref, no.code, no.reason.params)
            continue
        if outcome != row.outcome:
            yield Finding.of("rule_changed", ref, "committee.outcome_differs", number=item.number)


def resolutions_say_what_was_voted() -> Iterator[Finding]:
    """The registry's resolution of an item carries the meeting's counts."""
    for row in ItemResult.objects.exclude(resolution="").order_by("pk"):
        votes = registry.votes_of(row.org_code, row.resolution)
        total = row.entitled + row.extra_votes
        if votes != (row.entitled, row.present, total, row.votes_for, row.votes_against, row.votes_abstain):
            yield Finding.of(
                "tampered",
                f"agenda_item:{row.item_id}",
                "committee.resolution_differs",
                number=row.resolution,
            )


def joint_blocks_are_kept() -> Iterator[Finding]:
    """A block that every village passed is kept, in the text that was put to them."""
    items = list(AgendaItem.objects.exclude(block="").order_by("pk"))
    kept, carried = decisions.bound(item.block for item in items), joint_blocks.carried_by(items)
    for item in items:
        if item.pk in carried and (item.block not in kept or kept[item.block].sha256 != item.block_sha256):
            ref = f"agenda_item:{item.pk}"
            yield Finding.of("tampered", ref, "committee.block_not_kept", block=item.block)


def lists_are_as_they_were_frozen() -> Iterator[Finding]:
    """The list of those who may vote is the one that was frozen when the meeting was opened."""
    for event in MeetingEvent.objects.filter(kind=MeetingEvent.Kind.OPENED).order_by("pk"):
        rows = Voter.objects.filter(meeting=event.meeting_id).order_by("number")
        if facts.list_digest(rows.values_list("party", "household", "extra_votes")) != event.digest:
            yield Finding.of("tampered", f"meeting:{event.meeting_id}", "committee.list_differs")


def minutes_are_as_they_were_signed() -> Iterator[Finding]:
    """The minutes that stand are those that were signed."""
    for event in MeetingEvent.objects.filter(kind=MeetingEvent.Kind.SIGNED).order_by("pk"):
        last = facts.minutes(event.meeting_id)
        if last is None or digest([last.revision, last.text]) != event.digest:
            yield Finding.of("tampered", f"meeting:{event.meeting_id}", "committee.minutes_differ")


def nothing_is_used_twice() -> Iterator[Finding]:
    """Every use lies in its resource's days and finds enough beside the others."""
    ended = dict(ResourceEnding.objects.values_list("resource", "ended_on"))
    returned = dict(ResourceReturn.objects.values_list("use", "ended_on"))
    uses: dict[int, list[Taken]] = {}
    columns = ("pk", "resource", "quantity", "start", "end")
    for pk, resource, quantity, start, end in ResourceUse.objects.order_by("pk").values_list(*columns):
        days = DateRange(start, returned.get(pk) or end)
        uses.setdefault(resource, []).append(Taken(quantity, days))
    for row in PooledResource.objects.filter(pk__in=list(uses)).order_by("pk"):
        # Money that was given out stays out when the rest is taken back.
        last = row.end if row.kind == MONEY else ended.get(row.pk) or row.end
        there = Taken(row.quantity, DateRange(row.start, last))
        taken = uses[row.pk]
        for place, use in enumerate(taken):
            fault = use_fault(row.kind, there, [*taken[:place], *taken[place + 1 :]], use)
            if fault is not None:
                ref = f"resource:{row.org_code}/{row.code}"
                yield Finding.of("tampered", ref, "committee.pool.overused", title=row.title)
                break


def what_is_done_has_its_record() -> Iterator[Finding]:
    """The record by which a task was called done is still there."""
    rows = TaskStep.objects.filter(kind=TaskStep.Kind.DONE).order_by("pk")
    for task, record in rows.values_list("task", "record"):
        try:
            resolve(SYSTEM, record)
        except Refusal:
            yield Finding.of("broken", f"task:{task}", "committee.task.record_gone", record=record)


CHECKS = (
    results_follow_from_ballots,
    resolutions_say_what_was_voted,
    joint_blocks_are_kept,
    lists_are_as_they_were_frozen,
    minutes_are_as_they_were_signed,
    nothing_is_used_twice,
    what_is_done_has_its_record,
)

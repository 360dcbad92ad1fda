"""What the papers of a meeting say beyond its page (会议用纸): the list of those who sign in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel.fields import A, Flag, Text, Whole, _
from liancun.rooms.committee import facts
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.models import Meeting, Movement, Voter
from liancun.rooms.committee.queries.four_steps import FourStepsCard
from liancun.rooms.notices import queries as notices
from liancun.rooms.registry import facts as registered
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class SignInLine:
    """A line of the sign-in sheet (签到册的一行): who is due, of whose household, when they came and left."""

    number: A[int, Whole(_("序号"))]
    name: A[str, Text(_("姓名"))]
    head: A[str, Text(_("户主"))]
    sex: A[str, Text(_("性别"))]
    for_household: A[bool, Flag(_("户代表"))]
    came: A[str, Text(_("到场时间"))]
    left: A[str, Text(_("离场时间"))]
    extra_votes: A[int, f.EXTRA_VOTES] = 0


def sign_in_lines(viewer: Viewer, meeting_id: int) -> tuple[SignInLine, ...]:
    """The sheet to sign in on: the frozen list, before that the list as it would be frozen that day."""
    row = facts.meeting(meeting_id)
    viewer.must_see(row.org_code)
    columns = ("pk", "number", "party", "household", "extra_votes")
    voters = list(Voter.objects.filter(meeting=row).order_by("number").values_list(*columns))
    if not voters:
        found, extra = facts.due(row.org_code, row.body, row.held_on)
        voters = [(0, n, *each, extra.get(each[0], 0)) for n, each in enumerate(found, 1)]
    moved = _moved(row.pk)
    parties = [party for _pk, _number, party, _home, _extra in voters]
    heads = _heads(row)
    names = registry.names(viewer, {*parties, *heads.values()})
    sexes = registered.sexes_of(parties)
    return tuple(
        SignInLine(
            number,
            names.get(party, party),
            names.get(heads.get(party, ""), ""),
            sexes.get(party, ""),
            bool(home),
            *moved.get(pk, ("", "")),
            extra,
        )
        for pk, number, party, home, extra in voters
    )


def _moved(meeting_id: int) -> dict[int, tuple[str, str]]:
    """Line of the list -> when they first came and when they last left."""
    found: dict[int, tuple[str, str]] = {}
    rows: Iterable[tuple[int, bool, str]] = (
        Movement.objects.filter(voter__meeting=meeting_id)
        .order_by("pk")
        .values_list("voter_id", "came", "at")
    )
    for voter, came, at in rows:
        first, _last = found.get(voter, ("", ""))
        found[voter] = (first or at, "") if came else (first, at)
    return found


def _heads(row: Meeting) -> dict[str, str]:
    """Person -> the head of their registered household, where the meeting is a village's."""
    village = registered.village_of_collective(row.org_code)
    if not village:
        return {}
    homes = registered.registered_homes(village, row.held_on, Watermark.now(registered.owners()))
    return {party: people[0] for people in homes.values() for party in people}


def publications(viewer: Viewer, card: FourStepsCard, *, on: date) -> Mapping[str, str]:
    """Of the two publications when and where the paper hung, '' while it does not."""
    found = {}
    for what, notice in (("decision", card.decision), ("implementation", card.implementation)):
        hung = notices.postings(viewer, notice, on=on) if notice else []
        found[what] = ";".join(f"{each.posted_on} {each.place}" for each in hung if each.posted_on)
    return found

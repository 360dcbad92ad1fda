"""The workbook of who signed in at meetings (会议签到)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from liancun.base.acts import Act
from liancun.base.importing import Row, Source, columns_of
from liancun.base.viewer import Viewer
from liancun.kernel import Problem, Refusal
from liancun.kernel.fields import A, Choice, Code, _
from liancun.rooms.committee import facts
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.during import OPENED
from liancun.rooms.committee.actions.presence import Door
from liancun.rooms.committee.models import Meeting, Movement
from liancun.rooms.registry.fields import YES_NO

YES, NO = (code for code, _word in YES_NO)

PARTY = Code(_("人员编码"), most=20, slash=True, example="P0000001")

ABSENT = replace(PARTY, label=f.INSTEAD_OF.label, help=f.INSTEAD_OF.help, example="")


@dataclass(frozen=True, kw_only=True)
class SignInRow:
    """One line of a sign-in sheet (签到册的一行): who came when, and left when."""

    meeting: A[str, replace(f.CODE, slash=True)]
    party: A[str, PARTY]
    at: A[str, f.CAME_AT]
    left_at: A[str | None, f.LEFT_AT] = None
    online: A[str | None, Choice(f.ONLINE.label, YES_NO)] = None
    instead_of: A[str | None, ABSENT] = None
    document: A[str | None, f.PROXY_PAPER] = None


COLUMNS = columns_of(SignInRow)
MEETING, WHO, CAME, LEFT = COLUMNS[:4]


def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Each line by the list of its meeting and by who is in the room then; meetings that are not open."""
    return sorted(_wrong(rows, source), key=lambda problem: problem.row)


def _wrong(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    doors, closed = _doors(rows, source.org_code, source)
    for row in _in_time(rows):
        door = doors.get(row["meeting"])
        if door is None:
            code, stage = closed[row["meeting"]]
            more = {"stage": stage, "stages": (OPENED,)} if stage else {"number": row["meeting"]}
            yield source.problem(code, row, MEETING.label, **more)
            continue
        if row["left_at"] is not None and row["left_at"] <= row["at"]:
            yield source.problem("committee.left_before", row, LEFT.label, at=row["at"], left=row["left_at"])
            continue
        try:
            _through(door, row)
        except Refusal as no:
            column = CAME if no.code in ("committee.before_a_vote", "committee.here_already") else WHO
            yield source.problem(no.code, row, column.label, **no.params)


def save(rows: Sequence[Row], a: Act) -> None:
    """Write who came and left."""
    doors, _closed = _doors(rows, a.org_code, a)
    for row in _in_time(rows):
        _through(doors[row["meeting"]], row)
    for door in doors.values():
        door.record(a)


def _doors(
    rows: Sequence[Row], org_code: str, of: Source | Act
) -> tuple[dict[str, Door], dict[str, tuple[str, str]]]:
    """Meeting code -> its door where it is open; the others with what is wrong, and their stage."""
    parties: dict[str, set[str]] = {}
    for row in rows:
        parties.setdefault(row["meeting"], set()).update({row["party"], row["instead_of"] or ""})
    meetings = {row.code: row for row in Meeting.objects.filter(org_code=org_code, code__in=list(parties))}
    stages = facts.states(row.pk for row in meetings.values())
    doors, closed = {}, {}
    for code, named in parties.items():
        meeting = meetings.get(code)
        if meeting is None:
            closed[code] = ("committee.no_such_meeting", "")
        elif (stage := stages.get(meeting.pk, "planned")) != OPENED:
            closed[code] = ("committee.not_at_this_stage", stage)
        else:
            doors[code] = Door(meeting, of.by, named)
    return doors, closed


def _in_time(rows: Sequence[Row]) -> list[Row]:
    """In the order in which they came: who comes twice left before."""
    return sorted(rows, key=lambda row: (row["meeting"], row["at"], row.number))


def _through(door: Door, row: Row) -> None:
    door.comes(row["party"], row["at"], row["online"] == YES, row["instead_of"] or "", row["document"] or "")
    if row["left_at"] is not None:
        door.leaves(row["party"], row["left_at"], row["instead_of"] or "")


def in_full(values: Mapping[str, Any], _org_code: str) -> Mapping[str, Any]:
    """Who is not said to be online is there."""
    return {**values, "online": values["online"] or NO}


def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """Who came to the meetings of an organisation and left them."""
    viewer.must_see(org_code)
    return iter(_signed(Movement.objects.filter(org_code=org_code)))


def recorded(rows: Sequence[Row], org_code: str) -> Iterable[Mapping[str, Any]]:
    """Of the meetings that rows name what an act recorded."""
    codes = {row["meeting"] for row in rows}
    return _signed(Movement.objects.filter(org_code=org_code, voter__meeting__code__in=codes))


def _signed(movements: Any) -> list[dict[str, Any]]:
    """A line for each time somebody came, with when they left again."""
    found: list[dict[str, Any]] = []
    here: dict[int, dict[str, Any]] = {}
    rows = movements.select_related("voter__meeting")
    for row in rows.order_by("voter__meeting__held_on", "voter_id", "at", "pk"):
        voter = row.voter
        if not row.came:
            if voter.pk in here:
                here.pop(voter.pk)["left_at"] = row.at
            continue
        absent = voter.party if row.by != voter.party and not voter.household else ""
        here[voter.pk] = {
            "meeting": voter.meeting.code,
            "party": row.by,
            "at": row.at,
            "left_at": None,
            "online": YES if row.online else NO,
            "instead_of": absent or None,
            "document": row.document or None,
        }
        found.append(here[voter.pk])
    return found

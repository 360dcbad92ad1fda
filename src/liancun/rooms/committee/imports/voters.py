"""The workbooks of who may vote (席位、附加表决权)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import Row, Source, columns_of
from liancun.base.versions import standing
from liancun.base.viewer import Viewer
from liancun.kernel import DateRange, Problem
from liancun.kernel.fields import A, Code, Day, Text, _
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.bodies import MoreVotes, extra_faults, give_within
from liancun.rooms.committee.models import ExtraVote, Seat
from liancun.rooms.committee.rules import BODY, Bodies
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """One seat as the workbook has it (席位表的一行)."""

    body: A[str, BODY]
    party: A[str, Code(_("人员编码"), most=20, slash=True, example="P0000001")]
    start: A[date, Day(_("起"), example="2025-01-01")]
    end: A[date | None, Day(_("止"), help=_("最后一天;任期没有定的不填"))] = None
    document: A[str, Text(_("凭证文件"), most=60, example="选举结果报告单")]


SEATS = columns_of(SeatRow)
SEAT_BODY, SEAT_PARTY, SEAT_START = SEATS[:3]


def check_seats(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Bodies without seats, unknown people, a seat that somebody has already."""
    unknown = registry.unknown_parties(row["party"] for row in rows)
    dead = registry.life_faults((row["party"], row["start"]) for row in rows)
    taken: dict[tuple[str, str], list[DateRange]] = {}
    for seat in standing(Seat.objects.filter(org_code=source.org_code)):
        taken.setdefault((seat.body, seat.party), []).append(DateRange(seat.start, seat.end))
    for row in rows:
        forms = charters.in_force(Bodies, on=row["start"], org=source.org_code).forms
        if row["body"] not in forms or forms[row["body"]].entitled != "seats":
            yield source.problem("committee.no_seats", row, SEAT_BODY.label, body=row["body"])
        if row["party"] in unknown:
            yield source.problem("committee.no_such_person", row, SEAT_PARTY.label, party=row["party"])
        if fault := dead.get((row["party"], row["start"])):
            yield source.problem(fault.code, row, SEAT_PARTY.label, **dict(fault.params))
        if row["end"] is not None and row["end"] < row["start"]:
            yield source.problem(
                "committee.ends_before_start", row, SEAT_START.label,
                start=str(row["start"]), end=str(row["end"]),
            )  # fmt: skip
            continue
        own = taken.setdefault((row["body"], row["party"]), [])
        days = DateRange(row["start"], row["end"])
        for other in own:
            if days.overlaps(other):
                yield source.problem(
                    "committee.seated_already", row, SEAT_START.label,
                    body=row["body"], start=str(other.start),
                )  # fmt: skip
        own.append(days)


def save_seats(rows: Sequence[Row], a: Act) -> None:
    """Write the seats."""
    bulk.insert(Seat, [Seat(**row.values, **a.stamp()) for row in rows])


def export_seats(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The seats that stand."""
    viewer.must_see(org_code)
    rows = standing(Seat.objects.filter(org_code=org_code)).order_by("body", "party", "start")
    yield from rows.values(*(column.name for column in SEATS))


@dataclass(frozen=True, kw_only=True)
class ExtraVotesLine:
    """One member's extra votes as the workbook has them (附加表决权的一行)."""

    party: A[str, Code(_("人员编码"), most=20, slash=True, example="P0000001")]
    votes: A[int, f.EXTRA_VOTES]
    start: A[date, Day(_("起"), example="2025-01-01")]
    end: A[date | None, Day(_("止"), help=_("最后一天;没有定的不填"))] = None
    document: A[str, f.EXTRA_PAPER]


EXTRA = columns_of(ExtraVotesLine)


def check_extra(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Who is no member, has some already; more than the cooperative's charter or the law allows."""
    several = [MoreVotes(**row.values) for row in rows]
    for place, fault in extra_faults(source.org_code, several):
        yield source.problem(fault.code, rows[place], EXTRA[0].label, **dict(fault.params))


def save_extra(rows: Sequence[Row], a: Act) -> None:
    """Write the extra votes."""
    give_within(a, [MoreVotes(**row.values) for row in rows])


def export_extra(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The extra votes that stand."""
    viewer.must_see(org_code)
    rows = standing(ExtraVote.objects.filter(org_code=org_code)).order_by("party", "start")
    yield from rows.values(*(column.name for column in EXTRA))

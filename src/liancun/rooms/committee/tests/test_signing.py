"""The workbook of who came to a meeting and left it (会议签到)."""

import pytest

from liancun.base.importing import import_kind, import_workbook, rows_of, write_rows
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.rooms.committee import actions, queries
from liancun.rooms.committee.models import Movement
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import ADULTS, DAY, begin, item_of, open_up, voted
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import do

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_town(db):
    town.raise_town()


def row(meeting, party=ADULTS[0], at="09:00", **more):
    return {"meeting": meeting.code, "party": party, "at": at, **more}


def brought(*rows):
    content = write_rows(import_kind("meeting_signins"), rows)
    return import_workbook("meeting_signins", content, "签到.xlsx", org_code="jiaxi", by=SYSTEM, on=DAY)


def wrong(*rows):
    with pytest.raises(BadInput) as bad:
        brought(*rows)
    return [(each.row, each.code, each.column) for each in bad.value.problems]


def test_a_sheet_brings_in_who_came_and_left_and_goes_out_as_it_came():
    meeting = open_up(hall.meeting(), ())
    sheet = [row(meeting, party, f"09:0{n}") for n, party in enumerate(ADULTS)]
    sheet[1] |= {"left_at": "09:20"}
    sheet.append(row(meeting, ADULTS[1], "09:25"))
    assert brought(*sheet).new == 7
    assert Movement.objects.filter(came=False).count() == 1
    assert queries.meeting_card(SYSTEM, meeting.pk).here == 6
    assert voted(item_of(meeting), 4, 2) == "passed"
    rows = list(rows_of(import_kind("meeting_signins"), SYSTEM, "jiaxi"))
    assert len(rows) == 7
    assert [(each["at"], each["left_at"]) for each in rows if each["party"] == ADULTS[1]] == [
        ("09:01", "09:20"),
        ("09:25", None),
    ]
    again = brought(*rows)
    assert (again.new, again.same) == (0, 7)


def test_what_was_signed_at_the_desk_is_the_same_row():
    meeting = open_up(hall.meeting(), ADULTS)
    hall.sign_out(meeting, ADULTS[2], at="09:40")
    rows = list(rows_of(import_kind("meeting_signins"), SYSTEM, "jiaxi"))
    assert [each["left_at"] for each in rows].count("09:40") == 1
    assert brought(*rows).same == 6


def test_one_who_stands_in_for_another_goes_out_and_in_as_such():
    meeting = open_up(hall.meeting(body="collective_assembly", matter="collective_charter"), ())
    proxy = {"instead_of": "P0000002", "document": "委1", "online": "yes"}
    assert brought(row(meeting), row(meeting, **proxy), row(meeting, "P0000003")).new == 3
    rows = list(rows_of(import_kind("meeting_signins"), SYSTEM, "jiaxi"))
    assert [(each["party"], each["instead_of"], each["online"]) for each in rows] == [
        ("P0000001", None, "no"),
        ("P0000001", "P0000002", "yes"),
        ("P0000003", None, "no"),
    ]
    assert brought(*rows).same == 3


def test_every_line_that_may_not_be_is_named_at_once():
    meeting = open_up(hall.meeting(items=2), ())
    planned = hall.meeting()
    here = row(meeting)
    assert wrong(
        here,
        row(meeting, at="09:10"),
        row(meeting, "P0000007"),
        row(meeting, ADULTS[1], left_at="08:00"),
        row(meeting, ADULTS[2], online="yes"),
        row(meeting, ADULTS[3], instead_of=ADULTS[2], document="委1"),
        row(planned, ADULTS[3]),
        {"meeting": "HY-NONE", "party": ADULTS[4], "at": "09:00"},
    ) == [
        (3, "committee.here_already", "到场时间"),
        (4, "committee.not_on_the_list", "人员编码"),
        (5, "committee.left_before", "离场时间"),
        (6, "committee.not_online", "人员编码"),
        (7, "committee.no_proxies", "人员编码"),
        (8, "committee.not_at_this_stage", "会议编号"),
        (9, "committee.no_such_meeting", "会议编号"),
    ]
    assert not Movement.objects.exists()


def test_nobody_comes_before_a_vote_that_has_been_opened():
    meeting = open_up(hall.meeting(), ADULTS[:4])
    begin(item_of(meeting))
    assert wrong(row(meeting, ADULTS[5], "09:15")) == [(2, "committee.before_a_vote", "到场时间")]
    assert brought(row(meeting, ADULTS[5], "09:45")).new == 1


def test_what_another_village_brings_finds_no_meeting():
    meeting = open_up(hall.meeting(), ())
    content = write_rows(import_kind("meeting_signins"), [row(meeting)])
    with pytest.raises(BadInput) as bad:
        import_workbook("meeting_signins", content, "签到.xlsx", org_code="haiba", by=SYSTEM, on=DAY)
    assert [each.code for each in bad.value.problems] == ["committee.no_such_meeting"]


def test_after_the_end_nothing_comes_in():
    meeting = open_up(hall.meeting(), ADULTS)
    voted(item_of(meeting), 6)
    do(actions.close_meeting, meeting.pk, by=SYSTEM, on=DAY, at="11:00")
    assert wrong(row(meeting, at="10:00")) == [(2, "committee.not_at_this_stage", "会议编号")]

"""A meeting from plan to result, and all that may not be (一次会议)."""

from datetime import date, timedelta

import pytest

from liancun.base import guards, versions
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.committee import actions, checks, queries
from liancun.rooms.committee.models import AgendaItem, Ballot, ItemResult, MeetingEvent, Seat, Voter
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import ADULTS, DAY, begin, cast, count, end, item_of, open_up, voted
from liancun.rooms.registry.actions import record_resolution
from liancun.rooms.registry.models import HouseholdMember, Person, Resolution
from liancun.rooms.registry.tests import town as small
from liancun.rooms.registry.tests.town import do

pytestmark = pytest.mark.django_db
OUTSIDER = "P0000007"


@pytest.fixture(autouse=True)
def small_town(db):
    small.raise_town()


def refused(code, act, /, *args, **more):
    """The refusal of that code; it names its clause unless the thing is simply not there."""
    with pytest.raises(Refusal) as no:
        act(*args, **more)
    assert no.value.code == code, no.value.reason
    return no.value


def found():
    return [each for check in checks.CHECKS for each in check()]


def test_a_meeting_writes_its_resolution_in_the_registry():
    meeting = open_up(hall.meeting())
    item = item_of(meeting)
    assert voted(item, 4, 2) == "passed"
    row = Resolution.objects.get(org_code="jiaxi", code=f"{meeting.code}-1")
    assert (row.entitled, row.present, row.votes_for, row.passed) == (6, 6, 4, True)
    assert row.clause == "law/meetings@2026-01-01"
    assert found() == []
    page = queries.recorded_page(SYSTEM, "jiaxi")
    assert [(each.code, each.meeting) for each in page.rows] == [(row.code, "三月会议")]


def test_what_was_recorded_without_a_meeting_says_so():
    do(
        record_resolution, "jiaxi", by=SYSTEM, on=DAY, code="J-1", body="village_representatives",
        subject="旧事", held_on=DAY, entitled=3, present=3, votes_for=3,
    )  # fmt: skip
    assert [each.record for each in queries.recorded_page(SYSTEM, "jiaxi").rows] == [queries.WITHOUT]


@pytest.mark.parametrize(
    ("came", "votes_for", "votes_against", "outcome"),
    [
        (6, 4, 2, "passed"),
        (6, 3, 3, "rejected"),
        (6, 3, 0, "rejected"),
        (4, 3, 1, "passed"),
        (3, 3, 0, "not_quorate"),
        (0, 0, 0, "not_quorate"),
    ],
)
def test_three_things_may_come_of_a_vote(came, votes_for, votes_against, outcome):
    meeting = open_up(hall.meeting(), ADULTS[:came])
    assert voted(item_of(meeting), votes_for, votes_against) == outcome
    assert Resolution.objects.get().passed == (outcome == "passed")
    assert found() == []


def test_a_tie_is_said_to_be_one():
    meeting = open_up(hall.meeting())
    item = item_of(meeting)
    voted(item, 3, 3)
    card = queries.count_card(SYSTEM, item.pk)
    assert [each.code for each in card.because][-1] == "committee.tie"
    assert all(each.clause == "law/meetings@2026-01-01" for each in card.because)


def test_who_is_in_the_room_is_counted_for_each_item():
    meeting = open_up(hall.meeting(items=2))
    assert voted(item_of(meeting, 1), 6) == "passed"
    hall.sign_out(meeting, *ADULTS[3:], at="10:00")
    second = item_of(meeting, 2)
    begin(second, at="10:05")
    no = refused("committee.not_in_the_room", cast, second, ADULTS[3])
    assert no.clause == "committee/bodies@2018-07-01"
    cast(second, ADULTS[0])
    assert end(second) == "not_quorate"
    assert list(ItemResult.objects.order_by("pk").values_list("present", flat=True)) == [6, 3]
    assert found() == []


def test_somebody_who_comes_back_counts_again():
    meeting = open_up(hall.meeting(items=2))
    hall.sign_out(meeting, ADULTS[0], at="09:10")
    hall.sign_in(meeting, ADULTS[0], at="09:20")
    assert voted(item_of(meeting, 1), 6, at="09:30") == "passed"
    refused("committee.before_a_vote", hall.sign_out, meeting, ADULTS[0], at="09:30")
    refused("committee.here_already", hall.sign_in, meeting, ADULTS[0], at="09:40")
    hall.sign_out(meeting, ADULTS[0], at="09:41")
    refused("committee.not_here_then", hall.sign_out, meeting, ADULTS[0], at="09:45")


def test_paper_wins_over_another_way_and_both_are_kept():
    meeting = open_up(hall.meeting(body="collective_assembly", matter="collective_charter"))
    item = item_of(meeting)
    begin(item)
    cast(item, ADULTS[0], "for", "online")
    cast(item, ADULTS[0], "against", "paper")
    cast(item, ADULTS[1], "against", "paper")
    cast(item, ADULTS[1], "for", "online")
    refused("committee.voted_this_way", cast, item, ADULTS[0], "for", "paper")
    card = queries.count_card(SYSTEM, item.pk)
    assert (card.votes["for"], card.votes["against"], card.left) == (0, 2, 4)
    lines = {line.party: line for line in card.lines}
    assert (lines[ADULTS[0]].way, lines[ADULTS[0]].other) == ("paper", "在线 赞成")
    assert (lines[ADULTS[1]].way, lines[ADULTS[1]].other) == ("paper", "在线 赞成")
    assert end(item) == "rejected" and Ballot.objects.count() == 4


def test_ballots_are_never_more_than_people_in_the_room():
    meeting = open_up(hall.meeting(), ADULTS[:4])
    item = item_of(meeting)
    begin(item)
    cast(item, ADULTS[0])
    refused("committee.counted_too_many", count, item, 4)
    count(item, 2, 1)
    refused("committee.more_than_present", cast, item, ADULTS[1])
    refused("committee.counted_this_way", count, item, 0)
    refused("committee.not_this_way", cast, item, ADULTS[1], "for", "online")
    assert end(item) == "passed"
    for act in (lambda: cast(item, ADULTS[1]), lambda: count(item, 1, way="paper"), lambda: end(item)):
        refused("committee.voted_already", act)
    refused("committee.voted_already", begin, item)


def test_online_ballots_have_names():
    meeting = open_up(hall.meeting(body="collective_assembly", matter="collective_charter"))
    begin(item_of(meeting))
    refused("committee.online_has_names", count, item_of(meeting), 1, way="online")


def test_who_is_not_on_the_frozen_list_neither_comes_nor_votes():
    meeting = open_up(hall.meeting())
    no = refused("committee.not_on_the_list", hall.sign_in, meeting, OUTSIDER, at="09:10")
    assert no.clause
    begin(item_of(meeting))
    refused("committee.not_on_the_list", cast, item_of(meeting), OUTSIDER)


def test_the_list_is_frozen_when_the_meeting_is_opened():
    meeting = open_up(hall.meeting())
    Person.objects.filter(code=ADULTS[5]).update(died_on=DAY - timedelta(days=9))
    assert Voter.objects.filter(meeting=meeting).count() == 6
    assert voted(item_of(meeting), 4) == "passed"
    assert MeetingEvent.objects.get(kind="opened").digest
    assert found() == []


def test_children_and_the_dead_are_on_no_list():
    Person.objects.filter(code=ADULTS[5]).update(born_on=date(2008, 3, 3))
    Person.objects.filter(code=ADULTS[4]).update(died_on=date(2026, 3, 1))
    Person.objects.filter(code=ADULTS[3]).update(born_on=date(2008, 3, 2))
    meeting = open_up(hall.meeting(), ())
    assert [voter.party for voter in Voter.objects.filter(meeting=meeting)] == list(ADULTS[:4])


def test_households_have_a_vote_each_and_anybody_grown_speaks_for_one():
    meeting = open_up(hall.meeting(body="villagers_by_households"), ())
    assert [voter.party for voter in Voter.objects.all()] == ["P0000001", "P0000003", "P0000005"]
    assert hall.sign_in(meeting, "P0000002", "P0000003") == 2
    refused("committee.here_already", hall.sign_in, meeting, "P0000001", at="09:05")
    item = item_of(meeting)
    begin(item)
    cast(item, "P0000002")
    refused("committee.voted_this_way", cast, item, "P0000001")
    cast(item, "P0000003")
    assert end(item) == "passed"


def test_a_written_word_lets_one_of_the_household_stand_in():
    meeting = open_up(hall.meeting(body="collective_assembly", matter="collective_charter"), ())
    hall.sign_in(meeting, "P0000001", "P0000003")
    refused("committee.one_proxy_with_paper", hall.sign_in, meeting, "P0000001", instead_of="P0000002")
    for proxy in ("P0000003", "P0000002"):
        refused(
            "committee.not_of_the_household",
            hall.sign_in,
            meeting,
            proxy,
            instead_of="P0000002",
            document="委1",
        )
    hall.sign_in(meeting, "P0000001", instead_of="P0000002", document="委1")
    item = item_of(meeting)
    begin(item)
    for voter in ("P0000001", "P0000002", "P0000003"):
        cast(item, voter)
    assert queries.count_card(SYSTEM, item.pk).lines[1].by


def test_nobody_stands_in_for_two():
    with_three_in_a_home()
    meeting = open_up(hall.meeting(body="collective_assembly", matter="collective_charter"), ())
    hall.sign_in(meeting, "P0000001", instead_of="P0000002", document="委1")
    refused(
        "committee.proxy_of_another", hall.sign_in, meeting, "P0000001", instead_of="P0000003", document="委2"
    )


def with_three_in_a_home():
    HouseholdMember.objects.filter(household="R0000002", party="P0000003").update(household="R0000001")


def test_the_village_assembly_takes_no_proxies_and_nobody_online():
    meeting = open_up(hall.meeting(), ())
    refused("committee.no_proxies", hall.sign_in, meeting, "P0000001", instead_of="P0000002", document="委1")
    refused("committee.not_online", hall.sign_in, meeting, "P0000001", online=True)


@pytest.mark.parametrize(
    ("days", "body", "urgent", "code"),
    [
        (10, "villagers_assembly", "", ""),
        (9, "villagers_assembly", "", "committee.urgent_without_reason"),
        (9, "villagers_assembly", "山洪", ""),
        (9, "collective_assembly", "", "committee.notice_too_late"),
        (9, "collective_assembly", "山洪", "committee.notice_too_late"),
        (-1, "villagers_assembly", "", "committee.notice_after_meeting"),
    ],
)
def test_all_must_know_in_time(days, body, urgent, code):
    meeting = hall.meeting(body=body, matter="common", urgent_because=urgent)
    told = DAY - timedelta(days=days)

    def tell():
        do(actions.give_notice, meeting.pk, by=SYSTEM, on=max(told, DAY), noticed_on=told)

    if code:
        assert refused(code, tell).clause == "law/meetings@2026-01-01"
        return
    tell()
    do(actions.open_meeting, meeting.pk, by=SYSTEM, on=DAY, at="08:50")
    hall.sign_in(meeting, *ADULTS)
    assert voted(item_of(meeting), 6) == "passed"
    assert found() == []


def test_nothing_is_voted_at_a_meeting_nobody_was_told_of():
    meeting = hall.meeting()
    no = refused("committee.not_noticed", do, actions.open_meeting, meeting.pk, by=SYSTEM, on=DAY, at="09:00")
    assert no.clause == "law/meetings@2026-01-01"
    refused(
        "committee.not_yet", do, actions.give_notice, meeting.pk, by=SYSTEM, on=hall.NOTICED, noticed_on=DAY
    )
    empty = hall.meeting(items=0)
    refused("committee.empty_agenda", hall.tell, empty)
    hall.tell(meeting)
    refused("committee.not_at_this_stage", hall.put, meeting, 2)
    refused("committee.not_yet", do, actions.open_meeting, meeting.pk, by=SYSTEM, on=hall.NOTICED, at="09:00")
    do(actions.call_off, meeting.pk, by=SYSTEM, on=DAY, note="下雨")
    refused(
        "committee.not_at_this_stage", do, actions.open_meeting, meeting.pk, by=SYSTEM, on=DAY, at="09:00"
    )


def test_a_meeting_ends_once_its_votes_have():
    meeting = open_up(hall.meeting())
    item = item_of(meeting)
    refused("committee.vote_not_open", cast, item, ADULTS[0])
    begin(item)
    refused("committee.vote_is_open", do, actions.close_meeting, meeting.pk, by=SYSTEM, on=DAY, at="11:00")
    count(item, 4)
    end(item)
    do(actions.close_meeting, meeting.pk, by=SYSTEM, on=DAY, at="11:00")
    refused("committee.not_at_this_stage", hall.sign_in, meeting, ADULTS[0], at="11:01")
    card = queries.meeting_card(SYSTEM, meeting.pk)
    assert [(each.stage, each.day) for each in card.passages][-2:] == [("closed", DAY), ("signed", None)]


@pytest.mark.parametrize(
    ("org", "body", "matter", "code"),
    [
        ("jiaxi", "villagers_assembly", "land_contracting", "committee.not_their_matter"),
        ("jiaxi", "party_meeting", "land_contracting", "committee.party_binds_no_property"),
        ("joint", "joint_committee", "collective_project", "committee.party_binds_no_property"),
        ("joint", "joint_committee", "public_works", "committee.not_their_matter"),
        ("jiaxi", "village_representatives", "village_rules", "committee.not_their_matter"),
    ],
)
def test_each_matter_goes_to_the_body_that_decides_it(org, body, matter, code):
    no = refused(code, hall.meeting, org, body, matter=matter)
    assert no.clause == "committee/matters@2018-07-01"
    assert dict(no.reason.params)["body"]


def test_bodies_are_where_they_are():
    refused("committee.not_here", hall.meeting, "joint", "villagers_assembly")
    refused("committee.unknown_body", hall.meeting, "jiaxi", "villagers_group", held_on=date(2025, 3, 2))
    refused("committee.no_such_person", hall.meeting, chair="P9999999")
    hall.meeting(code="X-1")
    refused("committee.meeting_taken", hall.meeting, code="X-1")
    refused("committee.item_taken", hall.put, hall.meeting(), 1)
    refused("committee.not_a_joint_body", hall.meeting, effect="all")
    refused("committee.unknown_matter", hall.meeting, matter="x")


def seat(party=ADULTS[0], body="village_representatives", **more):
    given = {"party": party, "body": body, "start": date(2025, 1, 1), "document": "当选1"}
    return do(actions.seat_person, "jiaxi", by=SYSTEM, on=DAY, **given | more)


def test_seats_say_who_may_vote_where_the_law_asks_for_representatives():
    for party in ADULTS[:3]:
        seat(party)
    refused("committee.seated_already", seat)
    refused("committee.no_seats", seat, body="villagers_assembly")
    refused("committee.no_such_person", seat, "P9999999")
    refused("committee.ends_before_start", seat, ADULTS[4], end=date(2024, 12, 31))
    seat(ADULTS[3], end=date(2026, 3, 1))
    pk = Seat.objects.get(party=ADULTS[2]).pk
    refused(
        "committee.ends_before_start", do, actions.end_seat, pk, by=SYSTEM, on=DAY, end=date(2024, 1, 1),
        document="辞1",
    )  # fmt: skip
    do(actions.end_seat, pk, by=SYSTEM, on=DAY, end=date(2026, 3, 1), document="辞1")
    refused("viewer.not_found", do, actions.end_seat, pk, by=SYSTEM, on=DAY, end=DAY, document="辞2")
    assert versions.standing(Seat.objects.filter(party=ADULTS[2])).count() == 1
    pk = Seat.objects.get(party=ADULTS[3]).pk
    later = {"by": SYSTEM, "on": DAY, "end": date(2026, 3, 2), "document": "辞3"}
    refused("committee.ends_later", do, actions.end_seat, pk, **later)
    meeting = open_up(hall.meeting(body="village_representatives"), ADULTS[:2])
    assert [voter.party for voter in Voter.objects.filter(meeting=meeting)] == list(ADULTS[:2])
    assert voted(item_of(meeting), 2) == "passed"
    assert len(queries.seats(SYSTEM, "jiaxi", on=DAY)) == 2


def test_nobody_is_called_to_a_body_without_seats():
    meeting = hall.meeting(body="board", org="head", matter="cooperative_business")
    hall.tell(meeting)
    refused("committee.nobody_entitled", do, actions.open_meeting, meeting.pk, by=SYSTEM, on=DAY, at="09:00")


def test_a_body_the_law_does_not_know_leaves_no_resolution():
    for party in ADULTS[:3]:
        seat(party, body="party_meeting")
    meeting = open_up(hall.meeting(body="party_meeting", matter="party_work"), ADULTS[:2])
    assert voted(item_of(meeting), 2) == "passed"
    assert not Resolution.objects.exists()
    assert ItemResult.objects.get().clause == "committee/bodies@2018-07-01"
    assert found() == []


def test_two_thirds_where_the_matter_asks_for_them():
    meeting = open_up(hall.meeting("head", "members_assembly", matter="cooperative_charter"), ())
    members = [voter.party for voter in Voter.objects.all()]
    assert len(members) == 7
    hall.sign_in(meeting, *members)
    item = item_of(meeting)
    assert item.major
    assert voted(item, 4, 3) == "rejected"
    assert found() == []


def test_hand_edits_of_votes_are_found():
    meeting = open_up(hall.meeting())
    voted(item_of(meeting), 4, 2)
    guards.take_down(ItemResult._meta.db_table, Voter._meta.db_table, Resolution._meta.db_table)
    ItemResult.objects.update(votes_for=5)
    assert {each.code for each in found()} == {"committee.counts_differ", "committee.resolution_differs"}
    ItemResult.objects.update(votes_for=4, outcome="rejected")
    Voter.objects.filter(number=1).update(party=OUTSIDER)
    assert {each.code for each in found()} == {"committee.outcome_differs", "committee.list_differs"}


def test_who_may_and_who_sees():
    given = {"party": ADULTS[0], "body": "village_representatives", "start": DAY, "document": "当选1"}
    refused(
        "permit.not_yours",
        do,
        actions.seat_person,
        "jiaxi",
        by=small.viewer("jiaxi.cashier", DAY),
        on=DAY,
        **given,
    )
    do(actions.seat_person, "jiaxi", by=small.viewer("jiaxi.secretary", DAY), on=DAY, **given)
    meeting = hall.meeting()
    for name, sees in (
        ("jiaxi.cashier", True),
        ("town.leader", True),
        ("haiba.secretary", False),
        ("", False),
    ):
        viewer = small.viewer(name, DAY)
        assert bool(queries.meeting_page(viewer).total) == sees
        if sees:
            assert queries.meeting_card(viewer, meeting.pk).title == "三月会议"
        else:
            refused("viewer.not_found", queries.meeting_card, viewer, meeting.pk)
            refused("viewer.not_found", queries.count_card, viewer, AgendaItem.objects.get().pk)


def test_how_the_representatives_are_made_up_is_said_before_they_meet():
    """Six sit, three of them women, one of the men on the village committee: five of six are four fifths."""
    for party in ADULTS:
        seat(party)
    seat(ADULTS[0], "village_committee")
    (row,) = queries.composition(SYSTEM, "jiaxi", on=DAY)
    assert (row.people, row.representatives, row.women, row.lawful) == (6, 5, 3, True)
    assert (row.least_representatives, row.least_women) == (5, 2)
    meeting = hall.meeting(body="village_representatives")
    assert queries.meeting_card(SYSTEM, meeting.pk).warnings == ()
    seat(ADULTS[1], "village_committee")
    found_wrong = queries.meeting_card(SYSTEM, meeting.pk).warnings
    assert [each.code for each in found_wrong] == ["committee.too_few_representatives"]
    assert not queries.composition(SYSTEM, "jiaxi", on=DAY)[0].lawful
    assert queries.meeting_card(SYSTEM, hall.meeting().pk).warnings == ()
    open_up(meeting)


def test_too_few_women_among_the_representatives_is_said():
    for party in ADULTS[::2]:
        seat(party)
    meeting = hall.meeting(body="village_representatives")
    (warning,) = queries.meeting_card(SYSTEM, meeting.pk).warnings
    assert warning.code == "committee.too_few_women"
    assert dict(warning.params) == {"women": 0, "people": 3, "least": 1}


def test_a_vote_that_nobody_counted_is_not_closed():
    """A vote closed before its count would stand as rejected; too few to decide need no count."""
    item = item_of(open_up(hall.meeting()))
    hall.begin(item)
    refused("committee.nothing_counted", hall.end, item)
    hall.count(item, 4, 0)
    assert hall.end(item) == "passed"
    few = item_of(open_up(hall.meeting(), ADULTS[:1]))
    hall.begin(few)
    assert hall.end(few) == "not_quorate"

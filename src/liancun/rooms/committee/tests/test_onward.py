"""What follows from a meeting: minutes, joint resolutions in the villages, four steps (会后的事)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.base.references import resolve
from liancun.kernel import Refusal
from liancun.rooms.committee import actions, checks, queries
from liancun.rooms.committee.models import AgendaItem, FourSteps, JointPart, Meeting, Minutes
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import ADULTS, DAY, item_of, open_up, voted
from liancun.rooms.committee.tests.test_meetings import found, refused
from liancun.rooms.notices.models import Notice
from liancun.rooms.registry.models import Organisation, Resolution
from liancun.rooms.registry.tests import town as small
from liancun.rooms.registry.tests.town import do

pytestmark = pytest.mark.django_db
SECRETARIES = ("P0000106", "P0000114", "P0000120")
HAIBA = tuple(small.person_code(number) for number in range(7, 13))


@pytest.fixture(autouse=True)
def small_town(db):
    small.raise_town()


# --- minutes -------------------------------------------------------------------------------------


def write(meeting: Meeting, text="会上说了什么"):
    return do(actions.write_minutes, meeting.pk, by=SYSTEM, on=DAY, text=text).revision


def sign(meeting: Meeting, day=DAY):
    return do(actions.sign_minutes, meeting.pk, by=SYSTEM, on=DAY, signed_on=day)


def test_minutes_have_versions_until_they_are_signed():
    meeting = open_up(hall.meeting())
    assert write(meeting) == 1
    assert write(meeting, "补充") == 2
    refused("committee.not_at_this_stage", sign, meeting)
    do(actions.close_meeting, meeting.pk, by=SYSTEM, on=DAY, at="11:00")
    refused("committee.signed_when", sign, meeting, date(2026, 3, 1))
    refused("committee.signed_when", sign, meeting, date(2026, 3, 3))
    sign(meeting)
    card = queries.meeting_card(SYSTEM, meeting.pk)
    assert (card.stage, card.minutes, card.revision) == ("signed", "补充", 2)
    for change in (write, sign):
        assert refused("committee.minutes_signed", change, meeting).clause == "committee/bodies@2018-07-01"
    assert found() == []
    guards.take_down(Minutes._meta.db_table)
    Minutes.objects.filter(revision=2).update(text="别的")
    assert [each.code for each in checks.minutes_are_as_they_were_signed()] == ["committee.minutes_differ"]


def test_nothing_is_signed_that_was_not_written():
    meeting = open_up(hall.meeting())
    do(actions.close_meeting, meeting.pk, by=SYSTEM, on=DAY, at="11:00")
    refused("committee.no_minutes", sign, meeting)


# --- joint resolutions ----------------------------------------------------------------------------


def resolved(effect="passed", matter="village_rules", votes_for=3) -> AgendaItem:
    """A joint resolution as the committee voted on it."""
    for party in ADULTS[:3]:
        given = {"party": party, "body": "joint_committee", "start": date(2025, 1, 1), "document": "任1"}
        do(actions.seat_person, "joint", by=SYSTEM, on=DAY, **given)
    meeting = hall.meeting("joint", "joint_committee", matter=matter, effect=effect)
    open_up(meeting, ADULTS[:3])
    item = item_of(meeting)
    voted(item, votes_for, 3 - votes_for)
    return item


def send(item: AgendaItem, body="villagers_assembly", **more):
    return do(actions.fan_out, item.pk, by=SYSTEM, on=DAY, body=body, **more).villages


def in_village(item: AgendaItem, org: str, came, votes_for, votes_against=0) -> str:
    """A village's own meeting votes on it."""
    meeting = hall.meeting(org, "villagers_assembly", items=0, chair=came[0], recorder=came[0])
    part = JointPart.objects.get(resolved=item, at_org=org)
    do(actions.take_up, meeting.pk, by=SYSTEM, on=hall.NOTICED, part=str(part.pk), number=1)
    open_up(meeting, came)
    return voted(item_of(meeting), votes_for, votes_against)


def test_a_joint_resolution_is_decided_by_each_village_for_itself():
    item = resolved()
    assert send(item) == 2
    assert [row.state for row in queries.joint_card(SYSTEM, item.pk).rows] == ["waiting", "waiting"]
    assert in_village(item, "jiaxi", ADULTS, 6) == "passed"
    assert in_village(item, "haiba", HAIBA[:3], 3) == "not_quorate"
    card = queries.joint_card(SYSTEM, item.pk)
    assert (card.villages, card.passed, card.rejected, card.not_quorate, card.waiting) == (2, 1, 0, 1, 0)
    assert {row.at_org: row.holds for row in card.rows} == {"jiaxi": True, "haiba": False}
    assert Resolution.objects.filter(org_code="jiaxi", passed=True).count() == 1
    assert in_village(item, "haiba", HAIBA, 2, 4) == "rejected"
    assert in_village(item, "haiba", HAIBA, 5, 1) == "passed"
    card = queries.joint_card(SYSTEM, item.pk)
    assert card.holding == 2
    assert found() == []
    village_item = AgendaItem.objects.filter(part__at_org="haiba").latest("pk")
    assert f"agenda_item:{item.pk}" in resolve(SYSTEM, f"agenda_item:{village_item.pk}").parents


VILLAGES = ("jiaxi", "haiba", *(f"cun{number}" for number in range(3, 9)))


def eight_villages() -> None:
    """Six villages more under the joint committee, five representatives in each of the eight."""
    with act("registry.import_town", "town", by=SYSTEM, on=small.START) as a:
        for number, org in enumerate(VILLAGES[2:], 3):
            code = f"5202811232{number:02d}"
            Organisation.objects.create(
                code=org, kind="village_collective", name=f"{org}村集体", parent="joint", own_book=True,
                start=small.START, **a.stamp(code),
            )  # fmt: skip
    for org in VILLAGES:
        for party in ADULTS[:5]:
            given = {"party": party, "body": "village_representatives", "start": date(2025, 1, 1)}
            do(actions.seat_person, org, by=SYSTEM, on=DAY, document="当选1", **given)


def represented(item: AgendaItem, org: str, came: int, votes_for: int) -> str:
    """A village's representatives vote on it; who came and is not for it is against."""
    meeting = hall.meeting(org, "village_representatives", items=0)
    part = JointPart.objects.get(resolved=item, at_org=org)
    do(actions.take_up, meeting.pk, by=SYSTEM, on=hall.NOTICED, part=str(part.pk), number=1)
    open_up(meeting, ADULTS[:came])
    return voted(item_of(meeting), votes_for, came - votes_for)


@pytest.mark.slow
@pytest.mark.parametrize(("effect", "holding"), [("passed", 5), ("all", 0)])
def test_eight_villages_decide_each_by_its_own_count(effect, holding):
    """Of eight villages five pass it, one rejects it, in one too few came, and one is still to vote."""
    eight_villages()
    item = resolved(effect, "yearly_report")
    assert send(item, "village_representatives") == 8
    came = dict.fromkeys(VILLAGES[:5], (4, 3)) | {VILLAGES[5]: (5, 2), VILLAGES[6]: (3, 3)}
    outcomes = [represented(item, org, *counts) for org, counts in came.items()]
    assert outcomes == ["passed"] * 5 + ["rejected", "not_quorate"]
    card = queries.joint_card(SYSTEM, item.pk)
    counted = (card.villages, card.passed, card.rejected, card.not_quorate, card.waiting, card.holding)
    assert counted == (8, 5, 1, 1, 1, holding)
    waiting = next(row for row in card.rows if row.state == "waiting")
    assert waiting.at_org == VILLAGES[7]
    assert Resolution.objects.filter(passed=True, org_code__in=VILLAGES).count() == 5
    assert found() == []
    for org in VILLAGES[5:]:
        assert represented(item, org, 5, 4) == "passed"
    assert queries.joint_card(SYSTEM, item.pk).holding == 8


def test_where_all_must_agree_nothing_holds_before_they_have():
    item = resolved("all")
    send(item)
    in_village(item, "jiaxi", ADULTS, 6)
    assert queries.joint_card(SYSTEM, item.pk).holding == 0
    in_village(item, "haiba", HAIBA, 6)
    assert queries.joint_card(SYSTEM, item.pk).holding == 2


def test_a_party_committee_may_put_property_to_the_villages_but_not_decide_it():
    item = resolved(matter="collective_charter")
    no = refused("committee.not_their_matter", send, item)
    assert dict(no.reason.params)["body"] == ("collective_assembly",)
    assert send(item, "collective_assembly", villages=("haiba",)) == 1


def test_what_does_not_go_to_the_villages():
    rejected = resolved(votes_for=1)
    refused("committee.not_passed_yet", send, rejected)
    plain = item_of(open_up(hall.meeting()))
    refused("committee.not_joint", send, plain)


def test_a_village_takes_up_what_was_sent_to_it_once():
    item = resolved()
    send(item)
    refused("committee.sent_already", send, item)
    part = JointPart.objects.get(at_org="jiaxi")
    other = hall.meeting("haiba", items=0, chair=HAIBA[0], recorder=HAIBA[0])
    take: dict[str, Any] = {"by": SYSTEM, "on": hall.NOTICED, "number": 1}
    refused("committee.no_such_part", do, actions.take_up, other.pk, part=str(part.pk), **take)
    refused("committee.no_such_part", do, actions.take_up, other.pk, part="x", **take)
    wrong = hall.meeting("jiaxi", "villagers_by_households", items=0)
    refused("committee.another_body", do, actions.take_up, wrong.pk, part=str(part.pk), **take)
    own = hall.meeting(items=0)
    do(actions.take_up, own.pk, part=str(part.pk), **take)
    again = hall.meeting(items=0)
    refused("committee.part_is_taken", do, actions.take_up, again.pk, part=str(part.pk), **take)
    do(actions.call_off, own.pk, by=SYSTEM, on=DAY, note="下雨")
    do(actions.take_up, again.pk, part=str(part.pk), **take)


def test_only_its_own_villages():
    item = resolved()
    refused("committee.not_below", send, item, villages=("head",))


def test_the_committee_and_its_villages_see_a_joint_resolution():
    item = resolved()
    send(item, villages=("jiaxi",))
    for name in ("joint.secretary", "jiaxi.secretary", "town.leader"):
        assert queries.joint_card(small.viewer(name, DAY), item.pk).villages == 1
    refused("viewer.not_found", queries.joint_card, small.viewer("haiba.secretary", DAY), item.pk)
    assert queries.joint_page(small.viewer("jiaxi.secretary", DAY), "jiaxi").total == 1
    assert queries.joint_page(small.viewer("haiba.secretary", DAY)).total == 0
    refused("viewer.not_found", queries.joint_card, SYSTEM, item_of(hall.meeting()).pk)


# --- four steps -----------------------------------------------------------------------------------


def begin_steps(code="SY-1", org="jiaxi") -> FourSteps:
    given = {"code": code, "title": "修路", "matter": "public_works", "cause": "people"}
    do(actions.begin_four_steps, org, by=SYSTEM, on=hall.NOTICED, **given)
    return FourSteps.objects.latest("pk")


def step(row: FourSteps, name: str, day=date(2026, 2, 10), due=9, present=7, votes_for=6):
    given = {"due": due, "present": present, "votes_for": votes_for, "document": "记录1"}
    do(actions.record_step, row.pk, by=SYSTEM, on=DAY, step=name, happened_on=day, **given)


def three_steps(row: FourSteps):
    for at, name in enumerate(("proposed", "consulted", "examined"), 1):
        step(row, name, date(2026, 2, at))


def test_steps_come_in_their_order_and_each_carries_by_its_own_count():
    row = begin_steps()
    assert refused("committee.step_before", step, row, "consulted").clause
    step(row, "proposed", date(2026, 2, 2))
    refused("committee.step_again", step, row, "proposed")
    refused("committee.step_too_early", step, row, "consulted", date(2026, 2, 1))
    refused("committee.not_yet", step, row, "consulted", date(2026, 3, 9))
    refused("committee.step_before", step, row, "examined")
    step(row, "consulted", date(2026, 2, 2), due=9, present=5, votes_for=5)
    assert refused(
        "committee.step_not_quorate", step, row, "examined", due=30, present=19, votes_for=19
    ).clause
    refused("committee.step_rejected", step, row, "examined", due=30, present=20, votes_for=15)
    step(row, "examined", due=30, present=20, votes_for=16)


def test_a_matter_that_needs_them_is_not_voted_on_before():
    meeting = open_up(hall.meeting(matter="public_works"))
    no = refused("committee.needs_four_steps", voted, item_of(meeting), 6)
    assert no.clause == "committee/matters@2018-07-01"
    row = begin_steps()
    meeting = hall.meeting(items=0)
    refused("committee.no_such_steps", hall.put, meeting, 1, matter="public_works", steps="SY-9")
    item = hall.put(meeting, 1, matter="public_works", steps="SY-1")
    open_up(meeting)
    step(row, "proposed", date(2026, 2, 1))
    refused("committee.step_is_missing", voted, item, 6)
    step(row, "consulted", date(2026, 2, 2))
    assert queries.count_card(SYSTEM, item.pk).missing_step == "examined"
    step(row, "examined", date(2026, 2, 3))
    assert queries.count_card(SYSTEM, item.pk).missing_step == ""
    assert voted(item, 6) == "passed"


def test_a_party_body_needs_no_steps_for_what_it_sends_on():
    meeting = hall.meeting("joint", "joint_committee", matter="public_works", effect="passed")
    assert queries.count_card(SYSTEM, item_of(meeting).pk).missing_step == ""


def test_decision_and_outcome_are_published_one_after_the_other():
    row = begin_steps()
    three_steps(row)
    refused("committee.not_decided_yet", actions.publish_decision, row.pk, by=SYSTEM, on=DAY)
    refused("committee.decision_first", actions.publish_outcome, row.pk, by=SYSTEM, on=DAY)
    meeting = hall.meeting(items=0)
    item = hall.put(meeting, 1, matter="public_works", steps="SY-1")
    open_up(meeting)
    voted(item, 6)
    actions.publish_decision(row.pk, by=SYSTEM, on=DAY)
    refused("committee.published_already", actions.publish_decision, row.pk, by=SYSTEM, on=DAY)
    actions.publish_outcome(row.pk, by=SYSTEM, on=DAY)
    assert list(Notice.objects.order_by("pk").values_list("list_ref", "villages", "expires_days")) == [
        (f"decision:{row.pk}", small.JIAXI, 15),
        (f"implementation:{row.pk}", small.JIAXI, 15),
    ]
    card = queries.four_steps_card(SYSTEM, row.pk)
    assert (card.stage, [each.step for each in card.steps]) == (
        "done",
        ["proposed", "consulted", "examined", "voted"],
    )
    assert f"agenda_item:{item.pk}" in resolve(SYSTEM, f"decision:{row.pk}").parents
    assert [each.stage for each in queries.four_steps_page(SYSTEM, "jiaxi").rows] == ["done"]


def test_stages_of_a_matter():
    row = begin_steps()
    assert queries.four_steps_card(SYSTEM, row.pk).stage == "begun"
    for at, name in enumerate(("proposed", "consulted", "examined"), 1):
        step(row, name, date(2026, 2, at))
        assert queries.four_steps_card(SYSTEM, row.pk).stage == name
    refused("committee.steps_taken", begin_steps)
    refused("committee.steps_are_of_villages", begin_steps, org="head")
    with pytest.raises(Refusal):
        queries.four_steps_card(small.viewer("haiba.secretary", DAY), row.pk)


def test_the_list_of_matters_asks_as_much_for_many_as_for_one():
    step(begin_steps(), "proposed", date(2026, 2, 1))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queried:
            queries.four_steps_page(SYSTEM, "jiaxi")
        return len(queried)

    few = asked()
    for number in range(5):
        begin_steps(code=f"SY-9-{number}")
    assert asked() == few
    stages = [row.stage for row in queries.four_steps_page(SYSTEM, "jiaxi").rows]
    assert stages == ["begun"] * 5 + ["proposed"]

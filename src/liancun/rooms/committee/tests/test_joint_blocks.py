"""A joint resolution decides a block of the town, by every village's own vote (联村决议定下全镇的条款)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from liancun.base import charters, decisions, guards
from liancun.base.acts import act
from liancun.base.models import CharterBlock
from liancun.base.permits import SYSTEM
from liancun.base.references import resolve
from liancun.base.viewer import STRANGER
from liancun.rooms.committee import actions, checks, choices, queries
from liancun.rooms.committee.models import AgendaItem, JointPart
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import ADULTS, DAY, item_of, open_up, voted
from liancun.rooms.committee.tests.test_meetings import refused
from liancun.rooms.registry import checks as registry_checks
from liancun.rooms.registry.choices import own_blocks
from liancun.rooms.registry.models import Organisation, Resolution
from liancun.rooms.registry.queries import block_votes
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import do

pytestmark = pytest.mark.django_db

NAME = "points/refuse_fee"
BLOCK = f"_town:{NAME}@2026-04-01"
HAIBA = tuple(town.person_code(number) for number in range(7, 13))


@pytest.fixture
def file(tmp_path, settings):
    """The small town of two villages, which has begun a decision for the whole of it; its file."""
    settings.DATA_DIR = tmp_path
    charters.forget()
    town.raise_town()
    stands = decisions.standing(NAME, org="", on=DAY)
    found = decisions.file_of(NAME, "")
    found.parent.mkdir(parents=True)
    later = replace(stands.block, start=date(2026, 4, 1))
    found.write_text(stands.decision.text_of(later), encoding="utf-8")
    charters.forget()
    for party in ADULTS[:3]:
        given = {"party": party, "body": "joint_committee", "start": date(2025, 1, 1), "document": "任1"}
        do(actions.seat_person, "joint", by=SYSTEM, on=DAY, **given)
    yield found
    charters.forget()


def put(**more) -> AgendaItem:
    """An item of the joint committee that names the block."""
    row = hall.meeting("joint", "joint_committee", items=0)
    given = {"subject": "清运费等次", "matter": "village_rules", "effect": "all", "block": BLOCK} | more
    return hall.put(row, **given)


def passed(**more) -> AgendaItem:
    item = put(**more)
    open_up(item.meeting, ADULTS[:3])
    assert voted(item, 3) == "passed"
    return item


def send(item: AgendaItem, **more) -> None:
    do(actions.fan_out, item.pk, by=SYSTEM, on=DAY, **{"body": "villagers_assembly"} | more)


def taken_up(item: AgendaItem, org: str, came) -> AgendaItem:
    meeting = hall.meeting(org, items=0, chair=came[0], recorder=came[0])
    part = JointPart.objects.get(resolved=item, at_org=org)
    do(actions.take_up, meeting.pk, by=SYSTEM, on=hall.NOTICED, part=str(part.pk), number=1)
    return item_of(open_up(meeting, came))


def is_bound() -> bool:
    return BLOCK in decisions.bound([BLOCK])


def findings():
    return [each.code for check in (*checks.CHECKS, *registry_checks.CHECKS) for each in check()]


def rewrite(file, old="168", new="160"):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    charters.forget()


def test_the_last_villages_vote_binds_it(file):
    """Jiaxi passes it 6 to 0: nothing is bound. Haiba rejects it 2 to 4, then passes it 4 to 2: bound."""
    item = passed()
    send(item)
    assert voted(taken_up(item, "jiaxi", ADULTS), 6) == "passed"
    assert not is_bound() and findings() == []
    assert voted(taken_up(item, "haiba", HAIBA), 2, 4) == "rejected"
    assert not is_bound()
    (joint,) = queries.joint_votes(SYSTEM, [BLOCK])
    said = [(row.org_name, row.state, row.votes_for, row.votes_against) for row in joint.rows]
    assert said == [("海坝村集体经济组织", "rejected", 2, 4), ("贾西村集体经济组织", "passed", 6, 0)]
    assert not joint.holds
    assert choices.towns_blocks(SYSTEM, "joint", DAY) == own_blocks(SYSTEM, "town", DAY) != ()
    assert voted(taken_up(item, "haiba", HAIBA), 4, 2) == "passed"
    assert is_bound() and findings() == []
    assert queries.joint_votes(SYSTEM, [BLOCK])[0].holds
    assert choices.towns_blocks(SYSTEM, "joint", DAY) == ()
    assert [vote.passed for vote in block_votes(SYSTEM, [BLOCK])] == [True, False, True]
    rewrite(file)
    assert [problem.code for problem in charters.check()] == ["charter.edited"]


def test_one_villages_resolution_says_that_it_takes_all(file):
    item = passed()
    send(item)
    voted(taken_up(item, "jiaxi", ADULTS), 6)
    row = Resolution.objects.get(org_code="jiaxi")
    assert (row.block, row.block_sha256, row.passed) == (BLOCK, item.block_sha256, True)
    (_passed, on_block) = resolve(SYSTEM, f"resolution:jiaxi/{row.code}").reasons
    assert (on_block.code, on_block.clause) == ("registry.resolution.on_towns_block", BLOCK)


def test_the_states_are_public_and_the_counts_are_not(file):
    item = passed()
    send(item)
    voted(taken_up(item, "jiaxi", ADULTS), 6)
    for viewer, counts, ref in (
        (STRANGER, (None, None), ""),
        (town.viewer("haiba.secretary", DAY), (6, 6), f"agenda_item:{item.pk}"),
    ):
        (joint,) = queries.joint_votes(viewer, [BLOCK])
        row = joint.rows[1]
        assert (row.state, (row.votes_for, row.present), joint.ref) == ("passed", counts, ref)
        assert row.ref == ""
    assert queries.joint_card(SYSTEM, item.pk).block == BLOCK


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("committee.block_needs_all", {"effect": "passed"}),
        ("committee.block_needs_all", {"effect": ""}),
        ("committee.not_the_towns_block", {"block": f"{NAME}@2019-01-01"}),
        ("committee.not_the_towns_block", {"block": f"jiaxi:{NAME}@2026-04-01"}),
        ("registry.block_says_otherwise", {"block_digest": "0" * 8}),
        ("registry.digest_of_nothing", {"block": "", "block_digest": "0" * 8}),
    ],
)
def test_what_its_villages_cannot_decide_is_not_put(file, code, more):
    matter = {} if more.get("effect", "all") else {"matter": "party_work"}
    refused(code, put, **matter | more)
    assert not AgendaItem.objects.exists()


def test_a_town_without_decisions_of_its_own_is_told_how_to_begin_one(file):
    file.unlink()
    charters.forget()
    refused("committee.no_towns_block", put)


def test_some_of_the_villages_cannot_decide_for_all(file):
    item = passed()
    no = refused("committee.block_asks_all", send, item, villages=("jiaxi",))
    assert dict(no.reason.params)["names"] == ("海坝村集体经济组织",)
    with act("registry.import_town", "town", by=SYSTEM, on=town.START) as a:
        Organisation.objects.create(
            code="shanhou", kind="village_collective", name="山后村集体", parent="town", own_book=True,
            start=town.START, **a.stamp(),
        )  # fmt: skip
    no = refused("committee.block_asks_all", put)
    assert dict(no.reason.params)["names"] == ("山后村集体",)
    refused("committee.block_asks_all", send, item)
    assert not JointPart.objects.exists()


def test_what_the_villages_party_bodies_vote_is_no_resolution(file):
    item = passed(matter="party_work")
    refused("committee.no_resolution_to_name", send, item, body="party_meeting")


def test_what_is_voted_on_is_the_text_that_was_put(file):
    """A file that is mended meanwhile holds every further step, until its text is put back."""
    item = passed()
    rewrite(file)
    refused("committee.block_moved", send, item)
    rewrite(file, "160", "168")
    send(item)
    rewrite(file)
    refused("committee.block_moved", taken_up, item, "jiaxi", ADULTS)
    rewrite(file, "160", "168")
    mine = taken_up(item, "jiaxi", ADULTS)
    rewrite(file)
    refused("committee.block_moved", hall.begin, mine)
    rewrite(file, "160", "168")
    hall.begin(mine)
    hall.count(mine, 6)
    text = file.read_text(encoding="utf-8")
    file.unlink()
    charters.forget()
    refused("committee.block_moved", hall.end, mine)
    file.write_text(text, encoding="utf-8")
    charters.forget()
    close: dict[str, Any] = {"by": SYSTEM, "on": DAY, "block": f"jiaxi:{NAME}@2026-04-01"}
    refused("committee.part_decides", do, actions.close_vote, mine.pk, **close)
    assert do(actions.close_vote, mine.pk, **close | {"block": BLOCK}).outcome == "passed"


def test_another_text_may_be_put_anew(file):
    """What one village rejected is mended and put again; the first resolution holds nobody up."""
    item = passed()
    send(item)
    voted(taken_up(item, "jiaxi", ADULTS), 1, 5)
    rewrite(file)
    again = passed()
    send(again)
    for org, came in (("jiaxi", ADULTS), ("haiba", HAIBA)):
        assert voted(taken_up(again, org, came), 6) == "passed"
    assert is_bound() and findings() == []
    assert [each.holds for each in queries.joint_votes(SYSTEM, [BLOCK])] == [True, False]


def test_the_check_finds_a_kept_text_that_is_not_the_one_voted_on(file):
    item = passed()
    send(item)
    for org, came in (("jiaxi", ADULTS), ("haiba", HAIBA)):
        voted(taken_up(item, org, came), 6)
    assert list(checks.joint_blocks_are_kept()) == []
    guards.take_down(CharterBlock._meta.db_table)
    CharterBlock.objects.filter(block_id=BLOCK).delete()
    assert [each.code for each in checks.joint_blocks_are_kept()] == ["committee.block_not_kept"]

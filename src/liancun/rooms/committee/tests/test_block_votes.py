"""A meeting votes on a block of the charter: its resolution binds it and leads to the meeting (定下条款)."""

from dataclasses import replace
from datetime import date

import pytest

from liancun.base import charters, decisions
from liancun.base.permits import SYSTEM
from liancun.base.viewer import STRANGER
from liancun.kernel import Refusal
from liancun.rooms.committee import actions, queries
from liancun.rooms.committee.models import ItemResult
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import DAY
from liancun.rooms.registry.models import Resolution
from liancun.rooms.registry.queries import block_votes
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import do

pytestmark = pytest.mark.django_db

NAME = "points/refuse_fee"
BLOCK = f"jiaxi:{NAME}@2026-04-01"


@pytest.fixture
def decided(tmp_path, settings):
    """The small town, where Jiaxi has begun a decision of its own."""
    settings.DATA_DIR = tmp_path
    charters.forget()
    town.raise_town()
    stands = decisions.standing(NAME, org="jiaxi", on=DAY)
    file = decisions.file_of(NAME, "jiaxi")
    file.parent.mkdir(parents=True)
    later = replace(stands.block, start=date(2026, 4, 1))
    file.write_text(stands.decision.text_of(later), encoding="utf-8")
    charters.forget()
    yield
    charters.forget()


def begun(**more):
    row = hall.open_up(hall.meeting(**more))
    item = hall.item_of(row)
    hall.begin(item)
    return item


def test_a_vote_that_carried_binds_the_block_and_leads_to_its_meeting(decided):
    item = begun()
    hall.count(item, 5, 1)
    assert do(actions.close_vote, item.pk, by=SYSTEM, on=DAY, block=BLOCK).outcome == "passed"
    assert BLOCK in decisions.bound([BLOCK])
    (vote,) = block_votes(SYSTEM, [BLOCK])
    assert vote.passed and vote.count and vote.count.votes_for == 5
    key = (vote.org_code, vote.code)
    assert queries.meetings_behind(SYSTEM, [key]) == {
        key: queries.Behind("三月会议", f"agenda_item:{item.pk}")
    }
    assert queries.meetings_behind(STRANGER, [key])[key].ref == ""
    assert queries.meetings_behind(SYSTEM, [("haiba", vote.code)]) == {}


def test_a_vote_that_failed_does_not(decided):
    item = begun()
    hall.count(item, 1, 5)
    assert do(actions.close_vote, item.pk, by=SYSTEM, on=DAY, block=BLOCK).outcome == "rejected"
    assert decisions.bound([BLOCK]) == {}
    assert not block_votes(SYSTEM, [BLOCK])[0].passed


def test_what_a_party_body_votes_is_no_resolution_and_binds_nothing(decided):
    for party in hall.ADULTS[:3]:
        given = {"party": party, "body": "party_meeting", "start": date(2025, 1, 1), "document": "任1"}
        do(actions.seat_person, "jiaxi", by=SYSTEM, on=DAY, **given)
    row = hall.meeting(body="party_meeting", matter="party_work")
    hall.open_up(row, hall.ADULTS[:3])
    item = hall.item_of(row)
    hall.begin(item)
    hall.count(item, 3)
    with pytest.raises(Refusal) as no:
        do(actions.close_vote, item.pk, by=SYSTEM, on=DAY, block=BLOCK)
    assert no.value.code == "committee.no_resolution_to_name"
    assert not ItemResult.objects.exists() and decisions.bound([BLOCK]) == {}


def test_another_text_ends_no_vote(decided):
    item = begun()
    hall.count(item, 5, 1)
    with pytest.raises(Refusal) as no:
        do(actions.close_vote, item.pk, by=SYSTEM, on=DAY, block=BLOCK, block_digest="0" * 8)
    assert no.value.code == "registry.block_says_otherwise"
    assert not ItemResult.objects.exists() and not Resolution.objects.exists()
    assert charters.current().find(BLOCK)
    assert date(2026, 4, 1) > DAY

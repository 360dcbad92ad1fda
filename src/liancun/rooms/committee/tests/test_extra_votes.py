"""Votes beside the own one: given as the charter says, frozen with the list, counted, told (附加表决权)."""

from datetime import date

import pytest

from liancun.base import charters
from liancun.base.importing import import_kind, import_workbook, rows_of, write_rows
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Refusal
from liancun.kernel.digest import digest
from liancun.rooms.committee import actions, checks, queries
from liancun.rooms.committee.models import ExtraVote, ItemResult, Meeting, Voter
from liancun.rooms.committee.rules.charter import ExtraVotes
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import DAY, begin, cast, count, end, item_of, open_up
from liancun.rooms.registry.models import Membership, Resolution
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import do

pytestmark = pytest.mark.django_db
HEADS = tuple(town.person_code(number) for number in (1, 3, 5, 7, 9, 11))
"""Six members; the seventh is the company."""
START = date(2026, 1, 1)
OWN = """
title: 附加表决权
decision: committee/extra_votes
decided_by: 成员大会
blocks:
  - from: 2024-01-01
    clauses:
      each_most: {value: 3, source: assumption}
"""


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch, tmp_path):
    """The small town; its cooperative's charter gives a member three votes more at most."""
    town.raise_town()
    (tmp_path / "head").mkdir()
    (tmp_path / "head" / "votes.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(charters, "own_folder", lambda: tmp_path)
    charters.forget()
    yield
    monkeypatch.undo()
    charters.forget()


def give(party=HEADS[0], votes=1, start=START, **more):
    given = {"party": party, "votes": votes, "start": start, "document": "章程第十五条"} | more
    return do(actions.give_extra_votes, "head", by=SYSTEM, on=DAY, **given)


def refused(code, act, /, *args, **more):
    with pytest.raises(Refusal) as no:
        act(*args, **more)
    assert no.value.code == code, no.value.reason
    return no.value


def assembly(**more):
    return hall.meeting("head", "members_assembly", matter="surplus", **more)


def found():
    return [each for check in checks.CHECKS for each in check()]


def test_a_member_with_two_votes_is_counted_twice_and_there_once():
    """Seven members, one vote more: eight votes. Five must be there; five of eight votes carry."""
    give()
    meeting = open_up(assembly(items=2), HEADS[:5])
    first, second = item_of(meeting), item_of(meeting, 2)
    begin(first)
    for voter in HEADS[:4]:
        cast(first, voter)
    cast(first, HEADS[4], "against")
    assert end(first) == "passed"
    begin(second, "09:40")
    for voter in HEADS[1:5]:
        cast(second, voter)
    cast(second, HEADS[0], "against")
    assert end(second) == "rejected"
    rows = [(r.entitled, r.extra_votes, r.present, r.votes_for, r.votes_against) for r in
            ItemResult.objects.order_by("pk")]  # fmt: skip
    assert rows == [(7, 1, 5, 5, 1), (7, 1, 5, 4, 2)]
    kept = [(r.entitled, r.present, r.total_votes, r.votes_for, r.passed) for r in
            Resolution.objects.order_by("code")]  # fmt: skip
    assert kept == [(7, 5, 8, 5, True), (7, 5, 8, 4, False)]
    assert found() == []


def test_a_quorum_is_of_people_whatever_votes_they_have():
    give()
    meeting = open_up(assembly(), HEADS[:4])
    item = item_of(meeting)
    begin(item)
    count(item, 5)
    assert end(item) == "not_quorate"


def test_what_is_counted_without_names_is_votes_and_never_more_than_are_there():
    give()
    meeting = open_up(assembly(), HEADS[:5])
    item = item_of(meeting)
    begin(item)
    cast(item, HEADS[1])
    assert queries.count_card(SYSTEM, item.pk).left == 5
    no = refused("committee.counted_too_many", count, item, 6)
    assert no.params["left"] == 5
    count(item, 4, way="paper")
    refused("committee.more_than_present", cast, item, HEADS[0])
    cast(item, HEADS[2])
    assert end(item) == "passed"
    assert ItemResult.objects.get().votes_for == 6


def test_the_weights_are_frozen_with_the_list():
    ref = give()
    meeting = open_up(assembly(), HEADS)
    key = int(ref.removeprefix("extra_votes:"))
    do(actions.end_extra_votes, key, by=SYSTEM, on=DAY, end=date(2026, 2, 1), document="大会决议")
    ended = ExtraVote.objects.latest("pk").pk
    later = {"by": SYSTEM, "on": DAY, "end": date(2026, 2, 2), "document": "大会决议"}
    refused("committee.ends_later", do, actions.end_extra_votes, ended, **later)
    give(HEADS[1], start=date(2026, 2, 2))
    rows = Voter.objects.filter(extra_votes__gt=0).values_list("meeting", "party", "extra_votes")
    assert list(rows) == [(meeting.pk, HEADS[0], 1)]
    item = item_of(meeting)
    begin(item)
    cast(item, HEADS[0])
    assert queries.count_card(SYSTEM, item.pk).votes["for"] == 2
    assert found() == []
    again = open_up(assembly(), ())
    assert list(rows.filter(meeting=again)) == [(again.pk, HEADS[1], 1)]


def test_a_list_without_extra_votes_has_the_digest_it_always_had():
    meeting = open_up(assembly(), HEADS)
    assert queries.meeting_card(SYSTEM, meeting.pk).list_digest == digest(
        [[party, ""] for party in Voter.objects.order_by("number").values_list("party", flat=True)]
    )


def test_only_the_assembly_of_members_knows_them():
    give()
    meeting = open_up(hall.meeting(), ())
    assert not Voter.objects.filter(meeting=meeting, extra_votes__gt=0).exists()
    assert queries.meeting_card(SYSTEM, meeting.pk).extra_votes == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"votes": 4}, "committee.extra_votes_each"),
        ({"votes": 2}, "committee.extra_votes_in_all"),
        ({"party": town.person_code(2)}, "committee.extra_votes_of_no_member"),
        ({"start": date(2019, 1, 1)}, "committee.extra_votes_of_no_member"),
        ({"end": date(2025, 12, 31)}, "committee.ends_before_start"),
    ],
)
def test_what_may_not_be_given(given, code):
    refused(code, give, **given)
    assert not ExtraVote.objects.exists()


def test_nobody_has_them_twice_and_all_together_a_fifth():
    give()
    refused("committee.extra_votes_already", give)
    no = refused("committee.extra_votes_in_all", give, HEADS[1])
    assert (no.params["votes"], no.params["most"], no.params["members"]) == (2, 1, 7)
    assert no.clause == "law/meetings@2026-01-01"


def test_later_ones_count_on_their_day():
    give(HEADS[1], start=date(2027, 1, 1))
    refused("committee.extra_votes_in_all", give)
    give(end=date(2026, 12, 31))


def test_where_the_charter_has_none_there_are_none(tmp_path):
    (tmp_path / "head" / "votes.yaml").write_text(OWN.replace("value: 3", "value: 0"), encoding="utf-8")
    charters.forget()
    no = refused("committee.no_extra_votes", give)
    assert no.clause == "head:committee/extra_votes@2024-01-01"


def test_too_many_since_members_left_are_told_before_the_notice():
    give()
    left = Membership.objects.filter(party__in=HEADS[3:])
    left.update(end=date(2026, 1, 31))
    meeting = assembly()
    refused("committee.extra_votes_in_all", hall.tell, meeting)


def test_the_papers_tell_all_of_them():
    give()
    meeting = open_up(assembly(), HEADS[:5])
    lines = queries.sign_in_lines(SYSTEM, meeting.pk)
    assert [line.extra_votes for line in lines] == [0, 1, 0, 0, 0, 0, 0], "the company comes first"
    planned = assembly()
    assert [line.extra_votes for line in queries.sign_in_lines(SYSTEM, planned.pk)] == [0, 1, 0, 0, 0, 0, 0]


def brought(*rows):
    content = write_rows(import_kind("extra_votes"), rows)
    return import_workbook("extra_votes", content, "附加.xlsx", org_code="head", by=SYSTEM, on=DAY)


def line(party=HEADS[0], votes=1, **more):
    return {"party": party, "votes": votes, "start": START, "end": None, "document": "章程"} | more


def test_a_workbook_brings_them_and_takes_them_out_again():
    assert brought(line()).new == 1
    rows = list(rows_of(import_kind("extra_votes"), SYSTEM, "head"))
    assert [(row["party"], row["votes"]) for row in rows] == [(HEADS[0], 1)]
    assert brought(line()).same == 1


def test_a_workbook_says_at_which_lines_it_is_too_much():
    with pytest.raises(BadInput) as bad:
        brought(line(), line(HEADS[1]), line(HEADS[2], 4), line(town.person_code(2)))
    assert [(each.row, each.code) for each in bad.value.problems] == [
        (3, "committee.extra_votes_in_all"),
        (4, "committee.extra_votes_each"),
        (5, "committee.extra_votes_of_no_member"),
    ]
    assert not ExtraVote.objects.exists()
    assert not Meeting.objects.exists()


def test_nobody_has_extra_votes_where_no_charter_gives_them(tmp_path, tmp_path_factory, settings):
    """The neutral default gives none; Panguan's pack says five."""
    (tmp_path / "head" / "votes.yaml").unlink()
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    charters.forget()
    assert charters.in_force(ExtraVotes, on=DAY, org="head").each_most == 5
    (settings.DATA_DIR / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    charters.forget()
    no = refused("committee.no_extra_votes", give)
    assert no.clause.startswith("committee/extra_votes@")

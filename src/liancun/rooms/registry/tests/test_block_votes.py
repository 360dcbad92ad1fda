"""A resolution that names a block of the charter binds it, in the text that was voted on (表决定下的条款)."""

from dataclasses import replace
from datetime import date

import pytest

from liancun.base import charters, decisions
from liancun.base.models import CharterBlock
from liancun.base.permits import SYSTEM
from liancun.base.viewer import STRANGER
from liancun.kernel import Refusal
from liancun.rooms.registry import actions, checks, queries
from liancun.rooms.registry.choices import own_blocks
from liancun.rooms.registry.facts.votes import own_blocks as voted_on
from liancun.rooms.registry.models import Resolution
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db

DAY = date(2025, 6, 1)
BLOCK = "jiaxi:registry/exit_notice@2025-07-01"
TEXT = """\
title: 退社通知
decision: registry/exit_notice
decided_by: 成员大会
blocks:
  - from: 2025-07-01
    clauses:
      farmer_months: {{value: {months}, source: resolution, cite: 2025年村民会议}}
      unit_months: {{value: 6, source: law, cite: 农民专业合作社法第二十五条}}
"""
VOTE = actions.Vote(
    code="JX-1",
    body="village_representatives",
    subject="退社通知",
    held_on=DAY,
    entitled=5,
    present=5,
    votes_for=4,
    votes_against=1,
    block=BLOCK,
)


@pytest.fixture
def file(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    charters.forget()
    town.raise_town()
    found = decisions.file_of("registry/exit_notice", "jiaxi")
    found.parent.mkdir(parents=True)
    yield found
    charters.forget()


def write(file, months):
    file.write_text(TEXT.format(months=months), encoding="utf-8")
    charters.forget()


def record(vote=VOTE, org="jiaxi"):
    return actions.record_resolution(org, vote, by=SYSTEM, on=DAY)


def refused(code, vote, org="jiaxi"):
    with pytest.raises(Refusal) as no:
        record(vote, org)
    assert no.value.code == code
    assert not Resolution.objects.exists()
    return dict(no.value.reason.params)


def kept():
    return set(CharterBlock.objects.filter(block_id__startswith="jiaxi:").values_list("block_id", flat=True))


def test_what_a_resolution_carried_stays_as_it_is(file):
    write(file, 6)
    assert [code for code, _word in own_blocks(SYSTEM, "jiaxi", DAY)] == [BLOCK]
    write(file, 4)
    assert charters.check() == [], "before the vote it may be mended"
    assert record().passed
    assert kept() == {BLOCK}
    assert own_blocks(SYSTEM, "jiaxi", DAY) == ()
    write(file, 5)
    assert [problem.code for problem in charters.check()] == ["charter.edited"]
    file.unlink()
    charters.forget()
    assert [problem.code for problem in charters.check()] == ["charter.removed"]
    kept_block = charters.block_named(BLOCK)
    assert kept_block and kept_block[1].clauses[0].value == 4


def test_a_vote_that_failed_binds_nothing(file):
    write(file, 6)
    assert not record(replace(VOTE, votes_for=1, votes_against=4)).passed
    assert kept() == set()
    file.unlink()
    charters.forget()
    assert charters.check() == [], "it is withdrawn"
    (vote,) = queries.block_votes(SYSTEM, [BLOCK])
    assert not vote.passed


def test_the_text_must_be_the_one_that_was_voted_on(file):
    write(file, 6)
    voted = voted_on("jiaxi")[0].sha256
    write(file, 4)
    said = refused("registry.block_says_otherwise", replace(VOTE, block_digest=voted[:8]))
    assert said["digest"] == voted_on("jiaxi")[0].sha256[:8]
    refused("registry.block_says_otherwise", replace(VOTE, block_digest=said["digest"][:7]))
    assert record(replace(VOTE, block_digest=said["digest"].upper())).passed


def test_another_organisations_block_and_a_digest_of_nothing_are_refused(file):
    refused("registry.no_own_block", VOTE)
    write(file, 6)
    refused("registry.no_own_block", VOTE, "haiba")
    assert refused("registry.block_not_own", replace(VOTE, block=f"{BLOCK}x"))["known"] == (BLOCK,)
    refused("registry.block_not_own", replace(VOTE, block="registry/exit_notice@2019-01-01"))
    refused("registry.digest_of_nothing", replace(VOTE, block="", block_digest="12345678"))


def test_the_votes_of_a_block_are_public_and_their_count_is_not(file):
    write(file, 6)
    record()
    (vote,) = queries.block_votes(SYSTEM, [BLOCK])
    assert vote.count and (vote.count.votes_for, vote.count.votes_against) == (4, 1)
    assert vote.ref == "resolution:jiaxi/JX-1"
    (seen,) = queries.block_votes(STRANGER, [BLOCK])
    assert (seen.passed, seen.body, seen.held_on) == (True, "village_representatives", DAY)
    assert (seen.count, seen.ref) == (None, "")


def test_the_check_finds_a_kept_text_that_is_not_the_one_voted_on(file):
    write(file, 6)
    record()
    assert list(checks.resolved_blocks_are_kept()) == []
    CharterBlock.objects.all().delete()
    assert [each.code for each in checks.resolved_blocks_are_kept()] == ["registry.block_not_kept"]

"""Proposed tiers on a village's year, worked out by hand (等次提案)."""

from datetime import date

import pytest

from liancun.base import charters
from liancun.base.permits import SYSTEM
from liancun.charter.loader import SHIPPED
from liancun.kernel import BadInput, Refusal
from liancun.rooms.points.tests.conftest import homes, score_year
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement import queries

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 5)
TIERS = """\
title: 年底积分定次年垃圾清运费
decision: points/refuse_fee
decided_by: 贾西村村民会议
blocks:
  - from: 2027-01-01
    clauses:
      tiers:
        source: assumption
        money: true
        value:
          - {{name: 一等, points_min: {first}, fee_fen: ¥30.00}}
          - {{name: 二等, points_min: {second}, fee_fen: ¥60.00}}
          - {{name: 三等, points_min: 144, fee_fen: ¥96.00}}
          - {{name: 四等, points_min: 0, fee_fen: ¥120.00}}
      flat_fee_fen: {{value: ¥36.00, source: assumption, money: true}}
      away_months_min: {{value: 6, source: assumption, money: true}}
      exempt_points: {{value: null, source: assumption, money: true}}
      unscored: {{value: flat, source: assumption, money: true}}
      member_account: {{value: "113", source: assumption}}
      other_account: {{value: "112", source: assumption}}
      due_account: {{value: "211", source: assumption}}
"""


@pytest.fixture
def scored(small_town):
    """Twelve months of 14, 13 and 12 points: 168, 156 and 144, the first three tiers to the point."""
    first, second, third = homes("jiaxi")
    score_year("jiaxi", {first: 4, second: 3, third: 2})
    return first, second, third


def propose(viewer=SYSTEM, org="jiaxi", first=168, second=156):
    text = TIERS.format(first=first, second=second)
    return queries.propose(viewer, text, file="tiers.yaml", org_code=org, on=TODAY)


def test_the_first_tier_at_156_points(scored):
    """30 + 60 + 96 = 186 yuan become 30 + 30 + 96 = 156."""
    found = propose(first=156, second=150)
    (kind,) = found.kinds
    assert (kind.kind, kind.more, kind.fewer, kind.same) == ("refuse_fee", 0, 1, 2)
    assert (kind.now_fen, kind.then_fen, kind.difference_fen) == (18_600, 15_600, -3_000)
    (place,) = found.places
    assert (place.org_code, place.village_code) == ("jiaxi", town.VILLAGES["jiaxi"][0])
    (changed,) = found.largest
    assert (changed.subject, changed.now_fen, changed.then_fen) == (scored[1], 6_000, 3_000)
    assert found.year == 2025


def test_dearer_lines_and_the_tiers_that_stand(scored):
    """A first tier at 169 points: the first home pays 60 instead of 30."""
    (kind,) = propose(first=169).kinds
    assert (kind.more, kind.fewer, kind.same, kind.difference_fen) == (1, 0, 2, 3_000)
    (kind,) = propose().kinds
    assert (kind.more, kind.fewer, kind.same, kind.difference_fen) == (0, 0, 3, 0)


def test_who_may_read_the_lines_sees_them_and_their_names(scored):
    own = propose(town.viewer("jiaxi.accountant", TODAY), first=156, second=150)
    assert own.kinds[0].fewer == 1 and own.largest[0].name and "*" not in own.largest[0].name
    for org, code in (("jiaxi", "viewer.not_found"), ("haiba", "settlement.propose.governs_no_money")):
        with pytest.raises(Refusal) as no:
            propose(town.viewer("haiba.accountant", TODAY), org=org)
        assert no.value.code == code


def test_what_nobody_has_decided_yet_is_worked_out_beside_nothing(scored, tmp_path, settings):
    """No fee until now: 30 + 60 + 96 = 186 yuan more."""
    before, settings.DATA_DIR = settings.DATA_DIR, tmp_path
    (tmp_path / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    own = tmp_path / "charter" / "_town" / "points" / "scoring.yaml"
    own.parent.mkdir(parents=True)
    shipped = SHIPPED / "packs" / "panguan" / "points" / "scoring.yaml"
    own.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    charters.forget()
    try:
        (kind,) = propose().kinds
    finally:
        settings.DATA_DIR = before
        charters.forget()
    assert (kind.kind, kind.more, kind.now_fen, kind.then_fen) == ("refuse_fee", 3, 0, 18_600)


def test_an_account_that_no_book_has_is_refused_with_the_nearest(scored):
    text = TIERS.format(first=168, second=156).replace('"113"', '"1113"')
    with pytest.raises(BadInput) as bad:
        queries.propose(SYSTEM, text, file="tiers.yaml", org_code="jiaxi", on=TODAY)
    (problem,) = bad.value.problems
    assert (problem.code, problem.column) == ("charter.no_such_account", "2027-01-01.member_account")


def test_who_makes_no_such_lists_is_told_counts_and_no_names(scored):
    for login in ("jiaxi.secretary", "jiaxi.grid_worker"):
        found = propose(town.viewer(login, TODAY), first=156, second=150)
        assert (found.kinds[0].fewer, found.places[0].fewer, found.largest) == (1, 1, ()), login


def test_a_proposal_that_names_standings_is_for_who_may_list_them(scored):
    """By whose fee becomes less one would read who is lifted out of poverty."""
    text = TIERS.format(first=168, second=156)
    text += "      discounts: {value: [{standing: lifted, rate: 50%}], source: assumption, money: true}\n"

    def ask(login):
        viewer = town.viewer(login, TODAY)
        return queries.propose(viewer, text, file="tiers.yaml", org_code="jiaxi", on=TODAY)

    for login in ("jiaxi.accountant", "jiaxi.cashier"):
        with pytest.raises(Refusal) as no:
            ask(login)
        assert no.value.code == "settlement.propose.names_standings"
    assert ask("jiaxi.secretary").kinds and ask("town.town_clerk").kinds

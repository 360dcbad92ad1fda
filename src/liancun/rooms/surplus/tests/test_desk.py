"""The year's end as its desk shows it: whose step it is, who may take it, who may read it (决算页)."""

from fractions import Fraction

import pytest

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.ledger.actions import periods
from liancun.rooms.registry.tests import town
from liancun.rooms.sales import actions as sales
from liancun.rooms.surplus import actions, queries
from liancun.rooms.surplus.tests import cooperative as coop
from liancun.rooms.surplus.tests.cooperative import LAID, MEETING, who

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cooperative(db, demo_day):
    demo_day(LAID)
    coop.raise_cooperative()


@pytest.fixture
def demo_day(monkeypatch):
    def stand(day):
        monkeypatch.setattr("liancun.base.clock.today", lambda: day)

    return stand


def acts(post, on=LAID):
    desk = queries.year_desk(who(post, on), "head", 2025)
    return {each.step.code.removeprefix("surplus.step_"): each.act for each in desk.steps if each.act}


def test_each_step_is_offered_to_its_post_when_its_turn_comes(demo_day):
    assert acts("accountant") == acts("director") == {}
    coop.enter(coop.date(2025, 12, 31), ("121", 120_000, ""), ("114", -120_000, coop.FIRST))
    desk = queries.year_desk(who("accountant"), "head", 2025)
    assert (desk.steps[0].posts, desk.steps[0].step.state) == (("accountant",), "open")
    assert (desk.figures, desk.run, desk.may_turn) == (None, None, False)
    assert desk.refused and desk.refused.code == "surplus.no_surplus"


def test_from_the_draft_to_the_payment(demo_day):
    coop.close_books()
    figures = queries.year_figures(who("accountant"), "head", 2025)
    assert (figures.distributed_fen, figures.least_fen) == (18_900, 11_340)
    assert (figures.patronage_fen, figures.equity_fen) == (11_340, 7_560)
    assert (figures.reserve_share, figures.patronage_by) == (Fraction(1, 10), "value")
    run = coop.drafted()
    # The slips of this small year were entered by hand, so their step stays open and the others wait.
    assert queries.year_desk(who("accountant"), "head", 2025).steps[0].step.state == "open"
    member = town.viewer("home1", MEETING)
    for reader in (member, town.viewer("jiaxi.accountant", MEETING), town.viewer("", MEETING)):
        with pytest.raises(Refusal) as no:
            queries.year_desk(reader, "head", 2025)
        assert no.value.code == "viewer.not_found"
    coop.laid_out(run)
    demo_day(MEETING)
    seen = queries.year_desk(member, "head", 2025)
    assert seen.figures and seen.figures.distributed_fen == 18_900
    assert (seen.run, {each.act for each in seen.steps}) == (None, {""})
    coop.voted("DH-1")
    coop.confirm(run)
    assert {each.done_on for each in seen.steps} == {None}
    staff = queries.year_desk(who("director", MEETING), "head", 2025)
    taken = {each.step.code: each.done_by for each in staff.steps}
    assert taken["surplus.step_check"] == "head.supervisor"
    assert taken["surplus.step_vote"] == "head.director"
    assert [row.code for row in staff.resolutions] == ["DH-1"]
    with pytest.raises(Refusal):
        queries.year_desk(town.viewer("jiaxi.accountant", MEETING), "head", 2025)


@pytest.mark.slow
def test_the_settled_year_goes_step_by_step(monkeypatch, demo_day):
    monkeypatch.setattr(queries.year, "_unsettled", lambda *_asked: ())
    monkeypatch.setattr(periods, "unentered", lambda *_asked: ())
    assert acts("accountant") == {"sales": "post_month"}
    desk = queries.year_desk(who("accountant"), "head", 2025)
    assert desk.steps[1].month == "2025-12"
    sales.post_month("head", sales.SalesMonth("2025-12"), by=SYSTEM, on=LAID)
    coop.enter(coop.date(2025, 12, 31), ("121", 120_000, ""), ("114", -120_000, coop.FIRST))
    assert (acts("accountant"), acts("director")) == ({"carry": "close"}, {})
    run = actions.close_cooperative_year("head", actions.Closing(year=2025), by=who("accountant"), on=LAID)
    assert (acts("accountant"), acts("supervisor")) == ({}, {"check": "check_run"})
    coop.settlement.check_run(run, by=who("supervisor"), on=LAID)
    assert acts("notice_clerk") == {"papers": "publish_run"}
    number = int(
        coop.settlement.publish_run(run, by=who("notice_clerk"), on=LAID).ref.partition(":")[2],
    )
    for village in sorted(filter(None, coop.villages(run))):
        coop.board.record_posting(
            number,
            coop.board.Hanging(villages=(village,), place="公开栏", posted_on=LAID),
            by=who("notice_clerk"),
            on=LAID,
        )
    demo_day(MEETING)
    assert acts("director", MEETING) == acts("supervisor", MEETING) == {"vote": "vote"}
    coop.voted("DH-1")
    assert (acts("director", MEETING), acts("supervisor", MEETING)) == ({"vote": "confirm_run"}, {})
    coop.confirm(run)
    assert acts("accountant", MEETING) == {"post": "post_run"}
    coop.settlement.post_run(run, by=who("accountant", MEETING), on=MEETING)
    assert queries.year_desk(who("accountant", MEETING), "head", 2025).may_turn
    assert not queries.year_desk(who("director", MEETING), "head", 2025).may_turn
    assert acts("cashier", MEETING) == {}

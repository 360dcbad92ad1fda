"""A line that an objection held, by API: worked out anew, checked, confirmed, each by who may (搁置的行)."""

from datetime import date

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import visitor
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.notices import actions as board
from liancun.rooms.points import actions as points
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import homes, marked, score_year
from liancun.rooms.points.tests.test_life import AFTER, DAY, line, post, published
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement.models import LineEvent

pytestmark = pytest.mark.django_db
TWO = homes("jiaxi")[1]


@pytest.fixture
def held(db):
    """A bill of Jiaxi's that was objected to with right: its records are set right, the others stand."""
    town.raise_town()
    ledger.open_book("jiaxi", ledger.NewBook("collective", date(2024, 1, 1)), by=SYSTEM, on=date(2024, 1, 1))
    score_year("jiaxi", {})
    run, notice = published("refuse_fee", "2025")
    number = line(run, TWO).pk
    home = town.viewer("home2", DAY)
    said = board.NewObjection(line=f"line:{number}", text="评低了", category="amount", direction="more")
    objection = board.object_to_line(notice, said, by=home, on=DAY)
    board.answer_objection(objection, board.Reply(outcome="upheld"), by=SYSTEM, on=DAY)
    for month in range(1, 13):
        mark = MonthMark("scored", 10, 5)
        points.correct_score("jiaxi", marked(TWO, f"2025-{month:02d}", mark), by=SYSTEM, on=DAY)
    post(run)
    clock.set_demo_day(AFTER)
    return number


def step(login, number, verb):
    answer = visitor(login).post(f"/api/lines/{number}/{verb}", {}, content_type="application/json")
    return answer.status_code, answer.json()


def test_the_line_is_set_right_by_three_people(held):
    assert step("jiaxi.supervisor", held, "replace")[0] == 403
    status, made = step("jiaxi.accountant", held, "replace")
    assert status == 200 and made["line"] != held
    assert step("jiaxi.accountant", made["line"], "check")[0] == 403
    assert step("jiaxi.supervisor", made["line"], "check")[1]["line"] == made["line"]
    assert step("jiaxi.secretary", made["line"], "confirm")[1]["line"] == made["line"]
    states = LineEvent.objects.filter(line=made["line"]).order_by("serial").values_list("state", flat=True)
    assert list(states)[-1] == "confirmed"


@pytest.mark.parametrize("login", ["", "haiba.accountant", "home1"])
def test_out_of_reach_it_does_not_exist(held, login):
    assert step(login, held, "replace")[0] == 404
    assert not LineEvent.objects.filter(state="cancelled").exists()

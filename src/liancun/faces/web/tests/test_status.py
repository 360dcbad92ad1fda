"""What is loaded and what each kind of money wants: for the clerk, and for each office its own (齐备)."""

import json
from datetime import date

import pytest

from liancun.base import clock
from liancun.base.permits import SYSTEM
from liancun.faces.cli.status import status as command
from liancun.faces.web.tests.visiting import page, visitor
from liancun.kernel import Refusal
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.points.models import MonthScore
from liancun.rooms.registry.models import GridDuty, Organisation, Post
from liancun.rooms.registry.tests import town
from liancun.rooms.settlement.queries import status

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 1)


@pytest.fixture(autouse=True)
def small_town(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    town.raise_town()


def wanted(viewer=SYSTEM, **of):
    """(kind, organisation) -> the stocks it lacks."""
    return {
        (each.kind, each.org_code): tuple(one.stock for one in each.lacking)
        for each in status(viewer, on=DAY).money
    }


def test_a_kind_lacks_its_book_and_records_and_then_nothing():
    assert wanted()["refuse_fee", "jiaxi"] == ("ledger.book", "points.judged")
    assert wanted()["refuse_fee", "haiba"] == ("ledger.book", "points.judged")
    ledger.open_book("jiaxi", ledger.NewBook("collective", date(2024, 1, 1)), by=SYSTEM, on=DAY)
    score = {"org_code": "jiaxi", "village_code": town.JIAXI, "mark": 90, "recorded_by": "x", "on": DAY}
    MonthScore.objects.create(
        household="L0000001", month="2025-02", state="scored", base=10, bonus=3,
        recorded_at=clock.now(), **score,
    )  # fmt: skip
    assert wanted()["refuse_fee", "jiaxi"] == ()
    assert wanted()["grid_worker_pay", "jiaxi"] == ()
    assert wanted()["refuse_fee", "haiba"] == ("ledger.book", "points.judged")


def test_a_part_of_the_work_that_nobody_may_do_is_wanted():
    Post.objects.filter(at_org="jiaxi", kind="cashier")._raw_delete("default")
    lacking = next(
        each for each in status(SYSTEM, on=DAY).money if (each.kind, each.org_code) == ("refuse_fee", "jiaxi")
    ).lacking[-1]
    assert (lacking.stock, lacking.owner, lacking.posts) == ("registry.posts", "town", ("cashier",))


def test_what_is_there_is_counted_with_its_last_day():
    found = {(row.stock, row.org_code): (row.count, row.last) for row in status(SYSTEM, on=DAY).loaded}
    assert found["registry.living", "town"] == (6, town.START)
    assert found["registry.members", "head"] == (7, town.START)
    assert found["points.scores", "jiaxi"] == (0, None)


def test_only_makers_of_a_kind_are_asked_for_it():
    makers = {kind: org for kind, org in wanted() if kind == "wages"}
    assert makers == {"wages": "head"}
    assert ("refuse_fee", "town") not in wanted()


def test_the_clerk_finds_the_page_and_the_way_on():
    clerk = visitor("town.town_clerk")
    assert '"/status/"' in page(clerk, "/")
    text = page(clerk, "/status/")
    assert "/import/?choice=duties/town" not in text
    assert "还没有开始" in text
    assert "贾西村集体经济组织" in text
    GridDuty.objects.all()._raw_delete("default")
    assert "/import/?choice=duties/town" in page(clerk, "/status/")


def test_an_accountant_is_led_to_what_is_theirs_alone():
    text = page(visitor("jiaxi.accountant"), "/status/")
    assert "/import/?choice=scores/jiaxi" in text
    assert "/orgs/jiaxi/ledger/open_book" in text
    assert "海坝村集体经济组织" not in text
    chosen = page(visitor("jiaxi.accountant"), "/import/?choice=scores/jiaxi")
    assert '<option value="scores/jiaxi" selected>' in chosen


@pytest.mark.parametrize("login", ["home1", ""])
def test_who_holds_no_post_is_shown_nothing(login):
    assert visitor(login).get("/status/").status_code == 404
    with pytest.raises(Refusal):
        status(town.viewer(login), on=DAY)


def test_the_command_names_the_next_one(capsys, monkeypatch):
    monkeypatch.delenv("LIANCUN_AS", raising=False)
    command()
    said = capsys.readouterr().out
    assert "垃圾清运费 贾西村集体经济组织 还缺 账簿、月度积分或期初等次" in said
    assert "liancun ledger open jiaxi --chart … --opened-on …" in said
    assert "--org jiaxi" in said
    command(as_json=True)
    assert {each["kind"] for each in json.loads(capsys.readouterr().out)["money"]} >= {"wages", "refuse_fee"}


def test_the_first_page_names_the_town_of_the_data():
    (name,) = Organisation.objects.filter(kind="town").values_list("name", flat=True)
    said = page(visitor("town.leader"), "/")
    assert f'<div class="page-pretitle">{name}</div>' in said

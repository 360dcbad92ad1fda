"""A list of few people is shown without its total on the open web (人数少的不公开合计), by every door."""

from datetime import timedelta

import pytest
from django.test import Client

from liancun.base import clock, references, viewer
from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.faces.web.tests.visiting import page, visitor
from liancun.kernel import Refusal
from liancun.rooms.notices import actions, queries
from liancun.rooms.notices.actions import Item
from liancun.rooms.notices.tests.conftest import PUBLISHED, UP, put_up
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
STRANGER = viewer.STRANGER
TOTAL = 43_217


@pytest.fixture(autouse=True)
def small_town(db):
    town.raise_town()


def published(ref, people, *, org="jiaxi", kind="refuse_fee", period="2025", total_fen=TOTAL, orgs=0):
    """A list of so many people, two lines each; the notice's number."""
    whose = [town.person_code(number) for number in range(1, people + 1)] * 2 + ["O:company"] * orgs
    items = [
        Item(f"line:{ref}{at}", who, who, "" if org == "head" else town.JIAXI) for at, who in enumerate(whose)
    ]
    with act("settlement.publish_run", org, by=SYSTEM, on=PUBLISHED) as a:
        made = actions.publish_within(
            a, list_ref=f"run:{ref}", kind=kind, title="垃圾清运费公示", period=period, items=items,
            circles=("paper", "members", "web"), objection_days=7, expires_days=30,
            clause="runs/refuse_fee@2024-01-01", total_fen=total_fen, digest="d" * 64,
        )  # fmt: skip
        a.ref = made
    return int(made.partition(":")[2])


def totals(who=STRANGER):
    rows, _total = queries.board(who, on=UP)
    return {row.number: row.total_fen for row in rows}


def test_few_people_on_many_lines_are_few_people_and_organisations_are_none():
    few, many = published(1, 4), published(2, 5, kind="wages")
    company = published(3, 0, kind="park_share", orgs=2)
    mixed = published(4, 1, kind="surplus", orgs=8)
    assert totals() == {few: None, many: TOTAL, company: TOTAL, mixed: None}
    for number, shown in totals().items():
        assert queries.notice(STRANGER, number, on=UP).total_fen == shown


def test_no_list_comes_out_by_subtraction_from_its_neighbours():
    few = published(1, 2)
    next_one, largest = published(2, 6, org="haiba"), published(3, 9, org="haiba")
    assert totals() == {few: None, next_one: None, largest: TOTAL}
    # nor a month from the year
    months = [published(4 + month, 7, kind="wages", period=f"2025-0{month}") for month in (1, 2)]
    small = published(9, 1, kind="wages", period="2025-03")
    another_year = published(10, 7, kind="wages", period="2024-03")
    shown = totals()
    assert shown[small] is None and shown[months[0]] is None
    assert shown[months[1]] == TOTAL and shown[another_year] == TOTAL


def test_whoever_may_see_the_lines_sees_the_total():
    few = published(1, 2)
    put_up(few)
    for name in ("town.auditor", "jiaxi.secretary", "jiaxi.accountant", "home1"):
        who = town.viewer(name, UP)
        assert queries.notice(who, few, on=UP).total_fen == TOTAL, name
        assert totals(who)[few] == TOTAL
    for name in ("", "home4", "haiba.secretary", "head.director"):
        who = town.viewer(name, UP)
        assert queries.notice(who, few, on=UP).total_fen is None, name
        assert totals(who)[few] is None


def test_no_door_tells_it(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: UP)
    few = published(1, 2)
    put_up(few)
    stranger = Client()
    for address in (
        "/", "/board/", f"/board/{few}/", f"/why/notice:{few}", "/api/board", "/api/notices",
        f"/api/notices/{few}", f"/api/why/notice:{few}",
    ):  # fmt: skip
        said = page(stranger, address)
        assert "432.17" not in said and str(TOTAL) not in said, address
    for address in ("/", "/board/", f"/board/{few}/"):
        assert "不公开" in page(stranger, address), address
    for end in ("xlsx", "csv", "pdf"):
        answer = stranger.get(f"/orgs/-/notices/notices.{end}")
        assert answer.status_code in (200, 404) and b"432.17" not in answer.content
    lines = stranger.get("/api/notices", headers={"Accept": "application/x-ndjson"})
    told = lines.getvalue().decode()
    assert f'"number": {few}' in told and str(TOTAL) not in told
    assert "432.17" in page(visitor("jiaxi.secretary"), f"/board/{few}/")
    title = references.resolve(STRANGER, f"notice:{few}").title
    assert title.code == "notices.few"


def test_what_is_over_still_counts_beside_the_others():
    few = published(1, 2)
    put_up(few)
    later = UP + timedelta(days=40)
    another = published(2, 9, org="haiba")
    with pytest.raises(Refusal):
        queries.notice(STRANGER, few, on=later)
    assert queries.notice(STRANGER, another, on=later).total_fen is None

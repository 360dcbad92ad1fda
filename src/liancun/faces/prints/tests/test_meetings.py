"""The papers of a meeting say what was decided, and leave open what is to come (会议用纸)."""

from datetime import date

import pytest

from liancun.base import clock, trail
from liancun.base.models import TrailRow
from liancun.base.permits import SYSTEM
from liancun.faces.cli import committee as command
from liancun.faces.prints import meetings
from liancun.faces.prints.meetings import (
    OPEN,
    PAPERS,
    STEP_PAGES,
    TICKED,
    form_pages,
    paper_of_meeting,
)
from liancun.faces.web.tests.visiting import visitor
from liancun.kernel import Refusal
from liancun.rooms.committee import actions, queries
from liancun.rooms.committee.tests import hall
from liancun.rooms.committee.tests.hall import ADULTS, DAY, begin, count, end, item_of, open_up, sign_out
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import do

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    town.raise_town()


def sheets(name: str, number: int):
    card = queries.meeting_card(SYSTEM, number)
    return list(PAPERS[name][1](card, queries.sign_in_lines(SYSTEM, number)))


def held() -> int:
    """Six may vote, five came, one left before the second of two items."""
    meeting = open_up(hall.meeting(items=2), ADULTS[:5])
    begin(item_of(meeting), "09:30")
    count(item_of(meeting), 4, 1)
    end(item_of(meeting))
    sign_out(meeting, ADULTS[4], at="09:40")
    return meeting.pk


def test_the_notice_names_day_place_and_every_item():
    meeting = hall.meeting(items=3)
    (notice,) = sheets("notice", meeting.pk)
    assert "2026年3月2日 09:00" in notice.paragraphs[0] and "村委会" in notice.paragraphs[0]
    assert [row[:2] for row in notice.rows] == [("1", "第1件事"), ("2", "第2件事"), ("3", "第3件事")]
    assert "年  月  日" in notice.dated


def test_the_sheet_to_sign_has_who_is_due_before_and_who_came_after():
    meeting = hall.meeting()
    (before,) = sheets("sign-in", meeting.pk)
    assert len(before.rows) == len(ADULTS) and {row[6] for row in before.rows} == {""}
    (after,) = sheets("sign-in", held())
    assert [row[6] for row in after.rows] == ["09:00"] * 5 + [""]
    assert [row[7] for row in after.rows] == ["", "", "", "", "09:40", ""]
    assert after.below == ("应到 6 人,实到 5 人。",), "who left before the end had come"
    assert {row[4] for row in after.rows} == {OPEN} and {row[3] for row in after.rows} <= {"男", "女"}
    homes = hall.meeting(body="villagers_by_households")
    (by_home,) = sheets("sign-in", homes.pk)
    assert len(by_home.rows) == 3 and {row[4] for row in by_home.rows} == {TICKED}
    assert all(row[1] == row[2] for row in by_home.rows), "the head of each home is asked first"


def test_each_item_has_its_ballots_and_the_minutes_its_counts():
    number = held()
    ballots = sheets("ballots", number)
    assert [sheet.beside for sheet in ballots] == [False, True] * 2
    (minutes,) = sheets("minutes", number)
    assert dict(minutes.facts)["应到/实到"] == "应到 6 人,实到 5 人,83%"
    first, second = minutes.rows
    assert tuple(first[1:7]) == ("5", "4", "1", "0", "0", "通过") and second[1:7] == ("",) * 5 + ("没有表决",)


def test_every_paper_is_made_for_who_sees_the_meeting_alone():
    number = held()
    for name in PAPERS:
        answer = visitor("jiaxi.secretary").get(f"/meetings/{number}/{name}.pdf")
        assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
        assert visitor("haiba.secretary").get(f"/meetings/{number}/{name}.pdf").status_code == 404
    assert visitor("jiaxi.secretary").get(f"/meetings/{number}/nothing.pdf").status_code == 404
    with pytest.raises(Refusal):
        paper_of_meeting(SYSTEM, number, "nothing", on=DAY)
    assert taken() == {("paper:meeting", "jiaxi", "web", "pdf")}


def taken():
    return set(TrailRow.objects.filter(kind="taken").values_list("what", "org_code", "via", "form"))


def test_the_form_of_the_four_steps_has_six_pages_filled_as_far_as_it_went():
    begun = actions.Begun(code="SY-1", title="修路", matter="public_works", cause="cadres")
    ref = actions.begin_four_steps("jiaxi", begun, by=SYSTEM, on=date(2026, 2, 1))
    key = int(ref.partition(":")[2])
    step = actions.Taken(
        step="proposed", happened_on=date(2026, 2, 2), due=5, present=4, votes_for=4, document="记录1"
    )  # fmt: skip
    actions.record_step(key, step, by=SYSTEM, on=date(2026, 2, 3))
    card = queries.four_steps_card(SYSTEM, key)
    pages = form_pages(card, queries.publications(SYSTEM, card, on=DAY))
    assert len(pages) == len(STEP_PAGES) + 2 == 6
    first, second = dict(pages[0].facts), dict(pages[1].facts)
    assert first["动议事由"].split() == [OPEN, "党员群众建议", TICKED, "村干部提议", OPEN, "上级党委政府安排"]
    assert (first["时间"], first["参会人员"]) == ("2026年2月2日", "应到 5 人,实到 4 人,80%")
    assert second["时间"] == " " and "应到      人" in second["参会人员"]
    answer = visitor("jiaxi.secretary").get(f"/meetings/four-steps/{key}/form.pdf")
    assert answer.content.startswith(b"%PDF")
    assert visitor("haiba.secretary").get(f"/meetings/four-steps/{key}/form.pdf").status_code == 404
    assert taken() == {("paper:four_steps", "jiaxi", "web", "pdf")}


def test_papers_taken_by_program_and_by_command_stand_with_their_collective(tmp_path, monkeypatch):
    monkeypatch.setattr(meetings, "typeset", lambda *_given: b"%PDF")  # what they look like is told above
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.secretary")
    meeting = held()
    begun = actions.Begun(code="SY-1", title="修路", matter="public_works", cause="cadres")
    ref = actions.begin_four_steps("jiaxi", begun, by=SYSTEM, on=date(2026, 2, 1))
    key = int(ref.partition(":")[2])
    program, stranger = visitor("jiaxi.secretary"), visitor("haiba.secretary")
    for address in (f"/api/meetings/{meeting}/papers/notice", f"/api/four-steps/{key}/paper"):
        assert stranger.get(address).status_code == 404
        assert not TrailRow.objects.filter(by="haiba.secretary").exists(), "nothing was given"
        assert program.get(address).content == b"%PDF"
    with trail.looking(trail.COMMAND):
        command.print_paper(meeting, "notice", tmp_path / "a.pdf")
        command.print_steps(key, tmp_path / "b.pdf")
    assert taken() == {
        (what, "jiaxi", via, "pdf")
        for what in ("paper:meeting", "paper:four_steps")
        for via in ("api", "command")
    }


def test_the_api_gives_the_same_papers_to_whom_the_pages_do():
    number = held()
    for name in PAPERS:
        answer = visitor("jiaxi.secretary").get(f"/api/meetings/{number}/papers/{name}")
        page = visitor("jiaxi.secretary").get(f"/meetings/{number}/{name}.pdf")
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
        assert (answer.content, answer["Content-Disposition"]) == (page.content, page["Content-Disposition"])
    assert visitor("haiba.secretary").get(f"/api/meetings/{number}/papers/minutes").status_code == 404
    assert visitor("jiaxi.secretary").get(f"/api/meetings/{number}/papers/song").status_code == 400
    assert visitor("jiaxi.secretary").get("/api/meetings/999999/papers/minutes").status_code == 404


def test_all_who_attend_are_told_of_extra_votes():
    given = {"party": "P0000001", "votes": 1, "start": date(2026, 1, 1), "document": "章程第十五条"}
    do(actions.give_extra_votes, "head", by=SYSTEM, on=DAY, **given)
    meeting = hall.meeting("head", "members_assembly", matter="surplus")
    said = "1 票。表决权总数 8 票,其中基本表决权 7 票。"
    for name in ("notice", "sign-in", "minutes"):
        (sheet,) = sheets(name, meeting.pk)
        assert any(line.endswith(said) for line in sheet.below), name
    assert all("票数" in dict(sheet.facts) for sheet in sheets("ballots", meeting.pk))
    village = hall.meeting()
    assert not any("票数" in dict(sheet.facts) for sheet in sheets("ballots", village.pk))

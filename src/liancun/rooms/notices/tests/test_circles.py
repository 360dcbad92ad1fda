"""Three circles: the open web sees totals, members their list, the office all; names masked (公示范围)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liancun.base import clock, references
from liancun.rooms.notices import queries
from liancun.rooms.notices.tests.conftest import LAST, UP, object_, publish, put_up, refused
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]
OVER = UP + timedelta(days=31)
"""The day after a list up on 2 March for thirty days."""


def board(who: str, on=UP, **asked) -> list[tuple[str, bool]]:
    rows, total = queries.board(town.viewer(who, on), on=on, **asked)
    assert total >= len(rows)
    return [(row.list_ref, row.lines_open) for row in rows]


@pytest.mark.parametrize(
    ("who", "web", "members", "paper"),
    [
        ("", (True, False), None, None),
        ("stranger", (True, False), None, None),
        ("home4", (True, False), None, None),
        ("haiba.secretary", (True, False), None, None),
        ("home1", (True, True), (True, True), None),
        ("jiaxi.cashier", (True, True), (True, True), (True, True)),
        ("town.auditor", (True, True), (True, True), (True, True)),
    ],
)
def test_who_sees_which_list(who, web, members, paper):
    numbers = {
        "web": publish(circles=("paper", "members", "web"), ref="run:1"),
        "members": publish(circles=("paper", "members"), ref="run:2"),
        "paper": publish(circles=("paper",), ref="run:3"),
    }
    viewer = town.viewer(who, UP)
    shown = dict(board(who))
    for circle, expected in (("web", web), ("members", members), ("paper", paper)):
        ref = f"run:{list(numbers).index(circle) + 1}"
        if expected is None:
            assert ref not in shown
            assert refused(queries.notice, viewer, numbers[circle], on=UP) == "viewer.not_found"
            assert refused(queries.postings, viewer, numbers[circle], on=UP) == "viewer.not_found"
            assert queries.item_numbers(viewer, numbers[circle], ["line:1"]) == {}
        else:
            assert (True, shown[ref]) == expected
            assert queries.notice(viewer, numbers[circle], on=UP).lines_open is expected[1]
            numbered = queries.item_numbers(viewer, numbers[circle], ["line:2", "line:9"])
            assert numbered == ({"line:2": 2} if expected[1] else {})


@pytest.mark.parametrize(
    ("who", "theirs"),
    [
        ("home1", True),
        ("home2", True),
        ("home4", False),
        ("stranger", False),
        ("", False),
        ("jiaxi.secretary", True),
        ("jiaxi.accountant", False),
        ("haiba.secretary", False),
        ("town.auditor", False),
    ],
)
def test_where_a_line_may_be_objected_to(who, theirs):
    notice = publish(1, 2)
    asked = (town.viewer(who, UP), "run:1", "line:2")
    assert queries.objecting(*asked, on=UP) is None, "no paper hangs yet"
    put_up(notice)
    expected = queries.Objecting(notice, 2) if theirs else None
    assert queries.objecting(*asked, on=UP) == queries.objecting(*asked, on=LAST) == expected
    assert queries.objecting(*asked, on=LAST + timedelta(days=1)) is None
    assert queries.may_object(town.viewer(who, UP), notice) is theirs


def test_ones_own_line_may_be_objected_to_where_the_list_is_not_shown():
    notice = publish(4, org="head", circles=("paper",))
    put_up(notice, town.HAIBA)
    viewer = replace(town.viewer("home4", UP), member_of=frozenset())
    assert queries.objecting(viewer, "run:1", "line:4", on=UP) == queries.Objecting(notice, 1)


def test_a_member_who_logs_in_sees_the_cooperatives_list_whatever_the_village():
    publish(1, 4, org="head", circles=("paper", "members"))
    assert board("home1") == board("home4") == [("run:1", True)]
    assert board("stranger") == board("jiaxi.accountant") == []


def test_the_state_of_a_list_goes_by_its_paper():
    notice = publish()
    state = lambda on: queries.notice(town.viewer("home1", on), notice, on=on).state  # noqa: E731
    assert state(UP) == "not_posted"
    put_up(notice)
    assert [state(day) for day in (UP, LAST, LAST + timedelta(days=1))] == ["open", "open", "closed"]
    row = queries.notice(town.viewer("", UP), notice, on=UP)
    assert (row.opens_on, row.closes_on, row.item_count, row.total_fen) == (UP, LAST, 3, None)
    assert queries.notice(town.viewer("home1", UP), notice, on=UP).total_fen == 18_600
    assert queries.postings(town.viewer("", UP), notice, on=UP) == [
        queries.PostingRow(town.JIAXI, "贾西村", UP, "村务公开栏")
    ]


@pytest.mark.parametrize("who", ["", "home1", "haiba.secretary"])
def test_an_expired_list_is_gone_for_all_but_its_office(who):
    notice = publish()
    put_up(notice)
    assert board(who, OVER - timedelta(days=1)) != []
    assert board(who, OVER) == []
    assert refused(queries.notice, town.viewer(who, OVER), notice, on=OVER) == "viewer.not_found"
    assert board("jiaxi.secretary", OVER) == [("run:1", True)]
    assert queries.notice(town.viewer("jiaxi.secretary", OVER), notice, on=OVER).state == "expired"
    assert board("town.leader", OVER) == [("run:1", True)]


def test_the_board_is_narrowed_and_paged():
    for at in range(3):
        publish(ref=f"run:{at}")
    publish(4, org="haiba", ref="run:9")
    assert [ref for ref, _open in board("")] == ["run:9", "run:2", "run:1", "run:0"]
    assert [ref for ref, _open in board("", org_code="jiaxi", limit=1, offset=1)] == ["run:1"]
    assert board("", kind="surplus") == []
    assert queries.board(town.viewer("", UP), on=UP, limit=1)[1] == 4


def test_many_lists_cost_few_queries(django_assert_max_num_queries):
    for at in range(12):
        put_up(publish(ref=f"run:{at}"))
    viewer = town.viewer("home1", UP)
    with django_assert_max_num_queries(8):
        assert queries.board(viewer, on=UP)[1] == 12


# --- what was said ----------------------------------------------------------------------------


def said(who: str, **asked):
    return list(queries.objections(town.viewer(who, UP), **asked).rows)


def test_objections_are_read_by_the_office_and_by_whose_they_are():
    notice = publish()
    put_up(notice)
    object_(notice, 1, "home1", text="二月在家")
    assert [row.text for row in said("jiaxi.secretary")] == ["二月在家"]
    assert [row.text for row in said("home1", notice_id=notice)] == ["二月在家"]
    assert len(said("town.auditor", open_only=True)) == 1
    for who in ("home2", "haiba.secretary", "home4", "stranger", ""):
        assert said(who) == []
    assert queries.board(town.viewer("", UP), on=UP)[0][0].objections == 1


def test_the_objectors_name_is_whole_only_where_it_is_needed():
    notice = publish()
    put_up(notice)
    object_(notice, 1, "home1")
    whole = said("jiaxi.secretary")[0].objector
    assert "*" not in whole and said("home1")[0].objector == whole
    masked = said("jiaxi.supervisor")[0].objector
    assert masked[0] == whole[0] and "*" in masked and masked != whole
    assert said("town.auditor")[0].objector == masked


def test_a_notices_reference_opens_its_run():
    notice = publish()
    put_up(notice)
    clock.set_demo_day(UP)
    trace = references.resolve(town.viewer("", UP), f"notice:{notice}")
    assert (trace.parents, dict(trace.facts)["state"]) == (("run:1",), "open")
    clock.set_demo_day(date(2026, 12, 1))
    assert refused(references.resolve, town.viewer("", UP), f"notice:{notice}") == "viewer.not_found"

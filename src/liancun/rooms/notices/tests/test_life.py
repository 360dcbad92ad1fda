"""A list from the board to the last answer: paper, objections, answers, taking down (公示的经过)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput
from liancun.rooms.notices import actions, checks, facts, queries
from liancun.rooms.notices.models import Answer, Notice, NoticeEvent, NoticeItem, Objection, ObjectionText
from liancun.rooms.notices.tests.conftest import LAST, PUBLISHED, UP, object_, publish, put_up, refused
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_town")]
AFTER = LAST + timedelta(days=1)
HEAD_OF_1, HEAD_OF_2 = "P0000001", "P0000003"


def found() -> list[tuple[str, str]]:
    return [(each.ref, each.code) for check in checks.CHECKS for each in check()]


def answer(objection, outcome, by, *, on=UP, **more):
    reply = actions.Reply(outcome=outcome, **more)
    return actions.answer_objection(objection, reply, by=town.viewer(by, on), on=on)


# --- the list and its paper -------------------------------------------------------------------


def test_a_list_is_numbered_through_and_names_its_villages():
    notice = publish(1, 2, 4, org="head")
    rows = NoticeItem.objects.filter(notice=notice).order_by("number")
    assert [(row.number, row.line_ref, row.village_code) for row in rows] == [
        (1, "line:1", town.JIAXI), (2, "line:2", town.JIAXI), (3, "line:4", town.HAIBA),
    ]  # fmt: skip
    row = Notice.objects.get(pk=notice)
    assert (row.villages.split(), row.village_code, row.item_count) == ([town.JIAXI, town.HAIBA], "", 3)
    own = Notice.objects.get(pk=publish(ref="run:2"))
    assert (own.villages, own.village_code) == (town.JIAXI, town.JIAXI)


def test_the_days_begin_when_the_last_village_has_its_paper():
    notice = publish(1, 4, org="head")
    assert facts.window("run:1") is None
    put_up(notice, town.JIAXI)
    assert facts.window("run:1") is None
    assert refused(object_, notice, 1, "home1") == "notices.not_posted_yet"
    put_up(notice, town.HAIBA, on=date(2026, 3, 5), posted_on=date(2026, 3, 4))
    window = facts.window("run:1")
    assert window and (window.start, window.end) == (date(2026, 3, 4), date(2026, 3, 11))
    event = NoticeEvent.objects.get(village_code=town.HAIBA)
    assert (event.place, event.poster, event.on) == ("村务公开栏", "system", date(2026, 3, 5))


def test_several_villages_are_recorded_in_one_go():
    notice = publish(1, 4, org="head")
    viewer = town.viewer("head.director", UP)
    assert set(queries.awaited(viewer, notice, on=UP)) == {town.JIAXI, town.HAIBA}
    hung = actions.Hanging(villages=(town.JIAXI, town.HAIBA), place="公开栏", posted_on=UP)
    done = actions.record_posting(notice, hung, by=SYSTEM, on=UP)
    assert done == actions.Hung(notice, (town.JIAXI, town.HAIBA))
    assert NoticeEvent.objects.count() == 2 and queries.awaited(viewer, notice, on=UP) == {}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"villages": (town.HAIBA,)}, "notices.not_this_village"),
        ({"villages": (town.JIAXI, town.HAIBA)}, "notices.not_this_village"),
        ({"villages": ()}, "notices.not_this_village"),
        ({"posted_on": date(2026, 2, 28)}, "notices.posting_day"),
        ({"posted_on": date(2026, 3, 3)}, "notices.posting_day"),
        ({"place": "  "}, "notices.no_place"),
    ],
)
def test_what_is_no_posting(asked, code):
    given = actions.Hanging(**{"villages": (town.JIAXI,), "place": "公开栏", "posted_on": UP, **asked})
    assert refused(actions.record_posting, publish(), given, by=SYSTEM, on=UP) == code
    assert not NoticeEvent.objects.exists()


def test_paper_is_recorded_once_by_those_who_may():
    notice = publish()
    given = actions.Hanging(villages=(town.JIAXI,), place="公开栏", posted_on=UP)
    for who in ("jiaxi.accountant", "haiba.notice_clerk", "town.leader", "home1", ""):
        by = town.viewer(who, UP)
        assert refused(actions.record_posting, notice, given, by=by, on=UP) == "permit.not_yours"
    actions.record_posting(notice, given, by=town.viewer("jiaxi.notice_clerk", UP), on=UP)
    by = town.viewer("jiaxi.grid_worker", UP)
    assert refused(actions.record_posting, notice, given, by=by, on=UP) == "notices.already_posted"
    assert refused(actions.record_posting, 99, given, by=by, on=UP) == "viewer.not_found"
    assert NoticeEvent.objects.get().poster == town.viewer("jiaxi.notice_clerk", UP).party


# --- objections -------------------------------------------------------------------------------


def test_one_objects_from_the_first_day_to_the_last():
    notice = publish()
    put_up(notice)
    early, late = object_(notice, 1, "home1"), object_(notice, 2, "home2", on=LAST)
    assert early != late
    assert refused(object_, notice, 3, "home3", on=AFTER) == "notices.window_closed"
    assert facts.objections("run:1") == {"line:1": "open", "line:2": "open"}
    row = Objection.objects.get(pk=early)
    assert (row.objector, row.happened_on, row.village_code) == (HEAD_OF_1, UP, town.JIAXI)
    audit = AuditLine.objects.get(verb="notices.object_to_line", ref=f"objection:{early}")
    assert "少算" not in str(vars(audit)) and "少算" not in str(vars(row))
    assert ObjectionText.objects.get(objection=early).text == "少算了一个月"


def test_the_same_objection_twice_is_one():
    notice = publish()
    put_up(notice)
    first = object_(notice, 1, "home1")
    assert refused(object_, notice, 1, "home1", text="还是不对") == "notices.already_objected"
    helper = {"objector": HEAD_OF_1}
    assert refused(object_, notice, 1, "jiaxi.grid_worker", **helper) == "notices.already_objected"
    object_(notice, 1, "home2")
    answer(first, "rejected", "jiaxi.secretary")
    object_(notice, 1, "home1", on=LAST)
    assert Objection.objects.count() == 3


@pytest.mark.parametrize("who", ["home4", "haiba.secretary", "haiba.grid_worker", "stranger", ""])
def test_another_village_finds_nothing_to_object_to(who):
    notice = publish()
    put_up(notice)
    assert refused(object_, notice, 1, who) == "viewer.not_found"
    assert refused(object_, notice, 99, who) == "viewer.not_found"
    assert refused(object_, notice, 99, "home1") == "notices.no_such_line"
    assert refused(object_, 99, 1, "home1") == "viewer.not_found"


def test_a_neighbour_of_the_same_village_may_object():
    notice = publish()
    put_up(notice)
    object_(notice, 1, "home3")
    assert Objection.objects.get().objector == "P0000005"


def test_a_helper_writes_down_whose_it_is_and_when_it_came():
    notice = publish()
    put_up(notice)
    say = lambda who, on=UP, **more: object_(notice, 1, who, on=on, **more)  # noqa: E731
    assert refused(say, "jiaxi.grid_worker") == "notices.say_who"
    assert refused(say, "jiaxi.grid_worker", objector="P9999999") == "notices.unknown_objector"
    late = {"objector": HEAD_OF_1, "on": AFTER}
    assert refused(say, "jiaxi.grid_worker", **late) == "notices.window_closed"
    made = say("jiaxi.grid_worker", **late, received_on=LAST)
    row = Objection.objects.get(pk=made)
    assert (row.objector, row.happened_on, row.on) == (HEAD_OF_1, LAST, AFTER)
    ahead = {"objector": HEAD_OF_2, "received_on": date(2026, 3, 4)}
    assert refused(say, "jiaxi.grid_worker", **ahead) == "notices.received_ahead"


def test_a_villager_speaks_for_themselves_alone():
    notice = publish()
    put_up(notice)
    for_another = {"objector": HEAD_OF_2}
    assert refused(object_, notice, 1, "home1", **for_another) == "notices.helpers_write_down"
    backdated = {"on": AFTER, "received_on": LAST}
    assert refused(object_, notice, 1, "home1", **backdated) == "notices.helpers_write_down"
    object_(notice, 1, "home1", objector=HEAD_OF_1)


def test_nobody_is_the_system_by_name():
    notice = publish()
    put_up(notice)
    impostor = Viewer("system")
    asked = actions.NewObjection(line="1", text="不对", direction="more")  # by its number on the list
    assert refused(actions.object_to_line, notice, asked, by=impostor, on=UP) == "viewer.not_found"
    assert refused(actions.object_to_line, notice, asked, by=SYSTEM, on=UP) == "notices.say_who"
    theirs = replace(asked, objector=HEAD_OF_1)
    made = actions.object_to_line(notice, theirs, by=SYSTEM, on=UP)
    assert Objection.objects.get(pk=made).line_ref == "line:1"
    refusal = refused(actions.answer_objection, made, actions.Reply(outcome="withdrawn"), by=impostor, on=UP)
    assert refusal == "viewer.not_found"


def test_an_objection_says_what_is_wrong():
    notice = publish()
    put_up(notice)
    assert refused(object_, notice, 1, "home1", text=" ") == "notices.say_what"
    for more in ({"category": "feelings"}, {"text": "长" * 1001}):
        with pytest.raises(BadInput):
            object_(notice, 1, "home1", **more)
    assert not Objection.objects.exists()


# --- answers ----------------------------------------------------------------------------------


def test_an_answer_ends_the_hold():
    notice = publish()
    put_up(notice)
    one, two, three = (object_(notice, number, f"home{number}") for number in (1, 2, 3))
    answer(one, "upheld", "jiaxi.supervisor", evidence="二月评分表")
    answer(two, "rejected", "jiaxi.secretary")
    answer(three, "withdrawn", "home3")
    assert facts.objections("run:1") == {"line:1": "upheld", "line:2": "rejected", "line:3": "withdrawn"}
    row = Answer.objects.get(objection=one)
    assert (row.evidence, row.answerer) == ("二月评分表", town.viewer("jiaxi.supervisor", UP).party)
    again = object_(notice, 1, "home2")
    assert facts.objections("run:1")["line:1"] == "open"
    answer(again, "rejected", "jiaxi.secretary")
    assert facts.objections("run:1")["line:1"] == "upheld"


def test_who_may_answer():
    notice = publish()
    put_up(notice)
    made = object_(notice, 1, "home1")
    for who in ("jiaxi.accountant", "jiaxi.grid_worker", "town.leader"):
        assert refused(answer, made, "rejected", who) == "permit.not_yours"
    for who in ("haiba.secretary", "home2", "stranger", ""):
        assert refused(answer, made, "rejected", who) == "viewer.not_found"
    assert refused(answer, made, "rejected", "home1") == "notices.not_your_own"
    assert refused(answer, made, "withdrawn", "jiaxi.secretary") == "notices.withdraw_is_theirs"
    with pytest.raises(BadInput):
        answer(made, "maybe", "jiaxi.secretary")
    assert refused(answer, made, "upheld", "jiaxi.secretary", on=PUBLISHED) == "notices.answer_before"
    answer(made, "rejected", "jiaxi.secretary")
    assert refused(answer, made, "upheld", "jiaxi.secretary") == "notices.already_answered"
    assert refused(answer, 99, "upheld", "jiaxi.secretary") == "viewer.not_found"


def test_nobody_answers_their_own_objection_or_on_their_own_line():
    notice = publish()
    put_up(notice)
    secretary = town.viewer("jiaxi.secretary", UP)
    own = object_(notice, 1, "jiaxi.secretary", objector=secretary.party)
    assert refused(answer, own, "rejected", "jiaxi.secretary") == "notices.not_your_own"
    program = town.narrowed("jiaxi.secretary", "jiaxi", UP)
    for outcome, code in (("rejected", "not_your_own"), ("withdrawn", "withdraw_is_theirs")):
        reply = actions.Reply(outcome=outcome)
        assert refused(actions.answer_objection, own, reply, by=program, on=UP) == f"notices.{code}"
    answer(own, "withdrawn", "jiaxi.secretary")
    theirs = object_(notice, 1, "home2")
    line_of = Viewer(
        "both", party="P0000199", posts=secretary.posts, org_codes=secretary.org_codes,
        households=frozenset({town.home_code(1)}), village_codes=secretary.village_codes,
    )  # fmt: skip
    by_token = replace(line_of, party="", households=frozenset(), behind=line_of)
    for each in (line_of, by_token):
        refusal = refused(actions.answer_objection, theirs, actions.Reply(outcome="rejected"), by=each, on=UP)
        assert refusal == "notices.not_your_own_line"


# --- taking down ------------------------------------------------------------------------------


def test_a_list_comes_down_after_the_days_to_object():
    notice = publish()
    down = lambda on, who="jiaxi.secretary": actions.take_down(notice, by=town.viewer(who, on), on=on)  # noqa: E731
    assert refused(down, AFTER) == "notices.not_hung"
    put_up(notice)
    assert refused(down, LAST) == "notices.days_not_over"
    assert refused(down, AFTER, "jiaxi.grid_worker") == "permit.not_yours"
    assert refused(down, AFTER, "haiba.secretary") == "permit.not_yours"
    down(AFTER)
    assert refused(down, AFTER) == "notices.taken_down"
    assert found() == []


def test_a_withdrawn_list_comes_down_at_once():
    notice = publish()
    put_up(notice)
    for _twice in range(2):
        with act("settlement.withdraw_run", "jiaxi", by=SYSTEM, on=UP) as a:
            actions.take_down_within(a, "run:1")
            actions.take_down_within(a, "run:99")
    assert NoticeEvent.objects.filter(kind="down").count() == 1
    assert refused(object_, notice, 1, "home1") == "notices.taken_down"


# --- checks and guards ------------------------------------------------------------------------


def test_hand_edits_show_and_sound_notices_do_not():
    notice = publish()
    put_up(notice)
    made = object_(notice, 1, "home1")
    answer(made, "rejected", "jiaxi.secretary")
    assert found() == []
    Answer.objects.all().delete()
    assert found() == [(f"objection:{made}", "notices.objection_changed")]
    ObjectionText.objects.all().delete()
    Objection.objects.all().delete()
    assert found() == [(f"objection:{made}", "notices.objection_changed")] * 2
    AuditLine.objects.filter(ref=f"objection:{made}").delete()
    NoticeEvent.objects.update(happened_on=date(2026, 2, 1))
    assert found() == [(f"notice:{notice}", "notices.posting_changed")]
    NoticeEvent.objects.update(happened_on=UP, mark=99)
    assert found() == [(f"notice:{notice}", "notices.posting_changed")]
    NoticeEvent.objects.all().delete()
    NoticeItem.objects.filter(number=2).update(number=9)
    assert found() == [(f"notice:{notice}", "notices.list_not_whole")]


@pytest.mark.parametrize("model", [Notice, NoticeItem, NoticeEvent, Objection, Answer])
def test_the_database_refuses_a_hand_edit(model):
    notice = publish()
    put_up(notice)
    answer(object_(notice, 1, "home1"), "rejected", "jiaxi.secretary")
    guards.put_back()
    column = {"NoticeItem": "subject", "NoticeEvent": "place", "Objection": "category", "Answer": "evidence"}
    row = model.objects.get(pk=model.objects.values_list("pk", flat=True)[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{column.get(model.__name__, "title"): "x"})
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()
    ObjectionText.objects.update(text="更正后的话")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("jiaxi.secretary", True),
        ("jiaxi.supervisor", True),
        ("jiaxi.cashier", False),
        ("haiba.secretary", False),
        ("home1", True),
    ],
)
def test_an_answer_is_offered_to_who_may_give_it_and_to_who_may_take_the_own_one_back(who, may):
    assert actions.may_answer(town.viewer(who), "jiaxi") is may

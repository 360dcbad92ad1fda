"""From a list to a household's word: who may, what is refused, what is derived (清单、走访、问题、交接)."""

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liancun.base import clock, references
from liancun.base.importing import export_rows, import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput, Refusal
from liancun.rooms.duties import actions, checks, facts, queries
from liancun.rooms.duties.models import Assignment, Hardship, Visit
from liancun.rooms.registry import actions as registry
from liancun.rooms.registry import choices as registry_choices
from liancun.rooms.registry.models import Post
from liancun.rooms.registry.queries import viewer_of
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
ORG = "joint"
DAY = date(2025, 3, 1)
MARCH_END = date(2025, 3, 31)
ONE = timedelta(days=1)
CADRE, NEXT_CADRE, LEADER, GROUP = "P0000101", "P0000102", "P0000103", "P0000199"
"""The town's leader, clerk and auditor and a stranger, given posts on the lists besides."""
HOME, OTHER, FAR = "L0000001", "L0000002", "L0000004"


@pytest.fixture(scope="module", autouse=True)
def small_town(ground):
    town.raise_town()
    for party, kind, village in (
        (CADRE, "cadre", town.JIAXI),
        (NEXT_CADRE, "cadre", town.JIAXI),
        (LEADER, "village_leader", town.JIAXI),
        (GROUP, "work_group", town.JIAXI),
    ):
        town.do(
            registry.appoint,
            "town",
            by=SYSTEM,
            on=town.START,
            party=party,
            kind=kind,
            at_org=ORG,
            village_code=village,
            document="",
            start=town.START,
            end=None,
        )
    for code, kind in (("QD-LH", "cadre"), ("QD-GC", "leader"), ("QD-BC", "group")):
        issue(code, kind)
    assign("QD-LH", CADRE, HOME, OTHER)
    assign("QD-GC", LEADER, village=town.JIAXI)


def issue(code: str, kind: str, *duties: str) -> str:
    given = actions.NewList(code=code, kind=kind, duties=duties, start=date(2025, 1, 1))
    return actions.issue_list(ORG, given, by=SYSTEM, on=DAY)


def assign(code: str, party: str, *homes: str, village: str = "", start: date = date(2025, 1, 1)) -> None:
    given = actions.NewAssignment(
        duty_list=code,
        party=party,
        households=homes,
        village_code=village,
        hamlet="1组" if homes else "",
        start=start,
    )
    actions.assign(ORG, given, by=SYSTEM, on=DAY)


def who(party: str, on: date = DAY) -> Any:
    return viewer_of(party, party, on=on)


def go(
    household: str = HOME, *, by: str = CADRE, day: date = DAY, on: date | None = None, **said: Any
) -> str:
    known: dict[str, Any] = {"household": household, "visited_on": day, "kind": "home"} | said
    given = actions.NewVisit(**known)
    return actions.record_visit(ORG, given, by=who(by), on=on or max(day, DAY))


def states(on: date = DAY, **asked: Any) -> dict[tuple[str, str], queries.OwedRow]:
    rows = queries.state_page(SYSTEM, ORG, on=on, **asked).rows
    return {(row.duty, row.household or row.village_code): row for row in rows}


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*args, **kwargs)
    assert no.value.code == code
    return no.value


# --- lists and who is on them ---------------------------------------------------------------------


def test_a_list_names_duties_the_charter_has():
    no = refused("duties.no_such_duty", issue, "QD-X", "cadre", "homes", "sing")
    assert no.clause.startswith("pack=panguan:duties/lists")
    assert refused("duties.no_such_duty", issue, "QD-X", "cadre", "month").params["value"] == "month"
    refused("duties.no_such_list_kind", issue, "QD-X", "choir")
    refused("duties.list_exists", issue, "QD-LH", "cadre")


def test_who_is_on_a_list_must_be_somebody_and_the_household_live_there():
    refused("duties.no_such_person", assign, "QD-LH", "P9999999", HOME)
    refused("duties.not_living_there", assign, "QD-LH", CADRE, "L9999999")
    refused("duties.no_such_list", assign, "QD-NO", CADRE, HOME)
    refused("duties.list_of_households", assign, "QD-LH", CADRE, village=town.JIAXI)
    refused("duties.list_of_villages", assign, "QD-GC", CADRE, HOME)


def test_another_takes_a_household_over_and_the_first_row_stays():
    assign("QD-LH", NEXT_CADRE, HOME, start=date(2025, 2, 1))
    assert states()["homes", HOME].holders != states()["homes", OTHER].holders
    assert Assignment.objects.filter(household=HOME).count() == 3
    assert not list(checks.one_answers_for_a_household())


def test_only_who_answers_for_the_lists_gives_them_out():
    given = actions.NewList(code="QD-Y", kind="cadre", start=DAY)
    for party in (CADRE, LEADER, "P0000001"):
        refused("permit.not_yours", actions.issue_list, ORG, given, by=who(party), on=DAY)
    actions.issue_list(ORG, given, by=town.viewer("joint.secretary"), on=DAY)


# --- visits ---------------------------------------------------------------------------------------


def test_a_visit_turns_the_duty_up():
    assert (states()["homes", OTHER].state, states()["homes", OTHER].due_on) == ("up", MARCH_END)
    late = states(date(2025, 4, 8))
    assert late["homes", OTHER].state == "late"
    assert states(date(2025, 4, 9))["homes", OTHER].state == "overdue"
    go(OTHER, day=DAY)
    assert states(date(2025, 4, 13))["homes", OTHER].state == "up"
    assert states(date(2025, 4, 13))["homes", OTHER].last_on == DAY


def test_the_household_under_monitoring_is_visited_each_month():
    assert states()["homes", HOME].state == "overdue"
    assert states()["homes", HOME].due_on == date(2025, 2, 5), (
        "the end of January lies in the Spring Festival"
    )
    go(HOME)
    assert states(MARCH_END + ONE)["homes", HOME].due_on == date(2025, 4, 30)


def test_one_visit_serves_every_duty_it_satisfies():
    issue("QD-LH2", "cadre")
    assign("QD-LH2", NEXT_CADRE, HOME)
    go(HOME)
    found = [row.last_on for row in queries.state_page(SYSTEM, ORG, on=DAY).rows if row.household == HOME]
    assert found == [DAY, DAY]


def test_a_duty_for_a_village_is_served_by_who_is_on_its_list():
    given: dict[str, Any] = {"household": "", "village_code": town.JIAXI, "kind": "village"}
    assert states()["month", town.JIAXI].last_on is None
    refused("duties.not_listed", go, by=GROUP, **given)
    go(by=LEADER, **given)
    assert states()["month", town.JIAXI].last_on == DAY


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"day": DAY + ONE, "on": DAY}, "duties.visited_in_future"),
        ({"household": FAR}, "permit.not_yours"),
        ({"household": "L9999999"}, "duties.home_unknown"),
        ({"day": date(2019, 12, 31)}, "duties.home_not_yet"),
        ({"day": date(2024, 12, 31)}, "duties.not_listed"),
        ({"household": "L0000003"}, "duties.not_listed"),
        ({"kind": "dream"}, "duties.no_such_visit"),
        ({"household": ""}, "duties.visit_to_nobody"),
    ],
)
def test_what_a_visit_may_not_say(said, code):
    refused(code, go, **said)


def test_a_visits_time_is_one_of_a_day():
    with pytest.raises(BadInput) as bad:
        go(time="25:00")
    assert [(each.code, each.column) for each in bad.value.problems] == [("field.time", "time")]
    go(time="23:59")
    go(OTHER)


def test_a_visit_on_a_day_the_visitor_had_no_post():
    post = Post.objects.get(party=CADRE, kind="cadre")
    registry.supersede("post", post.pk, by=SYSTEM, on=DAY, end=date(2025, 2, 1))
    line = row(visitor=CADRE, visited_on=date(2025, 2, 2))
    assert problems("visits", [line]) == ["duties.no_post"]
    assert problems("visits", [row(visitor=CADRE, visited_on=date(2025, 2, 1))]) == []
    assert states()["homes", OTHER].holders == "没有人"
    assert queries.state_page(SYSTEM, ORG, on=DAY, who="nobody").total == 3


def test_a_household_that_split_merged_or_died_out_says_what_became_of_it():
    town.do(
        registry.split_household,
        HOME,
        by=SYSTEM,
        on=DAY,
        new_code="L0000091",
        head="P0000002",
        others=(),
        contracting="",
        start=date(2025, 2, 10),
        document="分户1",
    )
    no = refused("duties.home_split", go, "L0000091", day=date(2025, 2, 9))
    assert (no.params["other"], no.params["since"]) == (HOME, "2025-02-10")
    assert states()["homes", "L0000091"].holders == "没有人"
    town.do(
        registry.merge_households,
        OTHER,
        by=SYSTEM,
        on=DAY,
        into=HOME,
        start=date(2025, 2, 20),
        document="并户1",
    )
    assert refused("duties.home_merged", go, OTHER, day=date(2025, 2, 20)).params["other"] == HOME
    go(OTHER, day=date(2025, 2, 19))
    assert ("homes", OTHER) not in states()


def test_a_household_whose_people_all_died_is_visited_no_more():
    for party in ("P0000003", "P0000004"):
        town.do(registry.record_death, party, by=SYSTEM, on=DAY, died_on=date(2025, 2, 3), document="证明1")
    refused("duties.home_died_out", go, OTHER, day=date(2025, 2, 4))
    go(OTHER, day=date(2025, 2, 3))
    assert ("homes", OTHER) not in states()


def test_a_visit_taken_out_counts_no_more():
    ref = go(OTHER)
    number = int(ref.partition(":")[2])
    refused(
        "duties.not_your_visit", actions.void_visit, number, actions.Why(note="错"), by=who(LEADER), on=DAY
    )
    actions.void_visit(number, actions.Why(note="走错了门"), by=who(CADRE), on=DAY)
    assert states()["homes", OTHER].last_on is None
    assert queries.visit_page(SYSTEM, ORG).total == 0
    refused("duties.void_already", actions.void_visit, number, actions.Why(note="再"), by=who(CADRE), on=DAY)


def test_twenty_visits_in_a_minute_are_flagged_not_refused():
    lines = [row(household=HOME, time="09:30", kind=kind) for kind in ("入户走访", "电话联系", "院坝会")]
    for number in range(17):
        day = DAY if number < 17 else DAY - ONE
        lines.append(
            row(household=OTHER if number % 2 else HOME, time=f"09:{30 + number % 2:02d}", visited_on=day)
        )
    kept = []
    for number, line in enumerate(lines):
        actions.record_visit(
            ORG,
            actions.NewVisit(
                household=line["household"], visited_on=DAY, time="09:30", kind="home", found=str(number)
            ),
            by=who(CADRE),
            on=DAY,
        )
        kept.append(queries.crowded(SYSTEM, ORG, on=DAY))
    assert [bool(each) for each in kept] == [False] * 19 + [True]
    assert {(each.way, each.visits, each.visitor) for each in kept[-1]} >= {("stated", 20, CADRE)}


def test_pauses_are_the_days_nobody_is_owed():
    given = actions.NewPause(household=OTHER, reason="全家外出务工", start=date(2025, 2, 1))
    ref = actions.pause(ORG, given, by=who(LEADER), on=DAY)
    assert states(date(2026, 1, 1))["homes", OTHER].state == "paused"
    end = actions.PauseEnd(end=date(2025, 12, 31))
    actions.end_pause(int(ref.partition(":")[2]), end, by=who(LEADER), on=DAY)
    assert states(date(2026, 1, 1))["homes", OTHER].state == "up"
    refused("duties.pause_changed", actions.end_pause, int(ref.partition(":")[2]), end, by=SYSTEM, on=DAY)
    nothing = actions.NewPause(reason="歇", start=DAY)
    refused("duties.pause_of_nothing", actions.pause, ORG, nothing, by=SYSTEM, on=DAY)


# --- hand-over ------------------------------------------------------------------------------------


def test_all_that_was_ones_passes_on_in_one_act():
    problem = found_problem()
    charge = actions.Charge(party=CADRE, due_on=date(2025, 3, 20))
    actions.assign_problem(problem, charge, by=who(LEADER), on=DAY)
    given = actions.Handing(giver=CADRE, taker=NEXT_CADRE, start=date(2025, 3, 2), document="交接1")
    ref = actions.hand_over(ORG, given, by=SYSTEM, on=DAY)
    row, _org = queries.hand_over(SYSTEM, int(ref.partition(":")[2]))
    assert (row.assignments, row.problems, row.giver, row.taker) == (2, 1, CADRE, NEXT_CADRE)
    assert [len(queries.handed(who(each), ORG)) for each in (CADRE, NEXT_CADRE)] == [1, 1]
    before, after = states(DAY), states(date(2025, 3, 2))
    assert before["homes", OTHER].holders != after["homes", OTHER].holders != "没有人"
    assert after["homes", OTHER].due_on == before["homes", OTHER].due_on
    card = queries.problem_card(SYSTEM, problem, on=DAY)
    assert [step.step for step in card.steps] == ["found", "assigned", "assigned"]
    assert (card.row.awaited, card.row.due_on) == (after["homes", OTHER].holders, date(2025, 3, 20))
    refused("duties.nothing_to_hand", actions.hand_over, ORG, given, by=SYSTEM, on=DAY)
    same = actions.Handing(giver=CADRE, taker=CADRE, start=DAY)
    refused("duties.handed_to_self", actions.hand_over, ORG, same, by=SYSTEM, on=DAY)
    assert not [each for check in checks.CHECKS for each in check()]


# --- problems -------------------------------------------------------------------------------------


def found_problem(household: str = HOME) -> int:
    given = actions.NewProblem(household=household, found="屋顶漏雨", found_on=DAY)
    ref = actions.report_problem(ORG, given, by=who(CADRE), on=DAY)
    return int(ref.partition(":")[2])


def step(name: str, problem: int, given: Any, by: Any) -> None:
    getattr(actions, name)(problem, given, by=by, on=DAY)


def test_a_problem_goes_from_found_to_closed_by_the_households_own_word():
    problem = found_problem()
    closing = actions.Closing()
    no = refused("duties.not_that_step", step, "close_problem", problem, closing, SYSTEM)
    assert no.params["problem_next"] == ("assigned",)
    step("assign_problem", problem, actions.Charge(party=CADRE), who(LEADER))
    done = actions.Done(happened_on=DAY)
    refused("duties.done_without_record", step, "finish_problem", problem, done, who(CADRE))
    done = actions.Done(happened_on=DAY, record="run:99999")
    refused("duties.no_such_record", step, "finish_problem", problem, done, who(CADRE))
    step("finish_problem", problem, actions.Done(happened_on=DAY, record=f"person:{CADRE}"), who(CADRE))
    paper = actions.Confirmation()
    refused("duties.confirmed_without_paper", step, "confirm_problem", problem, paper, who(CADRE))
    refused("viewer.not_found", step, "confirm_problem", problem, paper, town.viewer("home4"))
    step("confirm_problem", problem, paper, town.viewer("home1"))
    refused("permit.not_yours", step, "close_problem", problem, closing, who(CADRE))
    step("close_problem", problem, closing, who(LEADER))
    assert queries.problem_page(SYSTEM, ORG, on=DAY).open == 0
    step("reopen_problem", problem, actions.Again(note="又漏了"), who(CADRE))
    assert queries.problem_page(SYSTEM, ORG, on=DAY).open == 1
    assert not list(checks.problems_went_step_by_step())


def test_somebody_else_confirms_by_a_signed_paper():
    problem = found_problem()
    step("assign_problem", problem, actions.Charge(party=CADRE), who(LEADER))
    step("finish_problem", problem, actions.Done(happened_on=DAY, note="换了瓦"), who(CADRE))
    step("confirm_problem", problem, actions.Confirmation(document="签字1"), who(CADRE))
    assert queries.problem_card(SYSTEM, problem, on=DAY).row.state == "confirmed"


# --- hardship -------------------------------------------------------------------------------------

CANARY = "金丝雀大病负债"


def test_hardship_is_for_the_lists_own_people_and_the_household():
    burden = actions.Burden(household=HOME, text=CANARY)
    for party in (NEXT_CADRE, GROUP):
        refused("duties.not_listed", actions.note_hardship, ORG, burden, by=who(party), on=DAY)
    actions.note_hardship(ORG, burden, by=who(CADRE), on=DAY)
    assert CANARY not in str(list(Hardship.objects.values_list("household", "org_code")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM duties_hardship")
        assert CANARY not in str(cursor.fetchall())

    def reads(viewer: Any) -> bool:
        page = queries.hamlet_page(viewer, ORG, on=date(2025, 4, 30), village_code=town.JIAXI, hamlet="1组")
        return any(CANARY in text for each in page.noted for text in each.texts)

    assert [reads(who(party)) for party in (CADRE, LEADER, NEXT_CADRE, GROUP)] == [True, True, False, False]
    assert not reads(SYSTEM) and not reads(town.viewer("joint.secretary"))
    assert queries.home_duties(town.viewer("home1"), on=DAY).hardships == (CANARY,)
    assert queries.home_duties(town.viewer("home2"), on=DAY).hardships == ()
    for kind in ("visits", "duty_assignments", "duty_lists"):
        assert CANARY.encode() not in export_rows(import_kind(kind), SYSTEM, ORG)


# --- workbooks ------------------------------------------------------------------------------------


def row(**said: Any) -> dict[str, Any]:
    return {"visitor": CADRE, "household": HOME, "visited_on": DAY, "kind": "入户走访"} | said


def bring(kind: str, rows: list[dict[str, Any]], **given: Any) -> Any:
    book = write_rows(import_kind(kind), rows)
    return import_workbook(kind, book, f"{kind}.xlsx", org_code=ORG, by=SYSTEM, on=DAY, **given)


def problems(kind: str, rows: list[dict[str, Any]]) -> list[str]:
    try:
        bring(kind, rows, dry_run=True)
    except BadInput as bad:
        return [each.code for each in bad.problems]
    return []


def test_visits_come_in_by_workbook_and_go_out_the_same():
    rows = [row(short="收入、饮水", found="水小", time="10:00"), row(household=OTHER, kind="phone")]
    assert bring("visits", rows).new == 2
    assert bring("visits", rows).new == 0
    out = export_rows(import_kind("visits"), SYSTEM, ORG)
    again = import_workbook("visits", out, "again.xlsx", org_code=ORG, by=SYSTEM, on=DAY)
    assert (again.new, again.same) == (0, 2)
    assert states()["homes", OTHER].last_on == DAY
    assert [each.short for each in queries.visit_page(SYSTEM, ORG).rows if each.time] == [("income", "water")]


def given_list(**said: Any) -> dict[str, Any]:
    return {"code": "QD-LH", "kind": "联户干部责任清单", "start": DAY} | said


def given_home(household: str | None, **said: Any) -> dict[str, Any]:
    return {"duty_list": "QD-LH", "party": CADRE, "household": household, "start": DAY} | said


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        ("visits", row(visited_on=DAY + ONE), "duties.visited_in_future"),
        ("visits", row(visitor="P0000001"), "duties.no_post"),
        ("visits", row(household="L0000003"), "duties.not_listed"),
        ("visits", row(household="L9999999"), "duties.home_unknown"),
        ("visits", row(household=""), "duties.visit_to_nobody"),
        ("visits", row(kind="做梦"), "duties.no_such_visit"),
        ("visits", row(time="9点多"), "field.time"),
        ("visits", row(short="快乐"), "duties.no_such_short"),
        ("duty_lists", given_list(code="N1", duties="唱歌"), "duties.no_such_duty"),
        ("duty_lists", given_list(code="N1", kind="合唱团"), "duties.no_such_list_kind"),
        ("duty_lists", given_list(), "duties.list_exists"),
        ("duty_assignments", given_home(HOME), "duties.assigned_twice"),
        ("duty_assignments", given_home(HOME, duty_list="NO"), "duties.no_such_list"),
        ("duty_assignments", given_home(HOME, duty_list="QD-GC"), "duties.list_of_villages"),
        ("duty_assignments", given_home(None), "duties.list_of_households"),
        ("duty_assignments", given_home("L0000003", party="P9999999"), "duties.no_such_person"),
        ("duty_assignments", given_home("L9999999"), "duties.not_living_there"),
    ],
)
def test_what_a_workbook_may_not_say(kind, line, code):
    assert problems(kind, [line]) == [code]


def test_a_visit_recorded_at_the_desk_is_not_brought_in_again():
    go(HOME)
    assert problems("visits", [row()]) == ["duties.visit_exists"]


# --- reach and size -------------------------------------------------------------------------------


def test_another_village_and_a_stranger_get_nothing():
    go(HOME)
    for name in ("haiba.secretary", "head.accountant", "home1", ""):
        viewer = town.viewer(name)
        for page in (queries.visit_page, queries.crowded, queries.problem_page, queries.state_page):
            kwargs = {} if page is queries.visit_page else {"on": DAY}
            refused("viewer.not_found", page, viewer, ORG, **kwargs)
    assert queries.visit_page(who(CADRE), ORG).total == 1


def test_questions_do_not_grow_with_rows():
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.state_page(SYSTEM, ORG, on=DAY)
            queries.hamlet_page(SYSTEM, ORG, on=DAY)
            queries.alarms(SYSTEM, on=DAY)
            queries.visit_page(SYSTEM, ORG)
            queries.crowded(SYSTEM, ORG, on=DAY)
            queries.problem_page(SYSTEM, ORG, on=DAY)
        return len(seen)

    go(HOME)
    found_problem()
    few = asked()
    for number in range(10):
        go(OTHER, day=DAY - timedelta(days=number))
        found_problem(OTHER)
    assert asked() == few


def test_alarms_say_who_is_awaited_and_who_is_told():
    (found,) = queries.alarms(SYSTEM, on=date(2025, 5, 30))
    assert (found.org_code, found.overdue, found.escalated) == (ORG, 4, 4)
    (village,) = found.villages
    assert village.awaited[0].overdue == 2 and village.awaited[0].party == CADRE
    assert village.told


def test_why_opens_what_a_duty_rests_on(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    ref = go(HOME)
    trace = references.resolve(SYSTEM, f"duty:{ORG}/QD-LH/homes/{HOME}")
    assert ref in trace.parents and trace.reasons[0].code == "duties.seen_on"
    assert references.resolve(SYSTEM, ref).title.code == "duties.visit"
    assert references.resolve(SYSTEM, f"duty_list:{ORG}/QD-LH").title.code == "duties.list"
    assert references.resolve(SYSTEM, f"problem:{found_problem()}").title.code == "duties.problem"
    with pytest.raises(Refusal):
        references.resolve(town.viewer("haiba.secretary"), ref)


@pytest.mark.slow
def test_a_duty_rests_on_its_visit_however_many_came_since(monkeypatch):
    """Sixty meetings in the yard later the visit that did the duty is still what it rests on."""
    monkeypatch.setattr(clock, "today", lambda: DAY)
    ref = go(HOME, day=date(2025, 2, 3))
    for number in range(60):
        go(
            HOME,
            kind="yard",
            day=date(2025, 2, 4) + timedelta(number % 20),
            time=f"{8 + number % 10:02d}:00",
        )
    trace = references.resolve(SYSTEM, f"duty:{ORG}/QD-LH/homes/{HOME}")
    assert trace.parents == (f"duty_list:{ORG}/QD-LH", ref)
    assert facts.visit_that_counts(facts.owed(ORG, date(2025, 1, 15))[0]) is None
    for key in (f"duty:jiaxi/QD-LH/homes/{HOME}", f"duty:QD-LH/homes/{HOME}"):
        with pytest.raises(Refusal):
            references.resolve(SYSTEM, key)


def test_a_day_by_which_it_is_due_stands_until_another_is_said():
    problem = found_problem()
    by = who(LEADER)
    due = actions.Charge(party=CADRE, due_on=MARCH_END)
    actions.assign_problem(problem, due, by=by, on=DAY)
    actions.finish_problem(problem, actions.Done(happened_on=DAY, note="修了"), by=who(CADRE), on=DAY)
    done = queries.problem_page(SYSTEM, ORG, on=MARCH_END + ONE)
    assert (done.late, done.rows[0].late_days) == (0, None), "what is done waits for the household"
    actions.reopen_problem(problem, actions.Again(note="又漏"), by=who(CADRE), on=DAY)
    (row,) = queries.problem_page(SYSTEM, ORG, on=MARCH_END + ONE).rows
    assert (row.state, row.due_on, row.late_days) == ("reopened", MARCH_END, 1)
    actions.assign_problem(problem, actions.Charge(party=NEXT_CADRE), by=by, on=DAY)
    (row,) = queries.problem_page(SYSTEM, ORG, on=DAY).rows
    assert row.due_on == MARCH_END


def test_who_may_take_a_visit_out_is_the_charters_word():
    """Who was there, while holding a post of the lists; and who issues the lists."""
    for number, (name, may) in enumerate((("joint.secretary", True), ("jiaxi.secretary", False))):
        ref = go(OTHER, day=DAY - number * ONE)
        pk = int(ref.removeprefix("visit:"))
        by = town.viewer(name)
        if may:
            actions.void_visit(pk, actions.Why(note="错"), by=by, on=DAY)
        else:
            with pytest.raises(Refusal):
                actions.void_visit(pk, actions.Why(note="错"), by=by, on=DAY)


def test_what_was_done_may_be_chosen_by_day_and_act():
    papers = {"code": "WJ-1", "title": "修缮单", "issuer": "村", "issued_on": DAY}
    town.do(registry.record_document, ORG, by=SYSTEM, on=DAY, **papers)
    offered = dict(registry_choices.records(town.viewer("joint.secretary"), ORG, DAY))
    assert offered[f"document:{ORG}/WJ-1"] == f"{DAY} 登记文件 {ORG}/WJ-1"
    assert registry_choices.records(town.viewer("haiba.secretary"), "jiaxi", DAY) == ()
    found = registry_choices.records(SYSTEM, ORG, DAY, "登记文件")
    assert [ref for ref, _word in found] == [f"document:{ORG}/WJ-1"]


def test_the_facts_know_what_is_owed_and_by_whom():
    owed = {(each.duty, each.household or each.village_code): each for each in facts.owed(ORG, DAY)}
    assert owed["homes", HOME].holders == (CADRE,)
    assert owed["homes", "L0000003"].holders == ()
    assert owed["homes", HOME].known.monitored_since == date(2019, 1, 1)
    assert Visit.objects.count() == 0


def test_the_dead_answer_for_nobody_and_visit_nobody():
    town.do(registry.record_death, GROUP, by=SYSTEM, on=DAY, died_on=date(2025, 2, 3), document="证明1")
    refused("registry.is_dead", assign, "QD-BC", GROUP, village=town.JIAXI, start=date(2025, 2, 4))
    assign("QD-BC", GROUP, village=town.JIAXI, start=date(2025, 2, 3))
    line = row(visitor=GROUP, visited_on=date(2025, 2, 4))
    assert problems("visits", [line]) == ["registry.is_dead"]
    late = given_home("L0000003", party=GROUP)
    assert problems("duty_assignments", [late]) == ["registry.is_dead"]


def test_who_reaches_one_village_chooses_of_what_they_recorded_themselves():
    issue("QD-9", "cadre")
    ref = go(HOME)
    burden = actions.Burden(household=HOME, text="病")
    actions.note_hardship(ORG, burden, by=who(CADRE), on=DAY)
    of_one_village = dataclasses.replace(who(CADRE), village_codes=frozenset({town.JIAXI}))
    offered = dict(registry_choices.records(of_one_village, ORG, DAY))
    assert offered == {ref: f"{DAY} 登记走访 {ref.partition(':')[2]}"}
    everything = dict(registry_choices.records(SYSTEM, ORG, DAY))
    assert f"duty_list:{ORG}/QD-9" in everything
    assert f"household:{HOME}" not in everything, "that somebody is burdened is nobody else's to choose"

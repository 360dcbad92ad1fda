"""The write transaction: permitted, numbered, audited, whole; who sees what; many rows at once (办理)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction

from liancun.base import bulk, charters, clock, permits
from liancun.base.acts import act, next_mark
from liancun.base.models import AuditLine, Counter, ImportedRow, Job, Setting
from liancun.base.permits import SYSTEM, Grant, granted, permitted
from liancun.base.viewer import STRANGER, Post, Viewer
from liancun.base.watermark import Watermark
from liancun.charter import Charter
from liancun.charter.loader import load_decision_text
from liancun.kernel import Refusal

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 1)
VILLAGE, OTHER = "520281123201", "520281123202"


def holding(*post):
    """Somebody who holds one post."""
    return Viewer("wu", posts=frozenset({Post(*post)}))


CLERK = Viewer("li", posts=frozenset({Post("clerk", "jiaxi")}), org_codes=frozenset({"jiaxi"}))
PERMITS = """
title: 试验的分工
decision: permits/probe
decided_by: 村民会议
blocks:
  - from: 2020-01-01
    clauses:
      acts:
        source: assumption
        value:
          probe.write: {clerk: own}
          probe.pay: {cashier: finance}
"""


@pytest.fixture
def table(monkeypatch):
    """The charter gives the probe's acts to some posts."""
    decision = load_decision_text(PERMITS, file="permits/probe.yaml")
    charter = Charter({("", decision.name): decision})
    monkeypatch.setattr(charters, "current", lambda: charter)
    permits._table.cache_clear()
    yield
    permits._table.cache_clear()


def held():
    return [model.objects.count() for model in (AuditLine, Counter, Setting)]


def test_an_act_is_numbered_stamped_and_leaves_one_line():
    with act("probe.write", "jiaxi", by=SYSTEM, on=DAY) as first:
        first.ref, first.params = "probe:1", {"rows": 3}
        stamp = first.stamp(VILLAGE)
    with act("probe.write", "jiaxi", by=SYSTEM, on=DAY) as second:
        pass
    with act("probe.write", "head", by=SYSTEM, on=DAY) as elsewhere:
        pass
    assert (first.mark, second.mark, elsewhere.mark) == (1, 2, 1)
    assert stamp == {
        "org_code": "jiaxi",
        "village_code": VILLAGE,
        "mark": 1,
        "recorded_at": first.recorded_at,
        "recorded_by": "system",
        "on": DAY,
    }
    assert first.recorded_at.tzinfo is UTC
    line = AuditLine.objects.get(org_code="jiaxi", mark=1)
    assert (line.verb, line.by, line.on, line.ref, line.params) == (
        "probe.write",
        "system",
        DAY,
        "probe:1",
        {"rows": 3},
    )
    assert AuditLine.objects.count() == 3


def test_an_act_that_fails_leaves_nothing_not_even_its_number():
    def fail():
        with act("probe.write", "jiaxi", by=SYSTEM, on=DAY):
            Setting.objects.create(name="half", value="")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert held() == [0, 0, 0]
    with act("probe.write", "jiaxi", by=SYSTEM, on=DAY) as after:
        assert after.mark == 1


def test_an_inner_act_has_its_own_line_and_falls_with_the_outer():
    def fail():
        with act("probe.write", "jiaxi", by=SYSTEM, on=DAY):
            with act("probe.other", "jiaxi", by=SYSTEM, on=DAY) as inner:
                assert inner.mark == 2
            assert AuditLine.objects.get().verb == "probe.other"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert held() == [0, 0, 0]


ABOVE_IT = frozenset({"jiaxi", "joint"})


@pytest.mark.parametrize(
    ("scope", "post", "org", "may"),
    [
        ("above:town", Post("clerk", "luxi", org_kind="town", below=ABOVE_IT), "jiaxi", True),
        ("above:town", Post("clerk", "luxi", org_kind="town", below=ABOVE_IT), "luxi", True),
        ("above:town", Post("clerk", "luxi", org_kind="town", below=ABOVE_IT), "elsewhere", False),
        ("above:town", Post("clerk", "luxi", org_kind="town"), "jiaxi", False),
        ("above:town", Post("clerk", "joint", org_kind="joint_committee", below=ABOVE_IT), "jiaxi", False),
        ("above:town", Post("clerk", "luxi", VILLAGE, "town", ABOVE_IT), "jiaxi", True),
        ("above:joint_committee", Post("clerk", "joint", org_kind="joint_committee"), "joint", True),
        ("town", Post("clerk", "luxi", org_kind="town", below=ABOVE_IT), "jiaxi", True),
        ("town", Post("clerk", "town"), "jiaxi", True),
        ("joint", Post("clerk", "luxi", org_kind="town", below=ABOVE_IT), "jiaxi", False),
        ("own", Post("clerk", "luxi", org_kind="town", below=ABOVE_IT), "jiaxi", False),
        ("own:town", Post("clerk", "luxi", org_kind="town"), "luxi", True),
        ("own:park", Post("clerk", "luxi", org_kind="town"), "luxi", False),
    ],
)
def test_where_a_post_must_be_held(scope, post, org, may):
    """At the organisation itself, above it by its kind, or where a code names it; never below or beside."""
    who = Viewer("li", posts=frozenset({post}))
    assert granted(who, Grant("", {"clerk": scope}), org) is may
    other = Viewer("wu", posts=frozenset({replace(post, kind="cashier")}))
    assert not granted(other, Grant("", {"clerk": scope}), org)


def test_a_village_post_above_covers_its_village_alone():
    who = Viewer("li", posts=frozenset({Post("clerk", "luxi", VILLAGE, "town", ABOVE_IT)}))
    grant = Grant("", {"clerk": "above:town"})
    assert granted(who, grant, "jiaxi", VILLAGE) and not granted(who, grant, "jiaxi", OTHER)


def test_a_number_is_only_taken_inside_a_transaction(monkeypatch):
    monkeypatch.setattr("liancun.base.acts.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(AssertionError):
        next_mark("jiaxi")


@pytest.mark.parametrize(
    ("verb", "org", "village", "who", "may"),
    [
        ("probe.write", "jiaxi", "", CLERK, True),
        ("probe.write", "jiaxi", VILLAGE, CLERK, True),
        ("probe.write", "haiba", "", CLERK, False),
        ("probe.write", "jiaxi", "", STRANGER, False),
        ("probe.write", "jiaxi", "", Viewer("system", everywhere=True), False),
        ("probe.write", "jiaxi", "", SYSTEM, True),
        ("probe.nothing", "jiaxi", "", CLERK, False),
        ("probe.pay", "jiaxi", "", CLERK, False),
        ("probe.pay", "jiaxi", "", holding("cashier", "finance"), True),
        ("probe.pay", "jiaxi", "", holding("cashier", "jiaxi"), False),
        (
            "probe.write",
            "jiaxi",
            OTHER,
            holding("clerk", "jiaxi", VILLAGE),
            False,
        ),
        (
            "probe.write",
            "jiaxi",
            VILLAGE,
            holding("clerk", "jiaxi", VILLAGE),
            True,
        ),
    ],
)
def test_who_may(table, verb, org, village, who, may):
    assert permitted(who, verb, org, village) is may
    if may:
        with act(verb, org, by=who, on=DAY, village_code=village):
            return
    with pytest.raises(Refusal) as no, act(verb, org, by=who, on=DAY, village_code=village):
        pass
    assert (no.value.code, no.value.clause) == ("permit.not_yours", "permits/probe@2020-01-01")
    assert no.value.params["act"] == verb
    assert held() == [0, 0, 0]


def test_a_permit_of_another_name_or_from_another_decision(table):
    with act("probe.nothing", "jiaxi", by=CLERK, on=DAY, permit="probe.write"):
        pass
    grant = Grant("runs/probe@2020-01-01", {"director": "head"})
    director = Viewer("wu", posts=frozenset({Post("director", "head")}))
    with act("probe.write", "jiaxi", by=director, on=DAY, permit=grant):
        pass
    with pytest.raises(Refusal) as no, act("probe.write", "jiaxi", by=CLERK, on=DAY, permit=grant):
        pass
    assert (no.value.clause, no.value.params["posts"]) == (grant.clause, ("director",))
    anyone = Grant("law/x@2020-01-01", {}, anyone=True)
    with act("probe.write", "jiaxi", by=STRANGER, on=DAY, permit=anyone):
        pass


def test_a_room_without_a_table_permits_nothing():
    with pytest.raises(Refusal) as no, act("nosuch.write", "jiaxi", by=CLERK, on=DAY):
        pass
    assert no.value.code == "charter.no_decision"


def test_a_watermark_hides_what_came_after():
    def write(org):
        with act("probe.write", org, by=SYSTEM, on=DAY):
            pass

    write("jiaxi")
    write("haiba")
    seen = Watermark.now(["jiaxi", "haiba", "maoping", "jiaxi"])
    assert seen.marks == (("haiba", 1), ("jiaxi", 1), ("maoping", 0))
    write("jiaxi")
    write("maoping")
    rows = seen.limit(AuditLine.objects.all())
    assert sorted(rows.values_list("org_code", "mark")) == [("haiba", 1), ("jiaxi", 1)]
    assert Watermark.from_data(seen.as_data()) == seen
    assert list(Watermark(()).limit(AuditLine.objects.all())) == []


# --- who sees what ----------------------------------------------------------------------------


def stamped(org, village=""):
    """Imported rows stand in for records: `natural_key` for the village."""
    ImportedRow.objects.create(kind="p", org_code=org, natural_key=village, content_hash="", mark=1)


@pytest.mark.parametrize(
    ("who", "orgs"),
    [
        (STRANGER, []),
        (Viewer("a", org_codes=frozenset({"jiaxi"})), ["jiaxi", f"jiaxi {OTHER}", f"jiaxi {VILLAGE}"]),
        (
            Viewer("b", org_codes=frozenset({"jiaxi"}), village_codes=frozenset({VILLAGE})),
            ["jiaxi", f"jiaxi {VILLAGE}"],
        ),
        (Viewer("c", village_codes=frozenset({VILLAGE})), []),
        (Viewer("d", everywhere=True), ["haiba", "jiaxi", f"jiaxi {OTHER}", f"jiaxi {VILLAGE}"]),
    ],
    ids=["a stranger", "an organisation's", "one of its villages'", "a village alone", "everywhere"],
)
def test_a_list_and_a_single_record_agree_on_the_reach(who, orgs):
    rows = [("jiaxi", ""), ("jiaxi", VILLAGE), ("jiaxi", OTHER), ("haiba", "")]
    for org, village in rows:
        stamped(org, village)
    listed = who.limit(ImportedRow.objects.all(), village="natural_key")
    found = sorted(" ".join(filter(None, row)) for row in listed.values_list("org_code", "natural_key"))
    assert found == sorted(orgs)
    assert sorted(" ".join(filter(None, row)) for row in rows if who.sees(*row)) == sorted(orgs)
    for row in rows:
        if not who.sees(*row):
            with pytest.raises(Refusal) as no:
                who.must_see(*row)
            assert no.value.code == "viewer.not_found" and not no.value.params
    assert who.limit(ImportedRow.objects.all(), village="").count() == (
        4 if who.everywhere else 3 if who.org_codes else 0
    )


def test_a_post_without_a_village_covers_its_organisation():
    whole = Viewer("a", posts=frozenset({Post("clerk", "jiaxi")}))
    part = Viewer("b", posts=frozenset({Post("clerk", "jiaxi", VILLAGE)}))
    assert whole.holds("clerk", "jiaxi", VILLAGE) and whole.holds("clerk", "jiaxi")
    assert part.holds("clerk", "jiaxi", VILLAGE) and not part.holds("clerk", "jiaxi", OTHER)
    assert not whole.holds("clerk", "haiba") and not whole.holds("cashier", "jiaxi")


# --- the clock --------------------------------------------------------------------------------


def test_the_day_is_the_town_s_and_a_demo_stands_still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 12, 31, 16, 0, tzinfo=UTC))
    assert clock.today() == date(2026, 1, 1), "midnight in the town"
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 12, 31, 15, 59, tzinfo=UTC))
    assert clock.today() == date(2025, 12, 31)
    assert not clock.is_demo()
    clock.set_demo_day(date(2026, 2, 12))
    clock.set_demo_day(date(2026, 2, 13))
    assert clock.is_demo() and clock.today() == date(2026, 2, 13)
    assert clock.now() == datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "the moment is never shifted"
    clock.set_demo_day(None)
    assert clock.today() == date(2025, 12, 31)


# --- many rows at once ------------------------------------------------------------------------


def lines(count, org="jiaxi"):
    given = {"org_code": org, "verb": "probe.write", "by": "王", "on": DAY, "recorded_at": clock.now()}
    return [
        AuditLine(mark=at, params={"名": [at, None, True], "引号": "'\"\\\t\n"}, **given)
        for at in range(1, count + 1)
    ]


@pytest.mark.parametrize("with_ids", [False, True])
def test_a_bulk_insert_keeps_every_value(with_ids, monkeypatch):
    monkeypatch.setattr(bulk, "SLICE", 2)
    given = lines(5)
    assert bulk.insert(AuditLine, given, with_ids=with_ids) is given
    fields = ("org_code", "mark", "verb", "by", "on", "recorded_at", "ref", "params")
    stored = AuditLine.objects.order_by("mark")
    assert list(stored.values_list(*fields)) == [tuple(getattr(row, f) for f in fields) for row in given]
    if with_ids:
        assert [row.pk for row in given] == list(stored.values_list("pk", flat=True))
        assert [row.pk for row in given] == sorted(row.pk for row in given)


def test_ids_are_never_given_twice():
    bulk.insert(AuditLine, lines(3, "a"), with_ids=True)
    last = max(AuditLine.objects.values_list("pk", flat=True))
    AuditLine.objects.filter(pk=last).delete()
    (again,) = bulk.insert(AuditLine, lines(1, "b"), with_ids=True)
    assert again.pk > last, "not even the number of a row that is gone"
    AuditLine.objects.create(**vars_of(lines(1, "c")[0]))
    assert len(set(AuditLine.objects.values_list("pk", flat=True))) == 4


def vars_of(row):
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"}


def test_nothing_to_insert_and_no_transaction(monkeypatch):
    assert bulk.insert(AuditLine, []) == []
    monkeypatch.setattr(bulk, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(AssertionError):
        bulk.insert(AuditLine, lines(1))


def test_a_refused_row_takes_the_others_with_it():
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        bulk.insert(AuditLine, [*lines(2), *lines(1)])
    assert not AuditLine.objects.exists()


def test_a_job_of_the_past_is_marked_as_stopped():
    from liancun.base import jobs

    old = clock.now() - jobs.SILENT_FOR - timedelta(seconds=1)
    given = {"kind": "k", "org_code": "jiaxi", "by": "li", "started_at": old}
    silent = Job.objects.create(seen_at=old, **given)
    done = Job.objects.create(seen_at=old, state=Job.State.DONE, **given)
    alive = Job.objects.create(seen_at=clock.now(), **given)
    assert jobs.mark_stopped() == 1
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {silent.pk: "stopped", done.pk: "done", alive.pk: "running"}

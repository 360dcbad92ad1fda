"""People, households, members and posts through their changes (登记办理)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liancun.base import guards
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.base.versions import on_day
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Refusal
from liancun.rooms.registry import actions, checks, facts, queries
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions.dated import (
    DATED,
)
from liancun.rooms.registry.tests import town as small
from liancun.rooms.registry.tests.town import do

DAY = small.DAY
CLERK = "town.town_clerk"


def by(name=CLERK) -> dict[str, Any]:
    return {"by": small.viewer(name), "on": DAY}


def refused(code, call, /, *args, **kwargs):
    with pytest.raises(Refusal) as no:
        do(call, *args, **kwargs) if hasattr(call, "offer") else call(*args, **kwargs)
    assert no.value.code == code, str(no.value)


def faulty(code, action, where, /, **given):
    """The bounds of the fields hold in the act too."""
    with pytest.raises(BadInput) as bad:
        do(action, where, **given, **by())
    assert [each.code for each in bad.value.problems] == [code]


def asof(*orgs):
    return Watermark.now(orgs or ("town",))


def sound():
    return [each for check in checks.CHECKS for each in check()] == []


def inside(household, day):
    rows = on_day(m.HouseholdMember.objects.filter(household=household), day)
    return set(rows.values_list("party", flat=True))


NEW_ACCOUNT = small.account_number("P0000998")
NEW: dict[str, Any] = {
    "name": "艾力·买买提𬱖",
    "sex": "m",
    "born_on": date(1990, 2, 3),
    "village_code": small.JIAXI,
}


def test_a_person_with_an_old_number_and_a_name_of_mixed_script(town):
    number = town.id_number(date(1990, 2, 3), 11, region="520222")
    do(actions.register_person, "town", code="P0000500", id_number=number, phone="13800000500", **NEW, **by())
    card = queries.person_card(small.viewer(CLERK), "P0000500", on=DAY)
    assert card.name == NEW["name"] and card.id_number == f"520222********{number[-4:]}"
    line = AuditLine.objects.get(verb="registry.register_person")
    assert line.ref == "person:P0000500" and NEW["name"] not in str(line.params)
    refused("registry.person_taken", actions.register_person, "town", code="P0000500", **NEW, **by())
    refused(
        "registry.id_taken", actions.register_person, "town", code="P0000501", id_number=number, **NEW, **by()
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id_number": small.id_number(date(1991, 2, 3), 11)}, "registry.id_other_birth"),
        ({"name": " "}, "registry.name_length"),
        ({"village_code": "520281123299"}, "registry.no_such_village"),
    ],
)
def test_what_a_card_may_not_say(town, changes, code):
    refused(code, actions.register_person, "town", code="P0000500", **{**NEW, **changes}, **by())
    assert not m.Person.objects.filter(code="P0000500").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id_number": "520281199002030119"}, "import.id_number"),
        ({"name": "长" * 41}, "import.too_long"),
        ({"name": "艾力😀"}, "import.strange_character"),
        ({"code": "P/1"}, "import.code_slash"),
        ({"sex": "x"}, "import.choice"),
        ({"phone": "12"}, "import.phone"),
    ],
)
def test_what_a_field_never_holds(town, changes, code):
    faulty(code, actions.register_person, "town", **{"code": "P0000500", **NEW, **changes})
    assert not m.Person.objects.filter(name=NEW["name"]).exists()


def test_a_correction_keeps_what_was(town):
    was = m.Person.objects.get(code="P0000001").name
    refused("registry.needs_document", actions.correct_person, "P0000001", name="龘靐", **by())
    refused("registry.nothing_changed", actions.correct_person, "P0000001", name=was, **by())
    do(actions.correct_person, "P0000001", name="龘靐", document="HK-1", **by())
    history = m.PersonHistory.objects.get()
    assert (history.column, history.was) == ("name", was)
    assert m.Person.objects.get(code="P0000001").name == "龘靐"
    other = m.Person.objects.get(code="P0000002")
    refused(
        "registry.id_taken",
        actions.correct_person,
        "P0000001",
        id_number=other.id_number,
        born_on=other.born_on,
        document="HK-2",
        **by(),
    )
    do(actions.correct_person, "P0000001", phone="13800000509", **by())
    both: dict[str, Any] = {"phone": "13800000510", "clear": "phone"}
    refused("registry.said_and_cleared", actions.correct_person, "P0000001", **both, **by())
    do(actions.correct_person, "P0000001", clear="phone", **by())
    assert m.Person.objects.get(code="P0000001").phone == ""
    refused("registry.nothing_changed", actions.correct_person, "P0000001", clear="phone", **by())
    rows = queries.person_history(small.viewer(CLERK), "P0000001", on=DAY)
    assert [(row.verb, row.columns, row.document) for row in rows] == [
        ("registry.correct_person", ("phone",), ""),
        ("registry.correct_person", ("phone",), ""),
        ("registry.correct_person", ("name",), "HK-1"),
    ]
    refused("viewer.not_found", queries.person_history, small.viewer("home4"), "P0000001", on=DAY)
    refused("viewer.not_found", actions.correct_person, "P9999999", name="谁", **by())


def test_a_death_empties_the_place_and_an_heir_receives(town):
    heir: dict[str, Any] = {
        "payee": "P0000002",
        "kind": "heir",
        "document": "JC-1",
        "start": date(2025, 2, 2),
    }
    refused("registry.heir_of_the_living", actions.set_authority, "P0000001", **heir, **by())
    refused(
        "registry.not_yet",
        actions.record_death,
        "P0000001",
        died_on=DAY + timedelta(days=1),
        document="",
        **by(),
    )
    do(actions.record_death, "P0000001", died_on=date(2025, 2, 1), document="SW-1", **by())
    assert inside("L0000001", date(2025, 2, 1)) == {"P0000001", "P0000002"}
    assert inside("L0000001", date(2025, 2, 2)) == {"P0000002"}
    assert facts.dead_on(["P0000001", "P0000002"], DAY) == {"P0000001"}
    refused("registry.needs_document", actions.set_authority, "P0000001", **{**heir, "document": ""}, **by())
    do(actions.set_authority, "P0000001", **heir, **by())
    assert facts.payee_on("P0000001", date(2025, 2, 1), asof()) == "P0000001"
    assert facts.payee_on("P0000001", DAY, asof()) == "P0000002"
    assert sound()


def test_an_account_ends_where_the_next_begins(town):
    do(
        actions.set_account,
        "P0000001",
        bank="农商行",
        account=NEW_ACCOUNT,
        start=DAY,
        document="SQ-1",
        **by(),
    )
    cashier, leader = small.viewer("jiaxi.cashier"), small.viewer("town.leader")
    before, after = DAY - timedelta(days=1), DAY
    accounts = queries.payee_accounts(cashier, ["P0000001"], on=after)
    assert accounts["P0000001"].bank == "农商行" and accounts["P0000001"].whole
    assert queries.payee_accounts(cashier, ["P0000001"], on=before)["P0000001"].bank == "盘关信用社"
    assert (
        queries.payee_accounts(leader, ["P0000001"], on=after)["P0000001"].account
        == f"尾号{NEW_ACCOUNT[-4:]}"
    )
    faulty("import.account", actions.set_account, "P0000001", bank="x", account="12", start=DAY, document="")
    new: dict[str, Any] = {"bank": "x", "account": NEW_ACCOUNT, "start": DAY, "document": ""}
    refused("registry.needs_document", actions.set_account, "P0000001", **new, **by())
    refused(
        "registry.no_such_party",
        actions.set_account,
        "P9999999",
        bank="x",
        account="123456789012",
        start=DAY,
        document="SQ-1",
        **by(),
    )
    refused(
        "registry.began_later",
        actions.set_account,
        "P0000001",
        bank="x",
        account="123456789012",
        start=before,
        document="SQ-1",
        **by(),
    )


def test_a_household_splits_and_merges_again(town):
    split, merged = date(2025, 1, 1), date(2025, 2, 1)
    do(actions.split_household, "L0000001", new_code="L0000901", head="P0000002", start=split, **by())
    assert inside("L0000001", split) == {"P0000001"} and inside("L0000901", split) == {"P0000002"}
    assert inside("L0000001", split - timedelta(days=1)) == {"P0000001", "P0000002"}
    assert inside("R0000001", split) == {"P0000001", "P0000002"}
    refused(
        "registry.not_of_household",
        actions.split_household,
        "L0000001",
        new_code="L0000902",
        head="P0000003",
        start=merged,
        **by(),
    )
    refused(
        "registry.merge_unlike", actions.merge_households, "L0000901", into="L0000004", start=merged, **by()
    )
    do(actions.merge_households, "L0000901", into="L0000001", start=merged, **by())
    assert inside("L0000001", merged) == {"P0000001", "P0000002"} and not inside("L0000901", merged)
    living = {each.code: each.days for each in facts.living_households(town.JIAXI, asof())}
    assert living["L0000901"].start == split and living["L0000901"].end == merged - timedelta(days=1)
    kinds = m.HouseholdLink.objects.filter(other__in=["L0000901", "L0000001"]).exclude(kind="same")
    assert list(kinds.order_by("pk").values_list("household", "other", "kind")) == [
        ("L0000001", "L0000901", "split"),
        ("L0000901", "L0000001", "merged"),
    ]
    assert sound()


def test_the_head_may_not_split_away_from_a_household_that_stays(town):
    refused(
        "registry.one_head",
        actions.split_household,
        "L0000001",
        new_code="L0000901",
        head="P0000001",
        start=DAY,
        **by(),
    )
    assert not m.Household.objects.filter(code="L0000901").exists()


def test_people_move_and_new_homes_open(town):
    do(actions.move_person, "P0000002", to="L0000004", start=DAY, **by())
    assert inside("L0000004", DAY) == {"P0000007", "P0000008", "P0000002"}
    assert inside("L0000001", DAY) == {"P0000001"}
    refused(
        "registry.one_head", actions.move_person, "P0000003", to="L0000004", start=DAY, is_head=True, **by()
    )
    new: dict[str, Any] = {"kind": "living", "village_code": town.HAIBA, "head": "P0000199", "start": DAY}
    do(actions.open_household, "town", code="L0000950", **new, **by())
    assert inside("L0000950", DAY) == {"P0000199"}
    refused("registry.household_taken", actions.open_household, "town", code="L0000950", **new, **by())
    refused("registry.no_such_household", actions.move_person, "P0000003", to="L0009999", start=DAY, **by())
    refused("registry.no_such_person", actions.move_person, "P9999999", to="L0000004", start=DAY, **by())
    assert sound()


def test_a_step_of_standing_ends_the_one_before(town):
    step: dict[str, Any] = {"body": "市乡村振兴局", "document": "TP-2020"}
    assert facts.standing_counts("registered_poor", open_on=date(2019, 12, 31)) == (1, 2)
    assert facts.standing_counts("registered_poor", ended_by=date(2019, 12, 31)) == (1, 2)
    do(actions.step_standing, "R0000004", kind="lifted", started_on=date(2020, 12, 1), **step, **by())
    assert facts.standing_counts("registered_poor", open_on=date(2019, 12, 31)) == (1, 2)
    assert facts.standing_counts("registered_poor", ended_by=date(2020, 12, 31)) == (2, 4)
    steps = queries.standings_of(small.viewer(CLERK), "R0000004", on=DAY)
    assert [(s.kind, s.ended_on) for s in steps] == [
        ("registered_poor", date(2020, 11, 30)),
        ("lifted", None),
    ]
    refused(
        "registry.began_later",
        actions.step_standing,
        "R0000004",
        kind="unstable",
        started_on=date(2020, 12, 1),
        **step,
        **by(),
    )
    assert {s.kind for s in facts.standing_steps(["registered_poor", "lifted"], asof())} == {
        "registered_poor",
        "lifted",
    }


def voted(code, votes_for, **more):
    counts: dict[str, Any] = {
        "entitled": 7,
        "present": 6,
        "total_votes": 7,
        "votes_against": 0,
        "votes_abstain": 0,
    }
    return do(
        actions.record_resolution,
        "head",
        code=code,
        body="members_assembly",
        subject="surplus/2024",
        held_on=date(2025, 1, 28),
        votes_for=votes_for,
        **{**counts, **more},
        **by("head.director"),
    ).passed


def test_a_vote_that_failed_is_kept_and_decides_nothing(town):
    bodies = ["members_assembly"]
    assert not voted("2025-1", 3)
    assert facts.passed_resolution("head", bodies, "surplus/2024") is None
    assert voted("2025-2", 4)
    found = facts.passed_resolution("head", bodies, "surplus/2024")
    assert found and found.ref == "resolution:head/2025-2"
    assert [r.passed for r in queries.resolutions(small.viewer("head.accountant"), "head").rows] == [
        True,
        False,
    ]
    refused("registry.resolution_taken", voted, "2025-2", 5)
    refused("registry.meeting.impossible_counts", voted, "2025-3", 7)
    refused(
        "registry.meeting.no_representatives",
        actions.record_resolution,
        "jiaxi",
        code="1",
        body="representatives_assembly",
        subject="x",
        held_on=DAY,
        entitled=60,
        present=60,
        total_votes=60,
        votes_for=60,
        votes_against=0,
        votes_abstain=0,
        members=200,
        **by("jiaxi.secretary"),
    )
    assert sound()


def test_members_come_by_resolution_and_leave_with_the_year(town):
    voted("2025-2", 4)
    voted("2025-4", 3)
    new: dict[str, Any] = {"party": "P0000002", "number": "TF-0100", "document": "SQ-1", "start": DAY}
    boss = by("head.accountant")
    refused("registry.needs_resolution", actions.admit_member, "head", **new, resolution="2025-4", **boss)
    refused(
        "registry.needs_document",
        actions.admit_member,
        "head",
        **{**new, "document": ""},
        resolution="2025-2",
        **boss,
    )
    refused(
        "registry.member_kind",
        actions.admit_member,
        "head",
        **{**new, "party": "L0000001"},
        resolution="2025-2",
        **boss,
    )
    refused(
        "registry.member_twice",
        actions.admit_member,
        "head",
        **{**new, "party": "P0000001"},
        resolution="2025-2",
        **boss,
    )
    refused(
        "registry.member_number_taken",
        actions.admit_member,
        "head",
        **{**new, "number": "TF-0001"},
        resolution="2025-2",
        **boss,
    )
    do(actions.admit_member, "head", **new, resolution="2025-2", **boss)
    assert (
        do(actions.end_membership, "head", party="P0000002", notice_on=date(2025, 10, 1), **boss).ends
        == "2026-12-31"
    )
    refused("registry.notice_given", actions.end_membership, "head", party="P0000002", notice_on=DAY, **boss)
    assert do(actions.end_membership, "head", party="O:company", notice_on=DAY, **boss).ends == "2025-12-31"
    after = {each.party for each in facts.members_on("head", date(2026, 6, 1), asof("head"))}
    assert "P0000002" in after and "O:company" not in after


def test_posts_the_law_keeps_apart(town):
    party = small.viewer("jiaxi.supervisor").party
    post: dict[str, Any] = {"at_org": "jiaxi", "start": DAY}
    refused("registry.posts_clash", actions.appoint, "town", party=party, kind="accountant", **post, **by())
    do(actions.appoint, "town", party=party, kind="accountant", **{**post, "at_org": "haiba"}, **by())
    do(actions.appoint, "town", party=party, kind="notice_clerk", **post, **by())
    made = m.Post.objects.get(party=party, kind="notice_clerk", at_org="jiaxi").pk
    assert small.viewer("jiaxi.supervisor").holds("notice_clerk", "jiaxi")
    actions.supersede("post", made, end=DAY + timedelta(days=1), **by())
    later = small.viewer("jiaxi.supervisor", DAY + timedelta(days=2))
    assert not later.holds("notice_clerk", "jiaxi") and later.holds("supervisor", "jiaxi")
    refused("registry.already_corrected", actions.supersede, "post", made, end=None, **by())
    m.Post.objects.create(
        party=party, kind="cashier", at_org="jiaxi", start=DAY, **m.Post.objects.values(*STAMP).first()
    )
    assert [f.code for f in checks.posts_do_not_clash()] == ["registry.posts_clash"]


STAMP = ("org_code", "village_code", "mark", "recorded_at", "recorded_by", "on")


def test_duties_change_hands_on_a_day(town):
    haiba = small.viewer("haiba.grid_worker").party
    do(actions.assign_duty, "town", worker=haiba, households=("L0000001", "L0000004"), start=DAY, **by())
    on = {d.household: d.worker for d in facts.grid_duties(town.JIAXI, asof()) if d.days.holds(DAY)}
    before = [d for d in facts.grid_duties(town.JIAXI, asof()) if d.days.holds(DAY - timedelta(days=1))]
    assert on["L0000001"] == haiba and haiba not in {d.worker for d in before} and len(before) == 3
    assert m.GridDuty.objects.filter(household="L0000004").count() == 1
    refused(
        "registry.no_such_household",
        actions.assign_duty,
        "town",
        worker=haiba,
        households=("R0000001",),
        start=DAY,
        **by(),
    )


def test_documents_and_logins(town):
    paper: dict[str, Any] = {"title": "授权书", "issuer": "王家", "issued_on": DAY}
    do(actions.record_document, "jiaxi", code="W-1", **paper, **by("jiaxi.accountant"))
    refused(
        "registry.document_taken",
        actions.record_document,
        "jiaxi",
        code="W-1",
        **paper,
        **by("jiaxi.accountant"),
    )
    refused("registry.password_too_short", actions.set_login, "x", party="P0000001", password="short", **by())
    actions.set_login("wang", party="P0000001", password="long enough", **by())
    assert queries.login_named("wang").check_password("long enough")
    refused("registry.no_such_login", queries.login_named, "nobody")
    assert queries.viewer_for("wang", on=DAY).party == queries.viewer_for("P0000001", on=DAY).party


@pytest.mark.parametrize("kind", DATED)
def test_dated_rows_are_never_edited(town, kind):
    guards.put_back()
    row = DATED[kind]._base_manager.first()
    if row is None:
        assert kind == "authority"
        return
    refused("guard.sealed", edit, row)
    refused("guard.sealed", delete, row)


def edit(row):
    with guards.refusing(), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(start=date(2001, 1, 1))


def delete(row):
    with guards.refusing(), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")


ends = st.lists(st.none() | st.integers(0, 900), min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ends=ends)
def test_the_last_correction_is_what_stands(town, ends):
    """However often a row is corrected, exactly one stands, and an old watermark sees the old one."""
    row = m.Membership.objects.filter(org_code="head", party="P0000003", supersedes=None).get()
    last = row.pk
    while follower := m.Membership.objects.filter(supersedes_id=last).first():
        last = follower.pk
    for days in ends:
        before = asof("head")
        was = facts.memberships("head", before)["P0000003"]
        end = None if days is None else small.START + timedelta(days=days)
        last = actions.supersede("membership", last, end=end, by=SYSTEM, on=DAY)
        (stands,) = facts.memberships("head", asof("head"))["P0000003"]
        assert (stands.start, stands.end) == (small.START, end)
        assert facts.memberships("head", before)["P0000003"] == was
        assert on_day(m.Membership.objects.filter(party="P0000003"), small.START).count() == 1

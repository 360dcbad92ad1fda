"""The registry's workbooks: what bad input gets (登记工作簿)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from liancun.base import charters, decisions, guards
from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.models import ImportedRow
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.kernel.digest import digest
from liancun.rooms.registry import checks
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions import Paper, Vote, record_document, record_resolution
from liancun.rooms.registry.tests import town as small

START = small.START
NOTICE = date(2019, 12, 1)


def bring(kind, *rows, org="town"):
    book = write_rows(import_kind(kind), rows)
    return import_workbook(kind, book, f"{kind}.xlsx", org_code=org, by=SYSTEM, on=small.DAY)


def problems(kind, *rows, org="town"):
    """(code, row, column) of everything wrong."""
    with pytest.raises(BadInput) as bad:
        bring(kind, *rows, org=org)
    return [(each.code, each.row, each.column) for each in bad.value.problems]


BORN = date(1999, 9, 9)
PERSON = {"party": "P0000700", "name": "新人", "sex": "f", "born_on": BORN, "village": small.HAIBA}


def person(number, **more):
    return {**PERSON, "party": f"P{number:07d}", "id_number": small.id_number(BORN, number), **more}


def test_people_come_in_whole_or_not_at_all(town):
    before = m.Person.objects.count()
    taken = m.Person.objects.get(code="P0000001")
    found = problems(
        "people",
        person(700),
        person(701, id_number=small.id_number(BORN, 700)),
        person(702, id_number=taken.id_number),
        person(703, village="520281123299"),
        person(704, died_on=date(1998, 1, 1)),
    )
    assert sorted(found) == [
        ("registry.died_before_born", 6, "去世日期"),
        ("registry.id_other_birth", 4, "出生日期"),
        ("registry.id_taken", 3, "身份证号"),
        ("registry.id_taken", 4, "身份证号"),
        ("registry.no_such_village", 5, "村编码"),
    ]
    bad = person(705)["id_number"][:-1] + ("0" if person(705)["id_number"][-1] != "0" else "1")
    assert problems("people", person(705, id_number=bad)) == [("import.id_number", 2, "身份证号")]
    assert m.Person.objects.count() == before
    assert bring("people", person(700)).new == 1
    assert bring("people", person(700)).same == 1
    assert problems("people", person(700, name="别名")) == [("import.conflict", 2, "")]


def test_nobody_is_put_in_two_households_of_a_kind(town):
    row = {"household": "L0000002", "party": "P0000001", "is_head": "no", "start": START}
    assert problems("household_members", row) == [("registry.two_homes", 2, "人员编码")]
    assert (
        problems("household_members", {**row, "household": "L0009999"})[0][0] == "registry.no_such_household"
    )
    ended = {**row, "start": date(2010, 1, 1), "end": date(2019, 12, 31)}
    assert bring("household_members", ended).new == 1
    backwards = {**row, "start": date(2018, 1, 1), "end": date(2017, 1, 1)}
    assert ("registry.ends_before_start", 2, "止") in problems("household_members", backwards)


def test_the_dead_are_members_to_their_death(town):
    died = date(2025, 1, 15)
    m.Person.objects.filter(code="P0000002").update(died_on=died)
    row = {"number": "TF-0100", "party": "P0000002", "kind": "farmer", "start": START}
    assert problems("memberships", row, org="head") == [("registry.dead_member", 2, "止")]
    assert (
        problems("memberships", {**row, "end": date(2025, 1, 16)}, org="head")[0][0] == "registry.dead_member"
    )
    assert bring("memberships", {**row, "end": died}, org="head").new == 1


def test_members_are_persons_or_units_and_once(town):
    row = {"number": "TF-0100", "party": "P0000002", "kind": "farmer", "start": START}
    found = problems(
        "memberships",
        row,
        {**row, "number": "TF-0101"},
        {**row, "number": "TF-0102", "party": "L0000001"},
        {**row, "number": "TF-0103", "party": "O:park"},
        {**row, "number": "TF-0104", "party": "P0000001"},
        org="head",
    )
    assert sorted(found) == [
        ("registry.member_kind", 5, "成员类型"),
        ("registry.member_twice", 3, "成员编码"),
        ("registry.member_twice", 6, "成员编码"),
        ("registry.no_such_person", 4, "人员编码"),
    ]


def test_posts_and_authorities_by_the_law(town):
    supervisor = small.viewer("jiaxi.supervisor").party
    post = {"party": supervisor, "kind": "cashier", "at_org": "jiaxi", "start": small.DAY}
    assert problems("posts", post) == [("registry.posts_clash", 2, "职务")]
    assert problems("posts", {**post, "at_org": "nowhere"})[0][0] == "registry.no_such_organisation"
    paper = {"party": "P0000001", "payee": "P0000001", "kind": "authority", "document": "W-1", "start": START}
    assert problems("authorities", paper) == [("registry.authority_to_self", 2, "收款人编码")]
    assert problems("authorities", {**paper, "payee": "P0009999"})[0][0] == "registry.no_such_person"


def test_organisations_have_true_codes(town):
    row = {"code": "tea", "kind": "platform_company", "name": "茶厂", "own_book": "yes", "start": START}
    assert bring("organisations", {**row, "uscc": "91110000600037341L"}).new == 1
    assert problems("organisations", {**row, "code": "tea2", "uscc": "911100006000373411"}) == [
        ("registry.uscc", 2, "统一社会信用代码")
    ]


def test_votes_by_workbook_are_judged_too(town):
    row = {
        "code": "1",
        "body": "villagers_assembly",
        "subject": "points/rules",
        "major": "no",
        "held_on": date(2025, 2, 1),
        "entitled": 100,
        "present": 60,
        "total_votes": 100,
        "votes_for": 31,
        "votes_against": 29,
        "votes_abstain": 0,
    }
    assert problems("resolutions", row, org="jiaxi") == [("registry.meeting.no_notice", 2, "机构")]
    told = {**row, "notice_on": date(2025, 1, 20)}
    assert bring("resolutions", told, {**told, "code": "2", "votes_for": 30}, org="jiaxi").new == 2
    assert list(m.Resolution.objects.order_by("code").values_list("passed", flat=True)) == [True, False]


BLOCK = "jiaxi:registry/exit_notice@2025-07-01"


@pytest.fixture
def begun(town, tmp_path, settings):
    """The village has begun a decision of its own; its file."""
    settings.DATA_DIR = tmp_path
    charters.forget()
    stands = decisions.standing("registry/exit_notice", org="jiaxi", on=date(2025, 6, 1))
    file = decisions.file_of("registry/exit_notice", "jiaxi")
    file.parent.mkdir(parents=True)
    later = replace(stands.block, start=date(2025, 7, 1))
    file.write_text(stands.decision.text_of(later), encoding="utf-8")
    charters.forget()
    yield file
    charters.forget()


def on_block(**more):
    row: dict[str, Any] = {
        "code": "JX-1",
        "body": "village_representatives",
        "subject": "退社通知",
        "major": "no",
    }
    row |= {"held_on": date(2025, 6, 1), "entitled": 5, "present": 5, "total_votes": 5}
    return row | {"votes_for": 4, "votes_against": 1, "votes_abstain": 0, "block": BLOCK} | more


def test_a_vote_by_workbook_binds_the_block_that_it_carried(begun):
    assert bring("resolutions", on_block(code="JX-0", votes_for=1, votes_against=4), org="jiaxi").new == 1
    assert not decisions.bound([BLOCK])
    assert bring("resolutions", on_block(), org="jiaxi").new == 1
    kept = decisions.bound([BLOCK])[BLOCK]
    rows = m.Resolution.objects.order_by("code").values_list("block", "block_sha256", "passed")
    assert list(rows) == [(BLOCK, kept.sha256, False), (BLOCK, kept.sha256, True)]
    assert list(checks.resolved_blocks_are_kept()) == []
    assert bring("resolutions", on_block(), org="jiaxi").same == 1


def test_a_block_that_is_not_its_organisations_is_told_at_its_row(begun):
    others = on_block(block="haiba:registry/exit_notice@2025-07-01")
    assert problems("resolutions", others, org="jiaxi") == [("registry.block_not_own", 2, "表决的决定")]
    towns = on_block(block="_town:registry/exit_notice@2025-07-01")
    assert problems("resolutions", towns, org="jiaxi") == [("registry.block_not_own", 2, "表决的决定")]
    assert problems("resolutions", on_block(), org="haiba") == [("registry.no_own_block", 2, "表决的决定")]
    assert not m.Resolution.objects.exists() and not decisions.bound([BLOCK])


def test_a_workbook_of_before_there_were_blocks_is_read_and_is_the_same(begun):
    row = {name: value for name, value in on_block(members=5).items() if name != "block"}
    kind = import_kind("resolutions")
    old = tuple(each for each in kind.columns if each.name != "block")
    book = write_rows(replace(kind, columns=old), [row])
    given: dict[str, Any] = {"org_code": "jiaxi", "by": SYSTEM, "on": small.DAY}
    assert import_workbook("resolutions", book, "old.xlsx", **given).new == 1
    guards.take_down(ImportedRow._meta.db_table)
    earlier = digest({each.name: row.get(each.name) for each in old})
    ImportedRow.objects.filter(kind="resolutions").update(content_hash=earlier)
    assert import_workbook("resolutions", book, "old.xlsx", **given).same == 1
    assert bring("resolutions", row, org="jiaxi").same == 1
    record_resolution("jiaxi", replace(PLAIN, code="JX-2"), by=SYSTEM, on=date(2025, 6, 2))
    assert bring("resolutions", {**row, "code": "JX-2"}, org="jiaxi").same == 1


PLAIN = Vote(
    code="JX-1", body="village_representatives", subject="退社通知", held_on=date(2025, 6, 1), members=5,
    entitled=5, present=5, total_votes=5, votes_for=4, votes_against=1,
)  # fmt: skip


def test_standings_are_one_step_for_all_their_people(town):
    row = {
        "household": "R0000002",
        "kind": "marginal",
        "start": START,
        "body": "市乡村振兴局",
        "document": "JC-2020",
    }
    assert bring("standings", {**row, "party": "P0000003"}, {**row, "party": "P0000004"}).new == 2
    step = m.Standing.objects.get(household="R0000002")
    assert set(m.StandingMember.objects.filter(standing=step).values_list("party", flat=True)) == {
        "P0000003",
        "P0000004",
    }


def test_what_an_act_recorded_is_the_same_row_when_a_workbook_brings_it(town):
    paper = {"code": "ZF-3", "title": "批复", "issuer": "镇政府", "issued_on": START}
    record_document(
        "head", Paper(code="ZF-3", title="批复", issuer="镇政府", issued_on=START), by=SYSTEM, on=small.DAY
    )
    report = bring("documents", paper, {**paper, "code": "ZF-4"}, org="head")
    assert (report.new, report.same) == (1, 1)
    assert problems("documents", {**paper, "title": "通知"}, org="head") == [("import.conflict", 2, "")]
    assert bring("documents", paper, org="jiaxi").new == 1, "another organisation's paper of that number"


def test_a_vote_that_an_act_recorded_is_the_same_row_when_a_workbook_brings_it(town):
    whole: dict[str, Any] = {
        "members": 10,
        "entitled": 10,
        "present": 10,
        "total_votes": 10,
        "votes_for": 9,
        "votes_against": 1,
    }
    given = Vote(
        code="JY-9", body="members_assembly", subject="章程", held_on=START, notice_on=NOTICE, **whole
    )
    record_resolution("head", given, by=SYSTEM, on=small.DAY)
    row = {
        "code": "JY-9",
        "body": "members_assembly",
        "subject": "章程",
        "held_on": START,
        "notice_on": NOTICE,
    }
    row |= {**whole, "major": "no", "votes_abstain": 0}
    assert bring("resolutions", row, org="head").same == 1
    assert problems("resolutions", {**row, "subject": "账目"}, org="head") == [("import.conflict", 2, "")]

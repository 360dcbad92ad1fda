"""A decision's page, what changed, a file to begin with, a proposal's page (决定、提案)."""

import dataclasses
import html
import re
from datetime import date

import pytest
from django.test import Client

from liancun.base import charter_types, charters, clock, decisions
from liancun.base.permits import SYSTEM
from liancun.base.tests.probe import rest_on
from liancun.base.viewer import STRANGER
from liancun.charter import Clause
from liancun.faces import changes, charter_files
from liancun.faces import decisions as told
from liancun.faces.fields import Naming
from liancun.faces.web.templatetags.liancun import clause_title
from liancun.faces.web.tests.visiting import page, visitor
from liancun.kernel import BadInput, Refusal
from liancun.rooms.committee import actions as committee
from liancun.rooms.committee.models import JointPart
from liancun.rooms.committee.tests import hall
from liancun.rooms.registry import actions
from liancun.rooms.registry.tests import town
from liancun.rooms.registry.tests.town import do
from liancun.rooms.registry.tests.town import viewer as visitor_of

pytestmark = pytest.mark.django_db

DAY = date(2025, 6, 1)
NAME = "registry/exit_notice"
OWN = f"jiaxi:{NAME}@2025-07-01"


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    charters.forget()
    town.raise_town()
    monkeypatch.setattr(clock, "today", lambda: DAY)
    yield tmp_path / "charter"
    charters.forget()


def write(months=4):
    """Begin an own decision of the village with other months for farmers; returns its file."""
    place = charter_files.write(NAME, org="jiaxi", on=DAY)
    file = decisions.file_of(NAME, "jiaxi")
    assert place == f"charter/jiaxi/{NAME}.yaml"
    text = file.read_text(encoding="utf-8")
    assert "from: 2025-07-01" in text and "value: 3" in text
    file.write_text(text.replace("value: 3", f"value: {months}", 1), encoding="utf-8")
    charters.forget()
    assert charters.check() == []
    return file


def vote(**more):
    given = actions.Vote(
        code="JX-1",
        body="village_representatives",
        subject="退社通知",
        held_on=DAY,
        entitled=40,
        present=36,
        votes_for=33,
        votes_against=3,
        block=OWN,
        **more,
    )
    return actions.record_resolution("jiaxi", given, by=SYSTEM, on=DAY)


def refused(code, call, *args, **given):
    with pytest.raises(Refusal) as no:
        call(*args, **given)
    assert no.value.code == code
    return dict(no.value.reason.params)


def test_every_decision_can_be_begun_and_says_what_stands(folder):
    names = sorted({each.name for each in charters.current().decisions.values()})
    own = [name for name in names if not name.startswith("law/")]
    assert len(own) > 50
    for name in own:
        _name, text = charter_files.started(name, org="jiaxi", on=DAY)
        _decision, block = decisions.proposed(text, file=name, org="jiaxi")
        stands = decisions.standing(name, org="jiaxi", on=DAY).block
        want = charter_types.type_of(name)
        assert want is not None
        new, old = (
            charters.current().typed(each, want, on=block.start, org="jiaxi") for each in (block, stands)
        )
        assert dataclasses.replace(new, clause="") == dataclasses.replace(old, clause=""), name
        assert block.start == date(2025, 7, 1)
    refused("charter.law_stands", charter_files.started, "law/meetings", org="", on=DAY)


def test_a_file_that_is_there_is_not_written_over(folder):
    file = write()
    before = file.read_bytes()
    said = refused("charter.own_file_is_there", charter_files.write, NAME, org="jiaxi", on=DAY)
    assert said["file"] == f"jiaxi/{NAME}.yaml"
    assert file.read_bytes() == before
    refused("organisation.unknown", charter_files.write, NAME, org="jiaxii", on=DAY)
    assert not (folder / "jiaxii").exists()


def test_a_file_written_elsewhere_is_put_there_once_it_is_sound(folder, tmp_path):
    text = charter_files.started(NAME, org="jiaxi", on=DAY)[1]
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("value: 3", "value: many", 1), encoding="utf-8")
    with pytest.raises(BadInput):
        charter_files.write(str(file), org="jiaxi", on=DAY)
    assert not decisions.file_of(NAME, "jiaxi").exists()
    file.write_text(text, encoding="utf-8")
    place = charter_files.write(str(file), org="jiaxi", on=DAY)
    assert place == f"charter/jiaxi/{NAME}.yaml" and charters.check() == []
    refused("charter.own_file_is_there", charter_files.write, str(file), org="jiaxi", on=DAY)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("permits/../../../x", "charter.no_name"),
        ("/permits/labour", "charter.no_name"),
        ("permits/labuor", "charter.unknown_decision"),
        ("runs/wagse", "charter.unknown_decision"),
    ],
)
def test_a_name_that_no_room_reads_is_refused_and_nothing_is_written(folder, tmp_path, name, code):
    begun = "runs/wages" if name.startswith("runs") else "permits/labour"
    text = charter_files.started(begun, org="jiaxi", on=DAY)[1]
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(f"decision: {begun}", f"decision: {name}"), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadInput) as bad:
        charter_files.write(str(file), org="jiaxi", on=DAY)
    assert [each.code for each in bad.value.problems] == [code]
    assert sorted(tmp_path.rglob("*")) == before


def test_without_an_organisation_it_is_the_towns(folder):
    charter_files.write(NAME, org="", on=DAY)
    assert (folder / "_town" / f"{NAME}.yaml").is_file()
    later = date(2025, 8, 1)
    assert decisions.layer_of(decisions.standing(NAME, org="haiba", on=later).block) == "townwide"


def test_a_decision_is_found_by_name_title_and_block_else_the_nearest_are_told(folder):
    for what in (NAME, "exit_notice", "退社的提前通知", f"{NAME}@2018-07-01"):
        assert decisions.decision_named(what) == NAME
    assert NAME in refused("charter.no_such_decision", decisions.decision_named, "exit_notise")["near"]
    both = refused("charter.no_such_decision", decisions.decision_named, "refuse_fee")["near"]
    assert {"points/refuse_fee", "runs/refuse_fee"} == set(both)


def test_what_changed_is_told_by_clause_and_row(folder):
    write()
    first, second, found = told.compared(STRANGER, OWN)
    assert (first.id, second.id) == (f"{NAME}@2018-07-01", OWN)
    (row,) = found
    assert (row.row, row.way, row.before, row.after) == ("", "changed", "3个月", "4个月")
    tiers = "points/refuse_fee"
    text = charter_files.started(tiers, org="jiaxi", on=DAY)[1]
    text = text.replace("points_min: 168", "points_min: 164").replace("name: 四等", "name: 末等")
    _decision, block = decisions.proposed(text, file="tiers.yaml", org="jiaxi")
    stands = decisions.standing(tiers, org="jiaxi", on=DAY).block
    rows = changes.changes(stands, block, Naming(STRANGER, "jiaxi", DAY))
    assert [(row.row, row.way, row.before, row.after) for row in rows] == [
        ("一等 全年分数线", "changed", "168分", "164分"),
        ("四等", "removed", "全年分数线 0分、费用(元) 120.00", ""),
        ("末等", "added", "", "全年分数线 0分、费用(元) 120.00"),
    ]
    assert {row.clause for row in rows} == {"等次表"}


def test_a_default_left_out_and_one_written_are_the_same_value(folder):
    tiers = "points/refuse_fee"
    text = charter_files.started(tiers, org="jiaxi", on=DAY)[1]
    stands = decisions.standing(tiers, org="jiaxi", on=DAY).block
    assert "per" not in {clause.name for clause in stands.clauses}, "the pack leaves it at its default"

    def saying(block, name, value):
        clauses = [each for each in block.clauses if each.name != name]
        said = Clause(name, value, "assumption", "", "", money=False)
        return dataclasses.replace(block, clauses=(*clauses, said))

    def told_of(one, other):
        rows = changes.changes(one, other, Naming(STRANGER, "jiaxi", DAY))
        return [(row.clause, row.row, row.way, row.before, row.after) for row in rows]

    written = decisions.proposed(text, file="tiers.yaml", org="jiaxi")[1]
    assert "per" in {clause.name for clause in written.clauses}
    assert told_of(stands, written) == told_of(written, stands) == []
    person = saying(written, "per", "person")
    assert told_of(stands, person) == [("按什么收", "", "changed", "按户", "按人")]
    assert told_of(person, stands) == [("按什么收", "", "changed", "按人", "按户")]
    halves = [{"month": 6, "day": 30, "share": "1/2"}, {"month": 12, "day": 31, "share": "1/2"}]
    parts = saying(written, "instalments", halves)
    assert {row[2] for row in told_of(stands, parts)} == {"added"}
    assert {row[2] for row in told_of(parts, stands)} == {"removed"}


def test_what_cannot_be_compared_is_refused(folder, tmp_path):
    write()
    refused("charter.nothing_to_compare", told.compared, STRANGER, f"{NAME}@2018-07-01")
    refused("charter.not_the_same_decision", told.compared, STRANGER, NAME, "labour/pay")
    file = tmp_path / "other.yaml"
    file.write_bytes(b"\xff\xfe")
    refused("charter.no_such_decision", told.compared, STRANGER, str(file))
    for name, code in (("none.yaml", "charter.not_a_file"), ("other.yaml", "yaml.not_utf8")):
        with pytest.raises(BadInput) as bad:
            told.compared(STRANGER, str(tmp_path / name), files=True)
        assert [each.code for each in bad.value.problems] == [code]


def test_the_page_shows_the_blocks_the_vote_and_what_changed(folder):
    write()
    address = f"/charter/?clause={OWN}"
    before = page(Client(), address)
    assert "没有登记的决议写明这一段" in before and "还没有记录依据它" in before
    vote()
    stranger, office = page(Client(), address), page(visitor("jiaxi.accountant"), address)
    for text in (stranger, office):
        assert "决议 JX-1 通过" in text and "3个月" in text and "4个月" in text
        assert "本单位决定" in text and "还没有记录依据它" in text  # of the default behind it
    assert "应到 40,实到 36" in office and "应到 40" not in stranger
    assert "提个修改" in office and "提个修改" not in stranger
    page(Client(), "/charter/?clause=jiaxi:nothing@2025-07-01", 404)


def test_a_decision_of_the_whole_town_shows_the_vote_of_each_village(folder):
    charter_files.write(NAME, org="", on=DAY)
    block = f"_town:{NAME}@2025-07-01"
    given = {"body": "joint_committee", "start": date(2025, 1, 1), "document": "任1"}
    for party in hall.ADULTS[:3]:
        do(committee.seat_person, "joint", by=SYSTEM, on=hall.DAY, party=party, **given)
    row = hall.meeting("joint", "joint_committee", items=0)
    item = hall.put(row, subject="退社通知", matter="village_rules", effect="all", block=block)
    hall.open_up(row, hall.ADULTS[:3])
    hall.voted(item, 3)
    do(committee.fan_out, item.pk, by=SYSTEM, on=hall.DAY, body="villagers_assembly")
    own = hall.meeting(items=0)
    part = str(JointPart.objects.get(at_org="jiaxi").pk)
    do(committee.take_up, own.pk, by=SYSTEM, on=hall.NOTICED, part=part, number=1)
    hall.open_up(own)
    hall.voted(hall.item_of(own), 5, 1)
    address = f"/charter/?clause={block}"
    stranger, office = page(Client(), address), page(visitor("jiaxi.accountant"), address)
    said = "联村表决:2026-03-02 退社通知;2 个村:等列入议程 1 个、通过 1 个;各村都通过才定下"
    for text in (stranger, office):
        assert said in text
        assert text.count("没有登记的决议写明这一段") == 1, "of the default behind it"
        assert "海坝村集体经济组织" in text and "贾西村集体经济组织" in text
    assert f"/meetings/joint/{item.pk}/" in office and "/meetings/joint/" not in stranger
    (joint,) = (
        visitor("jiaxi.accountant")
        .get("/api/charter/decision", {"what": block, "org": "jiaxi", "on": "2025-07-01"})
        .json()["in_force"]["joint_votes"]
    )
    counts = [(each["org_code"], each["state"], each["votes_for"]) for each in joint["villages"]]
    assert counts == [("haiba", "waiting", None), ("jiaxi", "passed", 5)]
    shown = told.show(visitor_of("jiaxi.accountant", DAY), block, org="jiaxi", on=date(2025, 7, 1))
    assert told.votes_said(shown.now)[-2:] == [
        "  海坝村集体经济组织、等列入议程、村民会议",
        "  贾西村集体经济组织、通过、赞成 5、反对 1、应到 6、在场 6、2026-03-02、村民会议、HY-2-1",
    ]


PACKS = "pack=panguan:points/refuse_fee@2019-01-01"


def badges(text):
    """Each block of a decision's page by its badge, from top to bottom."""
    return re.findall(r"自 (\S+) 起\s*<span class=\"badge [a-z-]+\">([^<]*)<", text)


def test_a_packs_or_the_towns_block_is_proposed_anew_for_the_town(folder):
    charter_files.write("points/refuse_fee", org="", on=date(2025, 1, 15))
    office = visitor("jiaxi.accountant")
    for clause in (PACKS, "_town:points/refuse_fee@2025-02-01"):
        text = page(office, f"/charter/?clause={clause}")
        assert badges(text) == [("2025-02-01", "现行"), ("2019-01-01", "已被替代")]
        assert "pack=panguan</" not in text and "· pack=" not in text
        (link,) = re.findall(r'href="(/charter/propose[^"]*)"', text)
        assert "points_min: 168" in page(office, html.unescape(link))


def test_a_block_that_only_the_data_keeps_is_shown_beside_the_present(folder, tmp_path):
    charter_files.write("points/refuse_fee", org="", on=date(2025, 1, 15))
    rest_on(PACKS)
    (tmp_path / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    charters.forget()
    assert charters.current().find(PACKS) is None
    assert clause_title(PACKS) == "年底积分定次年垃圾清运费(自2019-01-01起)"
    text = page(Client(), f"/charter/?clause={PACKS}")
    assert badges(text) == [("2019-01-01", "留存的原文,现在的文件里没有"), ("2025-02-01", "现行")]
    decisions.file_of("points/refuse_fee", "").unlink()
    charters.forget()
    assert [state for _day, state in badges(page(Client(), f"/charter/?clause={PACKS}"))] == [
        "留存的原文,现在的文件里没有"
    ]


def test_what_was_only_proposed_is_not_kept(folder):
    text = charter_files.started(NAME, org="jiaxi", on=DAY)[1]
    decisions.proposed(text, file="mine.yaml", org="jiaxi")
    kept = len(charters.current()._read)
    for months in range(5, 9):
        decisions.proposed(text.replace("value: 3", f"value: {months}", 1), file="mine.yaml", org="jiaxi")
    assert len(charters.current()._read) == kept


def test_a_town_without_a_pack_begins_its_own_decision(folder, tmp_path):
    (tmp_path / "town.yaml").write_text('pack: ""\n', encoding="utf-8")
    charters.forget()
    name = "points/refuse_fee"
    place = charter_files.write(name, org="", on=DAY)
    assert place == f"drafts/_town/{name}.yaml"
    assert charters.check() == [], "it is no decision yet"
    refused("charter.own_file_is_there", charter_files.write, name, org="", on=DAY)
    text = (tmp_path / place).read_text(encoding="utf-8")
    assert "# 等次表" in text and "per: {" in text.replace("per:\n        ", "per: {")
    with pytest.raises(BadInput) as bad:
        charter_files.write(str(tmp_path / place), org="", on=DAY)
    assert [(each.code, each.column) for each in bad.value.problems] == [("typed.missing_key", "decided_by")]
    (tmp_path / place).write_text(text.replace("decided_by: ''", "decided_by: 镇政府"), encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        charter_files.write(str(tmp_path / place), org="", on=DAY)
    assert "2025-07-01.tiers" in str([each.column for each in bad.value.problems])


def test_a_vote_on_another_text_is_said(folder):
    file = write()
    vote(votes_abstain=0)
    kept = decisions.bound([OWN])[OWN].sha256
    assert kept == charters.current().decisions["jiaxi", NAME].blocks[0].sha256
    file.write_text(file.read_text(encoding="utf-8").replace("value: 4", "value: 5"), encoding="utf-8")
    charters.forget()
    assert f"表决的是另一个文本,摘要 {kept[:8]}" in page(Client(), f"/charter/?clause={OWN}")


def test_the_proposals_page_begins_with_what_stands_and_says_what_is_wrong(folder):
    page(Client(), "/charter/propose", 404)
    office = visitor("jiaxi.accountant")
    assert "points_min: 168" in page(office, "/charter/propose", what="points/refuse_fee", org="jiaxi")
    text = charter_files.started("points/refuse_fee", org="jiaxi", on=DAY)[1]
    for given, status, said in (
        ({"text": text}, 403, "没有决定 2024 年任何一笔钱的数额"),
        ({"text": text.replace("value: flat", "value: some")}, 400, "只能从这些里选一个"),
        ({"text": ""}, 400, "应当是"),
        ({"text": text, "year": "soon"}, 400, "soon"),
        ({"text": "x" * (charter_files.FILE_BYTES_MOST + 1)}, 400, "KB"),
    ):
        answer = office.post("/charter/propose", {"org": "jiaxi", **given})
        assert answer.status_code == status, (given.keys(), answer.status_code)
        assert said in answer.content.decode(), said
    assert office.post("/charter/propose", {"org": "haiba", "text": text}).status_code == 404


def test_the_api_answers_the_same(folder):
    write()
    vote()
    office = visitor("jiaxi.accountant")
    found = office.get("/api/charter/decision", {"what": OWN, "org": "jiaxi", "on": "2025-07-01"}).json()
    assert (found["in_force"]["id"], found["in_force"]["layer"]) == (OWN, "own")
    assert found["in_force"]["votes"][0]["count"]["votes_for"] == 33
    assert [each["id"] for each in found["behind"]] == [f"{NAME}@2018-07-01"]
    before = office.get("/api/charter/decision", {"what": NAME, "org": "jiaxi"}).json()
    assert [each["id"] for each in before["coming"]] == [OWN]
    rows = office.get("/api/charter/changes", {"one": OWN}).json()["changes"]
    assert [row["after"] for row in rows] == ["4个月"]
    bound = office.get("/api/charter/file", {"what": NAME, "org": "haiba"}).json()["text"]
    said = office.post("/api/charter/propose", {"text": bound, "org": "jiaxi"}, "application/json")
    assert [each["code"] for each in said.json()["problems"]] == ["charter.edited"]
    text = office.get("/api/charter/file", {"what": "points/refuse_fee", "org": "jiaxi"}).json()["text"]
    said = office.post("/api/charter/propose", {"text": text, "org": "jiaxi"}, "application/json")
    assert (said.status_code, said.json()["code"]) == (403, "settlement.propose.governs_no_money")

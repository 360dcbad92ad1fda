"""The registry's commands: what may be recorded is said, recorded, listed and refused (登记命令)."""

import json

import pytest

from liancun.base import clock
from liancun.faces.cli.tests.verbs import call
from liancun.kernel import BadInput, Refusal
from liancun.rooms.registry import models as m
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = str(town.DAY)


@pytest.fixture(autouse=True)
def small_town(db, monkeypatch):
    town.raise_town()
    monkeypatch.setattr(clock, "today", lambda: town.DAY)
    monkeypatch.setenv("LIANCUN_AS", "town.town_clerk")


@pytest.fixture
def said(capsys):
    """What the command last said, as JSON."""
    return lambda: json.loads("{" + capsys.readouterr().out.partition("{")[2])


def registry(*arguments):
    call("registry", *arguments)


def test_what_may_be_recorded_is_said(capsys):
    registry("split-household", "--help")
    told = capsys.readouterr().out
    assert "--new-code" in told and "新户编码" in told and "一起分出的人" in told and "CODE" in told


def test_a_family_by_command(said, capsys):
    registry("correct-person", "P0000001", "--phone", "13800000777", "--json")
    assert said() == {"subject": "P0000001", "ref": "person:P0000001", "ends": "", "headless": ""}
    assert m.PersonHistory.objects.count() == 1
    registry("set-head", "L0000001", "--party", "P0000002", "--start", DAY, "--document", "BG-1", "--json")
    assert said()["subject"] == "L0000001"
    assert m.HouseholdMember.objects.filter(household="L0000001", party="P0000002", is_head=True).exists()
    child = ("--name", "王小苗", "--sex", "女", "--born-on", "2025-02-03")
    registry("record-birth", "L0000001", "--code", "P0000700", *child)
    assert m.HouseholdMember.objects.filter(household="L0000001", party="P0000700").exists()
    capsys.readouterr()
    registry("end-membership", "head", "--party", "TF-0001", "--notice-on", DAY)
    told = capsys.readouterr().out
    assert "资格到 2025-12-31" in told and "None" not in told


def test_five_acts_that_had_no_command(said):
    card = ("--name", "新来的", "--sex", "m", "--born-on", "1990-02-03", "--village-code", "贾西村")
    registry("register-person", "town", "--code", "P0000600", *card)
    home = ("--kind", "居住户", "--village-code", "贾西村", "--head", "P0000600", "--start", DAY)
    registry("open-household", "town", "--code", "L0000600", *home)
    post = ("--kind", "公示员", "--at-org", "贾西村集体经济组织", "--start", DAY)
    registry("appoint", "town", "--party", "新来的", *post)
    assert m.Post.objects.filter(party="P0000600", kind="notice_clerk", at_org="jiaxi").exists()
    duty = ("--worker", "P0000600", "--households", "L0000600 L0000001", "--start", DAY)
    registry("assign-duty", "town", *duty)
    assert m.GridDuty.objects.filter(worker="P0000600").count() == 2
    paper = ("--title", "授权书", "--issuer", "王家", "--issued-on", DAY)
    registry("record-document", "jiaxi", "--code", "W-1", *paper, "--json")
    assert said()["ref"] == "document:jiaxi/W-1"
    registry("duties", "town", "--worker", "新来的", "--json")
    assert said()["total"] == 2
    registry("households", "town", "--asked", "新来的", "--json")
    assert [row["code"] for row in said()["rows"]] == ["L0000600"]


def test_a_vote_is_said_to_carry_or_not(said, capsys, monkeypatch):
    vote = ("--body", "成员大会", "--subject", "surplus/2024", "--held-on", "2025-01-28", "--entitled", "7")
    monkeypatch.setenv("LIANCUN_AS", "head.director")
    registry("resolve", "head", "--code", "DH-1", *vote, "--present", "6", "--votes-for", "5", "--json")
    assert said() == {"resolution": "head/DH-1", "passed": True, "ref": "resolution:head/DH-1"}
    registry("resolve", "head", "--code", "DH-2", *vote, "--present", "6", "--votes-for", "3")
    assert "通过 否" in capsys.readouterr().out


def test_bad_usage_bad_input_and_refusals_are_told_apart(monkeypatch):
    for given, column in (("--phone=12", "电话 --phone"), ("--name=😀", "姓名 --name")):
        with pytest.raises(BadInput) as bad:
            registry("correct-person", "P0000001", given)
        assert [each.column for each in bad.value.problems] == [column]
    with pytest.raises(Refusal) as no:
        registry("correct-person", "P9999999", "--phone", "13800000777")
    assert no.value.code == "viewer.not_found"
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.secretary")
    with pytest.raises(Refusal) as no:
        registry("correct-person", "P0000001", "--phone", "13800000777")
    assert no.value.code == "permit.not_yours"

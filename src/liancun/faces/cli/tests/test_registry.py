"""The registry's commands: what may be recorded is said, and recorded (登记命令)."""

import json

import pytest
import typer

from liancun.base import clock
from liancun.faces.cli import registry as command
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


def said(capsys):
    return json.loads(capsys.readouterr().out)


def test_what_may_be_recorded_is_said(capsys):
    command.person()
    assert "correct  更正资料" in (listed := capsys.readouterr().out) and "account  更换收款账户" in listed
    command.household("split", "L0000001")
    listed = capsys.readouterr().out
    assert (
        "new_code  新户编码" in listed
        and "others  一起分出的人 (可不填)" in listed
        and "登记出生" not in listed
    )


def test_a_family_by_command(capsys):
    command.person("correct", "P0000001", ["phone=13800000777"], as_json=True)
    assert said(capsys) == {"subject": "P0000001", "ends": ""}
    assert m.PersonHistory.objects.count() == 1
    command.household("head", "L0000001", ["party=P0000002", f"start={DAY}", "document=BG-1"], as_json=True)
    assert said(capsys)["subject"] == "L0000001"
    assert m.HouseholdMember.objects.filter(household="L0000001", party="P0000002", is_head=True).exists()
    command.member("leave", "head", ["party=P0000001", f"notice_on={DAY}"], as_json=True)
    assert said(capsys)["ends"].endswith("-12-31")


def test_bad_usage_bad_input_and_refusals_are_told_apart(monkeypatch):
    for given in (["phone"], ["colour=red"]):
        with pytest.raises(typer.BadParameter):
            command.person("correct", "P0000001", given)
    with pytest.raises(typer.BadParameter):
        command.person("paint", "P0000001", ["phone=1"])
    with pytest.raises(BadInput):
        command.person("correct", "P0000001", ["phone=12"])
    monkeypatch.setenv("LIANCUN_AS", "jiaxi.secretary")
    with pytest.raises(Refusal):
        command.person("correct", "P0000001", ["phone=13800000777"])
